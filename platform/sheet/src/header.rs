//! Which row names the columns. 企查查 and 天眼查 files put a disclaimer above it; our own templates have a hidden row of
//! field keys above the titles.

use crate::table::Row;

/// The header stands among so many first rows.
const LOOK_AT: usize = 10;

/// The index in `rows` of the row with the most known names among the first ten; the upper one of equals. `None` when
/// no row has any.
#[must_use]
pub fn find_header(rows: &[Row], known: &dyn Fn(&str) -> bool) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, row) in rows.iter().take(LOOK_AT).enumerate() {
        let names = known_names(row, known);
        if names > best.map_or(0, |(_, most)| most) {
            best = Some((index, names));
        }
    }
    best.map(|(index, _)| index)
}

/// The index of the first row of data after the header: rows right below it that again are mostly known names (the
/// titles below the hidden keys of our own templates) are still header.
#[must_use]
pub fn data_begins(rows: &[Row], header: usize, known: &dyn Fn(&str) -> bool) -> usize {
    let mut next = header + 1;
    while let Some(row) = rows.get(next) {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        if known_names(row, known) * 2 <= filled {
            break;
        }
        next += 1;
    }
    next
}

fn known_names(row: &Row, known: &dyn Fn(&str) -> bool) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty() && known(cell)).count()
}
