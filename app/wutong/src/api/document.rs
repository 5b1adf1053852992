//! The OpenAPI 3.1 document of the API, put together from what each operation says about itself.
use super::{attract, company, imports, indicator, journal, me, rank, taxonomy, wire};
use axum::Json;
use std::sync::OnceLock;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Wutong",
        description = "A development zone's books for programs: companies, figures, leads, trips, agreements, indicators, \
                       ranks, imports, the journal. Sign in with a personal access token (`Authorization: Bearer wt_…`); a token with the \
                       scope `read` changes nothing, and no token may more than its user. What a user may not see looks \
                       absent (404). Amounts are whole fen, dates ISO 8601, instants RFC 3339 in UTC; what is not known \
                       is null. Every record carries a `version`: a change says which version it is meant for \
                       (`If-Match` or `version`), and is answered with 409 and both sides when somebody was faster. \
                       Refusals are problem+json (RFC 9457), in Chinese or English by `Accept-Language`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/")),
    security(("token" = [])),
    modifiers(&Common),
    tags(
        (name = "me", description = "Who the token speaks for."),
        (name = "enterprises", description = "The zone's companies: facts with sources, annual figures, lists, timeline, merging."),
        (name = "contacts", description = "People who speak for a company, for those who may see personal particulars."),
        (name = "leads", description = "Companies that the zone wants to win, from the first word to signing or loss."),
        (name = "missions", description = "Trips out and visits in, with their visits, minutes and what became of them."),
        (name = "agreements", description = "What was signed, with amounts, and what of them counts."),
        (name = "definitions", description = "Focus industries and threshold rules: the zone's own definitions."),
        (name = "indicators", description = "Indicators, their values and what the figures say together."),
        (name = "ranks", description = "Places on lists that others publish."),
        (name = "imports", description = "Tables into the books: upload, preview, write, undo."),
        (name = "journal", description = "What happened."),
        (name = "about", description = "The API itself."),
    ),
    paths(
        me::get,
        company::list::list, company::single::create, company::single::get, company::single::patch,
        company::single::confirm, company::single::remove, company::single::restore, company::single::standings,
        company::figure::list, company::figure::set, company::figure::remove,
        company::listing::list, company::listing::add, company::listing::evidence, company::listing::remove,
        company::contact::list, company::contact::add, company::contact::edit, company::contact::remove,
        company::timeline::list, company::merge::list, company::merge::merge, company::merge::undo,
        attract::lead_list::list, attract::lead::create, attract::lead::get, attract::lead::patch, attract::lead::move_to,
        attract::mission::list, attract::mission::get,
        attract::agreement::list, attract::agreement::get, attract::totals::totals,
        taxonomy::list_focuses, taxonomy::set_focus, taxonomy::remove_focus,
        taxonomy::list_thresholds, taxonomy::add_threshold, taxonomy::set_threshold, taxonomy::remove_threshold,
        indicator::list, indicator::get, indicator::define, indicator::set_value, indicator::remove_value,
        rank::list, rank::get, rank::add, rank::change, rank::remove,
        imports::list, imports::upload, imports::get, imports::map, imports::apply, imports::discard, imports::undo,
        journal::list,
        serve,
    ),
    components(schemas(wire::Problem, wire::ProblemField, wire::ProblemStale)),
)]
struct Document;

/// What is the same for all operations: the token and the refusals.
struct Common;

/// Status, name among the document's responses, meaning.
const REFUSALS: [(&str, &str, &str); 8] = [
    ("401", "SignIn", "No token, or one that has ended"),
    ("403", "Forbidden", "Seen, but not for this user or token to change"),
    ("404", "NotFound", "Absent, or out of sight for this user or token"),
    ("409", "Conflict", "Somebody was faster, or the state does not allow it; `stale` shows both sides"),
    ("413", "TooLarge", "Too large"),
    ("415", "MediaType", "Not the content type that is expected"),
    ("422", "Invalid", "Something to mend; `errors` says what, field by field"),
    ("503", "Unavailable", "The database is away for the moment; ask again"),
];
const READING: [&str; 4] = ["401", "404", "422", "503"];

impl Modify for Common {
    fn modify(&self, api: &mut OpenApi) {
        let components = api.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("wt_ and 64 hexadecimal digits");
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
        for (_, name, meaning) in REFUSALS {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let response = ResponseBuilder::new().description(meaning).content("application/problem+json", content);
            components.responses.insert(name.to_owned(), RefOr::T(response.build()));
        }
        for item in api.paths.paths.values_mut() {
            for reading in [&mut item.get].into_iter().flatten() {
                refusals(reading, |status| READING.contains(&status));
            }
            for writing in [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten() {
                refusals(writing, |_| true);
            }
        }
    }
}

/// Adds the refusals, and the words that a bare success lacks. The document itself is for everybody.
fn refusals(operation: &mut Operation, fits: impl Fn(&str) -> bool) {
    let public = operation.security.as_ref().is_some_and(|s| s.iter().all(|r| *r == Default::default()));
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = "Done".to_owned();
        }
    }
    for (status, name, _) in REFUSALS.iter().filter(|(status, _, _)| fits(status) && !public) {
        let reference = RefOr::Ref(Ref::from_response_name(*name));
        operation.responses.responses.insert((*status).to_owned(), reference);
    }
}

/// The document, made once.
pub fn document() -> &'static OpenApi {
    static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();
    DOCUMENT.get_or_init(Document::openapi)
}

/// This document
///
/// OpenAPI 3.1, for code generators and clients.
#[utoipa::path(get, path = "/api/v1/openapi.json", operation_id = "openapi", tag = "about", security(()),
    responses((status = 200, description = "The OpenAPI document", body = Object)))]
pub async fn serve() -> Json<&'static OpenApi> {
    Json(document())
}
