//! Tokens of a client: bought once, refreshed by one call at a time.

use super::Credentials;
use super::auth;
use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::executor::{Deadline, Executor};
use crate::secret::Secret;
use colli_wire::dhl_parcel::auth::TokenResponse;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, MutexGuard};

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

/// A call that needs a token.
pub(super) struct Buyer<'a> {
    pub(super) executor: &'a Executor,
    pub(super) endpoint: &'a Endpoint,
    /// When the call must be done.
    pub(super) deadline: Deadline,
}

/// An access token with its refresh token, and until when each is used.
#[derive(Debug)]
struct Pair {
    /// `Bearer …`.
    access: Secret,
    access_until: Until,
    refresh: Secret,
    refresh_until: Until,
}

/// Until when a token is used.
#[derive(Clone, Copy, Debug)]
enum Until {
    /// Until shortly before it ends; seconds since 1970.
    Time(i64),
    /// It had ended when it came, so the server's clock shows another time: until the server takes it no more.
    Refused,
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
    pub(super) async fn current(&self, buyer: &Buyer<'_>) -> Result<Secret, Error> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut kept = self.lock(buyer).await?;
        let now_s = buyer.now_s();
        if let Some(access) = kept.pair.as_ref().and_then(|pair| pair.usable(now_s)) {
            return Ok(access.clone());
        }
        // Somebody tried while this call waited: a hundred waiting calls do not try a hundred times.
        if self.failures.load(Ordering::Acquire) != failures
            && let Some(failure) = &kept.last_failure
        {
            return Err(failure.clone());
        }
        match self.exchange(&mut kept.pair, now_s, buyer).await {
            Ok(pair) => {
                let access = pair.access.clone();
                *kept = Kept {
                    pair: Some(pair),
                    last_failure: None,
                };
                Ok(access)
            }
            Err(error) => {
                // Of a call that had no time left, others learn nothing: theirs may have some.
                if !buyer.executor.left(buyer.deadline).is_zero() {
                    kept.last_failure = Some(error.clone());
                    self.failures.fetch_add(1, Ordering::AcqRel);
                }
                Err(error)
            }
        }
    }

    /// The server does not take this token any more. The whole pair goes: what ended one may have ended the other.
    pub(super) async fn forget(&self, token: &Secret, buyer: &Buyer<'_>) -> Result<(), Error> {
        let mut kept = self.lock(buyer).await?;
        if kept.pair.as_ref().is_some_and(|pair| pair.access == *token) {
            kept.pair = None;
        }
        Ok(())
    }

    async fn lock(&self, buyer: &Buyer<'_>) -> Result<MutexGuard<'_, Kept>, Error> {
        let lock = self.kept.lock();
        buyer.executor.wait_for(lock, buyer.endpoint, buyer.deadline).await
    }

    /// A new pair: by the refresh token while it works, else by the key. A refresh token works once, so one whose exchange
    /// failed half-way is not kept.
    async fn exchange(&self, kept: &mut Option<Pair>, now_s: i64, buyer: &Buyer<'_>) -> Result<Pair, Error> {
        if let Some(old) = kept.take().filter(|old| old.refresh_until.is_after(now_s)) {
            match buyer.buy(&auth::refresh_token(old.refresh.reveal())).await {
                Ok(answer) => return Ok(Pair::of(answer, buyer.now_s())),
                // The server did not come to look at the token. To a server with too much to do the key is one call more.
                Err(error) if matches!(error.status(), Some(408 | 429)) => {
                    *kept = Some(old);
                    return Err(error);
                }
                Err(error) if error.status().is_some_and(|status| (400..500).contains(&status)) => {}
                Err(error) => return Err(error),
            }
        }
        let answer = buyer.buy(&auth::api_key(&self.credentials)).await?;
        Ok(Pair::of(answer, buyer.now_s()))
    }
}

impl Buyer<'_> {
    fn now_s(&self) -> i64 {
        self.executor.runtime().now().as_second()
    }

    async fn buy(&self, call: &Call<TokenResponse>) -> Result<TokenResponse, Error> {
        self.executor.run_until(call, self.endpoint, self.deadline).await
    }
}

impl Pair {
    fn of(answer: TokenResponse, now_s: i64) -> Self {
        Self {
            access: Secret::new(format!("Bearer {}", answer.access_token)),
            access_until: Until::of(answer.access_token_expiration, now_s),
            refresh: Secret::new(answer.refresh_token),
            refresh_until: Until::of(answer.refresh_token_expiration, now_s),
        }
    }

    /// The access token, while it is used.
    fn usable(&self, now_s: i64) -> Option<&Secret> {
        self.access_until.is_after(now_s).then_some(&self.access)
    }
}

impl Until {
    /// Of a token that came now. One that does not last long is used for half of its time.
    fn of(ends_s: i64, now_s: i64) -> Self {
        match ends_s.saturating_sub(now_s) {
            ..=0 => Self::Refused,
            lasts_s => Self::Time(ends_s.saturating_sub(MARGIN_S.min(lasts_s / 2))),
        }
    }

    fn is_after(self, now_s: i64) -> bool {
        match self {
            Self::Time(until_s) => until_s > now_s,
            Self::Refused => true,
        }
    }
}
