//! 签约统计: totals of one kind of amount by period, focus industry or officer, each down to its records, with what was not
//! counted and why.
use super::counting::{Counted, How, LeftOut, Standing, Tally, Why};
use super::evidence::Paper;
use super::store as books;
use super::{Agreement, AmountEntry, AmountKind, CountingRule, Kind, Project};
use ::store::{Conn, Db};
use kernel::id::AgreementId;
use kernel::money::Fen;
use kernel::{Ctx, Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the totals are cut by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Year,
    Quarter,
    Focus,
    Officer,
}

impl By {
    pub const ALL: [Self; 4] = [Self::Year, Self::Quarter, Self::Focus, Self::Officer];
    pub fn code(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Focus => "focus",
            Self::Officer => "officer",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }
    pub fn key(self) -> String {
        format!("totals-by-{}", self.code())
    }
}

/// The books of signing as a whole.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub agreements: BTreeMap<String, Agreement>,
    pub projects: BTreeMap<String, Project>,
    pub amounts: Vec<AmountEntry>,
    pub rules: Vec<CountingRule>,
    /// How many papers each amount has.
    pub papers: BTreeMap<String, usize>,
}

impl Books {
    pub async fn read(ctx: &Ctx, db: &Db) -> Result<Self> {
        Self::of(ctx, &mut db.read(&ctx.zone).await?).await
    }

    pub async fn of(ctx: &Ctx, conn: &mut Conn) -> Result<Self> {
        let scope = ctx.scope()?;
        let agreements = books::all(conn, &scope).await?;
        let projects = books::all_projects(conn, &scope).await?;
        Ok(Self {
            agreements: agreements.into_iter().map(|a| (a.id.to_string(), a)).collect(),
            projects: projects.into_iter().map(|p| (p.id.clone(), p)).collect(),
            amounts: books::all_amounts(conn, &scope).await?,
            rules: books::rules(conn).await?,
            papers: papers(books::all_papers(conn, &scope).await?),
        })
    }

    /// What the books hold of one project alone: its amounts count as they do in the whole, because counting looks at no other project.
    /// Empty where there is no such project.
    pub async fn of_project(ctx: &Ctx, conn: &mut Conn, project: &str) -> Result<Self> {
        let scope = ctx.scope()?;
        let amounts = books::amounts_of_project(conn, &scope, project).await?;
        let mut agreements = BTreeMap::new();
        let signed: BTreeSet<&AgreementId> = amounts.iter().filter_map(|a| a.agreement_id.as_ref()).collect();
        for id in signed {
            match books::get(conn, &scope, id).await {
                Ok(agreement) => agreements.insert(id.to_string(), agreement),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            };
        }
        let projects = books::project(conn, project).await?.into_iter().map(|p| (p.id.clone(), p)).collect();
        let papers = papers(books::papers_of_project(conn, &scope, project).await?);
        Ok(Self { agreements, projects, rules: books::rules(conn).await?, papers, amounts })
    }

    pub fn agreement(&self, id: Option<&AgreementId>) -> Option<&Agreement> {
        self.agreements.get(id?.as_str())
    }

    pub(super) fn standing(&self, entry: &AmountEntry) -> Standing {
        let agreement = self.agreement(entry.agreement_id.as_ref());
        let is = |what: fn(&Agreement) -> bool| agreement.is_some_and(what);
        Standing {
            framework: is(|a| a.kind == Kind::Framework),
            void: is(|a| a.voided_on.is_some()),
            filed: self.papers.contains_key(&entry.id),
        }
    }

    pub fn tally(&self, kind: AmountKind) -> Tally {
        self.tally_by(kind, &self.rules)
    }

    /// Every record of all kinds with whether it counts, by id.
    pub fn verdicts(&self) -> HashMap<String, Verdict> {
        AmountKind::ALL.into_iter().flat_map(|kind| self.tally(kind).verdicts()).collect()
    }

    /// The group that a record falls into; empty where nothing is known.
    pub fn group(&self, by: By, entry: &AmountEntry) -> String {
        let project = self.projects.get(&entry.project_id);
        match by {
            By::Year => entry.dated_on.get(..4).unwrap_or_default().to_owned(),
            By::Quarter => quarter(&entry.dated_on),
            By::Focus => project.and_then(|p| p.focus.clone()).unwrap_or_default(),
            By::Officer => project.and_then(|p| p.owner.clone()).unwrap_or_default(),
        }
    }
}

/// Whether a record counts: how much, how and by which rule; or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Counted { fen: Fen, how: How, rule: String },
    LeftOut(Why),
}

impl Tally {
    /// Every record of the tally with its verdict, by id.
    pub fn verdicts(&self) -> HashMap<String, Verdict> {
        let counted = self.counted.iter().map(|c| {
            let verdict = Verdict::Counted { fen: c.fen, how: c.how, rule: c.rule.clone() };
            (c.entry.id.clone(), verdict)
        });
        let left = self.left_out.iter().map(|l| (l.entry.id.clone(), Verdict::LeftOut(l.why.clone())));
        counted.chain(left).collect()
    }
}

fn papers(all: Vec<Paper>) -> BTreeMap<String, usize> {
    let mut of = BTreeMap::new();
    for paper in all {
        *of.entry(paper.amount_id).or_insert(0) += 1;
    }
    of
}

/// `2019-04-18` → `2019-Q2`.
fn quarter(day: &str) -> String {
    let month: Option<u32> = day.get(5..7).and_then(|m| m.parse().ok());
    match (day.get(..4), month) {
        (Some(year), Some(month)) if (1..=12).contains(&month) => format!("{year}-Q{}", (month - 1) / 3 + 1),
        _ => String::new(),
    }
}

/// A row of the table of totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub group: String,
    pub fen: Fen,
    pub counted: usize,
    /// Projects counted in it at their first signing.
    pub projects: usize,
    pub left_out: usize,
}

/// The rows by group; their sums are the tally's total. `None` when a sum does not fit.
pub fn rows(books: &Books, tally: &Tally, by: By) -> Option<Vec<Row>> {
    let mut groups: BTreeMap<String, (Vec<&Counted>, usize)> = BTreeMap::new();
    for counted in &tally.counted {
        groups.entry(books.group(by, &counted.entry)).or_default().0.push(counted);
    }
    for left in &tally.left_out {
        groups.entry(books.group(by, &left.entry)).or_default().1 += 1;
    }
    let row = |(group, (counted, left_out)): (String, (Vec<&Counted>, usize))| {
        Some(Row {
            fen: Fen::checked_sum(counted.iter().map(|c| c.fen))?,
            projects: counted.iter().filter(|c| c.how == How::First).count(),
            counted: counted.len(),
            group,
            left_out,
        })
    };
    groups.into_iter().map(row).collect()
}

/// The records of one group, or all of them.
pub fn of_group(books: &Books, tally: &Tally, by: By, group: Option<&str>) -> (Vec<Counted>, Vec<LeftOut>) {
    let is = |e: &AmountEntry| group.is_none_or(|g| books.group(by, e) == g);
    let counted = tally.counted.iter().filter(|c| is(&c.entry)).cloned().collect();
    (counted, tally.left_out.iter().filter(|l| is(&l.entry)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters() {
        for (day, q) in [("2019-01-01", "2019-Q1"), ("2019-04-18", "2019-Q2"), ("2019-12-31", "2019-Q4"), ("2019", "")]
        {
            assert_eq!(quarter(day), q);
        }
    }
}
