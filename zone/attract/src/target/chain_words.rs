//! 上下游 in words: "your aluminium makers supply it", and which segments nobody here covers. Sentences are facts under a key
//! with the values of both languages, so that they can be kept and read by anybody.
use super::chain::{Chain, Partner, Trade, firms};
use super::words;
use crate::mission::Reason;
use kernel::Locale;
use ui::T;

/// Links below two percent are not worth a sentence.
const TELLING: f64 = 0.02;
/// Partners named on each side, trades of one partner, companies of one trade, missing segments.
const PARTNERS: usize = 2;
const TRADES: usize = 2;
const NAMES: usize = 2;
const MISSING: usize = 3;

/// A value in both languages: `name_zh` and `name_en`.
pub fn both(reason: Reason, name: &str, say: impl Fn(T) -> String) -> Reason {
    reason.arg(&format!("{name}_zh"), say(T::new(Locale::ZhCn))).arg(&format!("{name}_en"), say(T::new(Locale::En)))
}

/// A share as a percentage without its sign.
pub fn percent(share: f64) -> String {
    ui::format::dec(share * 100.0, 1)
}

/// For and against: suppliers and customers that are here, segments that are missing.
pub fn of_industry(chain: &Chain) -> (Vec<Reason>, Vec<Reason>) {
    let sides = [("up", &chain.suppliers), ("down", &chain.customers)];
    let here = sides.iter().flat_map(|(side, partners)| present("target-chain", side, partners, PARTNERS)).collect();
    let missing = sides.iter().filter_map(|(side, partners)| missing(side, partners)).collect();
    (here, missing)
}

/// The same in a few words, for a line of the ranking: the strongest supplier and customer that are here, each by one trade,
/// and the names of the segments that are missing.
pub fn brief(t: T, chain: &Chain) -> (Vec<String>, Vec<String>) {
    let sides = [("up", &chain.suppliers), ("down", &chain.customers)];
    let here = |(side, partners): &(&str, &Vec<Partner>)| {
        let partner = partners.iter().find(|p| is_said(p))?;
        let (place, trades) = place(partner);
        let one = named(t, trades.first()?, 1);
        Some(t.a(format!("target-brief-{side}-{place}"), "trade", one))
    };
    let lacking = |(side, partners): &(&str, &Vec<Partner>)| {
        let names: Vec<String> = lacking(partners).take(NAMES).map(|p| title(t, p)).collect();
        (!names.is_empty()).then(|| t.a(format!("target-brief-{side}-missing"), "list", names.join(words::comma(t))))
    };
    (sides.iter().filter_map(here).collect(), sides.iter().filter_map(lacking).collect())
}

/// What to say to a company of this trade: who could supply it here, and who could buy from it.
pub fn to_a_company(chain: &Chain) -> Vec<Reason> {
    let sides = [("up", &chain.suppliers), ("down", &chain.customers)];
    sides.iter().flat_map(|(side, partners)| present("target-talk", side, partners, 1)).collect()
}

/// Whether a partner that is here is worth a sentence.
fn is_said(p: &Partner) -> bool {
    p.sector.is_telling() && p.share >= TELLING && p.is_here()
}

/// Where a partner is, the zone before the city, and its trades there.
fn place(p: &Partner) -> (&'static str, &[Trade]) {
    if p.zone.is_empty() { ("city", &p.city) } else { ("zone", &p.zone) }
}

fn lacking(partners: &[Partner]) -> impl Iterator<Item = &Partner> {
    partners.iter().filter(|p| p.share >= TELLING && p.is_missing())
}

fn present(key: &str, side: &str, partners: &[Partner], most: usize) -> Vec<Reason> {
    let said = |p: &Partner| {
        let (place, trades) = place(p);
        let reason = Reason::new(&format!("{key}-{side}-{place}")).arg("percent", percent(p.share));
        let reason = both(reason, "sector", |t| p.sector.title(t).to_owned());
        both(reason, "list", |t| listed(t, trades))
    };
    partners.iter().filter(|p| is_said(p)).take(most).map(said).collect()
}

/// The segments of which nobody is known here, in one sentence.
fn missing(side: &str, partners: &[Partner]) -> Option<Reason> {
    let lacking: Vec<&Partner> = lacking(partners).take(MISSING).collect();
    let one =
        |t: T, p: &Partner| t.a2(format!("target-chain-{side}-lack"), "name", title(t, p), "percent", percent(p.share));
    let reason = Reason::new(&format!("target-chain-{side}-missing"));
    let list = |t: T| lacking.iter().map(|p| one(t, p)).collect::<Vec<_>>().join(words::comma(t));
    (!lacking.is_empty()).then(|| both(reason, "list", list))
}

/// The name of a partner; in the industry's own sector that of its divisions, since the sector is the industry's, too.
pub fn title(t: T, p: &Partner) -> String {
    if p.own && !p.divisions.is_empty() {
        return p.divisions.iter().map(|d| words::industry_name(t, d)).collect::<Vec<_>>().join(words::comma(t));
    }
    p.sector.title(t).to_owned()
}

/// 有色金属冶炼和压延加工业 3 家（新疆众和等）.
pub fn listed(t: T, trades: &[Trade]) -> String {
    trades.iter().take(TRADES).map(|trade| named(t, trade, NAMES)).collect::<Vec<_>>().join(words::comma(t))
}

/// A trade with so many of its companies' names.
fn named(t: T, trade: &Trade, names: usize) -> String {
    let names: Vec<&str> = trade.names.iter().take(names).map(|n| short(n)).collect();
    let key = if firms(std::slice::from_ref(trade)) > names.len() as u64 {
        "target-chain-trade-some"
    } else {
        "target-chain-trade"
    };
    let industry = words::industry_name(t, &trade.division);
    t.a3(key, "industry", industry, "n", trade.firms, "names", names.join(words::comma(t)))
}

/// A company's name without its legal form, as people say it.
pub fn short(name: &str) -> &str {
    let forms = [
        "集团股份有限公司",
        "(集团)股份有限公司",
        "（集团）股份有限公司",
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "股份公司",
    ];
    let bare = forms.iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name);
    if bare.chars().count() < 2 { name } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::chain::{Here, chain};

    fn said(reasons: &[Reason], locale: Locale) -> String {
        reasons.iter().map(|r| r.text(T::new(locale))).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_zones_companies_are_named_and_what_nobody_covers_is_missing() {
        crate::register_texts();
        let names = vec!["示例铝业股份有限公司".to_owned(), "示例硅业有限公司".to_owned()];
        let zone = [Trade { division: "32".into(), firms: 3, names }];
        let found = chain("38", Here { zone: &zone, city: &[] }).unwrap();
        let (here, missing) = of_industry(&found);
        let zh = said(&here, Locale::ZhCn);
        assert!(zh.contains("上游在本区：有色金属冶炼和压延加工业 3 家（示例铝业、示例硅业等）"), "{zh}");
        let en = said(&here, Locale::En);
        assert!(en.contains("示例铝业, 示例硅业 and others") && !en.contains("本区"), "{en}");
        assert!(said(&missing, Locale::ZhCn).contains("上游缺：化学产品"), "{missing:?}");
        assert!(said(&to_a_company(&found), Locale::ZhCn).contains("可就近采购"));
        let (here, missing) = brief(T::new(Locale::ZhCn), &found);
        assert_eq!(here.first().unwrap(), "上游在本区：有色金属冶炼和压延加工业 3 家（示例铝业等）");
        assert!(
            missing.first().unwrap().starts_with("上游缺：化学产品") && !missing.concat().contains('%'),
            "{missing:?}"
        );
        let (here, _) = of_industry(&chain("38", Here { zone: &[], city: &zone }).unwrap());
        assert!(said(&here, Locale::ZhCn).contains("上游在本市"));
    }

    #[test]
    fn names_lose_their_legal_form_only() {
        let all = ["新疆众和股份有限公司", "新疆友好(集团)股份有限公司", "有限公司", "科大国盾"].map(short);
        assert_eq!(all, ["新疆众和", "新疆友好", "有限公司", "科大国盾"]);
    }
}
