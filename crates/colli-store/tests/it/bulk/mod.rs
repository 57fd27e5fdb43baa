//! Whole databases: copies between engines, backups taken beside a writer, restores, checks.

mod backups;
mod checks;
mod copies;
mod faults;

use crate::fixture::{at, random_id, shipment, tenant};
use colli_core::account::{Account, AccountSettings};
use colli_core::clock::EnvironmentClock;
use colli_core::gateway::address::Address;
use colli_core::gateway::batch::{Batch, BatchShipment, BatchShipmentStatus, BatchStatus};
use colli_core::gateway::carrier_account::CarrierAccount;
use colli_core::gateway::manifest::{Manifest, ManifestPaper, ManifestStatus};
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::gateway::{Held, Kind};
use colli_core::ids::{AccountNumber, Tenant, UserId};
use colli_core::tracking::{Event, Moment};
use colli_store::bulk::{self, AttachmentFiles, Backup, BulkError, Copy, Findings, check};
use colli_store::{
    ApiKeyRow, AttachmentRow, Database, EnvironmentRow, Inserted, NewEvent, NewObject, ObjectWriting, ObjectsWritten,
    OperatorTokenRow, OrganisationRow, RefreshTokenRow, SigningKeyRow, Store, SubscriberRow,
};
use serde::Serialize;
use std::path::Path;
use uuid::Uuid;

/// Shipments of [`fill`]: every tenth has three pieces, the last a [`live`] one.
const SHIPMENTS: u64 = 301;

/// Rows of every kind, as a server would have made them.
async fn fill(store: &Store) {
    for number in [1, 2] {
        let tenant = tenant(number);
        let row = OrganisationRow {
            organisation: tenant.organisation,
            name: "Zoë & co \u{1F4E6}".to_owned(),
            created_at: at(0),
        };
        store.put_organisation(row).await.unwrap();
        let key = ApiKeyRow {
            user: UserId(Uuid::from_u128(number)),
            tenant,
            key_hash: vec![0, 255, 7],
            name: String::new(),
            created_at: at(1),
        };
        store.put_api_key(key).await.unwrap();
        store.insert_refresh_token(token(number)).await.unwrap();
    }
    let account = Account {
        number: AccountNumber::parse("08500001").unwrap(),
        tenant: tenant(1),
        settings: AccountSettings::default(),
    };
    store.put_account(account).await.unwrap();
    let key = SigningKeyRow {
        kid: "first".to_owned(),
        sealed: (0..=255).collect(),
        created_at: at(0),
        retired_at: None,
    };
    store.insert_signing_key(key).await.unwrap();
    let attachment = AttachmentRow {
        tenant: tenant(1),
        id: Uuid::from_u128(9),
        content_type: "application/pdf".to_owned(),
        size_bytes: 2_500_000,
        sha256: [0xab; 32],
        created_at: at(2),
    };
    store.insert_attachment(attachment).await.unwrap();
    let first = store.lease_serials("piece", 10_000).await.unwrap();
    for n in 0..SHIPMENTS - 1 {
        insert(store, first, n).await;
    }
    let events = (0..40).map(|n| scan(first, n)).collect();
    store.append_events(events).await.unwrap();
    live(store, first + 9_999).await;
}

/// A piece that is planned, told of, steered and met nobody at home; a pickup; a clock and a token.
async fn live(store: &Store, serial: u64) {
    let (owner, code) = (tenant(1), crate::fixture::code(serial));
    let subscriber = Uuid::from_u128(0x51);
    let row = SubscriberRow {
        is_per_parcel: true,
        ..crate::told::row(owner, subscriber)
    };
    store.insert_subscriber(row).await.unwrap();
    let new = shipment(owner, Uuid::from_u128(0x900), serial, 1, at(0));
    let planned = Some((Some(at(60)), vec![code.clone()]));
    store.insert_planned_shipment(new, planned).await.unwrap();
    store.subscribe(owner, subscriber, &code, at(1)).await.unwrap();
    let mut card = crate::interventions::event(2);
    card.tracker_code.clone_from(&code);
    card.event.not_home_code = Some("NH12345678".to_owned());
    store.append_events(vec![card]).await.unwrap();
    let mut event = crate::interventions::event(1);
    event.tracker_code = code;
    let intervention = crate::interventions::intervention(1, "12 é");
    store
        .insert_intervention(&intervention, event, None, at(61))
        .await
        .unwrap();
    let serial = store.lease_serials("pickup", 10).await.unwrap();
    let pickup = crate::pickups::pickup(owner, serial);
    store.insert_pickup(pickup, "words".to_owned()).await.unwrap();
    let environment = EnvironmentRow {
        seed: -42,
        clock: Some(EnvironmentClock::real(at(7))),
        ..EnvironmentRow::untouched(owner)
    };
    assert!(store.put_environment(environment).await.unwrap());
    let token = OperatorTokenRow {
        token_hash: vec![0, 1, 255],
        organisation: owner.organisation,
        name: "tills".to_owned(),
        created_at: at(3),
    };
    store.put_operator_token(token).await.unwrap();
    gateway(store, owner).await;
}

/// What a client of the gateway made: a carrier account, a batch with a shipment, a purchase, a manifest; its token, and a
/// request it named.
async fn gateway(store: &Store, owner: Tenant) {
    let account = Uuid::from_u128(0xa1);
    let batch = Uuid::from_u128(0xa2);
    let address = Held {
        id: Uuid::from_u128(0xa5),
        created_at: at(1),
        value: Address {
            name: "Jürgen Müller".to_owned(),
            ..Address::default()
        },
    };
    let objects = vec![
        object(
            account,
            &CarrierAccount {
                carrier: "dhl_ecommerce".to_owned(),
                account_id: "pickup 1".to_owned(),
                is_active: true,
                is_test: false,
                metadata: String::new(),
                sealed: "AAAA".to_owned(),
            },
        ),
        object(
            batch,
            &Batch {
                default_carrier_account: account,
                default_service: "dhl_ecommerce_parcels_ground".to_owned(),
                label_file_type: "PDF_4x6".to_owned(),
                metadata: "é".to_owned(),
                status: BatchStatus::Validating,
                next_number: 1,
            },
        ),
        object(
            Uuid::from_u128(0xa3),
            &BatchShipment {
                batch,
                carrier_account: None,
                service: None,
                metadata: String::new(),
                quote: Uuid::from_u128(0xa900),
                status: BatchShipmentStatus::Incomplete,
                messages: Vec::new(),
                transaction: None,
            },
        ),
        object(Uuid::from_u128(0xa4), &bought(account)),
        object(
            Uuid::from_u128(0xa6),
            &Manifest {
                carrier_account: account,
                carrier: "dhl_ecommerce".to_owned(),
                shipment_date: at(0),
                address_from: address,
                asked: None,
                transactions: Vec::new(),
                status: ManifestStatus::Success,
                errors: Vec::new(),
                facility: "USATL1".to_owned(),
                closed_at: Some(at(2)),
                papers: vec![ManifestPaper {
                    is_international: false,
                    serial: store.lease_serials("manifest", 10).await.unwrap(),
                    transactions: Vec::new(),
                }],
            },
        ),
    ];
    let writing = ObjectWriting {
        objects,
        ..ObjectWriting::default()
    };
    let written = store.write_objects(owner, writing, at(1)).await.unwrap();
    assert_eq!(written, ObjectsWritten::Done);
    store
        .put_app(crate::apps::app(7, owner), vec![8, 0, 255])
        .await
        .unwrap();
    let profile = crate::authorization_profiles::profile(9, owner, "Zoë");
    store.insert_authorization_profile(profile, 9).await.unwrap();
    let token = crate::gateway_tokens::token(&[7, 0, 255], owner);
    store.put_gateway_token(token).await.unwrap();
    let key = crate::idempotency::key(&[1, 0, 255], 0);
    store.claim_idempotency_key(owner, key.clone()).await.unwrap();
    store
        .answer_idempotency_key(owner, key.key_hash, 201, "{\"object_id\":\"é\"}".to_owned())
        .await
        .unwrap();
}

fn object<T: Kind + Serialize>(id: Uuid, value: &T) -> NewObject {
    NewObject {
        kind: T::KIND,
        id,
        position: i64::MAX,
        parent: value.parent(),
        state: value.state().map(str::to_owned),
        created_at: at(1),
        body: serde_json::to_string(value).unwrap(),
    }
}

fn bought(account: Uuid) -> Transaction {
    Transaction {
        quote: Uuid::from_u128(0xa900),
        rate_id: None,
        rate: None,
        carrier_account: account,
        carrier: "dhl_ecommerce".to_owned(),
        parcel: Uuid::nil(),
        status: TransactionStatus::Queued,
        is_instant: true,
        tracking_number: None,
        tracker_code: None,
        is_international: false,
        is_return: false,
        label_file_type: "PDF_4x6".to_owned(),
        sender_zip: "30301".to_owned(),
        shipment_date: at(1),
        messages: Vec::new(),
        metadata: String::new(),
        order: None,
        manifest: None,
    }
}

fn token(number: u128) -> RefreshTokenRow {
    RefreshTokenRow {
        jti: Uuid::from_u128(100 + number),
        tenant: tenant(number),
        user: UserId(Uuid::from_u128(number)),
        family: Uuid::from_u128(200 + number),
        expires_at: at(1_000_000),
        used_at: (number == 2).then(|| at(5)),
    }
}

/// The `n`th shipment, its codes counted from a leased serial; over a year goes by meanwhile.
async fn insert(store: &Store, first: u64, n: u64) {
    let pieces = if n.is_multiple_of(10) { 3 } else { 1 };
    let seconds = i64::try_from(n).unwrap() * 120_000;
    let new = shipment(
        tenant(1 + u128::from(n % 2)),
        random_id(n),
        first + 5 * n,
        pieces,
        at(seconds),
    );
    let inserted = store.insert_shipment(new).await.unwrap();
    assert!(matches!(inserted, Inserted::Created(_)));
}

fn scan(first: u64, n: u64) -> NewEvent {
    NewEvent {
        tenant: tenant(1 + u128::from(n % 2)),
        event_id: format!("scan-{n}"),
        tracker_code: crate::fixture::code(first + 5 * n),
        event: Event::new(
            "UNDERWAY",
            "DEPART_FACILITY",
            Moment {
                at: at(77),
                offset_seconds: 3_600,
            },
        ),
    }
}

fn directory(path: &Path) -> Database {
    Database::Directory(path.to_owned())
}

async fn clean(database: &Database) -> Findings {
    let findings = check(database).await.unwrap();
    assert!(findings.is_clean(), "{:?}", findings.faults);
    findings
}

fn rows(findings: &Findings, table: &str) -> u64 {
    findings.rows.iter().find(|(name, _)| *name == table).unwrap().1
}

async fn back_up(from: &Database, to: &Path) -> Result<bulk::Manifest, BulkError> {
    let backup = Backup::make(from, to).await?;
    backup.finish("0.0.0", at(0), AttachmentFiles::default()).await
}

/// Copies, and sees that all of it arrived.
async fn copy(from: &Database, to: &Database) {
    let copy = Copy::make(from, to).await.unwrap();
    for table in copy.tables() {
        assert!(table.is_equal(), "{table:?}");
        assert!(
            table.sent.rows > 0 || table.sent.table == "jobs",
            "{}: nothing to copy",
            table.sent.table
        );
    }
    copy.commit().await.unwrap();
}

fn entries(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
