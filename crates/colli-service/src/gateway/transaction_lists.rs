//! Lists of purchases: filtered, and with how far their parcels are.

use super::tracks::Standing;
use super::{GatewayCaller, Object, ObjectPage, PageAsked, TransactionView};
use crate::Service;
use crate::error::Result;
use colli_core::gateway::Kind as _;
use colli_core::gateway::transaction::Transaction;
use uuid::Uuid;

/// Purchases looked at for those of a track.
const TRACKED_MAX: usize = 5_000;
/// Purchases of which the events are read at once.
const TRACKED_AT_ONCE: usize = 500;

/// Which purchases are wanted. What is `None` says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TransactionFilter {
    /// Bought at this rate; `Some(None)` is a rate nothing has.
    pub rate: Option<Option<Uuid>>,
    /// The word of their status.
    pub status: Option<String>,
    /// The word of how far their parcel is.
    pub tracking_status: Option<String>,
}

impl TransactionFilter {
    /// Whether a purchase passes, but for how far its parcel is.
    fn passes(&self, bought: &Transaction) -> bool {
        self.rate.is_none_or(|rate| rate.is_some() && bought.rate_id == rate)
            && self.status.as_ref().is_none_or(|status| bought.status.word() == status)
    }
}

impl Service {
    /// Purchases that pass a filter, newest first.
    pub async fn transactions(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        filter: &TransactionFilter,
    ) -> Result<ObjectPage<Object<Transaction>>> {
        if *filter == TransactionFilter::default() {
            return self.list_objects(caller.tenant, asked).await;
        }
        if let Some(tracking_status) = &filter.tracking_status {
            return self.transactions_tracked(caller, asked, filter, tracking_status).await;
        }
        let passes = |bought: &Object<Transaction>| filter.passes(&bought.value);
        self.filter_objects(caller.tenant, asked, passes).await
    }

    /// Those whose parcel is as far as the word says, among the newest five thousand.
    async fn transactions_tracked(
        &self,
        caller: &GatewayCaller,
        asked: PageAsked,
        filter: &TransactionFilter,
        tracking_status: &str,
    ) -> Result<ObjectPage<Object<Transaction>>> {
        let (mut found, mut looked_at) = (Vec::new(), 0);
        let wanted = asked.skip() + asked.results + 1;
        while found.len() < wanted && looked_at < TRACKED_MAX {
            let kind = Transaction::KIND;
            let rows = self
                .store
                .objects(caller.tenant, kind, TRACKED_AT_ONCE, looked_at)
                .await?;
            looked_at += rows.len();
            let bought: Result<Vec<Object<Transaction>>> = rows.iter().map(Object::read).collect();
            let mut bought = bought?;
            bought.retain(|bought| filter.passes(&bought.value));
            let standings = self.standings_of(&bought).await?;
            let pairs = bought.into_iter().zip(standings);
            found.extend(pairs.filter_map(|(bought, standing)| (standing.word() == tracking_status).then_some(bought)));
            if rows.len() < TRACKED_AT_ONCE {
                break;
            }
        }
        let entries = found.into_iter().skip(asked.skip()).collect();
        Ok(ObjectPage::of(entries, asked))
    }

    /// How far the parcels of purchases are, in their order.
    async fn standings_of(&self, bought: &[Object<Transaction>]) -> Result<Vec<Standing>> {
        let codes = bought.iter().map(|bought| bought.value.tracker_code.clone());
        self.standings(codes.map(Option::unwrap_or_default).collect()).await
    }

    /// Purchases as lists show them.
    pub async fn transaction_views(
        &self,
        caller: &GatewayCaller,
        bought: Vec<Object<Transaction>>,
    ) -> Result<Vec<TransactionView>> {
        let standings = self.standings_of(&bought).await?;
        let mut views = Vec::with_capacity(bought.len());
        for (bought, standing) in bought.into_iter().zip(standings) {
            let view = self.transaction_view(caller, bought, true).await?;
            views.push(TransactionView {
                tracking_status: standing.word(),
                eta: standing.eta,
                ..view
            });
        }
        Ok(views)
    }

    /// Several purchases, in the order asked for.
    pub(super) async fn transactions_by_id(
        &self,
        caller: &GatewayCaller,
        ids: &[Uuid],
    ) -> Result<Vec<Option<Object<Transaction>>>> {
        let rows = self.store.objects_by_id(caller.tenant, Transaction::KIND, ids).await?;
        rows.iter()
            .map(|row| row.as_ref().map(Object::read).transpose())
            .collect()
    }
}
