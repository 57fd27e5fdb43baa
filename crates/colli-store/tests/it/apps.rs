//! Apps and their keys.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, random_id, tenant};
use colli_core::app::{App, Quota, Scope};
use colli_core::ids::{Environment, Tenant};
use colli_store::{AppEdit, AppInserted};

on_each_engine!(
    an_app_is_found_by_its_key_and_by_its_id,
    what_is_changed_of_an_app_is_all_that_changes,
    a_replaced_key_opens_nothing_and_a_deleted_app_is_gone,
    there_are_only_so_many_apps
);

pub(crate) fn app(number: u8, tenant: Tenant) -> App {
    App {
        id: random_id(number.into()),
        tenant,
        name: format!("Bot {number} é"),
        description: String::new(),
        scopes: [Scope::Tracking, Scope::Locations].into_iter().collect(),
        quota: Quota {
            calls_per_day: Some(250),
            calls_per_second: None,
        },
        is_enabled: true,
        key_start: "colli-12".to_owned(),
        created_at: at(number.into()),
    }
}

async fn an_app_is_found_by_its_key_and_by_its_id<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    let (mine, others) = (app(1, tenant(1)), app(2, live));
    store.put_app(mine.clone(), vec![0, 255]).await.unwrap();
    assert_eq!(
        store.insert_app(others.clone(), vec![0], 9).await.unwrap(),
        AppInserted::Inserted
    );
    store.close().await;
    let store = engine.open().await;
    assert_eq!(store.app_by_key(vec![0, 255]).await.unwrap(), Some(mine.clone()));
    assert_eq!(store.app_by_key(vec![0]).await.unwrap(), Some(others.clone()));
    assert_eq!(store.app_by_key(Vec::new()).await.unwrap(), None);
    assert_eq!(store.app(tenant(1), mine.id).await.unwrap(), Some(mine.clone()));
    for other in [live, tenant(2)] {
        assert_eq!(store.app(other, mine.id).await.unwrap(), None);
        assert!(!store.delete_app(other, mine.id).await.unwrap());
    }
    // Put again, nothing changes.
    let again = App {
        name: "another".to_owned(),
        ..mine.clone()
    };
    store.put_app(again, vec![0, 255]).await.unwrap();
    assert_eq!(store.apps(tenant(1), 9).await.unwrap(), [mine]);
    assert_eq!(store.apps(live, 9).await.unwrap(), [others]);
}

async fn what_is_changed_of_an_app_is_all_that_changes<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let before = app(1, tenant(1));
    store.put_app(before.clone(), vec![1]).await.unwrap();
    let change = async |edit| store.update_app(tenant(1), before.id, edit).await.unwrap();
    assert_eq!(change(AppEdit::default()).await, Some(before.clone()));
    let edit = AppEdit {
        is_enabled: Some(false),
        ..AppEdit::default()
    };
    let expected = App {
        is_enabled: false,
        ..before.clone()
    };
    assert_eq!(change(edit).await, Some(expected.clone()));
    let edit = AppEdit {
        name: Some("Till".to_owned()),
        description: Some("of the shop".to_owned()),
        scopes: Some([Scope::Shipping].into_iter().collect()),
        quota: Some(Quota::default()),
        is_enabled: None,
    };
    let expected = App {
        name: "Till".to_owned(),
        description: "of the shop".to_owned(),
        scopes: [Scope::Shipping].into_iter().collect(),
        quota: Quota::default(),
        ..expected
    };
    assert_eq!(change(edit.clone()).await, Some(expected.clone()));
    assert_eq!(store.app_by_key(vec![1]).await.unwrap(), Some(expected));
    assert_eq!(store.update_app(tenant(2), before.id, edit).await.unwrap(), None);
}

async fn a_replaced_key_opens_nothing_and_a_deleted_app_is_gone<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let before = app(1, tenant(1));
    store.put_app(before.clone(), vec![1]).await.unwrap();
    let replaced = store
        .replace_app_key(tenant(1), before.id, vec![2], "colli-34".to_owned())
        .await
        .unwrap();
    let expected = App {
        key_start: "colli-34".to_owned(),
        ..before.clone()
    };
    assert_eq!(replaced, Some(expected.clone()));
    assert_eq!(store.app_by_key(vec![1]).await.unwrap(), None);
    assert_eq!(store.app_by_key(vec![2]).await.unwrap(), Some(expected));
    assert!(store.delete_app(tenant(1), before.id).await.unwrap());
    assert!(!store.delete_app(tenant(1), before.id).await.unwrap());
    assert_eq!(store.app_by_key(vec![2]).await.unwrap(), None);
    let none = store
        .replace_app_key(tenant(1), before.id, vec![3], String::new())
        .await;
    assert_eq!(none.unwrap(), None);
}

async fn there_are_only_so_many_apps<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let insert = async |number: u8, owner| {
        let app = app(number, owner);
        store.insert_app(app, vec![number], 2).await.unwrap()
    };
    assert_eq!(insert(2, tenant(1)).await, AppInserted::Inserted);
    assert_eq!(insert(1, tenant(1)).await, AppInserted::Inserted);
    assert_eq!(insert(3, tenant(1)).await, AppInserted::Full);
    assert_eq!(insert(4, tenant(2)).await, AppInserted::Inserted);
    let listed = store.apps(tenant(1), 9).await.unwrap();
    assert_eq!(
        listed,
        [app(1, tenant(1)), app(2, tenant(1))],
        "in the order they were made"
    );
}
