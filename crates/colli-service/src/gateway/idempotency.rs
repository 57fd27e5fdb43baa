//! Requests clients named with a key: carried out once, and answered as the first time from then on.

use super::GatewayCaller;
use crate::Service;
use crate::error::{Error, Result};
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_store::{IdempotencyClaim, NewIdempotencyKey};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How long answers are kept, on the environment's clock.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A request without an answer for this long, in real time, was cut off with its node.
const ABANDONED: SignedDuration = SignedDuration::from_secs(60);

/// A request with the client's name for it.
#[derive(Clone, Copy, Debug)]
pub struct NamedRequest<'r> {
    /// The name.
    pub key: &'r str,
    /// What it was sent to.
    pub path: &'r str,
    /// Its body.
    pub body: &'r [u8],
}

/// What becomes of a named request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// It is to be carried out, under this name in the store, with ids made from the seed.
    Claimed {
        /// Its name in the store.
        name: Vec<u8>,
        /// What ids are made from.
        seed: Uuid,
    },
    /// It is being carried out.
    InProgress,
    /// It was answered so: status and body.
    Answered(u16, String),
    /// The key was used for another request.
    OtherRequest,
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

/// What is sealed with an answer, so that it cannot be put in the place of another.
fn context(name: &[u8]) -> String {
    format!("idempotency:{}", STANDARD.encode(name))
}

impl Service {
    /// Claims a named request.
    pub async fn claim_request(&self, caller: &GatewayCaller, request: &NamedRequest<'_>) -> Result<Claim> {
        let (tenant, real_now) = (caller.tenant, self.clock.now());
        // A name holds for one path: clients that number their requests use it again elsewhere.
        let name = hash(&[b"idempotency-key", request.key.as_bytes(), request.path.as_bytes()]);
        let new = NewIdempotencyKey {
            key_hash: name.clone(),
            request_hash: hash(&[request.body]),
            claimed_at: real_now,
            abandoned_before: real_now.checked_sub(ABANDONED).unwrap_or(real_now),
            kept_until: self.now(tenant).checked_add(KEPT).unwrap_or(real_now),
        };
        Ok(match self.store.claim_idempotency_key(tenant, new).await? {
            IdempotencyClaim::Claimed(kept_until) => Claim::Claimed {
                seed: self.request_seed(caller, &name, kept_until),
                name,
            },
            IdempotencyClaim::InProgress => Claim::InProgress,
            IdempotencyClaim::Answered(status, sealed) => Claim::Answered(status, self.open_answer(&name, &sealed)?),
            IdempotencyClaim::OtherRequest => Claim::OtherRequest,
        })
    }

    /// What ids of a named request are made from: the same for whoever takes it over, and another one for the same name
    /// once the first request is forgotten, which makes objects of its own.
    fn request_seed(&self, caller: &GatewayCaller, name: &[u8], kept_until: Timestamp) -> Uuid {
        let tenant = caller.tenant;
        let parts = [
            name,
            &self.epoch(tenant).to_be_bytes(),
            &[u8::from(caller.is_test())],
            &kept_until.as_millisecond().to_be_bytes(),
        ];
        Uuid::new_v5(&tenant.organisation.0, &hash(&parts))
    }

    /// Keeps the answer of a named request.
    pub async fn answer_request(&self, caller: &GatewayCaller, name: Vec<u8>, status: u16, answer: &str) -> Result<()> {
        let sealed = self
            .keys
            .master()
            .seal(answer.as_bytes(), &context(&name), self.entropy.as_ref())?;
        Ok(self
            .store
            .answer_idempotency_key(caller.tenant, name, status, STANDARD.encode(sealed))
            .await?)
    }

    /// Answers are sealed: they may hold what is shown once.
    fn open_answer(&self, name: &[u8], sealed: &str) -> Result<String> {
        let opened = STANDARD
            .decode(sealed)
            .ok()
            .and_then(|sealed| self.keys.master().open(&sealed, &context(name)))
            .and_then(|opened| String::from_utf8(opened).ok());
        opened.ok_or_else(|| Error::Internal("the answer to a named request cannot be opened".to_owned()))
    }

    /// Lets a named request be tried again, as it came to nothing.
    pub async fn release_request(&self, caller: &GatewayCaller, name: Vec<u8>) -> Result<()> {
        Ok(self.store.release_idempotency_key(caller.tenant, name).await?)
    }
}
