//! The version of the API a client was written for (reference 2.3).

use super::App;
use super::error::Failure;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use colli_core::address::excerpt;
use colli_core::error::Violation;

/// The header.
const NAME: &str = "shippo-api-version";
/// Versions there are. Their answers are the same here; in the first two, references may stand on the shipment itself,
/// which every version may do here.
const VERSIONS: [&str; 5] = ["2014-02-11", "2016-10-25", "2017-03-29", "2017-08-01", "2018-02-08"];

/// Around all handlers.
pub(super) async fn check(State(_): State<App>, request: Request, next: Next) -> Response {
    let asked = request
        .headers()
        .get(NAME)
        .map(|value| value.to_str().unwrap_or("?").trim());
    match asked.filter(|asked| !asked.is_empty() && !VERSIONS.contains(asked)) {
        None => next.run(request).await,
        Some(unknown) => {
            let message = format!("there is no version '{}'", excerpt(unknown));
            let violation = Violation::new("SHIPPO-API-VERSION", "unknown", message);
            Failure::violation(violation.accepting(VERSIONS)).into_response()
        }
    }
}
