//! Authorization profiles: keys of people who use an assistant with an account of their own. A key is sealed at rest, used for
//! its owner's calls, and never shown again.

use crate::Service;
use crate::apps::Client;
use crate::error::{Error, Result};
use colli_core::app::{Scope, read_name};
use colli_core::error::{Violation, Violations};
use colli_core::ids::Tenant;
use colli_core::limits::AUTHORIZATION_PROFILES_MAX;
use colli_store::{AuthorizationProfileInserted, AuthorizationProfileRow};
use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

/// The one header keys are sent in.
pub const HEADER: &str = "DHL-API-Key";
/// Characters of a key at most.
const KEY_CHARS_MAX: usize = 200;
/// What it is called where it is missing or taken.
const WHAT: &str = "authorization_profile";

/// A key, to be sent; shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes a key.
    pub(crate) fn new(key: String) -> Self {
        Self(key)
    }

    /// The key, for who sends it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// A profile to make.
#[derive(Clone, Default)]
pub struct NewAuthorizationProfile {
    /// Its name.
    pub name: String,
    /// The header its key is sent in.
    pub header: String,
    /// Its key.
    pub key: String,
}

/// A profile, without its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorizationProfile {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The header its key is sent in.
    pub header: String,
    /// Whether it may be used.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<AuthorizationProfileRow> for AuthorizationProfile {
    fn from(row: AuthorizationProfileRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            header: row.header,
            is_enabled: row.is_enabled,
            created_at: row.created_at,
        }
    }
}

/// A moment as the store keeps it, so that a new profile shows the time that later answers show.
fn in_millis(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

impl Service {
    /// Makes a profile. It may be used at once.
    pub async fn create_authorization_profile(
        &self,
        tenant: Tenant,
        new: NewAuthorizationProfile,
    ) -> Result<AuthorizationProfile> {
        let (name, key) = read(&new)?;
        let id = self.entropy.uuid()?;
        let row = AuthorizationProfileRow {
            id,
            tenant,
            name,
            header: HEADER.to_owned(),
            is_enabled: true,
            created_at: in_millis(self.clock.now()),
            sealed: self
                .keys
                .master()
                .seal(key.as_bytes(), &context(id), self.entropy.as_ref())?,
        };
        let inserted = self
            .store
            .insert_authorization_profile(row.clone(), AUTHORIZATION_PROFILES_MAX)
            .await?;
        match inserted {
            AuthorizationProfileInserted::Inserted => Ok(row.into()),
            AuthorizationProfileInserted::NameTaken => Err(Error::Conflict {
                what: WHAT,
                id: row.name,
            }),
            AuthorizationProfileInserted::Full => Err(Error::violation(
                Violation::new("name", "range", "there are as many profiles as there may be").accepting([format!(
                    "up to {AUTHORIZATION_PROFILES_MAX} profiles; delete one that is not used"
                )]),
            )),
        }
    }

    /// An environment's profiles, by name.
    pub async fn authorization_profiles(&self, tenant: Tenant) -> Result<Vec<AuthorizationProfile>> {
        let rows = self
            .store
            .authorization_profiles(tenant, AUTHORIZATION_PROFILES_MAX)
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A profile by its id.
    pub async fn authorization_profile(&self, tenant: Tenant, id: &str) -> Result<AuthorizationProfile> {
        let found = match Uuid::parse_str(id) {
            Ok(id) => self.store.authorization_profile(tenant, id).await?,
            Err(_) => None,
        };
        found.map(Into::into).ok_or_else(|| Error::not_found(WHAT, id))
    }

    /// Lets a profile be used, or not.
    pub async fn enable_authorization_profile(
        &self,
        tenant: Tenant,
        id: &str,
        is_enabled: bool,
    ) -> Result<AuthorizationProfile> {
        let profile = self.authorization_profile(tenant, id).await?;
        let changed = self
            .store
            .enable_authorization_profile(tenant, profile.id, is_enabled)
            .await?;
        changed.map(Into::into).ok_or_else(|| Error::not_found(WHAT, id))
    }

    /// Deletes a profile with its key.
    pub async fn delete_authorization_profile(&self, tenant: Tenant, id: &str) -> Result<()> {
        let profile = self.authorization_profile(tenant, id).await?;
        if self.store.delete_authorization_profile(tenant, profile.id).await? {
            Ok(())
        } else {
            Err(Error::not_found(WHAT, id))
        }
    }

    /// The key of a profile that may be used, by the profile's id or name.
    pub async fn authorization_profile_key(&self, tenant: Tenant, id_or_name: &str) -> Result<ApiKey> {
        let by_id = match Uuid::parse_str(id_or_name) {
            Ok(id) => self.store.authorization_profile(tenant, id).await?,
            Err(_) => None,
        };
        let found = if by_id.is_some() {
            by_id
        } else {
            let name = id_or_name.trim().to_owned();
            self.store.authorization_profile_by_name(tenant, name).await?
        };
        let row = found.ok_or_else(|| Error::not_found(WHAT, id_or_name))?;
        if !row.is_enabled {
            return Err(Error::Forbidden("This authorization profile is disabled"));
        }
        let opened = self.keys.master().open(&row.sealed, &context(row.id));
        opened
            .and_then(|key| String::from_utf8(key).ok())
            .map(ApiKey::new)
            .ok_or_else(|| Error::Internal(format!("the key of authorization profile {} cannot be opened", row.id)))
    }

    /// The client a profile's key makes on the own network: an app whose key it is, that has the scope.
    pub async fn client_of_profile(&self, key: &ApiKey, scope: Scope) -> Result<Client> {
        let app = match self.authenticate_app(key.reveal()).await {
            Err(Error::Unauthenticated(_)) => {
                return Err(Error::Forbidden(
                    "The key of this authorization profile is unknown here",
                ));
            }
            other => other?,
        };
        let client = Client::from(app);
        if client.scopes.has(scope) {
            Ok(client)
        } else {
            Err(Error::Forbidden(
                "The key of this authorization profile is not meant for this: its app lacks the scope",
            ))
        }
    }
}

fn context(id: Uuid) -> String {
    format!("authorization-profile:{id}")
}

/// Judges a profile; every broken rule is named. Answers its name and its key.
fn read(new: &NewAuthorizationProfile) -> Result<(String, String)> {
    let mut found = Violations::new();
    let name = read_name(&new.name).unwrap_or_else(|violation| {
        found.push(Violation {
            message: violation.message.replace("an app needs", "a profile needs"),
            ..violation
        });
        String::new()
    });
    if !new.header.trim().eq_ignore_ascii_case(HEADER) {
        let violation = Violation::new("header", "value", "keys are sent in one header only");
        found.push(violation.accepting([HEADER]));
    }
    let key = new.key.trim();
    if key.is_empty() {
        found.push(Violation::required("key"));
    } else if key.len() > KEY_CHARS_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let violation = Violation::new("key", "format", "this cannot be a key");
        found.push(violation.accepting([format!("up to {KEY_CHARS_MAX} visible ASCII characters")]));
    }
    found.into_result((name, key.to_owned())).map_err(Error::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(name: &str, header: &str, key: &str) -> Vec<(String, &'static str)> {
        let new = NewAuthorizationProfile {
            name: name.to_owned(),
            header: header.to_owned(),
            key: key.to_owned(),
        };
        match read(&new) {
            Err(Error::Invalid(found)) => found.into_iter().map(|found| (found.field, found.rule)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_broken_rule_of_a_profile_is_named() {
        let named = |pairs: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
            pairs.iter().map(|(field, rule)| ((*field).to_owned(), *rule)).collect()
        };
        assert_eq!(
            broken(" ", "Authorization", ""),
            named(&[("name", "required"), ("header", "value"), ("key", "required")])
        );
        assert_eq!(broken("bot", "dhl-api-key", "a b"), named(&[("key", "format")]));
        assert_eq!(broken("bot", HEADER, &"k".repeat(201)), named(&[("key", "format")]));
    }

    #[test]
    fn a_profile_is_as_old_as_the_store_says() {
        let now = Timestamp::from_nanosecond(1_772_438_400_123_456_789).unwrap();
        assert_eq!(in_millis(now).to_string(), "2026-03-02T08:00:00.123Z");
    }
}
