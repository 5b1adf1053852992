//! Both sides of a stale edit, field by field.
use super::{Draft, Profile, ProfileDraft, User};
use crate::department::Department;
use ::store::Conn;
use kernel::error::StaleField;
use kernel::id::{DepartmentId, EnterpriseId};
use kernel::{Error, Locale, Result, Role};

const STALE: &str = "user-stale";

fn conflict(fields: Vec<StaleField>) -> Error {
    let stale = fields.into_iter().filter(|f| f.theirs != f.yours).collect();
    Error::Conflict { code: STALE.to_owned(), args: Vec::new(), stale }
}

fn field(name: &str, theirs: &str, yours: &str) -> StaleField {
    StaleField { field: name.to_owned(), theirs: theirs.to_owned(), yours: yours.to_owned() }
}

fn language(locale: Option<Locale>) -> &'static str {
    match locale {
        Some(Locale::ZhCn) => "中文",
        Some(Locale::En) => "English",
        None => "—",
    }
}

fn codes(roles: &[Role]) -> String {
    roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ")
}

pub(super) fn stale_profile(now: &Profile, mine: &ProfileDraft) -> Error {
    conflict(vec![
        field("display_name", &now.display_name, mine.display_name.trim()),
        field("locale", language(now.locale), language(mine.locale)),
        field("phone", &now.phone, mine.phone.trim()),
    ])
}

pub(super) async fn stale(conn: &mut Conn, now: &User, mine: &Draft, companies: &[EnterpriseId]) -> Result<Error> {
    let ids = |list: &[EnterpriseId]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut fields = vec![
        field("roles", &codes(&now.grant.roles), &codes(&mine.roles)),
        field(
            "departments",
            &departments(conn, &now.grant.departments).await?,
            &departments(conn, &mine.departments).await?,
        ),
        field("companies", &ids(&now.grant.companies), &ids(companies)),
    ];
    if let Some(profile) = &now.profile {
        fields.push(field("login", &profile.login, mine.login.trim()));
        fields.push(field("display_name", &profile.display_name, mine.display_name.trim()));
        fields.push(field("locale", language(profile.locale), language(mine.locale)));
    }
    Ok(conflict(fields))
}

async fn departments(conn: &mut Conn, ids: &[DepartmentId]) -> Result<String> {
    let mut names = Vec::with_capacity(ids.len());
    for id in ids {
        let found = conn.get::<Department>(&[id.as_str().into()]).await?;
        names.push(found.map_or_else(|| id.to_string(), |d| d.name_zh));
    }
    Ok(names.join("、"))
}
