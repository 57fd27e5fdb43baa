//! Signatures as Standard Webhooks says: HMAC-SHA256 over `id.timestamp.body`, so that receivers check them with any of its
//! libraries. The aggregator's webhooks are signed in its own way: over `timestamp.body`, in hexadecimal digits.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// How secrets begin.
const PREFIX: &str = "whsec_";

/// Bytes of a new secret; the standard takes 24 to 64.
pub(super) const SECRET_BYTES: usize = 32;

/// A secret as it is shown.
pub(super) fn secret_text(bytes: &[u8; SECRET_BYTES]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

/// The header of signatures, one for each secret; a secret that cannot be read signs nothing.
pub(super) fn signatures<'s>(secrets: impl Iterator<Item = &'s str>, id: &str, timestamp_s: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp_s}.{body}");
    let keys = secrets.filter_map(|secret| STANDARD.decode(secret.strip_prefix(PREFIX)?).ok());
    let signatures = keys.map(|key| {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    });
    signatures.collect::<Vec<_>>().join(" ")
}

/// A secret of the aggregator's webhooks as it is shown: its text is the key.
pub(super) fn plain_secret_text(bytes: &[u8; SECRET_BYTES]) -> String {
    hex(bytes)
}

/// The header of the aggregator's signature.
pub(super) fn timed_signature(secret: &str, timestamp_s: i64, body: &str) -> String {
    let signed = format!("{timestamp_s}.{body}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("t={timestamp_s},v1={}", hex(tag.as_ref()))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a text does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's hmac.
    #[test]
    fn timed_signatures_are_hexadecimal_over_time_and_body() {
        let secret = plain_secret_text(&[0x0f; SECRET_BYTES]);
        assert_eq!(secret, "0f".repeat(SECRET_BYTES));
        let signed = timed_signature(
            &secret,
            1_772_438_400,
            r#"{"event":"track_updated","data":{"city":"Łódź"}}"#,
        );
        assert_eq!(
            signed,
            "t=1772438400,v1=2401dae0a2b061bd44ff8a2328d229840a3876e6346c9e265f23a0c83a5e17f8"
        );
    }

    /// Made with Python's hmac and base64 from the text of the standard.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let body = r#"{"type":"parcel.event","data":{"city":"Łódź"}}"#;
        let first = secret_text(&[7; SECRET_BYTES]);
        assert_eq!(first, "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        let second = "whsec_plJ3nmyCDGBKInavdOK15jsl";
        let signed = signatures([first.as_str(), second].into_iter(), "msg_1", 1_772_438_400, body);
        assert_eq!(
            signed,
            "v1,3uuQtMD1cUe0hVNOvaImuyvSJ9JDrsqCCLf4+ySEEGE= v1,JeT6/2FnUJlnMOOHkFbxWbQFElXVRqAECdDmOSqLKkY="
        );
        assert_eq!(
            signatures([second].into_iter(), "msg_1", 1_772_438_400, body),
            "v1,JeT6/2FnUJlnMOOHkFbxWbQFElXVRqAECdDmOSqLKkY="
        );
        assert_eq!(signatures(["whsec_!", "other"].into_iter(), "a", 1, ""), "");
    }
}
