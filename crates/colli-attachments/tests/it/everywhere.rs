//! What holds in every place.

use crate::fixture::{BYTES_MAX, content, key, listed, plain};
use bytes::Bytes;
use colli_attachments::{Attachments, Error, Listed};
use colli_core::ids::Environment;

/// A place for attachments, empty.
pub(crate) trait TestPlace {
    /// Makes one.
    async fn fresh() -> Self;
    /// The attachments in it.
    fn attachments(&self) -> Attachments;
}

/// Runs the named tests in each place.
macro_rules! in_each_place {
    ($($test:ident),+ $(,)?) => {
        mod in_a_directory {
            in_each_place!(@in crate::directory::InDirectory: $($test),+);
        }
        #[cfg(feature = "s3")]
        mod in_a_bucket {
            in_each_place!(@in crate::s3::InBucket: $($test),+);
        }
    };
    (@in $place:ty: $($test:ident),+) => {
        $(
            #[tokio::test]
            async fn $test() {
                let place = <$place as super::TestPlace>::fresh().await;
                super::$test(&super::TestPlace::attachments(&place)).await;
            }
        )+
    };
}

in_each_place!(
    what_is_put_is_found_again,
    nothing_is_found_before,
    a_put_can_be_repeated,
    different_bytes_of_one_id_live_side_by_side,
    more_than_the_bound_is_refused,
    what_is_deleted_is_gone,
    everything_is_listed,
    many_puts_at_once_all_arrive,
    a_good_place_passes_the_check,
);

async fn what_is_put_is_found_again(attachments: &Attachments) {
    for (id, length) in [(1, 0), (2, 1), (3, 70_000), (4, BYTES_MAX)] {
        let bytes = content(length);
        attachments.put(&plain(id), bytes.clone(), BYTES_MAX).await.unwrap();
        assert!(attachments.exists(&plain(id)).await.unwrap());
        let found = attachments.get(&plain(id), BYTES_MAX).await.unwrap();
        assert!(found == Some(bytes), "{length} bytes");
    }
}

async fn nothing_is_found_before(attachments: &Attachments) {
    for _ in 0..2 {
        assert_eq!(attachments.get(&plain(1), BYTES_MAX).await.unwrap(), None);
        assert!(!attachments.exists(&plain(1)).await.unwrap());
        attachments.delete(&plain(1)).await.unwrap();
        assert_eq!(listed(attachments).await, []);
        // The second time around the place exists.
        attachments.put(&plain(2), content(1), BYTES_MAX).await.unwrap();
        attachments.delete(&plain(2)).await.unwrap();
    }
}

async fn a_put_can_be_repeated(attachments: &Attachments) {
    for _ in 0..3 {
        attachments.put(&plain(1), content(9), BYTES_MAX).await.unwrap();
        assert_eq!(attachments.get(&plain(1), BYTES_MAX).await.unwrap(), Some(content(9)));
    }
    assert_eq!(listed(attachments).await.len(), 1);
}

async fn different_bytes_of_one_id_live_side_by_side(attachments: &Attachments) {
    let keys = [
        key(1, Environment::Test, 1, 1),
        key(1, Environment::Test, 1, 2),
        key(1, Environment::Live, 1, 1),
        key(2, Environment::Test, 1, 1),
    ];
    for (key, length) in keys.iter().zip(1..) {
        attachments.put(key, content(length), BYTES_MAX).await.unwrap();
    }
    for (key, length) in keys.iter().zip(1..) {
        assert_eq!(attachments.get(key, BYTES_MAX).await.unwrap(), Some(content(length)));
    }
    attachments.delete(&keys[0]).await.unwrap();
    assert!(!attachments.exists(&keys[0]).await.unwrap());
    for key in &keys[1..] {
        assert!(attachments.exists(key).await.unwrap(), "{key:?}");
    }
}

async fn more_than_the_bound_is_refused(attachments: &Attachments) {
    let error = attachments.put(&plain(1), content(11), 10).await.unwrap_err();
    assert_eq!(
        error,
        Error::TooLarge {
            bytes: 11,
            bytes_max: 10
        }
    );
    assert!(!attachments.exists(&plain(1)).await.unwrap());
    attachments.put(&plain(1), content(11), 11).await.unwrap();
    let error = attachments.get(&plain(1), 10).await.unwrap_err();
    assert_eq!(error.to_string(), "11 bytes are more than 10");
    assert!(!error.is_temporary());
}

async fn what_is_deleted_is_gone(attachments: &Attachments) {
    for id in [1, 2] {
        attachments.put(&plain(id), content(3), BYTES_MAX).await.unwrap();
    }
    for _ in 0..2 {
        attachments.delete(&plain(1)).await.unwrap();
        assert_eq!(attachments.get(&plain(1), BYTES_MAX).await.unwrap(), None);
    }
    assert!(attachments.exists(&plain(2)).await.unwrap());
    attachments.put(&plain(1), content(3), BYTES_MAX).await.unwrap();
    assert!(attachments.exists(&plain(1)).await.unwrap());
}

async fn everything_is_listed(attachments: &Attachments) {
    let mut wanted = Vec::new();
    for organisation in 1..=3 {
        for environment in [Environment::Test, Environment::Live] {
            for id in 1..=7_u8 {
                let key = key(organisation, environment, u128::from(id), id);
                attachments
                    .put(&key, content(usize::from(id)), BYTES_MAX)
                    .await
                    .unwrap();
                wanted.push(Listed {
                    key,
                    size_bytes: u64::from(id),
                });
            }
        }
    }
    wanted.sort_by_key(|one| one.key);
    assert_eq!(listed(attachments).await, wanted);
}

async fn many_puts_at_once_all_arrive(attachments: &Attachments) {
    let mut puts = tokio::task::JoinSet::new();
    for turn in 0..32_u128 {
        // Every key twice, as a client that tries again too early does.
        let (attachments, key) = (attachments.clone(), key(turn % 4, Environment::Test, turn / 2, 1));
        puts.spawn(async move { attachments.put(&key, content(5_000), BYTES_MAX).await.unwrap() });
    }
    puts.join_all().await;
    let all = listed(attachments).await;
    assert_eq!(all.len(), 32);
    for one in all {
        let bytes = attachments.get(&one.key, BYTES_MAX).await.unwrap();
        assert!(bytes == Some(content(5_000)), "{:?}", one.key);
    }
}

async fn a_good_place_passes_the_check(attachments: &Attachments) {
    attachments.check().await.unwrap();
    attachments.check().await.unwrap();
    assert_eq!(listed(attachments).await, [], "the check leaves nothing behind");
    attachments.put(&plain(1), Bytes::new(), BYTES_MAX).await.unwrap();
    attachments.check().await.unwrap();
    assert!(attachments.exists(&plain(1)).await.unwrap());
}
