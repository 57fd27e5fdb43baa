//! Who calls the gateway: a token opens one environment of one organisation.

use crate::Service;
use crate::error::{Error, Result};
use crate::keys::hash_api_key;
use colli_core::ids::{Environment, Tenant, UserId};
use colli_store::GatewayTokenRow;
use uuid::Uuid;

/// The salt of the gateway's tokens: a token names nobody, so its hash must be findable.
const SALT: &str = "gateway";
/// What tokens begin with, by environment.
const PREFIXES: [(Environment, &str); 2] = [(Environment::Test, "shippo_test_"), (Environment::Live, "shippo_live_")];
/// Characters of a token at most.
const TOKEN_CHARS_MAX: usize = 200;

/// Who calls, and on whose behalf objects are made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayCaller {
    /// The environment the token opens.
    pub tenant: Tenant,
    /// The e-mail address objects are shown to belong to.
    pub owner: String,
    /// What ids are made from, when the client named its request: the same request gets the same ids.
    pub seed: Option<Uuid>,
}

impl GatewayCaller {
    /// Whether objects are void.
    pub fn is_test(&self) -> bool {
        self.tenant.environment == Environment::Test
    }

    /// The user its parcels are registered under.
    pub fn user(&self) -> UserId {
        UserId(Uuid::new_v5(&self.tenant.organisation.0, b"gateway"))
    }
}

impl Service {
    /// Who a token of the gateway stands for.
    pub async fn authenticate_gateway(&self, token: &str) -> Result<GatewayCaller> {
        const REFUSED: Error = Error::Unauthenticated("Token does not exist");
        if token.len() > TOKEN_CHARS_MAX {
            return Err(REFUSED);
        }
        let found = self.store.gateway_token(hash_api_key(SALT, token)).await?;
        let row = found
            .filter(|row| self.is_welcome(row.tenant.organisation))
            .ok_or(REFUSED)?;
        Ok(GatewayCaller {
            tenant: row.tenant,
            owner: row.owner,
            seed: None,
        })
    }

    /// Who objects of a tenant are shown to belong to where nobody calls.
    pub async fn gateway_caller_of(&self, tenant: Tenant) -> Result<GatewayCaller> {
        let token = self.store.gateway_token_of(tenant).await?;
        Ok(GatewayCaller {
            tenant,
            owner: token.map(|token| token.owner).unwrap_or_default(),
            seed: None,
        })
    }

    /// Makes a token of the gateway. The answer is the only time it is seen.
    pub async fn create_gateway_token(&self, tenant: Tenant, owner: &str, name: &str) -> Result<String> {
        let prefix = PREFIXES
            .iter()
            .find(|(environment, _)| *environment == tenant.environment)
            .map_or("", |(_, prefix)| prefix);
        let token = format!(
            "{prefix}{}{}",
            self.entropy.uuid()?.simple(),
            self.entropy.uuid()?.simple()
        );
        self.put_gateway_token(tenant, owner, name, &token).await?;
        Ok(token)
    }

    pub(crate) async fn put_gateway_token(&self, tenant: Tenant, owner: &str, name: &str, token: &str) -> Result<()> {
        let row = GatewayTokenRow {
            token_hash: hash_api_key(SALT, token),
            tenant,
            owner: owner.to_owned(),
            name: name.to_owned(),
            created_at: self.clock.now(),
        };
        Ok(self.store.put_gateway_token(row).await?)
    }
}
