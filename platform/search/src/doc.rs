//! What a slice hands in to be found.

/// One value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Int(i64),
}

impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(v)
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(v.clone())
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(v)
    }
}

/// A document. Its key is zone + id: putting it again replaces it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    pub zone: String,
    pub id: String,
    pub(crate) values: Vec<(String, Value)>,
}

impl Doc {
    pub fn new(zone: impl Into<String>, id: impl Into<String>) -> Self {
        Self { zone: zone.into(), id: id.into(), values: Vec::new() }
    }

    /// Adds a value. Text, code, pinyin and keyword fields take many; of int and sort fields the first counts.
    #[must_use]
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.values.push((field.to_owned(), value.into()));
        self
    }

    /// Adds a value if there is one.
    #[must_use]
    pub fn set_opt(self, field: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(v) => self.set(field, v),
            None => self,
        }
    }

    /// Adds every value of a list.
    #[must_use]
    pub fn set_all<V: Into<Value>>(mut self, field: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.values.extend(values.into_iter().map(|v| (field.to_owned(), v.into())));
        self
    }
}
