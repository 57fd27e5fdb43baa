//! Tokens of the gateway's API.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::ids::{Environment, Tenant};
use colli_store::GatewayTokenRow;

on_each_engine!(a_token_is_found_by_its_hash_and_put_again_it_opens_something_else);

pub(crate) fn token(hash: &[u8], tenant: Tenant) -> GatewayTokenRow {
    GatewayTokenRow {
        token_hash: hash.to_vec(),
        tenant,
        owner: "zoë@colli.example".to_owned(),
        name: String::new(),
        created_at: at(3),
    }
}

async fn a_token_is_found_by_its_hash_and_put_again_it_opens_something_else<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    let (first, second) = (token(&[0, 255, 1], tenant(1)), token(&[0, 255], live));
    for row in [&first, &second] {
        store.put_gateway_token(row.clone()).await.unwrap();
    }
    assert_eq!(
        store.gateway_token(first.token_hash.clone()).await.unwrap(),
        Some(first.clone())
    );
    assert_eq!(
        store.gateway_token(second.token_hash.clone()).await.unwrap(),
        Some(second)
    );
    assert_eq!(store.gateway_token(vec![0]).await.unwrap(), None);
    assert_eq!(store.gateway_token(Vec::new()).await.unwrap(), None);

    let moved = GatewayTokenRow {
        tenant: tenant(2),
        owner: "other@colli.example".to_owned(),
        name: "till".to_owned(),
        created_at: at(9),
        ..first.clone()
    };
    store.put_gateway_token(moved.clone()).await.unwrap();
    store.close().await;
    let store = engine.open().await;
    let expected = GatewayTokenRow {
        created_at: first.created_at,
        ..moved
    };
    assert_eq!(store.gateway_token(first.token_hash).await.unwrap(), Some(expected));
}
