//! Commands on focus industries, and their totals, which always add up to the whole.
use super::rules::{OTHER, Taxonomy};
use super::{Focus, Tier, store};
use ::store::{Conn, Db};
use kernel::industry::IndustryCode;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};

/// Count, revenue of the reference year and insured of one focus industry, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Code, or `other`.
    pub code: String,
    pub count: i64,
    pub revenue_fen: i64,
    /// How many companies have a revenue figure for that year.
    pub with_revenue: i64,
    /// How many of those figures are examples.
    pub examples: i64,
    /// None where no company says how many it insures.
    pub insured: Option<i64>,
}

/// The totals by focus industry; `all` equals their sum.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// The year of the revenue.
    pub year: i32,
    /// In the taxonomy's order, 其他 last.
    pub parts: Vec<Total>,
    pub all: Total,
}

pub async fn taxonomy(conn: &mut Conn) -> Result<Taxonomy> {
    Ok(Taxonomy::new(store::all(conn).await?))
}

/// Totals over the whole zone.
pub async fn totals(ctx: &Ctx, conn: &mut Conn) -> Result<Totals> {
    let taxonomy = taxonomy(conn).await?;
    let year = crate::figure::service::reference_year(ctx, conn).await?;
    let mut parts: Vec<Total> =
        taxonomy.codes().iter().map(|c| Total { code: (*c).to_owned(), ..Total::default() }).collect();
    for row in store::counts(conn).await? {
        let (focus, industry) = (row.opt_text("focus")?, row.opt_text("industry_code")?);
        if let Some(part) = part(&mut parts, taxonomy.resolve(focus.as_deref(), industry.as_deref())) {
            part.count += row.int("n")?;
            part.insured = plus(part.insured, row.opt_int("insured")?);
        }
    }
    for row in store::revenue(conn, &year.to_string()).await? {
        let (focus, industry) = (row.opt_text("focus")?, row.opt_text("industry_code")?);
        if let Some(part) = part(&mut parts, taxonomy.resolve(focus.as_deref(), industry.as_deref())) {
            part.with_revenue += row.int("n")?;
            part.revenue_fen += row.opt_int("fen")?.unwrap_or(0);
            part.examples += row.opt_int("examples")?.unwrap_or(0);
        }
    }
    let all = parts.iter().fold(Total { code: String::new(), ..Total::default() }, |sum, p| Total {
        code: sum.code,
        count: sum.count + p.count,
        revenue_fen: sum.revenue_fen + p.revenue_fen,
        with_revenue: sum.with_revenue + p.with_revenue,
        examples: sum.examples + p.examples,
        insured: plus(sum.insured, p.insured),
    });
    Ok(Totals { year, parts, all })
}

fn plus(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.map_or(other, |n| Some(n + other.unwrap_or(0)))
}

fn part<'p>(parts: &'p mut [Total], code: &str) -> Option<&'p mut Total> {
    parts.iter_mut().find(|p| p.code == code)
}

/// A focus industry as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub tier: String,
    pub slot: String,
    pub position: String,
    /// GB/T 4754 codes, parted by commas, spaces or lines.
    pub industries: String,
}

impl Draft {
    pub fn of(f: &Focus) -> Self {
        Self {
            code: f.code.clone(),
            name_zh: f.name_zh.clone(),
            name_en: f.name_en.clone(),
            tier: if f.tier == Tier::Leading { "leading" } else { "potential" }.to_owned(),
            slot: f.slot.to_string(),
            position: f.position.to_string(),
            industries: f.industries.join("，"),
        }
    }

    fn check(&self) -> std::result::Result<Focus, Vec<FieldError>> {
        let mut errors = Vec::new();
        let code = self.code.trim();
        let plain = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if code.is_empty() || code.len() > 20 || !plain || code == OTHER {
            errors.push(FieldError::new("code", "focus-code"));
        }
        for (field, name) in [("name_zh", &self.name_zh), ("name_en", &self.name_en)] {
            let length = name.trim().chars().count();
            if (field == "name_zh" && length == 0) || length > 60 {
                errors.push(FieldError::new(field, "focus-name-length"));
            }
        }
        let mut number = |field: &str, text: &str, most: i64| match text.trim().parse::<i64>() {
            Ok(n) if (0..=most).contains(&n) => n,
            _ => {
                errors.push(FieldError::new(field, "count-unrecognised").arg("found", text));
                0
            }
        };
        let (slot, position) = (number("slot", &self.slot, 4), number("position", &self.position, 1000));
        let industries = codes(&self.industries, &mut errors);
        let tier = if self.tier == "potential" { Tier::Potential } else { Tier::Leading };
        let focus = Focus {
            code: code.to_owned(),
            name_zh: self.name_zh.trim().to_owned(),
            name_en: self.name_en.trim().to_owned(),
            tier,
            slot,
            position,
            industries,
            source: Source::default(),
            version: 0,
        };
        if errors.is_empty() { Ok(focus) } else { Err(errors) }
    }
}

/// GB/T 4754 codes typed in one field; unknown ones are field errors of `industries`.
pub(crate) fn codes(text: &str, errors: &mut Vec<FieldError>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；')) {
        match IndustryCode::parse(word) {
            _ if word.is_empty() => {}
            Ok(code) if list.iter().any(|c| c == code.as_str()) => {}
            Ok(code) => list.push(code.as_str().to_owned()),
            Err(_) => errors.push(FieldError::new("industries", "industry-unknown").arg("found", word)),
        }
    }
    list
}

/// Adds a focus industry (`version` 0) or changes one; the code stays.
pub async fn save(ctx: &Ctx, db: &Db, version: i64, draft: &Draft, source: Source) -> Result<Focus> {
    ctx.permit::<Focus>(Action::Edit, &Relation::zone())?;
    let mut focus = draft.check().map_err(Error::Invalid)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before: Option<Focus> = tx.get(&[focus.code.as_str().into()]).await?;
    match &before {
        Some(_) if version == 0 => return Err(Error::invalid("code", "focus-code-taken")),
        Some(old) if old.version != version => return Err(Error::conflict("focus-stale")),
        None if version != 0 => return Err(Error::NotFound),
        _ => {}
    }
    focus.version = version + 1;
    focus.source = match before {
        Some(old) if source.is_empty() => old.source,
        _ => source,
    };
    tx.put(&focus).await?;
    tx.commit(Event::new("focus.saved", ctx).object("focus", &focus.code)).await?;
    Ok(focus)
}

/// Takes a focus industry away; its companies then stand where their industry code puts them, else under 其他.
pub async fn remove(ctx: &Ctx, db: &Db, code: &str, version: i64) -> Result<()> {
    ctx.permit::<Focus>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let focus: Focus = tx.get(&[code.into()]).await?.ok_or(Error::NotFound)?;
    if focus.version != version {
        return Err(Error::conflict("focus-stale"));
    }
    tx.remove(&super::TABLE, &[code.into()]).await?;
    tx.commit(Event::new("focus.removed", ctx).object("focus", code)).await
}
