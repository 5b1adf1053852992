//! 查重: is this company in the books already? By credit code, else by normalised name, former names included.
use super::store as books;
use super::{Enterprise, rules};
use ::store::Conn;
use kernel::id::EnterpriseId;
use kernel::{Result, Scope};
use std::collections::{HashMap, HashSet};

/// Why two records are thought to be one company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 信用代码 or registration number: certain.
    Code,
    /// 规范名称: the same name but for brackets and spaces.
    Name,
    /// 曾用名.
    Former,
}

/// A record that may be the same company.
#[derive(Clone, Debug)]
pub struct Match {
    pub id: EnterpriseId,
    pub basis: Basis,
}

/// Records that may be this company, certain ones first.
pub async fn matches(conn: &mut Conn, company: &Enterprise) -> Result<Vec<Match>> {
    let mut found: Vec<Match> = Vec::new();
    for code in company.credit_code.iter().chain(&company.registration_no) {
        for id in books::by_key(conn, &["code", "registration"], code).await? {
            push(&mut found, company, id, Basis::Code);
        }
    }
    let name = rules::normal_name(&company.name);
    for id in books::by_key(conn, &["name"], &name).await? {
        push(&mut found, company, id, Basis::Name);
    }
    for id in books::by_key(conn, &["former"], &name).await? {
        push(&mut found, company, id, Basis::Former);
    }
    for former in &company.former_names {
        for id in books::by_key(conn, &["name", "former"], &rules::normal_name(former)).await? {
            push(&mut found, company, id, Basis::Former);
        }
    }
    Ok(found)
}

fn push(found: &mut Vec<Match>, company: &Enterprise, id: EnterpriseId, basis: Basis) {
    if id != company.id && !found.iter().any(|m| m.id == id) {
        found.push(Match { id, basis });
    }
}

/// Two live records that share a code or a name, for the page of suspected duplicates.
pub async fn suspects(
    conn: &mut Conn,
    scope: &Scope<Enterprise>,
    limit: i64,
) -> Result<Vec<(Enterprise, Enterprise, Basis)>> {
    let shared = books::shared_keys(conn, limit).await?;
    let ids: Vec<String> = shared.iter().flat_map(|(_, one, two)| [one.clone(), two.clone()]).collect();
    let known = books::by_ids(conn, scope, &ids).await?;
    let known: HashMap<&str, &Enterprise> = known.iter().map(|c| (c.id.as_str(), c)).collect();
    let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
    for (kind, one, two) in &shared {
        let basis = match kind.as_str() {
            "code" | "registration" => Basis::Code,
            "former" => Basis::Former,
            _ => Basis::Name,
        };
        let (Some(a), Some(b)) = (known.get(one.as_str()), known.get(two.as_str())) else { continue };
        if seen.insert((one.min(two), one.max(two))) {
            pairs.push(((*a).clone(), (*b).clone(), basis));
        }
    }
    Ok(pairs)
}

/// The one live company of this credit code, id or full name; none when there is no such or more than one.
pub async fn named(conn: &mut Conn, text: &str) -> Result<Option<Enterprise>> {
    let text = text.trim();
    if let Some(company) = conn.get::<Enterprise>(&[text.into()]).await? {
        return Ok(Some(company).filter(Enterprise::is_live));
    }
    let mut ids = books::by_key(conn, &["code"], &text.to_uppercase()).await?;
    if ids.is_empty() {
        ids = books::by_key(conn, &["name", "former"], &rules::normal_name(text)).await?;
    }
    match ids.as_slice() {
        [only] => Ok(conn.get::<Enterprise>(&[only.as_str().into()]).await?.filter(Enterprise::is_live)),
        _ => Ok(None),
    }
}
