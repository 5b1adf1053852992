//! The form of a trip.
use super::draft::{Draft, LegDraft};
use super::web::{id_of, path_of};
use super::{Direction, Mission, service};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use kernel::{FieldError, Source};
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, answered, see_other};

/// Rows for cities in the form.
const LEGS: usize = 4;

struct LegRow {
    i: usize,
    city: String,
    from: String,
    to: String,
    city_error: String,
    from_error: String,
    to_error: String,
}

#[derive(askama::Template)]
#[template(path = "attract/mission/form.html")]
pub(super) struct FormPage {
    page: Shell,
    action: String,
    back: String,
    version: i64,
    draft: Draft,
    directions: Vec<Choice>,
    leaders: Vec<Choice>,
    members: Vec<Choice>,
    others: String,
    legs: Vec<LegRow>,
    example: bool,
    errors: Errors,
}

fn draft_of(fields: &Fields) -> Draft {
    let leg = |i| LegDraft { city: fields.nth("city", i), from: fields.nth("from", i), to: fields.nth("to", i) };
    Draft {
        title: fields.get("title"),
        title_en: fields.get("title_en"),
        direction: fields.get("direction"),
        starts_on: fields.get("starts_on"),
        ends_on: fields.get("ends_on"),
        legs: (0..LEGS).map(leg).collect(),
        leader: fields.get("leader"),
        leader_label: fields.get("leader_label"),
        members: fields.all("members"),
        others: fields.get("others").split(['、', '，', ',', '\n']).map(str::to_owned).collect(),
        aim: fields.get("aim"),
        source: if fields.has("example") { Source::example() } else { Source::default() },
    }
}

fn draft_from(mission: &Mission) -> Draft {
    let leader = mission.team.iter().find(|m| m.leads);
    let rest = || mission.team.iter().filter(|m| !m.leads);
    Draft {
        title: mission.title.clone(),
        title_en: mission.title_en.clone(),
        direction: mission.direction.code().to_owned(),
        starts_on: mission.starts_on.clone(),
        ends_on: mission.ends_on.clone(),
        legs: mission
            .legs
            .iter()
            .map(|l| LegDraft { city: l.name(), from: l.from.clone(), to: l.to.clone() })
            .collect(),
        leader: leader.and_then(|m| m.user.clone()).unwrap_or_default(),
        leader_label: leader.and_then(|m| m.label.clone()).unwrap_or_default(),
        members: rest().filter_map(|m| m.user.clone()).collect(),
        others: rest().filter_map(|m| m.label.clone()).collect(),
        aim: mission.aim.clone(),
        source: mission.source.clone(),
    }
}

async fn form_page(
    req: &Req,
    s: &AttractState,
    of: Option<(&str, i64)>,
    draft: Draft,
    refused: &[FieldError],
) -> Result<FormPage> {
    let t = req.t;
    let errors = Errors::new(t, refused);
    let colleagues = s.directory.colleagues(&req.ctx.zone).await?;
    let none = Choice::new("", t.s("mission-leader-none"), draft.leader.is_empty());
    let leaders = colleagues.iter().map(|c| Choice::new(&c.id, &c.name, c.id == draft.leader));
    let members = colleagues.iter().map(|c| Choice::new(&c.id, &c.name, draft.members.contains(&c.id))).collect();
    let direction = |d: Direction| Choice::new(d.code(), t.s(d.key()), d.code() == draft.direction);
    let leg = |i: usize| {
        let typed = draft.legs.get(i).cloned().unwrap_or_default();
        let error = |name: &str| errors.of(&format!("{name}_{i}")).to_owned();
        LegRow {
            i,
            city: typed.city,
            from: typed.from,
            to: typed.to,
            city_error: error("city"),
            from_error: error("from"),
            to_error: error("to"),
        }
    };
    let rows = LEGS.max(draft.legs.len());
    let base = "/attract/missions";
    Ok(FormPage {
        page: req.shell(if of.is_some() { "mission-edit" } else { "mission-new" }, "attract"),
        action: of.map_or_else(|| base.to_owned(), |(id, _)| format!("{base}/{id}")),
        back: of.map_or_else(|| base.to_owned(), |(id, _)| format!("{base}/{id}")),
        version: of.map_or(0, |(_, version)| version),
        directions: Direction::ALL.into_iter().map(direction).collect(),
        leaders: std::iter::once(none).chain(leaders).collect(),
        members,
        others: draft.others.iter().map(|o| o.trim()).filter(|o| !o.is_empty()).collect::<Vec<_>>().join("、"),
        legs: (0..rows).map(leg).collect(),
        example: draft.source.example,
        draft,
        errors,
    })
}

pub(super) async fn blank(req: Req, State(s): State<AttractState>) -> Result<Html<FormPage>> {
    let draft = Draft { direction: Direction::Outbound.code().to_owned(), ..Draft::default() };
    Ok(Html(form_page(&req, &s, None, draft, &[]).await?))
}

pub(super) async fn filled(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let trip = service::get(&req.ctx, &s.db, &id_of(&id)?).await?;
    let draft = draft_from(&trip.mission);
    Ok(Html(form_page(&req, &s, Some((&id, trip.mission.version)), draft, &[]).await?))
}

pub(super) async fn add(req: Req, State(s): State<AttractState>, Form(sent): Form<Sent>) -> Result<Response> {
    let draft = draft_of(&Fields(sent));
    let outcome = service::plan(&req.ctx, &s.db, &draft).await;
    done(&req, &s, None, draft, outcome).await
}

pub(super) async fn edit(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let fields = Fields(sent);
    let (draft, version) = (draft_of(&fields), fields.version());
    let outcome = service::edit(&req.ctx, &s.db, &id_of(&id)?, version, &draft).await;
    done(&req, &s, Some((&id, version)), draft, outcome).await
}

async fn done(
    req: &Req,
    s: &AttractState,
    of: Option<(&str, i64)>,
    draft: Draft,
    outcome: kernel::Result<Mission>,
) -> Result<Response> {
    let saved = |mission: Mission| see_other(path_of(&mission)).flash(Flash::done("mission-saved"));
    answered(outcome, saved, |errors| async move { form_page(req, s, of, draft, &errors).await }).await
}
