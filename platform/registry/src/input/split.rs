//! One line of a text table into its cells, on bytes: the bytes of `,`, `"` and line ends stand for nothing else in
//! UTF-8 and in GB18030, so a line can be split before its encoding is known.

/// Why a line has no cells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Split {
    Cells(Vec<Vec<u8>>),
    /// A quoted cell is not closed at the end of the line.
    Open,
    TooMany,
}

/// Splits a line without its end. A quotation mark opens a quoted cell only at the cell's beginning, as RFC 4180 has it;
/// what follows a closing mark up to the separator is kept as text.
pub(crate) fn split(line: &[u8], separator: u8, most: usize) -> Split {
    let mut cells = Vec::new();
    let mut cell = Vec::new();
    let mut bytes = line.iter().copied().peekable();
    let (mut quoted, mut fresh) = (false, true);
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
                cell.push(b'"');
            }
            b'"' if quoted => quoted = false,
            b'"' if fresh => quoted = true,
            byte if byte == separator && !quoted => {
                cells.push(std::mem::take(&mut cell));
                if cells.len() >= most {
                    return Split::TooMany;
                }
                fresh = true;
                continue;
            }
            byte => cell.push(byte),
        }
        fresh = false;
    }
    if quoted {
        return Split::Open;
    }
    cells.push(cell);
    Split::Cells(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<String> {
        match split(line.as_bytes(), b',', 100) {
            Split::Cells(cells) => cells.into_iter().map(|c| String::from_utf8(c).unwrap()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cells_quotes_and_their_faults() {
        assert_eq!(cells("a,\"b,c\",,\"d\"\"e\""), ["a", "b,c", "", "d\"e"]);
        assert_eq!(cells("5\" pipe,x"), ["5\" pipe", "x"]);
        assert_eq!(cells(""), [""]);
        assert_eq!(split(b"a,\"b", b',', 100), Split::Open);
        assert_eq!(split(b"a,b,c", b',', 2), Split::TooMany);
    }
}
