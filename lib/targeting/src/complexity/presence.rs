//! Location quotient and the matrix of what each region has.
use crate::matrix::Matrix;

/// The location quotient: (share of the activity in the region) ÷ (share of the activity everywhere). 1 is average;
/// 0 where the region or the activity has nothing at all. Values must not be negative.
pub fn quotient(values: &Matrix) -> Matrix {
    let (rows, cols) = (values.row_sums(), values.col_sums());
    let total: f64 = rows.iter().sum();
    let expected = Matrix::outer(&rows, &cols).map(|e| e / total.max(f64::MIN_POSITIVE));
    values.zip(&expected, |v, e| if e > 0.0 { v / e } else { 0.0 })
}

/// Which region has which activity, with diversity (activities of a region) and ubiquity (regions of an activity).
#[derive(Clone, Debug)]
pub struct Presence {
    regions: usize,
    activities: usize,
    /// The activities of each region, in rising order.
    of_region: Vec<Vec<u32>>,
    /// The regions of each activity, in rising order.
    of_activity: Vec<Vec<u32>>,
}

impl Presence {
    /// Yes where the value is at least `threshold` (for location quotients usually 1).
    pub fn of(values: &Matrix, threshold: f64) -> Self {
        let mut of_activity = vec![Vec::new(); values.cols()];
        let mut of_region = Vec::with_capacity(values.rows());
        for (r, row) in (0_u32..).zip(values.iter_rows()) {
            let mut has = Vec::new();
            for ((a, v), regions) in (0_u32..).zip(row).zip(&mut of_activity) {
                if *v >= threshold {
                    has.push(a);
                    regions.push(r);
                }
            }
            of_region.push(has);
        }
        Self { regions: values.rows(), activities: values.cols(), of_region, of_activity }
    }

    pub fn regions(&self) -> usize {
        self.regions
    }

    pub fn activities(&self) -> usize {
        self.activities
    }

    /// The activities that a region has.
    pub fn activities_of(&self, region: usize) -> &[u32] {
        self.of_region.get(region).map_or(&[], Vec::as_slice)
    }

    /// The regions that have an activity.
    pub fn regions_of(&self, activity: usize) -> &[u32] {
        self.of_activity.get(activity).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, region: usize, activity: usize) -> bool {
        u32::try_from(activity).is_ok_and(|a| self.activities_of(region).binary_search(&a).is_ok())
    }

    /// How many activities each region has.
    pub fn diversity(&self) -> Vec<usize> {
        self.of_region.iter().map(Vec::len).collect()
    }

    /// How many regions have each activity.
    pub fn ubiquity(&self) -> Vec<usize> {
        self.of_activity.iter().map(Vec::len).collect()
    }

    /// The matrix as 1 and 0.
    pub fn matrix(&self) -> Matrix {
        let mut m = Matrix::zeros(self.regions, self.activities);
        for (r, has) in self.of_region.iter().enumerate() {
            let row = m.row_mut(r);
            has.iter().filter_map(|a| usize::try_from(*a).ok()).for_each(|a| {
                if let Some(cell) = row.get_mut(a) {
                    *cell = 1.0;
                }
            });
        }
        m
    }
}
