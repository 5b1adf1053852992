//! The crate's routes, and what its pages share: forms with repeated fields, where a request comes from.
use crate::session::Origin;
use crate::{Accounts, department, second_factor, session, sign_in, token, user};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kernel::access::Access;
use kernel::{Action, Resource};
use std::convert::Infallible;
use std::net::SocketAddr;
use ui::{Req, Routes, Shell};

/// Where a request comes from, where the application knows better than the connection (behind a proxy): it puts this
/// into the request's extensions.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

/// A page of 管理, shown to those who may see it.
#[derive(Clone, Debug)]
pub struct AdminTab {
    /// The key of its label.
    pub key: &'static str,
    pub path: &'static str,
    pub access: Access,
}

impl AdminTab {
    /// The pages of this crate.
    pub fn own() -> Vec<Self> {
        let access = Access::Needs(Resource::User, Action::View);
        vec![
            Self { key: "users-title", path: "/admin/users", access },
            Self { key: "departments-title", path: "/admin/departments", access },
        ]
    }
}

/// Everything under `/sign-in`, `/sign-out`, `/account`, `/admin/users` and `/admin/departments`.
pub fn routes() -> Routes<Accounts> {
    crate::register_texts();
    Routes::new()
        .merge(sign_in::web::routes())
        .merge(user::web::routes())
        .merge(session::web::routes())
        .merge(second_factor::web::routes())
        .merge(token::web::routes())
        .merge(user::admin_web::routes())
        .merge(department::web::routes())
}

pub(crate) const SELF_VIEW: Access = Access::Needs(Resource::Self_, Action::View);
pub(crate) const SELF_EDIT: Access = Access::Needs(Resource::Self_, Action::Edit);

/// The shell of an own page (我的账号).
pub(crate) fn own_shell(req: &Req, current: &str) -> Shell {
    const TABS: [(&str, &str); 5] = [
        ("account-profile", "/account"),
        ("account-password", "/account/password"),
        ("account-second-factor", "/account/second-factor"),
        ("account-sessions", "/account/sessions"),
        ("account-tokens", "/account/tokens"),
    ];
    let shell = req.shell("my-account", "");
    TABS.iter().fold(shell, |shell, (key, path)| shell.tab(req.t.s(key), path, *path == current))
}

/// The shell of a page of 管理.
pub(crate) fn admin_shell(accounts: &Accounts, req: &Req, title_key: &str, current: &str) -> Shell {
    let shell = req.shell(title_key, "admin");
    let seen = accounts.config.tabs.iter().filter(|tab| tab.access.check(&req.ctx.actor).is_ok());
    seen.fold(shell, |shell, tab| shell.tab(req.t.s(tab.key), tab.path, tab.path == current))
}

/// Extractor: address and browser of the request.
pub(crate) struct Caller(pub Origin);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let given = parts.extensions.get::<ClientAddress>().map(|a| a.0.clone());
        let connected = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
        let address = given.or_else(connected).unwrap_or_default();
        Ok(Self(Origin { address, browser: browser(&parts.headers) }))
    }
}

fn browser(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    text.to_owned()
}

/// The fields of a form, some of which repeat (checkboxes).
pub(crate) type Fields = Vec<(String, String)>;

pub(crate) fn one<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

pub(crate) fn all<'f>(fields: &'f Fields, name: &'f str) -> impl Iterator<Item = &'f str> {
    fields.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// A whole number of a form; 0, which is no version, where there is none.
pub(crate) fn number(fields: &Fields, name: &str) -> i64 {
    one(fields, name).trim().parse().unwrap_or(0)
}

/// A browser in a few words, as people know it: `Firefox · Windows`.
pub(crate) fn browser_name(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, n)| *n);
    // Most browsers also claim to be those further down.
    let browser = first(&[
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ浏览器"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (None, None) => "—".to_owned(),
        (one, other) => [one, other].into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_short_names() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
                "Edge · Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1",
                "Safari · iPhone",
            ),
            ("", "—"),
        ] {
            assert_eq!(browser_name(agent), name);
        }
    }
}
