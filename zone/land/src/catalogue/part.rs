//! 目录的各部分: questions, stages, matters, documents and links of a draft, as forms that read like rows of the workbook.
use super::sheet::columns::{self, SheetForm};
use super::sheet::table::{Line, Read};
use super::sheet::{RowFault, rows_in, rows_out};
use super::{Attribute, Link, MaterialType, MatterType, Need, Stage, Theme};
use kernel::{Error, FieldError, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Name and source of the theme itself.
    Theme,
    Attribute,
    Stage,
    Matter,
    Material,
    /// A document that a matter asks for.
    Need,
    Link,
}

/// What a form of a part says.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    Theme(Box<Theme>),
    Attribute(Attribute),
    Stage(Stage),
    Matter(Box<MatterType>),
    Material(MaterialType),
    Need(String, Need),
    Link(Link),
}

impl Part {
    pub const ALL: [Self; 7] =
        [Self::Theme, Self::Attribute, Self::Stage, Self::Matter, Self::Material, Self::Need, Self::Link];

    pub fn code(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Attribute => "attribute",
            Self::Stage => "stage",
            Self::Matter => "matter",
            Self::Material => "material",
            Self::Need => "need",
            Self::Link => "link",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }

    pub fn form(self) -> &'static SheetForm {
        match self {
            Self::Theme => &columns::THEME,
            Self::Attribute => &columns::ATTRIBUTE,
            Self::Stage => &columns::STAGE,
            Self::Matter => &columns::MATTER,
            Self::Material => &columns::MATERIAL,
            Self::Need => &columns::NEED,
            Self::Link => &columns::LINK,
        }
    }

    /// What the part holds, entry by entry, under the columns of its form.
    pub fn rows(self, theme: &Theme) -> Vec<Vec<String>> {
        match self {
            Self::Theme => vec![rows_out::theme_row(theme)],
            Self::Attribute => theme.attributes.iter().map(rows_out::attribute_row).collect(),
            Self::Stage => theme.stages.iter().map(rows_out::stage_row).collect(),
            Self::Matter => theme.matters.iter().map(rows_out::matter_row).collect(),
            Self::Material => theme.materials.iter().map(rows_out::material_row).collect(),
            Self::Need => theme.matters.iter().flat_map(rows_out::need_rows).collect(),
            Self::Link => theme.links.iter().map(rows_out::link_row).collect(),
        }
    }

    /// What was typed into the form, all faults at once, each at its field.
    pub fn read(self, theme: &Theme, cells: Vec<String>) -> std::result::Result<Entry, Vec<FieldError>> {
        let matters: Vec<String> = theme.matters.iter().map(|m| m.code.clone()).collect();
        let of = |line: &mut Line| match self {
            Self::Theme => Entry::Theme(Box::new(rows_in::theme_of(line))),
            Self::Attribute => Entry::Attribute(rows_in::attribute_of(line)),
            Self::Stage => Entry::Stage(rows_in::stage_of(line)),
            Self::Matter => Entry::Matter(Box::new(rows_in::matter_of(line))),
            Self::Material => Entry::Material(rows_in::material_of(line)),
            Self::Need => {
                let (matter, need) = rows_in::need_of(line, &matters);
                Entry::Need(matter, need)
            }
            Self::Link => Entry::Link(rows_in::link_of(line)),
        };
        let read = Read::sent(self.form(), cells);
        let mut faults: Vec<RowFault> = Vec::new();
        let entry = read.rows.first().map(|row| of(&mut read.line(row, &mut faults)));
        match entry.filter(|_| faults.is_empty()) {
            Some(entry) => Ok(entry),
            None => Err(faults.iter().map(RowFault::field_error).collect()),
        }
    }

    /// Takes the entry at this place out; what refers to it stays and is found by the check.
    pub fn remove(self, theme: &mut Theme, place: usize) -> Result<()> {
        fn take<T>(list: &mut Vec<T>, place: usize) -> Result<()> {
            if place >= list.len() {
                return Err(Error::NotFound);
            }
            list.remove(place);
            Ok(())
        }
        match self {
            Self::Theme => Err(Error::NotFound),
            Self::Attribute => take(&mut theme.attributes, place),
            Self::Stage => take(&mut theme.stages, place),
            Self::Matter => take(&mut theme.matters, place),
            Self::Material => take(&mut theme.materials, place),
            Self::Link => take(&mut theme.links, place),
            Self::Need => {
                let (matter, at) = need_place(theme, place).ok_or(Error::NotFound)?;
                take(&mut theme.matters.get_mut(matter).ok_or(Error::NotFound)?.needs, at)
            }
        }
    }
}

/// Which matter a need of the whole list belongs to, and where it stands there.
fn need_place(theme: &Theme, place: usize) -> Option<(usize, usize)> {
    let mut all = theme.matters.iter().enumerate().flat_map(|(m, matter)| (0..matter.needs.len()).map(move |n| (m, n)));
    all.nth(place)
}

/// Puts the entry at its place; at the end where there is none. A new code is carried to what refers to it.
pub fn put(theme: &mut Theme, entry: Entry, place: Option<usize>) -> Result<()> {
    match entry {
        Entry::Theme(head) => {
            // The code names the theme in all its versions.
            (theme.name, theme.source) = (head.name, head.source);
            Ok(())
        }
        Entry::Attribute(attribute) => set(&mut theme.attributes, attribute, place).map(drop),
        Entry::Stage(stage) => {
            let new = stage.code.clone();
            if let Some(old) = set(&mut theme.stages, stage, place)? {
                theme.matters.iter_mut().filter(|m| m.stage == old.code).for_each(|m| m.stage.clone_from(&new));
            }
            Ok(())
        }
        Entry::Matter(mut matter) => {
            if let Some(before) = place.and_then(|p| theme.matters.get(p)) {
                matter.needs.clone_from(&before.needs);
            }
            let new = matter.code.clone();
            if let Some(old) = set(&mut theme.matters, *matter, place)? {
                let ends = theme.links.iter_mut().flat_map(|l| [&mut l.from, &mut l.to]);
                ends.filter(|e| **e == old.code).for_each(|e| e.clone_from(&new));
            }
            Ok(())
        }
        Entry::Material(material) => {
            let new = material.code.clone();
            if let Some(old) = set(&mut theme.materials, material, place)? {
                let needs = theme.matters.iter_mut().flat_map(|m| &mut m.needs);
                needs.filter(|n| n.material == old.code).for_each(|n| n.material.clone_from(&new));
            }
            Ok(())
        }
        Entry::Need(matter, need) => put_need(theme, &matter, need, place),
        Entry::Link(link) => set(&mut theme.links, link, place).map(drop),
    }
}

/// What stood there before.
fn set<T>(list: &mut Vec<T>, value: T, place: Option<usize>) -> Result<Option<T>> {
    match place {
        None => {
            list.push(value);
            Ok(None)
        }
        Some(place) => {
            let slot = list.get_mut(place).ok_or(Error::NotFound)?;
            Ok(Some(std::mem::replace(slot, value)))
        }
    }
}

fn put_need(theme: &mut Theme, matter: &str, need: Need, place: Option<usize>) -> Result<()> {
    let old = place.map(|p| need_place(theme, p).ok_or(Error::NotFound)).transpose()?;
    let same = old.filter(|(m, _)| theme.matters.get(*m).is_some_and(|m| m.code == matter));
    if let Some((_, at)) = same {
        let found = theme.matters.iter_mut().find(|m| m.code == matter).ok_or(Error::NotFound)?;
        return set(&mut found.needs, need, Some(at)).map(drop);
    }
    if let Some(place) = place {
        Part::Need.remove(theme, place)?;
    }
    let found = theme.matters.iter_mut().find(|m| m.code == matter).ok_or(Error::NotFound)?;
    found.needs.push(need);
    Ok(())
}
