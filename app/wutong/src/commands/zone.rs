//! `wutong zone load`, `wutong zone list`.
use super::{Done, Failure, config_of, print_json};
use crate::cli::{Books, Zone};
use crate::pack;
use crate::server::Town;
use kernel::Ctx;
use kernel::ctx::{SystemClock, SystemRng};
use std::path::Path;
use std::sync::Arc;
use store::Db;

pub async fn run(cmd: Zone) -> Done {
    match cmd {
        Zone::Load { pack, books, json } => {
            let db = connect(&books).await?;
            let loaded = load(&db, &pack).await?;
            db.close().await;
            if json {
                return print_json(&loaded);
            }
            println!("written {}, unchanged {}, kept as edited {}", loaded.written, loaded.unchanged, loaded.kept);
            Ok(())
        }
        Zone::List { books, json } => {
            let zones = crate::zone::list(&connect(&books).await?).await?;
            if json {
                return print_json(&zones);
            }
            zones.iter().for_each(|z| println!("{}  {}  {}", z.code, z.name_zh, z.name_en));
            Ok(())
        }
    }
}

async fn connect(books: &Books) -> Result<Db, Failure> {
    let config = config_of(books);
    Ok(Town::connect(&config.database, &config.data).await?)
}

/// Reads a pack and writes it into the books, all or nothing; every fault of the pack is listed.
pub async fn load(db: &Db, folder: &Path) -> Result<pack::Loaded, Failure> {
    let pack = pack::read(folder).map_err(|faults| {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::of(format!("The pack was not loaded; nothing was changed.\n{}", list.join("\n")))
    })?;
    let ctx = Ctx::system(pack.zone.code.clone(), Arc::new(SystemClock), Arc::new(SystemRng));
    Ok(pack::load(&ctx, db, &pack).await?)
}
