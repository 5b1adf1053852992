//! The readable page about the API, made from the OpenAPI document itself: operations by group with parameters, bodies,
//! answers and a request to copy, then the shapes of the data.
use super::document::document;
use serde_json::{Map, Value as Any};
use std::collections::BTreeMap;
use ui::web::{Html, Req, Result};
use ui::{Shell, T};

#[derive(askama::Template)]
#[template(path = "api/reference.html")]
pub struct Reference {
    page: Shell,
    groups: Vec<Group>,
    shapes: Vec<Shape>,
}

struct Group {
    name: String,
    title: String,
    about: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    title: String,
    about: String,
    parameters: Vec<Line>,
    body: Option<Kind>,
    answers: Vec<(String, String, Option<Kind>)>,
    curl: String,
}

/// A parameter, or a field of a shape.
struct Line {
    name: String,
    place: String,
    kind: Kind,
    required: bool,
    about: String,
}

/// The type of a value: words, and the shape that it links to.
struct Kind {
    text: String,
    shape: Option<String>,
}

struct Shape {
    name: String,
    about: String,
    fields: Vec<Line>,
}

/// `GET /api`.
pub async fn show(req: Req) -> Result<Html<Reference>> {
    let whole = serde_json::to_value(document()).map_err(kernel::Error::internal)?;
    let page = req.shell("api-title", "");
    Ok(Html(Reference { groups: groups(page.t, &whole), shapes: shapes(&whole), page }))
}

fn text(of: &Any, key: &str) -> String {
    of.get(key).and_then(Any::as_str).unwrap_or_default().to_owned()
}

fn object<'a>(of: &'a Any, path: &str) -> impl Iterator<Item = (&'a String, &'a Any)> {
    of.pointer(path).and_then(Any::as_object).into_iter().flat_map(Map::iter)
}

fn list<'a>(of: &'a Any, key: &str) -> impl Iterator<Item = &'a Any> {
    of.get(key).and_then(Any::as_array).into_iter().flatten()
}

fn groups(t: T, whole: &Any) -> Vec<Group> {
    let mut by_tag: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, item) in object(whole, "/paths") {
        for method in ["get", "post", "put", "patch", "delete"] {
            let Some(found) = item.get(method) else { continue };
            let tag = list(found, "tags").find_map(Any::as_str).unwrap_or_default();
            by_tag.entry(tag.to_owned()).or_default().push(operation(t, method, path, found));
        }
    }
    let group = |tag: &Any| {
        let name = text(tag, "name");
        let operations = by_tag.remove(&name)?;
        let title = t.maybe(&format!("api-group-{name}")).unwrap_or_else(|| name.clone());
        let about = t.maybe(&format!("api-group-{name}-about")).unwrap_or_else(|| text(tag, "description"));
        Some(Group { title, about, operations, name })
    };
    list(whole, "tags").filter_map(group).collect()
}

fn operation(t: T, method: &str, path: &str, found: &Any) -> Operation {
    let id = text(found, "operationId");
    let body = object(found, "/requestBody/content").next();
    let parameter = |p: &Any| Line {
        name: text(p, "name"),
        place: t.s(format!("api-in-{}", text(p, "in"))),
        kind: p.get("schema").map_or_else(Kind::nothing, Kind::of),
        required: p.get("required").and_then(Any::as_bool).unwrap_or(false),
        about: text(p, "description"),
    };
    let answer = |(status, response): (&String, &Any)| {
        let shape = object(response, "/content").next().and_then(|(_, c)| c.get("schema")).map(Kind::of);
        (status.clone(), t.s(format!("api-status-{status}")), shape)
    };
    Operation {
        title: t.maybe(&format!("api-op-{}", id.replace('_', "-"))).unwrap_or_else(|| text(found, "summary")),
        about: text(found, "description"),
        parameters: list(found, "parameters").map(parameter).collect(),
        body: body.and_then(|(_, content)| content.get("schema")).map(Kind::of),
        answers: object(found, "/responses").map(answer).collect(),
        curl: curl(method, path, body.map(|(kind, _)| kind.as_str())),
        method: method.to_uppercase(),
        path: path.to_owned(),
        id,
    }
}

fn curl(method: &str, path: &str, body: Option<&str>) -> String {
    let verb = if method == "get" { String::new() } else { format!(" -X {}", method.to_uppercase()) };
    let sent = match body {
        Some("multipart/form-data") => " \\\n  -F file=@companies.xlsx".to_owned(),
        Some(kind) => format!(" \\\n  -H 'Content-Type: {kind}' --data @body.json"),
        None => String::new(),
    };
    format!("curl{verb} -H \"Authorization: Bearer $TOKEN\"{sent} \\\n  \"$WUTONG{path}\"")
}

impl Kind {
    fn nothing() -> Self {
        Self { text: String::new(), shape: None }
    }
    fn of(schema: &Any) -> Self {
        if let Some(reference) = schema.get("$ref").and_then(Any::as_str) {
            let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
            return Self { text: name.clone(), shape: Some(name) };
        }
        if let Some(items) = schema.get("items") {
            let inner = Self::of(items);
            return Self { text: format!("{}[]", inner.text), shape: inner.shape };
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            let real = |s: &&Any| text(s, "type") != "null";
            if let Some(inner) = list(schema, choice).find(real) {
                return Self::of(inner);
            }
        }
        let words = match schema.get("type") {
            Some(Any::String(word)) => word.clone(),
            Some(Any::Array(words)) => {
                let real = words.iter().filter_map(Any::as_str).filter(|w| *w != "null");
                real.collect::<Vec<_>>().join(" | ")
            }
            _ => "any".to_owned(),
        };
        let format = text(schema, "format");
        let shown = if format.is_empty() || words == "integer" { words } else { format };
        Self { text: shown, shape: None }
    }
}

fn shapes(whole: &Any) -> Vec<Shape> {
    let shape = |(name, schema): (&String, &Any)| Shape {
        name: name.clone(),
        about: text(schema, "description"),
        fields: fields(whole, schema),
    };
    object(whole, "/components/schemas").map(shape).collect()
}

/// A shape's own fields and those of the shapes that it takes in whole.
fn fields(whole: &Any, schema: &Any) -> Vec<Line> {
    let required: Vec<&str> = list(schema, "required").filter_map(Any::as_str).collect();
    let field = |(name, of): (&String, &Any)| Line {
        name: name.clone(),
        place: String::new(),
        kind: Kind::of(of),
        required: required.contains(&name.as_str()),
        about: text(of, "description"),
    };
    let taken_in = list(schema, "allOf").flat_map(|part| {
        let reference = part.get("$ref").and_then(Any::as_str).map(|r| r.trim_start_matches('#'));
        fields(whole, reference.and_then(|r| whole.pointer(r)).unwrap_or(part))
    });
    taken_in.chain(object(schema, "/properties").map(field)).collect()
}
