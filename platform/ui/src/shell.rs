//! What every page needs around its content: zone, menu, user, language, messages.
use crate::flash::Flash;
use crate::i18n::T;
use kernel::access::Access;
use kernel::{Actor, Role};

/// A place of the menu that is built: 今日, 企业, 监测, 管理 ….
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// `today`; its name stands under the key `place-today`.
    pub key: &'static str,
    pub path: &'static str,
    /// A glyph of the icon subset, without `ti-`.
    pub icon: &'static str,
    /// Who sees it in the menu.
    pub access: Access,
}

/// A line of the menu as this user sees it.
#[derive(Clone, Debug)]
pub struct MenuItem {
    pub label: String,
    pub path: &'static str,
    pub icon: &'static str,
    pub current: bool,
}

/// A tab under the title: the pages of one place.
#[derive(Clone, Debug)]
pub struct Tab {
    pub label: String,
    pub path: String,
    pub current: bool,
}

/// The signed-in user in the top bar.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    /// The first character, in the round mark.
    pub initial: String,
    pub role: String,
}

/// A message shown once above the content.
#[derive(Clone, Debug)]
pub struct Message {
    /// `ok`, `warn` or `error`.
    pub kind: &'static str,
    pub text: String,
}

/// The field `page` of every template that extends `ui/page.html` or `ui/blank.html`.
#[derive(Clone, Debug)]
pub struct Shell {
    pub t: T,
    pub title: String,
    pub zone: String,
    pub menu: Vec<MenuItem>,
    pub tabs: Vec<Tab>,
    pub user: Option<Person>,
    pub csrf: String,
    /// Path and query of this page: where the language switch and sign-in return to.
    pub here: String,
    pub flash: Option<Message>,
    /// Full-screen for a wall: no bars.
    pub wall: bool,
    /// Load the chart library.
    pub charts: bool,
    /// What the search field holds.
    pub query: String,
    /// How many things wait behind the bell; none: no bell.
    pub waiting: Option<i64>,
}

impl Shell {
    /// The bare shell: sign-in, errors before anybody is known.
    pub fn bare(t: T, title: String) -> Self {
        Self {
            t,
            title,
            zone: String::new(),
            menu: Vec::new(),
            tabs: Vec::new(),
            user: None,
            csrf: String::new(),
            here: "/".to_owned(),
            flash: None,
            wall: false,
            charts: false,
            query: String::new(),
            waiting: None,
        }
    }
    /// The page draws charts.
    pub fn with_charts(mut self) -> Self {
        self.charts = true;
        self
    }
    /// The page fills a wall: bars and menu away.
    pub fn on_wall(mut self, wall: bool) -> Self {
        self.wall = wall;
        self
    }
    /// A tab under the title; the label is a text, not a key.
    pub fn tab(mut self, label: String, path: &str, current: bool) -> Self {
        self.tabs.push(Tab { label, path: path.to_owned(), current });
        self
    }
    /// The title as a text where it is no fixed key, such as a company's name.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
    /// What the search field of the top bar shows.
    pub fn searching(mut self, query: &str) -> Self {
        self.query = query.to_owned();
        self
    }
    /// What the bell is called: with how many things wait.
    pub fn bell(&self) -> String {
        match self.waiting {
            Some(n) if n > 0 => self.t.a("bell-some", "n", n),
            _ => self.t.s("bell-none"),
        }
    }
    /// The number on the bell, empty where nothing waits.
    pub fn bell_count(&self) -> String {
        match self.waiting {
            Some(n) if n > 99 => "99+".to_owned(),
            Some(n) if n > 0 => n.to_string(),
            _ => String::new(),
        }
    }
    /// The address of an asset.
    pub fn asset(&self, path: &str) -> String {
        crate::asset::url(path)
    }
    /// The first places for the phone's bottom bar; `MORE` of them stand behind 更多.
    pub fn bottom(&self) -> &[MenuItem] {
        self.menu.get(..self.bottom_len()).unwrap_or(&self.menu)
    }
    pub fn more(&self) -> &[MenuItem] {
        self.menu.get(self.bottom_len()..).unwrap_or(&[])
    }
    fn bottom_len(&self) -> usize {
        if self.menu.len() > 5 { 4 } else { self.menu.len() }
    }
    /// The language that the switch leads to.
    pub fn other_language(&self) -> &'static str {
        if self.t.is_zh() { "en" } else { "zh-CN" }
    }
}

pub(crate) fn menu(t: T, places: &[Place], actor: &Actor, here: &str) -> Vec<MenuItem> {
    places
        .iter()
        .filter(|p| p.access.check(actor).is_ok())
        .map(|p| MenuItem {
            label: t.s(format!("place-{}", p.key)),
            path: p.path,
            icon: p.icon,
            current: p.key == here,
        })
        .collect()
}

pub(crate) fn person(t: T, actor: &Actor) -> Option<Person> {
    if !actor.is_signed_in() {
        return None;
    }
    let name = if actor.display_name.is_empty() { actor.user.clone() } else { actor.display_name.clone() };
    let initial = name.chars().next().map(String::from).unwrap_or_default();
    Some(Person { initial, role: actor.roles.first().map(|r| role_name(t, *r)).unwrap_or_default(), name })
}

/// 管委会领导, 招商专员 …: the name of a role.
pub fn role_name(t: T, role: Role) -> String {
    t.s(format!("role-{}", role.code().replace('_', "-")))
}

pub(crate) fn message(t: T, flash: &Flash) -> Message {
    Message { kind: flash.kind.name(), text: t.args(&flash.key, &flash.args) }
}
