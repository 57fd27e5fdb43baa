//! `/`, `/docs` and `/docs/{dialect}`: pages rendered once at start from the OpenAPI documents the dialects hand in.
//! They load nothing, so they work without a network.

pub(crate) mod complete;
mod guide;
mod schema;
mod text;
mod view;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use guide::Guide;
use text::Prose;
use view::Document;

/// One dialect's documentation.
#[derive(Debug, Clone)]
pub struct DialectDocs {
    /// The word in `/docs/{name}`, for example `dhl-parcel`.
    pub name: &'static str,
    /// Where the dialect is mounted, for example `/dhl-parcel`.
    pub mount: &'static str,
    /// The OpenAPI 3.1 document as JSON text; served unchanged at `/docs/{name}/openapi.json` when it has operations.
    pub openapi: String,
    /// How to set up a client, in Markdown: a page of `docs/`.
    pub guide: Option<&'static str>,
    /// Where the dialect differs from the API it speaks.
    pub differences: &'static [Difference],
}

/// Where a dialect differs from the original, or decides what the original leaves open. The texts are Markdown: words in
/// backquotes are code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What it is about.
    pub about: &'static str,
    /// What the original does.
    pub original: &'static str,
    /// What happens here.
    pub here: &'static str,
}

/// A document without operations, for what is no HTTP API of its own.
pub(crate) fn without_operations(title: &str, description: &str) -> String {
    let info = serde_json::json!({"title": title, "description": description, "version": env!("CARGO_PKG_VERSION")});
    serde_json::json!({"openapi": "3.1.0", "info": info, "paths": {}}).to_string()
}

/// Why the pages cannot be made. A fault of the program, found at start.
#[derive(Debug, thiserror::Error)]
pub enum DocsError {
    /// The document is not JSON.
    #[error("the OpenAPI document of {dialect} is not JSON: {source}")]
    NotJson {
        /// Whose document.
        dialect: &'static str,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A page could not be written.
    #[error("the page {page} cannot be rendered: {source}")]
    Render {
        /// Which page.
        page: String,
        /// What the template engine said.
        source: askama::Error,
    },
}

#[derive(Template)]
#[template(path = "docs/landing.html")]
struct LandingPage<'a> {
    version: &'a str,
    dialects: &'a [Entry<'a>],
}

#[derive(Template)]
#[template(path = "docs/index.html")]
struct IndexPage<'a> {
    version: &'a str,
    dialects: &'a [Entry<'a>],
}

#[derive(Template)]
#[template(path = "docs/dialect.html")]
struct DialectPage<'a> {
    version: &'a str,
    name: &'a str,
    mount: &'a str,
    document: &'a Document,
    guide: &'a Guide,
    differences: &'a [[Prose; 3]],
}

/// A dialect in a list.
struct Entry<'a> {
    name: &'a str,
    mount: &'a str,
    document: Document,
    guide: Guide,
    differences: Vec<[Prose; 3]>,
}

/// The routes `/`, `/docs`, `/docs/{dialect}` and `/docs/{dialect}/openapi.json`.
pub fn router(dialects: &[DialectDocs]) -> Result<Router, DocsError> {
    let version = env!("CARGO_PKG_VERSION");
    let guided = dialects.iter().filter(|dialect| dialect.guide.is_some());
    let shown_pages: Vec<&str> = guided.map(|dialect| dialect.name).collect();
    let entries = dialects.iter().map(|docs| Entry::read(docs, &shown_pages));
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    let mut router = Router::new()
        .route(
            "/",
            page(
                "/",
                &LandingPage {
                    version,
                    dialects: &entries,
                },
            )?,
        )
        .route(
            "/docs",
            page(
                "/docs",
                &IndexPage {
                    version,
                    dialects: &entries,
                },
            )?,
        );
    for (docs, entry) in dialects.iter().zip(&entries) {
        let Entry {
            name,
            mount,
            document,
            guide,
            differences,
        } = entry;
        let path = format!("/docs/{name}");
        let html = page(
            &path,
            &DialectPage {
                version,
                name,
                mount,
                document,
                guide,
                differences,
            },
        )?;
        router = router.route(&path, html);
        if document.operations > 0 {
            let json = Bytes::from(docs.openapi.clone());
            router = router.route(&format!("{path}/openapi.json"), fixed("application/json", json));
        }
    }
    Ok(router)
}

impl Difference {
    fn read(&self) -> [Prose; 3] {
        [self.about, self.original, self.here].map(Prose::read)
    }
}

impl<'a> Entry<'a> {
    fn read(docs: &'a DialectDocs, shown_pages: &[&str]) -> Result<Self, DocsError> {
        let json = serde_json::from_str(&docs.openapi).map_err(|source| DocsError::NotJson {
            dialect: docs.name,
            source,
        })?;
        Ok(Self {
            name: docs.name,
            mount: docs.mount,
            document: Document::read(&json),
            guide: docs
                .guide
                .map(|page| Guide::read(page, shown_pages))
                .unwrap_or_default(),
            differences: docs.differences.iter().map(Difference::read).collect(),
        })
    }
}

fn page(path: &str, template: &impl Template) -> Result<axum::routing::MethodRouter, DocsError> {
    let html = template.render().map_err(|source| DocsError::Render {
        page: path.to_owned(),
        source,
    })?;
    Ok(fixed("text/html; charset=utf-8", Bytes::from(html)))
}

/// A route that always answers the same bytes.
fn fixed(content_type: &'static str, bytes: Bytes) -> axum::routing::MethodRouter {
    get(move || {
        let bytes = bytes.clone();
        async move { answer(content_type, bytes) }
    })
}

fn answer(content_type: &'static str, bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], bytes).into_response()
}
