//! Plans of simulated pieces.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::{Environment, ShipmentId, Tenant};
use colli_core::tracking::{Event, Moment};
use colli_store::{NewEvent, PlanAfter, PlanChange, PlanRow, Store};
use tokio::task::JoinSet;

on_each_engine!(
    a_plan_comes_with_its_shipment_and_is_due_in_order,
    a_change_stores_its_events_and_moves_the_plan,
    of_many_nodes_one_runs_a_step,
    one_plan_that_moved_keeps_no_other_back,
    tenants_with_plans_are_found_one_by_one,
    plans_go_with_their_shipments_and_with_a_reset,
);

async fn with_plans<E: TestEngine>(engine: &E, count: u64) -> Store {
    let store = engine.open().await;
    for n in 0..count {
        let serial = 100 + n;
        let new = shipment(tenant(1), random_id(serial), serial, 1, at(0));
        let first = at(i64::try_from(count - n).unwrap());
        store
            .insert_planned_shipment(new, Some((Some(first), vec![code(serial)])))
            .await
            .unwrap();
    }
    store
}

fn event(owner: Tenant, serial: u64, id: &str, second: i64) -> NewEvent {
    let moment = Moment {
        at: at(second),
        offset_seconds: 3_600,
    };
    NewEvent {
        tenant: owner,
        event_id: id.to_owned(),
        tracker_code: code(serial),
        event: Event::new("UNDERWAY", "DEPOT_SCAN", moment),
    }
}

fn change(row: &PlanRow, after: PlanAfter, events: Vec<NewEvent>) -> PlanChange {
    PlanChange {
        tracker_code: row.tracker_code.clone(),
        shipment: row.shipment,
        before: Some((row.next_at, row.body.clone())),
        after,
        events,
    }
}

async fn event_count(store: &Store, serial: u64) -> usize {
    store.track(&code(serial), 1).await.unwrap()[0].events.len()
}

async fn a_plan_comes_with_its_shipment_and_is_due_in_order<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 3).await;
    let due = store.due_plans(tenant(1), at(2)).await.unwrap();
    let codes: Vec<&str> = due.iter().map(|row| row.tracker_code.as_str()).collect();
    assert_eq!(codes, [code(102), code(101)]);
    assert_eq!(due[0].shipment, ShipmentId(random_id(102)));
    assert_eq!((due[0].next_at, due[0].body.as_str()), (at(1), ""));
    assert_eq!(store.plan(tenant(1), &code(102)).await.unwrap().as_ref(), Some(&due[0]));
    for other in [
        tenant(2),
        Tenant {
            environment: Environment::Live,
            ..tenant(1)
        },
    ] {
        assert_eq!(store.plan(other, &code(102)).await.unwrap(), None);
        assert_eq!(store.due_plans(other, at(99)).await.unwrap(), []);
    }
    // A registration that is repeated leaves the plan alone.
    let again = shipment(tenant(1), random_id(102), 102, 1, at(0));
    store
        .insert_planned_shipment(again, Some((Some(at(50)), vec![code(102)])))
        .await
        .unwrap();
    assert_eq!(store.plan(tenant(1), &code(102)).await.unwrap().unwrap().next_at, at(1));
}

async fn a_change_stores_its_events_and_moves_the_plan<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 1).await;
    let row = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    let version = store.events_version(&code(100));
    let drawn = change(
        &row,
        PlanAfter::Drawn(at(10), "[é]".to_owned()),
        vec![event(tenant(1), 100, "sim:0", 5)],
    );
    assert_eq!(
        store.change_plans(tenant(1), vec![drawn.clone()]).await.unwrap(),
        (vec![true], 1)
    );
    assert_eq!(event_count(&store, 100).await, 3);
    if version.is_some() {
        assert_ne!(store.events_version(&code(100)), version);
    }
    // The same from a node that is late changes nothing.
    assert_eq!(
        store.change_plans(tenant(1), vec![drawn]).await.unwrap(),
        (vec![false], 0)
    );
    let row = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    assert_eq!((row.next_at, row.body.as_str()), (at(10), "[é]"));
    // Nor does a step of what is drawn already happen twice: only the first to move on from ten does.
    for (id, next, moved) in [("sim:8", 20, (vec![true], 1)), ("sim:9", 30, (vec![false], 0))] {
        let step = change(&row, PlanAfter::Next(at(next)), vec![event(tenant(1), 100, id, 10)]);
        assert_eq!(store.change_plans(tenant(1), vec![step]).await.unwrap(), moved, "{id}");
    }
    let row = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    assert_eq!((row.next_at, event_count(&store, 100).await), (at(20), 4));
    // A step that was stored before its node died is not stored again.
    let next = change(
        &row,
        PlanAfter::Next(at(20)),
        vec![event(tenant(1), 100, "sim:0", 5), event(tenant(1), 100, "sim:1", 10)],
    );
    assert_eq!(
        store.change_plans(tenant(1), vec![next]).await.unwrap(),
        (vec![true], 1)
    );
    let row = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    let ended = change(&row, PlanAfter::Ended, Vec::new());
    assert_eq!(
        store.change_plans(tenant(1), vec![ended]).await.unwrap(),
        (vec![true], 0)
    );
    assert_eq!(store.plan(tenant(1), &code(100)).await.unwrap(), None);
    // A plan made anew for a piece that has none.
    let anew = PlanChange {
        before: None,
        ..change(&row, PlanAfter::Drawn(at(30), "[]".to_owned()), Vec::new())
    };
    assert_eq!(
        store.change_plans(tenant(1), vec![anew.clone()]).await.unwrap().0,
        [true]
    );
    assert_eq!(store.change_plans(tenant(1), vec![anew]).await.unwrap().0, [false]);
}

async fn of_many_nodes_one_runs_a_step<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 1).await;
    let row = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    let mut nodes = JoinSet::new();
    for node in 0..8 {
        let (store, row) = (store.clone(), row.clone());
        nodes.spawn(async move {
            let events = vec![event(tenant(1), 100, &format!("sim:{node}"), 5)];
            store
                .change_plans(tenant(1), vec![change(&row, PlanAfter::Ended, events)])
                .await
                .unwrap()
        });
    }
    let mut stored = 0;
    while let Some(answer) = nodes.join_next().await {
        stored += answer.unwrap().1;
    }
    assert_eq!((stored, event_count(&store, 100).await), (1, 3));
}

async fn one_plan_that_moved_keeps_no_other_back<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 2).await;
    let rows = store.due_plans(tenant(1), at(9)).await.unwrap();
    let moved = change(&rows[0], PlanAfter::Next(at(40)), Vec::new());
    store.change_plans(tenant(1), vec![moved]).await.unwrap();
    let both = rows.iter().zip([101, 100]).map(|(row, serial)| {
        change(
            row,
            PlanAfter::Ended,
            vec![event(tenant(1), serial, &format!("sim:{serial}"), 5)],
        )
    });
    let answer = store.change_plans(tenant(1), both.collect()).await.unwrap();
    assert_eq!(answer, (vec![false, true], 1));
    assert_eq!((event_count(&store, 101).await, event_count(&store, 100).await), (2, 3));
}

async fn tenants_with_plans_are_found_one_by_one<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 3).await;
    let new = shipment(tenant(7), random_id(900), 900, 1, at(0));
    store
        .insert_planned_shipment(new, Some((Some(at(77)), vec![code(900)])))
        .await
        .unwrap();
    let mut found = Vec::new();
    let mut after = None;
    while let Some(first) = store.first_plan_after(after).await.unwrap() {
        after = Some(first.tenant);
        found.push((first.tenant, first.next_at));
    }
    assert_eq!(found, [(tenant(1), at(1)), (tenant(7), at(77))]);
}

async fn plans_go_with_their_shipments_and_with_a_reset<E: TestEngine>(engine: &E) {
    let store = with_plans(engine, 2).await;
    let other = shipment(tenant(7), random_id(900), 900, 1, at(0));
    store
        .insert_planned_shipment(other, Some((Some(at(77)), vec![code(900)])))
        .await
        .unwrap();
    assert_eq!(store.delete_old_shipments(tenant(1), at(1)).await.unwrap(), 2);
    assert_eq!(store.due_plans(tenant(1), at(99)).await.unwrap(), []);
    assert_eq!(store.empty_step(tenant(1)).await.unwrap(), 0);
    assert_eq!(store.delete_orphans(tenant(7)).await.unwrap(), 0);
    assert_eq!(store.empty_step(tenant(7)).await.unwrap(), 1);
    assert_eq!(store.empty_step(tenant(7)).await.unwrap(), 0);
    assert_eq!(store.plan(tenant(7), &code(900)).await.unwrap(), None);
    // One of a shipment that is gone.
    let orphan = PlanChange {
        tracker_code: code(901),
        shipment: ShipmentId(random_id(901)),
        before: None,
        after: PlanAfter::Drawn(at(9), "steps".to_owned()),
        events: Vec::new(),
    };
    store.change_plans(tenant(7), vec![orphan]).await.unwrap();
    assert_eq!(store.delete_orphans(tenant(1)).await.unwrap(), 0);
    assert_eq!(store.delete_orphans(tenant(7)).await.unwrap(), 1);
    assert_eq!(store.plan(tenant(7), &code(901)).await.unwrap(), None);
}
