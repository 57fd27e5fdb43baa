//! Links to documents of the gateway: each letter counts, and they hold for a year, over rotations of the keys.

use crate::nodes::{Embedded, caller, node, start, still_clock};
use colli_core::ids::{Environment, Tenant};
use colli_service::signed_documents::DOCUMENT_LINK;
use colli_service::{Error, Service};
use jiff::SignedDuration;

const NAME: &str = "000000000000000000000000000000ab.pdf";

/// The query that opens a document of this name for so long from now.
fn signed(service: &Service, tenant: Tenant, valid: SignedDuration) -> String {
    let ends_at = service.now(tenant).checked_add(valid).unwrap();
    service.sign_document_until(tenant, NAME, ends_at).unwrap()
}

/// The values of a query: end, signature, key.
fn parts(query: &str) -> [String; 3] {
    let mut values = query.split('&').map(|part| part.split_once('=').unwrap());
    ["Expires", "Signature", "Key-Pair-Id"].map(|name| {
        let (key, value) = values.next().unwrap();
        assert_eq!(key, name);
        value.to_owned()
    })
}

async fn opened(service: &Service, name: &str, [expires, signature, key]: &[String; 3]) -> Option<Tenant> {
    match service.open_document(name, expires, signature, key).await {
        Ok(tenant) => Some(tenant),
        Err(Error::Forbidden(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// The text with another letter at a place.
fn spoilt(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn each_letter_of_a_link_counts() {
    let database = Embedded::new().await;
    let service = node(&database.store, &still_clock(), 1).await;
    let mut tenant = caller(&service).await.tenant;
    let query = signed(&service, tenant, DOCUMENT_LINK);
    assert!(
        query
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_=&".contains(&byte))
    );
    let good = parts(&query);
    assert_eq!(opened(&service, NAME, &good).await, Some(tenant));
    for at in 0..NAME.len() {
        assert_eq!(opened(&service, &spoilt(NAME, at), &good).await, None, "name, {at}");
    }
    for part in 0..2 {
        for at in 0..good[part].len() {
            let mut other = good.clone();
            other[part] = spoilt(&good[part], at);
            assert_eq!(opened(&service, NAME, &other).await, None, "part {part}, {at}");
        }
    }
    for (part, other) in [
        (0, format!("+{}", good[0])),
        (0, format!("0{}", good[0])),
        (0, String::new()),
        (1, String::new()),
        (1, good[1][..60].to_owned()),
        (1, format!("{}A", good[1])),
        (1, "é".repeat(12)),
        (2, String::new()),
        (2, good[2].to_uppercase()),
        (2, "x".repeat(9_999)),
    ] {
        let mut spoilt = good.clone();
        spoilt[part] = other;
        assert_eq!(opened(&service, NAME, &spoilt).await, None, "{spoilt:?}");
    }
    // Of the other environment it is another signature.
    tenant.environment = Environment::Live;
    let live = parts(&signed(&service, tenant, DOCUMENT_LINK));
    assert_ne!(live[1], good[1]);
    assert_eq!(opened(&service, NAME, &live).await, Some(tenant));
    let mixed = [
        live[0].clone(),
        format!("{}{}", &live[1][..24], &good[1][24..]),
        live[2].clone(),
    ];
    assert_eq!(opened(&service, NAME, &mixed).await, None);
}

#[tokio::test]
async fn a_link_holds_for_a_year_whichever_keys_come_after() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let tenant = Tenant {
        environment: Environment::Live,
        ..caller(&service).await.tenant
    };
    let link = parts(&signed(&service, tenant, DOCUMENT_LINK));
    let until = start().checked_add(DOCUMENT_LINK).unwrap();
    assert_eq!(link[0], until.as_second().to_string());
    service.rotate_signing_key().await.unwrap();
    clock.set(until.checked_sub(SignedDuration::from_secs(1)).unwrap());
    // A node that starts then opens it too.
    for service in [&service, &node(&database.store, &clock, 2).await] {
        service.reload_signing_keys().await.unwrap();
        assert_eq!(opened(service, NAME, &link).await, Some(tenant));
    }
    clock.set(until);
    assert_eq!(opened(&service, NAME, &link).await, None);
}

#[tokio::test]
async fn links_made_within_an_hour_are_the_same_and_last_a_little_longer() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let tenant = Tenant {
        environment: Environment::Live,
        ..caller(&service).await.tenant
    };
    let day = SignedDuration::from_hours(24);
    clock.advance_seconds(1);
    let first = signed(&service, tenant, day);
    clock.advance_seconds(3_599);
    assert_eq!(signed(&service, tenant, day), first);
    clock.advance_seconds(24 * 3_600 - 1);
    assert_eq!(opened(&service, NAME, &parts(&first)).await, Some(tenant));
    clock.advance_seconds(1);
    assert_eq!(opened(&service, NAME, &parts(&first)).await, None);
    // Counted from when the document was made, it stays one link.
    let until = start().checked_add(DOCUMENT_LINK).unwrap();
    let made = service.sign_document_until(tenant, NAME, until).unwrap();
    clock.advance_seconds(86_400);
    assert_eq!(service.sign_document_until(tenant, NAME, until).unwrap(), made);
}
