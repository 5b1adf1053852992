//! 我的账号: name and language, password.
use super::{ProfileDraft, service as users};
use crate::Accounts;
use crate::password::rules::SHORTEST;
use crate::session::service as sessions;
use crate::sign_in::web::cookie_header;
use crate::web::{Caller, Fields, SELF_EDIT, SELF_VIEW, number, one, own_shell};
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use kernel::access::Access;
use kernel::{Error, Locale};
use ui::view::Choice;
use ui::web::LANGUAGE_COOKIE;
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    let (view, edit): (Access, Access) = (SELF_VIEW, SELF_EDIT);
    Routes::new()
        .get("/account", view, show_profile)
        .post("/account", edit, save_profile)
        .get("/account/password", view, show_password)
        .post("/account/password", edit, save_password)
}

const A_YEAR_S: u64 = 365 * 24 * 3600;

#[derive(askama::Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    page: Shell,
    login: String,
    display_name: String,
    phone: String,
    roles: Vec<String>,
    languages: Vec<Choice>,
    version: i64,
    errors: Errors,
}

#[derive(askama::Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    page: Shell,
    login: String,
    errors: Errors,
    sentence: String,
    least: usize,
}

/// The languages of a form; the first is the browser's own choice.
pub(super) fn languages(t: T, chosen: Option<Locale>) -> Vec<Choice> {
    let choice = |l: Locale, name: &str| Choice::new(l.tag(), name, chosen == Some(l));
    vec![
        Choice::new("", t.s("language-of-browser"), chosen.is_none()),
        choice(Locale::ZhCn, "中文"),
        choice(Locale::En, "English"),
    ]
}

async fn show_profile(State(accounts): State<Accounts>, req: Req) -> Result<Html<ProfilePage>> {
    Ok(Html(profile_page(&accounts, &req, None, Errors::none()).await?))
}

async fn profile_page(
    accounts: &Accounts,
    req: &Req,
    typed: Option<(ProfileDraft, i64)>,
    errors: Errors,
) -> Result<ProfilePage> {
    let user = users::own(&req.ctx, accounts).await?;
    let profile = user.profile.ok_or(Error::NotFound)?;
    let now = ProfileDraft { display_name: profile.display_name, locale: profile.locale, phone: profile.phone };
    let (draft, version) = typed.unwrap_or((now, user.grant.version));
    Ok(ProfilePage {
        page: own_shell(req, "/account"),
        login: profile.login,
        display_name: draft.display_name,
        phone: draft.phone,
        roles: user.grant.roles.iter().map(|r| ui::shell::role_name(req.t, *r)).collect(),
        languages: languages(req.t, draft.locale),
        version,
        errors,
    })
}

async fn save_profile(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    let (locale, version) = (Locale::parse(one(&f, "locale")), number(&f, "version"));
    let draft =
        ProfileDraft { display_name: one(&f, "display_name").to_owned(), locale, phone: one(&f, "phone").to_owned() };
    match users::edit_profile(&req.ctx, &accounts, version, &draft).await {
        Ok(()) => {
            // The chosen language holds at once, in this browser too.
            let age = if locale.is_some() { A_YEAR_S } else { 0 };
            let cookie = ui::cookie::set(LANGUAGE_COOKIE, locale.map_or("", Locale::tag), Some(age), false);
            let headers = AppendHeaders(cookie.map(|c| (header::SET_COOKIE, c)));
            Ok((headers, see_other("/account").flash(Flash::done("saved"))).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = profile_page(&accounts, &req, Some((draft, version)), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

fn password_page(req: &Req, errors: Errors, sentence: String) -> PasswordPage {
    let (page, login) = (own_shell(req, "/account/password"), req.ctx.actor.user.clone());
    PasswordPage { page, login, errors, sentence, least: SHORTEST }
}

async fn show_password(req: Req) -> Html<PasswordPage> {
    Html(password_page(&req, Errors::none(), String::new()))
}

/// The new password, typed twice the same.
pub(crate) fn repeated(f: &Fields) -> kernel::Result<&str> {
    let new = one(f, "new");
    if new == one(f, "again") { Ok(new) } else { Err(Error::invalid("again", "password-not-repeated")) }
}

async fn save_password(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let changed = match repeated(&f) {
        Ok(new) => users::change_password(&req.ctx, &accounts, one(&f, "current"), new).await,
        Err(error) => Err(error),
    };
    let Err(error) = changed else {
        let token = sessions::renew(&req.ctx, &accounts, &origin).await?;
        let done = see_other("/account/password").flash(Flash::done("password-changed"));
        return Ok((cookie_header(accounts.cookie(&token)?), done).into_response());
    };
    let (status, page) = password_refused(&req, error)?;
    Ok((status, Html(page)).into_response())
}

fn password_refused(req: &Req, error: Error) -> Result<(StatusCode, PasswordPage)> {
    if let Error::Limit { .. } = &error {
        let sentence = req.t.args(error.code(), error.args());
        return Ok((StatusCode::TOO_MANY_REQUESTS, password_page(req, Errors::none(), sentence)));
    }
    let errors = Errors::from_error(req.t, error)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, password_page(req, errors, String::new())))
}
