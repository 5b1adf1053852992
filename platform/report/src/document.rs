//! What a report is made of: typed blocks of plain text. Nothing in a text is markup.
use chrono::NaiveDate;

/// A report. Everything that is printed is in here, so that the same document gives the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub title: String,
    pub subtitle: Option<String>,
    /// The zone that issues it: on the title, and at the head of every page.
    pub zone: String,
    /// The local date that it is dated to.
    pub date: NaiveDate,
    /// Printed at the head of every page, such as 示例 or 内部资料.
    pub mark: Option<String>,
    pub opening: Opening,
    pub blocks: Vec<Block>,
}

/// How the report begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// A title page, with details as label and value (团长, 行程, 编制).
    TitlePage { details: Vec<(String, String)> },
    /// A title above the first block.
    Head,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The headings of levels one and two, each with its page.
    Contents,
    Heading {
        level: Level,
        text: String,
    },
    /// A line feed begins a new line.
    Paragraph(String),
    /// Key figures, side by side.
    Facts(Vec<Fact>),
    Table(Table),
    /// Why, and why not.
    Reasons(Vec<Reason>),
    /// A numbered list.
    Points(Vec<Point>),
    /// Small print under what stands above it.
    Note(String),
    /// Where the figures above come from; the word 来源 is set before it.
    Source(String),
    PageBreak,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    One,
    Two,
    Three,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub unit: Option<String>,
    pub note: Option<String>,
}

/// Rows under a head that is repeated on every page. An empty cell is shown as a dash, except in the total.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    /// Cells in the order of the columns; cells beyond the last column are left out.
    pub rows: Vec<Vec<String>>,
    /// The last row, set in bold.
    pub total: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub head: String,
    /// Stands beside the head: one unit per column.
    pub unit: Option<String>,
    pub align: Align,
}

/// Numbers stand right, everything else left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Text,
    Number,
}

impl Column {
    pub fn text(head: &str) -> Self {
        Self { head: head.to_owned(), unit: None, align: Align::Text }
    }
    pub fn number(head: &str, unit: &str) -> Self {
        Self { head: head.to_owned(), unit: (!unit.is_empty()).then(|| unit.to_owned()), align: Align::Number }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub stance: Stance,
    pub text: String,
    pub source: Option<String>,
}

/// Shown as + and −.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    For,
    Against,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Set in bold before the text.
    pub lead: Option<String>,
    pub text: String,
}

impl Document {
    pub(crate) fn begins_with_title_page(&self) -> bool {
        matches!(self.opening, Opening::TitlePage { .. })
    }

    /// Headings in their order.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (Level, &str)> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading { level, text } => Some((*level, text.as_str())),
            _ => None,
        })
    }

    /// All texts, in UTF-8 bytes: what the limit on text counts.
    pub(crate) fn text_bytes(&self) -> usize {
        let head = self.title.len() + self.zone.len() + len(&self.subtitle) + len(&self.mark);
        let opening = match &self.opening {
            Opening::TitlePage { details } => details.iter().map(|(label, value)| label.len() + value.len()).sum(),
            Opening::Head => 0,
        };
        head + opening + self.blocks.iter().map(Block::text_bytes).sum::<usize>()
    }
}

impl Block {
    fn text_bytes(&self) -> usize {
        match self {
            Self::Contents | Self::PageBreak => 0,
            Self::Heading { text, .. } | Self::Paragraph(text) | Self::Note(text) | Self::Source(text) => text.len(),
            Self::Facts(facts) => {
                facts.iter().map(|f| f.label.len() + f.value.len() + len(&f.unit) + len(&f.note)).sum()
            }
            Self::Table(table) => table.text_bytes(),
            Self::Reasons(reasons) => reasons.iter().map(|r| r.text.len() + len(&r.source)).sum(),
            Self::Points(points) => points.iter().map(|p| p.text.len() + len(&p.lead)).sum(),
        }
    }
}

impl Table {
    fn text_bytes(&self) -> usize {
        let heads: usize = self.columns.iter().map(|c| c.head.len() + len(&c.unit)).sum();
        let cells = self.rows.iter().chain(&self.total).flatten();
        heads + len(&self.caption) + cells.map(String::len).sum::<usize>()
    }
}

fn len(text: &Option<String>) -> usize {
    text.as_ref().map_or(0, String::len)
}
