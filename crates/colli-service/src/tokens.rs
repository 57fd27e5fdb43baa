//! Access and refresh tokens: HS256 JWTs with the documented claims and lifetimes (reference 2.4).

use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::ids::{AccountNumber, Environment, OrganisationId, Tenant, UserId};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// Seconds an access token lives (15 minutes and the second of issue).
pub const ACCESS_SECONDS: i64 = 901;
/// Seconds a refresh token lives (7 days and the second of issue).
pub const REFRESH_SECONDS: i64 = 604_801;
/// Role that permits labels and shipments.
pub const ROLE_LABEL: &str = "label-service.B2X";
/// Role that permits pickups.
pub const ROLE_PICKUP: &str = "pickup-service.B2X";
/// Role of refresh tokens.
pub const ROLE_REFRESH: &str = "auth-service.REFRESH";
/// How many seconds before its `nbf` a token is accepted: nodes issue tokens by clocks that differ a little.
pub const NOT_BEFORE_LEEWAY_SECONDS: i64 = 60;
/// Longest token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Claims of a token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// Id of the token.
    pub jti: Uuid,
    /// The user.
    pub sub: Uuid,
    /// The organisation.
    pub organization_id: Uuid,
    /// Not before, unix seconds.
    pub nbf: i64,
    /// Expiry, unix seconds.
    pub exp: i64,
    /// What it permits.
    pub roles: Vec<String>,
    /// Accounts it permits.
    pub accounts: Vec<String>,
    /// Business unit of the vendor.
    pub business_unit: String,
    /// Test environment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}

impl Claims {
    /// Whose data.
    pub fn tenant(&self) -> Tenant {
        let environment = if self.sandbox {
            Environment::Test
        } else {
            Environment::Live
        };
        Tenant {
            organisation: OrganisationId(self.organization_id),
            environment,
        }
    }

    /// Whether a role was granted.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|granted| granted == role)
    }

    /// Who calls.
    pub fn caller(&self) -> Caller {
        let mut accounts: Vec<AccountNumber> = self
            .accounts
            .iter()
            .filter_map(|account| AccountNumber::parse(account))
            .collect();
        accounts.sort_unstable();
        Caller {
            tenant: self.tenant(),
            user: UserId(self.sub),
            accounts,
            may_label: self.has_role(ROLE_LABEL),
            may_pickup: self.has_role(ROLE_PICKUP),
        }
    }
}

/// Signs and checks tokens and links. Keys are named by id, so that they can be rotated with overlap.
pub struct Signer {
    current: (String, EncodingKey),
    keys: HashMap<String, DecodingKey>,
    /// Keys under which links hold still, and tokens no more.
    link_keys: HashMap<String, DecodingKey>,
    validation: Validation,
}

impl Signer {
    /// A signer that issues under the first key, the newest, and accepts all; `None` without a key.
    pub fn new(keys: &[(String, Vec<u8>)]) -> Option<Self> {
        let (kid, secret) = keys.first()?;
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are checked against the environment's clock, not the machine's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(Self {
            current: (kid.clone(), EncodingKey::from_secret(secret)),
            keys: decoding(keys),
            link_keys: HashMap::new(),
            validation,
        })
    }

    /// The same, with keys under which links are accepted, but no tokens.
    #[must_use]
    pub(crate) fn with_link_keys(mut self, keys: &[(String, Vec<u8>)]) -> Self {
        self.link_keys = decoding(keys);
        self
    }

    /// Signs claims.
    pub fn sign(&self, claims: &Claims) -> Result<String> {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.current.0.clone());
        jsonwebtoken::encode(&header, claims, &self.current.1).map_err(|error| Error::Internal(error.to_string()))
    }

    /// Signs a text that is no token, under the current key.
    pub(crate) fn sign_text(&self, text: &str) -> Result<String> {
        jsonwebtoken::crypto::sign(text.as_bytes(), &self.current.1, Algorithm::HS256)
            .map_err(|error| Error::Internal(error.to_string()))
    }

    /// Whether a text was signed under this key, which may be one for links only.
    pub(crate) fn verify_text(&self, kid: &str, text: &str, signature: &str) -> bool {
        let key = self.keys.get(kid).or_else(|| self.link_keys.get(kid));
        key.is_some_and(|key| {
            jsonwebtoken::crypto::verify(signature, text.as_bytes(), key, Algorithm::HS256).unwrap_or(false)
        })
    }

    /// Whether a key is among these.
    pub(crate) fn knows(&self, kid: &str) -> bool {
        self.keys.contains_key(kid) || self.link_keys.contains_key(kid)
    }

    /// The name of the key it signs with.
    pub fn kid(&self) -> &str {
        &self.current.0
    }

    /// Whether a token names a key like ours that is not among these.
    pub fn misses_key_of(&self, token: &str) -> bool {
        let kid = Some(token)
            .filter(|token| token.len() <= TOKEN_BYTES_MAX)
            .and_then(|token| jsonwebtoken::decode_header(token).ok()?.kid);
        kid.is_some_and(|kid| Uuid::parse_str(&kid).is_ok() && !self.knows(&kid))
    }

    /// Checks signature and algorithm; times are [`check_times`]'s.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let key = self.keys.get(&kid)?;
        jsonwebtoken::decode::<Claims>(token, key, &self.validation)
            .ok()
            .map(|data| data.claims)
    }
}

fn decoding(keys: &[(String, Vec<u8>)]) -> HashMap<String, DecodingKey> {
    let keys = keys.iter();
    keys.map(|(kid, secret)| (kid.clone(), DecodingKey::from_secret(secret)))
        .collect()
}

/// Whether an access token is valid at this moment: `nbf` reached, give or take [`NOT_BEFORE_LEEWAY_SECONDS`], and `exp`
/// not. In a test environment `nbf` is not looked at: its clock may have been set back since, by a reset.
pub fn check_times(claims: &Claims, now: Timestamp) -> bool {
    let has_begun = claims.sandbox || claims.nbf - NOT_BEFORE_LEEWAY_SECONDS <= now.as_second();
    has_begun && !has_ended(claims, now)
}

/// Whether a token has ended. Of a refresh token nothing else is asked: that it was issued, the store knows, so it holds
/// also when the clock went back since.
pub fn has_ended(claims: &Claims, now: Timestamp) -> bool {
    claims.exp <= now.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            jti: Uuid::from_u128(1),
            sub: Uuid::from_u128(2),
            organization_id: Uuid::from_u128(3),
            nbf: 1_000,
            exp: 1_000 + ACCESS_SECONDS,
            roles: vec![ROLE_LABEL.to_owned()],
            accounts: vec!["08500001".to_owned()],
            business_unit: "dhl-nl".to_owned(),
            sandbox: true,
        }
    }

    fn signer(keys: &[(&str, &[u8])]) -> Signer {
        let keys: Vec<_> = keys
            .iter()
            .map(|(kid, secret)| ((*kid).to_owned(), secret.to_vec()))
            .collect();
        Signer::new(&keys).unwrap()
    }

    #[test]
    fn tokens_survive_a_key_rotation_with_overlap() {
        let old = signer(&[("a", b"secret-a")]);
        let both = signer(&[("b", b"secret-b"), ("a", b"secret-a")]);
        let token = old.sign(&claims()).unwrap();
        assert_eq!(both.verify(&token), Some(claims()));
        assert_eq!(old.verify(&both.sign(&claims()).unwrap()), None);
    }

    #[test]
    fn foreign_unsigned_and_confused_tokens_are_refused() {
        let ours = signer(&[("a", b"secret-a")]);
        assert_eq!(ours.verify(&signer(&[("a", b"other")]).sign(&claims()).unwrap()), None);
        let key = EncodingKey::from_secret(b"secret-a");
        let mut header = Header::new(Algorithm::HS512);
        header.kid = Some("a".to_owned());
        assert_eq!(
            ours.verify(&jsonwebtoken::encode(&header, &claims(), &key).unwrap()),
            None
        );
        // alg none: {"alg":"none","typ":"JWT","kid":"a"}
        let token = ours.sign(&claims()).unwrap();
        let body = token.split('.').nth(1).unwrap();
        assert_eq!(
            ours.verify(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoiYSJ9.{body}.")),
            None
        );
        for garbage in ["", "a.b.c", "....", &"x".repeat(20_000)] {
            assert_eq!(ours.verify(garbage), None);
        }
    }

    #[test]
    fn times_include_the_start_and_exclude_the_end() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let claims = claims();
        assert!(check_times(&claims, at(939)));
        let claims = Claims {
            sandbox: false,
            ..claims
        };
        assert!(!check_times(&claims, at(939)));
        assert!(check_times(&claims, at(940)) && check_times(&claims, at(1_900)));
        assert!(!check_times(&claims, at(1_901)));
        assert!(!has_ended(&claims, at(0)) && !has_ended(&claims, at(1_900)) && has_ended(&claims, at(1_901)));
    }

    #[test]
    fn keys_for_links_open_no_tokens() {
        let old = signer(&[("old", b"secret")]);
        let ours = signer(&[("new", b"other")]).with_link_keys(&[("old".to_owned(), b"secret".to_vec())]);
        let signature = old.sign_text("text").unwrap();
        assert!(ours.knows("old") && ours.verify_text("old", "text", &signature));
        assert!(!ours.verify_text("new", "text", &signature) && !ours.verify_text("old", "other", &signature));
        assert_eq!(ours.verify(&old.sign(&claims()).unwrap()), None);
    }

    #[test]
    fn only_keys_like_ours_are_missed() {
        let (ours, other) = (Uuid::from_u128(1).to_string(), Uuid::from_u128(2).to_string());
        let ours = signer(&[(&ours, b"secret")]);
        let token = |kid: &str| signer(&[(kid, b"secret")]).sign(&claims()).unwrap();
        assert!(ours.misses_key_of(&token(&other)));
        for known in [token(ours.kid()), token("kid"), "x.y.z".to_owned(), "x".repeat(20_000)] {
            assert!(!ours.misses_key_of(&known), "{known}");
        }
    }
}
