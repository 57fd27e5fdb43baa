//! The bare server: axum with one route that answers fixed bytes.

use crate::Failure;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method};
use axum::response::IntoResponse as _;
use axum::routing::any;
use axum::serve::ListenerExt as _;
use std::io::Write as _;
use std::path::Path;

/// Serves the bytes of a file on every path until killed; prints a ready line as `colli serve` does.
///
/// The body of a request is read into memory first where that is asked for; otherwise the handler does not look at it.
pub(crate) async fn serve(file: &Path, content_type: &str, reads_body: bool) -> Result<(), Failure> {
    let bytes = Bytes::from(std::fs::read(file)?);
    let content_type = HeaderValue::from_str(content_type)?;
    let answer = move || {
        let answer = ([(CONTENT_TYPE, content_type.clone())], bytes.clone());
        std::future::ready(answer.into_response())
    };
    let handler = if reads_body {
        any(move |_: Bytes| answer())
    } else {
        any(move |_: Method| answer())
    };
    let router = Router::new().route("/{*path}", handler);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(out, "yardstick ready http://{}", listener.local_addr()?)?;
    out.flush()?;
    let listener = listener.tap_io(|stream| {
        // Answers are written whole; a refusal means the peer is gone.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
