//! Rows out of a file, block by block: the file is never in memory as a whole.
use super::plan::FileRow;
use kernel::{Error, FieldError, Result};
use sheet::{Limits, SheetError};
use std::ops::ControlFlow;
use std::path::Path;
use tokio::sync::mpsc::{Receiver, channel};

/// How many rows travel at a time.
const BLOCK: usize = 500;
/// Rows looked at to find the header.
const FIRST: usize = 10;

/// What comes out of a file.
#[derive(Debug)]
pub enum Item {
    /// Data rows that there are, once known.
    Total(i64),
    Rows(Vec<FileRow>),
    /// The file could not be read to its end.
    Refused(FieldError),
}

fn explained(error: &SheetError) -> FieldError {
    let base = FieldError::new("file", error.code());
    error.args().into_iter().fold(base, |e, (name, value)| e.arg(name, value))
}

/// The first rows by their place in the file; a row without content is empty.
pub async fn first_rows(file: &Path, name: &str) -> Result<Vec<Vec<String>>> {
    let (file, name) = (file.to_owned(), name.to_owned());
    let read = move || -> std::result::Result<Vec<Vec<String>>, SheetError> {
        let mut table = sheet::read(&file, &name, &Limits::default())?;
        let mut rows = vec![Vec::new(); FIRST];
        for row in table.head(FIRST)? {
            if let Some(place) = usize::try_from(row.number).ok().and_then(|n| rows.get_mut(n.wrapping_sub(1))) {
                *place = row.cells;
            }
        }
        Ok(rows)
    };
    let done = tokio::task::spawn_blocking(read).await.map_err(Error::internal)?;
    done.map_err(|e| Error::Invalid(vec![explained(&e)]))
}

/// Data rows below the header, in blocks; reading stops when nobody listens any more.
pub fn stream(file: &Path, name: &str, header_rows: i64) -> Receiver<Item> {
    let (sender, receiver) = channel(2);
    let (file, name) = (file.to_owned(), name.to_owned());
    tokio::task::spawn_blocking(move || {
        let mut block = Vec::with_capacity(BLOCK);
        let send =
            |item| if sender.blocking_send(item).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        let done = sheet::read(&file, &name, &Limits::default()).and_then(|mut table| {
            let counted = table.for_each_row(&mut |_| ControlFlow::Continue(()))?;
            let total = i64::try_from(counted.rows).unwrap_or(i64::MAX).saturating_sub(header_rows).max(0);
            let _ = send(Item::Total(total));
            table.for_each_row(&mut |row| {
                if i64::from(row.number) <= header_rows {
                    return ControlFlow::Continue(());
                }
                block.push(FileRow { number: i64::from(row.number), cells: row.cells });
                if block.len() < BLOCK {
                    ControlFlow::Continue(())
                } else {
                    send(Item::Rows(std::mem::take(&mut block)))
                }
            })
        });
        match done {
            Ok(_) => drop(send(Item::Rows(block))),
            Err(error) => drop(send(Item::Refused(explained(&error)))),
        }
    });
    receiver
}
