//! 双重验证: set up with a QR code, keep recovery codes, switch off.
use super::{Enrolment, State as Factor, service};
use crate::Accounts;
use crate::session::service as sessions;
use crate::sign_in::web::cookie_header;
use crate::web::{Caller, Fields, SELF_EDIT, SELF_VIEW, one, own_shell};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Error;
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    Routes::new()
        .get("/account/second-factor", SELF_VIEW, show)
        .post("/account/second-factor/begin", SELF_EDIT, begin)
        .get("/account/second-factor/set-up", SELF_EDIT, set_up)
        .post("/account/second-factor/confirm", SELF_EDIT, confirm)
        .post("/account/second-factor/recovery-codes", SELF_EDIT, renew_codes)
        .post("/account/second-factor/disable", SELF_EDIT, disable)
}

const HOME: &str = "/account/second-factor";

#[derive(askama::Template)]
#[template(path = "account/second_factor.html")]
struct Page {
    page: Shell,
    factor: Factor,
    errors: Errors,
    sentence: String,
}

#[derive(askama::Template)]
#[template(path = "account/second_factor_set_up.html")]
struct SetUp {
    page: Shell,
    enrolment: Enrolment,
    errors: Errors,
}

#[derive(askama::Template)]
#[template(path = "account/recovery_codes.html")]
struct Codes {
    page: Shell,
    codes: Vec<String>,
}

async fn show(State(accounts): State<Accounts>, req: Req) -> Result<Html<Page>> {
    Ok(Html(page(&accounts, &req, Errors::none(), String::new()).await?))
}

async fn page(accounts: &Accounts, req: &Req, errors: Errors, sentence: String) -> Result<Page> {
    let factor = service::state(&req.ctx, accounts).await?;
    Ok(Page { page: shell(req), factor, errors, sentence })
}

async fn begin(State(accounts): State<Accounts>, req: Req) -> Result<Response> {
    service::begin(&req.ctx, &accounts).await?;
    Ok(see_other("/account/second-factor/set-up").into_response())
}

async fn set_up(State(accounts): State<Accounts>, req: Req) -> Result<Response> {
    match service::begun(&req.ctx, &accounts).await? {
        Some(enrolment) => {
            let page = own_shell(&req, HOME);
            Ok(Html(SetUp { page, enrolment, errors: Errors::none() }).into_response())
        }
        None => Ok(see_other(HOME).into_response()),
    }
}

async fn confirm(
    State(accounts): State<Accounts>,
    req: Req,
    Caller(origin): Caller,
    Form(f): Form<Fields>,
) -> Result<Response> {
    match service::confirm(&req.ctx, &accounts, one(&f, "code")).await {
        Ok(codes) => {
            let token = sessions::renew(&req.ctx, &accounts, &origin).await?;
            let page = Html(Codes { page: fresh_shell(&accounts, &req, &token).await?, codes });
            Ok((cookie_header(accounts.cookie(&token)?), page).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let enrolment = service::begun(&req.ctx, &accounts).await?;
            let enrolment = enrolment.ok_or_else(|| Error::conflict("second-factor-not-begun"))?;
            let page = Html(SetUp { page: shell(&req), enrolment, errors });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The session was renewed, and with it the token of the page's forms.
async fn fresh_shell(accounts: &Accounts, req: &Req, token: &str) -> Result<Shell> {
    let signed_in = sessions::resolve(accounts, &req.ctx, token).await?;
    Ok(Shell { csrf: signed_in.map(|s| s.csrf).unwrap_or_default(), ..shell(req) })
}

/// The answer to a form names its own page as the place to come back to.
fn shell(req: &Req) -> Shell {
    Shell { here: HOME.to_owned(), ..own_shell(req, HOME) }
}

async fn renew_codes(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    match service::new_recovery_codes(&req.ctx, &accounts, one(&f, "current")).await {
        Ok(codes) => Ok(Html(Codes { page: shell(&req), codes }).into_response()),
        Err(error) => refused(&accounts, &req, error).await,
    }
}

async fn disable(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    match service::disable(&req.ctx, &accounts, one(&f, "current")).await {
        Ok(()) => Ok(see_other(HOME).flash(Flash::warning("second-factor-is-off")).into_response()),
        Err(error) => refused(&accounts, &req, error).await,
    }
}

async fn refused(accounts: &Accounts, req: &Req, error: Error) -> Result<Response> {
    if let Error::Limit { .. } = &error {
        let sentence = req.t.args(error.code(), error.args());
        let page = page(accounts, req, Errors::none(), sentence).await?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response());
    }
    let errors = Errors::from_error(req.t, error)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(accounts, req, errors, String::new()).await?)).into_response())
}
