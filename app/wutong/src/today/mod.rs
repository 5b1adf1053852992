//! 今日: each role's front page, from live data only. The director sees how the zone stands and what changed; the others
//! see the work that waits for them.
mod changes;
mod figures;
mod view;
mod work;

use crate::server::{Parts, Town};
use attract::AttractState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use enterprise::EnterpriseState;
use kernel::Role;
use kernel::access::{Access, Action, Resource};
use ui::route::Routes;
use ui::web::{Html, Req, Result};

/// What the front pages read.
#[derive(Clone)]
pub struct Today {
    pub town: Town,
    pub books: EnterpriseState,
    pub attract: AttractState,
}

pub fn routes(parts: &Parts) -> Routes {
    let access = Access::Needs(Resource::Today, Action::View);
    let state = Today { town: parts.town.clone(), books: parts.books.clone(), attract: parts.attract.clone() };
    Routes::new().get("/today", access, today).get("/today/wall", access, wall).with_state(state)
}

async fn today(req: Req, State(s): State<Today>) -> Result<Response> {
    if sees_the_zone(&req) {
        return Ok(Html(view::zone_page(&req, &s, false).await?).into_response());
    }
    Ok(Html(work::page(&req, &s).await?).into_response())
}

/// The same figures full screen, for a wall; it reloads itself.
async fn wall(req: Req, State(s): State<Today>) -> Result<Response> {
    if !sees_the_zone(&req) {
        return Err(kernel::Error::NotFound.into());
    }
    Ok(Html(view::zone_page(&req, &s, true).await?).into_response())
}

fn sees_the_zone(req: &Req) -> bool {
    [Role::Director, Role::Statistician, Role::Auditor].iter().any(|role| req.ctx.actor.has(*role))
}
