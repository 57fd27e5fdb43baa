//! Plans on hold: registered, and not handed to the network.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::{Environment, Tenant};
use colli_core::tracking::{Event, Moment};
use colli_store::{NewEvent, Store};

on_each_engine!(
    nothing_is_due_of_a_plan_on_hold_until_it_is_released_once,
    a_note_stays_with_the_plan_until_it_is_drawn,
    a_plan_is_withdrawn_with_its_event_or_not_at_all,
    a_withdrawal_and_a_release_at_once_have_one_winner,
);

/// A shipment of two pieces, both on hold.
async fn held<E: TestEngine>(engine: &E) -> Store {
    let store = engine.open().await;
    let new = shipment(tenant(1), random_id(1), 100, 2, at(0));
    let codes = vec![code(100), code(101)];
    store.insert_planned_shipment(new, Some((None, codes))).await.unwrap();
    store
}

fn void(serial: u64) -> NewEvent {
    let moment = Moment {
        at: at(5),
        offset_seconds: -18_000,
    };
    NewEvent {
        tenant: tenant(1),
        event_id: format!("void:{serial}"),
        tracker_code: code(serial),
        event: Event::new("EXCEPTION", "LABEL_VOIDED", moment),
    }
}

async fn statuses(store: &Store, serial: u64) -> Vec<String> {
    let found = store.track(&code(serial), 1).await.unwrap();
    let events = found.into_iter().flat_map(|piece| piece.events);
    events.map(|event| event.status).collect()
}

async fn nothing_is_due_of_a_plan_on_hold_until_it_is_released_once<E: TestEngine>(engine: &E) {
    let store = held(engine).await;
    assert_eq!(store.due_plans(tenant(1), at(1_000_000)).await.unwrap(), []);
    assert_eq!(store.first_plan_after(None).await.unwrap(), None);
    assert_eq!(store.plan(tenant(1), &code(100)).await.unwrap(), None);
    assert_eq!(
        store.held_plan(tenant(1), &code(100)).await.unwrap().as_deref(),
        Some("")
    );
    // Others, in whatever sense, have no say.
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    for other in [tenant(2), live] {
        assert_eq!(store.held_plan(other, &code(100)).await.unwrap(), None);
        assert_eq!(store.release_plans(other, vec![code(100)], at(9)).await.unwrap(), 0);
    }
    let codes = vec![code(101), code(100), code(999)];
    assert_eq!(store.release_plans(tenant(1), codes.clone(), at(9)).await.unwrap(), 2);
    assert_eq!(store.release_plans(tenant(1), codes, at(77)).await.unwrap(), 0, "once");
    let due = store.due_plans(tenant(1), at(9)).await.unwrap();
    assert_eq!(due.len(), 2);
    assert!(due.iter().all(|row| row.next_at == at(9) && row.body.is_empty()));
    assert_eq!(store.held_plan(tenant(1), &code(100)).await.unwrap(), None);
    assert_eq!(store.release_plans(tenant(1), Vec::new(), at(9)).await.unwrap(), 0);
}

async fn a_note_stays_with_the_plan_until_it_is_drawn<E: TestEngine>(engine: &E) {
    let store = held(engine).await;
    let note = "{\"scenario\":\"lost é\"}";
    assert!(store.note_held_plan(tenant(1), &code(100), note).await.unwrap());
    assert!(!store.note_held_plan(tenant(2), &code(100), note).await.unwrap());
    assert_eq!(
        store.held_plan(tenant(1), &code(100)).await.unwrap().as_deref(),
        Some(note)
    );
    store.release_plans(tenant(1), vec![code(100)], at(3)).await.unwrap();
    assert_eq!(store.plan(tenant(1), &code(100)).await.unwrap().unwrap().body, note);
    assert!(
        !store.note_held_plan(tenant(1), &code(100), "{}").await.unwrap(),
        "too late"
    );
}

async fn a_plan_is_withdrawn_with_its_event_or_not_at_all<E: TestEngine>(engine: &E) {
    let store = held(engine).await;
    store.release_plans(tenant(1), vec![code(101)], at(3)).await.unwrap();
    let both = vec![code(100), code(101)];
    assert!(
        !store
            .withdraw_plans(tenant(1), both, vec![void(100), void(101)])
            .await
            .unwrap()
    );
    assert!(!statuses(&store, 100).await.contains(&"LABEL_VOIDED".to_owned()));
    assert_eq!(
        store.held_plan(tenant(1), &code(100)).await.unwrap().as_deref(),
        Some("")
    );

    let version = store.events_version(&code(100));
    assert!(
        store
            .withdraw_plans(tenant(1), vec![code(100)], vec![void(100)])
            .await
            .unwrap()
    );
    assert_eq!(statuses(&store, 100).await.last().unwrap(), "LABEL_VOIDED");
    assert!(
        version.is_none() || store.events_version(&code(100)) > version,
        "what is kept of it is not the last"
    );
    assert_eq!(store.held_plan(tenant(1), &code(100)).await.unwrap(), None);
    assert_eq!(
        store.release_plans(tenant(1), vec![code(100)], at(9)).await.unwrap(),
        0,
        "it never moves"
    );
    // Without a plan only the event is added, once.
    for _ in 0..2 {
        assert!(
            store
                .withdraw_plans(tenant(1), Vec::new(), vec![void(100)])
                .await
                .unwrap()
        );
    }
    let voided = statuses(&store, 100).await;
    assert_eq!(voided.iter().filter(|status| *status == "LABEL_VOIDED").count(), 1);
}

async fn a_withdrawal_and_a_release_at_once_have_one_winner<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for serial in 200..204 {
        let new = shipment(tenant(1), random_id(serial), serial, 1, at(0));
        store
            .insert_planned_shipment(new, Some((None, vec![code(serial)])))
            .await
            .unwrap();
        let (released, withdrawn) = tokio::join!(
            store.release_plans(tenant(1), vec![code(serial)], at(9)),
            store.withdraw_plans(tenant(1), vec![code(serial)], vec![void(serial)]),
        );
        let (released, withdrawn) = (released.unwrap() == 1, withdrawn.unwrap());
        assert_ne!(released, withdrawn);
        assert_eq!(
            statuses(&store, serial).await.contains(&"LABEL_VOIDED".to_owned()),
            withdrawn
        );
        assert_eq!(store.plan(tenant(1), &code(serial)).await.unwrap().is_some(), released);
    }
}
