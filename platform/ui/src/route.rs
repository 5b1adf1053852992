//! Routes that say who may use them: the handler runs only after the role-level check, and the list of declarations is
//! what the access matrix is generated from.
use crate::web::{Reject, Visit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use kernel::Error;

pub use kernel::access::Access;

/// What a route said about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteDecl {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
}

/// Builder of a slice's routes.
pub struct Routes<S = ()> {
    router: Router<S>,
    declared: Vec<RouteDecl>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    pub fn new() -> Self {
        Self { router: Router::new(), declared: Vec::new() }
    }
    pub fn get<H: Handler<A, S>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.add("GET", MethodFilter::GET, path, access, None, handler)
    }
    pub fn post<H: Handler<A, S>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.add("POST", MethodFilter::POST, path, access, None, handler)
    }
    pub fn put<H: Handler<A, S>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.add("PUT", MethodFilter::PUT, path, access, None, handler)
    }
    pub fn patch<H: Handler<A, S>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.add("PATCH", MethodFilter::PATCH, path, access, None, handler)
    }
    pub fn delete<H: Handler<A, S>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.add("DELETE", MethodFilter::DELETE, path, access, None, handler)
    }
    /// A POST that takes a file: bodies of up to that many bytes (others take 2 MiB).
    pub fn upload<H: Handler<A, S>, A: 'static>(
        self,
        path: &'static str,
        access: Access,
        most_bytes: usize,
        handler: H,
    ) -> Self {
        self.add("POST", MethodFilter::POST, path, access, Some(most_bytes), handler)
    }

    fn add<H: Handler<A, S>, A: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        most_bytes: Option<usize>,
        handler: H,
    ) -> Self {
        let mut route = on(filter, handler);
        if let Some(most) = most_bytes {
            route = route.layer(DefaultBodyLimit::max(most));
        }
        let route = route.layer(from_fn(move |request: Request, next: Next| guard(access, request, next)));
        self.router = self.router.route(path, route);
        self.declared.push(RouteDecl { method, path, access });
        self
    }

    pub fn merge(mut self, other: Routes<S>) -> Self {
        self.router = self.router.merge(other.router);
        self.declared.extend(other.declared);
        self
    }
    /// Gives the routes their state, so that slices with different states can be merged.
    pub fn with_state<S2>(self, state: S) -> Routes<S2> {
        Routes { router: self.router.with_state(state), declared: self.declared }
    }
    pub fn into_parts(self) -> (Router<S>, Vec<RouteDecl>) {
        (self.router, self.declared)
    }
}

async fn guard(access: Access, request: Request, next: Next) -> Response {
    match allowed(access, &request) {
        Ok(()) => next.run(request).await,
        Err(reject) => reject.into_response(),
    }
}

fn allowed(access: Access, request: &Request) -> Result<(), Reject> {
    if access == Access::Public {
        return Ok(());
    }
    let visit = request.extensions().get::<Visit>();
    let actor = &visit.ok_or_else(|| Error::internal("the session layer put no Visit into the request"))?.ctx.actor;
    if !actor.is_signed_in() {
        return Err(Reject::SignIn);
    }
    Ok(access.check(actor)?)
}
