//! HTTP: one folder per dialect, and what all requests share.
//!
//! Handlers convert, call the service, convert back. A dialect holds its router, its authentication, one total function
//! from service errors to its vendor's body, and one file for each resource. Dialects never import each other.

pub mod api;
pub mod dhl_parcel;
pub mod docs;
mod files;
pub mod middleware;
pub mod operations;
mod query;
mod reader;
mod refusal;
mod request_body;
pub mod server;
pub mod shippo;
mod time;
mod tracking_page;

use axum::Router;
use colli_service::Service;
use docs::{DialectDocs, DocsError};
use middleware::RequestIds;
use std::sync::Arc;

/// Everything one listener serves (design section 2).
pub fn router(service: Arc<Service>, ids: RequestIds) -> Result<Router, DocsError> {
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
            differences: &[],
        },
        DialectDocs {
            name: shippo::NAME,
            mount: shippo::MOUNT,
            openapi: shippo::openapi(),
            differences: shippo::quirks::QUIRKS,
        },
        DialectDocs {
            name: api::NAME,
            mount: api::MOUNT,
            openapi: api::openapi(),
            differences: &[],
        },
    ];
    service.set_writers(dhl_parcel::writers());
    service.set_gateway_writers(shippo::writers());
    let router = Router::new()
        .nest(dhl_parcel::MOUNT, dhl_parcel::router(Arc::clone(&service)))
        .nest(shippo::MOUNT, shippo::router(Arc::clone(&service)))
        .nest(files::MOUNT, files::router(Arc::clone(&service)))
        .merge(tracking_page::router(Arc::clone(&service)))
        .nest(api::MOUNT, api::router(service))
        .merge(docs::router(&dialects)?)
        .merge(operations::router(readiness));
    Ok(middleware::wrap(router, ids))
}
