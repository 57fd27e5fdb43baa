//! Filling a store and looking at what is in it.

#![expect(clippy::cast_precision_loss, reason = "small counts")]

use super::*;
use crate::clock::{FixedClock, SeededEntropy};
use crate::keys::MasterKey;
use crate::labels::Format;
use crate::tracking::TrackKey;
use colli_attachments::Attachments;
use colli_core::shipment::Shipment;
use colli_core::tracking::Event;
use colli_store::{Database, Store, StoreOptions};
use colli_testkit::shared::TestDatabase;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::sync::Arc;
use tempfile::TempDir;

const SHIPMENTS: u64 = 400;
/// Kinds of parcel: so many are booked, now.
const KINDS: usize = 20;

/// A service whose clock stands still, on a database of its own.
struct World {
    service: Arc<Service>,
    database: Database,
    demo: bool,
    _directory: TempDir,
    _server: Option<TestDatabase>,
}

fn now() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

async fn service(database: &Database, demo: bool) -> Arc<Service> {
    let store = Store::open(StoreOptions::of(database.clone())).await.unwrap();
    let attachments = Attachments::in_directory(tempfile::tempdir().unwrap().path());
    let loaded = colli_network::load_embedded().unwrap();
    let (network, points) = (Arc::new(loaded.network), Arc::new(loaded.service_points));
    let (clock, entropy) = (Arc::new(FixedClock::new(now())), Arc::new(SeededEntropy::new(7)));
    let master = MasterKey::parse(&"ab".repeat(32)).unwrap();
    let service = Service::start(store, attachments, network, points, &master, clock, entropy);
    let service = service.await.unwrap();
    if demo {
        service.seed_demo().await.unwrap();
    }
    service
}

impl World {
    async fn new(demo: bool) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Directory(directory.path().to_owned());
        Self {
            service: service(&database, demo).await,
            database,
            demo,
            _directory: directory,
            _server: None,
        }
    }

    async fn on_a_server() -> Self {
        let server = colli_testkit::shared::database().unwrap();
        let database = Database::Server(server.url().to_owned());
        Self {
            service: service(&database, true).await,
            database,
            _server: Some(server),
            ..Self::new(true).await
        }
    }

    async fn filled(seed: u64) -> (Self, Filled) {
        let mut world = Self::new(true).await;
        let filled = world.fill(SHIPMENTS, seed).await.unwrap();
        (world, filled)
    }

    /// As the command does it: the service steps aside while the shipments go in.
    async fn fill(&mut self, shipments: u64, seed: u64) -> Result<Filled, FillError> {
        let order = FillOrder {
            account: number(),
            shipments,
            seed,
        };
        let fill = self.service.plan_fill(&order).await?;
        self.service.close().await;
        let loader = Loader::open(&self.database).await?;
        let filled = fill.load(loader, |_| ()).await;
        self.service = service(&self.database, self.demo).await;
        filled
    }

    async fn caller(&self) -> Caller {
        let account = self.service.store.account(number()).await.unwrap().unwrap();
        Caller {
            tenant: account.tenant,
            user: UserId(Uuid::nil()),
            accounts: vec![account.number],
            may_label: true,
            may_pickup: false,
        }
    }

    /// Every shipment of the fill, by index.
    async fn shipments(&self, seed: u64) -> Vec<Shipment> {
        let caller = self.caller().await;
        let mut all = Vec::new();
        for index in 0..SHIPMENTS {
            all.push(self.service.shipment(&caller, shipment_id(seed, index)).await.unwrap());
        }
        all
    }

    /// The events of every piece a code names.
    async fn events(&self, code: &str) -> Vec<Event> {
        let key = TrackKey {
            code: code.to_owned(),
            postal_code: None,
        };
        let found = self.service.track(&[key], None).await.unwrap();
        assert!(!found.is_empty(), "{code}");
        found.into_iter().flat_map(|piece| piece.events).collect()
    }
}

fn number() -> AccountNumber {
    AccountNumber::parse(DEFAULT_ACCOUNT).unwrap()
}

fn codes(shipment: &Shipment) -> impl Iterator<Item = &String> {
    let pieces = shipment.pieces.iter().filter_map(|piece| piece.tracker_code.as_ref());
    pieces.chain(&shipment.tracker_code)
}

#[tokio::test]
async fn equal_seeds_make_equal_shipments() {
    let ((first, one), (second, two), (other, _)) = tokio::join!(World::filled(5), World::filled(5), World::filled(6));
    assert_eq!(
        (&one.newest_code, one.first_serial),
        (&two.newest_code, two.first_serial)
    );
    let shipments = first.shipments(5).await;
    assert_eq!(shipments, second.shipments(5).await);
    for (mine, theirs) in shipments.iter().zip(other.shipments(6).await) {
        assert_ne!(mine.order.shipment_id, theirs.order.shipment_id);
        assert_ne!(mine.order.receiver, theirs.order.receiver);
    }
    let codes: HashSet<&String> = shipments.iter().flat_map(codes).collect();
    for code in codes {
        assert_eq!(first.events(code).await, second.events(code).await);
    }
}

#[tokio::test]
async fn both_engines_get_the_same() {
    let ((embedded, one), mut server) = tokio::join!(World::filled(5), World::on_a_server());
    let two = server.fill(SHIPMENTS, 5).await.unwrap();
    assert_eq!((one.newest_code, one.first_serial), (two.newest_code, two.first_serial));
    let shipments = embedded.shipments(5).await;
    assert_eq!(shipments, server.shipments(5).await);
    for code in shipments.iter().flat_map(codes) {
        assert_eq!(embedded.events(code).await, server.events(code).await);
    }
    let again = server.fill(SHIPMENTS, 5).await;
    assert!(matches!(again, Err(FillError::SeedUsed(5))), "{again:?}");
}

/// A copy differs from what the rules make of its order in nothing but time and codes.
#[tokio::test]
async fn a_copy_is_what_booking_its_order_makes() {
    let ((filled, _), empty) = tokio::join!(World::filled(5), World::new(true));
    let caller = empty.caller().await;
    for copy in filled.shipments(5).await {
        let booked = empty.service.create_shipment(&caller, copy.order.clone()).await;
        let mut booked = *booked.unwrap_or_else(|error| panic!("{error:?}: {copy:?}")).shipment;
        assert_eq!(codes(&booked).count(), codes(&copy).count());
        (booked.created_at, booked.user) = (copy.created_at, copy.user);
        booked.tracker_code.clone_from(&copy.tracker_code);
        for (piece, copied) in booked.pieces.iter_mut().zip(&copy.pieces) {
            piece.tracker_code.clone_from(&copied.tracker_code);
        }
        assert_eq!(booked, copy);
    }
}

#[tokio::test]
async fn labels_are_drawn_and_parcels_are_tracked() {
    let (world, filled) = World::filled(5).await;
    let caller = world.caller().await;
    let (mut parcels, mut all, mut ended) = (0, 0, 0);
    for index in BOOKED..SHIPMENTS {
        let shipment = world.service.shipment(&caller, shipment_id(5, index)).await.unwrap();
        let first = shipment.pieces[0].tracker_code.as_ref();
        assert_eq!(first, Some(&tracker_code(number(), filled.first_serial, index)));
        for piece in &shipment.pieces {
            let label = world.service.label(&caller, piece.label_id).await.unwrap();
            let pdf = world.service.render_label(&label, Format::Pdf).unwrap();
            assert!(pdf.starts_with(b"%PDF"));
            let events = world.events(piece.tracker_code.as_ref().unwrap()).await;
            assert_eq!(events[0].status, "LEG_CREATED");
            assert!(events.iter().all(|event| event.occurred_at <= now()));
            parcels += usize::from(!piece.return_label);
            all += events.len();
            ended += usize::from(events.last().unwrap().category == "DELIVERED");
        }
    }
    // Of 90 days nearly all have arrived; each parcel has about six events.
    assert!(ended > parcels * 9 / 10 && ended < parcels, "{ended} of {parcels}");
    assert!(
        (5.5..6.8).contains(&(all as f64 / parcels as f64)),
        "{all} of {parcels}"
    );
}

#[tokio::test]
async fn shipments_lie_in_the_days_before_now_newest_last() {
    let (world, filled) = World::filled(5).await;
    let shipments = world.shipments(5).await;
    let copies = &shipments[usize::try_from(BOOKED).unwrap()..];
    assert!(copies.is_sorted_by(|a, b| a.created_at < b.created_at));
    let oldest = now() - SignedDuration::from_hours(90 * 24);
    assert!(
        copies
            .iter()
            .all(|copy| copy.created_at >= oldest && copy.created_at < now())
    );
    let newest = &shipments[shipments.len() - 1];
    assert_eq!(newest.pieces[0].tracker_code.as_ref(), Some(&filled.newest_code));
    let caller = world.caller().await;
    let listed = world.service.list_shipments(&caller, 1, KINDS).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(newest));
    assert!(filled.grown_bytes > SHIPMENTS * 1_000);
}

#[tokio::test]
async fn several_batches_follow_each_other() {
    let world = World::new(true).await;
    let shipments = 2 * BATCH + BOOKED + 7;
    let order = FillOrder {
        account: number(),
        shipments,
        seed: 5,
    };
    let fill = world.service.plan_fill(&order).await.unwrap();
    world.service.close().await;
    let loader = Loader::open(&world.database).await.unwrap();
    let mut heard = Vec::new();
    fill.load(loader, |stored| heard.push(stored)).await.unwrap();
    assert_eq!(heard, [BOOKED + BATCH, BOOKED + 2 * BATCH, shipments]);
    let findings = colli_store::bulk::check(&world.database).await.unwrap();
    assert!(findings.is_clean(), "{findings:?}");
}

#[tokio::test]
async fn nothing_collides_with_a_fill() {
    let (mut world, filled) = World::filled(5).await;
    let shipments = world.shipments(5).await;
    // The serials are of the counter that bookings take theirs from, behind those the booked ones have.
    let first = tracker_code(number(), filled.first_serial, 0);
    for booked in &shipments[..KINDS] {
        assert!(
            booked
                .pieces
                .iter()
                .all(|piece| piece.tracker_code.as_ref() < Some(&first))
        );
    }
    let mut taken: HashSet<String> = shipments.iter().flat_map(codes).cloned().collect();
    let caller = world.caller().await;
    world.fill(SHIPMENTS, 6).await.unwrap();
    let later = world.shipments(6).await;
    let mut order = shipments[0].order.clone();
    order.shipment_id = shipment_id(7, 0);
    let booked = world.service.create_shipment(&caller, order).await.unwrap();
    for code in later.iter().flat_map(codes).chain(codes(&booked.shipment)) {
        assert!(taken.insert(code.clone()), "{code} twice");
    }
}

#[tokio::test]
async fn what_cannot_be_filled_is_refused_and_says_why() {
    let mut empty = World::new(false).await;
    let unknown = empty.fill(10, 1).await.unwrap_err().to_string();
    assert!(unknown.contains("there is no account 08500001"), "{unknown}");
    let (mut world, _) = World::filled(5).await;
    for shipments in [1, SHIPMENTS] {
        let again = world.fill(shipments, 5).await;
        assert!(matches!(again, Err(FillError::SeedUsed(5))), "{again:?}");
    }
    assert!(matches!(world.fill(0, 6).await, Err(FillError::Range)));
    assert_eq!(world.fill(3, 6).await.unwrap().shipments, 3);
}
