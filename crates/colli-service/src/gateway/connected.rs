//! Accounts for who names none: those the environment has, and its account of the parcel network, connected when it is
//! first needed.

use super::carrier_accounts::CarrierAccountView;
use super::objects::PAGE_ENTRIES_MAX;
use super::{GatewayCaller, NewCarrierAccount, Object, PageAsked};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::ids::{AccountNumber, Tenant};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Namespace of the ids of accounts that were connected here: a number is connected once.
const NAMESPACE: Uuid = Uuid::from_u128(0xc011_acc0_1000_4000_8000_0000_0000_0001);
/// The carrier behind accounts of the parcel network.
const PARCEL_NETWORK: &str = "dhl_benelux";
/// Parameters that hold an account's number, by carrier.
const NUMBERS: [&str; 2] = ["account_number", "pickup_no"];

impl Service {
    /// Accounts to ask or to buy on: the one of a number (of the parcel network, or as its carrier or the client calls it),
    /// else all active ones. `connects`: where none of them is of the parcel network, the environment's first account
    /// there is added.
    pub async fn chosen_accounts(
        &self,
        caller: &GatewayCaller,
        number: Option<&str>,
        connects: bool,
    ) -> Result<Vec<Object<CarrierAccount>>> {
        let all = PageAsked::new(1, PAGE_ENTRIES_MAX);
        let mut known = self.carrier_accounts(caller, all, (None, None)).await?.entries;
        known.reverse();
        if let Some(number) = number {
            return Ok(vec![self.account_numbered(caller, known, number.trim()).await?]);
        }
        let lacks_network = known.iter().all(|view| view.account.value.carrier != PARCEL_NETWORK);
        let mut accounts: Vec<_> = known.into_iter().map(|view| view.account).collect();
        accounts.retain(|account| account.value.is_active);
        if connects && lacks_network {
            let own = self.store.accounts(caller.tenant).await?;
            if let Some(first) = own.first() {
                accounts.push(self.connect(caller, first.number).await?);
            }
        }
        Ok(accounts)
    }

    async fn account_numbered(
        &self,
        caller: &GatewayCaller,
        known: Vec<CarrierAccountView>,
        number: &str,
    ) -> Result<Object<CarrierAccount>> {
        let is_named = |view: &CarrierAccountView| {
            let mut numbers = NUMBERS.iter().filter_map(|name| view.parameters.get(*name));
            view.account.value.account_id == number || numbers.any(|known| same_number(known, number))
        };
        let mut named: Vec<_> = known.into_iter().filter(is_named).map(|view| view.account).collect();
        // Active ones first.
        named.sort_by_key(|account| !account.value.is_active);
        if let Some(account) = named.into_iter().next() {
            return Ok(account);
        }
        let unknown = || Error::AccountUnknown {
            account: number.to_owned(),
        };
        let parsed = AccountNumber::parse(number).ok_or_else(unknown)?;
        let own = self.account(parsed).await?;
        own.filter(|own| own.tenant == caller.tenant).ok_or_else(unknown)?;
        self.connect(caller, parsed).await
    }

    /// The carrier account of an account of the parcel network, made when there is none.
    async fn connect(&self, caller: &GatewayCaller, number: AccountNumber) -> Result<Object<CarrierAccount>> {
        let new = NewCarrierAccount {
            carrier: PARCEL_NETWORK.to_owned(),
            account_id: number.to_string(),
            parameters: Some(BTreeMap::from([("account_number".to_owned(), number.to_string())])),
            is_active: true,
            is_test: false,
            metadata: String::new(),
        };
        let caller = GatewayCaller {
            seed: Some(connected_id(caller.tenant, number)),
            ..caller.clone()
        };
        Ok(self.create_carrier_account(&caller, new).await?.account)
    }
}

/// What the id of a connected account is made from.
fn connected_id(tenant: Tenant, number: AccountNumber) -> Uuid {
    let name = format!("{}:{}:{number}", tenant.organisation, tenant.environment.to_i64());
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Numbers are the same with and without the zeros they begin with.
fn same_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.trim_start_matches('0').to_owned();
    digits(one) == digits(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_at_the_beginning_say_nothing() {
        assert!(same_number("08500001", "8500001"));
        assert!(!same_number("08500001", "08500002"));
    }
}
