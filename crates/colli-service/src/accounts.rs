//! Organisations, accounts and keys: who may book on what.

use crate::Service;
use crate::error::{Error, Result};
use crate::keys::hash_api_key;
use colli_core::account::{Account, AccountSettings, Caller};
use colli_core::ids::{AccountNumber, Environment, OrganisationId, Tenant, UserId};
use colli_store::{ApiKeyRow, OrganisationRow};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Namespace of organisation ids derived from their names.
const ORGANISATION_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_0002);

/// A key as its owner sees it, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
    /// The user it acts for.
    pub user: UserId,
    /// The key. Only its hash is stored.
    pub key: String,
}

impl Service {
    /// The account a caller books on. An unknown account and one of another organisation are the same to the caller.
    pub(crate) async fn account_of(&self, caller: &Caller, number: AccountNumber) -> Result<Account> {
        let unknown = || Error::AccountUnknown {
            account: number.to_string(),
        };
        if !caller.accounts.contains(&number) {
            return Err(unknown());
        }
        let account = self.account(number).await?.ok_or_else(unknown)?;
        if account.tenant == caller.tenant {
            Ok(account)
        } else {
            Err(unknown())
        }
    }

    /// Who acts for a tenant where no user does: on all its accounts.
    pub async fn caller_of(&self, tenant: Tenant) -> Result<Caller> {
        let accounts = self.store.accounts(tenant).await?;
        Ok(Caller {
            tenant,
            user: UserId(Uuid::new_v5(&tenant.organisation.0, b"gateway")),
            accounts: accounts.into_iter().map(|account| account.number).collect(),
            may_label: true,
            may_pickup: true,
        })
    }

    /// The contracts a catalogue question is filtered by: the accounts named, as far as the token (if any) permits
    /// them; without a name, those of the token. `None`: no contract narrows the answer.
    pub async fn contracts(&self, caller: Option<&Caller>, numbers: &[String]) -> Result<Option<Vec<AccountSettings>>> {
        let named: Vec<Option<AccountNumber>> = numbers.iter().map(|number| AccountNumber::parse(number)).collect();
        let wanted: Vec<AccountNumber> = match (caller, named.is_empty()) {
            (None, true) => return Ok(None),
            (Some(caller), true) => caller.accounts.clone(),
            (Some(caller), false) => named
                .into_iter()
                .flatten()
                .filter(|number| caller.accounts.contains(number))
                .collect(),
            (None, false) => named.into_iter().flatten().collect(),
        };
        let mut contracts = Vec::with_capacity(wanted.len());
        for number in wanted {
            if let Some(account) = self.account(number).await? {
                contracts.push(account.settings);
            }
        }
        // A contract that excludes nothing grants everything, whatever the others lack.
        Ok(Some(contracts).filter(|contracts| !contracts.iter().any(AccountSettings::grants_everything)))
    }

    /// An account by its number. What is remembered holds until [`Service::put_account`] begins another epoch; where other
    /// nodes write too, nothing is remembered. The epoch is read before the account, so a change in between is never missed.
    pub(crate) async fn account(&self, number: AccountNumber) -> Result<Option<Account>> {
        if self.store.is_shared() {
            return Ok(self.store.account(number).await?);
        }
        let epoch = self.account_epoch.load(Ordering::SeqCst);
        if let Some((_, account)) = self.account_cache.get(&number).filter(|(known, _)| *known == epoch) {
            return Ok(Some(account));
        }
        let found = self.store.account(number).await?;
        if let Some(account) = &found {
            self.account_cache.insert(number, (epoch, account.clone()));
        }
        Ok(found)
    }

    /// Registers an organisation.
    pub async fn create_organisation(&self, organisation: OrganisationId, name: &str) -> Result<()> {
        let row = OrganisationRow {
            organisation,
            name: name.to_owned(),
            created_at: self.clock.now(),
        };
        Ok(self.store.put_organisation(row).await?)
    }

    /// Opens an account, or changes its settings.
    pub async fn put_account(&self, number: AccountNumber, tenant: Tenant, settings: AccountSettings) -> Result<()> {
        if let Some(existing) = self.store.account(number).await?
            && existing.tenant != tenant
        {
            return Err(Error::AccountTaken {
                account: number.to_string(),
            });
        }
        let account = Account {
            number,
            tenant,
            settings,
        };
        self.store.put_account(account).await?;
        self.account_epoch.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// The id of the organisation of this name: the same name is the same organisation.
    pub fn organisation_named(name: &str) -> OrganisationId {
        OrganisationId(Uuid::new_v5(&ORGANISATION_NAMESPACE, name.trim().as_bytes()))
    }

    /// Makes the key of a tenant's user, replacing the one before. The answer is the only time the key is seen.
    pub async fn create_key(&self, tenant: Tenant, name: &str) -> Result<NewKey> {
        let environment: &[u8] = if tenant.environment == Environment::Live {
            b"live"
        } else {
            b"test"
        };
        let user = UserId(Uuid::new_v5(&tenant.organisation.0, environment));
        let key = self.entropy.uuid()?.to_string();
        self.put_key(user, tenant, name, &key).await?;
        Ok(NewKey { user, key })
    }

    pub(crate) async fn put_key(&self, user: UserId, tenant: Tenant, name: &str, key: &str) -> Result<()> {
        let row = ApiKeyRow {
            user,
            tenant,
            key_hash: hash_api_key(&user.to_string(), key),
            name: name.to_owned(),
            created_at: self.clock.now(),
        };
        Ok(self.store.put_api_key(row).await?)
    }
}
