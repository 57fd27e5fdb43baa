//! Pages of lists: `page` and `results`, and the envelope around them (reference 2.7).

use super::App;
use super::error::Failure;
use crate::files::Links;
use crate::query::Query;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use colli_core::error::Violation;
use colli_service::gateway::{ObjectPage, PageAsked};
use serde::Serialize;
use utoipa::ToSchema;

/// Entries of a page when the client names no number.
pub(super) const RESULTS: usize = 5;
/// The same for shipments, purchases and orders.
pub(super) const RESULTS_MANY: usize = 25;

/// A list of one page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// Address of the next page.
    pub(super) next: Option<String>,
    /// Address of the page before.
    pub(super) previous: Option<String>,
    /// How many entries all pages have; only where the original says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    /// The entries.
    pub(super) results: Vec<T>,
}

/// The query of a list, and where the list is.
pub(super) struct ListQuery {
    /// Its parameters.
    pub(super) query: Query,
    address: String,
    raw: String,
}

impl FromRequestParts<App> for ListQuery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or_else(|| parts.uri.clone(), |OriginalUri(uri)| uri.clone());
        let links = Links::of_request(&app.service, &parts.headers);
        let raw = uri.query().unwrap_or_default().to_owned();
        Ok(Self {
            query: Query::parse(Some(&raw)),
            address: [links.base(), uri.path()].concat(),
            raw,
        })
    }
}

impl ListQuery {
    /// Which page is wanted.
    pub(super) fn asked(&self, results: usize) -> Result<PageAsked, Failure> {
        let page = self.number("page")?.unwrap_or(1);
        let results = self.number("results")?.unwrap_or(results);
        Ok(PageAsked::new(page, results))
    }

    fn number(&self, name: &str) -> Result<Option<usize>, Failure> {
        let wrong = |_| {
            Failure::violation(
                Violation::new(name, "format", "this is no number of a page").accepting(["a whole number from 1"]),
            )
        };
        let number = self.query.parsed::<usize>(name).map_err(wrong)?;
        match number {
            Some(0) => Err(wrong(String::new())),
            number => Ok(number),
        }
    }

    /// A page with its neighbours. A page beyond the end is empty.
    pub(super) fn list<T, W>(&self, asked: PageAsked, page: ObjectPage<T>, write: impl FnMut(T) -> W) -> List<W> {
        List {
            next: page.has_next.then(|| self.neighbour(asked.page + 1)),
            previous: (asked.page > 1).then(|| self.neighbour(asked.page - 1)),
            count: None,
            results: page.entries.into_iter().map(write).collect(),
        }
    }

    /// The address of another page of the same list.
    fn neighbour(&self, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(self.raw.as_bytes()).filter(|(name, _)| name != "page") {
            query.append_pair(&name, &value);
        }
        query.append_pair("page", &page.to_string());
        [&self.address, "?", &query.finish()].concat()
    }
}
