//! Where webhooks may go, when they are made and at each connection.

use super::World;
use super::receiver::Receiver;
use crate::nodes::{Embedded, MASTER, node_with, still_clock};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use colli_service::Error;
use colli_service::told::{Allowed, NewWebhook};
use uuid::Uuid;

fn new(url: &str) -> NewWebhook {
    NewWebhook {
        url: url.to_owned(),
        ..NewWebhook::default()
    }
}

fn refusal(error: Error) -> (String, String) {
    let Error::Invalid(mut violations) = error else {
        panic!("{error}");
    };
    let violation = violations.remove(0);
    (violation.field, violation.message)
}

#[tokio::test]
async fn targets_inside_are_refused_when_they_are_named() {
    let database = Embedded::new().await;
    let service = node_with(&database.store, &still_clock(), 1, MASTER).await.unwrap();
    let tenant = Tenant {
        organisation: OrganisationId(Uuid::from_u128(1)),
        environment: Environment::Test,
    };
    for url in [
        "http://example.com/",
        "http://127.0.0.1:8080/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://0/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://100.100.100.200/",
        "https://[64:ff9b::7f00:1]/",
        "https://user@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "example.com",
        "",
        "https://",
        "https://exa mple.com/",
    ] {
        let (field, message) = refusal(service.create_webhook(tenant, new(url)).await.unwrap_err());
        assert_eq!(field, "url", "{url}: {message}");
    }
    let long = format!("https://1.1.1.1/{}", "a".repeat(3_000));
    assert_eq!(
        refusal(service.create_webhook(tenant, new(&long)).await.unwrap_err()).0,
        "url"
    );
    assert!(
        service
            .create_webhook(tenant, new("https://1.1.1.1/hook"))
            .await
            .is_ok()
    );
    service.allow_targets(vec![Allowed::parse("10.0.0.0/8").unwrap()]);
    assert!(
        service
            .create_webhook(tenant, new("https://10.0.0.1/hook"))
            .await
            .is_ok()
    );
    // What is wrong with the rest is said at the same time.
    let both = NewWebhook {
        events: vec!["nothing".to_owned()],
        ..new("https://127.0.0.1/")
    };
    let Error::Invalid(violations) = service.create_webhook(tenant, both).await.unwrap_err() else {
        panic!();
    };
    let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["events[0]", "url"]);
}

#[tokio::test]
async fn targets_are_judged_again_at_each_connection() {
    let world = World::new().await;
    let receiver = Receiver::good().await;
    let webhook = world.webhook(&receiver).await;
    // The same database behind a server that is no demonstration: what was named before is not connected to.
    drop(world.workers);
    let strict = node_with(&world.database.store, &world.clock, 2, MASTER).await.unwrap();
    strict.set_writers(colli_service::told::Writers {
        event: |_| Ok("{}".to_owned()),
        piece: |_, _| Ok("{}".to_owned()),
    });
    Box::pin(crate::nodes::book(&world.service, &world.caller, 1)).await;
    let _workers = strict.start_jobs(super::RETENTION).unwrap();
    let id = webhook.id.to_string();
    super::until(async || {
        let page = strict.deliveries(webhook.tenant, webhook.kind, &id, None, 9);
        page.await.unwrap().deliveries.iter().any(|it| it.row.attempts == 1)
    })
    .await;
    let page = strict
        .deliveries(webhook.tenant, webhook.kind, &id, None, 9)
        .await
        .unwrap();
    let tried = page.deliveries.iter().find(|it| it.row.attempts == 1).unwrap();
    assert_eq!(
        tried.row.last_error.as_deref(),
        Some("no connection: the URL must begin with https://")
    );
    assert_eq!(receiver.got().len(), 0);
}
