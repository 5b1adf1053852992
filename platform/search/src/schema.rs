//! The fields of a slice, and how each is laid out in the index.

use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, TextFieldIndexing, TextOptions};

use crate::error::{Error, Result};
use crate::tokens::{Cutter, GRAMS, STARTS, WORDS};

/// Raised when the layout or the folding changes: old folders are then built again.
const FORMAT: u32 = 1;
/// Names of our own columns; a slice's fields cannot begin so.
pub(crate) const KEY: &str = "_key";
pub(crate) const ZONE: &str = "_zone";
pub(crate) const ID: &str = "_id";
pub(crate) const TIE: &str = "_tie";

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Text { weight: f32, title: bool },
    Code { weight: f32 },
    Pinyin { weight: f32 },
    Keyword,
    Int,
    SortText,
}

/// The fields that a slice wants to search, filter and sort by. Weights compare fields of one schema; a title
/// should weigh about ten times a long text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    pub(crate) fields: Vec<(String, Kind)>,
}

impl Schema {
    pub fn new() -> Self {
        Self::default()
    }

    fn with(mut self, name: &str, kind: Kind) -> Self {
        self.fields.push((name.to_owned(), kind));
        self
    }

    /// Full text.
    #[must_use]
    pub fn text(self, name: &str, weight: f32) -> Self {
        self.with(name, Kind::Text { weight, title: false })
    }

    /// Full text whose exact whole match comes before everything else: names, former names.
    #[must_use]
    pub fn title(self, name: &str, weight: f32) -> Self {
        self.with(name, Kind::Text { weight, title: true })
    }

    /// A code, found whole or from its beginning (two characters or more); can be filtered by its whole value.
    #[must_use]
    pub fn code(self, name: &str, weight: f32) -> Self {
        self.with(name, Kind::Code { weight })
    }

    /// Give it the name itself: found by the beginning of the initials (zksg) and of the full pinyin (zhongke). Give
    /// it short names too, as further values, so that a place in front of the name does not matter.
    #[must_use]
    pub fn pinyin(self, name: &str, weight: f32) -> Self {
        self.with(name, Kind::Pinyin { weight })
    }

    /// Exact values, many per document: filters and facets. Not searched by text.
    #[must_use]
    pub fn keyword(self, name: &str) -> Self {
        self.with(name, Kind::Keyword)
    }

    /// A whole number: ranges and sorting.
    #[must_use]
    pub fn int(self, name: &str) -> Self {
        self.with(name, Kind::Int)
    }

    /// A string to sort by, compared by code point (hand in pinyin or a collation key).
    #[must_use]
    pub fn sort_text(self, name: &str) -> Self {
        self.with(name, Kind::SortText)
    }

    /// Two schemas with equal fingerprints can share a folder.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{FORMAT} {:?}", self.fields)
    }

    fn check(&self) -> Result<()> {
        for (i, (name, _)) in self.fields.iter().enumerate() {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if name.is_empty() || name.starts_with('_') || name.contains("__") || !plain {
                return Err(Error::BadSchema(format!("field name {name:?}: use letters, digits and single _")));
            }
            if self.fields.iter().take(i).any(|(other, _)| other == name) {
                return Err(Error::BadSchema(format!("field {name:?} twice")));
            }
        }
        Ok(())
    }
}

/// A field of the slice with the columns that carry it.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub name: String,
    pub kind: Kind,
    pub main: Field,
    /// Text: words for ranking.
    pub words: Option<Field>,
    /// Title: the whole, compacted.
    pub whole: Option<Field>,
}

#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub schema: tantivy::schema::Schema,
    pub columns: Vec<Column>,
    pub key: Field,
    pub zone: Field,
    pub id: Field,
    pub tie: Field,
}

impl Layout {
    pub fn new(schema: &Schema) -> Result<Self> {
        schema.check()?;
        let mut b = tantivy::schema::Schema::builder();
        let raw = || STRING;
        let key = b.add_text_field(KEY, raw());
        let zone = b.add_text_field(ZONE, raw());
        let id = b.add_text_field(ID, TextOptions::default() | FAST);
        let tie = b.add_u64_field(TIE, FAST);
        let mut columns = Vec::new();
        for (name, kind) in &schema.fields {
            let (mut words, mut whole) = (None, None);
            let main = match kind {
                Kind::Text { title, .. } => {
                    words =
                        Some(b.add_text_field(&format!("{name}__words"), cut_by(WORDS, IndexRecordOption::WithFreqs)));
                    if *title {
                        whole = Some(b.add_text_field(&format!("{name}__whole"), raw()));
                    }
                    b.add_text_field(name, cut_by(GRAMS, IndexRecordOption::WithFreqsAndPositions))
                }
                Kind::Code { .. } | Kind::Pinyin { .. } => {
                    b.add_text_field(name, cut_by(STARTS, IndexRecordOption::Basic))
                }
                Kind::Keyword => b.add_text_field(name, raw() | FAST),
                Kind::Int => b.add_i64_field(name, tantivy::schema::NumericOptions::default() | FAST | INDEXED),
                Kind::SortText => b.add_text_field(name, TextOptions::default() | FAST),
            };
            columns.push(Column { name: name.clone(), kind: *kind, main, words, whole });
        }
        Ok(Self { schema: b.build(), columns, key, zone, id, tie })
    }

    pub fn column(&self, name: &str) -> Result<&Column> {
        self.columns.iter().find(|c| c.name == name).ok_or_else(|| Error::Field(name.to_owned()))
    }

    pub fn register(index: &tantivy::Index) {
        use tantivy::tokenizer::TextAnalyzer;
        index.tokenizers().register(GRAMS, TextAnalyzer::from(Cutter::Grams));
        index.tokenizers().register(WORDS, TextAnalyzer::from(Cutter::Words));
        index.tokenizers().register(STARTS, TextAnalyzer::from(Cutter::Starts));
    }
}

fn cut_by(tokenizer: &str, record: IndexRecordOption) -> TextOptions {
    // Beginnings are never ranked by length, so they need no lengths.
    let norms = record != IndexRecordOption::Basic;
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}
