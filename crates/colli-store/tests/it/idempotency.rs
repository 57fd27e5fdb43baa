//! Named requests: carried out once, answered as the first time.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::ids::{Environment, Tenant};
use colli_store::{IdempotencyClaim, NewIdempotencyKey, Store};
use tokio::task::JoinSet;

on_each_engine!(
    a_key_is_claimed_once_and_answers_from_then_on,
    another_request_with_the_same_key_is_told_so,
    of_concurrent_claims_one_succeeds,
    a_claim_that_was_abandoned_is_taken_over_once,
    a_key_given_back_can_be_claimed_again,
    keys_go_when_they_were_kept_long_enough,
);

/// A key that is claimed at a time; claims a minute older are abandoned.
pub(crate) fn key(name: &[u8], seconds: i64) -> NewIdempotencyKey {
    NewIdempotencyKey {
        key_hash: name.to_vec(),
        request_hash: vec![7; 32],
        claimed_at: at(seconds),
        abandoned_before: at(seconds - 60),
        kept_until: at(1_000 + seconds),
    }
}

/// What is said of a key that was claimed first at a time.
fn claimed(seconds: i64) -> IdempotencyClaim {
    IdempotencyClaim::Claimed(at(1_000 + seconds))
}

async fn claim(store: &Store, tenant: Tenant, new: NewIdempotencyKey) -> IdempotencyClaim {
    store.claim_idempotency_key(tenant, new).await.unwrap()
}

async fn a_key_is_claimed_once_and_answers_from_then_on<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    for tenant in [tenant(1), tenant(2), live] {
        assert_eq!(claim(&store, tenant, key(b"a", 0)).await, claimed(0));
    }
    assert_eq!(
        claim(&store, tenant(1), key(b"a", 60)).await,
        IdempotencyClaim::InProgress
    );
    let answer = "{\"name\":\"Zoë\"}".to_owned();
    store
        .answer_idempotency_key(tenant(1), b"a".to_vec(), 201, answer.clone())
        .await
        .unwrap();
    store.close().await;
    let store = engine.open().await;
    for seconds in [61, 10_000] {
        let found = claim(&store, tenant(1), key(b"a", seconds)).await;
        assert_eq!(found, IdempotencyClaim::Answered(201, answer.clone()));
    }
    assert_eq!(
        claim(&store, tenant(2), key(b"a", 1)).await,
        IdempotencyClaim::InProgress
    );
    assert_eq!(claim(&store, tenant(1), key(b"b", 1)).await, claimed(1));
}

async fn another_request_with_the_same_key_is_told_so<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    claim(&store, tenant(1), key(b"a", 0)).await;
    let other = |seconds| NewIdempotencyKey {
        request_hash: vec![8; 32],
        ..key(b"a", seconds)
    };
    assert_eq!(claim(&store, tenant(1), other(1)).await, IdempotencyClaim::OtherRequest);
    assert_eq!(
        claim(&store, tenant(1), other(1_000)).await,
        IdempotencyClaim::OtherRequest,
        "it takes over nothing"
    );
    store
        .answer_idempotency_key(tenant(1), b"a".to_vec(), 400, "{}".to_owned())
        .await
        .unwrap();
    assert_eq!(claim(&store, tenant(1), other(1)).await, IdempotencyClaim::OtherRequest);
}

async fn of_concurrent_claims_one_succeeds<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let mut claims = JoinSet::new();
    for _ in 0..32 {
        let store = store.clone();
        claims.spawn(async move { claim(&store, tenant(1), key(b"a", 0)).await });
    }
    let claims = claims.join_all().await;
    let count = |wanted: IdempotencyClaim| claims.iter().filter(|claim| **claim == wanted).count();
    assert_eq!((count(claimed(0)), count(IdempotencyClaim::InProgress)), (1, 31));
}

async fn a_claim_that_was_abandoned_is_taken_over_once<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    claim(&store, tenant(1), key(b"a", 0)).await;
    assert_eq!(
        claim(&store, tenant(1), key(b"a", 60)).await,
        IdempotencyClaim::InProgress
    );
    assert_eq!(claim(&store, tenant(1), key(b"a", 61)).await, claimed(0));
    assert_eq!(
        claim(&store, tenant(1), key(b"a", 62)).await,
        IdempotencyClaim::InProgress
    );
}

async fn a_key_given_back_can_be_claimed_again<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    claim(&store, tenant(1), key(b"a", 0)).await;
    store.release_idempotency_key(tenant(2), b"a".to_vec()).await.unwrap();
    assert_eq!(
        claim(&store, tenant(1), key(b"a", 1)).await,
        IdempotencyClaim::InProgress
    );
    store.release_idempotency_key(tenant(1), b"a".to_vec()).await.unwrap();
    assert_eq!(claim(&store, tenant(1), key(b"a", 1)).await, claimed(0));
    // A mended request may take its place, one at a time.
    store.release_idempotency_key(tenant(1), b"a".to_vec()).await.unwrap();
    let mended = NewIdempotencyKey {
        request_hash: vec![8; 32],
        ..key(b"a", 2)
    };
    assert_eq!(claim(&store, tenant(1), mended.clone()).await, claimed(0));
    assert_eq!(claim(&store, tenant(1), mended).await, IdempotencyClaim::InProgress);
    assert_eq!(
        claim(&store, tenant(1), key(b"a", 3)).await,
        IdempotencyClaim::OtherRequest
    );
    store.release_idempotency_key(tenant(1), b"a".to_vec()).await.unwrap();
    assert_eq!(claim(&store, tenant(1), key(b"a", 4)).await, claimed(0));
    store
        .answer_idempotency_key(tenant(1), b"a".to_vec(), 200, "{}".to_owned())
        .await
        .unwrap();
    // An answer is not given back.
    store.release_idempotency_key(tenant(1), b"a".to_vec()).await.unwrap();
    let found = claim(&store, tenant(1), key(b"a", 2)).await;
    assert_eq!(found, IdempotencyClaim::Answered(200, "{}".to_owned()));
}

async fn keys_go_when_they_were_kept_long_enough<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for (name, seconds) in [(b"a", 0), (b"b", 1), (b"c", 2)] {
        claim(&store, tenant(1), key(name, seconds)).await;
    }
    claim(&store, tenant(2), key(b"a", 0)).await;
    assert_eq!(
        store.delete_old_idempotency_keys(tenant(1), at(1_000)).await.unwrap(),
        0
    );
    assert_eq!(
        store.delete_old_idempotency_keys(tenant(1), at(1_002)).await.unwrap(),
        2
    );
    assert_eq!(
        store.delete_old_idempotency_keys(tenant(1), at(1_002)).await.unwrap(),
        0
    );
    for (name, found) in [
        (b"a", claimed(3)),
        (b"b", claimed(3)),
        (b"c", IdempotencyClaim::InProgress),
    ] {
        assert_eq!(claim(&store, tenant(1), key(name, 3)).await, found);
    }
    assert_eq!(
        claim(&store, tenant(2), key(b"a", 3)).await,
        IdempotencyClaim::InProgress
    );
}
