//! Links to documents of the gateway: a name, and a query that opens it for a time, without a token.
//!
//! What is signed is in the link, nothing is stored. The query names the end, on the environment's clock, and the key; the
//! signature holds whose the document is. Without the query, or with one that differs in a letter, the name leads nowhere.

use crate::Service;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use colli_core::ids::{Environment, OrganisationId, Tenant};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How long links to labels and their like live (reference 5.8): less than a retired signing key is accepted for links.
pub const DOCUMENT_LINK: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long links to packing slips live.
pub const PACKING_SLIP_LINK: SignedDuration = SignedDuration::from_hours(24);
/// Ends are full hours: links made within one hour are the same.
const HOUR_S: i64 = 3_600;
/// The layout of the bytes that say whose a document is.
const LAYOUT: u8 = 1;
/// Bytes that say whose a document is: layout, environment, organisation.
const OWNER_BYTES: usize = 18;
/// Letters of these bytes.
const OWNER_CHARS: usize = OWNER_BYTES / 3 * 4;
/// Letters of each part of a query at most.
const PART_CHARS_MAX: usize = 128;
/// What is signed begins with this, so that no signature of another kind fits.
const PURPOSE: &str = "colli-document:";

const NOWHERE: Error = Error::Forbidden("the link is not valid, or has ended");

impl Service {
    /// The query that opens a document of a tenant until a time of the environment, and for up to an hour more; a document
    /// made at a time keeps one link when its end is counted from then. `name` is what stands in the path before it.
    pub fn sign_document_until(&self, tenant: Tenant, name: &str, ends_at: Timestamp) -> Result<String> {
        let ends_at_s = ends_at.as_second();
        let expires = (ends_at_s + (-ends_at_s).rem_euclid(HOUR_S)).to_string();
        let owner = URL_SAFE_NO_PAD.encode(owner_bytes(tenant));
        let signer = self.keys.signer();
        let signature = signer.sign_text(&signed_text(name, &expires, &owner))?;
        let kid = signer.kid();
        Ok(format!(
            "Expires={expires}&Signature={owner}{signature}&Key-Pair-Id={kid}"
        ))
    }

    /// Whose the document of this name is, when the parts of the query open it.
    pub async fn open_document(&self, name: &str, expires: &str, signature: &str, key: &str) -> Result<Tenant> {
        if [expires, signature, key].iter().any(|part| part.len() > PART_CHARS_MAX) || Uuid::try_parse(key).is_err() {
            return Err(NOWHERE);
        }
        let (owner, tag) = signature.split_at_checked(OWNER_CHARS).ok_or(NOWHERE)?;
        let tenant = read_owner(owner).ok_or(NOWHERE)?;
        let ends_at_s: i64 = expires.parse().map_err(|_| NOWHERE)?;
        if !self.verify_text(key, &signed_text(name, expires, owner), tag).await? {
            return Err(NOWHERE);
        }
        let has_ended = ends_at_s <= self.now(tenant).as_second();
        if has_ended { Err(NOWHERE) } else { Ok(tenant) }
    }
}

/// What is signed. Only the name may hold a colon, so the parts cannot be taken for each other's.
fn signed_text(name: &str, expires: &str, owner: &str) -> String {
    [PURPOSE, name, ":", expires, ":", owner].concat()
}

fn owner_bytes(tenant: Tenant) -> Vec<u8> {
    let environment = u8::try_from(tenant.environment.to_i64()).unwrap_or(u8::MAX);
    let mut bytes = vec![LAYOUT, environment];
    bytes.extend_from_slice(tenant.organisation.0.as_bytes());
    bytes
}

fn read_owner(text: &str) -> Option<Tenant> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let ([LAYOUT, environment], organisation) = bytes.split_first_chunk()? else {
        return None;
    };
    Some(Tenant {
        organisation: OrganisationId(Uuid::from_slice(organisation).ok()?),
        environment: Environment::from_i64(i64::from(*environment))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_as_they_are_written() {
        for environment in [Environment::Test, Environment::Live] {
            let tenant = Tenant {
                organisation: OrganisationId(Uuid::from_u128(u128::MAX - 7)),
                environment,
            };
            let text = URL_SAFE_NO_PAD.encode(owner_bytes(tenant));
            assert_eq!((text.len(), read_owner(&text)), (OWNER_CHARS, Some(tenant)));
            assert_eq!(read_owner(&text[..20]), None);
        }
        assert_eq!(read_owner(&"A".repeat(OWNER_CHARS)), None, "another layout");
        assert_eq!(read_owner("!"), None);
    }
}
