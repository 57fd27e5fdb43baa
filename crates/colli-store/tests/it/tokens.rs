use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::ids::UserId;
use colli_store::{RefreshTokenRow, Rotation, SigningKeyRow};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    nodes_agree_on_a_signing_key,
    keys_rotate_and_stay_until_they_are_deleted,
    nodes_that_rotate_together_agree,
    tokens_rotate_once,
    a_reuse_revokes_the_family,
    expired_tokens_do_not_rotate,
    one_of_many_concurrent_rotations_wins,
);

fn token(jti: u128, family: u128, expires: i64) -> RefreshTokenRow {
    RefreshTokenRow {
        jti: Uuid::from_u128(jti),
        tenant: tenant(1),
        user: UserId(Uuid::from_u128(5)),
        family: Uuid::from_u128(family),
        expires_at: at(expires),
        used_at: None,
    }
}

async fn nodes_agree_on_a_signing_key<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    assert_eq!(store.signing_keys().await.unwrap(), []);
    let mut nodes = JoinSet::new();
    for node in 0..8u8 {
        let store = store.clone();
        let row = SigningKeyRow {
            kid: format!("key-{node}"),
            sealed: vec![node],
            created_at: at(0),
            retired_at: None,
        };
        nodes.spawn(async move { store.insert_signing_key(row).await.unwrap() });
    }
    let agreed = nodes.join_all().await;
    assert!(agreed.iter().all(|key| *key == agreed[0]), "{agreed:?}");
    assert_eq!(store.signing_keys().await.unwrap(), agreed[..1]);
}

fn key(kid: &str, created: i64) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.to_owned(),
        sealed: kid.as_bytes().to_vec(),
        created_at: at(created),
        retired_at: None,
    }
}

async fn keys_rotate_and_stay_until_they_are_deleted<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_signing_key(key("a", 0)).await.unwrap();
    let rotated = store.rotate_signing_key("a", key("b", 10), at(10)).await.unwrap();
    assert_eq!(rotated, key("b", 10));
    let retired = SigningKeyRow {
        retired_at: Some(at(10)),
        ..key("a", 0)
    };
    assert_eq!(store.signing_keys().await.unwrap(), [key("b", 10), retired]);
    // Who rotates a key that is out of use already gets the one in use and changes nothing.
    for (old, new) in [("a", "c"), ("z", "d")] {
        let answer = store.rotate_signing_key(old, key(new, 20), at(20)).await.unwrap();
        assert_eq!(answer, key("b", 10));
    }
    assert_eq!(store.delete_retired_signing_keys(at(9)).await.unwrap(), 0);
    assert_eq!(store.delete_retired_signing_keys(at(10)).await.unwrap(), 1);
    assert_eq!(store.signing_keys().await.unwrap(), [key("b", 10)]);
}

async fn nodes_that_rotate_together_agree<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_signing_key(key("first", 0)).await.unwrap();
    let mut nodes = JoinSet::new();
    for node in 0..8 {
        let store = store.clone();
        let new = key(&format!("node {node}"), 5);
        nodes.spawn(async move { store.rotate_signing_key("first", new, at(5)).await.unwrap() });
    }
    let agreed = nodes.join_all().await;
    assert!(agreed.iter().all(|key| *key == agreed[0]), "{agreed:?}");
    assert_eq!(store.signing_keys().await.unwrap().len(), 2);
}

async fn tokens_rotate_once<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_refresh_token(token(1, 1, 100)).await.unwrap();
    let new = RefreshTokenRow {
        family: Uuid::from_u128(77),
        ..token(2, 1, 200)
    };
    assert_eq!(
        store
            .rotate_refresh_token(Uuid::from_u128(1), new, at(10))
            .await
            .unwrap(),
        Rotation::Rotated
    );
    let old = store.refresh_token(Uuid::from_u128(1)).await.unwrap().unwrap();
    assert_eq!(old.used_at, Some(at(10)));
    assert_eq!(
        store.refresh_token(Uuid::from_u128(2)).await.unwrap(),
        Some(token(2, 1, 200))
    );
    let unknown = store
        .rotate_refresh_token(Uuid::from_u128(3), token(4, 1, 200), at(10))
        .await
        .unwrap();
    assert_eq!(unknown, Rotation::Unknown);
    assert_eq!(store.refresh_token(Uuid::from_u128(4)).await.unwrap(), None);
}

async fn a_reuse_revokes_the_family<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_refresh_token(token(1, 1, 100)).await.unwrap();
    store.insert_refresh_token(token(50, 2, 100)).await.unwrap();
    let rotate = |old: u128, new: RefreshTokenRow| store.rotate_refresh_token(Uuid::from_u128(old), new, at(10));
    assert_eq!(rotate(1, token(2, 1, 100)).await.unwrap(), Rotation::Rotated);
    assert_eq!(rotate(1, token(3, 1, 100)).await.unwrap(), Rotation::Reused);
    // The thief's copy and the owner's are both dead now; another log-in is not.
    assert_eq!(rotate(2, token(4, 1, 100)).await.unwrap(), Rotation::Reused);
    assert_eq!(rotate(50, token(51, 2, 100)).await.unwrap(), Rotation::Rotated);
    assert_eq!(store.refresh_token(Uuid::from_u128(3)).await.unwrap(), None);
}

async fn expired_tokens_do_not_rotate<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for (jti, expires) in [(1, 10), (2, 20), (3, 30)] {
        store.insert_refresh_token(token(jti, jti, expires)).await.unwrap();
    }
    let late = store
        .rotate_refresh_token(Uuid::from_u128(1), token(9, 1, 90), at(10))
        .await
        .unwrap();
    assert_eq!(late, Rotation::Unknown);
    let ending = |skip| store.refresh_tokens_ending_by(at(20), skip);
    assert_eq!(ending(0).await.unwrap(), [token(1, 1, 10), token(2, 2, 20)]);
    assert_eq!(ending(1).await.unwrap(), [token(2, 2, 20)]);
    store
        .delete_refresh_tokens([1, 2].map(Uuid::from_u128).into())
        .await
        .unwrap();
    assert_eq!(ending(0).await.unwrap(), []);
    assert_eq!(store.refresh_token(Uuid::from_u128(2)).await.unwrap(), None);
    assert_eq!(
        store.refresh_token(Uuid::from_u128(3)).await.unwrap(),
        Some(token(3, 3, 30))
    );
}

async fn one_of_many_concurrent_rotations_wins<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_refresh_token(token(1, 1, 100)).await.unwrap();
    let mut rotations = JoinSet::new();
    for new in 10..26 {
        let store = store.clone();
        rotations.spawn(async move {
            store
                .rotate_refresh_token(Uuid::from_u128(1), token(new, 1, 100), at(1))
                .await
                .unwrap()
        });
    }
    let answers = rotations.join_all().await;
    assert_eq!(answers.iter().filter(|answer| **answer == Rotation::Rotated).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Rotation::Reused).count(), 15);
}
