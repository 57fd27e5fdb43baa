//! Pickups: booked, listed, and what becomes of them.

mod cancel;

pub use cancel::CALLED_OFF;

use crate::Service;
use crate::error::{Error, Result};
use colli_core::account::Caller;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::ids::{AccountNumber, Environment, Tenant};
use colli_core::limits::{PAGE_MAX, PICKUP_REPORTS_MAX};
use colli_core::pickup::{self, Day, Pickup, PickupOrder, SCENARIO_PREFIX, StatusAt};
use colli_network::service_points::fold;
use colli_store::{PICKUP_WORDS_MAX, PickupFilter, PickupInserted, StatusesChanged};
use jiff::Timestamp;
use uuid::Uuid;

/// What it is called in refusals.
const WHAT: &str = "pickup";

/// Namespace of ids derived from a client's idempotency key.
const KEY_NAMESPACE: Uuid = Uuid::from_u128(0xc011_91c0_1000_4000_8000_0000_0000_0001);

/// How often a report is tried again when another one came in between.
const REPORTS_TRIED: usize = 8;

/// A pickup with what is known of it now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupView {
    /// It.
    pub pickup: Pickup,
    /// What became of it, oldest first.
    pub statuses: Vec<StatusAt>,
}

/// A part of the list of pickups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickupList {
    /// How many there are in all.
    pub total: u64,
    /// Those of this part, newest first.
    pub pickups: Vec<PickupView>,
}

/// A question for pickups.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PickupQuery {
    /// Words that all occur somewhere in the request.
    pub text: String,
    /// On these accounts; none names all of the caller's.
    pub accounts: Vec<AccountNumber>,
    /// How many.
    pub limit: usize,
    /// How many to leave out before.
    pub skip: usize,
}

impl Service {
    /// Books a pickup. A repeated idempotency key with the same order answers the original, with another it is a conflict.
    pub async fn book_pickup(&self, caller: &Caller, order: PickupOrder, key: Option<&str>) -> Result<PickupView> {
        may_pickup(caller)?;
        let mut found = Violations::new();
        let mut order = order;
        pickup::check(&mut order, &self.network, &mut found);
        let id = match key {
            Some(key) => key_id(caller.tenant, key),
            None => self.entropy.uuid()?,
        };
        let repeated = match key {
            Some(_) => self.store.pickup(caller.tenant, id).await?,
            None => None,
        };
        if let Some(first) = repeated {
            return self.repeated(first, &order);
        }
        let now = self.now(caller.tenant);
        self.check_day(&order, now, &mut found);
        self.check_outcome(caller.tenant, &order, &mut found);
        let order = found.into_result(order).map_err(Error::Invalid)?;
        self.account_of(caller, order.account).await?;
        let pickup = Pickup {
            id,
            tenant: caller.tenant,
            user: caller.user,
            created_at: to_millisecond(now),
            serial: self.serials.pickup().await?,
            order,
            reported: Vec::new(),
        };
        let words = folded_words(&pickup::searchable(&pickup)).join(" ");
        let order = pickup.order.clone();
        match self.store.insert_pickup(pickup, words).await? {
            PickupInserted::Created(pickup) => Ok(self.view_pickup(*pickup)),
            // Somebody with the same key was faster.
            PickupInserted::Existing(first) => self.repeated(*first, &order),
        }
    }

    fn repeated(&self, first: Pickup, order: &PickupOrder) -> Result<PickupView> {
        if first.order == *order {
            return Ok(self.view_pickup(first));
        }
        Err(Error::Conflict {
            what: WHAT,
            id: first.id.to_string(),
        })
    }

    /// Pickups on the caller's accounts, newest first.
    pub async fn pickups(&self, caller: &Caller, query: &PickupQuery) -> Result<PickupList> {
        may_pickup(caller)?;
        let wanted = |account: &AccountNumber| query.accounts.is_empty() || query.accounts.contains(account);
        let mut words = folded_words(&query.text);
        words.truncate(PICKUP_WORDS_MAX);
        let filter = PickupFilter {
            accounts: caller.accounts.iter().copied().filter(wanted).collect(),
            words,
        };
        let limit = query.limit.min(PAGE_MAX);
        let page = self.store.pickups(caller.tenant, &filter, limit, query.skip).await?;
        Ok(PickupList {
            total: page.total,
            pickups: page
                .pickups
                .into_iter()
                .map(|pickup| self.view_pickup(pickup))
                .collect(),
        })
    }

    /// A pickup on one of the caller's accounts.
    pub async fn pickup(&self, caller: &Caller, id: Uuid) -> Result<PickupView> {
        may_pickup(caller)?;
        let pickup = self.pickup_of(caller.tenant, id).await?;
        if caller.accounts.contains(&pickup.order.account) {
            Ok(self.view_pickup(pickup))
        } else {
            Err(Error::not_found(WHAT, id.to_string()))
        }
    }

    /// Reports what became of a pickup, for the operator. Reporting the same again changes nothing; nothing is reported
    /// after what ended it.
    pub async fn report_pickup(
        &self,
        tenant: Tenant,
        id: Uuid,
        status: &str,
        at: Option<Timestamp>,
    ) -> Result<PickupView> {
        let now = self.now(tenant);
        let report = StatusAt {
            status: status.to_owned(),
            at: to_millisecond(at.unwrap_or(now)),
        };
        self.check_report(&report, now)?;
        for _ in 0..REPORTS_TRIED {
            let pickup = self.pickup_of(tenant, id).await?;
            let known = |step: &StatusAt| step.status == report.status && (at.is_none() || step.at == report.at);
            if pickup.reported.iter().any(known) {
                return Ok(self.view_pickup(pickup));
            }
            self.check_open(&pickup, report.at)?;
            let mut reported = pickup.reported.clone();
            reported.push(report.clone());
            reported.sort_by_key(|step| step.at);
            if self.store.set_pickup_statuses(&pickup, &reported).await? == StatusesChanged::Changed {
                return Ok(self.view_pickup(Pickup { reported, ..pickup }));
            }
        }
        Err(Error::Busy)
    }

    async fn pickup_of(&self, tenant: Tenant, id: Uuid) -> Result<Pickup> {
        let pickup = self.store.pickup(tenant, id).await?;
        pickup.ok_or_else(|| Error::not_found(WHAT, id.to_string()))
    }

    fn view_pickup(&self, pickup: Pickup) -> PickupView {
        let now = self.now(pickup.tenant);
        let statuses = pickup::shown(&pickup, &pickup::plan_of(&self.network, &pickup.order), now);
        PickupView { pickup, statuses }
    }

    fn check_day(&self, order: &PickupOrder, now: Timestamp, found: &mut Violations) {
        let address = &order.shipper.address;
        if self.network.country(address.country).is_none() {
            return;
        }
        if !self.picks_up_in(address.country) {
            found.push(self.nobody_picks_up(address.country));
            return;
        }
        let day = Day::at(&self.network, address, now);
        let works = |date| self.network.calendar.collects_on(address.country, date);
        if let Err(violation) = pickup::check_date(order.date, day, works) {
            found.push(violation);
        }
    }

    fn nobody_picks_up(&self, country: CountryCode) -> Violation {
        let countries = self.network.countries.keys().copied();
        let mut others: Vec<String> = countries
            .filter(|country| self.picks_up_in(*country))
            .map(|country| country.to_string())
            .collect();
        others.sort_unstable();
        let message = format!("the network collects nothing in {country}");
        Violation::new("shipper.address.countryCode", "unsupported", message).accepting(others)
    }

    /// In test environments a description may choose the outcome; elsewhere it is text like any other.
    fn check_outcome(&self, tenant: Tenant, order: &PickupOrder, found: &mut Violations) {
        if tenant.environment == Environment::Live {
            return;
        }
        let is_chosen = order
            .description
            .as_deref()
            .is_some_and(|text| text.starts_with(SCENARIO_PREFIX));
        let chosen = pickup::scenario_of(order).unwrap_or_default();
        if is_chosen && !self.is_pickup_status(chosen) {
            let message = format!("there is no outcome '{}' of a pickup", excerpt(chosen));
            let accepted = self.network.pickup_statuses.iter();
            found.push(
                Violation::new("description", "unknown", message)
                    .accepting(accepted.map(|status| format!("{SCENARIO_PREFIX}{}", status.code))),
            );
        }
    }

    fn is_pickup_status(&self, code: &str) -> bool {
        self.network.pickup_statuses.iter().any(|status| status.code == code)
    }

    fn check_report(&self, report: &StatusAt, now: Timestamp) -> Result<()> {
        let mut found = Violations::new();
        if !self.is_pickup_status(&report.status) {
            let message = format!("there is no status '{}' of a pickup", excerpt(&report.status));
            let codes = self.network.pickup_statuses.iter().map(|status| status.code.clone());
            found.push(Violation::new("status", "unknown", message).accepting(codes));
        }
        if report.at > now {
            found.push(
                Violation::new("timestamp", "range", "this has not happened yet")
                    .accepting([format!("up to {now}, the time of the environment")]),
            );
        }
        found.into_result(()).map_err(Error::Invalid)
    }

    /// Nothing is reported of a pickup that has ended, and not without end.
    fn check_open(&self, pickup: &Pickup, at: Timestamp) -> Result<()> {
        let is_final = |step: &&StatusAt| {
            let mut statuses = self.network.pickup_statuses.iter();
            statuses.any(|status| status.code == step.status && status.is_final)
        };
        if let Some(end) = pickup.reported.iter().find(is_final) {
            let message = format!("{} ended this pickup at {}", end.status, end.at);
            return Err(Error::violation(Violation::new("status", "conflict", message)));
        }
        if at < pickup.created_at {
            return Err(Error::violation(
                Violation::new("timestamp", "range", "the pickup was not booked yet")
                    .accepting([format!("from {} on", pickup.created_at)]),
            ));
        }
        if pickup.reported.len() >= PICKUP_REPORTS_MAX {
            let message = format!("a pickup has at most {PICKUP_REPORTS_MAX} reports");
            return Err(Error::violation(Violation::new("status", "range", message)));
        }
        Ok(())
    }
}

fn may_pickup(caller: &Caller) -> Result<()> {
    if caller.may_pickup {
        Ok(())
    } else {
        Err(Error::Forbidden("The token does not permit pickups"))
    }
}

/// The id of what was booked under a key: the same key of the same tenant names the same pickup.
fn key_id(tenant: Tenant, key: &str) -> Uuid {
    let mut name = tenant.organisation.0.as_bytes().to_vec();
    name.extend(tenant.environment.to_i64().to_be_bytes());
    name.extend(key.as_bytes());
    Uuid::new_v5(&KEY_NAMESPACE, &name)
}

/// Words a person takes for the same: lower case, without accents, letters and digits only.
fn folded_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What the store keeps of a time.
fn to_millisecond(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
