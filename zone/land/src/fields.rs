//! The fields of a form as they were sent: names can come several times, and their order is kept.

/// What `axum::Form` reads into.
pub type Sent = Vec<(String, String)>;

/// Questions to a sent form.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Sent);

impl Fields {
    /// The value of a field as sent; empty where it is not there.
    pub fn get(&self, name: &str) -> String {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
    }
    /// Every value of a field that comes several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect()
    }
    /// `NAME_0`, `NAME_1` …
    pub fn nth(&self, name: &str, i: usize) -> String {
        self.get(&format!("{name}_{i}"))
    }
    /// The version that the page had; 0 where it says none.
    pub fn version(&self) -> i64 {
        self.get("version").trim().parse().unwrap_or(0)
    }
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, v)| n == name && !v.is_empty())
    }
}
