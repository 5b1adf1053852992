//! The gate: who visits, in which language, with which rights. Every request passes here first.
use crate::server::Town;
use account::{Accounts, ClientAddress};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Ctx, Locale};
use std::sync::Arc;
use ui::shell::Place;
use ui::web::{LANGUAGE_COOKIE, Reject, Visit, Waiting, locale_of};

#[derive(Clone)]
pub struct Gate {
    town: Town,
    accounts: Accounts,
    places: Arc<[Place]>,
}

impl Gate {
    pub fn new(town: Town, accounts: Accounts, places: Arc<[Place]>) -> Self {
        Self { town, accounts, places }
    }

    async fn visit(&self, headers: &HeaderMap) -> kernel::Result<Visit> {
        let mut locale = locale_of(headers);
        let (mut actor, mut csrf) = (Actor::nobody(), String::new());
        let base = Ctx { actor: Actor::nobody(), locale, ..self.town.system() };
        if let Some(token) = bearer(headers) {
            actor = account::tokens::resolve(&base, &self.town.db, token).await?.unwrap_or(actor);
        } else if let Some(cookie) = self.accounts.cookie_of(headers)
            && let Some(signed_in) = account::sessions::resolve(&self.accounts, &base, cookie).await?
        {
            (actor, csrf) = (signed_in.actor, signed_in.csrf);
            locale = preferred(headers, signed_in.locale, locale);
        }
        let ctx = Ctx { actor, locale, ..base };
        let zone_name = self.town.zone.name(locale).to_owned();
        Ok(Visit { ctx, zone_name, csrf, places: self.places.clone() })
    }
}

impl Gate {
    /// The number on the bell of a signed-in person; a page without it is better than none.
    async fn waiting(&self, ctx: &Ctx) -> Option<i64> {
        if !ctx.actor.is_signed_in() {
            return None;
        }
        let counted = crate::messages::waiting(ctx, &self.town.db).await;
        counted
            .inspect_err(|error| tracing::warn!(%error, "messages could not be counted; the page shows no bell"))
            .ok()
    }

    /// The visitor's address as the proxy in front says; believed only where there is one.
    fn forwarded_for(&self, headers: &HeaderMap) -> Option<String> {
        let said = headers.get("x-forwarded-for").filter(|_| self.town.https)?.to_str().ok()?;
        said.rsplit(',').next().map(|address| address.trim().to_owned())
    }
}

/// The language chosen in this browser, else the one of the user's profile, else the browser's.
fn preferred(headers: &HeaderMap, profile: Option<Locale>, found: Locale) -> Locale {
    if ui::cookie::get(headers, LANGUAGE_COOKIE).is_some() { found } else { profile.unwrap_or(found) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// A whole page for a signed-in person: only these show the bell.
fn wants_page(request: &Request) -> bool {
    let headers = request.headers();
    let html =
        headers.get(header::ACCEPT).is_none_or(|a| a.to_str().is_ok_and(|a| a.contains("html") || a.contains("*/*")));
    html && !headers.contains_key("hx-request")
        && !request.uri().path().starts_with("/api/")
        && bearer(headers).is_none()
}

pub async fn enter(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    match gate.visit(request.headers()).await {
        Ok(visit) => {
            if wants_page(&request)
                && let Some(n) = gate.waiting(&visit.ctx).await
            {
                request.extensions_mut().insert(Waiting(n));
            }
            if let Some(address) = gate.forwarded_for(request.headers()) {
                request.extensions_mut().insert(ClientAddress(address));
            }
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Err(error) => Reject::from(error).into_response(),
    }
}
