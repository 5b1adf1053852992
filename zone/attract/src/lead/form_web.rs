//! 新建与修改线索. The company is looked up in books and registry first, so that nothing is typed twice.
use super::act_web::{Fields, field};
use super::draft::Draft;
use super::view::Words;
use super::{Channel, Lead, service, store as books};
use crate::AttractState;
use crate::companies::{Candidate, Origin};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::LeadId;
use kernel::industry::{IndustryCode, Level};
use kernel::{Action, Error, Resource, Source};
use serde::Deserialize;
use ui::fault::StaleView;
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

pub fn routes() -> Routes<AttractState> {
    let create = Access::Needs(Resource::Lead, Action::Create);
    let edit = Access::Needs(Resource::Lead, Action::Edit);
    Routes::new()
        .get("/attract/leads/new", create, blank)
        .post("/attract/leads", create, create_lead)
        .get("/attract/leads/{id}/edit", edit, filled)
        .post("/attract/leads/{id}", edit, edit_lead)
}

/// A company that was found, as the choice shows it.
struct Found {
    name: String,
    detail: String,
    href: String,
    /// The open lead on it, if there is one: id and owner.
    taken: Option<(String, String)>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Pick {
    q: String,
    origin: String,
    company: String,
    name: String,
}

#[derive(askama::Template)]
#[template(path = "attract/lead/pick.html")]
struct PickPage {
    page: Shell,
    q: String,
    found: Vec<Found>,
    typed_href: String,
}

#[derive(askama::Template)]
#[template(path = "attract/lead/form.html")]
struct FormPage {
    page: Shell,
    action: String,
    back: String,
    lead: String,
    version: i64,
    draft: Draft,
    typed_company: bool,
    city: String,
    industry: String,
    channels: Vec<Choice>,
    focuses: Vec<Choice>,
    divisions: Vec<String>,
    cities: Vec<String>,
    errors: Errors,
    /// The lead that is in the way, when the company has one already.
    taken: String,
    stale: Option<(i64, Vec<StaleView>)>,
    origin_text: String,
}

async fn words(req: &Req, s: &AttractState) -> kernel::Result<Words> {
    let pipeline = crate::pipeline::store::pipeline(&mut s.db.read(&req.ctx.zone).await?).await?;
    Words::of(&req.ctx, s, req.t, pipeline, Vec::new()).await
}

async fn blank(req: Req, State(s): State<AttractState>, Query(pick): Query<Pick>) -> Result<Response> {
    let company = match Origin::parse(&pick.origin) {
        Some(origin) if !pick.company.is_empty() => s.companies.get(&req.ctx, origin, &pick.company).await?,
        _ if !pick.name.trim().is_empty() => {
            Some(Candidate { name: pick.name.trim().to_owned(), ..Candidate::default() })
        }
        _ => None,
    };
    if let Some(company) = company {
        let draft = Draft { company, began_on: req.ctx.today().to_string(), ..Draft::default() };
        return Ok(Html(form(&req, &s, None, draft, Errors::none()).await?).into_response());
    }
    Ok(Html(pick_page(&req, &s, pick.q.trim()).await?).into_response())
}

const OFFERED: usize = 12;

async fn pick_page(req: &Req, s: &AttractState, q: &str) -> Result<PickPage> {
    let candidates = if q.is_empty() { Vec::new() } else { s.companies.search(&req.ctx, q, OFFERED).await? };
    let w = words(req, s).await?;
    let mut found = Vec::new();
    for c in candidates {
        found.push(found_of(req, s, &w, c).await?);
    }
    let name = ui::cookie::percent(q);
    Ok(PickPage {
        page: super::list_web::shell(req).titled(req.t.s("lead-new")),
        q: q.to_owned(),
        found,
        typed_href: if q.is_empty() { String::new() } else { format!("/attract/leads/new?name={name}") },
    })
}

async fn found_of(req: &Req, s: &AttractState, w: &Words, c: Candidate) -> kernel::Result<Found> {
    let key = super::rules::name_key(&c.name);
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let live = books::live(&mut conn, &key, c.credit_code.as_deref()).await?;
    drop(conn);
    let taken = match live {
        Some(lead) => {
            let owner = match &lead.owner {
                Some(id) => s.directory.users(&req.ctx.zone, std::slice::from_ref(id)).await?.remove(id),
                None => Some(req.t.s("lead-pool")),
            };
            Some((lead.id.to_string(), owner.unwrap_or_default()))
        }
        None => None,
    };
    let city = c.city.as_deref().and_then(super::rules::city_of).map(|code| w.city(&code));
    let division = c.industry.as_deref().map(|i| w.division(i));
    let parts = [Some(req.t.s(format!("lead-origin-{}", c.origin.code()))), c.credit_code, city, division];
    Ok(Found {
        detail: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        href: format!("/attract/leads/new?origin={}&company={}", c.origin.code(), ui::cookie::percent(&c.id)),
        name: c.name,
        taken,
    })
}

async fn form(req: &Req, s: &AttractState, lead: Option<&Lead>, draft: Draft, errors: Errors) -> Result<FormPage> {
    let w = words(req, s).await?;
    let t = req.t;
    let channels = Channel::ALL.map(|c| {
        let chosen = if draft.channel.is_empty() { Channel::default().code() } else { &draft.channel };
        Choice::new(c.code(), t.s(format!("lead-channel-{}", c.code())), chosen == c.code())
    });
    let none = Choice::new("", t.s("lead-focus-other"), draft.company.focus.is_none());
    let one = |(id, name): &(String, String)| Choice::new(id, name, draft.company.focus.as_ref() == Some(id));
    let typed_company = draft.company.origin == Origin::Typed;
    let named = |code: &Option<String>, name: &dyn Fn(&str) -> String| {
        code.as_ref().map(|c| format!("{c} {}", name(c)).trim().to_owned()).unwrap_or_default()
    };
    let base = lead.map_or_else(|| "/attract/leads".to_owned(), |l| format!("/attract/leads/{}", l.id));
    Ok(FormPage {
        page: super::list_web::shell(req).titled(lead.map_or_else(|| t.s("lead-new"), |l| l.name.clone())),
        back: base.clone(),
        action: base,
        lead: lead.map(|l| l.name.clone()).unwrap_or_default(),
        version: lead.map_or(0, |l| l.version),
        city: named(&draft.company.city, &|c| w.city(c)),
        industry: named(&draft.company.industry, &|c| w.division(c)),
        origin_text: t.s(format!("lead-origin-{}", draft.company.origin.code())),
        channels: channels.to_vec(),
        focuses: std::iter::once(none).chain(w.focuses.iter().map(one)).collect(),
        divisions: if typed_company { division_list(t) } else { Vec::new() },
        cities: if typed_company { city_list() } else { Vec::new() },
        taken: String::new(),
        stale: None,
        typed_company,
        draft,
        errors,
    })
}

fn division_list(t: ui::T) -> Vec<String> {
    let name = |c: IndustryCode| if t.is_zh() { c.name() } else { c.name_en().unwrap_or(c.name()) };
    kernel::industry::all(Level::Division).map(|c| format!("{} {}", c.as_str(), name(c))).collect()
}

/// Prefectures and municipalities by code and name.
fn city_list() -> Vec<String> {
    let listed = kernel::region::all().iter().filter(|r| r.code.to_string().ends_with("00"));
    listed.map(|r| format!("{} {}", r.code, r.name)).collect()
}

/// "650100 乌鲁木齐市" → the code; a bare name is looked up.
fn leading_code(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

fn draft_of(f: &Fields) -> Draft {
    let some = |name: &str| Some(field(f, name).trim().to_owned()).filter(|t| !t.is_empty());
    let company = Candidate {
        origin: Origin::parse(field(f, "origin")).unwrap_or_default(),
        id: field(f, "company_id").to_owned(),
        name: field(f, "company").to_owned(),
        credit_code: some("credit_code"),
        city: some("city").map(|c| leading_code(&c)),
        industry: some("industry").map(|c| leading_code(&c)),
        focus: some("focus"),
    };
    let text = |name: &str| field(f, name).to_owned();
    Draft {
        company,
        subject: text("subject"),
        channel: text("channel"),
        amount: text("amount"),
        began_on: text("began_on"),
        next_step: text("next_step"),
        next_on: text("next_on"),
        remind_on: text("remind_on"),
        note: text("note"),
        source: Source { document: text("source").trim().to_owned(), ..Source::default() },
    }
}

async fn create_lead(req: Req, State(s): State<AttractState>, Form(f): Form<Fields>) -> Result<Response> {
    let draft = draft_of(&f);
    match service::create(&req.ctx, &s, &draft).await {
        Ok(lead) => {
            let to = format!("/attract/leads/{}", lead.id);
            Ok(see_other(to).flash(Flash::done("lead-created").arg("name", &lead.name)).into_response())
        }
        Err(error) => came_back(&req, &s, None, draft, error).await,
    }
}

/// The form as it was typed, with what is wrong; the lead in the way is named.
async fn came_back(req: &Req, s: &AttractState, lead: Option<&Lead>, draft: Draft, error: Error) -> Result<Response> {
    let taken = match &error {
        Error::Invalid(fields) => {
            let first = fields.iter().find(|f| f.code.starts_with("lead-taken"));
            first.and_then(|f| f.args.iter().find(|(n, _)| n == "id")).map(|(_, id)| id.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    let (stale, error) = match error {
        Error::Conflict { stale, .. } if lead.is_some() => (Some(StaleView::of(req.t, &stale)), None),
        other => (None, Some(other)),
    };
    let errors = error.map_or_else(|| Ok(Errors::none()), |e| Errors::from_error(req.t, e))?;
    let status = if stale.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = form(req, s, lead, draft, errors).await?;
    page.taken = taken;
    page.stale = stale.map(|fields| (page.version, fields));
    Ok((status, Html(page)).into_response())
}

async fn lead_of(req: &Req, s: &AttractState, id: &str) -> kernel::Result<Lead> {
    let id = LeadId::parse(id).ok_or(Error::NotFound)?;
    let scope = req.ctx.scope()?;
    let lead = books::get(&mut s.db.read(&req.ctx.zone).await?, &scope, &id).await?;
    super::rules::require_work(&req.ctx, &lead)?;
    Ok(lead)
}

async fn filled(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let lead = lead_of(&req, &s, &id).await?;
    Ok(Html(form(&req, &s, Some(&lead), Draft::of(&lead), Errors::none()).await?))
}

async fn edit_lead(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let lead = lead_of(&req, &s, &id).await?;
    let mut draft = draft_of(&f);
    // The next step has its own form on the page; what the ledger or the pack said of the source stays.
    let kept = Draft::of(&lead);
    (draft.next_step, draft.next_on, draft.remind_on) = (kept.next_step, kept.next_on, kept.remind_on);
    draft.source = kept.source;
    if draft.company.origin != Origin::Typed {
        draft.company = kept.company;
    }
    let version = field(&f, "version").parse().unwrap_or(-1);
    match service::edit(&req.ctx, &s, &lead.id, version, &draft).await {
        Ok(lead) => Ok(see_other(format!("/attract/leads/{}", lead.id)).flash(Flash::done("saved")).into_response()),
        Err(error) => came_back(&req, &s, Some(&lead), draft, error).await,
    }
}
