//! 访问令牌: made, shown once, listed, ended.
use super::{Scope, Token, rules, service};
use crate::Accounts;
use crate::web::{Fields, SELF_EDIT, SELF_VIEW, all, number, one, own_shell};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    Routes::new().get("/account/tokens", SELF_VIEW, list).post("/account/tokens", SELF_EDIT, create).post(
        "/account/tokens/{id}/revoke",
        SELF_EDIT,
        revoke,
    )
}

const HOME: &str = "/account/tokens";
const DAYS: [i64; 4] = [30, 90, 180, 365];
const USUAL_DAYS: i64 = 90;

/// A token as shown.
pub(crate) struct Row {
    pub id: String,
    pub name: String,
    pub scopes: String,
    pub created_us: i64,
    pub expires_us: i64,
    pub used_us: Option<i64>,
    pub ended: bool,
}

impl Row {
    pub(crate) fn of(t: T, token: Token, now_us: i64) -> Self {
        let scopes: Vec<_> = token.scopes.iter().map(|s| t.s(format!("token-scope-{}", s.code()))).collect();
        Self {
            id: token.id,
            name: token.name,
            scopes: scopes.join(" · "),
            created_us: token.created_us,
            expires_us: token.expires_us,
            used_us: token.used_us,
            ended: token.expires_us <= now_us,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "account/tokens.html")]
struct List {
    page: Shell,
    rows: Vec<Row>,
    purpose: String,
    write: bool,
    days: Vec<Choice>,
    errors: Errors,
    /// The token just made, shown this once.
    fresh: String,
}

async fn list(State(accounts): State<Accounts>, req: Req) -> Result<Html<List>> {
    Ok(Html(page(&accounts, &req, &Vec::new(), Errors::none()).await?))
}

async fn page(accounts: &Accounts, req: &Req, f: &Fields, errors: Errors) -> Result<List> {
    let tokens = service::own(&req.ctx, accounts).await?;
    let chosen = if one(f, "days").is_empty() { USUAL_DAYS } else { number(f, "days") };
    let day = |d: &i64| Choice::new(d.to_string(), req.t.a("token-days-choice", "n", *d), *d == chosen);
    Ok(List {
        page: own_shell(req, HOME),
        rows: tokens.into_iter().map(|token| Row::of(req.t, token, req.ctx.now_us())).collect(),
        purpose: one(f, "name").to_owned(),
        write: all(f, "scopes").any(|s| s == "write"),
        days: DAYS.iter().map(day).collect(),
        errors,
        fresh: String::new(),
    })
}

async fn create(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    let scopes: Vec<Scope> = all(&f, "scopes").filter_map(Scope::parse).collect();
    let days = number(&f, "days").min(rules::MOST_DAYS + 1);
    let user = req.ctx.signed_in_user()?;
    match service::create(&req.ctx, &accounts.db, &user, &scopes, one(&f, "name"), days).await {
        Ok(created) => {
            let page = page(&accounts, &req, &Vec::new(), Errors::none()).await?;
            Ok(Html(List { fresh: created.token, ..page }).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = page(&accounts, &req, &f, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn revoke(State(accounts): State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    service::revoke(&req.ctx, &accounts, &id).await?;
    Ok(see_other(HOME).flash(Flash::done("token-ended")).into_response())
}
