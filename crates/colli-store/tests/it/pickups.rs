use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, shipment, tenant};
use colli_core::ids::{AccountNumber, Environment, Tenant, UserId};
use colli_core::pickup::{Pickup, PickupOrder, StatusAt};
use colli_store::{PickupFilter, PickupInserted, StatusesChanged};
use uuid::Uuid;

on_each_engine!(
    a_pickup_is_stored_once_and_comes_back_whole,
    pickups_belong_to_one_tenant,
    the_list_is_newest_first_in_pages_with_its_total,
    the_list_is_filtered_by_account_and_words,
    of_two_reports_at_once_one_is_told_to_read_again,
    old_pickups_go_and_a_tenant_is_emptied,
);

fn account(number: &str) -> AccountNumber {
    AccountNumber::parse(number).unwrap()
}

pub(crate) fn pickup(owner: Tenant, number: u64) -> Pickup {
    let sender = shipment(owner, Uuid::from_u128(1), 1, 1, at(0)).shipment.order.shipper;
    Pickup {
        id: Uuid::from_u128(u128::from(number)),
        tenant: owner,
        user: UserId(Uuid::from_u128(5)),
        created_at: at(i64::try_from(number).unwrap() / 2),
        serial: number,
        order: PickupOrder {
            account: account("08500001"),
            date: "2026-03-06".parse().unwrap(),
            description: Some("Office no 1".to_owned()),
            location: None,
            packages: Some(2),
            pallets: None,
            total_weight_kg: Some(12),
            shipper: sender,
            receiver: None,
            slot: Some(serde_json::from_str(r#"{"from":"10:15:00","to":"16:30:00"}"#).unwrap()),
            provide_labels: true,
            requester: None,
            organisation: None,
        },
        reported: Vec::new(),
    }
}

fn all_of(accounts: &[&str]) -> PickupFilter {
    PickupFilter {
        accounts: accounts.iter().map(|number| account(number)).collect(),
        words: Vec::new(),
    }
}

async fn a_pickup_is_stored_once_and_comes_back_whole<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let first = pickup(tenant(1), 7);
    assert_eq!(store.pickup(tenant(1), first.id).await.unwrap(), None);
    let created = store.insert_pickup(first.clone(), "words".to_owned()).await.unwrap();
    assert_eq!(created, PickupInserted::Created(Box::new(first.clone())));
    let mut other = first.clone();
    other.serial = 8;
    let again = store.insert_pickup(other, "words".to_owned()).await.unwrap();
    assert_eq!(again, PickupInserted::Existing(Box::new(first.clone())));
    store.close().await;
    let found = engine.open().await.pickup(tenant(1), first.id).await.unwrap();
    assert_eq!(found, Some(first));
}

async fn pickups_belong_to_one_tenant<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    for owner in [tenant(1), live] {
        store.insert_pickup(pickup(owner, 7), String::new()).await.unwrap();
    }
    assert_eq!(
        store.pickup(live, Uuid::from_u128(7)).await.unwrap(),
        Some(pickup(live, 7))
    );
    assert_eq!(store.pickup(tenant(2), Uuid::from_u128(7)).await.unwrap(), None);
    let page = store.pickups(tenant(2), &all_of(&["08500001"]), 10, 0).await.unwrap();
    assert_eq!((page.total, page.pickups.len()), (0, 0));
    let page = store.pickups(live, &all_of(&["08500001"]), 10, 0).await.unwrap();
    assert_eq!((page.total, page.pickups), (1, vec![pickup(live, 7)]));
}

async fn the_list_is_newest_first_in_pages_with_its_total<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for number in 1..=7 {
        store
            .insert_pickup(pickup(tenant(1), number), String::new())
            .await
            .unwrap();
    }
    let mut seen = Vec::new();
    for skip in [0, 3, 6, 9] {
        let page = store.pickups(tenant(1), &all_of(&["08500001"]), 3, skip).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(page.pickups.iter().map(|pickup| pickup.serial));
    }
    // Two each share a time.
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}

async fn the_list_is_filtered_by_account_and_words<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for (number, of, words) in [
        (1, "08500001", "office no 1 utrecht 3542ad"),
        (2, "08500002", "office no 2 utrecht 3542ad"),
        (3, "08500001", "warehouse muller amsterdam 1012ab"),
    ] {
        let mut pickup = pickup(tenant(1), number);
        pickup.order.account = account(of);
        store.insert_pickup(pickup, words.to_owned()).await.unwrap();
    }
    for (accounts, words, expected) in [
        (&["08500001", "08500002"][..], &[][..], vec![3, 2, 1]),
        (&["08500002"], &[], vec![2]),
        (&["08500009"], &[], vec![]),
        (&[], &[], vec![]),
        (&["08500001", "08500002"], &["office"], vec![2, 1]),
        (&["08500001"], &["office", "3542"], vec![1]),
        (&["08500001", "08500002"], &["office", "muller"], vec![]),
        (&["08500001", "08500002"], &["mull", "%_"], vec![3]),
    ] {
        let filter = PickupFilter {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..all_of(accounts)
        };
        let page = store.pickups(tenant(1), &filter, 10, 0).await.unwrap();
        let serials: Vec<u64> = page.pickups.iter().map(|pickup| pickup.serial).collect();
        assert_eq!(
            (serials, page.total),
            (expected.clone(), expected.len() as u64),
            "{filter:?}"
        );
    }
}

async fn of_two_reports_at_once_one_is_told_to_read_again<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let read = pickup(tenant(1), 7);
    store.insert_pickup(read.clone(), String::new()).await.unwrap();
    let report = |status: &str| {
        vec![StatusAt {
            status: status.to_owned(),
            at: at(60),
        }]
    };
    let first = store
        .set_pickup_statuses(&read, &report("NothingPickedUp"))
        .await
        .unwrap();
    let second = store
        .set_pickup_statuses(&read, &report("PickupCompleted"))
        .await
        .unwrap();
    assert_eq!((first, second), (StatusesChanged::Changed, StatusesChanged::Raced));
    let found = store.pickup(tenant(1), read.id).await.unwrap().unwrap();
    assert_eq!(found.reported, report("NothingPickedUp"));
    let third = store
        .set_pickup_statuses(&found, &report("PickupCompleted"))
        .await
        .unwrap();
    assert_eq!(third, StatusesChanged::Changed);
}

async fn old_pickups_go_and_a_tenant_is_emptied<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for number in 1..=6 {
        for owner in [tenant(1), tenant(2)] {
            store.insert_pickup(pickup(owner, number), String::new()).await.unwrap();
        }
    }
    assert_eq!(store.delete_old_pickups(tenant(1), at(2)).await.unwrap(), 3);
    assert_eq!(store.delete_old_pickups(tenant(1), at(2)).await.unwrap(), 0);
    assert_eq!(store.delete_pickups(tenant(1)).await.unwrap(), 3);
    for (owner, left) in [(tenant(1), 0), (tenant(2), 6)] {
        let page = store.pickups(owner, &all_of(&["08500001"]), 10, 0).await.unwrap();
        assert_eq!(page.total, left);
    }
}
