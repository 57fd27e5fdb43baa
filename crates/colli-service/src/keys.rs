//! The master key, and the signing keys sealed under it in the store (design section 11, Operations).

use crate::clock::Entropy;
use crate::error::{Error, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::Arc;

/// The key that seals secrets at rest. Never stored in the database, never logged.
#[derive(Clone)]
pub struct MasterKey(Arc<LessSafeKey>);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// Bytes of a master key.
    pub const BYTES: usize = 32;

    /// A key from its bytes.
    pub fn new(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, bytes)
            .ok()
            .map(|key| Self(Arc::new(LessSafeKey::new(key))))
    }

    /// Reads 64 hexadecimal digits, or base64 of 32 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = if text.len() == 2 * Self::BYTES {
            from_hex(text)?
        } else {
            STANDARD.decode(text).ok()?
        };
        Self::new(bytes.as_slice().try_into().ok()?)
    }

    /// Seals a secret; `context` must be given again to open it, so that sealed values cannot be swapped.
    pub fn seal(&self, secret: &[u8], context: &str, entropy: &dyn Entropy) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        let mut sealed = secret.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .map_err(|_| Error::Internal("sealing failed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`MasterKey::seal`] sealed; `None` under another key or context, or when it was changed.
    pub fn open(&self, sealed: &[u8], context: &str) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let mut secret = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce.try_into().ok()?);
        let length = self.0.open_in_place(nonce, Aad::from(context), &mut secret).ok()?.len();
        secret.truncate(length);
        Some(secret)
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    text.is_ascii().then_some(())?;
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

/// The hash under which an API key is stored. Keys are random and long, so a plain salted hash resists guessing; the
/// user is the salt, which also keeps a hash from being moved to another user.
pub fn hash_api_key(user: &str, key: &str) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in ["colli-api-key", user, key] {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    context.finish().as_ref().to_vec()
}

/// Compares without telling by time where the difference is.
pub fn same_hash(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn sealed_secrets_open_only_under_key_and_context() {
        let key = MasterKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(b"secret", "signing:1", &SeededEntropy::new(1)).unwrap();
        assert_eq!(key.open(&sealed, "signing:1").as_deref(), Some(&b"secret"[..]));
        assert_eq!(key.open(&sealed, "signing:2"), None);
        assert_eq!(MasterKey::new(&[8; 32]).unwrap().open(&sealed, "signing:1"), None);
        let mut changed = sealed.clone();
        changed[NONCE_LEN] ^= 1;
        assert_eq!(key.open(&changed, "signing:1"), None);
        assert_eq!(key.open(&sealed[..5], "signing:1"), None);
    }

    #[test]
    fn master_keys_are_hex_or_base64() {
        assert!(MasterKey::parse(&"ab".repeat(32)).is_some());
        assert!(MasterKey::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").is_some());
        for wrong in ["", "abc", &"zz".repeat(32), &"é".repeat(32)] {
            assert!(MasterKey::parse(wrong).is_none());
        }
        assert_eq!(format!("{:?}", MasterKey::new(&[1; 32]).unwrap()), "MasterKey(…)");
    }

    #[test]
    fn key_hashes_depend_on_user_and_key() {
        assert_ne!(hash_api_key("a", "bc"), hash_api_key("ab", "c"));
        assert!(same_hash(&hash_api_key("a", "b"), &hash_api_key("a", "b")));
    }
}
