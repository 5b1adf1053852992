//! What tables there are, asked of the engine itself: for backup and restore, which must not forget one.
use crate::conn::{Conn, Link};
use crate::db::failure;
use crate::value::Row;
use crate::write::Tx;
use kernel::{Error, Result};

/// What a column can hold; the only three types of our schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Int,
    Real,
}

impl ColumnType {
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Int => "int",
            Self::Real => "real",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Text, Self::Int, Self::Real].into_iter().find(|t| t.code() == code)
    }
    fn of_engine(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "text" => Some(Self::Text),
            "bigint" => Some(Self::Int),
            "double precision" => Some(Self::Real),
            _ => None,
        }
    }
}

/// A table as the engine knows it: columns by name, the primary key in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableInfo {
    pub name: String,
    pub columns: Vec<(String, ColumnType)>,
    pub key: Vec<String>,
}

const SQLITE_TABLES: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
const SQLITE_COLUMNS: &str =
    "SELECT name AS column_name, type AS type_name, pk AS key_position FROM pragma_table_info($1) ORDER BY name";
const POSTGRES_TABLES: &str = "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1";
const POSTGRES_COLUMNS: &str = "SELECT CAST(c.column_name AS TEXT) AS column_name, CAST(c.data_type AS TEXT) AS type_name, \
     CAST(COALESCE(k.ordinal_position, 0) AS BIGINT) AS key_position FROM information_schema.columns c \
     LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema \
       AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY' \
     LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = t.constraint_schema \
       AND k.constraint_name = t.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name \
     WHERE c.table_schema = current_schema() AND c.table_name = $1";

impl Conn {
    /// All tables of the installation by name, columns by name (the order of creation differs between installations
    /// that grew by migrations).
    pub async fn catalog(&mut self) -> Result<Vec<TableInfo>> {
        let (tables, columns) = match self.link()? {
            Link::Sqlite(_) => (SQLITE_TABLES, SQLITE_COLUMNS),
            Link::Postgres(_) => (POSTGRES_TABLES, POSTGRES_COLUMNS),
        };
        let mut found = Vec::new();
        for row in self.rows(tables, &[]).await? {
            let name = row.text("name")?;
            let rows = self.rows(columns, &[name.as_str().into()]).await?;
            found.push(table_of(name, &rows)?);
        }
        Ok(found)
    }
}

fn table_of(name: String, rows: &[Row]) -> Result<TableInfo> {
    let mut columns = Vec::new();
    let mut key = Vec::new();
    for row in rows {
        let (column, engine_type) = (row.text("column_name")?, row.text("type_name")?);
        let ty = ColumnType::of_engine(&engine_type).ok_or_else(|| {
            Error::internal(format!("{name}.{column} has the type {engine_type}: only TEXT, BIGINT, DOUBLE PRECISION"))
        })?;
        let position = row.int("key_position")?;
        if position > 0 {
            key.push((position, column.clone()));
        }
        columns.push((column, ty));
    }
    columns.sort_by(|a, b| a.0.cmp(&b.0));
    key.sort();
    if key.is_empty() {
        return Err(Error::internal(format!("table {name} has no primary key")));
    }
    let key = key.into_iter().map(|(_, column)| column).collect();
    Ok(TableInfo { name, columns, key })
}

impl Tx {
    /// Runs statements without arguments, as restore does with the steps of the schema.
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        self.link()?.raw(sql).await.map_err(failure)
    }
}
