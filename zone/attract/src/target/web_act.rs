//! The two things that can be done with chosen companies: make them leads of one's own, or take them along on a trip.
use super::TargetState;
use super::service::{self, Done};
use crate::fields::{Fields, Sent};
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use kernel::id::MissionId;
use kernel::{Action, Error, Resource};
use ui::web::local_path;
use ui::{Access, Flash, Req, Result, Routes, see_other};

pub fn routes() -> Routes<TargetState> {
    Routes::new().post("/attract/targets/leads", Access::Needs(Resource::Lead, Action::Create), open_leads).post(
        "/attract/targets/mission",
        Access::Needs(Resource::Mission, Action::Edit),
        add_to_mission,
    )
}

/// Where a form came from: a page of the targets.
fn back(fields: &Fields) -> String {
    let asked = fields.get("back");
    let path = local_path(&asked);
    if path.starts_with("/attract/targets") { path.to_owned() } else { "/attract/targets".to_owned() }
}

fn answer(fields: &Fields, outcome: kernel::Result<Done>, key: &str, to: Option<String>) -> Result<Response> {
    let back = back(fields);
    let flash = match outcome {
        Ok(done) if done.made == 0 => Flash::warning("target-all-there").arg("names", done.there.join("、")),
        Ok(done) if done.there.is_empty() => Flash::done(key).arg("n", done.made),
        Ok(done) => Flash::done(&format!("{key}-some")).arg("n", done.made).arg("names", done.there.join("、")),
        // Nothing chosen is a slip, not a fault: the page says so above the list.
        Err(Error::Invalid(errors)) if errors.iter().any(|e| e.code == "target-choose-none") => {
            return Ok(see_other(back).flash(Flash::warning("target-choose-none")).into_response());
        }
        Err(other) => return Err(other.into()),
    };
    Ok(see_other(to.unwrap_or(back)).flash(flash).into_response())
}

fn industry_of(fields: &Fields) -> Option<String> {
    Some(fields.get("industry")).filter(|i| !i.is_empty())
}

async fn open_leads(req: Req, State(s): State<TargetState>, Form(sent): Form<Sent>) -> Result<Response> {
    let fields = Fields(sent);
    let findings = service::ready(&req.ctx, &s).await?;
    let outcome = match service::chosen(&findings, industry_of(&fields).as_deref(), &fields.all("company")) {
        Ok(chosen) => service::open_leads(&req.ctx, &s, &findings, &chosen).await,
        Err(error) => Err(error),
    };
    answer(&fields, outcome, "target-leads-made", None)
}

async fn add_to_mission(req: Req, State(s): State<TargetState>, Form(sent): Form<Sent>) -> Result<Response> {
    let fields = Fields(sent);
    let Some(id) = MissionId::parse(&fields.get("mission")) else {
        return Ok(see_other(back(&fields)).flash(Flash::warning("target-choose-mission")).into_response());
    };
    let findings = service::ready(&req.ctx, &s).await?;
    let outcome = match service::chosen(&findings, industry_of(&fields).as_deref(), &fields.all("company")) {
        Ok(chosen) => service::add_to_mission(&req.ctx, &s, &findings, &id, &chosen).await,
        Err(error) => Err(error),
    };
    answer(&fields, outcome, "target-visits-made", Some(format!("/attract/missions/{id}#plan")))
}
