//! Pieces follow each other down the pages. A piece is one line high, so that every piece fits on a page.
use crate::shape::Line;
use crate::style::{BOTTOM, Color, LEFT, TOP, WIDTH};
use crate::tags::NodeId;
use kernel::{Error, Result};
use std::rc::Rc;

/// Something to draw; `y` grows downwards from the top of the piece, later of the page.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// `y` is the baseline. Without a node it is decoration, which a screen reader passes over.
    Text {
        x: f32,
        y: f32,
        line: Rc<Line>,
        node: Option<NodeId>,
    },
    Rule {
        x: f32,
        y: f32,
        width: f32,
        thickness: f32,
        color: Color,
    },
    /// The page of a heading, known when all pages are; `right` is where the number ends.
    PageOf {
        heading: usize,
        right: f32,
        y: f32,
        node: NodeId,
    },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Piece {
    /// Space above, dropped at the top of a page.
    pub gap: f32,
    pub height: f32,
    pub ops: Vec<Op>,
    /// Stays on one page with the next piece.
    pub keep: bool,
    /// Begins a new page.
    pub breaks: bool,
    /// Repeated above it when it comes first on a page: the head of its table.
    pub head: Option<Rc<Vec<Piece>>>,
    /// The number of the heading that begins here.
    pub heading: Option<usize>,
}

#[derive(Default)]
pub(crate) struct Page {
    pub ops: Vec<Op>,
    /// Headings that begin on this page, with their distance from its top.
    pub headings: Vec<(usize, f32)>,
}

struct Flow {
    pages: Vec<Page>,
    y: f32,
    fresh: bool,
    limit: usize,
}

/// Lays the pieces out on pages.
///
/// # Errors
/// `Limit` when more than `limit` pages would be needed.
pub(crate) fn paginate(pieces: Vec<Piece>, limit: usize) -> Result<Vec<Page>> {
    let mut flow = Flow { pages: vec![Page::default()], y: TOP, fresh: true, limit };
    let mut group = Vec::new();
    for piece in pieces {
        let ends = !piece.keep;
        group.push(piece);
        if ends {
            flow.group(std::mem::take(&mut group))?;
        }
    }
    flow.group(group)?;
    Ok(flow.pages)
}

impl Flow {
    /// Pieces that belong together go to the next page together, if a page can hold them.
    fn group(&mut self, group: Vec<Piece>) -> Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let height: f32 = group.iter().map(|piece| piece.gap + piece.height).sum();
        let head: f32 = first.head.iter().flat_map(|head| head.iter()).map(|piece| piece.height).sum();
        let fits_here = self.y + height <= BOTTOM;
        let fits_a_page = TOP + head + height - first.gap <= BOTTOM;
        if !self.fresh && !first.breaks && !fits_here && fits_a_page {
            self.turn(first)?;
        }
        group.into_iter().try_for_each(|piece| self.place(piece))
    }

    fn place(&mut self, piece: Piece) -> Result<()> {
        if !self.fresh && (piece.breaks || self.y + piece.gap + piece.height > BOTTOM) {
            self.turn(&piece)?;
        }
        let gap = if self.fresh { 0.0 } else { piece.gap };
        self.put(&piece, gap, true);
        self.fresh = false;
        Ok(())
    }

    fn put(&mut self, piece: &Piece, gap: f32, original: bool) {
        let top = self.y + gap;
        if let Some(page) = self.pages.last_mut() {
            page.ops.extend(piece.ops.iter().map(|op| op.moved(top, original)));
            page.headings.extend(piece.heading.map(|heading| (heading, top)));
        }
        self.y = top + piece.height;
    }

    /// A new page that begins with the head of the table that goes on.
    fn turn(&mut self, next: &Piece) -> Result<()> {
        if self.pages.len() >= self.limit {
            return Err(Error::limit("report-too-many-pages", self.limit));
        }
        self.pages.push(Page::default());
        self.y = TOP;
        self.fresh = true;
        next.head.iter().flat_map(|head| head.iter()).for_each(|piece| self.put(piece, 0.0, false));
        Ok(())
    }
}

impl Piece {
    /// A rule above, and space between it and what is there.
    pub(crate) fn open(&mut self, pad: f32, thickness: f32, color: Color) {
        self.pad(pad);
        self.ops.push(Op::Rule { x: LEFT, y: 0.0, width: WIDTH, thickness, color });
    }

    /// Space above what is there, which stays at the top of a page.
    pub(crate) fn pad(&mut self, pad: f32) {
        self.ops = self.ops.iter().map(|op| op.moved(pad, true)).collect();
        self.height += pad;
    }

    /// Space below what is there, and a rule at its end.
    pub(crate) fn close(&mut self, pad: f32, thickness: f32, color: Color) {
        self.height += pad;
        self.ops.push(Op::Rule { x: LEFT, y: self.height, width: WIDTH, thickness, color });
    }
}

impl Op {
    fn moved(&self, down: f32, original: bool) -> Self {
        let mut op = self.clone();
        match &mut op {
            Self::Text { y, node, .. } => {
                *y += down;
                *node = node.filter(|_| original);
            }
            Self::Rule { y, .. } | Self::PageOf { y, .. } => *y += down,
        }
        op
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(height: f32) -> Piece {
        let rule = Op::Rule { x: 0.0, y: 0.0, width: 1.0, thickness: 1.0, color: Color(0, 0, 0) };
        Piece { gap: 10.0, height, ops: vec![rule], ..Piece::default() }
    }
    fn counts(pages: &[Page]) -> Vec<usize> {
        pages.iter().map(|page| page.ops.len()).collect()
    }
    const ROOM: f32 = BOTTOM - TOP;

    #[test]
    fn a_gap_does_not_count_at_the_top() {
        assert_eq!(counts(&paginate(vec![piece(ROOM), piece(ROOM)], 2).unwrap()), [1, 1]);
    }

    #[test]
    fn what_belongs_together_moves_together_unless_no_page_holds_it() {
        let kept = |height| Piece { keep: true, ..piece(height) };
        let pieces = vec![piece(ROOM * 0.6), kept(ROOM * 0.3), piece(ROOM * 0.3)];
        assert_eq!(counts(&paginate(pieces, 9).unwrap()), [1, 2]);
        let pieces = vec![piece(ROOM * 0.6), kept(ROOM * 0.3), kept(ROOM * 0.6), piece(ROOM * 0.6)];
        assert_eq!(counts(&paginate(pieces, 9).unwrap()), [2, 1, 1]);
    }

    #[test]
    fn a_head_is_repeated_above_rows_only_where_a_page_begins() {
        let head = Rc::new(vec![piece(ROOM * 0.1)]);
        let rows = (0..4).map(|_| Piece { head: Some(head.clone()), ..piece(ROOM * 0.4) });
        assert_eq!(counts(&paginate(rows.collect(), 9).unwrap()), [2, 3]);
    }

    #[test]
    fn one_page_too_many_is_refused() {
        let error = paginate(vec![piece(ROOM), piece(ROOM)], 1).err().unwrap();
        assert_eq!((error.code(), error.args()), ("report-too-many-pages", &[("limit".into(), "1".into())][..]));
    }
}
