//! What happened: past tense, naming objects, never personal particulars.
use crate::ctx::Ctx;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An object that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRef {
    /// `enterprise`, `project`, `indicator` …
    pub kind: String,
    pub id: String,
    /// The object's part in the event: `subject`, `into`, `from`, `batch` …
    pub qualifier: String,
}

/// One thing that happened. [`crate::Ctx`] says who and when; the store adds the rows that changed.
#[derive(Clone, Debug)]
pub struct Event {
    /// `enterprise.edited`: slice noun, dot, past participle.
    pub kind: &'static str,
    pub at_us: i64,
    /// The user's id, or `system`.
    pub actor: String,
    pub objects: Vec<ObjectRef>,
    /// Facts for the timeline (codes, counts, field names); never a person's particulars.
    pub data: Map<String, Value>,
}

impl Event {
    pub fn new(kind: &'static str, ctx: &Ctx) -> Self {
        let actor = ctx.actor.user_id.as_ref().map_or_else(|| "system".to_owned(), ToString::to_string);
        Self { kind, at_us: ctx.now_us(), actor, objects: Vec::new(), data: Map::new() }
    }
    /// The thing that the event happened to.
    pub fn object(self, kind: &str, id: impl ToString) -> Self {
        self.related(kind, id, "subject")
    }
    pub fn related(mut self, kind: &str, id: impl ToString, qualifier: &str) -> Self {
        self.objects.push(ObjectRef { kind: kind.to_owned(), id: id.to_string(), qualifier: qualifier.to_owned() });
        self
    }
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }
}
