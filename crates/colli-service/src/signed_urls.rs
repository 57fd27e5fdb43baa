//! Links to documents that need no token: signed with the installation's keys, ending by the environment's clock.
//!
//! What a link stands for is in the link, nothing is stored. It holds on every node, and across restarts, for as long as
//! its key is accepted, which is longer than a link lives.

use crate::Service;
use crate::error::{Error, Result};
use crate::tokens::Signer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use colli_core::ids::{Environment, OrganisationId, Tenant};
use jiff::Timestamp;
use uuid::Uuid;

/// How long a link lives, in seconds: a week, less than a retired signing key is accepted.
pub const LINK_SECONDS: i64 = 604_800;
/// Longest link that is looked at, in bytes.
const LINK_BYTES_MAX: usize = 512;
/// The layout of the signed bytes.
const LAYOUT: u8 = 1;
/// What is signed begins with this, so that no signature of another kind fits a link.
const PURPOSE: &str = "colli-link:";

/// A format of a linked document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkFormat {
    /// A picture.
    Png,
    /// A page.
    Pdf,
}

/// What a link leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    /// Whose it is.
    pub(crate) tenant: Tenant,
    /// In which format.
    pub(crate) format: LinkFormat,
    /// The code of the piece.
    pub(crate) tracker_code: String,
    /// When it ends, in unix seconds of the environment's clock.
    pub(crate) ends_at: i64,
}

impl Service {
    /// Signs a link that ends a week from now, to the full hour: links made within one hour are the same.
    pub(crate) fn sign_link(&self, tenant: Tenant, format: LinkFormat, tracker_code: &str) -> Result<String> {
        let ends_at = self.now(tenant).as_second() + LINK_SECONDS;
        let link = Link {
            tenant,
            format,
            tracker_code: tracker_code.to_owned(),
            ends_at: ends_at - ends_at.rem_euclid(3_600),
        };
        sign(&self.keys.signer(), &link)
    }

    /// What a link leads to; one that is forged or has ended leads nowhere.
    pub(crate) async fn open_link(&self, token: &str) -> Result<Link> {
        let nowhere = || Error::not_found("file", "");
        let (text, signature) = token
            .split_once('.')
            .filter(|_| token.len() <= LINK_BYTES_MAX)
            .ok_or_else(nowhere)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| nowhere())?;
        let (kid, link) = read(&bytes).ok_or_else(nowhere)?;
        let signed = [PURPOSE, text].concat();
        if !self.verify_text(&kid.to_string(), &signed, signature).await? {
            return Err(nowhere());
        }
        let has_ended = link.ends_at <= self.now(link.tenant).as_second();
        if has_ended { Err(nowhere()) } else { Ok(link) }
    }
}

fn sign(signer: &Signer, link: &Link) -> Result<String> {
    let kid = Uuid::parse_str(signer.kid()).map_err(|error| Error::Internal(error.to_string()))?;
    let text = URL_SAFE_NO_PAD.encode(write(kid, link));
    let signature = signer.sign_text(&[PURPOSE, &text].concat())?;
    Ok([text.as_str(), ".", &signature].concat())
}

/// Layout, format, environment, end, organisation, key, code.
fn write(kid: Uuid, link: &Link) -> Vec<u8> {
    let format = match link.format {
        LinkFormat::Png => 0,
        LinkFormat::Pdf => 1,
    };
    let environment = u8::try_from(link.tenant.environment.to_i64()).unwrap_or(u8::MAX);
    let mut bytes = vec![LAYOUT, format, environment];
    bytes.extend_from_slice(&link.ends_at.to_be_bytes());
    bytes.extend_from_slice(link.tenant.organisation.0.as_bytes());
    bytes.extend_from_slice(kid.as_bytes());
    bytes.extend_from_slice(link.tracker_code.as_bytes());
    bytes
}

fn read(bytes: &[u8]) -> Option<(Uuid, Link)> {
    let ([LAYOUT, format, environment], rest) = bytes.split_first_chunk()? else {
        return None;
    };
    let (ends_at, rest) = rest.split_first_chunk()?;
    let (organisation, rest) = rest.split_first_chunk()?;
    let (kid, code) = rest.split_first_chunk()?;
    let link = Link {
        tenant: Tenant {
            organisation: OrganisationId(Uuid::from_bytes(*organisation)),
            environment: Environment::from_i64(i64::from(*environment))?,
        },
        format: match format {
            0 => LinkFormat::Png,
            1 => LinkFormat::Pdf,
            _ => return None,
        },
        tracker_code: String::from_utf8(code.to_vec()).ok()?,
        ends_at: i64::from_be_bytes(*ends_at),
    };
    // Times past the end of the calendar are nobody's.
    Timestamp::from_second(link.ends_at).ok()?;
    Some((Uuid::from_bytes(*kid), link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_read_and_every_byte_counts() {
        let kid = Uuid::from_u128(7);
        let signer = Signer::new(&[(kid.to_string(), b"secret".to_vec())]).unwrap();
        let link = Link {
            tenant: Tenant {
                organisation: OrganisationId(Uuid::from_u128(3)),
                environment: Environment::Test,
            },
            format: LinkFormat::Pdf,
            tracker_code: "JVGL08500001000000000017".to_owned(),
            ends_at: 1_772_438_400,
        };
        let token = sign(&signer, &link).unwrap();
        assert!(
            token.len() < 150
                && token
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        );
        let (text, signature) = token.split_once('.').unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
        assert_eq!(read(&bytes), Some((kid, link)));
        let message = [PURPOSE, text].concat();
        assert!(signer.verify_text(&kid.to_string(), &message, signature));
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            let message = [PURPOSE, &URL_SAFE_NO_PAD.encode(&other)].concat();
            assert!(!signer.verify_text(&kid.to_string(), &message, signature), "{at}");
        }
        assert!(
            !signer.verify_text(&kid.to_string(), text, signature),
            "another purpose"
        );
        for cut in 0..43 {
            assert_eq!(read(&bytes[..cut]), None);
        }
    }
}
