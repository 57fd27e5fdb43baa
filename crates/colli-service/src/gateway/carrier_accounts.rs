//! Accounts at carriers: their parameters are checked, sealed, and masked when they are read.

use super::{GatewayCaller, Object, ObjectPage, PageAsked};
use crate::Service;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colli_core::address::excerpt;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::Kind as _;
use colli_core::gateway::carrier_account::{Carrier, CarrierAccount, MASK, Parameters, masked};
use colli_core::ids::{AccountNumber, Tenant};
use colli_network::carriers;
use colli_store::ObjectWriting;
use uuid::Uuid;

/// What is sealed with parameters, so that sealed values cannot be swapped between accounts.
fn context(tenant: Tenant, id: Uuid) -> String {
    format!(
        "carrier-account:{}:{}:{}",
        tenant.organisation,
        tenant.environment.to_i64(),
        id.simple()
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
        let mut found = broken_parameters(carrier, &parameters);
        found.extend(self.broken_contract(caller.tenant, carrier, &parameters).await?);
        found.into_result(()).map_err(Error::Invalid)?;
        // The id is sealed with the parameters, so it is made first.
        let id = self.object_id(caller, CarrierAccount::KIND)?;
        let account = CarrierAccount {
            sealed: self.seal_parameters(caller.tenant, id, &parameters)?,
            carrier: new.carrier,
            account_id: new.account_id,
            is_active: new.is_active,
            is_test: new.is_test,
            metadata: new.metadata,
        };
        let account = self
            .make_object(caller.tenant, id, account, ObjectWriting::default())
            .await?;
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
        if let Some(sent) = &new.parameters {
            let found = self.broken_contract(tenant, carrier, sent).await?;
            found.map_or(Ok(()), |violation| Err(Error::violation(violation)))?;
        }
        let changed = self.change_object(tenant, id, |account: &Object<CarrierAccount>| {
            // Secrets are those of the account as it is then: another change may have come in between.
            let sealed = match &new.parameters {
                None => account.value.sealed.clone(),
                Some(sent) => {
                    let known = self.open_parameters(tenant, account)?;
                    let parameters = with_kept_secrets(carrier, sent.clone(), &known);
                    let found = broken_parameters(carrier, &parameters);
                    found.into_result(()).map_err(Error::Invalid)?;
                    self.seal_parameters(tenant, id, &parameters)?
                }
            };
            Ok(Some(CarrierAccount {
                sealed,
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
    pub(super) fn open_parameters(&self, tenant: Tenant, account: &Object<CarrierAccount>) -> Result<Parameters> {
        let unreadable = || Error::Internal("the parameters of a carrier account cannot be opened".to_owned());
        let sealed = STANDARD.decode(&account.value.sealed).map_err(|_| unreadable())?;
        let opened = self
            .keys
            .master()
            .open(&sealed, &context(tenant, account.id))
            .ok_or_else(unreadable)?;
        serde_json::from_slice(&opened).map_err(|_| unreadable())
    }

    fn seal_parameters(&self, tenant: Tenant, id: Uuid, parameters: &Parameters) -> Result<String> {
        let text = serde_json::to_vec(parameters).map_err(|error| Error::Internal(error.to_string()))?;
        let context = context(tenant, id);
        let sealed = self.keys.master().seal(&text, &context, self.entropy.as_ref())?;
        Ok(STANDARD.encode(sealed))
    }

    fn view_of(&self, tenant: Tenant, account: Object<CarrierAccount>) -> Result<CarrierAccountView> {
        let carrier = carrier(&account.value.carrier)?;
        let parameters = masked(carrier, self.open_parameters(tenant, &account)?);
        Ok(CarrierAccountView {
            account,
            carrier,
            parameters,
        })
    }

    /// What is wrong with the account of the network that parameters name.
    async fn broken_contract(
        &self,
        tenant: Tenant,
        carrier: &Carrier,
        parameters: &Parameters,
    ) -> Result<Option<Violation>> {
        let number = parameters
            .get("account_number")
            .and_then(|number| AccountNumber::parse(number));
        let Some(number) = number.filter(|_| carrier.token == "dhl_benelux") else {
            return Ok(None);
        };
        let account = self.store.account(number).await?;
        let is_unknown = account.is_none_or(|account| account.tenant != tenant);
        let text = format!("the account {number} is unknown in this environment");
        Ok(is_unknown.then(|| Violation::new("parameters.account_number", "unknown", text)))
    }
}

/// What is wrong with parameters by themselves.
fn broken_parameters(carrier: &Carrier, parameters: &Parameters) -> Violations {
    let mut found = Violations::new();
    let known = || carrier.parameters.iter().map(|rule| rule.name);
    if parameters.len() > carrier.parameters.len() {
        let text = format!("there are more than {} parameters", carrier.parameters.len());
        found.push(Violation::new("parameters", "length", text).accepting(known()));
        return found;
    }
    for name in parameters
        .keys()
        .filter(|name| known().all(|known| known != name.as_str()))
    {
        let field = format!("parameters.{}", excerpt(name));
        found.push(Violation::new(field, "unknown", "the carrier has no such parameter").accepting(known()));
    }
    for rule in carrier.parameters {
        let field = format!("parameters.{}", rule.name);
        match parameters.get(rule.name) {
            None if rule.is_required => found.push(Violation::required(field).accepting([rule.accepted])),
            Some(value) if rule.is_secret && value == MASK => {
                let text = "this stands for a secret that is kept, and none is";
                found.push(Violation::new(field, "format", text).accepting([rule.accepted]));
            }
            Some(value) if !(rule.accepts)(value) => {
                found.push(Violation::new(field, "format", "this is no such parameter").accepting([rule.accepted]));
            }
            _ => {}
        }
    }
    found
}

/// What is said of an account there is not.
pub(super) fn account_not_found(id: Uuid) -> String {
    format!("Account with object_id {} was not found.", id.simple())
}

fn carrier(token: &str) -> Result<&'static Carrier> {
    carriers::of_token(token).ok_or_else(|| {
        Error::violation(
            Violation::new("carrier", "unknown", "this installation has no such carrier")
                .accepting(carriers::CARRIERS.map(|carrier| carrier.token)),
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
