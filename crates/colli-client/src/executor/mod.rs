//! Sends calls: one connection pool, time-outs, retries, a rate limit.

mod attempt;
mod deadline;
mod pace;
mod retry;
mod tls;

use crate::call::{Call, Request, Response};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::runtime::{Runtime, SystemRuntime};
use crate::settings::Settings;
pub(crate) use deadline::Deadline;
use pace::Pace;
use std::fmt;
use std::sync::Arc;

/// Sends calls. Clones share the connections and the rate limit, so one executor serves a whole program.
#[derive(Clone)]
pub struct Executor(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    settings: Settings,
    pace: Option<Pace>,
    runtime: Arc<dyn Runtime>,
}

impl Executor {
    /// An executor on the machine's own clock.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        Self::with_runtime(settings, Arc::new(SystemRuntime::new()))
    }

    /// An executor on a clock, a timer and a randomness of the caller's.
    pub fn with_runtime(settings: Settings, runtime: Arc<dyn Runtime>) -> Result<Self, Error> {
        // A redirect would carry the key to wherever it leads, so none is followed.
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config()?)
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(&settings.user_agent)
            .build()
            .map_err(|_| Error::Setting {
                what: "the user agent",
                rule: "must be visible characters",
            })?;
        let pace = settings
            .calls_per_second
            .map(|rate| Pace::new(rate, settings.burst))
            .transpose()?;
        Ok(Self(Arc::new(Inner {
            http,
            settings,
            pace,
            runtime,
        })))
    }

    /// Sends a call and reads its answer.
    pub async fn run<A>(&self, call: &Call<A>, endpoint: &Endpoint) -> Result<A, Error> {
        self.run_until(call, endpoint, self.deadline()).await
    }

    /// Sends a call that is a part of a longer one.
    pub(crate) async fn run_until<A>(
        &self,
        call: &Call<A>,
        endpoint: &Endpoint,
        deadline: Deadline,
    ) -> Result<A, Error> {
        call.parse(&self.send_until(&call.request(endpoint), deadline).await?)
    }

    /// Sends a request, again where that is allowed and may help. Answers of every status are answers.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        self.send_until(request, self.deadline()).await
    }

    /// Sends a request that is a part of a longer call.
    pub(crate) async fn send_until(&self, request: &Request, deadline: Deadline) -> Result<Response, Error> {
        let mut tries = 0;
        loop {
            self.wait_for_room(request, deadline).await?;
            let outcome = self.attempt(request, self.left(deadline)).await;
            let retry = retry::wait(&outcome, request, tries, &self.0.settings, &*self.0.runtime);
            let Some(wait) = retry.filter(|wait| *wait < self.left(deadline)) else {
                return outcome;
            };
            tracing::debug!(
                method = request.method().as_str(),
                address = request.address(),
                wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                status = outcome.as_ref().ok().map(|response| response.status),
                "a call is tried again"
            );
            self.0.runtime.sleep(wait).await;
            tries += 1;
        }
    }

    async fn wait_for_room(&self, request: &Request, deadline: Deadline) -> Result<(), Error> {
        let left = self.left(deadline);
        if left.is_zero() {
            return Err(attempt::timeout(request.address()));
        }
        let Some(pace) = &self.0.pace else {
            return Ok(());
        };
        let wait = pace.take(self.0.runtime.elapsed(), left)?;
        if !wait.is_zero() {
            self.0.runtime.sleep(wait).await;
        }
        Ok(())
    }

    /// The clock that ends of tokens are compared with.
    pub(crate) fn runtime(&self) -> &dyn Runtime {
        &*self.0.runtime
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Executor").field(&self.0.settings).finish()
    }
}
