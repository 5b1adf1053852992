//! Changing 统计口径: a rule from a day on, a correction of one, the end of one; never without having seen what the total
//! becomes. Rules of one kind never overlap: a new one ends the one before it.
use super::counting;
use super::draft::{day, length};
use super::store as books;
use super::totals::{Books, Verdict};
use super::{AmountEntry, AmountKind, CountingRule, PerProject};
use ::store::Db;
use chrono::NaiveDate;
use kernel::money::Fen;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};

/// A rule as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleDraft {
    pub kind: String,
    pub valid_from: String,
    /// `once` or `each`.
    pub per_project: String,
    pub framework_counts: bool,
    pub needs_evidence: bool,
    pub foreign_by_rate: bool,
    pub text_zh: String,
    pub text_en: String,
    /// The paper that sets it.
    pub source: Source,
}

impl RuleDraft {
    /// The draft that changes nothing.
    pub fn of(rule: &CountingRule) -> Self {
        Self {
            kind: rule.counts.code().to_owned(),
            valid_from: rule.valid_from.clone(),
            per_project: rule.per_project.code().to_owned(),
            framework_counts: rule.framework_counts,
            needs_evidence: rule.needs_evidence,
            foreign_by_rate: rule.foreign_by_rate,
            text_zh: rule.text_zh.clone(),
            text_en: rule.text_en.clone(),
            source: rule.source.clone(),
        }
    }

    fn checked(&self) -> std::result::Result<CountingRule, Vec<FieldError>> {
        let mut errors: Vec<FieldError> =
            [length("text_zh", &self.text_zh, 4, 500), length("text_en", &self.text_en, 0, 1000)]
                .into_iter()
                .flatten()
                .collect();
        let kind = AmountKind::parse(self.kind.trim());
        if kind.is_none() {
            errors.push(FieldError::new("kind", "field-unknown-choice"));
        }
        let per_project = PerProject::parse(self.per_project.trim());
        if per_project.is_none() {
            errors.push(FieldError::new("per_project", "field-unknown-choice"));
        }
        let from = day(&self.valid_from);
        if from.is_none() {
            errors.push(FieldError::new("valid_from", "field-not-a-date"));
        }
        errors.extend(ui::source::refused(&self.source));
        let (Some(counts), Some(per_project), Some(from), true) = (kind, per_project, from, errors.is_empty()) else {
            return Err(errors);
        };
        Ok(CountingRule {
            code: format!("{}-{from}", counts.code().replace('_', "-")),
            counts,
            valid_from: from.to_string(),
            valid_to: None,
            per_project,
            framework_counts: self.framework_counts,
            needs_evidence: self.needs_evidence,
            foreign_by_rate: self.foreign_by_rate,
            text_zh: self.text_zh.trim().to_owned(),
            text_en: self.text_en.trim().to_owned(),
            source: self.source.clone(),
            version: 1,
        })
    }
}

/// What somebody wants to do to the rules.
#[derive(Clone, Debug)]
pub enum Change {
    /// A rule from a day on; the one in force then ends the day before.
    Add(RuleDraft),
    /// Other terms or words; kind and first day stay.
    Edit { code: String, draft: RuleDraft },
    /// The last day of a rule; empty: it has none.
    End { code: String, on: String },
}

impl Change {
    fn event(&self) -> &'static str {
        match self {
            Self::Add(_) => "counting.added",
            Self::Edit { .. } => "counting.edited",
            Self::End { .. } => "counting.ended",
        }
    }
}

/// The rules that a change writes, the one that it is about first.
pub fn plan(rules: &[CountingRule], change: &Change) -> Result<Vec<CountingRule>> {
    match change {
        Change::Add(draft) => add(rules, draft.checked().map_err(Error::Invalid)?),
        Change::Edit { code, draft } => {
            let before = found(rules, code)?;
            let draft =
                RuleDraft { valid_from: before.valid_from.clone(), kind: before.counts.code().into(), ..draft.clone() };
            let after = draft.checked().map_err(Error::Invalid)?;
            let (valid_to, version) = (before.valid_to.clone(), before.version + 1);
            Ok(vec![CountingRule { code: before.code.clone(), valid_to, version, ..after }])
        }
        Change::End { code, on } => end(rules, found(rules, code)?, on.trim()),
    }
}

fn found<'r>(rules: &'r [CountingRule], code: &str) -> Result<&'r CountingRule> {
    rules.iter().find(|r| r.code == code).ok_or(Error::NotFound)
}

fn day_before(on: &str) -> Option<String> {
    day(on).and_then(|d: NaiveDate| d.pred_opt()).map(|d| d.to_string())
}

/// Rules of the same kind that begin after that day, the next first.
fn next<'r>(rules: &'r [CountingRule], kind: AmountKind, from: &str) -> Option<&'r CountingRule> {
    rules
        .iter()
        .filter(|r| r.counts == kind && r.valid_from.as_str() > from)
        .min_by(|a, b| a.valid_from.cmp(&b.valid_from))
}

fn add(rules: &[CountingRule], mut new: CountingRule) -> Result<Vec<CountingRule>> {
    let same = |r: &&CountingRule| r.counts == new.counts;
    if rules.iter().filter(same).any(|r| r.valid_from == new.valid_from) || rules.iter().any(|r| r.code == new.code) {
        return Err(Error::Invalid(vec![
            FieldError::new("valid_from", "counting-same-day").arg("day", &new.valid_from),
        ]));
    }
    new.valid_to = next(rules, new.counts, &new.valid_from).and_then(|r| day_before(&r.valid_from));
    let holds = |r: &&CountingRule| {
        same(r)
            && r.valid_from < new.valid_from
            && r.valid_to.as_deref().is_none_or(|end| end >= new.valid_from.as_str())
    };
    let ended: Vec<CountingRule> = rules
        .iter()
        .filter(holds)
        .map(|r| CountingRule { valid_to: day_before(&new.valid_from), version: r.version + 1, ..r.clone() })
        .collect();
    Ok(std::iter::once(new).chain(ended).collect())
}

fn end(rules: &[CountingRule], rule: &CountingRule, on: &str) -> Result<Vec<CountingRule>> {
    let refused = |code: &str, at: &str| Error::Invalid(vec![FieldError::new("on", code).arg("day", at)]);
    let valid_to = match (on, day(on)) {
        ("", _) => None,
        (_, None) => return Err(Error::invalid("on", "field-not-a-date")),
        (_, Some(last)) if last.to_string() < rule.valid_from => {
            return Err(refused("counting-end-early", &rule.valid_from));
        }
        (_, Some(last)) => Some(last.to_string()),
    };
    if let Some(next) = next(rules, rule.counts, &rule.valid_from)
        && valid_to.as_ref().is_none_or(|end| *end >= next.valid_from)
    {
        return Err(refused("counting-end-late", &next.valid_from));
    }
    Ok(vec![CountingRule { valid_to, version: rule.version + 1, ..rule.clone() }])
}

/// Which state of the rules a preview was made from: it changes with every change of any rule.
pub fn mark(rules: &[CountingRule]) -> String {
    format!("{}-{}", rules.len(), rules.iter().map(|r| r.version).sum::<i64>())
}

/// A record whose place in the total changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub entry: AmountEntry,
    pub before: Verdict,
    pub after: Verdict,
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Preview {
    pub kind: AmountKind,
    pub before: Option<Fen>,
    pub after: Option<Fen>,
    pub written: Vec<CountingRule>,
    pub moved: Vec<Moved>,
    pub mark: String,
}

/// What the total would become; nothing is written.
pub fn foresee(books: &Books, change: &Change) -> Result<Preview> {
    let written = plan(&books.rules, change)?;
    let kind = written.first().map(|r| r.counts).unwrap_or_default();
    let mut rules: Vec<CountingRule> =
        books.rules.iter().filter(|r| !written.iter().any(|w| w.code == r.code)).cloned().collect();
    rules.extend(written.iter().cloned());
    let (was, is) = (books.tally(kind), books.tally_by(kind, &rules));
    let (mut before, mut after) = (was.verdicts(), is.verdicts());
    let moved = books.amounts.iter().filter_map(|entry| {
        let (before, after) = (before.remove(&entry.id)?, after.remove(&entry.id)?);
        let same = match (&before, &after) {
            // Which rule let it in does not matter, what it adds does.
            (Verdict::Counted { fen: a, how: b, .. }, Verdict::Counted { fen: c, how: d, .. }) => (a, b) == (c, d),
            (a, b) => a == b,
        };
        (!same).then(|| Moved { entry: entry.clone(), before, after })
    });
    Ok(Preview {
        kind,
        before: was.total(),
        after: is.total(),
        moved: moved.collect(),
        mark: mark(&books.rules),
        written,
    })
}

/// See [`foresee`].
pub async fn preview(ctx: &Ctx, db: &Db, change: &Change) -> Result<Preview> {
    ctx.permit::<CountingRule>(Action::Edit, &Relation::zone())?;
    foresee(&Books::read(ctx, db).await?, change)
}

/// Writes what was previewed; a conflict where the rules changed since.
pub async fn apply(ctx: &Ctx, db: &Db, change: &Change, seen: &str) -> Result<CountingRule> {
    let permit = ctx.permit::<CountingRule>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let rules = books::rules(&mut tx).await?;
    if mark(&rules) != seen {
        return Err(Error::conflict("counting-stale"));
    }
    let written = plan(&rules, change)?;
    let about = written.first().cloned().ok_or(Error::NotFound)?;
    let mut event =
        Event::new(change.event(), ctx).object("counting_rule", &about.code).with("kind", about.counts.code());
    for rule in &written {
        books::save_rule(&mut tx, &permit, rule).await?;
        if rule.code != about.code {
            event = event.related("counting_rule", &rule.code, "ended");
        }
    }
    tx.commit(event).await?;
    Ok(about)
}

impl Books {
    /// The tally under other rules than those in the books.
    pub fn tally_by(&self, kind: AmountKind, rules: &[CountingRule]) -> counting::Tally {
        counting::count(kind, rules, &self.amounts, |e| self.standing(e))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn draft(from: &str) -> RuleDraft {
        RuleDraft {
            kind: "contracted".into(),
            valid_from: from.into(),
            per_project: "once".into(),
            text_zh: "按项目首次签约计一次".into(),
            source: Source::named("统计制度"),
            ..RuleDraft::default()
        }
    }

    fn with(rules: &[CountingRule], change: &Change) -> Vec<CountingRule> {
        let written = plan(rules, change).unwrap();
        let mut all: Vec<CountingRule> =
            rules.iter().filter(|r| !written.iter().any(|w| w.code == r.code)).cloned().collect();
        all.extend(written);
        all.sort_by(|a, b| a.valid_from.cmp(&b.valid_from));
        all
    }

    fn spans(rules: &[CountingRule]) -> Vec<(&str, Option<&str>)> {
        rules.iter().map(|r| (r.valid_from.as_str(), r.valid_to.as_deref())).collect()
    }

    #[test]
    fn rules_of_one_kind_never_overlap() {
        let one = with(&[], &Change::Add(draft("2015-01-01")));
        let two = with(&one, &Change::Add(draft("2019-01-01")));
        assert_eq!(spans(&two), [("2015-01-01", Some("2018-12-31")), ("2019-01-01", None)]);
        let three = with(&two, &Change::Add(draft("2017-06-01")));
        let middle = ("2017-06-01", Some("2018-12-31"));
        assert_eq!(spans(&three), [("2015-01-01", Some("2017-05-31")), middle, ("2019-01-01", None)]);
        assert!(plan(&three, &Change::Add(draft("2017-06-01"))).is_err(), "two from one day");
        // Another kind is another matter.
        let other = RuleDraft { kind: "paid_in".into(), ..draft("2017-06-01") };
        assert_eq!(plan(&three, &Change::Add(other)).unwrap().len(), 1);
    }

    #[test]
    fn an_end_is_inside_its_time() {
        let rules = with(&with(&[], &Change::Add(draft("2015-01-01"))), &Change::Add(draft("2019-01-01")));
        let end = |code: &str, on: &str| plan(&rules, &Change::End { code: code.into(), on: on.into() });
        let first = "contracted-2015-01-01";
        assert_eq!(end(first, "2016-12-31").unwrap()[0].valid_to.as_deref(), Some("2016-12-31"));
        for (on, code) in [
            ("2014-01-01", "counting-end-early"),
            ("", "counting-end-late"),
            ("2019-01-01", "counting-end-late"),
            ("soon", "field-not-a-date"),
        ] {
            assert_eq!(end(first, on).unwrap_err().code(), code, "{on}");
        }
        assert_eq!(end("contracted-2019-01-01", "").unwrap()[0].valid_to, None);
        assert!(matches!(end("no-such", ""), Err(Error::NotFound)));
    }

    #[test]
    fn a_correction_keeps_kind_and_first_day() {
        let rules = with(&[], &Change::Add(draft("2015-01-01")));
        let other = RuleDraft { kind: "paid_in".into(), framework_counts: true, ..draft("2010-01-01") };
        let change = Change::Edit { code: rules[0].code.clone(), draft: other };
        let after = plan(&rules, &change).unwrap();
        assert_eq!(
            (after.len(), after[0].counts, after[0].valid_from.as_str()),
            (1, AmountKind::Contracted, "2015-01-01")
        );
        assert!(after[0].framework_counts && after[0].version == 2);
    }
}
