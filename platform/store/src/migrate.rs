//! Migrations: plain SQL that both engines read, applied once, in order, all or nothing.
use crate::append::hex;
use crate::db::{Db, failure};
use kernel::{Error, Result};
use sha2::{Digest, Sha256};

/// A step of the schema. Versions are unique over all crates: store 1…, account 100…, enterprise 200…, measure 300….
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

impl Db {
    /// Applies what is missing. Refuses when an applied step differs from ours or is unknown to us (a newer program
    /// wrote this database).
    pub async fn migrate(&self, steps: &[Migration]) -> Result<()> {
        let mut steps = steps.to_vec();
        steps.sort_by_key(|s| s.version);
        let mut link = self.begin_write().await.map_err(failure)?;
        let table = "CREATE TABLE IF NOT EXISTS schema_step (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)";
        link.raw(table).await.map_err(failure)?;
        let applied = link.rows("SELECT version, sha256 FROM schema_step", &[]).await.map_err(failure)?;
        let mut known = std::collections::HashMap::new();
        for row in &applied {
            known.insert(row.int("version")?, row.text("sha256")?);
        }
        for step in &steps {
            let sha = hex(&Sha256::digest(step.sql.as_bytes()));
            match known.remove(&step.version) {
                Some(before) if before == sha => {}
                Some(_) => {
                    return Err(Error::internal(format!(
                        "migration {} {} was changed after it was applied",
                        step.version, step.name
                    )));
                }
                None => {
                    link.raw(step.sql).await.map_err(failure)?;
                    let args = [step.version.into(), step.name.into(), sha.into()];
                    link.exec("INSERT INTO schema_step (version, name, sha256) VALUES ($1, $2, $3)", &args)
                        .await
                        .map_err(failure)?;
                }
            }
        }
        if let Some(version) = known.keys().max() {
            return Err(Error::internal(format!(
                "the database has migration {version}, which this program does not know: use the newer program"
            )));
        }
        link.commit().await.map_err(failure)
    }
}
