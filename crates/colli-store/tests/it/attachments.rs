use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_core::ids::{Environment, Tenant};
use colli_store::{AttachmentInserted, AttachmentRow};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    an_attachment_is_stored_once,
    attachments_belong_to_one_tenant,
    one_of_many_concurrent_uploads_wins,
    attachments_survive_a_restart,
    a_deleted_attachment_is_gone,
    a_size_beyond_the_columns_is_refused,
);

fn row(owner: Tenant, id: u128, content: u8) -> AttachmentRow {
    AttachmentRow {
        tenant: owner,
        id: Uuid::from_u128(id),
        content_type: "application/pdf".to_owned(),
        size_bytes: 2_500_000,
        sha256: [content; 32],
        created_at: at(i64::from(content)),
    }
}

async fn an_attachment_is_stored_once<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let (first, id) = (row(tenant(1), 7, 1), Uuid::from_u128(7));
    assert_eq!(store.attachment(tenant(1), id).await.unwrap(), None);
    assert_eq!(
        store.insert_attachment(first.clone()).await.unwrap(),
        AttachmentInserted::Created
    );
    assert_eq!(store.attachment(tenant(1), id).await.unwrap(), Some(first.clone()));
    for again in [first.clone(), row(tenant(1), 7, 2)] {
        let answer = store.insert_attachment(again).await.unwrap();
        assert_eq!(answer, AttachmentInserted::Existing(first.clone()));
    }
    assert_eq!(store.attachment(tenant(1), id).await.unwrap(), Some(first));
}

async fn attachments_belong_to_one_tenant<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    let owners = [tenant(1), live, tenant(2)];
    for (owner, content) in owners.into_iter().zip(1..) {
        let created = store.insert_attachment(row(owner, 7, content)).await.unwrap();
        assert_eq!(created, AttachmentInserted::Created, "the id is free in {owner:?}");
    }
    for (owner, content) in owners.into_iter().zip(1..) {
        let found = store.attachment(owner, Uuid::from_u128(7)).await.unwrap();
        assert_eq!(found, Some(row(owner, 7, content)));
    }
    assert_eq!(store.attachment(tenant(3), Uuid::from_u128(7)).await.unwrap(), None);
}

async fn one_of_many_concurrent_uploads_wins<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let mut uploads = JoinSet::new();
    for content in 1..=16u8 {
        let store = store.clone();
        uploads.spawn(async move {
            (
                content,
                store.insert_attachment(row(tenant(1), 7, content)).await.unwrap(),
            )
        });
    }
    let answers = uploads.join_all().await;
    let winners: Vec<u8> = answers
        .iter()
        .filter(|(_, answer)| *answer == AttachmentInserted::Created)
        .map(|(content, _)| *content)
        .collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    let kept = row(tenant(1), 7, winners[0]);
    for (content, answer) in answers.iter().filter(|(content, _)| *content != winners[0]) {
        assert_eq!(*answer, AttachmentInserted::Existing(kept.clone()), "{content}");
    }
}

async fn attachments_survive_a_restart<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.insert_attachment(row(tenant(1), 7, 1)).await.unwrap();
    store.close().await;
    let found = engine
        .open()
        .await
        .attachment(tenant(1), Uuid::from_u128(7))
        .await
        .unwrap();
    assert_eq!(found, Some(row(tenant(1), 7, 1)));
}

async fn a_deleted_attachment_is_gone<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let id = Uuid::from_u128(7);
    for owner in [tenant(1), tenant(2)] {
        store.insert_attachment(row(owner, 7, 1)).await.unwrap();
    }
    assert!(store.delete_attachment(tenant(1), id).await.unwrap());
    assert!(!store.delete_attachment(tenant(1), id).await.unwrap());
    assert_eq!(store.attachment(tenant(1), id).await.unwrap(), None);
    assert!(store.attachment(tenant(2), id).await.unwrap().is_some());
    let again = store.insert_attachment(row(tenant(1), 7, 9)).await.unwrap();
    assert_eq!(again, AttachmentInserted::Created);
}

async fn a_size_beyond_the_columns_is_refused<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let huge = AttachmentRow {
        size_bytes: u64::MAX,
        ..row(tenant(1), 7, 1)
    };
    let error = store.insert_attachment(huge).await.unwrap_err();
    assert_eq!(error.to_string(), "an attachment's size does not fit the store");
    assert_eq!(store.attachment(tenant(1), Uuid::from_u128(7)).await.unwrap(), None);
}
