//! How to get in (RFC 9728). Colli has no authorization server of its own: a key or a token is made beforehand and sent as
//! a bearer token, so none is named.

use super::MOUNT;
use super::gate::Gate;
use crate::files::Links;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use colli_core::app::Scope;
use serde_json::json;
use std::sync::Arc;

/// Where the document is.
pub(super) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";
/// Where it is looked for first: the path of the resource comes after (RFC 9728, 3.1).
pub(super) const WELL_KNOWN_OF_MOUNT: &str = "/.well-known/oauth-protected-resource/mcp";

/// The address of the document.
pub(super) fn address(links: &Links) -> String {
    [links.base(), WELL_KNOWN_OF_MOUNT].concat()
}

/// The document. Who is not let in yet must be able to read it, from any page.
pub(super) async fn get(State(gate): State<Arc<Gate>>, headers: HeaderMap) -> impl IntoResponse {
    let links = gate.links(&headers);
    let base = links.base();
    let scopes: Vec<&str> = Scope::ALL.into_iter().map(Scope::word).collect();
    let document = json!({
        "resource": format!("{base}{MOUNT}"),
        "resource_name": "Colli",
        "resource_documentation": format!("{base}/docs/mcp"),
        "bearer_methods_supported": ["header"],
        "scopes_supported": scopes,
    });
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(document))
}
