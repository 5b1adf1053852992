//! 上下游 on the page of an industry: both sides of its chain as tables, who of it is here, and what is not known.
use super::chain::{Chain, Partner, Trade};
use super::{Books, Findings, chain_words, words};
use ui::T;

/// A trade with the number of its companies and the list that holds them.
pub(super) struct TradeLink {
    pub name: String,
    pub firms: u64,
    pub path: String,
}

/// A supplying or buying sector.
pub(super) struct PartnerRow {
    pub name: String,
    pub share: String,
    pub zone: Vec<TradeLink>,
    /// In the registry, in the city.
    pub city: String,
    pub mark: &'static str,
    pub state: String,
}

pub(super) struct Side {
    pub title: String,
    /// Head of the column with the shares.
    pub share: String,
    pub rows: Vec<PartnerRow>,
}

/// Rows on each side.
const ROWS: usize = 8;

pub(super) fn sides(t: T, chain: Option<&Chain>) -> Vec<Side> {
    let Some(chain) = chain else { return Vec::new() };
    let side = |side: &str, partners: &[Partner]| Side {
        title: t.s(format!("target-chain-{side}-title")),
        share: t.s(format!("target-chain-{side}-share")),
        rows: partners.iter().take(ROWS).map(|p| row(t, p)).collect(),
    };
    vec![side("up", &chain.suppliers), side("down", &chain.customers)]
}

fn row(t: T, p: &Partner) -> PartnerRow {
    let (mark, key) = match p {
        p if p.divisions.is_empty() => ("", "target-chain-inside"),
        p if p.is_missing() => ("todo", "target-lacking"),
        p if p.is_outside() => ("yel", "target-chain-outside"),
        p if !p.is_here() => ("", "target-chain-everywhere"),
        p if p.zone.is_empty() => ("ok", "target-chain-nearby"),
        _ => ("ok", "target-chain-here"),
    };
    PartnerRow {
        name: chain_words::title(t, p),
        share: chain_words::percent(p.share),
        zone: p.zone.iter().map(|trade| link(t, trade)).collect(),
        city: chain_words::listed(t, &p.city),
        mark,
        state: t.s(key),
    }
}

fn link(t: T, trade: &Trade) -> TradeLink {
    TradeLink {
        name: words::industry_name(t, &trade.division),
        firms: trade.firms,
        path: format!("/enterprises?industry={}", trade.division),
    }
}

/// What the data cannot say, each with the list that it is about, if there is one.
pub(super) fn unknown(t: T, findings: &Findings, books: &Books) -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    if books.uncoded > 0 {
        all.push((t.a("target-unknown-uncoded", "n", books.uncoded), "/enterprises?missing=industry_code"));
    }
    let b = &findings.basis;
    let key = if b.is_thin() { "target-unknown-thin" } else { "target-unknown-registry" };
    all.push((t.a2(key, "city", &b.city, "n", b.city_firms), ""));
    all.push((t.s("target-unknown-conditions"), ""));
    all
}
