//! `wutong zone load`, `wutong zone list`.
use super::{Done, Failure, config_of, load_pack, print_json};
use crate::cli::{Books, Zone};
use crate::server::Town;
use store::Db;

pub async fn run(cmd: Zone) -> Done {
    match cmd {
        Zone::Load { pack, books, json } => {
            let db = connect(&books).await?;
            let loaded = load_pack(&db, &books.data, &pack).await?;
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
