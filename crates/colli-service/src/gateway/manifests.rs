//! Manifests: open labels of an account are handed over together; until then their parcels do not move.

use super::given::Given;
use super::objects::object_change;
use super::{GatewayCaller, Object, jobs};
use crate::Service;
use crate::error::{Error, Result};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::gateway::Kind as _;
use colli_core::gateway::address::Address;
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::manifest::{Manifest, ManifestPaper, ManifestStatus};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_store::{ObjectWriting, ObjectsWritten, OfParent};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashSet;
use uuid::Uuid;

/// Purchases of one manifest at most. More stay open for the next one.
pub const MANIFEST_TRANSACTIONS_MAX: usize = 10_000;
/// Open labels looked at for a manifest, and at once.
const LOOKED_AT_MAX: usize = 100_000;
const LOOKED_AT_ONCE: usize = 1_000;
/// How often a manifest is tried again when its purchases changed meanwhile.
const TRIES_MAX: usize = 4;
/// The only carrier whose parcels wait for a manifest.
const CARRIER: &str = "dhl_ecommerce";
/// Why a label that was refunded goes on none.
const VOID: &str = "its label is void";

/// A manifest to make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewManifest {
    /// The account.
    pub carrier_account: Uuid,
    /// The day of the handover.
    pub shipment_date: Timestamp,
    /// Where parcels are handed over.
    pub address_from: Given<Address>,
    /// The purchases, as they are named; all that are open when left out.
    pub transactions: Option<Vec<String>>,
    /// It is made later.
    pub is_async: bool,
}

/// What goes on a manifest, and what is wrong with the rest.
#[derive(Default)]
struct Sorted {
    good: Vec<Object<Transaction>>,
    errors: Vec<String>,
}

impl Service {
    /// Makes a manifest. Purchases that cannot go on it are named in its errors; when that is all of them, there is no
    /// manifest.
    pub async fn create_manifest(&self, caller: &GatewayCaller, new: NewManifest) -> Result<Object<Manifest>> {
        let account = self
            .account_for_purchase(caller.tenant, new.carrier_account, "carrier_account")
            .await?;
        if account.value.carrier != CARRIER {
            let text = "parcels of this carrier need no manifest";
            let violation = Violation::new("carrier_account", "unsupported", text);
            return Err(Error::violation(violation.accepting(["an account of dhl_ecommerce"])));
        }
        let facility = self.open_parameters(caller.tenant, &account)?.remove("facility_code");
        let mut writing = ObjectWriting::default();
        let address_from = self
            .hold(caller, new.address_from, "address_from", &mut writing)
            .await?;
        let manifest = Manifest {
            carrier_account: account.id,
            carrier: account.value.carrier.clone(),
            shipment_date: new.shipment_date,
            address_from,
            asked: new.transactions,
            transactions: Vec::new(),
            status: ManifestStatus::Queued,
            errors: Vec::new(),
            facility: facility.unwrap_or_default(),
            closed_at: None,
            papers: Vec::new(),
        };
        let id = self.object_id(caller, Manifest::KIND)?;
        if let Some(before) = self.find_object(caller.tenant, id).await? {
            return Ok(before);
        }
        if !new.is_async && manifest.asked.is_some() {
            self.refuse_when_nothing_fits(caller, &manifest, &account).await?;
        }
        let created_at = self.object_time(caller.tenant);
        writing.objects.insert(0, self.new_object(id, created_at, &manifest)?);
        // The job ends what a node leaves undone that dies between here and the answer.
        writing.jobs.push(jobs::job(self, caller, jobs::Work::Manifest(id))?);
        if self.write_objects(caller.tenant, writing).await? == ObjectsWritten::Done && !new.is_async {
            self.finish_manifest(caller, id).await?;
        }
        self.object(caller.tenant, id).await
    }

    /// A manifest of purchases none of which can go on it is not made.
    async fn refuse_when_nothing_fits(
        &self,
        caller: &GatewayCaller,
        manifest: &Manifest,
        account: &Object<CarrierAccount>,
    ) -> Result<()> {
        let sorted = self.sorted(caller, manifest, account.id).await?;
        if sorted.good.is_empty() {
            return Err(Error::NotFound {
                what: "manifest transactions",
                missing: sorted.errors,
            });
        }
        Ok(())
    }

    /// Closes a manifest: its purchases are marked, its parcels released, all in one step.
    pub(super) async fn finish_manifest(&self, caller: &GatewayCaller, id: Uuid) -> Result<()> {
        for _ in 0..TRIES_MAX {
            let object: Object<Manifest> = self.object(caller.tenant, id).await?;
            if object.value.status != ManifestStatus::Queued {
                return Ok(());
            }
            let mut manifest = object.value.clone();
            let sorted = self.sorted(caller, &manifest, manifest.carrier_account).await?;
            let now = self.object_time(caller.tenant);
            let mut writing = ObjectWriting::default();
            for bought in &sorted.good {
                let handed_over = Transaction {
                    manifest: Some(id),
                    ..bought.value.clone()
                };
                writing.changes.push(object_change(bought, &handed_over, now)?);
                writing.released.extend(bought.value.tracker_code.clone());
            }
            manifest.papers = self.papers(&sorted.good).await?;
            manifest.transactions = sorted.good.iter().map(|bought| bought.id).collect();
            manifest.errors = sorted.errors;
            manifest.closed_at = Some(now);
            manifest.status = if sorted.good.is_empty() {
                ManifestStatus::Error
            } else {
                ManifestStatus::Success
            };
            if self
                .try_change(caller.tenant, &object, manifest, writing)
                .await?
                .is_some()
            {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    /// A paper for parcels that stay in the country, and one for those that leave it.
    async fn papers(&self, good: &[Object<Transaction>]) -> Result<Vec<ManifestPaper>> {
        let mut papers = Vec::new();
        for is_international in [false, true] {
            let on_it = good
                .iter()
                .filter(|bought| bought.value.is_international == is_international);
            let transactions: Vec<Uuid> = on_it.map(|bought| bought.id).collect();
            if !transactions.is_empty() {
                papers.push(ManifestPaper {
                    is_international,
                    serial: self.serials.manifest().await?,
                    transactions,
                });
            }
        }
        Ok(papers)
    }

    /// Which purchases go on a manifest: those asked for, or all open ones of the account.
    async fn sorted(&self, caller: &GatewayCaller, manifest: &Manifest, account: Uuid) -> Result<Sorted> {
        let mut sorted = Sorted::default();
        let day = ship_day(manifest.shipment_date);
        let zip = zip5(&manifest.address_from.value.zip);
        let Some(asked) = &manifest.asked else {
            let fits = |bought: &Object<Transaction>| unfit(&bought.value, account, day, zip).is_none();
            sorted.good = self.open_labels(caller, account, fits).await?;
            if sorted.good.is_empty() {
                let text = "the account has no open labels of this sender ZIP code and shipment date";
                sorted.errors.push(text.to_owned());
            }
            return Ok(sorted);
        };
        let ids: Vec<Uuid> = asked
            .iter()
            .map(|name| Uuid::try_parse(name).unwrap_or_default())
            .collect();
        let found = self.transactions_by_id(caller, &ids).await?;
        // A purchase that is named twice goes on once.
        let mut seen = HashSet::new();
        for (name, found) in asked.iter().zip(found) {
            let Some(bought) = found else {
                sorted
                    .errors
                    .push(format!("{}: there is no such transaction", excerpt(name)));
                continue;
            };
            let mut wrong = unfit(&bought.value, account, day, zip);
            if wrong.is_none() && self.is_refused_and_void(&bought.value).await? {
                wrong = Some(VOID.to_owned());
            }
            if let Some(wrong) = wrong {
                sorted.errors.push(format!("{}: {wrong}", excerpt(name)));
            } else if seen.insert(bought.id) {
                sorted.good.push(bought);
            }
        }
        Ok(sorted)
    }

    /// Whether the parcel of a label whose refund was refused is void all the same: it cannot be handed over.
    async fn is_refused_and_void(&self, bought: &Transaction) -> Result<bool> {
        match &bought.tracker_code {
            Some(code) if bought.status == TransactionStatus::RefundRejected => self.is_void(code).await,
            _ => Ok(false),
        }
    }

    /// The labels of an account that wait for a manifest and fit on one, oldest first.
    async fn open_labels(
        &self,
        caller: &GatewayCaller,
        account: Uuid,
        fits: impl Fn(&Object<Transaction>) -> bool + Send,
    ) -> Result<Vec<Object<Transaction>>> {
        let of = OfParent {
            parent: account,
            kind: Transaction::KIND,
            state: Some(TransactionStatus::Success.word()),
        };
        let (mut open, mut looked_at) = (Vec::new(), 0);
        while open.len() < MANIFEST_TRANSACTIONS_MAX && looked_at < LOOKED_AT_MAX {
            let rows = self
                .store
                .objects_of_parent(caller.tenant, of, LOOKED_AT_ONCE, looked_at)
                .await?;
            for row in &rows {
                let object = Object::read(row)?;
                if fits(&object) {
                    open.push(object);
                }
            }
            looked_at += rows.len();
            if rows.len() < LOOKED_AT_ONCE {
                break;
            }
        }
        open.truncate(MANIFEST_TRANSACTIONS_MAX);
        Ok(open)
    }
}

/// Why a purchase cannot go on a manifest.
fn unfit(bought: &Transaction, account: Uuid, day: Date, zip: &str) -> Option<String> {
    match bought.status {
        TransactionStatus::Success | TransactionStatus::RefundRejected => {}
        TransactionStatus::Queued => return Some("its label is still being bought".to_owned()),
        TransactionStatus::Error => return Some("it has no label: the carrier refused it".to_owned()),
        TransactionStatus::RefundPending | TransactionStatus::Refunded => return Some(VOID.to_owned()),
    }
    if bought.is_return {
        return Some("it is a return label, which needs no manifest".to_owned());
    }
    if let Some(manifest) = bought.manifest {
        return Some(format!("it is on manifest {} already", manifest.simple()));
    }
    if bought.carrier_account != account {
        return Some("it was bought on another carrier account".to_owned());
    }
    if zip5(&bought.sender_zip) != zip {
        return Some(format!(
            "its sender's ZIP code is {}, not {zip}",
            zip5(&bought.sender_zip)
        ));
    }
    let own = ship_day(bought.shipment_date);
    (own != day).then(|| format!("its shipment date is {own}, not {day}"))
}

/// The day of a handover.
fn ship_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The first five digits of a ZIP code.
fn zip5(zip: &str) -> &str {
    let zip = zip.trim();
    zip.get(..5).unwrap_or(zip)
}
