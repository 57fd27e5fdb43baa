//! Hand-shakes: a subscriber shows that the address it named is its own before it is told of anything.
//!
//! Its steps are deliveries like notices, of the subscriber itself: written in the transaction that makes or changes it, and
//! tried again like every delivery. While one is not done, [`Store::pending_step`] finds it, so that it can go first.

use crate::delivery::DeliveryRow;
use crate::notice;
use crate::outbox::tell_step;
use crate::subscriber::{self, SubscriberChange, SubscriberInserted, SubscriberRow};
use crate::tx::{Arg, Sql, Tx, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

const PENDING: Sql = Sql::new(
    "select code, position, occurred_at, sequence, told_at, due_at, state, attempts, last_status, last_error, settled_at
     from deliveries where org = $1 and env = $2 and subscriber_id = $3 and code = $4 and state = 0
     order by position limit 1",
);

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[PENDING];

/// A step of a hand-shake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandshakeStep {
    /// The subscriber is asked to show that it is itself.
    Validate,
    /// It did; what it asked for follows.
    Ready,
}

impl HandshakeStep {
    /// Its number, which a delivery has in place of an event's sequence: none of a notice's.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Validate => 101,
            Self::Ready => 102,
        }
    }

    /// The step of a number.
    pub(crate) fn of_number(number: i64) -> Option<Self> {
        [Self::Validate, Self::Ready]
            .into_iter()
            .find(|step| step.number() == number)
    }
}

impl DeliveryRow {
    /// The step of a hand-shake this is, when it is one.
    pub fn handshake(&self) -> Option<HandshakeStep> {
        notice::object_of(&self.tracker_code)?;
        HandshakeStep::of_number(self.sequence)
    }
}

async fn insert<T: Tx>(tx: &mut T, row: &SubscriberRow, codes: &[String]) -> Result<SubscriberInserted, StoreError> {
    let inserted = subscriber::insert(tx, row).await?;
    if inserted == SubscriberInserted::Inserted {
        for code in codes {
            subscriber::subscribe(tx, &row.tenant, row.id, code, row.created_at).await?;
        }
        let step = HandshakeStep::Validate.number();
        tell_step(tx, &row.tenant, row.created_at.as_millisecond(), row.id, step).await?;
    }
    Ok(inserted)
}

async fn activate<T: Tx>(
    tx: &mut T,
    tenant: &Tenant,
    id: Uuid,
    change: &SubscriberChange,
    now: Timestamp,
    real_now: Timestamp,
) -> Result<bool, StoreError> {
    let is_changed = subscriber::update(tx, tenant, id, change, real_now).await?;
    if is_changed {
        tell_step(tx, tenant, now.as_millisecond(), id, HandshakeStep::Ready.number()).await?;
    }
    Ok(is_changed)
}

impl Store {
    /// Makes a subscriber as [`Store::insert_subscriber`] does, with its subscriptions to parcels and the first step of its
    /// hand-shake.
    pub async fn insert_subscriber_to_validate(
        &self,
        row: SubscriberRow,
        tracker_codes: Vec<String>,
    ) -> Result<SubscriberInserted, StoreError> {
        on_engine!(self, write | tx | insert(tx, &row, &tracker_codes))
    }

    /// Changes a subscriber as [`Store::update_subscriber`] does, with the last step of its hand-shake, told at `now` of the
    /// environment.
    pub async fn activate_subscriber(
        &self,
        tenant: Tenant,
        id: Uuid,
        change: SubscriberChange,
        now: Timestamp,
        real_now: Timestamp,
    ) -> Result<bool, StoreError> {
        on_engine!(self, write | tx | activate(tx, &tenant, id, &change, now, real_now))
    }

    /// The step of a subscriber's hand-shake that is to be sent next.
    pub async fn pending_step(&self, tenant: Tenant, id: Uuid) -> Result<Option<DeliveryRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        let code = notice::code_of(id);
        let args = [org, env, Arg::from(&id), Arg::Text(&code)];
        on_engine!(self, read | tx | tx.opt(PENDING, &args))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::Topic;

    #[test]
    fn numbers_of_steps_are_no_notices() {
        for step in [HandshakeStep::Validate, HandshakeStep::Ready] {
            assert_eq!(HandshakeStep::of_number(step.number()), Some(step));
            assert_eq!(Topic::of_number(step.number()), None);
        }
        assert_eq!(HandshakeStep::of_number(1), None);
    }
}
