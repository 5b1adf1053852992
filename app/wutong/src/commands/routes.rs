//! `wutong routes`: every page and API route with who may use it, from a throw-away installation in memory of the disk.
use super::{Done, Failure, print_json};
use crate::server::{Parts, Town};
use crate::web;
use kernel::Role;
use kernel::access::{self, Access};
use serde::Serialize;
use ui::route::RouteDecl;

#[derive(Serialize)]
pub struct Line {
    pub method: &'static str,
    pub path: &'static str,
    pub access: String,
    pub roles: Vec<&'static str>,
}

pub fn line(route: &RouteDecl) -> Line {
    let (access, roles) = match route.access {
        Access::Public => ("public".to_owned(), vec!["anonymous"]),
        Access::SignedIn => ("signed in".to_owned(), Role::ALL.iter().map(|r| r.code()).collect()),
        Access::Needs(resource, action) => {
            let may = |role: &Role| {
                access::TABLE.iter().any(|(r, a, _, roles)| *r == resource && *a == action && roles.contains(role))
            };
            (format!("{resource:?} {action:?}"), Role::ALL.iter().filter(|r| may(r)).map(|r| r.code()).collect())
        }
    };
    Line { method: route.method, path: route.path, access, roles }
}

pub async fn run(json: bool) -> Done {
    let folder = std::env::temp_dir().join(format!("wutong-routes-{}", std::process::id()));
    let lines = lines(&folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let lines = lines?;
    if json {
        return print_json(&lines);
    }
    lines.iter().for_each(|l| println!("{:<6} {:<50} {}", l.method, l.path, l.roles.join(" ")));
    Ok(())
}

async fn lines(folder: &std::path::Path) -> Result<Vec<Line>, Failure> {
    let parts = Parts::assemble(Town::blank(folder).await?).await?;
    let lines = web::declared(&parts).iter().map(line).collect();
    parts.town.db.close().await;
    Ok(lines)
}
