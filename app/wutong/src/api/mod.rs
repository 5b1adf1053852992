//! The JSON API under `/api/v1`: everything that the pages show and change, for programs, by the same rules: the slices'
//! services decide, the access table says who may, every change is an event of the journal.
//!
//! What goes over the wire is declared here and not in the slices, so that the API stays as it is while they change.
//! Each operation documents itself; [`document`] puts them together and [`page`] shows them.
mod attract;
mod company;
mod cursor;
mod document;
mod imports;
mod indicator;
mod input;
mod journal;
mod me;
mod page;
mod rank;
mod rows_store;
mod taxonomy;
mod wire;

use crate::server::Parts;
use crate::zone::Zone;
use ::attract::AttractState;
use enterprise::EnterpriseState;
use enterprise::import::service::Imports;
use store::Db;
use ui::route::{Access, Routes};

/// What the API works with.
#[derive(Clone)]
pub struct Api {
    db: Db,
    zone: Zone,
    books: EnterpriseState,
    imports: Imports,
    attract: AttractState,
}

/// All routes of the API, its document and the page about it.
pub fn routes(parts: &Parts) -> Routes {
    let town = &parts.town;
    let api = Api {
        db: town.db.clone(),
        zone: town.zone.clone(),
        books: parts.books.clone(),
        imports: town.imports(),
        attract: parts.attract.clone(),
    };
    declared().with_state(api)
}

fn declared() -> Routes<Api> {
    Routes::new()
        .get("/api", Access::Public, page::show)
        .get("/api/v1/openapi.json", Access::Public, document::serve)
        .merge(me::routes())
        .merge(company::routes())
        .merge(attract::routes())
        .merge(taxonomy::routes())
        .merge(indicator::routes())
        .merge(rank::routes())
        .merge(imports::routes())
        .merge(journal::routes())
}
