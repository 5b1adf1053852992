//! The only SQL of the targets: leads of the companies that are proposed.
use crate::lead::Lead;
use ::store::{Conn, Value};
use kernel::{Relation, Result, Scope};

/// Names or codes asked for at once.
const AT_ONCE: usize = 400;

/// Every lead, open or closed, whose company has one of these names (folded as `lead::rules::name_key`) or credit codes.
pub async fn leads_of(conn: &mut Conn, scope: &Scope<Lead>, names: &[String], codes: &[String]) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    let mut found = Vec::new();
    for (column, values) in [("name_key", names), ("credit_code", codes)] {
        for chunk in values.chunks(AT_ONCE) {
            let marks: Vec<String> = (2..chunk.len() + 2).map(|n| format!("${n}")).collect();
            let args: Vec<Value> = chunk.iter().map(Value::from).collect();
            let rest = format!("AND {column} IN ({}) ORDER BY updated_us DESC, id", marks.join(", "));
            found.extend(conn.list::<Lead>(&rest, &args).await?);
        }
    }
    Ok(found)
}
