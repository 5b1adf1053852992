//! Blocks become pieces: what is set where, and what it means to a screen reader.
mod columns;
mod opening;
mod table;

use crate::clean::clean;
use crate::document::{Block, Document, Fact, Level, Point, Reason, Stance};
use crate::flow::{Op, Piece};
use crate::font::{Fonts, Weight};
use crate::shape::{Line, Shaped, shape};
use crate::style::{self, Style, WIDTH};
use crate::tags::{NodeId, Role, Tags};
use crate::words::Words;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(crate) struct Layout<'a> {
    pub fonts: &'static Fonts,
    pub words: &'a Words,
    pub tags: Tags,
    pub pieces: Vec<Piece>,
    pub missing: BTreeSet<char>,
    /// How many headings have been laid out.
    heading: usize,
}

/// Lines below each other in a column of their own.
struct Cell {
    lines: Vec<Line>,
    /// Stands after the last line, on its baseline.
    tail: Option<Line>,
    x: f32,
    width: f32,
    right: bool,
    node: NodeId,
}

/// A row of cells is cut into pieces one line high; so many lines at most are kept on one page.
const KEPT_LINES: usize = 14;

impl<'a> Layout<'a> {
    pub(crate) fn new(fonts: &'static Fonts, words: &'a Words) -> Self {
        Self { fonts, words, tags: Tags::default(), pieces: Vec::new(), missing: BTreeSet::new(), heading: 0 }
    }

    pub(crate) fn document(&mut self, document: &Document) {
        self.opening(document);
        let mut breaks = document.begins_with_title_page();
        for block in &document.blocks {
            let begin = self.pieces.len();
            self.block(block, document);
            if let (true, Some(piece)) = (breaks, self.pieces.get_mut(begin)) {
                piece.breaks = true;
                breaks = false;
            }
            breaks |= *block == Block::PageBreak;
        }
        self.note_missing(document);
    }

    /// Readers are told of characters that they cannot see.
    fn note_missing(&mut self, document: &Document) {
        self.shape(&[(document.mark.as_deref().unwrap_or_default(), Weight::Regular)]);
        const LISTED: usize = 24;
        let mut codes: Vec<String> = self.missing.iter().map(|char| format!("U+{:04X}", u32::from(*char))).collect();
        if codes.len() > LISTED {
            codes.truncate(LISTED);
            codes.push("…".to_owned());
        }
        if !codes.is_empty() {
            self.note(&self.words.missing(&codes.join(" ")));
        }
    }

    fn block(&mut self, block: &Block, document: &Document) {
        match block {
            Block::Contents => self.contents(document),
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) => {
                let node = self.tags.add(None, Role::Paragraph);
                self.text(text, style::BODY, 6.0, node);
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Reasons(reasons) => self.reasons(reasons),
            Block::Points(points) => self.points(points),
            Block::Note(text) => self.note(text),
            Block::Source(text) => self.note(&self.words.source(text)),
            Block::PageBreak => {}
        }
    }

    pub(crate) fn shape(&mut self, parts: &[(&str, Weight)]) -> Shaped {
        shape(self.fonts, parts, &mut self.missing)
    }

    fn lines(&mut self, text: &str, style: Style, width: f32) -> Vec<Line> {
        self.shape(&[(text, style.weight)]).lines(style, width)
    }

    /// A paragraph over the whole width; a line does not stand alone on a page.
    fn text(&mut self, text: &str, style: Style, gap: f32, node: NodeId) {
        let lines = self.lines(text, style, WIDTH);
        let mut pieces = slices(vec![Cell::new(lines, 0.0, WIDTH, node)], (gap, 0.0), 3);
        self.pieces.append(&mut pieces);
    }

    pub(crate) fn note(&mut self, text: &str) {
        let node = self.tags.add(None, Role::Paragraph);
        self.text(text, style::SMALL, 5.0, node);
    }

    fn heading(&mut self, level: Level, text: &str) {
        let (number, gap) = match level {
            Level::One => (1, 26.0),
            Level::Two => (2, 18.0),
            Level::Three => (3, 12.0),
        };
        let set = style::HEADINGS.get(number - 1).copied().unwrap_or(style::BODY.strong());
        // Every heading is seen and has a title: one without text is a dash.
        let mut text = clean(text, &mut self.missing);
        if text.trim().is_empty() {
            text = "—".to_owned();
        }
        let node = self.tags.add(None, Role::Heading(number as u16, text.clone()));
        let begin = self.pieces.len();
        self.text(&text, set, gap, node);
        self.pieces.iter_mut().skip(begin).for_each(|piece| piece.keep = true);
        if let Some(piece) = self.pieces.get_mut(begin) {
            piece.heading = Some(self.heading);
        }
        self.heading += 1;
    }

    fn facts(&mut self, facts: &[Fact]) {
        let list = self.tags.add(None, Role::List);
        let per_row = if matches!(facts.len(), 3 | 5 | 6) { 3 } else { 4 };
        let begin = self.pieces.len();
        let share = WIDTH / per_row.min(facts.len()).max(1) as f32;
        for row in facts.chunks(per_row) {
            let mut cells: [Vec<Cell>; 3] = Default::default();
            for (index, fact) in row.iter().enumerate() {
                let fact = self.fact(fact, list, index as f32 * share, share - 12.0);
                cells.iter_mut().zip(fact).for_each(|(row, cell)| row.push(cell));
            }
            self.pieces.append(&mut stacked(cells, 10.0));
        }
        let framed = self.pieces.get_mut(begin..).unwrap_or_default();
        framed.first_mut().into_iter().for_each(|piece| piece.open(7.0, 0.5, style::LINE));
        framed.last_mut().into_iter().for_each(|piece| piece.close(6.0, 0.5, style::LINE));
    }

    /// Label above, value and unit, note below.
    fn fact(&mut self, fact: &Fact, list: NodeId, x: f32, width: f32) -> [Cell; 3] {
        let item = self.tags.add(Some(list), Role::Item);
        let label = self.tags.add(Some(item), Role::Label);
        let body = self.tags.add(Some(item), Role::Body);
        let head = self.lines(&fact.label, style::SMALL, width);
        let tail = fact.unit.as_ref().and_then(|unit| self.lines(unit, style::SMALL, width).into_iter().next());
        let taken = tail.as_ref().map_or(0.0, |unit| unit.width + 4.0);
        let value = self.lines(&fact.value, style::FIGURE, (width - taken).max(width / 2.0));
        let note = fact.note.as_ref().map(|note| self.lines(note, style::SMALL, width)).unwrap_or_default();
        let value = Cell { tail, ..Cell::new(value, x, width, body) };
        [Cell::new(head, x, width, label), value, Cell::new(note, x, width, body)]
    }

    fn reasons(&mut self, reasons: &[Reason]) {
        let list = self.tags.add(None, Role::List);
        for reason in reasons {
            let (sign, color) = match reason.stance {
                Stance::For => ("+", style::ACCENT),
                Stance::Against => ("−", style::RED),
            };
            let sign = self.lines(sign, style::BODY.strong().colored(color), 16.0);
            let mut lines = self.lines(&reason.text, style::BODY, WIDTH - 18.0);
            if let Some(source) = &reason.source {
                lines.extend(self.lines(&self.words.source(source), style::SMALL, WIDTH - 18.0));
            }
            self.item(list, sign, lines);
        }
    }

    fn points(&mut self, points: &[Point]) {
        let list = self.tags.add(None, Role::Numbered);
        for (index, point) in points.iter().enumerate() {
            let number = self.lines(&format!("{}.", index + 1), style::BODY.colored(style::SECOND), 18.0);
            let lead = point.lead.as_deref().map(|lead| self.words.lead(lead)).unwrap_or_default();
            let parts = [(lead.as_str(), Weight::Bold), (point.text.as_str(), Weight::Regular)];
            let lines = self.shape(&parts).lines(style::BODY, WIDTH - 18.0);
            self.item(list, number, lines);
        }
    }

    /// A label in the margin of the list, and what it labels.
    fn item(&mut self, list: NodeId, label: Vec<Line>, lines: Vec<Line>) {
        let item = self.tags.add(Some(list), Role::Item);
        let label = Cell::new(label, 0.0, 18.0, self.tags.add(Some(item), Role::Label));
        let body = Cell::new(lines, 18.0, WIDTH - 18.0, self.tags.add(Some(item), Role::Body));
        self.pieces.append(&mut slices(vec![label, body], (4.0, 0.0), KEPT_LINES));
    }
}

impl Cell {
    fn new(lines: Vec<Line>, x: f32, width: f32, node: NodeId) -> Self {
        Self { lines, tail: None, x, width, right: false, node }
    }

    /// What this cell draws in one line of the row, whose baseline is at `y`.
    fn draw(&mut self, index: usize, y: f32, ops: &mut Vec<Op>) {
        let last = index + 1 == self.lines.len();
        let Some(line) = self.lines.get(index) else { return };
        let x = style::LEFT + self.x + if self.right { self.width - line.width } else { 0.0 };
        let after = x + line.width + 4.0;
        ops.push(Op::Text { x, y, line: Rc::new(line.clone()), node: Some(self.node) });
        if let Some(tail) = self.tail.take_if(|_| last) {
            ops.push(Op::Text { x: after, y, line: Rc::new(tail), node: Some(self.node) });
        }
    }
}

fn baseline(style: Style) -> f32 {
    (style.leading - style.size) / 2.0 + style::ASCENT * style.size
}

/// Cuts a row of cells into pieces one line high. `gap` stands above the row, and it ends with `foot` of empty space;
/// up to `kept` lines stay on one page, and of more at least two.
fn slices(mut cells: Vec<Cell>, (gap, foot): (f32, f32), kept: usize) -> Vec<Piece> {
    let count = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
    let mut pieces: Vec<Piece> = (0..count)
        .map(|index| {
            let styles = cells.iter().filter_map(|cell| cell.lines.get(index)).map(|line| line.style);
            let tallest = styles.max_by(|a, b| a.leading.total_cmp(&b.leading)).unwrap_or(style::BODY);
            let mut ops = Vec::new();
            cells.iter_mut().for_each(|cell| cell.draw(index, baseline(tallest), &mut ops));
            let keep = index + 1 < count && (count <= kept || index == 0 || index + 2 == count);
            Piece { height: tallest.leading, ops, keep, ..Piece::default() }
        })
        .collect();
    pieces.first_mut().into_iter().for_each(|piece| piece.gap = gap);
    pieces.last_mut().into_iter().for_each(|piece| piece.height += foot);
    pieces
}

/// Rows of cells below each other that stay together: labels, values, notes.
fn stacked(rows: [Vec<Cell>; 3], gap: f32) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = rows.into_iter().flat_map(|row| slices(row, (0.0, 0.0), KEPT_LINES)).collect();
    let count = pieces.len();
    if count <= KEPT_LINES {
        pieces.iter_mut().take(count.saturating_sub(1)).for_each(|piece| piece.keep = true);
    }
    pieces.first_mut().into_iter().for_each(|piece| piece.gap = gap);
    pieces
}
