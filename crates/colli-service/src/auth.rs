//! Authentication use cases: keys buy token pairs, refresh tokens buy the next pair once, access tokens name a caller.

use crate::Service;
use crate::error::{Error, Result};
use crate::keys::{hash_api_key, same_hash};
use crate::tokens::{
    ACCESS_SECONDS, Claims, REFRESH_SECONDS, ROLE_LABEL, ROLE_PICKUP, ROLE_REFRESH, check_times, has_ended,
};
use colli_core::account::Caller;
use colli_core::error::Violation;
use colli_core::ids::{AccountNumber, Environment, Tenant, UserId};
use colli_store::{RefreshTokenRow, Rotation};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// The vendor's business unit every token names.
const BUSINESS_UNIT: &str = "dhl-nl";
/// One sentence for a wrong user and for a wrong key: it never says which.
const WRONG_PAIR: &str = "The combination of userId and key is invalid";

/// A pair of tokens with their expiry in unix seconds.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// Access token.
    pub access: String,
    /// When it ends.
    pub access_expires: i64,
    /// Refresh token.
    pub refresh: String,
    /// When it ends.
    pub refresh_expires: i64,
    /// Accounts both permit.
    pub accounts: Vec<AccountNumber>,
}

impl Service {
    /// Buys a token pair with a key; `accounts` restricts it.
    pub async fn authenticate_key(&self, user: &str, key: &str, accounts: Option<&[String]>) -> Result<TokenPair> {
        let (user, tenant) = self.check_key(user, key).await?;
        let permitted = self.permitted_accounts(tenant, accounts).await?;
        let family = self.entropy.uuid()?;
        let (pair, row) = self.issue(user, tenant, permitted, family)?;
        self.store.insert_refresh_token(row).await?;
        Ok(pair)
    }

    /// Lists the accounts of a key's user.
    pub async fn account_numbers(&self, user: &str, key: &str) -> Result<Vec<AccountNumber>> {
        let (_, tenant) = self.check_key(user, key).await?;
        self.permitted_accounts(tenant, None).await
    }

    /// Buys the next pair. A refresh token works once; using it again revokes all that came of it.
    pub async fn refresh(&self, token: &str) -> Result<TokenPair> {
        const REFUSED: Error = Error::Unauthenticated("The refresh token is invalid or expired");
        let claims = self.verify(token).await?.ok_or(REFUSED)?;
        let tenant = claims.tenant();
        let now = self.now(tenant);
        if !claims.has_role(ROLE_REFRESH) || has_ended(&claims, now) || !self.is_welcome(tenant.organisation) {
            return Err(REFUSED);
        }
        // Accounts may have been closed since; the new pair permits what is left.
        let open = self.permitted_accounts(tenant, None).await?;
        let accounts: Vec<AccountNumber> = claims
            .caller()
            .accounts
            .into_iter()
            .filter(|a| open.contains(a))
            .collect();
        let (pair, row) = self.issue(UserId(claims.sub), tenant, accounts, Uuid::nil())?;
        match self.store.rotate_refresh_token(claims.jti, row, now).await? {
            Rotation::Rotated => Ok(pair),
            Rotation::Reused | Rotation::Unknown => Err(REFUSED),
        }
    }

    /// Who calls with this access token. Answers at once unless the token is under a key this node has not met yet.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Caller>> {
        const REFUSED: Error = Error::Unauthenticated("The access token is invalid or expired");
        if let Some((claims, caller)) = self.token_cache.get(token) {
            return if check_times(&claims, self.now(caller.tenant)) {
                Ok(caller)
            } else {
                Err(REFUSED)
            };
        }
        let claims = self.verify(token).await?.ok_or(REFUSED)?;
        let tenant = claims.tenant();
        let in_time = check_times(&claims, self.now(tenant));
        if claims.has_role(ROLE_REFRESH) || !in_time || !self.is_welcome(tenant.organisation) {
            return Err(REFUSED);
        }
        let caller = Arc::new(claims.caller());
        self.token_cache
            .insert(token.into(), (Arc::new(claims), Arc::clone(&caller)));
        Ok(caller)
    }

    async fn check_key(&self, user: &str, key: &str) -> Result<(UserId, Tenant)> {
        const REFUSED: Error = Error::Unauthenticated(WRONG_PAIR);
        let user = Uuid::parse_str(user.trim()).map_err(|_| REFUSED)?;
        let row = self.store.api_key(UserId(user)).await?.ok_or(REFUSED)?;
        if !self.is_welcome(row.tenant.organisation) {
            return Err(REFUSED);
        }
        if same_hash(&row.key_hash, &hash_api_key(&user.to_string(), key.trim())) {
            Ok((UserId(user), row.tenant))
        } else {
            Err(REFUSED)
        }
    }

    async fn permitted_accounts(&self, tenant: Tenant, asked: Option<&[String]>) -> Result<Vec<AccountNumber>> {
        let mut open: Vec<AccountNumber> = self
            .store
            .accounts(tenant)
            .await?
            .into_iter()
            .map(|account| account.number)
            .collect();
        open.sort_unstable();
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
            return Ok(open);
        };
        let mut chosen = Vec::with_capacity(asked.len());
        for (index, text) in asked.iter().enumerate() {
            match AccountNumber::parse(text).filter(|number| open.contains(number)) {
                Some(number) if chosen.contains(&number) => {}
                Some(number) => chosen.push(number),
                None => {
                    return Err(Error::violation(
                        Violation::new(
                            format!("accountNumbers[{index}]"),
                            "account_unknown",
                            "this account is unknown to the key's user",
                        )
                        .accepting(open.iter().map(ToString::to_string)),
                    ));
                }
            }
        }
        chosen.sort_unstable();
        Ok(chosen)
    }

    fn issue(
        &self,
        user: UserId,
        tenant: Tenant,
        accounts: Vec<AccountNumber>,
        family: Uuid,
    ) -> Result<(TokenPair, RefreshTokenRow)> {
        let now = self.now(tenant).as_second();
        let claims = |jti, seconds, roles: &[&str]| Claims {
            jti,
            sub: user.0,
            organization_id: tenant.organisation.0,
            nbf: now,
            exp: now + seconds,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            accounts: accounts.iter().map(ToString::to_string).collect(),
            business_unit: BUSINESS_UNIT.to_owned(),
            sandbox: tenant.environment == Environment::Test,
        };
        let access = claims(self.entropy.uuid()?, ACCESS_SECONDS, &[ROLE_LABEL, ROLE_PICKUP]);
        let refresh = claims(self.entropy.uuid()?, REFRESH_SECONDS, &[ROLE_REFRESH]);
        let signer = self.keys.signer();
        let pair = TokenPair {
            access: signer.sign(&access)?,
            access_expires: access.exp,
            refresh: signer.sign(&refresh)?,
            refresh_expires: refresh.exp,
            accounts,
        };
        let row = RefreshTokenRow {
            jti: refresh.jti,
            tenant,
            user,
            family,
            expires_at: Timestamp::from_second(refresh.exp).unwrap_or(Timestamp::MAX),
            used_at: None,
        };
        Ok((pair, row))
    }
}
