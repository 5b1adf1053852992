//! The only SQL of the proposals: companies of the books that sit in a city, or say so in their name.
use enterprise::company::Enterprise;
use kernel::region::{Level, RegionCode};
use kernel::{Result, Scope};
use store::Conn;

/// Live companies in scope whose region lies in the city or whose name begins with the city's.
pub async fn of_city(
    conn: &mut Conn,
    scope: &Scope<Enterprise>,
    city: RegionCode,
    name: &str,
    most: i64,
) -> Result<Vec<Enterprise>> {
    let code = city.to_string();
    let prefix = code.get(..if city.level() == Level::Province { 2 } else { 4 }).unwrap_or(&code);
    let rest = "AND merged_into IS NULL AND removed_on IS NULL AND (region_code LIKE $2 OR name LIKE $3) \
                ORDER BY name, id LIMIT $4";
    let args = [format!("{prefix}%").into(), format!("{name}%").into(), most.into()];
    let found: Vec<Enterprise> = conn.list(rest, &args).await?;
    Ok(found.into_iter().filter(|c| scope.holds(&c.relation())).collect())
}
