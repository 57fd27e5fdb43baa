//! `//` becomes `/` and a trailing `/` goes, before a route is chosen: clients join base URLs and paths in every way.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use tower::Service;

/// The service around the router.
#[derive(Clone)]
pub(super) struct NormalisePath {
    router: Router,
}

impl NormalisePath {
    pub(super) fn new(router: Router) -> Self {
        Self { router }
    }
}

impl Service<Request> for NormalisePath {
    type Response = axum::response::Response;
    type Error = Infallible;
    type Future = axum::routing::future::RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(uri) = normalised(request.uri()) {
            *request.uri_mut() = uri;
        }
        Service::call(&mut self.router, request)
    }
}

/// The mended address, or `None` when it needs no mending.
pub(super) fn normalised(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let trailing = path.len() > 1 && path.ends_with('/');
    if !trailing && !path.contains("//") {
        return None;
    }
    let mut mended = String::with_capacity(uri.path_and_query().map_or(0, |whole| whole.as_str().len()));
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        mended.push('/');
        mended.push_str(segment);
    }
    if mended.is_empty() {
        mended.push('/');
    }
    if let Some(query) = uri.query() {
        mended.push('?');
        mended.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(mended.into_bytes()).ok()?);
    Uri::from_parts(parts).ok()
}
