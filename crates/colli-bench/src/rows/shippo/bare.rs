//! The rows that requests leave, inserted by the store alone.

use super::{call, connect, instant, quoted};
use crate::Failure;
use crate::load::Sample;
use crate::rows::create::written;
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::world::{self, client_id};
use colli_core::ids::{LabelId, ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_core::tracking::{Moment, registration};
use colli_store::{
    Inserted, NewObject, NewShipment, ObjectRow, ObjectWriting, ObjectsWritten, PieceEvent, Store, StoreOptions,
};
use std::path::Path;
use uuid::Uuid;

/// What a request for rates stores: kinds, and how many of each.
const QUOTE: [(&str, usize); 3] = [("quote", 1), ("address", 2), ("parcel", 1)];
/// What a purchase adds to it.
const TRANSACTION: [(&str, usize); 1] = [("transaction", 1)];
/// Seconds California is behind UTC in winter; what the events' local times need.
const OFFSET_SECONDS: i32 = -28_800;
/// Digits of a code that stay; the rest counts.
const CODE_DIGITS_KEPT: usize = 12;

/// Rows of one request with their kinds.
type Rows = Vec<(&'static str, ObjectRow)>;

/// A store with nothing above it, and what is inserted copies of.
pub(super) struct Bare {
    store: Store,
    tenant: Tenant,
    rates: Rows,
    bought: Rows,
    transaction: Rows,
    shipment: Shipment,
    next: u64,
}

/// One purchase to insert.
struct Purchase {
    tenant: Tenant,
    /// What is stored before the parcel is registered.
    quote: Vec<NewObject>,
    parcel: NewShipment,
    /// What is stored after it.
    transaction: Vec<NewObject>,
}

impl Bare {
    /// Asks for rates and buys a label on a server of its own, and reads back what was stored.
    pub(super) async fn of_first_purchase(settings: &Settings, data: &Path) -> Result<Self, Failure> {
        let tenant = world::first_shipment(settings, data).await?.tenant;
        let server = Server::colli(settings, data)?;
        let account = connect(&server).await?;
        call(&server, "POST", "/shipments", Some(&quoted(Some(&account))), 201).await?;
        let bought = call(&server, "POST", "/transactions", Some(&instant(&account)), 201).await?;
        if bought["status"] != "SUCCESS" {
            return Err(format!("no label: {}", bought["messages"]).into());
        }
        drop(server);
        let id = Uuid::parse_str(bought["object_id"].as_str().ok_or("a purchase without an id")?)?;
        let source = Store::open(StoreOptions::new(data)).await?;
        let shipment = source.shipment(tenant, ShipmentId(id)).await?;
        let rates = newest(&source, tenant, &QUOTE, 1).await?;
        let bought = newest(&source, tenant, &QUOTE, 0).await?;
        let transaction = newest(&source, tenant, &TRANSACTION, 0).await?;
        source.close().await;
        Ok(Self {
            store: Store::open(StoreOptions::new(data.with_extension("bare"))).await?,
            tenant,
            rates,
            bought,
            transaction,
            shipment: shipment.ok_or("the purchase registered no parcel")?,
            next: 1,
        })
    }

    /// Inserts what requests for rates store.
    pub(super) async fn quotes(&mut self, settings: &Settings) -> Result<Sample, Failure> {
        let write = |store: Store, (tenant, objects)| async move { insert(&store, tenant, objects).await };
        let each = settings.size(400, 16);
        // A first share warms up and does not count, as under load over HTTP.
        let warm_up = self.lists(each / 8, Self::quote)?;
        written(&self.store, warm_up, write).await?;
        let rows = self.lists(each, Self::quote)?;
        written(&self.store, rows, write).await
    }

    /// Inserts what purchases store, in as many steps as a purchase takes.
    pub(super) async fn purchases(&mut self, settings: &Settings) -> Result<Sample, Failure> {
        let each = settings.size(200, 16);
        let warm_up = self.lists(each / 8, Self::purchase)?;
        written(&self.store, warm_up, buy).await?;
        let rows = self.lists(each, Self::purchase)?;
        written(&self.store, rows, buy).await
    }

    /// Ready-made rows, so many for each task.
    fn lists<R>(&mut self, each: u64, make: impl Fn(&Self, u64) -> Result<R, Failure>) -> Result<Vec<Vec<R>>, Failure> {
        let first = self.next;
        self.next += each * u64::try_from(CONNECTIONS)?;
        let numbers: Vec<u64> = (first..self.next).collect();
        let of_task = |numbers: &[u64]| numbers.iter().map(|number| make(self, *number)).collect();
        numbers.chunks(usize::try_from(each)?).map(of_task).collect()
    }

    fn quote(&self, number: u64) -> Result<(Tenant, Vec<NewObject>), Failure> {
        Ok((self.tenant, copies(&self.rates, number)?))
    }

    fn purchase(&self, number: u64) -> Result<Purchase, Failure> {
        let transaction = copies(&self.transaction, number)?;
        Ok(Purchase {
            tenant: self.tenant,
            quote: copies(&self.bought, number)?,
            parcel: self.parcel(number)?,
            transaction,
        })
    }

    /// A copy of the parcel under an id and a code of its own.
    fn parcel(&self, number: u64) -> Result<NewShipment, Failure> {
        let mut shipment = self.shipment.clone();
        let id = ShipmentId(client_id(number));
        shipment.order.shipment_id = id;
        let mut codes = Vec::new();
        for piece in &mut shipment.pieces {
            piece.label_id = LabelId::of_piece(id, piece.number);
            let own = piece
                .tracker_code
                .as_deref()
                .and_then(|code| code.get(..CODE_DIGITS_KEPT));
            let code = format!("{}{number:010}", own.ok_or("a parcel without a code")?);
            piece.tracker_code = Some(code.clone());
            codes.push(code);
        }
        let moment = Moment {
            at: shipment.created_at,
            offset_seconds: OFFSET_SECONDS,
        };
        let account = shipment.order.account.to_string();
        let told = |code: String| {
            registration(moment, Some(&account)).map(|event| PieceEvent {
                tracker_code: code.clone(),
                event,
            })
        };
        let events = codes.into_iter().flat_map(told).collect();
        Ok(NewShipment { shipment, events })
    }

    /// Ends the store.
    pub(super) async fn close(self) {
        self.store.close().await;
    }
}

/// The newest rows of a tenant, after so many requests' worth of newer ones.
async fn newest(store: &Store, tenant: Tenant, kinds: &[(&'static str, usize)], newer: usize) -> Result<Rows, Failure> {
    let mut rows = Vec::new();
    for (kind, count) in kinds {
        let found = store.objects(tenant, kind, *count, newer * count).await?;
        if found.len() != *count {
            return Err(format!("{} objects of the kind {kind} are stored, not {count}", found.len()).into());
        }
        rows.extend(found.into_iter().map(|row| (*kind, row)));
    }
    Ok(rows)
}

/// Copies of rows under ids of their own.
fn copies(rows: &Rows, number: u64) -> Result<Vec<NewObject>, Failure> {
    let copy = |(kind, row): &(&'static str, ObjectRow)| {
        let id = Uuid::new_v5(&row.id, &number.to_be_bytes());
        Ok(NewObject {
            kind,
            id,
            position: i64::try_from(number)?,
            parent: row.parent,
            state: row.state.clone(),
            created_at: row.created_at,
            body: row.body.clone(),
        })
    };
    rows.iter().map(copy).collect()
}

async fn insert(store: &Store, tenant: Tenant, objects: Vec<NewObject>) -> Result<(), Failure> {
    let at = objects.first().ok_or("nothing to insert")?.created_at;
    let writing = ObjectWriting {
        objects,
        ..ObjectWriting::default()
    };
    match store.write_objects(tenant, writing, at).await? {
        ObjectsWritten::Done => Ok(()),
        _ => Err("an id came twice".into()),
    }
}

async fn buy(store: Store, purchase: Purchase) -> Result<(), Failure> {
    insert(&store, purchase.tenant, purchase.quote).await?;
    let Inserted::Created(_) = store.insert_shipment(purchase.parcel).await? else {
        return Err("an id came twice".into());
    };
    insert(&store, purchase.tenant, purchase.transaction).await
}
