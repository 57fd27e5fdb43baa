//! Two servers do what one does, whichever of them is asked, also at the same moment.

use super::node::{Client, Node};
use super::{assert_sound, codes_in, rows_of};
use crate::support::client::Reply;
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{code, label_id};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use colli_core::tracking::{Event, Moment};
use colli_store::{Database, NewEvent, Store, StoreOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio::task::JoinSet;
use uuid::Uuid;

/// The demo organisation's test environment (design section 3).
const DEMO: Tenant = Tenant {
    organisation: OrganisationId(Uuid::from_u128(0xc011_1000_0000_4000_8000_0000_0000_1000)),
    environment: Environment::Test,
};

/// Both servers get the request at once.
async fn both(nodes: [Client; 2], token: &str, bodies: [&Value; 2]) -> [Reply; 2] {
    let (one, two) = tokio::join!(
        nodes[0].post(token, "/shipments", bodies[0]),
        nodes[1].post(token, "/shipments", bodies[1])
    );
    [one, two]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_id_sent_to_both_at_once_makes_one_shipment() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let clients = [nodes[0].client(), nodes[1].client()];
    let token = clients[0].token().await;
    let mut races = JoinSet::new();
    for n in 0..120 {
        let token = token.clone();
        races.spawn(async move {
            let body = shipment(&uuid(n));
            let [one, two] = both(clients, &token, [&body, &body]).await;
            assert_eq!((one.status, two.status), (201, 201), "{} {}", one.text(), two.text());
            assert_eq!(one.body, two.body, "both tell of the same shipment");
            let other = with(body, "orderReference", json!("other"));
            for reply in both(clients, &token, [&other, &other]).await {
                assert_eq!(reply.status, 409, "{}", reply.text());
            }
            code(&one.json(), 0)
        });
    }
    let codes: BTreeSet<String> = races.join_all().await.into_iter().collect();
    assert_eq!(codes.len(), 120);
    assert_eq!(rows_of(database.url(), "shipments"), 120);
    assert_eq!(codes_in(database.url()), codes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_orders_under_one_id_one_holds_and_the_other_is_a_conflict() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let clients = [nodes[0].client(), nodes[1].client()];
    let token = clients[1].token().await;
    let mut races = JoinSet::new();
    for n in 0..60 {
        let token = token.clone();
        races.spawn(async move {
            let first = shipment(&uuid(n));
            let second = with(first.clone(), "orderReference", json!("second"));
            let replies = both(clients, &token, [&first, &second]).await;
            let mut statuses = replies.each_ref().map(|reply| reply.status);
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409], "{replies:?}");
        });
    }
    races.join_all().await;
    assert_eq!(rows_of(database.url(), "shipments"), 60);
    assert_eq!(codes_in(database.url()).len(), 60);
}

/// Each start leases serials of its own, and a lease of a server that died is not given out again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_code_is_given_out_twice_whichever_server_dies() {
    const ROUNDS: u32 = 4;
    const EACH: u32 = 40;
    let database = colli_testkit::shared::database().unwrap();
    let mut nodes = Node::pair(database.url());
    let mut codes = BTreeSet::new();
    for round in 0..ROUNDS {
        let token = nodes[0].client().token().await;
        let mut bookings = JoinSet::new();
        for n in 0..2 * EACH {
            let (client, token) = (nodes[(n % 2) as usize].client(), token.clone());
            let id = uuid(round * 1_000 + n);
            // Shipments of several pieces have a code of their own, from another counter.
            let body = with(shipment(&id), "pieces[0].quantity", json!(1 + n % 3));
            bookings.spawn(async move {
                let reply = client.post(&token, "/shipments", &body).await;
                assert_eq!(reply.status, 201, "{}", reply.text());
                reply.json()
            });
        }
        for booked in bookings.join_all().await {
            for piece in booked["pieces"].as_array().unwrap() {
                let code = piece["trackerCode"].as_str().unwrap();
                assert!(codes.insert(code.to_owned()), "{code} twice");
            }
        }
        let [one, two] = nodes;
        let (dies, lives) = if round % 2 == 0 { (one, two) } else { (two, one) };
        dies.kill();
        nodes = [lives, Node::demo(database.url())];
    }
    assert_eq!(codes_in(database.url()), codes);
    assert_sound(tempfile::tempdir().unwrap().path(), database.url());
}

async fn statuses(client: Client, code: &str) -> Vec<String> {
    let path = format!("/dhl-parcel/track-trace?key={code}");
    let reply = client.try_send("GET", &path, None, None).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let events = reply.json()[0]["events"].clone();
    let events = events.as_array().unwrap().iter();
    events
        .map(|event| event["status"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_books_the_other_shows_at_once() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let store = Store::open(StoreOptions::of(Database::Server(database.url().to_owned())))
        .await
        .unwrap();
    let token = nodes[0].client().token().await;
    for n in 0..10 {
        let (here, there) = (nodes[(n % 2) as usize].client(), nodes[((n + 1) % 2) as usize].client());
        let booked = here.post(&token, "/shipments", &consumer_shipment(&uuid(n))).await;
        assert_eq!(booked.status, 201, "{}", booked.text());
        let booked = booked.json();
        let (code, label) = (code(&booked, 0), label_id(&booked, 0));
        assert_eq!(statuses(there, &code).await.len(), 2);
        assert_eq!(statuses(here, &code).await.len(), 2);
        for client in [there, here] {
            for path in [format!("/shipments/{}", uuid(n)), format!("/labels/{label}")] {
                let reply = client.get(&token, &path).await;
                assert_eq!(reply.status, 200, "{path}: {}", reply.text());
            }
        }
        // Somebody else, a third server say, stores what happened: nobody shows what was before.
        store.append_events(vec![scan(&code)]).await.unwrap();
        for client in [here, there] {
            assert_eq!(statuses(client, &code).await.len(), 3, "{code}");
        }
    }
    store.close().await;
}

fn scan(code: &str) -> NewEvent {
    let event = Event::new(
        "UNDERWAY",
        "DEPART_FACILITY",
        Moment {
            at: "2026-12-01T08:00:00Z".parse().unwrap(),
            offset_seconds: 3_600,
        },
    );
    NewEvent {
        tenant: DEMO,
        event_id: format!("scan of {code}"),
        tracker_code: code.to_owned(),
        event,
    }
}
