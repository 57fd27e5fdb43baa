//! Authorization profiles: named, counted, enabled, deleted, each tenant for itself.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::ids::Tenant;
use colli_store::{AuthorizationProfileInserted, AuthorizationProfileRow, OrganisationRow, Store};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    profiles_are_read_back_by_id_and_by_name,
    names_are_unique_in_a_tenant_and_profiles_are_bounded,
    of_concurrent_profiles_of_one_name_one_is_made,
    profiles_are_enabled_disabled_and_deleted,
);

pub(crate) fn profile(id: u128, owner: Tenant, name: &str) -> AuthorizationProfileRow {
    AuthorizationProfileRow {
        id: Uuid::from_u128(id),
        tenant: owner,
        name: name.to_owned(),
        header: "DHL-API-Key".to_owned(),
        is_enabled: true,
        created_at: at(5),
        sealed: vec![0, 1, 255],
    }
}

async fn opened<E: TestEngine>(engine: &E) -> Store {
    let store = engine.open().await;
    for number in [1, 2] {
        let organisation = OrganisationRow {
            organisation: tenant(number).organisation,
            name: "Demo".to_owned(),
            created_at: at(0),
        };
        store.put_organisation(organisation).await.unwrap();
    }
    store
}

async fn insert(store: &Store, row: &AuthorizationProfileRow) -> AuthorizationProfileInserted {
    store.insert_authorization_profile(row.clone(), 3).await.unwrap()
}

async fn names(store: &Store, of: Tenant) -> Vec<String> {
    let profiles = store.authorization_profiles(of, 10).await.unwrap();
    profiles.into_iter().map(|profile| profile.name).collect()
}

async fn profiles_are_read_back_by_id_and_by_name<E: TestEngine>(engine: &E) {
    let store = opened(engine).await;
    let row = profile(1, tenant(1), "Zoë's bot");
    assert_eq!(insert(&store, &row).await, AuthorizationProfileInserted::Inserted);
    store.close().await;
    let store = engine.open().await;
    let by_id = store.authorization_profile(tenant(1), row.id).await.unwrap();
    assert!(by_id.as_ref() == Some(&row));
    let by_name = store.authorization_profile_by_name(tenant(1), row.name.clone()).await;
    assert!(by_name.unwrap() == Some(row.clone()));
    assert!(store.authorization_profile(tenant(2), row.id).await.unwrap().is_none());
    let other = store.authorization_profile_by_name(tenant(2), row.name).await;
    assert!(other.unwrap().is_none());
}

async fn names_are_unique_in_a_tenant_and_profiles_are_bounded<E: TestEngine>(engine: &E) {
    let store = opened(engine).await;
    for (id, name) in [(1, "b"), (2, "a"), (3, "B")] {
        let inserted = insert(&store, &profile(id, tenant(1), name)).await;
        assert_eq!(inserted, AuthorizationProfileInserted::Inserted, "{name}");
    }
    let again = insert(&store, &profile(4, tenant(1), "a")).await;
    assert_eq!(again, AuthorizationProfileInserted::NameTaken);
    let one_more = insert(&store, &profile(5, tenant(1), "c")).await;
    assert_eq!(one_more, AuthorizationProfileInserted::Full);
    let of_another = insert(&store, &profile(6, tenant(2), "a")).await;
    assert_eq!(of_another, AuthorizationProfileInserted::Inserted);
    assert_eq!(names(&store, tenant(1)).await, ["B", "a", "b"]);
    assert_eq!(names(&store, tenant(2)).await, ["a"]);
}

async fn of_concurrent_profiles_of_one_name_one_is_made<E: TestEngine>(engine: &E) {
    let store = opened(engine).await;
    let mut tasks = JoinSet::new();
    for id in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { insert(&store, &profile(id, tenant(1), "bot")).await });
    }
    let inserted = tasks.join_all().await;
    let made = |found: &&AuthorizationProfileInserted| **found == AuthorizationProfileInserted::Inserted;
    assert_eq!(inserted.iter().filter(made).count(), 1, "{inserted:?}");
    assert_eq!(names(&store, tenant(1)).await, ["bot"]);
}

async fn profiles_are_enabled_disabled_and_deleted<E: TestEngine>(engine: &E) {
    let store = opened(engine).await;
    let row = profile(1, tenant(1), "bot");
    insert(&store, &row).await;
    let disabled = store.enable_authorization_profile(tenant(1), row.id, false).await;
    assert_eq!(disabled.unwrap().map(|found| found.is_enabled), Some(false));
    let of_another = store.enable_authorization_profile(tenant(2), row.id, true).await;
    assert!(of_another.unwrap().is_none());
    let read = store.authorization_profile(tenant(1), row.id).await.unwrap();
    assert_eq!(read.map(|found| found.is_enabled), Some(false));
    assert!(!store.delete_authorization_profile(tenant(2), row.id).await.unwrap());
    assert!(store.delete_authorization_profile(tenant(1), row.id).await.unwrap());
    assert!(!store.delete_authorization_profile(tenant(1), row.id).await.unwrap());
    assert!(names(&store, tenant(1)).await.is_empty());
}
