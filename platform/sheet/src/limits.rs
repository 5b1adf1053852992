//! What a file may cost us at most. Every limit is checked while reading, on what is really there, not on what the file
//! says about itself.

/// The limits for one file. `Limits::default()` suits an upload by a signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself, in bytes.
    pub file_bytes: u64,
    /// Unpacked size, for each part of a workbook and for all parts together, in bytes.
    pub expanded_bytes: u64,
    /// Unpacked size divided by packed size, for each part and for the whole file.
    pub ratio: u64,
    /// The ratio only counts once this many bytes have come out: small parts of real files compress very well.
    pub ratio_from_bytes: u64,
    /// Parts (zip entries) of a workbook.
    pub entries: u64,
    /// Rows that have content.
    pub rows: u64,
    /// Columns that have content.
    pub columns: u64,
    /// Characters in one cell.
    pub cell_chars: u64,
    /// Cells in all, empty formatted ones included.
    pub cells: u64,
    /// Memory and disk for the table of shared strings, in bytes (16 bytes per entry on top of its text).
    pub shared_string_bytes: u64,
    /// Nesting of XML elements.
    pub xml_depth: u64,
    /// Bytes of text that one row of a csv file may take.
    pub csv_row_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            file_bytes: 64 * MIB,
            expanded_bytes: 1024 * MIB,
            ratio: 200,
            ratio_from_bytes: 10 * MIB,
            entries: 2_000,
            rows: 200_000,
            columns: 256,
            cell_chars: 32_767,
            cells: 20_000_000,
            shared_string_bytes: 256 * MIB,
            xml_depth: 256,
            csv_row_bytes: 16 * MIB,
        }
    }
}
