//! Replaying the documents of a project between the steps of its approvals, and the requests of its company.
use super::model::{Line, PackDocument, PackLanded, PackLanding, PackRequest, PackStep};
use super::replay::{replay, working};
use chrono::NaiveDate;
use enterprise::company::Enterprise;
use files::Files;
use kernel::ctx::Locale;
use kernel::id::{DepartmentId, EnterpriseId, MaterialId, RequestId};
use kernel::{Ctx, Error, Event, FieldError, Result, Source};
use land::material::past::{Paper, Use, hand_in, use_again};
use land::matter::Matter;
use land::project::Project;
use land::request::past::{Past, record};
use land::request::rate::Rate;
use report::{Block, Document, Opening};
use schedule::Calendar;
use std::collections::HashMap;
use store::Tx;

/// What one project's company handed in and asked, and where it goes.
pub struct Papers<'a> {
    vault: &'a Files,
    pub departments: &'a HashMap<String, DepartmentId>,
    documents: Vec<&'a PackDocument>,
    requests: Vec<&'a PackRequest>,
}

impl<'a> Papers<'a> {
    pub fn of(
        landing: &'a PackLanding,
        project: &PackLanded,
        vault: &'a Files,
        departments: &'a HashMap<String, DepartmentId>,
    ) -> Self {
        Self {
            vault,
            departments,
            documents: landing.documents.iter().filter(|d| d.project == project.id).collect(),
            requests: landing.requests.iter().filter(|r| r.project == project.id).collect(),
        }
    }

    /// The steps, each behind the documents that were handed in until its day: a matter takes documents only while it is open for them.
    pub async fn with_steps(
        &self,
        tx: &mut Tx,
        (ctx, calendar): (&Ctx, &Calendar),
        project: &Project,
        (all, steps): (&[Matter], &[&PackStep]),
    ) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        let mut papers: Vec<(NaiveDate, usize, &PackDocument)> = Vec::new();
        for (n, said) in self.documents.iter().enumerate() {
            papers.push((working(calendar, said.on.on(ctx.today())), n + 1, said));
        }
        papers.sort_by_key(|(on, n, _)| (*on, *n));
        let mut papers = papers.into_iter().peekable();
        for step in steps {
            let day = working(calendar, step.on.on(ctx.today()));
            while let Some((on, n, said)) = papers.next_if(|(on, _, _)| *on <= day) {
                events.extend(self.document(tx, ctx, project, all, (on, n, said)).await?);
            }
            events.extend(replay(tx, ctx, calendar, all, step).await?);
        }
        for paper in papers {
            events.extend(self.document(tx, ctx, project, all, paper).await?);
        }
        Ok(events)
    }

    async fn document(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        project: &Project,
        all: &[Matter],
        (on, n, said): (NaiveDate, usize, &PackDocument),
    ) -> Result<Vec<Event>> {
        let fault = |e: Error| at(&said.at, e);
        let company = invented(tx, project).await.map_err(fault)?;
        let matter = match said.matter.as_str() {
            "" => None,
            code => Some(all.iter().find(|m| m.code == code).ok_or_else(|| fault(unknown("matter", code)))?),
        };
        let of = Use { company: &company, code: &said.material, matter: matter.map(|m| &m.id), on };
        if said.file_name.is_empty() {
            return use_again(tx, ctx, &of).await.map_err(fault);
        }
        let bytes = made(said, project, on)?;
        let until = said.valid_until.map(|d| d.on(ctx.today()).to_string()).unwrap_or_default();
        let paper = Paper {
            id: MaterialId::parse(&format!("{}-document-{n}", project.id)).ok_or(Error::NotFound).map_err(fault)?,
            valid_until: &until,
            file_name: &said.file_name,
            bytes: &bytes,
            source: Source::example(),
        };
        let typed = |e: Error| match e.code() {
            "material-type-missing" => fault(unknown("material", &said.material)),
            _ => fault(e),
        };
        hand_in(tx, ctx, self.vault, &of, paper).await.map_err(typed)
    }

    /// What the company asked, with all that became of it.
    pub async fn requests(&self, tx: &mut Tx, ctx: &Ctx, calendar: &Calendar, project: &Project) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        for (n, said) in self.requests.iter().enumerate() {
            let fault = |e: Error| at(&said.at, e);
            invented(tx, project).await.map_err(fault)?;
            let past = self.past(ctx, calendar, project, (n + 1, said)).map_err(fault)?;
            events.extend(record(tx, ctx, calendar, project, &past).await.map_err(fault)?);
        }
        Ok(events)
    }

    fn past(
        &self,
        ctx: &Ctx,
        calendar: &Calendar,
        project: &Project,
        (n, said): (usize, &PackRequest),
    ) -> Result<Past> {
        let day = |d: super::super::model_lead::PackDay| working(calendar, d.on(ctx.today()));
        let department = match said.department.as_str() {
            "" => None,
            name => {
                let id = self.departments.get(name).ok_or_else(|| unknown("department", name))?;
                Some((id.clone(), name.to_owned()))
            }
        };
        Ok(Past {
            id: RequestId::parse(&format!("{}-request-{n}", project.id)).ok_or(Error::NotFound)?,
            channel: said.channel,
            subject: said.subject.clone(),
            body: said.body.clone(),
            asked_on: day(said.asked_on),
            department,
            taken_on: said.taken_on.map(day),
            answer: said.answer.as_ref().map(|(text, on)| (text.clone(), day(*on))),
            rating: said
                .rating
                .as_ref()
                .map(|(stars, note, on)| (Rate { stars: *stars, note: note.clone() }, day(*on))),
            read_on: said.read_on.map(day),
            source: Source::example(),
        })
    }
}

/// The project's company; documents and words are never invented for a real one.
async fn invented(tx: &mut Tx, project: &Project) -> Result<EnterpriseId> {
    let id = project.enterprise_id.clone().ok_or_else(|| Error::invalid("project", "pack-paper-company"))?;
    let company: Option<Enterprise> = tx.get(&[id.as_str().into()]).await?;
    match company {
        Some(company) if company.source.example => Ok(id),
        _ => Err(Error::invalid("project", "pack-paper-real")),
    }
}

fn unknown(field: &str, name: &str) -> Error {
    Error::Invalid(vec![FieldError::new(field, "pack-paper-unknown").arg("field", field).arg("name", name)])
}

/// The file that the line describes: a page that says what it is an example of, or the plain text.
fn made(said: &PackDocument, project: &Project, on: NaiveDate) -> Result<Vec<u8>> {
    let Some(title) = said.file_name.strip_suffix(".pdf") else { return Ok(said.text.clone().into_bytes()) };
    let document = Document {
        title: title.to_owned(),
        subtitle: Some(project.name.clone()),
        zone: project.enterprise.clone(),
        date: on,
        mark: Some("示例".to_owned()),
        opening: Opening::Head,
        blocks: vec![Block::Paragraph(said.text.clone())],
    };
    Ok(report::pdf(&document, Locale::ZhCn)?.bytes)
}

/// The error with the line of the pack before it.
fn at(line: &Line, error: Error) -> Error {
    let here = FieldError::new("pack", "pack-paper").arg("file", &line.file).arg("line", line.line);
    match error {
        Error::Invalid(fields) => Error::Invalid(std::iter::once(here).chain(fields).collect()),
        Error::Internal(_) | Error::Unavailable(_) => error,
        other => {
            let mut why = FieldError::new("pack", other.code());
            why.args = other.args().to_vec();
            Error::Invalid(vec![here, why])
        }
    }
}
