//! How a report begins: a title page or a title, and the contents.
use super::{Cell, Layout, baseline, slices};
use crate::document::{Document, Level, Opening};
use crate::flow::{Op, Piece};
use crate::style::{self, LEFT, Style, WIDTH};
use crate::tags::{NodeId, Role};

impl Layout<'_> {
    pub(super) fn opening(&mut self, document: &Document) {
        match &document.opening {
            Opening::TitlePage { details } => self.title_page(document, details),
            Opening::Head => self.head(document),
        }
    }

    fn title_page(&mut self, document: &Document, details: &[(String, String)]) {
        self.line(&document.zone, style::ZONE, 0.0, Role::Paragraph);
        self.pieces.push(Piece { height: 150.0, ..Piece::default() });
        self.line(&document.title, style::TITLE_PAGE, 0.0, Role::Title);
        if let Some(subtitle) = &document.subtitle {
            self.line(subtitle, style::SUBTITLE, 8.0, Role::Paragraph);
        }
        self.pieces.push(Piece { height: 28.0, ..Piece::default() });
        let begin = self.pieces.len();
        let list = self.tags.add(None, Role::List);
        for (label, value) in details {
            self.detail(list, label, value);
        }
        if let Some(piece) = self.pieces.get_mut(begin) {
            piece.open(8.0, 0.8, style::ACCENT);
        }
        self.line(&self.words.date(document.date), style::DETAIL, 28.0, Role::Paragraph);
    }

    fn detail(&mut self, list: NodeId, label: &str, value: &str) {
        const LABELS: f32 = 84.0;
        let item = self.tags.add(Some(list), Role::Item);
        let label = self.lines(label, style::DETAIL.colored(style::SECOND), LABELS - 8.0);
        let label = Cell::new(label, 0.0, LABELS, self.tags.add(Some(item), Role::Label));
        let value = self.lines(value, style::DETAIL, WIDTH - LABELS);
        let value = Cell::new(value, LABELS, WIDTH - LABELS, self.tags.add(Some(item), Role::Body));
        self.pieces.append(&mut slices(vec![label, value], (0.0, 0.0), 6));
    }

    fn head(&mut self, document: &Document) {
        let about = format!("{}　{}", document.zone, self.words.date(document.date));
        self.line(&about, style::SUBTITLE.colored(style::ACCENT), 0.0, Role::Paragraph);
        self.line(&document.title, style::TITLE, 2.0, Role::Title);
        if let Some(subtitle) = &document.subtitle {
            self.line(subtitle, style::SUBTITLE, 2.0, Role::Paragraph);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.close(8.0, 0.8, style::ACCENT);
        }
    }

    fn line(&mut self, text: &str, style: Style, gap: f32, role: Role) {
        let node = self.tags.add(None, role);
        self.text(text, style, gap, node);
    }

    /// Headings of levels one and two with their pages, which are filled in when all pages are known.
    pub(super) fn contents(&mut self, document: &Document) {
        self.line(&self.words.contents(), style::HEADINGS[0], 0.0, Role::Paragraph);
        if let Some(piece) = self.pieces.last_mut() {
            piece.keep = true;
        }
        let list = self.tags.add(None, Role::Contents);
        let listed = document.headings().enumerate().filter(|(_, (level, _))| *level < Level::Three);
        for (heading, (level, text)) in listed {
            let (style, gap, x) = match level {
                Level::One => (style::BODY.strong(), 8.0, 0.0),
                _ => (style::BODY, 0.0, 14.0),
            };
            let node = self.tags.add(Some(list), Role::ContentsItem);
            let width = WIDTH - x - 40.0;
            let lines = self.lines(text, style, width);
            let mut pieces = slices(vec![Cell::new(lines, x, width, node)], (gap, 1.0), 6);
            if let Some(piece) = pieces.last_mut() {
                piece.ops.push(Op::PageOf { heading, right: LEFT + WIDTH, y: baseline(style), node });
            }
            self.pieces.append(&mut pieces);
        }
    }
}
