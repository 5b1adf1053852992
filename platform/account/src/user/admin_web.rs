//! 管理 → 用户: list, new, edit, and what an administrator does with one account. The auditor reads the same pages.
use super::web::languages;
use super::{Credential, Draft, Line, PAGE_ROWS, Query as ListQuery, User, service as users};
use crate::session::{service as sessions, web::Row as SessionRow};
use crate::sign_in::throttle;
use crate::token::{service as tokens, web::Row as TokenRow};
use crate::web::{Fields, admin_shell, all, number, one};
use crate::{Accounts, department, second_factor};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::access::Access;
use kernel::id::{DepartmentId, UserId};
use kernel::{Action, Error, Locale, Resource, Role};
use ui::view::{Choice, Pager};
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    let needs = |action| Access::Needs(Resource::User, action);
    Routes::new()
        .get("/admin/users", needs(Action::View), list)
        .get("/admin/users/new", needs(Action::Create), new)
        .post("/admin/users", needs(Action::Create), create)
        .get("/admin/users/{id}", needs(Action::View), show)
        .post("/admin/users/{id}", needs(Action::Edit), save)
        .post("/admin/users/{id}/disable", needs(Action::Edit), disable)
        .post("/admin/users/{id}/enable", needs(Action::Edit), enable)
        .post("/admin/users/{id}/reset-password", needs(Action::Edit), reset_password)
        .post("/admin/users/{id}/unlock", needs(Action::Edit), unlock)
        .post("/admin/users/{id}/revoke-sessions", needs(Action::Edit), revoke_sessions)
        .post("/admin/users/{id}/revoke-tokens", needs(Action::Edit), revoke_tokens)
        .post("/admin/users/{id}/reset-second-factor", needs(Action::Edit), reset_second_factor)
        .post("/admin/users/{id}/erase", needs(Action::Edit), erase)
}

const HOME: &str = "/admin/users";

#[derive(askama::Template)]
#[template(path = "account/users.html")]
struct List {
    page: Shell,
    rows: Vec<Row>,
    text: String,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    filtered: bool,
    may_edit: bool,
    pager: Pager,
}

/// A line of the list as shown.
struct Row {
    id: String,
    login: String,
    name: String,
    roles: String,
    memberships: usize,
    state: &'static str,
    state_key: &'static str,
    second_factor: bool,
    signed_in_us: Option<i64>,
}

impl Row {
    fn of(t: T, line: Line) -> Self {
        let (state, state_key) = state(&line.user, line.locked);
        let roles: Vec<_> = line.user.grant.roles.iter().map(|r| ui::shell::role_name(t, *r)).collect();
        let (login, name) = match line.user.profile {
            Some(p) => (p.login, p.display_name),
            None => (ui::format::ABSENT.to_owned(), t.s("user-erased-name")),
        };
        Self {
            id: line.user.grant.id.to_string(),
            login,
            name,
            roles: roles.join(" · "),
            memberships: line.user.grant.departments.len() + line.user.grant.companies.len(),
            state,
            state_key,
            second_factor: line.second_factor,
            signed_in_us: line.signed_in_us,
        }
    }
}

/// The mark and the word of an account's state.
fn state(user: &User, locked: bool) -> (&'static str, &'static str) {
    match (user.profile.is_some(), user.grant.disabled, locked) {
        (false, ..) => ("todo", "user-state-erased"),
        (_, true, _) => ("todo", "user-state-disabled"),
        (_, _, true) => ("yel", "user-state-locked"),
        _ => ("ok", "user-state-open"),
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    role: String,
    state: String,
    page: String,
}

async fn list(State(accounts): State<Accounts>, req: Req, Query(asked): Query<Asked>) -> Result<Html<List>> {
    let page_number: u64 = asked.page.parse().unwrap_or(1).clamp(1, 100_000);
    let disabled = match asked.state.as_str() {
        "open" => Some(false),
        "disabled" => Some(true),
        _ => None,
    };
    let query = ListQuery {
        text: asked.q.chars().take(100).collect(),
        role: Role::parse(&asked.role),
        disabled,
        page: i64::try_from(page_number - 1).unwrap_or(0),
    };
    let found = users::list(&req.ctx, &accounts, &query).await?;
    let per_page = u64::try_from(PAGE_ROWS).unwrap_or(50);
    let state = |code: &str, key: &str| Choice::new(code, req.t.s(key), asked.state == code);
    Ok(Html(List {
        page: admin_shell(&accounts, &req, "users-title", HOME),
        rows: found.lines.into_iter().map(|line| Row::of(req.t, line)).collect(),
        filtered: !query.text.trim().is_empty() || query.role.is_some() || disabled.is_some(),
        text: query.text,
        roles: role_filter(req.t, query.role),
        states: vec![
            state("", "user-state-all"),
            state("open", "user-state-open"),
            state("disabled", "user-state-disabled"),
        ],
        may_edit: req.may(Resource::User, Action::Edit),
        pager: Pager::new(&req, page_number, per_page, u64::try_from(found.total).unwrap_or(0)),
    }))
}

fn role_filter(t: T, chosen: Option<Role>) -> Vec<Choice> {
    let one = |r: Role| Choice::new(r.code(), ui::shell::role_name(t, r), chosen == Some(r));
    let every = Choice::new("", t.s("user-role-all"), chosen.is_none());
    std::iter::once(every).chain(Role::ALL.into_iter().map(one)).collect()
}

/// The fields of the form, with their choices.
struct FormView {
    login: String,
    display_name: String,
    languages: Vec<Choice>,
    roles: Vec<Choice>,
    departments: Vec<Choice>,
    companies: String,
    version: i64,
    errors: Errors,
}

async fn form_view(accounts: &Accounts, req: &Req, draft: Draft, version: i64, errors: Errors) -> Result<FormView> {
    let all = department::service::list(&req.ctx, &accounts.db).await?;
    let department = |d: department::Department| {
        let chosen = draft.departments.contains(&d.id);
        (d.active || chosen).then(|| Choice::new(d.id.as_str(), d.name(req.t.locale), chosen))
    };
    let role = |r: Role| Choice::new(r.code(), ui::shell::role_name(req.t, r), draft.roles.contains(&r));
    Ok(FormView {
        languages: languages(req.t, draft.locale),
        roles: Role::ALL.into_iter().map(role).collect(),
        departments: all.into_iter().filter_map(department).collect(),
        companies: draft.companies.join("\n"),
        login: draft.login,
        display_name: draft.display_name,
        version,
        errors,
    })
}

fn draft_of(f: &Fields) -> Draft {
    let companies = one(f, "companies").lines().map(str::trim).filter(|l| !l.is_empty());
    Draft {
        login: one(f, "login").to_owned(),
        display_name: one(f, "display_name").to_owned(),
        locale: Locale::parse(one(f, "locale")),
        roles: all(f, "roles").filter_map(Role::parse).collect(),
        departments: all(f, "departments").filter_map(DepartmentId::parse).collect(),
        companies: companies.map(str::to_owned).collect(),
    }
}

#[derive(askama::Template)]
#[template(path = "account/user_new.html")]
struct New {
    page: Shell,
    form: FormView,
}

#[derive(askama::Template)]
#[template(path = "account/user.html")]
struct Detail {
    page: Shell,
    id: String,
    /// Names and memberships as words, for those who may only read.
    login: String,
    roles: String,
    state: &'static str,
    state_key: &'static str,
    locked_minutes: Option<i64>,
    disabled: bool,
    erased: bool,
    myself: bool,
    second_factor: bool,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    form: FormView,
    may_edit: bool,
}

#[derive(askama::Template)]
#[template(path = "account/credential.html")]
struct CredentialPage {
    page: Shell,
    credential: Credential,
}

fn credential_page(accounts: &Accounts, req: &Req, credential: Credential) -> Html<CredentialPage> {
    let here = format!("{HOME}/{}", credential.user_id);
    let page = Shell { here, ..admin_shell(accounts, req, "credential-title", HOME) };
    Html(CredentialPage { page, credential })
}

async fn new(State(accounts): State<Accounts>, req: Req) -> Result<Html<New>> {
    let form = form_view(&accounts, &req, Draft::default(), 0, Errors::none()).await?;
    Ok(Html(New { page: admin_shell(&accounts, &req, "user-new", HOME), form }))
}

async fn create(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    let draft = draft_of(&f);
    match users::create(&req.ctx, &accounts, &draft).await {
        Ok(credential) => Ok(credential_page(&accounts, &req, credential).into_response()),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let form = form_view(&accounts, &req, draft, 0, errors).await?;
            let page = Html(New { page: admin_shell(&accounts, &req, "user-new", HOME), form });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show(State(accounts): State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Html<Detail>> {
    let id = parse(&id)?;
    let user = users::get(&req.ctx, &accounts, &id).await?;
    let draft = draft_from(&accounts, &req, &user).await?;
    let form = form_view(&accounts, &req, draft, user.grant.version, Errors::none()).await?;
    Ok(Html(detail(&accounts, &req, user, form).await?))
}

/// The account as the form would type it; companies by what finds them again.
async fn draft_from(accounts: &Accounts, req: &Req, user: &User) -> Result<Draft> {
    let mut companies = Vec::with_capacity(user.grant.companies.len());
    for id in &user.grant.companies {
        let found = accounts.companies.find(&req.ctx, id.as_str()).await?;
        companies.push(found.map_or_else(|| id.to_string(), |c| c.label));
    }
    let profile = user.profile.clone();
    Ok(Draft {
        locale: profile.as_ref().and_then(|p| p.locale),
        login: profile.as_ref().map(|p| p.login.clone()).unwrap_or_default(),
        display_name: profile.map(|p| p.display_name).unwrap_or_default(),
        roles: user.grant.roles.clone(),
        departments: user.grant.departments.clone(),
        companies,
    })
}

async fn detail(accounts: &Accounts, req: &Req, user: User, form: FormView) -> Result<Detail> {
    let (ctx, t, id) = (&req.ctx, req.t, user.grant.id.clone());
    let (locked_minutes, has_factor) = standing(accounts, req, &user).await?;
    let (state, state_key) = state(&user, locked_minutes.is_some());
    let roles: Vec<_> = user.grant.roles.iter().map(|r| ui::shell::role_name(t, *r)).collect();
    let (login, title) = match &user.profile {
        Some(p) => (p.login.clone(), p.display_name.clone()),
        None => (ui::format::ABSENT.to_owned(), t.s("user-erased-name")),
    };
    let sessions = sessions::of_user(ctx, accounts, &id).await?;
    let tokens = tokens::of_user(ctx, accounts, &id).await?;
    let here = format!("{HOME}/{id}");
    Ok(Detail {
        page: Shell { here, ..admin_shell(accounts, req, "users-title", HOME) }.titled(title),
        login,
        roles: roles.join(" · "),
        state,
        state_key,
        locked_minutes,
        disabled: user.grant.disabled,
        erased: user.profile.is_none(),
        myself: ctx.actor.user_id.as_ref() == Some(&id),
        second_factor: has_factor,
        sessions: sessions.into_iter().map(|s| SessionRow::of(s, None)).collect(),
        tokens: tokens.into_iter().map(|token| TokenRow::of(t, token, ctx.now_us())).collect(),
        form,
        may_edit: req.may(Resource::User, Action::Edit),
        id: id.to_string(),
    })
}

/// Minutes of a lock-out that is on, and whether there is a second factor.
async fn standing(accounts: &Accounts, req: &Req, user: &User) -> Result<(Option<i64>, bool)> {
    let mut conn = accounts.db.read(&req.ctx.zone).await?;
    let locked = match &user.profile {
        Some(p) => throttle::locked_minutes(&mut conn, &p.login_key, req.ctx.now_us()).await?,
        None => None,
    };
    Ok((locked, second_factor::store::confirmed(&mut conn, &user.grant.id).await?.is_some()))
}

async fn save(
    State(accounts): State<Accounts>,
    req: Req,
    Path(id): Path<String>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = parse(&id)?;
    let (draft, version) = (draft_of(&f), number(&f, "version"));
    match users::edit(&req.ctx, &accounts, &id, version, &draft).await {
        Ok(()) => Ok(done(&id, Flash::done("saved-name").arg("name", draft.display_name.trim()))),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let user = users::get(&req.ctx, &accounts, &id).await?;
            let form = form_view(&accounts, &req, draft, version, errors).await?;
            let page = Html(detail(&accounts, &req, user, form).await?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn parse(id: &str) -> Result<UserId> {
    Ok(UserId::parse(id).ok_or(Error::NotFound)?)
}

fn done(id: &UserId, flash: Flash) -> Response {
    see_other(format!("{HOME}/{id}")).flash(flash).into_response()
}

async fn disable(s: State<Accounts>, req: Req, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = parse(&id)?;
    users::disable(&req.ctx, &s, &id, number(&f, "version")).await?;
    Ok(done(&id, Flash::done("user-is-disabled")))
}

async fn enable(s: State<Accounts>, req: Req, Path(id): Path<String>, Form(f): Form<Fields>) -> Result<Response> {
    let id = parse(&id)?;
    users::enable(&req.ctx, &s, &id, number(&f, "version")).await?;
    Ok(done(&id, Flash::done("user-is-enabled")))
}

async fn reset_password(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Html<CredentialPage>> {
    let credential = users::reset_password(&req.ctx, &s, &parse(&id)?).await?;
    Ok(credential_page(&s, &req, credential))
}

async fn unlock(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    users::unlock(&req.ctx, &s, &id).await?;
    Ok(done(&id, Flash::done("user-is-unlocked")))
}

async fn revoke_sessions(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    let count = users::revoke_sessions(&req.ctx, &s, &id).await?;
    Ok(done(&id, Flash::done("sessions-ended").arg("count", count)))
}

async fn revoke_tokens(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    let count = users::revoke_tokens(&req.ctx, &s, &id).await?;
    Ok(done(&id, Flash::done("tokens-ended").arg("count", count)))
}

async fn reset_second_factor(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    users::reset_second_factor(&req.ctx, &s, &id).await?;
    Ok(done(&id, Flash::done("second-factor-reset")))
}

async fn erase(s: State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    users::erase(&req.ctx, &s, &parse(&id)?).await?;
    Ok(see_other(HOME).flash(Flash::done("user-is-erased")).into_response())
}
