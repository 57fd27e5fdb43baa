//! Keys and bytes.

use bytes::Bytes;
use colli_attachments::{Attachments, Key, Listed};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use uuid::Uuid;

/// The bound of the tests' puts and gets, in bytes.
pub(crate) const BYTES_MAX: usize = 2_500_000;

/// A key, told apart by owner, id and content.
pub(crate) fn key(organisation: u128, environment: Environment, id: u128, content: u8) -> Key {
    Key {
        tenant: Tenant {
            organisation: OrganisationId(Uuid::from_u128(organisation)),
            environment,
        },
        id: Uuid::from_u128(id),
        sha256: [content; 32],
    }
}

/// A key of the first organisation's test half.
pub(crate) fn plain(id: u128) -> Key {
    key(1, Environment::Test, id, 0xab)
}

/// So many bytes, none like its neighbours.
pub(crate) fn content(length: usize) -> Bytes {
    (0..length).map(|index| (index % 251).to_le_bytes()[0]).collect()
}

/// Everything listed, in the order of keys.
pub(crate) async fn listed(attachments: &Attachments) -> Vec<Listed> {
    let mut listing = attachments.list().await.unwrap();
    let mut all = Vec::new();
    while let Some(one) = listing.next().await.unwrap() {
        all.push(one);
    }
    all.sort_by_key(|one| one.key);
    all
}
