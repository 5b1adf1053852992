//! 版本: who published which version when, and what it says otherwise than the one before.
use super::diff::{self, ThemeDifference};
use super::view::{self, name_of};
use super::web::{asked, shell};
use super::{Link, MatterType, Theme, ThemeVersion, service, words};
use crate::LandState;
use crate::plan::difference::Part;
use axum::extract::{Path, State};
use kernel::{Action, Error, Resource};
use ui::view::Choice;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    Routes::new().get("/land/catalogue/{theme}/versions", see, versions)
}

struct VersionRow {
    number: i64,
    state: (&'static str, String),
    published_on: String,
    by: String,
    note: String,
    matters: usize,
    edited: String,
}

/// A part that is different, before and after.
pub(super) struct PartRow {
    pub label: String,
    pub before: String,
    pub after: String,
}

pub(super) struct ChangedRow {
    pub name: String,
    pub parts: Vec<PartRow>,
}

/// A difference in words.
pub(super) struct DifferenceView {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<ChangedRow>,
    pub links_added: Vec<String>,
    pub links_removed: Vec<String>,
    /// Label, added, removed, changed: questions, stages, documents.
    pub lists: Vec<(String, String, String, String)>,
    pub empty: bool,
}

pub(super) fn difference(t: T, before: &Theme, after: &Theme) -> DifferenceView {
    let found = diff::between(before, after);
    let names = |list: &[MatterType]| {
        list.iter().map(|m| format!("{} · {}", m.name.get(t.is_zh()), m.department)).collect::<Vec<_>>()
    };
    let changed = found.plan.changed.iter().map(|c| ChangedRow {
        name: c.after.name.get(t.is_zh()).to_owned(),
        parts: c.parts.iter().map(|p| part_row(t, *p, (before, &c.before), (after, &c.after))).collect(),
    });
    DifferenceView {
        added: names(&found.plan.added),
        removed: names(&found.plan.removed),
        changed: changed.collect(),
        links_added: found.plan.links_added.iter().map(|l| link_text(t, after, l)).collect(),
        links_removed: found.plan.links_removed.iter().map(|l| link_text(t, before, l)).collect(),
        lists: lists(t, &found),
        empty: found.is_empty(),
    }
}

fn lists(t: T, found: &ThemeDifference) -> Vec<(String, String, String, String)> {
    let all = [
        ("catalogue-attributes", &found.attributes),
        ("catalogue-stages", &found.stages),
        ("catalogue-materials", &found.materials),
    ];
    let joined = |list: &[String]| list.join(&t.s("catalogue-join"));
    let different = all.into_iter().filter(|(_, l)| **l != diff::Listed::default());
    different.map(|(key, l)| (t.s(key), joined(&l.added), joined(&l.removed), joined(&l.changed))).collect()
}

fn link_text(t: T, theme: &Theme, link: &Link) -> String {
    let how = view::link_words(t, link.kind, link.lag_days);
    format!("{} → {} · {how}", name_of(t, theme, &link.from), name_of(t, theme, &link.to))
}

fn part_row(t: T, part: Part, before: (&Theme, &MatterType), after: (&Theme, &MatterType)) -> PartRow {
    PartRow { label: t.s(part.key()), before: part_text(t, part, before), after: part_text(t, part, after) }
}

fn part_text(t: T, part: Part, (theme, m): (&Theme, &MatterType)) -> String {
    let yes = |yes: bool| t.s(if yes { "catalogue-yes" } else { "catalogue-no" });
    match part {
        Part::Name => m.name.get(t.is_zh()).to_owned(),
        Part::Department => m.department.clone(),
        Part::Stage => m.stage.clone(),
        Part::Kind => {
            if view::matter_row(t, theme, m).work {
                t.s("catalogue-work")
            } else {
                String::new()
            }
        }
        Part::Statutory => view::days(m.statutory_days),
        Part::Promised => view::days(m.promised_days),
        Part::Internal => view::days(m.internal_days),
        Part::Basis => m.basis.clone(),
        Part::Rule => words::rule(t, theme, &m.when),
        Part::Materials => {
            view::needs(t, theme, m).into_iter().map(|n| n.name).collect::<Vec<_>>().join(&t.s("catalogue-join"))
        }
        Part::Tolerant => yes(m.tolerant),
        Part::Commitment => yes(m.notify_and_commit),
        Part::Joint => m.joint.join(&t.s("catalogue-join")),
        Part::Duration => {
            m.took.iter().map(|(p, d)| format!("{:.0} % ≤ {d}", p * 100.0)).collect::<Vec<_>>().join("; ")
        }
    }
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/versions.html")]
struct VersionsPage {
    page: Shell,
    code: String,
    theme_name: String,
    rows: Vec<VersionRow>,
    from: Vec<Choice>,
    to: Vec<Choice>,
    numbers: (i64, i64),
    difference: Option<DifferenceView>,
}

async fn versions(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Html<VersionsPage>> {
    let versions = service::of_theme(&req.ctx, &s.db, &code).await?;
    let ids: Vec<String> =
        versions.iter().filter_map(|v| v.published_by.clone().or_else(|| v.edited_by.clone())).collect();
    let names = s.directory.users(&req.ctx.zone, &ids).await?;
    let by = |v: &ThemeVersion| v.published_by.as_ref().or(v.edited_by.as_ref()).and_then(|u| names.get(u)).cloned();
    let newest = versions.first().ok_or(Error::NotFound)?;
    let numbers: Vec<i64> = versions.iter().map(|v| v.number).collect();
    let number =
        |name: &str, standard: i64| asked(&req, name).parse().ok().filter(|n| numbers.contains(n)).unwrap_or(standard);
    let to = number("to", newest.number);
    let from = number("from", versions.get(1).map_or(newest.number, |v| v.number));
    let of = |n: i64| versions.iter().find(|v| v.number == n);
    let difference = match (of(from), of(to)) {
        (Some(a), Some(b)) if from != to => Some(difference(req.t, &a.content, &b.content)),
        _ => None,
    };
    let choices = |chosen: i64| {
        let label = |n: &i64| req.t.a("catalogue-version", "number", *n);
        numbers.iter().map(|n| Choice::new(n.to_string(), label(n), *n == chosen)).collect()
    };
    let row = |v: &ThemeVersion| VersionRow {
        number: v.number,
        state: view::state(req.t, v),
        published_on: v.published_on.clone().unwrap_or_default(),
        by: by(v).unwrap_or_default(),
        note: v.note.clone(),
        matters: v.content.matters.len(),
        edited: req.t.instant(v.edited_us),
    };
    Ok(Html(VersionsPage {
        page: shell(&req).titled(req.t.s("catalogue-versions")),
        theme_name: newest.content.name.get(req.t.is_zh()).to_owned(),
        rows: versions.iter().map(row).collect(),
        from: choices(from),
        to: choices(to),
        numbers: (from, to),
        difference,
        code,
    }))
}
