//! Operators: who holds a token of the own API runs one organisation, both its environments.

use crate::Service;
use crate::error::{Error, Result};
use crate::keys::hash_api_key;
use colli_core::ids::{OrganisationId, Tenant};
use colli_store::OperatorTokenRow;

/// The salt of operator tokens: a token names nobody, so its hash must be findable.
const SALT: &str = "operator";
/// What operator tokens begin with, so that one is recognised where it should not be.
const PREFIX: &str = "colli_";
/// Characters of a token at most.
const TOKEN_CHARS_MAX: usize = 200;

/// Who calls the own API, and in which environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operator {
    /// The organisation's environment the call is about.
    pub tenant: Tenant,
}

impl Service {
    /// The organisation a token of the own API opens.
    pub async fn authenticate_operator(&self, token: &str) -> Result<OrganisationId> {
        const REFUSED: Error = Error::Unauthenticated("This token is unknown");
        if token.len() > TOKEN_CHARS_MAX {
            return Err(REFUSED);
        }
        let found = self.store.operator_token(hash_api_key(SALT, token)).await?;
        found
            .filter(|organisation| self.is_welcome(*organisation))
            .ok_or(REFUSED)
    }

    /// Makes a token of the own API. The answer is the only time it is seen.
    pub async fn create_operator_token(&self, organisation: OrganisationId, name: &str) -> Result<String> {
        let token = format!(
            "{PREFIX}{}{}",
            self.entropy.uuid()?.simple(),
            self.entropy.uuid()?.simple()
        );
        self.put_operator_token(organisation, name, &token).await?;
        Ok(token)
    }

    pub(crate) async fn put_operator_token(&self, organisation: OrganisationId, name: &str, token: &str) -> Result<()> {
        let row = OperatorTokenRow {
            token_hash: hash_api_key(SALT, token),
            organisation,
            name: name.to_owned(),
            created_at: self.clock.now(),
        };
        Ok(self.store.put_operator_token(row).await?)
    }
}
