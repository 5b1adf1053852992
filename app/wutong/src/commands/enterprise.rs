//! `wutong enterprise import`: the same preview and the same writing as on the page.
use super::{Done, Failure, open, print_json};
use crate::cli::Enterprise;
use crate::server::Town;
use enterprise::import::{Batch, Outcome, State, Unwatched, store as rows};
use serde_json::json;
use std::path::Path;

pub async fn run(cmd: Enterprise) -> Done {
    match cmd {
        Enterprise::Import { file, books, apply, json } => {
            let town = open(&books).await?;
            let done = import(&town, &file, apply, json).await;
            town.db.close().await;
            done
        }
        Enterprise::Undo { batch, books, json } => {
            let town = open(&books).await?;
            let batch = town.imports().undo_now(&town.system(), &batch).await?;
            town.db.close().await;
            if json { print_json(&batch) } else { summary(&batch) }
        }
    }
}

async fn import(town: &Town, file: &Path, apply: bool, json: bool) -> Done {
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("file").to_owned();
    let imports = town.imports();
    let ctx = town.system();
    let copy = imports.copy_in(file).map_err(|e| Failure::of(format!("{} cannot be read: {e}", file.display())))?;
    let batch = imports.receive_now(&ctx, &copy, &name).await?;
    if batch.state == State::Mapping {
        imports.discard(&ctx, &batch.id, batch.version).await?;
        return Err(Failure::of(
            "The columns could not all be recognised: import this file on the page, where they can be matched.",
        ));
    }
    let batch = imports.preview(&ctx, &batch.id, &Unwatched).await?;
    if !json {
        problems(town, &batch).await?;
    }
    let batch = if apply { imports.apply_now(&ctx, &batch.id).await? } else { batch };
    if !apply {
        imports.discard(&ctx, &batch.id, batch.version).await?;
    }
    if json {
        return print_json(
            &json!({ "batch": batch.id, "format": batch.format, "applied": apply, "counts": batch.counts, "written": batch.written }),
        );
    }
    summary(&batch)
}

async fn problems(town: &Town, batch: &Batch) -> Done {
    let t = ui::T::new(super::locale());
    let mut conn = town.db.read(&town.zone_id).await?;
    for row in rows::rows(&mut conn, &batch.id, Some(Outcome::Error), 0, 20).await? {
        let why: Vec<String> = row.reasons.iter().map(|r| t.field_error(r)).collect();
        println!("row {}: {}: {}", row.row_no, row.name, why.join(" "));
    }
    Ok(())
}

fn summary(batch: &Batch) -> Done {
    let c = batch.counts;
    println!(
        "batch {}: create {}, update {}, skip {}, error {}; {}",
        batch.id,
        c.create,
        c.update,
        c.skip,
        c.error,
        batch.state.code()
    );
    Ok(())
}
