use crate::engine::{TestEngine, on_each_engine};
use tokio::task::JoinSet;

on_each_engine!(leases_never_overlap, leases_survive_a_restart);

async fn leases_never_overlap<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let mut leases = JoinSet::new();
    for turn in 0..64u32 {
        let store = store.clone();
        let count = turn % 7 + 1;
        leases.spawn(async move { (store.lease_serials("JVGL08500001", count).await.unwrap(), count) });
    }
    let mut blocks = leases.join_all().await;
    blocks.sort_unstable();
    let mut next = 1;
    for (first, count) in blocks {
        assert_eq!(first, next);
        next += u64::from(count);
    }
    assert_eq!(store.lease_serials("JVGL08500002", 5).await.unwrap(), 1);
}

async fn leases_survive_a_restart<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    assert_eq!(store.lease_serials("a", 1_000).await.unwrap(), 1);
    store.close().await;
    let store = engine.open().await;
    assert_eq!(store.lease_serials("a", 1).await.unwrap(), 1_001);
    assert_eq!(store.lease_serials("a", u32::MAX).await.unwrap(), 1_002);
    assert_eq!(store.lease_serials("a", 1).await.unwrap(), 1_002 + u64::from(u32::MAX));
}
