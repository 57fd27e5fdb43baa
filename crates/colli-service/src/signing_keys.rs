//! The keys that sign tokens and links: shared by all nodes through the store, sealed there under the master key, and rotated with
//! overlap.
//!
//! A rotation retires the key in use and puts a new one in its place. Tokens under the retired key hold until they have
//! ended by themselves, so nobody is logged out. Links live longer than tokens, so they hold under a retired key for longer
//! ([`LINK_OVERLAP`]). Another node notices the new key within a minute, or within a second
//! when it meets a token signed with it, which waits for that.

use crate::clock::{Clock, Entropy};
use crate::error::{Error, Result};
use crate::keys::MasterKey;
use crate::tokens::{Claims, REFRESH_SECONDS, Signer};
use crate::{ANSWER_MAX, Service, StartError};
use colli_store::{SigningKeyRow, Store};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until, timeout};

/// Bytes of a new key.
const KEY_BYTES: usize = 32;

/// How long a retired key is accepted: as long as the longest token lives, and a day for nodes that hear of a rotation
/// late.
const OVERLAP: SignedDuration = SignedDuration::from_secs(REFRESH_SECONDS + 86_400);

/// How long links under a retired key are accepted: as long as the longest link lives, and a month for environments whose
/// clock was set back.
const LINK_OVERLAP: SignedDuration = SignedDuration::from_hours(400 * 24);

/// How often every node looks for new keys.
pub(crate) const RELOAD_EVERY: Duration = Duration::from_mins(1);

/// The least time between two looks that tokens of unknown keys cause: anybody can make up such tokens.
const RELOAD_PAUSE: Duration = Duration::from_secs(1);

/// The key that signs from now on, after a rotation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RotatedKey {
    /// Its name.
    pub kid: String,
    /// Until when tokens under the key before it are accepted; links are for longer.
    pub old_accepted_until: Timestamp,
}

/// The keys as this node knows them.
pub(crate) struct SigningKeys {
    master: MasterKey,
    signer: RwLock<Arc<Signer>>,
    /// When an unknown key last made this node begin to look, and whether it could.
    looked: Mutex<Option<(Instant, bool)>>,
}

impl SigningKeys {
    /// Opens the keys of a store, making the first one in an empty store.
    pub(crate) async fn open(
        store: &Store,
        master: &MasterKey,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> std::result::Result<Self, StartError> {
        let mut rows = store.signing_keys().await?;
        if !rows.iter().any(|row| row.retired_at.is_none()) {
            let row = new_key(master, clock.now(), entropy).map_err(|error| StartError::Other(error.to_string()))?;
            // Another node may have been faster; whichever key is stored is everybody's.
            rows.push(store.insert_signing_key(row).await?);
        }
        let signer = signer(rows, master, clock.now()).ok_or(StartError::MasterKey)?;
        Ok(Self {
            master: master.clone(),
            signer: RwLock::new(Arc::new(signer)),
            looked: Mutex::new(None),
        })
    }

    /// What seals secrets.
    pub(crate) fn master(&self) -> &MasterKey {
        &self.master
    }

    /// What signs and verifies now.
    pub(crate) fn signer(&self) -> Arc<Signer> {
        Arc::clone(&self.signer.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A new key, sealed.
fn new_key(master: &MasterKey, now: Timestamp, entropy: &dyn Entropy) -> Result<SigningKeyRow> {
    let mut secret = [0; KEY_BYTES];
    entropy.fill(&mut secret)?;
    let kid = entropy.uuid()?.to_string();
    let sealed = master.seal(&secret, &seal_context(&kid), entropy)?;
    Ok(SigningKeyRow {
        kid,
        sealed,
        created_at: now,
        retired_at: None,
    })
}

/// A signer over the key in use and those still accepted; `None` when the master key does not open one of them, or none
/// is in use.
fn signer(rows: Vec<SigningKeyRow>, master: &MasterKey, now: Timestamp) -> Option<Signer> {
    let rows = rows.into_iter().filter(|row| is_accepted(row, LINK_OVERLAP, now));
    let (mut rows, for_links): (Vec<_>, Vec<_>) = rows.partition(|row| is_accepted(row, OVERLAP, now));
    // The one in use signs, whatever the clocks said when the keys were made.
    rows.sort_by_key(|row| row.retired_at.is_some());
    let signer = Signer::new(&opened(rows, master)?)?;
    Some(signer.with_link_keys(&opened(for_links, master)?))
}

/// Keys by their names.
fn opened(rows: Vec<SigningKeyRow>, master: &MasterKey) -> Option<Vec<(String, Vec<u8>)>> {
    let keys = rows
        .into_iter()
        .map(|row| Some((master.open(&row.sealed, &seal_context(&row.kid))?, row.kid)));
    keys.map(|opened| opened.map(|(secret, kid)| (kid, secret))).collect()
}

fn is_accepted(row: &SigningKeyRow, overlap: SignedDuration, now: Timestamp) -> bool {
    let until = |retired_at: Timestamp| retired_at.checked_add(overlap).unwrap_or(Timestamp::MAX);
    row.retired_at.is_none_or(|retired_at| now < until(retired_at))
}

fn accepted_until(retired_at: Timestamp) -> Timestamp {
    retired_at.checked_add(OVERLAP).unwrap_or(Timestamp::MAX)
}

fn seal_context(kid: &str) -> String {
    format!("signing-key:{kid}")
}

impl Service {
    /// Puts a new signing key in the place of the one in use. Of nodes that do so at the same time one wins; all answer
    /// its key.
    pub async fn rotate_signing_key(&self) -> Result<RotatedKey> {
        let now = self.clock.now();
        let old = self.keys.signer().kid().to_owned();
        let new = new_key(&self.keys.master, now, self.entropy.as_ref())?;
        let in_use = self.store.rotate_signing_key(&old, new, now).await?;
        self.reload_signing_keys().await?;
        Ok(RotatedKey {
            kid: in_use.kid,
            old_accepted_until: accepted_until(now),
        })
    }

    /// Reads the keys again. When one cannot be opened, the ones known before stay.
    pub async fn reload_signing_keys(&self) -> Result<()> {
        let rows = self.store.signing_keys().await?;
        let signer = signer(rows, &self.keys.master, self.clock.now())
            .ok_or_else(|| Error::Internal(StartError::MasterKey.to_string()))?;
        *self.keys.signer.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(signer);
        Ok(())
    }

    /// Deletes the keys no token and no link can be under any more; returns how many went.
    pub(crate) async fn delete_spent_signing_keys(
        &self,
        now: Timestamp,
    ) -> std::result::Result<u64, colli_store::StoreError> {
        let before = now.checked_sub(LINK_OVERLAP).unwrap_or(Timestamp::MIN);
        self.store.delete_retired_signing_keys(before).await
    }

    /// The claims of a token with a good signature. A token under a key this node does not know makes it look for new
    /// keys first.
    pub(crate) async fn verify(&self, token: &str) -> Result<Option<Claims>> {
        let signer = self.keys.signer();
        if let Some(claims) = signer.verify(token) {
            return Ok(Some(claims));
        }
        if !signer.misses_key_of(token) {
            return Ok(None);
        }
        let looked = timeout(ANSWER_MAX, self.look_for_keys()).await;
        looked.unwrap_or(Err(Error::Unavailable))?;
        Ok(self.keys.signer().verify(token))
    }

    /// Whether a text was signed under a key of this name. A key this node does not know makes it look for new keys first.
    pub(crate) async fn verify_text(&self, kid: &str, text: &str, signature: &str) -> Result<bool> {
        if !self.keys.signer().knows(kid) {
            let looked = timeout(ANSWER_MAX, self.look_for_keys()).await;
            looked.unwrap_or(Err(Error::Unavailable))?;
        }
        Ok(self.keys.signer().verify_text(kid, text, signature))
    }

    /// Reads the keys, not sooner than the pause after the last time. Who comes meanwhile shares the next look: only one
    /// that began after a token came is sure to see its key.
    async fn look_for_keys(&self) -> Result<()> {
        let asked = Instant::now();
        let mut looked = self.keys.looked.lock().await;
        if let Some((began, worked)) = *looked {
            if began > asked {
                return if worked { Ok(()) } else { Err(Error::Unavailable) };
            }
            sleep_until(began + RELOAD_PAUSE).await;
        }
        let began = Instant::now();
        let outcome = self.reload_signing_keys().await;
        *looked = Some((began, outcome.is_ok()));
        outcome
    }
}
