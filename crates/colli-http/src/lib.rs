//! HTTP: one folder per dialect, and what all requests share.
//!
//! Handlers convert, call the service, convert back. A dialect holds its router, its authentication, one total function
//! from service errors to its vendor's body, and one file for each resource. Dialects never import each other.

pub mod actions;
pub mod api;
mod credentials;
pub mod dhl;
pub mod dhl_parcel;
pub mod docs;
mod files;
mod json_text;
pub mod mcp;
pub mod middleware;
pub mod operations;
mod query;
mod reader;
mod refusal;
mod request_body;
pub mod server;
pub mod shippo;
mod time;
mod tools;
mod tracking_page;
mod unified;

use axum::Router;
use colli_service::Service;
use docs::{DialectDocs, DocsError};
use middleware::RequestIds;
use std::sync::Arc;

/// What is configured of HTTP itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Origins of web pages that may call `/mcp` from a browser, next to those of this installation.
    pub mcp_origins: Vec<mcp::Origin>,
}

/// Everything one listener serves (design section 2), as it is without settings.
pub fn router(service: Arc<Service>, ids: RequestIds) -> Result<Router, DocsError> {
    router_with(service, ids, Settings::default())
}

/// Everything one listener serves.
pub fn router_with(service: Arc<Service>, ids: RequestIds, settings: Settings) -> Result<Router, DocsError> {
    let readiness: operations::Readiness = {
        let service = Arc::clone(&service);
        Arc::new(move || {
            let service = Arc::clone(&service);
            Box::pin(async move { service.ready().await.is_ok() })
        })
    };
    let dialects = [
        DialectDocs {
            name: dhl_parcel::NAME,
            mount: dhl_parcel::MOUNT,
            openapi: dhl_parcel::openapi(),
            guide: None,
            differences: &[],
        },
        DialectDocs {
            name: shippo::NAME,
            mount: shippo::MOUNT,
            openapi: shippo::openapi(),
            guide: Some(include_str!("../../../docs/shippo.md")),
            differences: shippo::quirks::QUIRKS,
        },
        DialectDocs {
            name: dhl::NAME,
            mount: dhl::MOUNT,
            openapi: dhl::openapi(),
            guide: Some(include_str!("../../../docs/dhl.md")),
            differences: dhl::quirks::QUIRKS,
        },
        DialectDocs {
            name: actions::NAME,
            mount: actions::MOUNT,
            openapi: actions::openapi(),
            guide: Some(include_str!("../../../docs/actions.md")),
            differences: actions::quirks::QUIRKS,
        },
        DialectDocs {
            name: "mcp",
            mount: mcp::MOUNT,
            openapi: docs::without_operations(
                "Assistants over MCP",
                "Tools for assistants over the Model Context Protocol: streamable HTTP here, standard input and output with `colli mcp --stdio`.",
            ),
            guide: Some(include_str!("../../../docs/mcp.md")),
            differences: &[],
        },
        DialectDocs {
            name: api::NAME,
            mount: api::MOUNT,
            openapi: api::openapi(),
            guide: None,
            differences: &[],
        },
    ];
    service.set_writers(dhl_parcel::writers());
    service.set_gateway_writers(shippo::writers());
    service.set_unified_writers(dhl::writers());
    let router = Router::new()
        .nest(dhl_parcel::MOUNT, dhl_parcel::router(Arc::clone(&service)))
        .nest(shippo::MOUNT, shippo::router(Arc::clone(&service)))
        .nest(dhl::MOUNT, dhl::router(Arc::clone(&service)))
        .nest(actions::MOUNT, actions::router(Arc::clone(&service)))
        .nest(files::MOUNT, files::router(Arc::clone(&service)))
        .merge(tracking_page::router(Arc::clone(&service)))
        .merge(mcp::router(Arc::clone(&service), settings.mcp_origins))
        .nest(api::MOUNT, api::router(service))
        .merge(docs::router(&dialects)?)
        .merge(operations::router(readiness));
    Ok(middleware::wrap(router, ids))
}
