//! Apps and their keys where requests break off, and on a clock that is finer than what is stored.

use crate::nodes::{Embedded, caller, node, start, still_clock};
use colli_core::app::{AppChange, NewApp};
use colli_core::ids::Tenant;
use colli_service::apps::AppMade;
use colli_service::clock::Clock;
use colli_service::{Error, Service};
use futures_util::future::poll_immediate;
use jiff::{SignedDuration, Timestamp};
use std::pin::pin;
use std::sync::Arc;
use tokio::task::yield_now;

/// A clock that stands still between two milliseconds.
struct Fine;

impl Clock for Fine {
    fn now(&self) -> Timestamp {
        start() + SignedDuration::from_nanos(123_456_789)
    }
}

async fn made(service: &Service, tenant: Tenant) -> AppMade {
    let new = NewApp {
        name: "Bot".to_owned(),
        scopes: vec!["tracking".to_owned()],
        ..NewApp::default()
    };
    service.create_app(tenant, new).await.unwrap()
}

/// A request may be given up between any two steps of the call: whatever became of the change then, what keys open is what is
/// stored.
#[tokio::test]
async fn a_key_that_is_taken_back_opens_nothing_also_when_the_caller_leaves() {
    let (database, clock) = (Embedded::new().await, still_clock());
    let service = node(&database.store, &clock, 1).await;
    let tenant = caller(&service).await.tenant;
    let mut disabled = 0;
    for polls in 1..40 {
        let AppMade { app, key } = made(&service, tenant).await;
        let id = app.id.to_string();
        service.authenticate_app(&key).await.unwrap();
        {
            let change = AppChange {
                is_enabled: Some(false),
                ..AppChange::default()
            };
            let mut changing = pin!(service.change_app(tenant, &id, change));
            for _ in 0..polls {
                if poll_immediate(changing.as_mut()).await.is_some() {
                    break;
                }
                // What it waits for happens on other threads, sooner or later.
                let _ = service.apps(tenant).await.unwrap();
                yield_now().await;
            }
        }
        // It is read meanwhile, and remembered.
        let _ = service.authenticate_app(&key).await;
        // A later write is stored after all that was begun before it.
        made(&service, tenant).await;
        for _ in 0..10 {
            yield_now().await;
        }
        let is_enabled = service.app(tenant, &id).await.unwrap().is_enabled;
        disabled += usize::from(!is_enabled);
        let opened = service.authenticate_app(&key).await;
        match opened {
            Ok(_) => assert!(is_enabled, "after {polls} steps"),
            Err(error) => assert!(matches!(error, Error::Unauthenticated(_)) && !is_enabled, "{error:?}"),
        }
    }
    assert!(disabled > 0, "some went as far as that");
}

#[tokio::test]
async fn an_app_is_shown_as_it_was_made() {
    let database = Embedded::new().await;
    let service = database.node(&Arc::new(Fine)).await;
    let tenant = caller(&service).await.tenant;
    let app = made(&service, tenant).await.app;
    assert_eq!(service.app(tenant, &app.id.to_string()).await.unwrap(), app);
}
