//! Tokens of a client: bought once, refreshed by one call at a time.

use super::Credentials;
use super::auth;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::executor::Executor;
use crate::secret::Secret;
use colli_wire::dhl_parcel::auth::TokenResponse;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// A token is replaced this long before it ends, in seconds: its last call must still be on time.
const MARGIN_S: i64 = 60;

/// Tokens of one key.
#[derive(Debug)]
pub(super) struct Tokens {
    credentials: Credentials,
    kept: Mutex<Kept>,
    /// Exchanges that failed so far; who waited for one that fails takes its failure.
    failures: AtomicU64,
}

/// What is known, behind the lock that lets one exchange through at a time.
#[derive(Debug, Default)]
struct Kept {
    pair: Option<Pair>,
    last_failure: Option<Error>,
}

#[derive(Debug)]
struct Pair {
    /// `Bearer …`.
    access: Secret,
    access_ends_s: i64,
    refresh: Secret,
    refresh_ends_s: i64,
}

impl Tokens {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            kept: Mutex::new(Kept::default()),
            failures: AtomicU64::new(0),
        }
    }

    /// The header value to send: the kept one, or one of a new pair.
    pub(super) async fn current(&self, executor: &Executor, endpoint: &Endpoint) -> Result<Secret, Error> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        let now_s = executor.runtime().now().as_second();
        if let Some(access) = kept.pair.as_ref().and_then(|pair| pair.usable(now_s)) {
            return Ok(access.clone());
        }
        // Somebody tried while this call waited: a hundred waiting calls do not try a hundred times.
        if self.failures.load(Ordering::Acquire) != failures
            && let Some(failure) = &kept.last_failure
        {
            return Err(failure.clone());
        }
        match self.exchange(kept.pair.take(), now_s, executor, endpoint).await {
            Ok(pair) => {
                let access = pair.access.clone();
                *kept = Kept {
                    pair: Some(pair),
                    last_failure: None,
                };
                Ok(access)
            }
            Err(error) => {
                kept.last_failure = Some(error.clone());
                self.failures.fetch_add(1, Ordering::AcqRel);
                Err(error)
            }
        }
    }

    /// The server does not take this token any more. The whole pair goes: what ended one may have ended the other.
    pub(super) async fn forget(&self, token: &Secret) {
        let mut kept = self.kept.lock().await;
        if kept.pair.as_ref().is_some_and(|pair| pair.access == *token) {
            kept.pair = None;
        }
    }

    /// A new pair: by the refresh token while it works, else by the key. A refresh token works once, so one whose exchange
    /// failed half-way is not kept.
    async fn exchange(
        &self,
        old: Option<Pair>,
        now_s: i64,
        executor: &Executor,
        endpoint: &Endpoint,
    ) -> Result<Pair, Error> {
        if let Some(old) = old.filter(|old| old.refresh_ends_s.saturating_sub(MARGIN_S) > now_s) {
            let call = auth::refresh_token(old.refresh.reveal());
            match executor.run(&call, endpoint).await {
                Ok(answer) => return Ok(Pair::of(answer)),
                Err(error) if error.status().is_some_and(|status| (400..500).contains(&status)) => {}
                Err(error) => return Err(error),
            }
        }
        executor
            .run(&auth::api_key(&self.credentials), endpoint)
            .await
            .map(Pair::of)
    }
}

impl Pair {
    fn of(answer: TokenResponse) -> Self {
        Self {
            access: Secret::new(format!("Bearer {}", answer.access_token)),
            access_ends_s: answer.access_token_expiration,
            refresh: Secret::new(answer.refresh_token),
            refresh_ends_s: answer.refresh_token_expiration,
        }
    }

    /// The access token, while it does not end within the margin.
    fn usable(&self, now_s: i64) -> Option<&Secret> {
        (self.access_ends_s.saturating_sub(MARGIN_S) > now_s).then_some(&self.access)
    }
}
