//! Work that cannot be done: what waits for it ends, with a sentence that says so, and waits no longer.

use super::carriers::GATEWAY;
use super::jobs::{ATTEMPTS_MAX, Work};
use super::{GatewayCaller, Object};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::gateway::manifest::{Manifest, ManifestStatus};
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::{Quote, QuoteStatus};
use colli_core::gateway::refund::{Refund, RefundStatus};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_store::{NewNotice, ObjectWriting, Topic};
use uuid::Uuid;

/// What clients are told of an error that would be the same the next time; `None` when another attempt may help.
pub(super) fn lasting(error: &Error) -> Option<Vec<Message>> {
    match error {
        Error::Invalid(violations) => Some(
            violations
                .iter()
                .map(|violation| Message::new(GATEWAY, violation.rule, violation.message.clone()))
                .collect(),
        ),
        Error::Refused(_)
        | Error::AccountUnknown { .. }
        | Error::AccountTaken { .. }
        | Error::Unauthenticated(_)
        | Error::Forbidden(_)
        | Error::NotFound { .. }
        | Error::Conflict { .. } => Some(vec![Message::new(GATEWAY, "refused", format!("It failed: {error}."))]),
        Error::Busy | Error::Unavailable | Error::Internal(_) => None,
    }
}

/// What clients are told when the attempts are used up.
pub(super) fn exhausted() -> Vec<Message> {
    let text = format!("It failed {ATTEMPTS_MAX} times for a fault of the gateway: ask for it again.");
    vec![Message::new(GATEWAY, "failed", text)]
}

impl Service {
    /// Ends what waits for a piece of work, unless it waits no longer.
    pub(super) async fn give_up(&self, caller: &GatewayCaller, work: Work, said: Vec<Message>) -> Result<()> {
        match work {
            Work::Quote(id) => self.give_up_quote(caller, id, said).await,
            Work::Transaction(id) => self.give_up_transaction(caller, id, said).await,
            Work::Refund(id) => self.give_up_refund(caller, id).await,
            Work::Manifest(id) => self.give_up_manifest(caller, id, said).await,
            Work::Batch(id) => self.give_up_batch(caller, id, said).await,
        }
    }

    async fn give_up_quote(&self, caller: &GatewayCaller, id: Uuid, said: Vec<Message>) -> Result<()> {
        let found: Option<Object<Quote>> = self.find_object(caller.tenant, id).await?;
        let Some(quote) = found.filter(|quote| quote.value.status == QuoteStatus::Queued) else {
            return Ok(());
        };
        let mut ended = quote.value.clone();
        ended.status = QuoteStatus::Success;
        ended.messages.extend(said);
        let changed = self
            .try_change(caller.tenant, &quote, ended, ObjectWriting::default())
            .await?;
        changed.map(drop).ok_or(Error::Busy)
    }

    async fn give_up_transaction(&self, caller: &GatewayCaller, id: Uuid, said: Vec<Message>) -> Result<()> {
        let found: Option<Object<Transaction>> = self.find_object(caller.tenant, id).await?;
        let Some(bought) = found.filter(|bought| bought.value.status == TransactionStatus::Queued) else {
            return Ok(());
        };
        let ended = Transaction {
            status: TransactionStatus::Error,
            messages: said,
            ..bought.value.clone()
        };
        let writing = ObjectWriting {
            notices: vec![NewNotice {
                topic: Topic::TransactionUpdated,
                object: id,
            }],
            ..ObjectWriting::default()
        };
        let changed = self.try_change(caller.tenant, &bought, ended, writing).await?;
        changed.map(drop).ok_or(Error::Busy)
    }

    /// A label that is void by now was refunded, whatever went wrong afterwards; any other stays valid.
    async fn give_up_refund(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        let found: Option<Object<Refund>> = self.find_object(caller.tenant, id).await?;
        let Some(refund) = found.filter(|refund| refund.value.status == RefundStatus::Queued) else {
            return Ok(());
        };
        let bought: Option<Object<Transaction>> = self.find_object(caller.tenant, refund.value.transaction).await?;
        let code = bought.as_ref().and_then(|bought| bought.value.tracker_code.as_deref());
        let is_void = match code {
            Some(code) => self.is_void(code).await?,
            None => false,
        };
        if self.settle_refund(caller, &refund, bought.as_ref(), is_void).await? {
            Ok(())
        } else {
            Err(Error::Busy)
        }
    }

    async fn give_up_manifest(&self, caller: &GatewayCaller, id: Uuid, said: Vec<Message>) -> Result<()> {
        let found: Option<Object<Manifest>> = self.find_object(caller.tenant, id).await?;
        let Some(manifest) = found.filter(|manifest| manifest.value.status == ManifestStatus::Queued) else {
            return Ok(());
        };
        let ended = Manifest {
            status: ManifestStatus::Error,
            errors: said.into_iter().map(|message| message.text).collect(),
            closed_at: Some(self.object_time(caller.tenant)),
            ..manifest.value.clone()
        };
        let changed = self
            .try_change(caller.tenant, &manifest, ended, ObjectWriting::default())
            .await?;
        changed.map(drop).ok_or(Error::Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::error::Violation;

    #[test]
    fn what_another_attempt_may_help_is_not_given_up() {
        for error in [Error::Busy, Error::Unavailable, Error::Internal("secret".to_owned())] {
            assert_eq!(lasting(&error), None, "{error}");
        }
        let invalid = Error::violation(Violation::new("rate", "expired", "it is too old"));
        assert_eq!(
            lasting(&invalid),
            Some(vec![Message::new("Shippo", "expired", "it is too old")])
        );
        let unknown = Error::AccountUnknown {
            account: "05351244".to_owned(),
        };
        let said = lasting(&unknown).unwrap_or_default();
        assert!(said.len() == 1 && said[0].text.contains("05351244"), "{said:?}");
    }
}
