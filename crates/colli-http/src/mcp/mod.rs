//! The Model Context Protocol at `/mcp` (reference assistant-actions, section 4): the tools of [`crate::tools`] for
//! assistants, over streamable HTTP.
//!
//! Both eras of the protocol are answered at one address: 2026-07-28, where each request stands alone, and the ones before,
//! which begin with `initialize`. Nobody gets a session, so any node may answer any request.
//!
//! A request passes the [`gate`] first: origin, credentials, quota, scope. What is left is the protocol, which is rmcp's,
//! with the [`handler`] behind it.

mod browser;
mod gate;
mod handler;
mod message;
mod metadata;
mod origin;
mod refusal;

pub use origin::Origin;

use crate::tools::Tools;
use axum::Router;
use axum::routing::{get, post};
use colli_service::Service;
use gate::Gate;
use std::sync::Arc;

/// Where it is served.
pub const MOUNT: &str = "/mcp";

/// The routes: the protocol's, and what says how to get in. Pages of the origins named may call it from a browser.
pub(crate) fn router(service: Arc<Service>, origins: Vec<Origin>) -> Router {
    let gate = Arc::new(Gate::new(service, Arc::new(Tools::new()), origins));
    let protocol = post(gate::answer)
        .options(browser::preflight)
        .fallback(gate::method_not_allowed);
    Router::new()
        .route(MOUNT, protocol)
        .route(metadata::WELL_KNOWN, get(metadata::get))
        .route(metadata::WELL_KNOWN_OF_MOUNT, get(metadata::get))
        .with_state(gate)
}
