//! The look, after the tokens of the pages: one accent, ink on white, thin rules. All lengths in points.
use crate::font::Weight;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color(pub u8, pub u8, pub u8);

pub(crate) const ACCENT: Color = Color(0x1d, 0x6b, 0x52);
pub(crate) const INK: Color = Color(0x1c, 0x25, 0x2e);
pub(crate) const SECOND: Color = Color(0x55, 0x60, 0x6c);
pub(crate) const HINT: Color = Color(0x5f, 0x6a, 0x76);
pub(crate) const LINE: Color = Color(0xd5, 0xda, 0xdf);
pub(crate) const RED: Color = Color(0xb4, 0x23, 0x18);

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub size: f32,
    /// From one baseline to the next.
    pub leading: f32,
    pub weight: Weight,
    pub color: Color,
}

const fn regular(size: f32, leading: f32, color: Color) -> Style {
    Style { size, leading, weight: Weight::Regular, color }
}
const fn bold(size: f32, leading: f32, color: Color) -> Style {
    Style { size, leading, weight: Weight::Bold, color }
}

impl Style {
    pub(crate) const fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }
    pub(crate) const fn strong(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }
}

pub(crate) const TITLE_PAGE: Style = bold(26.0, 36.0, INK);
pub(crate) const TITLE: Style = bold(19.0, 27.0, INK);
pub(crate) const SUBTITLE: Style = regular(12.0, 18.0, SECOND);
pub(crate) const ZONE: Style = bold(12.0, 18.0, ACCENT);
pub(crate) const DETAIL: Style = regular(10.5, 19.0, INK);
pub(crate) const HEADINGS: [Style; 3] = [bold(16.0, 23.0, INK), bold(12.5, 18.0, INK), bold(10.5, 16.0, ACCENT)];
pub(crate) const BODY: Style = regular(10.5, 17.0, INK);
pub(crate) const FIGURE: Style = bold(17.0, 24.0, INK);
pub(crate) const CELL: Style = regular(9.5, 14.0, INK);
pub(crate) const HEAD: Style = bold(8.5, 13.0, SECOND);
pub(crate) const SMALL: Style = regular(8.5, 13.0, HINT);

pub(crate) const PAGE_WIDTH: f32 = 595.28;
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
pub(crate) const LEFT: f32 = 59.0;
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;
pub(crate) const TOP: f32 = 72.0;
pub(crate) const BOTTOM: f32 = PAGE_HEIGHT - 68.0;
/// Baselines of what stands at the head and the foot of every page.
pub(crate) const HEADER: f32 = 44.0;
pub(crate) const FOOTER: f32 = PAGE_HEIGHT - 36.0;
/// Above the baseline, as a share of the size: Noto Sans SC sits in its em box like this.
pub(crate) const ASCENT: f32 = 0.88;
