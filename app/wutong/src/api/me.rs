//! `/api/v1/me`: who the token speaks for and what it may do.
use super::Api;
use axum::Json;
use axum::extract::State;
use kernel::Role;
use kernel::ctx::Via;
use serde::Serialize;
use ui::route::{Access, Routes};
use ui::web::Req;
use utoipa::ToSchema;

pub fn routes() -> Routes<Api> {
    Routes::new().get("/api/v1/me", Access::SignedIn, get)
}

/// Who acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub user_id: Option<String>,
    /// The sign-in name.
    pub user: String,
    pub display_name: String,
    /// Such as `director`, `statistician`, `company_user`.
    pub roles: Vec<&'static str>,
    /// Companies of a company user.
    pub companies: Vec<String>,
    pub departments: Vec<String>,
    /// `token` or `session`.
    #[schema(example = "token")]
    pub via: &'static str,
    /// Of the token: `read`, `write`; null with a session.
    pub scopes: Option<Vec<String>>,
    pub zone: ZoneOf,
}

/// The zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneOf {
    #[schema(example = "urumqi")]
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// 行政区划 code.
    pub region_code: String,
}

/// Who I am
///
/// The user behind the token, with roles and scopes.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "me", tag = "me", responses((status = 200, body = Me)))]
pub async fn get(req: Req, State(api): State<Api>) -> Json<Me> {
    let actor = req.ctx.actor;
    let (via, scopes) = match actor.via {
        Via::Token { scopes } => ("token", Some(scopes)),
        _ => ("session", None),
    };
    Json(Me {
        user_id: actor.user_id.map(Into::into),
        user: actor.user,
        display_name: actor.display_name,
        roles: actor.roles.into_iter().map(Role::code).collect(),
        companies: actor.companies.into_iter().map(Into::into).collect(),
        departments: actor.departments.into_iter().map(Into::into).collect(),
        via,
        scopes,
        zone: ZoneOf {
            code: api.zone.code,
            name_zh: api.zone.name_zh,
            name_en: api.zone.name_en,
            region_code: api.zone.region_code,
        },
    })
}
