//! Evidence in words that a mayor understands: what speaks for an industry, what is missing, why a company.
use super::{Backtest, Basis, Books, Family, Findings, Fit, Industry, Prospect, Why, chain_words};
use crate::mission::Reason;
use kernel::industry::IndustryCode;
use ui::T;

/// Names listed in one sentence.
const NAMED: usize = 3;
/// Related industries that are looked at.
const RELATED: usize = 8;

/// The name of an industry: the standard gives English names for divisions only, so that a group keeps its Chinese name.
pub fn industry_name(t: T, code: &str) -> String {
    let Ok(found) = IndustryCode::parse(code) else { return code.to_owned() };
    match found.name_en() {
        Some(name) if !t.is_zh() => name.to_owned(),
        _ => found.name().to_owned(),
    }
}

/// What a search looks in: the names in both languages, with the division's.
pub fn names(code: &str) -> String {
    let Ok(found) = IndustryCode::parse(code) else { return code.to_owned() };
    let division = found.division().unwrap_or(found);
    [found.name(), division.name(), division.name_en().unwrap_or_default()].join(" ")
}

/// The division that a group belongs to, where that says more.
pub fn division_name(t: T, code: &str) -> String {
    let division = IndustryCode::parse(code).ok().and_then(IndustryCode::division).filter(|d| d.as_str() != code);
    division.map(|d| industry_name(t, d.as_str())).unwrap_or_default()
}

fn listed(t: T, names: impl Iterator<Item = String>) -> String {
    names.take(NAMED).collect::<Vec<_>>().join(comma(t))
}

/// What stands between the parts of a list.
pub fn comma(t: T) -> &'static str {
    if t.is_zh() { "、" } else { ", " }
}

/// For and against, and what the city lacks; the weightiest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    pub pros: Vec<String>,
    pub cons: Vec<String>,
    pub lacks: Vec<String>,
}

impl Reasons {
    fn add(&mut self, speaks_for: bool, text: String) {
        if speaks_for {
            self.pros.push(text);
        } else {
            self.cons.push(text);
        }
    }
}

/// Everything that can be said about an industry.
pub fn of_industry(t: T, findings: &Findings, books: &Books, i: &Industry, focus: &str) -> Reasons {
    let basis = &findings.basis;
    let mut said = Reasons::default();
    similar(t, i, &mut said);
    if let Some(chain) = findings.chain(&i.code, books) {
        let (here, missing) = chain_words::of_industry(&chain);
        said.pros.extend(here.iter().map(|fact| fact.text(t)));
        said.lacks.extend(missing.iter().map(|fact| fact.text(t)));
    }
    related(t, i, &mut said);
    neighbours(t, basis, i, &mut said);
    growth(t, basis, i, &mut said);
    match i.fit {
        Fit::Whole => said.add(true, t.a("target-fit-whole", "focus", focus)),
        Fit::Part => said.add(true, t.a("target-fit-part", "focus", focus)),
        Fit::None => said.add(false, t.s("target-fit-none")),
    }
    complexity(t, i, &mut said);
    if i.here > 0 {
        said.add(false, t.a2("target-own-few", "city", &basis.city, "n", i.here));
    }
    said
}

/// In a line of the ranking: reasons for, and against.
const BRIEF_PROS: usize = 2;
const BRIEF_CONS: usize = 1;

/// The weightiest for and against, in a few words each: what stands in a line of the ranking. The industry's page says all.
pub fn brief(t: T, findings: &Findings, books: &Books, i: &Industry, focus: &str) -> (Vec<String>, Vec<String>) {
    let (mut pros, mut cons) = (Vec::new(), Vec::new());
    let having = i.similar.iter().filter(|c| c.firms > 0).count();
    if having > 0 && having * 2 >= i.similar.len() {
        pros.push(t.a2("target-brief-similar", "n", having, "of", i.similar.len()));
    }
    if let Some(chain) = findings.chain(&i.code, books) {
        let (here, missing) = chain_words::brief(t, &chain);
        pros.extend(here);
        cons.extend(missing);
    }
    let all = of_industry(t, findings, books, i, focus);
    // Where none of these speaks, the first of the others does.
    pros.extend(all.pros.into_iter().take(usize::from(pros.is_empty())));
    cons.extend(all.cons.into_iter().take(usize::from(cons.is_empty())));
    pros.truncate(BRIEF_PROS);
    cons.truncate(BRIEF_CONS);
    (pros, cons)
}

fn similar(t: T, i: &Industry, said: &mut Reasons) {
    let having: Vec<_> = i.similar.iter().filter(|c| c.firms > 0).collect();
    let of = i.similar.len();
    if of == 0 {
        return;
    }
    let cities = listed(t, having.iter().map(|c| c.city.clone()));
    let text = match having.len() {
        0 => t.a("target-similar-none", "of", of),
        n => t.a3("target-similar", "n", n, "of", of, "cities", cities),
    };
    said.add(having.len() * 2 >= of, text);
}

fn related(t: T, i: &Industry, said: &mut Reasons) {
    let near = || i.related.iter().take(RELATED);
    let here = near().filter(|r| r.here > 0);
    let here: Vec<String> =
        here.map(|r| t.a2("target-related-one", "industry", industry_name(t, &r.code), "n", r.here)).collect();
    if !here.is_empty() {
        said.add(true, t.a("target-related", "list", listed(t, here.into_iter())));
    }
    let lacking = near().filter(|r| r.here == 0).map(|r| industry_name(t, &r.code));
    let names = listed(t, lacking);
    if !names.is_empty() {
        said.lacks.push(t.a("target-related-lacking", "list", names));
    }
}

fn neighbours(t: T, basis: &Basis, i: &Industry, said: &mut Reasons) {
    match (i.neighbours, i.neighbours_having) {
        (0, _) => {}
        (of, 0) => said.add(false, t.a2("target-neighbours-none", "province", &basis.province, "of", of)),
        (of, n) => said.add(true, t.a3("target-neighbours", "province", &basis.province, "of", of, "n", n)),
    }
}

fn growth(t: T, basis: &Basis, i: &Industry, said: &mut Reasons) {
    let Some(g) = i.growth else { return };
    let whole = |v: f64| v.round() as u64;
    let key = match (basis.by_listing, g.recent >= g.before) {
        (true, true) => "target-growth-listed",
        (true, false) => "target-growth-listed-less",
        (false, true) => "target-growth",
        (false, false) => "target-growth-less",
    };
    said.add(g.recent >= g.before && g.recent > 0.0, t.a2(key, "recent", whole(g.recent), "before", whole(g.before)));
}

/// Above or below a third is worth a word.
fn complexity(t: T, i: &Industry, said: &mut Reasons) {
    let Some(c) = i.complexity else { return };
    let percent = |share: f64| (share * 100.0).round() as u64;
    if c.rank >= 2.0 / 3.0 {
        said.add(true, t.a("target-complexity-high", "percent", percent(c.rank)));
    } else if c.rank <= 1.0 / 3.0 {
        said.add(false, t.a("target-complexity-low", "percent", percent(1.0 - c.rank)));
    }
}

/// The name of a family of features, and what it means.
pub fn family(t: T, family: Family) -> (String, String) {
    let code = family.code();
    (t.s(format!("target-family-{code}")), t.s(format!("target-family-{code}-text")))
}

/// Why a company, the weightiest first.
pub fn reasons(t: T, prospect: &Prospect) -> Vec<String> {
    facts(prospect).iter().map(|fact| fact.text(t)).collect()
}

/// The same as facts that can be kept and said in any reader's language.
pub fn facts(prospect: &Prospect) -> Vec<Reason> {
    prospect.why.iter().map(why).collect()
}

/// A count, with the word that chooses its grammatical number: kept values are texts.
fn counted(reason: Reason, name: &str, n: u32) -> Reason {
    reason.arg(name, n).arg(&format!("{name}_form"), if n == 1 { "one" } else { "other" })
}

fn why(why: &Why) -> Reason {
    match why {
        Why::TradePlaces { places, establishments } => {
            counted(Reason::new("target-why-trade"), "places", *places).arg("n", establishments)
        }
        Why::OwnTrade { group } => trade("target-why-own", group.as_deref()),
        Why::LikelyTrade { group } => trade("target-why-likely", group.as_deref()),
        Why::Expanding { entries, years, last } => {
            counted(Reason::new("target-why-expanding"), "n", *entries).arg("years", years).arg("last", last)
        }
        Why::InProvince { places } => counted(Reason::new("target-why-province"), "n", *places),
        Why::HomeInProvince => Reason::new("target-why-home"),
        Why::NextProvince => Reason::new("target-why-next"),
        Why::Listed { year } => Reason::new("target-why-listed").arg("year", year),
        Why::Young { year } => Reason::new("target-why-young").arg("year", year),
    }
}

/// That this is its trade, and which part of it.
fn trade(key: &str, group: Option<&str>) -> Reason {
    let Some(group) = group else { return Reason::new(key) };
    chain_words::both(Reason::new(&format!("{key}-group")), "trade", |t| industry_name(t, group))
}

/// For which industry a company is proposed, and whether the city has it.
pub fn purpose(basis: &Basis, i: &Industry) -> Reason {
    let key = if i.here == 0 { "proposal-target-new" } else { "proposal-target-weak" };
    let reason = Reason::new(key).arg("city", &basis.city).arg("n", i.here);
    chain_words::both(reason, "industry", |t| industry_name(t, &i.code))
}

/// "of the first 100 that this method named in 2000, 48 came by 2002".
pub fn backtest(t: T, b: &Backtest, horizon: i32) -> String {
    let values = [
        ("at", b.at.to_string()),
        ("by", (b.at + horizon).to_string()),
        ("named", ui::format::int(i64::try_from(b.named).unwrap_or(0))),
        ("hits", ui::format::int(i64::try_from(b.hits).unwrap_or(0))),
        ("chance", ui::format::dec(b.by_chance(), 1)),
        ("error", ui::format::dec(b.calibration_error * 100.0, 2)),
        ("candidates", ui::format::int(i64::try_from(b.candidates).unwrap_or(0))),
        ("came", ui::format::int(i64::try_from(b.came).unwrap_or(0))),
    ];
    let values: Vec<(String, String)> = values.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    t.args("target-backtest", &values)
}

/// A probability as people read it: two digits that mean something.
pub fn percent(p: f64) -> String {
    let percent = p * 100.0;
    match percent {
        x if x < 0.05 => "<0.1%".to_owned(),
        x if x < 10.0 => format!("{}%", ui::format::dec(x, 1)),
        x => format!("{}%", ui::format::dec(x, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_not_more_exact_than_they_are() {
        let shown: Vec<String> = [0.0001, 0.0123, 0.4567, 1.0].into_iter().map(percent).collect();
        assert_eq!(shown, ["<0.1%", "1.2%", "46%", "100%"]);
    }
}
