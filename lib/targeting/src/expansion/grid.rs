//! A table of numbers whose cells can be asked for without being able to fail.

/// Rows × columns of `f32`; a cell outside is 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    columns: usize,
    cells: Vec<f32>,
}

impl Grid {
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        Self { columns, cells: vec![0.0; rows * columns] }
    }

    pub(super) fn at(&self, row: u32, column: u32) -> f32 {
        self.row(row).get(column as usize).copied().unwrap_or(0.0)
    }

    pub(super) fn add(&mut self, row: u32, column: u32, value: f32) {
        let start = row as usize * self.columns;
        let row = self.cells.get_mut(start..start + self.columns).unwrap_or_default();
        if let Some(cell) = row.get_mut(column as usize) {
            *cell += value;
        }
    }

    pub(super) fn row(&self, row: u32) -> &[f32] {
        let start = row as usize * self.columns;
        self.cells.get(start..start + self.columns).unwrap_or_default()
    }
}

/// The value at a number, 0 where there is none.
pub(super) fn at(values: &[f32], number: u32) -> f32 {
    values.get(number as usize).copied().unwrap_or(0.0)
}

/// Adds to the value at a number; nothing where there is none.
pub(super) fn add(values: &mut [f32], number: u32, value: f32) {
    if let Some(cell) = values.get_mut(number as usize) {
        *cell += value;
    }
}
