//! Accounts at carriers: their parameters are checked, sealed, and masked when they are read.

use super::{GatewayCaller, Object, ObjectPage, PageAsked};
use crate::Service;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::Kind as _;
use colli_core::gateway::carrier_account::{CARRIERS, Carrier, CarrierAccount, MASK, Parameters, masked};
use colli_core::ids::{AccountNumber, Tenant};
use uuid::Uuid;

/// What is sealed with parameters, so that sealed values cannot be swapped between accounts.
fn context(tenant: Tenant, carrier: &str) -> String {
    format!(
        "carrier-account:{}:{}:{carrier}",
        tenant.organisation,
        tenant.environment.to_i64()
    )
}

/// An account to make, or what one becomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCarrierAccount {
    /// Token of the carrier.
    pub carrier: String,
    /// What the client calls it.
    pub account_id: String,
    /// Its parameters; `None` on a change leaves them as they are.
    pub parameters: Option<Parameters>,
    /// Whether quotes are asked of it.
    pub is_active: bool,
    /// An account of the carrier's own test mode.
    pub is_test: bool,
    /// The client's own note.
    pub metadata: String,
}

/// An account as it is read: secrets masked, but for the answer that made it.
#[derive(Clone, Debug)]
pub struct CarrierAccountView {
    /// The account.
    pub account: Object<CarrierAccount>,
    /// Its carrier.
    pub carrier: &'static Carrier,
    /// Its parameters as they are shown.
    pub parameters: Parameters,
}

impl Service {
    /// Makes an account. The answer shows its parameters whole, this once.
    pub async fn create_carrier_account(
        &self,
        caller: &GatewayCaller,
        new: NewCarrierAccount,
    ) -> Result<CarrierAccountView> {
        let carrier = carrier(&new.carrier)?;
        let parameters = new.parameters.unwrap_or_default();
        self.check_parameters(caller.tenant, carrier, &parameters).await?;
        let account = CarrierAccount {
            sealed: self.seal_parameters(caller.tenant, carrier, &parameters)?,
            carrier: new.carrier,
            account_id: new.account_id,
            is_active: new.is_active,
            is_test: new.is_test,
            metadata: new.metadata,
        };
        let account = self.create_object(caller, account).await?;
        Ok(CarrierAccountView {
            account,
            carrier,
            parameters,
        })
    }

    /// An account, its secrets masked.
    pub async fn carrier_account(&self, caller: &GatewayCaller, id: Uuid) -> Result<CarrierAccountView> {
        let account = self.object(caller.tenant, id).await?;
        self.view_of(caller.tenant, account)
    }

    /// Accounts, newest first; of a carrier, or of an account id, when one is named.
    pub async fn carrier_accounts(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        (of_carrier, of_account): (Option<&str>, Option<&str>),
    ) -> Result<ObjectPage<CarrierAccountView>> {
        let passes = |account: &Object<CarrierAccount>| {
            of_carrier.is_none_or(|carrier| account.value.carrier == carrier)
                && of_account.is_none_or(|id| account.value.account_id == id)
        };
        let page = self.filter_objects(caller.tenant, asked, passes).await?;
        let views: Result<Vec<_>> = page
            .entries
            .into_iter()
            .map(|account| self.view_of(caller.tenant, account))
            .collect();
        Ok(ObjectPage {
            entries: views?,
            has_next: page.has_next,
        })
    }

    /// Changes an account. A secret sent as its mask stays what it is.
    pub async fn change_carrier_account(
        &self,
        caller: &GatewayCaller,
        id: Uuid,
        new: NewCarrierAccount,
    ) -> Result<CarrierAccountView> {
        let tenant = caller.tenant;
        let before: Object<CarrierAccount> = self.object(tenant, id).await?;
        if before.value.carrier != new.carrier {
            return Err(Error::violation(
                Violation::new("carrier", "conflict", "an account stays at its carrier")
                    .accepting([before.value.carrier.clone()]),
            ));
        }
        let carrier = carrier(&new.carrier)?;
        let known = self.open_parameters(tenant, &before.value)?;
        let parameters = match new.parameters {
            None => known,
            Some(sent) => with_kept_secrets(carrier, sent, &known),
        };
        self.check_parameters(tenant, carrier, &parameters).await?;
        let sealed = self.seal_parameters(tenant, carrier, &parameters)?;
        let changed = self.change_object(tenant, id, |account: &Object<CarrierAccount>| {
            Ok(Some(CarrierAccount {
                sealed: sealed.clone(),
                account_id: new.account_id.clone(),
                is_active: new.is_active,
                metadata: new.metadata.clone(),
                is_test: new.is_test,
                carrier: account.value.carrier.clone(),
            }))
        });
        let account = changed.await?;
        self.view_of(tenant, account)
    }

    /// Accounts a quote asks: those named, in their order, or all that are active.
    pub(super) async fn accounts_for_quote(
        &self,
        tenant: Tenant,
        named: &[Uuid],
    ) -> Result<Vec<Object<CarrierAccount>>> {
        if named.is_empty() {
            let all = PageAsked::new(1, super::objects::PAGE_ENTRIES_MAX);
            let page = self
                .filter_objects(tenant, all, |account: &Object<CarrierAccount>| account.value.is_active)
                .await?;
            let mut accounts = page.entries;
            accounts.reverse();
            return Ok(accounts);
        }
        let rows = self.store.objects_by_id(tenant, CarrierAccount::KIND, named).await?;
        let mut accounts = Vec::with_capacity(named.len());
        for (index, (row, id)) in rows.iter().zip(named).enumerate() {
            let Some(row) = row else {
                return Err(Error::violation(Violation::new(
                    format!("carrier_accounts[{index}]"),
                    "unknown",
                    account_not_found(*id),
                )));
            };
            accounts.push(Object::read(row)?);
        }
        Ok(accounts)
    }

    /// The parameters of an account.
    pub(super) fn open_parameters(&self, tenant: Tenant, account: &CarrierAccount) -> Result<Parameters> {
        let unreadable = || Error::Internal("the parameters of a carrier account cannot be opened".to_owned());
        let sealed = STANDARD.decode(&account.sealed).map_err(|_| unreadable())?;
        let opened = self
            .keys
            .master()
            .open(&sealed, &context(tenant, &account.carrier))
            .ok_or_else(unreadable)?;
        serde_json::from_slice(&opened).map_err(|_| unreadable())
    }

    fn seal_parameters(&self, tenant: Tenant, carrier: &Carrier, parameters: &Parameters) -> Result<String> {
        let text = serde_json::to_vec(parameters).map_err(|error| Error::Internal(error.to_string()))?;
        let context = context(tenant, carrier.token);
        let sealed = self.keys.master().seal(&text, &context, self.entropy.as_ref())?;
        Ok(STANDARD.encode(sealed))
    }

    fn view_of(&self, tenant: Tenant, account: Object<CarrierAccount>) -> Result<CarrierAccountView> {
        let carrier = carrier(&account.value.carrier)?;
        let parameters = masked(carrier, self.open_parameters(tenant, &account.value)?);
        Ok(CarrierAccountView {
            account,
            carrier,
            parameters,
        })
    }

    async fn check_parameters(&self, tenant: Tenant, carrier: &Carrier, parameters: &Parameters) -> Result<()> {
        let mut found = Violations::new();
        for rule in carrier.parameters {
            let field = format!("parameters.{}", rule.name);
            match parameters.get(rule.name) {
                None if rule.is_required => found.push(Violation::required(field).accepting([rule.accepted])),
                Some(value) if !(rule.accepts)(value) => {
                    found.push(Violation::new(field, "format", "this is no such parameter").accepting([rule.accepted]));
                }
                _ => {}
            }
        }
        if let Some(number) = parameters
            .get("account_number")
            .and_then(|number| AccountNumber::parse(number))
            && carrier.token == "dhl_benelux"
        {
            let account = self.store.account(number).await?;
            if account.is_none_or(|account| account.tenant != tenant) {
                found.push(Violation::new(
                    "parameters.account_number",
                    "unknown",
                    format!("the account {number} is unknown in this environment"),
                ));
            }
        }
        found.into_result(()).map_err(Error::Invalid)
    }
}

/// What is said of an account there is not.
pub(super) fn account_not_found(id: Uuid) -> String {
    format!("Account with object_id {} was not found.", id.simple())
}

fn carrier(token: &str) -> Result<&'static Carrier> {
    Carrier::of_token(token).ok_or_else(|| {
        Error::violation(
            Violation::new("carrier", "unknown", "this installation has no such carrier")
                .accepting(CARRIERS.map(|carrier| carrier.token)),
        )
    })
}

/// Parameters as sent, with the secrets that were sent as their mask.
fn with_kept_secrets(carrier: &Carrier, mut sent: Parameters, known: &Parameters) -> Parameters {
    for rule in carrier.parameters.iter().filter(|rule| rule.is_secret) {
        let is_masked = sent.get(rule.name).is_some_and(|value| value == MASK);
        if let Some(secret) = known.get(rule.name).filter(|_| is_masked) {
            sent.insert(rule.name.to_owned(), secret.clone());
        }
    }
    sent
}
