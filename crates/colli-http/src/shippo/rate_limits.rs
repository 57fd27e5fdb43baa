//! Calls a token may make in a minute (reference 2.8), where the operator turned that on: like the original, or not at all.

use super::App;
use super::error::Failure;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;
/// Counters of one minute; callers beyond share what is left to nobody in particular.
const COUNTERS_MAX: usize = 100_000;

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
        let key = if counted.1.len() < COUNTERS_MAX { key } else { 0 };
        let calls = counted.1.entry(key).or_default();
        *calls = calls.saturating_add(1);
        if *calls > calls_max {
            return Err((minute + 1) * MINUTE_MS - now_ms);
        }
        Ok(())
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

fn counted(app: &App, request: &Request) -> Result<(), i64> {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let mut parts = request.uri().path().split('/').filter(|part| !part.is_empty());
    let resource = parts.next().unwrap_or_default();
    let class = match (request.method(), parts.next()) {
        (&Method::GET, Some(_)) => Class::ReadOne,
        (&Method::GET, None) => Class::List,
        _ => Class::Write,
    };
    let fits = |rule: &&Rule| rule.class == class && (rule.resource == resource || rule.resource == "*");
    let Some(rule) = RULES.iter().find(fits) else {
        return Ok(());
    };
    let is_test = token.windows(5).any(|part| part == b"_test");
    let mut hasher = DefaultHasher::new();
    (token, resource, class).hash(&mut hasher);
    let now_ms = app.service.real_now().as_millisecond();
    let calls_max = if is_test { rule.test } else { rule.live };
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
}
