//! Calls a token may make in a minute (reference 2.8), where the operator turned that on: like the original, or not at all.

use super::error::Failure;
use super::{App, auth};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;
/// Counters of one minute: who comes later waits for the next, so that made-up tokens cost neither memory nor the calls of
/// those who were there before.
const COUNTERS_MAX: usize = 100_000;

/// Tokens of test environments begin so.
const TEST: &str = "shippo_test_";
/// What stands before the names of several resources.
const NESTED: [&str; 1] = ["customs"];

/// Which calls are counted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Class {
    Write,
    ReadOne,
    List,
}

/// Calls of a class in a minute, in live and in test environments.
struct Rule {
    resource: &'static str,
    class: Class,
    live: u32,
    test: u32,
}

const fn rule(resource: &'static str, class: Class, live: u32, test: u32) -> Rule {
    Rule {
        resource,
        class,
        live,
        test,
    }
}

/// The first rule that fits counts; `*` is every resource.
const RULES: &[Rule] = &[
    rule("batches", Class::Write, 50, 10),
    rule("batches", Class::ReadOne, 400, 40),
    rule("tracks", Class::Write, 750, 50),
    rule("tracks", Class::ReadOne, 500, 50),
    rule("*", Class::Write, 500, 50),
    rule("*", Class::ReadOne, 4_000, 400),
    rule("*", Class::List, 50, 10),
];

/// Calls of this minute, by token, resource and class.
#[derive(Default)]
pub(super) struct Counters(Mutex<(i64, HashMap<u64, u32>)>);

impl Counters {
    /// Counts a call; the milliseconds to wait when it is one too many.
    fn count(&self, key: u64, now_ms: i64, calls_max: u32) -> Result<(), i64> {
        let minute = now_ms.div_euclid(MINUTE_MS);
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.0 != minute {
            *counted = (minute, HashMap::new());
        }
        let wait_ms = (minute + 1) * MINUTE_MS - now_ms;
        let is_full = counted.1.len() >= COUNTERS_MAX;
        let calls = match counted.1.entry(key) {
            Entry::Vacant(_) if is_full => return Err(wait_ms),
            entry => entry.or_default(),
        };
        *calls = calls.saturating_add(1);
        if *calls > calls_max { Err(wait_ms) } else { Ok(()) }
    }
}

/// Around all handlers.
pub(super) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.service.limits_gateway_calls()
        && let Err(wait_ms) = counted(&app, &request)
    {
        return too_many(wait_ms);
    }
    next.run(request).await
}

/// The resource of a path and how its calls are counted.
fn of_call<'p>(method: &Method, path: &'p str) -> (&'p str, Class) {
    let whole = path.strip_prefix("/v2").unwrap_or(path).trim_matches('/');
    let (first, rest) = whole.split_once('/').unwrap_or((whole, ""));
    let is_nested = NESTED.contains(&first) && !rest.is_empty();
    let end = rest.find('/').unwrap_or(rest.len());
    let resource = if is_nested { &whole[..=first.len() + end] } else { first };
    let class = match *method {
        Method::GET | Method::HEAD if whole == resource => Class::List,
        Method::GET | Method::HEAD => Class::ReadOne,
        _ => Class::Write,
    };
    (resource, class)
}

fn counted(app: &App, request: &Request) -> Result<(), i64> {
    let token = auth::token(request.headers()).unwrap_or_default();
    let (resource, class) = of_call(request.method(), request.uri().path());
    let fits = |rule: &&Rule| rule.class == class && (rule.resource == resource || rule.resource == "*");
    let Some(rule) = RULES.iter().find(fits) else {
        return Ok(());
    };
    let mut hasher = DefaultHasher::new();
    (token, resource, class).hash(&mut hasher);
    let now_ms = app.service.real_now().as_millisecond();
    let calls_max = if token.starts_with(TEST) { rule.test } else { rule.live };
    app.counters.count(hasher.finish(), now_ms, calls_max)
}

fn too_many(wait_ms: i64) -> Response {
    let seconds = (wait_ms + 999) / 1_000;
    let detail = format!("Request was throttled. Expected available in {seconds} seconds.");
    let mut response = Failure::new(StatusCode::TOO_MANY_REQUESTS, detail).into_response();
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_counted_and_the_next_begins_anew() {
        let counters = Counters::default();
        assert!((0..10).all(|_| counters.count(1, 60_500, 10).is_ok()));
        assert_eq!(counters.count(1, 60_500, 10), Err(59_500));
        assert_eq!(counters.count(2, 60_500, 10), Ok(()));
        assert_eq!(counters.count(1, 120_000, 10), Ok(()));
    }

    #[test]
    fn who_was_there_before_a_flood_counts_on() {
        let counters = Counters::default();
        assert_eq!(counters.count(u64::MAX, 0, 2), Ok(()));
        assert!((1..COUNTERS_MAX as u64).all(|key| counters.count(key, 1, 2).is_ok()));
        assert_eq!(counters.count(u64::MAX - 1, 1_000, 2), Err(59_000), "made up too late");
        assert_eq!(counters.count(u64::MAX, 1_000, 2), Ok(()));
        assert_eq!(counters.count(u64::MAX, 1_000, 2), Err(59_000));
        assert_eq!(counters.count(u64::MAX - 1, 60_000, 2), Ok(()));
    }

    #[test]
    fn lists_and_single_objects_are_told_apart() {
        for (method, path, resource, class) in [
            (Method::GET, "/addresses", "addresses", Class::List),
            (Method::GET, "/addresses/", "addresses", Class::List),
            (Method::GET, "/addresses/3579", "addresses", Class::ReadOne),
            (Method::GET, "/v2/addresses/validate", "addresses", Class::ReadOne),
            (Method::GET, "/customs/items", "customs/items", Class::List),
            (
                Method::GET,
                "/customs/declarations/",
                "customs/declarations",
                Class::List,
            ),
            (
                Method::GET,
                "/customs/declarations/3579/",
                "customs/declarations",
                Class::ReadOne,
            ),
            (Method::POST, "/customs/items", "customs/items", Class::Write),
            (Method::GET, "/customs", "customs", Class::List),
            (
                Method::GET,
                "/live-rates/settings/parcel-template",
                "live-rates",
                Class::ReadOne,
            ),
            (Method::GET, "/tracks/shippo/SHIPPO_TRANSIT", "tracks", Class::ReadOne),
            (Method::PUT, "/carrier_accounts/3579", "carrier_accounts", Class::Write),
            (Method::POST, "/batches/3579/purchase", "batches", Class::Write),
            (Method::GET, "/", "", Class::List),
        ] {
            assert_eq!(of_call(&method, path), (resource, class), "{method} {path}");
        }
    }
}
