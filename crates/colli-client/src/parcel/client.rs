//! A client with credentials.

use super::tokens::{Buyer, Tokens};
use crate::call::{Access, Call, Response};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::executor::Executor;
use crate::secret::Secret;
use std::sync::Arc;

/// What tokens are bought with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    /// The key's user, a UUID.
    pub user_id: String,
    /// The key.
    pub key: Secret,
    /// Restricts the tokens to these accounts; all of the key's when empty.
    pub account_numbers: Vec<String>,
}

impl Credentials {
    /// A key for all its accounts.
    pub fn new(user_id: impl Into<String>, key: impl Into<Secret>) -> Self {
        Self {
            user_id: user_id.into(),
            key: key.into(),
            account_numbers: Vec::new(),
        }
    }
}

/// A client of the parcel API. Clones share its tokens.
///
/// An access token is kept until shortly before it ends, and then exchanged by the refresh token; calls that need one at
/// the same time wait for one exchange. A token the server no longer takes is replaced once per call.
#[derive(Clone, Debug)]
pub struct Client {
    executor: Executor,
    endpoint: Endpoint,
    tokens: Option<Arc<Tokens>>,
}

impl Client {
    /// A client of the API at a base address, such as [`PRODUCTION`](super::PRODUCTION).
    pub fn new(executor: Executor, base: &str, credentials: Credentials) -> Result<Self, Error> {
        Ok(Self {
            tokens: Some(Arc::new(Tokens::new(credentials))),
            ..Self::anonymous(executor, base)?
        })
    }

    /// A client for public calls only: catalogue, ServicePoints, track and trace, planning.
    pub fn anonymous(executor: Executor, base: &str) -> Result<Self, Error> {
        Ok(Self {
            executor,
            endpoint: Endpoint::new(base)?,
            tokens: None,
        })
    }

    /// Sends a call. Calls that need a token get one; public ones are sent without.
    pub async fn send<A>(&self, call: &Call<A>) -> Result<A, Error> {
        match call.access() {
            Access::Public => self.executor.run(call, &self.endpoint).await,
            Access::Token => self.send_as_owner(call).await,
        }
    }

    /// Sends a call with a token even where none is needed: track and trace then shows the owner everything, the catalogue
    /// what the accounts may send.
    pub async fn send_as_owner<A>(&self, call: &Call<A>) -> Result<A, Error> {
        call.parse(&self.answer(call).await?)
    }

    async fn answer<A>(&self, call: &Call<A>) -> Result<Response, Error> {
        let tokens = self.tokens.as_ref().ok_or(Error::Setting {
            what: "the client",
            rule: "must have credentials for this call",
        })?;
        let request = call.request(&self.endpoint);
        let buyer = Buyer {
            executor: &self.executor,
            endpoint: &self.endpoint,
            deadline: self.executor.deadline(),
        };
        let token = tokens.current(&buyer).await?;
        let with_token = request.clone().with_header("authorization", &token);
        let answer = self.executor.send_until(&with_token, buyer.deadline).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        tokens.forget(&token, &buyer).await?;
        let token = tokens.current(&buyer).await?;
        let with_token = request.with_header("authorization", &token);
        self.executor.send_until(&with_token, buyer.deadline).await
    }
}
