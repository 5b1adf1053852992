//! The pages of a sign-in: name and password, code, new password, second factor to set up.
use super::{Step, service};
use crate::session::{Stage, service as sessions};
use crate::web::{Caller, Fields, SELF_VIEW, one};
use crate::{Accounts, second_factor::Enrolment};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use kernel::Error;
use kernel::access::Access;
use serde::Deserialize;
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, T, local_path, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    Routes::new()
        .get("/sign-in", Access::Public, show)
        .post("/sign-in", Access::Public, submit)
        .get("/sign-in/code", Access::Public, show_code)
        .post("/sign-in/code", Access::Public, submit_code)
        .get("/sign-in/password", Access::Public, show_password)
        .post("/sign-in/password", Access::Public, submit_password)
        .get("/sign-in/second-factor", Access::Public, show_enrolment)
        .post("/sign-in/second-factor", Access::Public, submit_enrolment)
        .post("/sign-out", SELF_VIEW, sign_out)
}

/// Where to go after the sign-in.
#[derive(Deserialize, Default)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(askama::Template)]
#[template(path = "account/sign_in.html")]
struct SignIn {
    page: Shell,
    next: String,
    login: String,
    /// What stands above the form: wrong, locked, begin again.
    sentence: String,
}

#[derive(askama::Template)]
#[template(path = "account/sign_in_code.html")]
struct Code {
    page: Shell,
    next: String,
    sentence: String,
}

#[derive(askama::Template)]
#[template(path = "account/sign_in_password.html")]
struct NewPassword {
    page: Shell,
    next: String,
    errors: Errors,
    least: usize,
}

#[derive(askama::Template)]
#[template(path = "account/sign_in_enrol.html")]
struct Enrol {
    page: Shell,
    next: String,
    enrolment: Enrolment,
    errors: Errors,
}

#[derive(askama::Template)]
#[template(path = "account/sign_in_recovery.html")]
struct Recovery {
    page: Shell,
    next: String,
    codes: Vec<String>,
}

async fn show(req: Req, Query(q): Query<Next>) -> Response {
    if req.ctx.actor.is_signed_in() {
        return see_other(local_path(&q.next)).into_response();
    }
    Html(SignIn { page: req.shell("sign-in-title", ""), next: q.next, login: String::new(), sentence: String::new() })
        .into_response()
}

async fn submit(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let (login, next) = (one(&f, "login").to_owned(), one(&f, "next").to_owned());
    match service::with_password(&req.ctx, &accounts, &login, one(&f, "password"), &origin).await {
        Ok(step) => onward(&accounts, &step, &next),
        Err(error) => {
            let (status, sentence) = refused(req.t, error)?;
            Ok((status, Html(SignIn { page: req.shell("sign-in-title", ""), next, login, sentence })).into_response())
        }
    }
}

/// What the form can say itself: wrong input and waiting times; anything else goes to the error page.
fn refused(t: T, error: Error) -> Result<(StatusCode, String)> {
    match &error {
        Error::Invalid(_) | Error::Limit { .. } => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok((status, t.args(error.code(), error.args())))
        }
        _ => Err(error.into()),
    }
}

/// To the next step, with its cookie.
fn onward(accounts: &Accounts, step: &Step, next: &str) -> Result<Response> {
    let next = local_path(next);
    let with_next = |path: &str| format!("{path}?next={}", ui::cookie::percent(next));
    let to = match step.stage {
        Stage::Code => with_next("/sign-in/code"),
        Stage::Password => with_next("/sign-in/password"),
        Stage::Enrol => with_next("/sign-in/second-factor"),
        Stage::Full => next.to_owned(),
    };
    Ok((cookie_header(accounts.cookie(&step.token)?), see_other(to)).into_response())
}

pub(crate) fn cookie_header(cookie: HeaderValue) -> AppendHeaders<[(header::HeaderName, HeaderValue); 1]> {
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// Back to the beginning where no sign-in waits for this step (any more).
async fn not_waiting(req: &Req, accounts: &Accounts, stage: Stage) -> Result<Option<Response>> {
    let waits = service::waits_for(&req.ctx, accounts, accounts.cookie_of(&req.headers), stage).await?;
    Ok((!waits).then(|| see_other("/sign-in").flash(Flash::warning("sign-in-again")).into_response()))
}

async fn show_code(State(accounts): State<Accounts>, req: Req, Query(q): Query<Next>) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Code).await? {
        return Ok(away);
    }
    let page = req.shell("sign-in-code-title", "");
    Ok(Html(Code { page, next: q.next, sentence: String::new() }).into_response())
}

async fn submit_code(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Code).await? {
        return Ok(away);
    }
    let cookie = accounts.cookie_of(&req.headers);
    match service::with_code(&req.ctx, &accounts, cookie, one(&f, "code"), &origin).await {
        Ok(step) => onward(&accounts, &step, one(&f, "next")),
        Err(error) => {
            let (status, sentence) = refused(req.t, error)?;
            let page = req.shell("sign-in-code-title", "");
            Ok((status, Html(Code { page, next: one(&f, "next").to_owned(), sentence })).into_response())
        }
    }
}

async fn show_password(State(accounts): State<Accounts>, req: Req, Query(q): Query<Next>) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Password).await? {
        return Ok(away);
    }
    Ok(Html(new_password(&req, q.next, Errors::none())).into_response())
}

fn new_password(req: &Req, next: String, errors: Errors) -> NewPassword {
    NewPassword { page: req.shell("sign-in-password-title", ""), next, errors, least: crate::password::rules::SHORTEST }
}

async fn submit_password(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Password).await? {
        return Ok(away);
    }
    let done = match crate::user::web::repeated(&f) {
        Ok(new) => {
            let cookie = accounts.cookie_of(&req.headers);
            service::with_new_password(&req.ctx, &accounts, cookie, new, &origin).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(step) => onward(&accounts, &step, one(&f, "next")),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = new_password(&req, one(&f, "next").to_owned(), errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn show_enrolment(State(accounts): State<Accounts>, req: Req, Query(q): Query<Next>) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Enrol).await? {
        return Ok(away);
    }
    let enrolment = service::begin_enrolment(&req.ctx, &accounts, accounts.cookie_of(&req.headers)).await?;
    let page = req.shell("sign-in-enrol-title", "");
    Ok(Html(Enrol { page, next: q.next, enrolment, errors: Errors::none() }).into_response())
}

async fn submit_enrolment(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    if let Some(away) = not_waiting(&req, &accounts, Stage::Enrol).await? {
        return Ok(away);
    }
    let (cookie, next) = (accounts.cookie_of(&req.headers), one(&f, "next").to_owned());
    match service::with_enrolment(&req.ctx, &accounts, cookie, one(&f, "code"), &origin).await {
        Ok((step, codes)) => {
            let csrf = sessions::resolve(&accounts, &req.ctx, &step.token).await?.map(|s| s.csrf).unwrap_or_default();
            let page = Shell { csrf, here: "/account/second-factor".to_owned(), ..req.shell("recovery-title", "") };
            let next = local_path(&next).to_owned();
            Ok((cookie_header(accounts.cookie(&step.token)?), Html(Recovery { page, next, codes })).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let enrolment = service::enrolment_begun(&req.ctx, &accounts, cookie).await?;
            let page = req.shell("sign-in-enrol-title", "");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(Enrol { page, next, enrolment, errors })).into_response())
        }
    }
}

async fn sign_out(State(accounts): State<Accounts>, req: Req) -> Result<Response> {
    if let Some(cookie) = accounts.cookie_of(&req.headers) {
        sessions::sign_out(&req.ctx, &accounts, cookie).await?;
    }
    let gone = cookie_header(accounts.cookie_gone()?);
    Ok((gone, see_other("/sign-in").flash(Flash::done("signed-out"))).into_response())
}
