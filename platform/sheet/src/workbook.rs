//! The parts of a workbook around its sheets: which sheets there are, which styles are dates, and the shared strings.

use std::collections::HashMap;

use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;
use crate::number::{self, Shown};
use crate::package::Package;
use crate::strings::SharedStrings;
use crate::xml::{Tag, Token, decode_x_escapes};

/// Excel allows 65,490 cell styles and a few hundred formats; more is not a spreadsheet.
const MOST_STYLES: usize = 100_000;
const MOST_RELATIONS: usize = 10_000;

pub(crate) struct Workbook {
    pub(crate) package: Package,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) styles: Vec<Shown>,
    pub(crate) strings: SharedStrings,
    pub(crate) date1904: bool,
}

#[derive(Clone)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) part: String,
    pub(crate) visible: bool,
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Workbook {
    pub(crate) fn open(package: Package, limits: &Limits) -> Result<Self, SheetError> {
        let mut workbook = Self {
            package,
            sheets: Vec::new(),
            styles: Vec::new(),
            strings: SharedStrings::default(),
            date1904: false,
        };
        let roots = workbook.relations("_rels/.rels", "", limits)?;
        let root = roots.iter().find(|r| r.kind == "officeDocument").ok_or(SheetError::NotAWorkbook)?;
        let (folder, file) = root.target.rsplit_once('/').map_or(("", root.target.as_str()), |(a, b)| (a, b));
        let slash = if folder.is_empty() { "" } else { "/" };
        let relations = workbook.relations(&format!("{folder}{slash}_rels/{file}.rels"), folder, limits)?;
        workbook.read_sheets(&root.target, &relations, limits)?;
        for relation in &relations {
            match relation.kind.as_str() {
                "styles" => workbook.read_styles(&relation.target, limits)?,
                "sharedStrings" => workbook.read_strings(&relation.target, limits)?,
                _ => {}
            }
        }
        Ok(workbook)
    }

    fn relations(&mut self, part: &str, folder: &str, limits: &Limits) -> Result<Vec<Relation>, SheetError> {
        let mut relations = Vec::new();
        let mut tokens = self.package.tokens(part, limits)?.ok_or(SheetError::NotAWorkbook)?;
        loop {
            match tokens.next()? {
                Token::Eof => return Ok(relations),
                Token::Start(tag) if tag.name == "Relationship" => {
                    LimitOf::Entries.check(MOST_RELATIONS as u64, relations.len() as u64 + 1)?;
                    let (Some(id), Some(kind), Some(target)) =
                        (tag.text_of("Id"), tag.attribute("Type"), tag.text_of("Target"))
                    else {
                        continue;
                    };
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.push(Relation { id, kind, target: resolve(folder, &target) });
                }
                _ => {}
            }
        }
    }

    fn read_sheets(&mut self, part: &str, relations: &[Relation], limits: &Limits) -> Result<(), SheetError> {
        let mut tokens = self.package.tokens(part, limits)?.ok_or(SheetError::NotAWorkbook)?;
        let mut in_workbook = false;
        loop {
            match tokens.next()? {
                Token::Eof => break,
                Token::Start(tag) if tag.name == "workbook" => in_workbook = true,
                Token::Start(tag) if tag.name == "sheet" => {
                    LimitOf::Entries.check(limits.entries, self.sheets.len() as u64 + 1)?;
                    self.sheets.extend(sheet_of(&tag, relations));
                }
                Token::Start(tag) if tag.name == "workbookPr" => {
                    // An extension element of the same name carries no date1904 and must not reset it.
                    self.date1904 |= matches!(tag.attribute("date1904"), Some("1" | "true"));
                }
                _ => {}
            }
        }
        if in_workbook { Ok(()) } else { Err(SheetError::NotAWorkbook) }
    }

    fn read_styles(&mut self, part: &str, limits: &Limits) -> Result<(), SheetError> {
        let Some(mut tokens) = self.package.tokens(part, limits)? else { return Ok(()) };
        let mut formats: HashMap<u32, Shown> = HashMap::new();
        let mut in_cell_styles = false;
        loop {
            if formats.len().max(self.styles.len()) > MOST_STYLES {
                return Err(tokens.damaged("too many cell styles"));
            }
            match tokens.next()? {
                Token::Eof => return Ok(()),
                Token::Start(tag) if tag.name == "numFmt" => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, tag.text_of("formatCode")) {
                        formats.insert(id, number::custom(&code));
                    }
                }
                Token::Start(tag) if tag.name == "cellXfs" => in_cell_styles = !tag.empty,
                Token::End("cellXfs") => in_cell_styles = false,
                Token::Start(tag) if in_cell_styles && tag.name == "xf" => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    self.styles.push(formats.get(&id).copied().unwrap_or_else(|| number::builtin(id)));
                }
                _ => {}
            }
        }
    }

    fn read_strings(&mut self, part: &str, limits: &Limits) -> Result<(), SheetError> {
        let Some(mut tokens) = self.package.tokens(part, limits)? else { return Ok(()) };
        let mut text = String::new();
        let (mut in_text, mut phonetic) = (false, false);
        loop {
            match tokens.next()? {
                Token::Eof => return Ok(()),
                Token::Start(tag) => match tag.name {
                    "si" if tag.empty => self.strings.push("", limits.shared_string_bytes)?,
                    "si" => text.clear(),
                    "t" => in_text = !tag.empty && !phonetic,
                    "rPh" => phonetic = !tag.empty,
                    _ => {}
                },
                Token::End("t") => in_text = false,
                Token::End("rPh") => phonetic = false,
                Token::End("si") => {
                    decode_x_escapes(&mut text);
                    LimitOf::CellChars.check(limits.cell_chars, text.chars().count() as u64)?;
                    self.strings.push(&text, limits.shared_string_bytes)?;
                }
                Token::Text(piece) if in_text => {
                    if piece.push_to(&mut text).is_none() {
                        return Err(tokens.damaged("an unknown character reference"));
                    }
                    check_growing(&text, limits)?;
                }
                _ => {}
            }
        }
    }
}

/// A text made of many pieces must not grow past what a cell may hold before its end is seen.
pub(crate) fn check_growing(text: &str, limits: &Limits) -> Result<(), SheetError> {
    // Seven bytes of source can stand for one character (_x000D_).
    if text.len() as u64 > limits.cell_chars.saturating_mul(8) {
        return Err(LimitOf::CellChars.over(limits.cell_chars, text.chars().count() as u64));
    }
    Ok(())
}

fn sheet_of(tag: &Tag<'_>, relations: &[Relation]) -> Option<Sheet> {
    let id = tag.text_of("id")?;
    let relation = relations.iter().find(|r| r.id == id)?;
    // Chart and dialog sheets hold no table.
    if relation.kind != "worksheet" {
        return None;
    }
    let visible = !matches!(tag.attribute("state"), Some("hidden" | "veryHidden"));
    Some(Sheet { name: tag.text_of("name")?, part: relation.target.clone(), visible })
}

/// A relation target as a part name: relative to the folder of its source unless it begins with a slash.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = if target.starts_with('/') || folder.is_empty() { target } else { format!("{folder}/{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}
