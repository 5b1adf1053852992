//! The font that is shipped: subsets of Noto Sans SC in two weights (`fonts/subset.py` makes them).
use kernel::{Error, Result};
use std::sync::LazyLock;

static REGULAR: &[u8] = include_bytes!("../fonts/NotoSansSC-Regular.otf");
static BOLD: &[u8] = include_bytes!("../fonts/NotoSansSC-Bold.otf");

/// Stands where the font lacks a character.
pub(crate) const REPLACEMENT: char = '□';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

pub(crate) struct Face {
    pub shaper: rustybuzz::Face<'static>,
    pub pdf: krilla::text::Font,
}

impl Face {
    fn load(data: &'static [u8]) -> Option<Self> {
        Some(Self { shaper: rustybuzz::Face::from_slice(data, 0)?, pdf: krilla::text::Font::new(data.into(), 0)? })
    }
    fn has(&self, char: char) -> bool {
        self.shaper.glyph_index(char).is_some()
    }
}

pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    /// Read once and kept: reading takes longer than setting a page.
    pub(crate) fn get() -> Result<&'static Self> {
        static FONTS: LazyLock<Option<Fonts>> =
            LazyLock::new(|| Some(Fonts { regular: Face::load(REGULAR)?, bold: Face::load(BOLD)? }));
        FONTS.as_ref().ok_or_else(|| Error::internal("the shipped fonts cannot be read"))
    }
    pub(crate) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
    /// The weight in which a character can be set: the one that is wanted, or regular where only that has it.
    pub(crate) fn weight_for(&self, char: char, wanted: Weight) -> Option<Weight> {
        [wanted, Weight::Regular].into_iter().find(|weight| self.face(*weight).has(char))
    }
}
