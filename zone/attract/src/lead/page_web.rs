//! The page of one lead: facts, stage, next step, hesitation, activities, files, whose it is, and its timeline.
use super::activity::Activity;
use super::attachment::Attachment;
use super::handover::Handover;
use super::hesitation::Hesitation;
use super::page_parts::{
    Asked, Doubt, Fact, File, Happened, Spoken, Stay, asked, choices, closed, doubt, facts, happened, other, pool_note,
    said_kinds, spoken, stages, stay,
};
use super::service::Listed;
use super::view::{Light, Row, row, words};
use super::{Lead, Passage, rules, store as books};
use crate::AttractState;
use crate::mission::lead_card::{self, LeadCard};
use crate::pipeline::Purpose;
use kernel::id::LeadId;
use kernel::{Action, Ctx, FieldError, Relation, Resource, Role, Source};
use ui::view::Choice;
use ui::{Errors, Req, Result, Shell};

/// What a form on the page said before it was refused.
#[derive(Clone, Default)]
pub struct Typed {
    pub form: String,
    pub fields: Vec<(String, String)>,
    pub errors: Errors,
}

impl Typed {
    pub fn of(t: ui::T, (form, fields): (&str, Vec<(String, String)>), errors: &[FieldError]) -> Self {
        Self { form: form.to_owned(), fields, errors: Errors::new(t, errors) }
    }
    /// What this form's field held when it came back; empty where another form did.
    fn sent(&self, form: &str, field: &str) -> &str {
        let found = self.fields.iter().find(|(f, _)| self.form == form && f == field);
        found.map(|(_, v)| v.as_str()).unwrap_or_default()
    }
}

#[derive(askama::Template)]
#[template(path = "attract/lead/page.html")]
pub struct LeadPage {
    page: Shell,
    row: Row,
    open: bool,
    source: Source,
    note: String,
    facts: Vec<Fact>,
    stays: Vec<Stay>,
    closed: String,
    doubts: Vec<Doubt>,
    reasons: Vec<Choice>,
    spoken: Vec<Spoken>,
    kinds: Vec<Choice>,
    files: Vec<File>,
    accept: String,
    asked: Vec<Asked>,
    stages: Vec<Choice>,
    losses: Vec<Choice>,
    officers: Vec<Choice>,
    others: Vec<(String, String, String)>,
    history: Vec<Happened>,
    typed: Typed,
    today: String,
    pool_note: String,
    /// May work this lead: its owner or the director.
    works: bool,
    may_note: bool,
    may_claim: bool,
    may_ask: bool,
    may_assign: bool,
    at_names: String,
    /// Trips and signings.
    card: LeadCard,
}

impl LeadPage {
    fn error(&self, form: &str, field: &str) -> &str {
        if self.typed.form == form { self.typed.errors.of(field) } else { "" }
    }
    fn typed(&self, form: &str, field: &str) -> &str {
        self.typed_or(form, field, "")
    }
    fn typed_or<'a>(&'a self, form: &str, field: &str, standard: &'a str) -> &'a str {
        if self.typed.form != form {
            return standard;
        }
        self.typed.fields.iter().find(|(f, _)| f == field).map_or(standard, |(_, v)| v.as_str())
    }
    fn is_open(&self, form: &str) -> bool {
        self.typed.form == form
    }
}

/// Everything about a lead, read at once.
struct Whole {
    lead: Lead,
    passages: Vec<Passage>,
    activities: Vec<Activity>,
    doubts: Vec<Hesitation>,
    files: Vec<Attachment>,
    asked: Vec<Handover>,
    others: Vec<Lead>,
    steps: Vec<journal::Step>,
    pipeline: crate::pipeline::Pipeline,
}

const SPOKEN: i64 = 100;
const HISTORY: i64 = 30;

async fn whole(ctx: &Ctx, s: &AttractState, id: &LeadId) -> kernel::Result<Whole> {
    let scope = ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let lead = books::get(&mut conn, &scope, id).await?;
    let own = |table: &str, key: &[serde_json::Value]| {
        table == super::TABLE.name && key.first().and_then(|k| k.as_str()) == Some(id.as_str())
    };
    let others = books::of_company(&mut conn, &lead.name_key, lead.credit_code.as_deref()).await?;
    Ok(Whole {
        passages: books::passages(&mut conn, &scope, id).await?,
        activities: books::activities(&mut conn, &scope, id, SPOKEN).await?,
        doubts: books::hesitations(&mut conn, &scope, id).await?,
        files: books::attachments(&mut conn, &scope, id).await?,
        asked: books::handovers(&mut conn, &scope, id).await?,
        steps: journal::changes(&mut conn, LeadId::KIND, id.as_str(), own, None, HISTORY).await?,
        pipeline: crate::pipeline::store::pipeline(&mut conn).await?,
        others: others.into_iter().filter(|o| o.id != lead.id).collect(),
        lead,
    })
}

fn people(w: &Whole) -> Vec<String> {
    let mut all: Vec<String> = w.passages.iter().flat_map(|p| p.owner.iter().chain(&p.moved_by).cloned()).collect();
    all.extend(w.activities.iter().filter_map(|a| a.recorded_by.clone()));
    all.extend(w.doubts.iter().flat_map(|d| d.recorded_by.iter().chain(&d.resolved_by).cloned()));
    all.extend(w.files.iter().filter_map(|f| f.file.added_by.clone()));
    all.extend(
        w.asked.iter().flat_map(|h| [h.asked_by.clone(), h.owner.clone()].into_iter().chain(h.answered_by.clone())),
    );
    all.extend(w.steps.iter().map(|s| s.entry.actor.clone()).filter(|a| a != "system"));
    all.extend(w.others.iter().filter_map(|o| o.owner.clone()));
    all.extend(w.lead.recorded_by.clone());
    all
}

/// The page as it stands, or with a form that came back.
pub async fn page(req: &Req, s: &AttractState, id: &LeadId, typed: Typed) -> Result<LeadPage> {
    let (ctx, t) = (&req.ctx, req.t);
    let all = whole(ctx, s, id).await?;
    let listed = Listed { leads: vec![all.lead.clone()], total: 1, pipeline: all.pipeline.clone() };
    let w = words(ctx, s, t, &listed, &people(&all)).await?;
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let lead = &all.lead;
    let officer = ctx.actor.has(Role::AttractionOfficer);
    let (works, may_edit) = (rules::works(ctx, lead), req.may(Resource::Lead, Action::Edit));
    let asked_already = all.asked.iter().any(|h| h.answer.is_none() && h.asked_by == w.me);
    let shown = row(&w, lead);
    let officers = colleagues.iter().filter(|c| c.is_officer());
    Ok(LeadPage {
        open: lead.is_open(),
        source: lead.source.clone(),
        note: lead.note.clone().unwrap_or_default(),
        facts: facts(&w, lead),
        stays: all.passages.iter().map(|p| stay(&w, p)).collect(),
        closed: closed(&w, lead),
        doubts: all.doubts.iter().map(|d| doubt(&w, d)).collect(),
        reasons: choices(&w, Purpose::Hesitation),
        spoken: all.activities.iter().map(|a| spoken(&w, a)).collect(),
        kinds: said_kinds(t, works),
        files: all
            .files
            .iter()
            .map(|f| File::of(t, &f.file, f.file.added_by.as_ref().map(|u| w.user(u)).unwrap_or_default()))
            .collect(),
        accept: ::files::accepted(),
        asked: all.asked.iter().map(|h| asked(&w, h)).collect(),
        stages: stages(&w, lead, typed.sent("move", "stage"), &req.query),
        losses: choices(&w, Purpose::Loss),
        officers: officers.map(|c| Choice::new(&c.id, &c.name, lead.is_of(&c.id))).collect(),
        others: all.others.iter().map(|o| other(&w, o)).collect(),
        history: all.steps.iter().map(|step| happened(&w, step)).collect(),
        today: w.today.to_string(),
        pool_note: pool_note(&w, lead),
        works: works && may_edit,
        may_note: may_edit,
        may_claim: officer && may_edit && lead.is_open() && lead.owner.is_none(),
        may_ask: officer && may_edit && lead.is_open() && lead.owner.is_some() && !lead.is_of(&w.me) && !asked_already,
        may_assign: ctx.permit::<Lead>(Action::Assign, &Relation::zone()).is_ok() && lead.is_open(),
        at_names: colleagues.iter().take(12).map(|c| format!("@{}", c.name)).collect::<Vec<_>>().join(" "),
        page: super::list_web::shell(req).titled(&lead.name),
        card: lead_card::of(ctx, &s.db, &lead.id, lead.is_open() && works).await?,
        row: shown,
        typed,
    })
}

/// A light that the template shows only where it says something.
impl LeadPage {
    fn lights(&self) -> Vec<&Light> {
        [&self.row.answer, &self.row.returns].into_iter().filter(|l| !l.is_empty()).collect()
    }
}
