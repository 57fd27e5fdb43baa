use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::account::{Account, AccountSettings};
use colli_core::ids::{AccountNumber, UserId};
use colli_store::{ApiKeyRow, OrganisationRow};
use uuid::Uuid;

on_each_engine!(
    organisations_can_be_put_again,
    a_user_has_one_key,
    accounts_belong_to_one_tenant
);

async fn organisations_can_be_put_again<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let row = OrganisationRow {
        organisation: tenant(1).organisation,
        name: "Demo".to_owned(),
        created_at: at(0),
    };
    store.put_organisation(row.clone()).await.unwrap();
    store
        .put_organisation(OrganisationRow {
            name: "Demo two".to_owned(),
            ..row
        })
        .await
        .unwrap();
}

async fn a_user_has_one_key<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let user = UserId(Uuid::from_u128(5));
    assert_eq!(store.api_key(user).await.unwrap(), None);
    let first = ApiKeyRow {
        user,
        tenant: tenant(1),
        key_hash: vec![0, 1, 255],
        name: "shop".to_owned(),
        created_at: at(0),
    };
    store.put_api_key(first.clone()).await.unwrap();
    assert_eq!(store.api_key(user).await.unwrap(), Some(first.clone()));
    let second = ApiKeyRow {
        key_hash: vec![9],
        created_at: at(1),
        ..first
    };
    store.put_api_key(second.clone()).await.unwrap();
    assert_eq!(store.api_key(user).await.unwrap(), Some(second.clone()));
    store.close().await;
    assert_eq!(engine.open().await.api_key(user).await.unwrap(), Some(second));
}

async fn accounts_belong_to_one_tenant<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let account = |number: &str, owner: u128| Account {
        number: AccountNumber::parse(number).unwrap(),
        tenant: tenant(owner),
        settings: AccountSettings {
            excluded_options: vec!["SDD".to_owned()],
            ..AccountSettings::default()
        },
    };
    for row in [account("08500002", 1), account("08500001", 1), account("08600001", 2)] {
        store.put_account(row.clone()).await.unwrap();
        store.put_account(row).await.unwrap();
    }
    let own = store.accounts(tenant(1)).await.unwrap();
    assert_eq!(own, [account("08500001", 1), account("08500002", 1)]);
    let changed = Account {
        settings: AccountSettings::default(),
        ..account("08600001", 2)
    };
    store.put_account(changed.clone()).await.unwrap();
    assert_eq!(store.account(changed.number).await.unwrap(), Some(changed));
    assert_eq!(store.account(AccountNumber::parse("1").unwrap()).await.unwrap(), None);
}
