//! Tables: three rules, the head repeated on every page, numbers right.
use super::columns::{Wish, widths};
use super::{Cell, KEPT_LINES, Layout, slices};
use crate::document::{Align, Column, Table};
use crate::flow::Piece;
use crate::font::Weight;
use crate::shape::Shaped;
use crate::style::{self, Style, WIDTH};
use crate::tags::{NodeId, Role};
use std::rc::Rc;

const GUTTER: f32 = 12.0;
/// What a head may claim before it is broken into lines.
const HEAD_CLAIM: f32 = 64.0;

/// Where a column stands.
struct Place {
    x: f32,
    width: f32,
    right: bool,
}

impl Layout<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let node = self.tags.add(None, Role::Table);
        let begin = self.pieces.len();
        if let Some(caption) = &table.caption {
            let caption_node = self.tags.add(Some(node), Role::Caption);
            self.text(caption, style::BODY.strong(), 0.0, caption_node);
            self.pieces.iter_mut().skip(begin).for_each(|piece| piece.keep = true);
        }
        let heads: Vec<Shaped> = table.columns.iter().map(|column| self.head_text(column)).collect();
        let rows: Vec<Vec<Shaped>> = table.rows.iter().map(|row| self.row_text(row, table, Weight::Regular)).collect();
        let total = table.total.as_ref().map(|row| self.row_text(row, table, Weight::Bold));
        let places = places(&table.columns, &heads, rows.iter().chain(&total));
        self.rows(node, &places, &heads, &rows, total.as_deref());
        if let Some(piece) = self.pieces.get_mut(begin) {
            piece.gap = 12.0;
        }
    }

    fn head_text(&mut self, column: &Column) -> Shaped {
        let unit = column.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        self.shape(&[(&column.head, Weight::Bold), (&unit, Weight::Regular)])
    }

    /// As many cells as there are columns. An empty one is a dash, in the total it stays empty (but there).
    fn row_text(&mut self, row: &[String], table: &Table, weight: Weight) -> Vec<Shaped> {
        let empty = if weight == Weight::Bold { "\u{a0}" } else { "—" };
        let cells = (0..table.columns.len()).map(|index| row.get(index).map_or("", |cell| cell.trim()));
        cells.map(|cell| self.shape(&[(if cell.is_empty() { empty } else { cell }, weight)])).collect()
    }

    fn rows(
        &mut self,
        table: NodeId,
        places: &[Place],
        heads: &[Shaped],
        rows: &[Vec<Shaped>],
        total: Option<&[Shaped]>,
    ) {
        let part = self.tags.add(Some(table), Role::TableHead);
        let mut head = self.row(part, Role::HeadCell, places, heads, style::HEAD);
        head.first_mut().into_iter().for_each(|piece| piece.open(0.0, 0.8, style::INK));
        head.last_mut().into_iter().for_each(|piece| piece.close(0.0, 0.5, style::SECOND));
        head.iter_mut().for_each(|piece| piece.keep = true);
        let repeated = Rc::new(head.clone());
        self.pieces.append(&mut head);

        let part = self.tags.add(Some(table), Role::TableBody);
        let count = rows.len() + usize::from(total.is_some());
        let set =
            rows.iter().map(|row| (row.as_slice(), style::CELL)).chain(total.map(|row| (row, style::CELL.strong())));
        for (index, (row, style)) in set.enumerate() {
            let mut pieces = self.row(part, Role::Cell, places, row, style);
            let last = index + 1 == count;
            let before_total = index + 2 == count && total.is_some();
            let (thickness, color) = match (last, before_total) {
                (true, _) => (0.8, style::INK),
                (_, true) => (0.5, style::SECOND),
                _ => (0.4, style::LINE),
            };
            if let Some(piece) = pieces.last_mut() {
                piece.close(0.0, thickness, color);
                // The last row does not stand alone on a page.
                piece.keep = index + 2 == count;
            }
            pieces.iter_mut().for_each(|piece| piece.head = Some(repeated.clone()));
            self.pieces.append(&mut pieces);
        }
    }

    fn row(&mut self, part: NodeId, role: Role, places: &[Place], texts: &[Shaped], style: Style) -> Vec<Piece> {
        let row = self.tags.add(Some(part), Role::Row);
        let mut cells = Vec::new();
        for (place, text) in places.iter().zip(texts) {
            let node = self.tags.add(Some(row), role.clone());
            let cell = Cell::new(text.lines(style, place.width), place.x, place.width, node);
            cells.push(Cell { right: place.right, ..cell });
        }
        let mut pieces = slices(cells, (0.0, 3.5), KEPT_LINES);
        pieces.first_mut().into_iter().for_each(|piece| piece.pad(3.5));
        pieces
    }
}

fn places<'a>(columns: &[Column], heads: &[Shaped], rows: impl Iterator<Item = &'a Vec<Shaped>>) -> Vec<Place> {
    let mut naturals: Vec<f32> = heads.iter().map(|head| head.natural(style::HEAD.size).min(HEAD_CLAIM)).collect();
    for row in rows {
        for (natural, cell) in naturals.iter_mut().zip(row) {
            *natural = natural.max(cell.natural(style::CELL.size));
        }
    }
    let wishes = columns.iter().zip(naturals);
    let wishes: Vec<Wish> = wishes
        .map(|(column, natural)| Wish { natural: natural + 0.1, number: column.align == Align::Number })
        .collect();
    let room = WIDTH - GUTTER * columns.len().saturating_sub(1) as f32;
    let mut x = 0.0;
    let placed = wishes.iter().zip(widths(&wishes, room)).map(|(wish, width)| {
        let place = Place { x, width, right: wish.number };
        x += width + GUTTER;
        place
    });
    placed.collect()
}
