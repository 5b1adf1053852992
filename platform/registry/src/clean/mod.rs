//! From the cells of a row to a company, or to the reason why not. Nothing is changed in silence: every repair and every
//! field left empty is a [`Remark`].
mod align;
mod capital;
mod date;
mod name;
mod place;

use kernel::credit_code::RegistrationCode;
use kernel::industry::{self, IndustryCode, Level};

use crate::column::{Columns, Field};
use crate::remark::Remark;
pub(crate) use name::branch;
pub use name::normal as normal_name;
pub(crate) use place::{is_province, short as short_place};

const NAME_CHARS_MAX: usize = 200;
const SCOPE_CHARS_MAX: usize = 10_000;
const TEXT_CHARS_MAX: usize = 500;
/// With so many fields that do not fit their columns a row counts as shifted.
const MISFITS: usize = 2;

/// A company as the registry keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Firm {
    pub name: String,
    pub credit_code: String,
    /// The code passes its check, so it identifies the company.
    pub code_holds: bool,
    /// An individual business (个体工商户): its name can be a person's.
    pub individual: bool,
    /// Days since 1970-01-01.
    pub registered_on: Option<i32>,
    pub listed_on: Option<i32>,
    pub stock_code: String,
    pub capital_fen: Option<i64>,
    pub currency: String,
    pub company_type: String,
    pub status: String,
    pub province: String,
    pub city: String,
    pub county: String,
    pub address: String,
    pub scope: String,
    pub size: String,
    pub insured: Option<i64>,
    /// Given by the source; the classifier is not asked.
    pub industry: Option<IndustryCode>,
}

/// A remark with the field it is about and what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub remark: Remark,
    pub field: &'static str,
    pub found: String,
}

impl Note {
    pub fn new(remark: Remark, field: Option<Field>, found: &str) -> Self {
        Self { remark, field: field.map_or("", Field::key), found: found.chars().take(200).collect() }
    }
}

/// Reads a row. Err holds the one note that says why the row is left out.
pub(crate) fn clean(columns: &Columns, cells: &[String], notes: &mut Vec<Note>) -> Result<Firm, Note> {
    if cells.len() == columns.fields.len() {
        let mut own = Vec::new();
        let read = firm(columns, cells, &mut own);
        let misfits = own.iter().filter(|n| is_misfit(n.remark)).count() + usize::from(read.is_err());
        if misfits < MISFITS && (read.is_ok() || misfits == 0) {
            notes.append(&mut own);
            return read;
        }
        return match align::align(columns, cells) {
            align::Aligned::Mended(mended) => mend(columns, cells, &mended, notes),
            align::Aligned::Straight => {
                notes.append(&mut own);
                read
            }
            // Nothing is shifted: the name alone cannot be used.
            align::Aligned::Unclear if misfits < MISFITS => {
                notes.append(&mut own);
                read
            }
            align::Aligned::Unclear => Err(Note::new(Remark::ShiftUnclear, None, &cells.join(" | "))),
        };
    }
    match align::align(columns, cells) {
        align::Aligned::Mended(mended) => mend(columns, cells, &mended, notes),
        align::Aligned::Straight | align::Aligned::Unclear => {
            Err(Note::new(Remark::ShiftUnclear, None, &cells.join(" | ")))
        }
    }
}

fn mend(columns: &Columns, cells: &[String], mended: &[String], notes: &mut Vec<Note>) -> Result<Firm, Note> {
    notes.push(Note::new(Remark::ShiftMended, None, &cells.join(" | ")));
    firm(columns, mended, notes)
}

/// Fields that hold something of another kind: signs of a shifted row.
fn is_misfit(remark: Remark) -> bool {
    use Remark::{CapitalUnclear, CodeOther, DateUnclear, IndustryUnknown, InsuredUnclear, ProvinceUnknown};
    matches!(remark, CapitalUnclear | CodeOther | DateUnclear | IndustryUnknown | InsuredUnclear | ProvinceUnknown)
}

/// The raw texts of the mapped columns.
struct Raw<'a>(Vec<(Field, &'a str)>);

impl<'a> Raw<'a> {
    fn of(columns: &Columns, cells: &'a [String]) -> Self {
        let mapped = columns.fields.iter().zip(cells).filter_map(|(f, cell)| Some(((*f)?, cell.as_str())));
        Self(mapped.collect())
    }

    fn get(&self, field: Field) -> &'a str {
        let text = self.0.iter().find(|(f, _)| *f == field).map_or("", |(_, text)| text.trim());
        if is_empty_mark(text) { "" } else { text }
    }
}

/// What a cell says when it says nothing.
pub(crate) fn is_empty_mark(text: &str) -> bool {
    matches!(text, "-" | "--" | "---" | "/" | "—" | "无" | "NULL" | "null" | "None" | "N/A" | "NaN" | "nan")
}

fn firm(columns: &Columns, cells: &[String], notes: &mut Vec<Note>) -> Result<Firm, Note> {
    let raw = Raw::of(columns, cells);
    let name = raw.get(Field::Name);
    name::check(name)?;
    let mut firm = Firm { name: name.to_owned(), ..Firm::default() };
    code(&mut firm, &raw, notes);
    dates(&mut firm, &raw, notes);
    capital::read(&mut firm, columns.capital_unit, &raw, notes);
    place::read(&mut firm, &raw, notes);
    industry_given(&mut firm, &raw, notes);
    insured(&mut firm, &raw, notes);
    firm.company_type = text(&raw, Field::CompanyType, TEXT_CHARS_MAX, notes);
    firm.status = text(&raw, Field::Status, TEXT_CHARS_MAX, notes);
    firm.address = text(&raw, Field::Address, TEXT_CHARS_MAX, notes);
    firm.scope = text(&raw, Field::Scope, SCOPE_CHARS_MAX, notes);
    firm.size = text(&raw, Field::Size, TEXT_CHARS_MAX, notes);
    firm.stock_code = text(&raw, Field::StockCode, TEXT_CHARS_MAX, notes);
    firm.individual = is_individual(&firm);
    Ok(firm)
}

/// 个体工商户: codes that begin with 92, registration numbers whose seventh digit is 6 to 9, or their own words.
fn is_individual(firm: &Firm) -> bool {
    let digits = firm.credit_code.len() == 15 && firm.credit_code.bytes().all(|b| b.is_ascii_digit());
    let old = digits && matches!(firm.credit_code.as_bytes().get(6), Some(b'6'..=b'9'));
    firm.credit_code.starts_with("92") || old || firm.company_type.contains("个体")
}

fn code(firm: &mut Firm, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    let (mut field, mut given) = (Field::CreditCode, raw.get(Field::CreditCode));
    if given.is_empty() {
        (field, given) = (Field::RegistrationNo, raw.get(Field::RegistrationNo));
    }
    if given.is_empty() {
        return;
    }
    match RegistrationCode::recognise(given) {
        RegistrationCode::Uscc(code) => {
            firm.code_holds = true;
            firm.credit_code = code.to_string();
        }
        RegistrationCode::Registration15(code) => {
            firm.code_holds = true;
            firm.credit_code = code;
        }
        _ => {
            firm.credit_code = given.chars().filter(|c| !c.is_whitespace()).take(40).collect();
            let long = firm.credit_code.chars().count() == 18 && firm.credit_code.is_ascii();
            let remark = if long { Remark::CodeCheck } else { Remark::CodeOther };
            notes.push(Note::new(remark, Some(field), given));
            return;
        }
    }
    if firm.credit_code != given {
        notes.push(Note::new(Remark::CodeTidied, Some(field), given));
    }
}

fn dates(firm: &mut Firm, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    for (field, slot) in [(Field::RegisteredOn, &mut firm.registered_on), (Field::ListedOn, &mut firm.listed_on)] {
        let given = raw.get(field);
        match date::parse(given) {
            Ok(days) => *slot = days,
            Err(remark) => notes.push(Note::new(remark, Some(field), given)),
        }
    }
}

fn industry_given(firm: &mut Firm, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    let code = raw.get(Field::IndustryCode);
    let (division, group) = (raw.get(Field::IndustryDivision), raw.get(Field::IndustryGroup));
    if !code.is_empty() {
        firm.industry = IndustryCode::parse(code).ok();
    }
    if firm.industry.is_none() && !(division.is_empty() && group.is_empty()) {
        firm.industry = industry::by_names("", division, group, "").code;
    }
    let given = [code, division, group].into_iter().find(|g| !g.is_empty());
    if let (None, Some(given)) = (firm.industry, given) {
        notes.push(Note::new(Remark::IndustryUnknown, Some(Field::IndustryCode), given));
    }
    firm.industry = firm.industry.filter(|c| c.level() != Level::Section);
}

fn insured(firm: &mut Firm, raw: &Raw<'_>, notes: &mut Vec<Note>) {
    let given = raw.get(Field::Insured);
    if given.is_empty() {
        return;
    }
    let digits: String = given.chars().filter(|c| !matches!(c, ',' | '人' | ' ')).collect();
    match digits.parse::<u32>() {
        Ok(count) => firm.insured = Some(i64::from(count)),
        Err(_) => notes.push(Note::new(Remark::InsuredUnclear, Some(Field::Insured), given)),
    }
}

/// A text without control characters, cut to what a reasonable text is long.
fn text(raw: &Raw<'_>, field: Field, chars_max: usize, notes: &mut Vec<Note>) -> String {
    let given = raw.get(field);
    let mut out = String::with_capacity(given.len());
    for (i, c) in given.chars().enumerate() {
        if i == chars_max {
            notes.push(Note::new(Remark::TextCut, Some(field), given));
            break;
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
