//! Interventions and cards.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::ShipmentId;
use colli_core::intervention::{Instruction, Intervention};
use colli_core::tracking::{Event, Moment};
use colli_store::{InterventionInserted, NewEvent, PlanAfter, PlanChange, Store};
use tokio::task::JoinSet;

on_each_engine!(
    an_intervention_comes_with_its_event_once_for_each_attempt,
    of_many_at_once_one_is_stored,
    a_plan_that_moved_keeps_the_intervention_out,
    cards_name_their_pieces_until_these_go,
);

fn moment(second: i64) -> Moment {
    Moment {
        at: at(second),
        offset_seconds: 3_600,
    }
}

pub(crate) fn intervention(attempt: u32, house_number: &str) -> Intervention {
    Intervention {
        attempt,
        at: moment(60),
        instruction: Instruction::Neighbours {
            house_number: house_number.to_owned(),
        },
        status: "INTERVENTION_X".to_owned(),
        planned: None,
        fraud: false,
        email: "anna@privat.example".to_owned(),
        source: "tests".to_owned(),
    }
}

pub(crate) fn event(attempt: u32) -> NewEvent {
    NewEvent {
        tenant: tenant(1),
        event_id: format!("intervention:{attempt}"),
        tracker_code: code(100),
        event: Event::new("INTERVENTION", "INTERVENTION_X", moment(60)),
    }
}

async fn stored(store: &Store) -> (usize, Vec<Intervention>) {
    let events = &store.track(&code(100), 1).await.unwrap()[0].events;
    let written = events.iter().filter(|event| event.category == "INTERVENTION").count();
    (written, store.interventions(tenant(1), &code(100)).await.unwrap())
}

async fn with_piece<E: TestEngine>(engine: &E) -> Store {
    let store = engine.open().await;
    let piece = shipment(tenant(1), random_id(1), 100, 1, at(0));
    store.insert_shipment(piece).await.unwrap();
    store
}

async fn an_intervention_comes_with_its_event_once_for_each_attempt<E: TestEngine>(engine: &E) {
    let store = with_piece(engine).await;
    let version = store.events_version(&code(100));
    let (first, other, later) = (intervention(0, "3"), intervention(0, "5"), intervention(1, "5"));
    let insert = |wanted: &Intervention| {
        let (store, wanted) = (store.clone(), wanted.clone());
        async move {
            let event = event(wanted.attempt);
            store.insert_intervention(&wanted, event, None, at(60)).await.unwrap()
        }
    };
    assert_eq!(insert(&first).await, InterventionInserted::Done);
    assert!(version.is_none() || store.events_version(&code(100)) != version);
    for again in [&first, &other] {
        let answer = insert(again).await;
        assert_eq!(answer, InterventionInserted::Existing(Box::new(first.clone())));
    }
    assert_eq!(stored(&store).await, (1, vec![first.clone()]));
    assert_eq!(insert(&later).await, InterventionInserted::Done);
    assert_eq!(stored(&store).await, (2, vec![first, later]));
    assert!(store.interventions(tenant(2), &code(100)).await.unwrap().is_empty());
    assert_eq!(store.empty_step(tenant(1)).await.unwrap(), 0);
    assert_eq!(stored(&store).await, (2, vec![]));
}

async fn of_many_at_once_one_is_stored<E: TestEngine>(engine: &E) {
    let store = with_piece(engine).await;
    let mut tasks = JoinSet::new();
    for number in 0..12 {
        let store = store.clone();
        tasks.spawn(async move {
            let wanted = intervention(0, &number.to_string());
            store
                .insert_intervention(&wanted, event(0), None, at(60))
                .await
                .unwrap()
        });
    }
    let answers = tasks.join_all().await;
    let done = answers
        .iter()
        .filter(|answer| **answer == InterventionInserted::Done)
        .count();
    let (written, kept) = stored(&store).await;
    assert_eq!((done, written, kept.len()), (1, 1, 1), "{answers:?}");
    let existing = InterventionInserted::Existing(Box::new(kept[0].clone()));
    assert_eq!(answers.iter().filter(|answer| **answer == existing).count(), 11);
}

fn change(before: Option<(i64, &str)>, after: PlanAfter) -> PlanChange {
    PlanChange {
        tracker_code: code(100),
        shipment: ShipmentId(random_id(1)),
        before: before.map(|(second, body)| (at(second), body.to_owned())),
        after,
        events: Vec::new(),
    }
}

/// What is asked for again and again.
static INTERVENTION: std::sync::LazyLock<Intervention> = std::sync::LazyLock::new(|| intervention(0, "3"));

async fn a_plan_that_moved_keeps_the_intervention_out<E: TestEngine>(engine: &E) {
    let store = with_piece(engine).await;
    let drawn = PlanAfter::Drawn(at(100), "steps".to_owned());
    store.change_plans(tenant(1), vec![change(None, drawn)]).await.unwrap();
    let redirected = |before| change(Some(before), PlanAfter::Drawn(at(200), "other steps".to_owned()));
    let insert = |plan| store.insert_intervention(&INTERVENTION, event(0), Some(plan), at(60));
    assert_eq!(
        insert(redirected((99, "steps"))).await.unwrap(),
        InterventionInserted::Raced
    );
    assert_eq!(stored(&store).await, (0, vec![]));
    assert_eq!(
        insert(redirected((100, "steps"))).await.unwrap(),
        InterventionInserted::Done
    );
    let plan = store.plan(tenant(1), &code(100)).await.unwrap().unwrap();
    assert_eq!((plan.next_at, plan.body.as_str()), (at(200), "other steps"));
    // The plan of a repetition is not looked at.
    let again = insert(redirected((100, "steps"))).await.unwrap();
    assert_eq!(again, InterventionInserted::Existing(Box::new(INTERVENTION.clone())));
    assert_eq!(stored(&store).await.0, 1);
}

async fn cards_name_their_pieces_until_these_go<E: TestEngine>(engine: &E) {
    let store = with_piece(engine).await;
    let second = shipment(tenant(2), random_id(2), 200, 1, at(5));
    store.insert_shipment(second).await.unwrap();
    let not_home = |event_id: &str, owner, serial, card: &str| NewEvent {
        tenant: owner,
        event_id: event_id.to_owned(),
        tracker_code: code(serial),
        event: Event {
            not_home_code: Some(card.to_owned()),
            ..Event::new("PROBLEM", "NOT_HOME", moment(60))
        },
    };
    let events = vec![
        not_home("a", tenant(1), 100, "nh 1"),
        not_home("b", tenant(2), 200, "NH1"),
        not_home("c", tenant(1), 100, "NH2"),
        // Not its owner's, and a repetition.
        not_home("d", tenant(2), 100, "NH3"),
        not_home("a", tenant(1), 100, "nh 1"),
    ];
    store.append_events(events).await.unwrap();
    let (one, two) = ((tenant(1), code(100)), (tenant(2), code(200)));
    let pieces = |card: &'static str, limit| store.pieces_of_card(card, "", limit);
    assert_eq!(pieces("NH1", 20).await.unwrap(), [one.clone(), two.clone()]);
    assert_eq!(pieces("NH1", 1).await.unwrap(), std::slice::from_ref(&one));
    let rest = store.pieces_of_card("NH1", &one.1, 20).await.unwrap();
    assert_eq!(rest, std::slice::from_ref(&two));
    assert_eq!(pieces("NH2", 20).await.unwrap(), [one]);
    assert!(pieces("NH3", 20).await.unwrap().is_empty());
    store
        .insert_intervention(&intervention(1, "3"), event(1), None, at(60))
        .await
        .unwrap();
    assert_eq!(store.delete_old_shipments(tenant(1), at(2)).await.unwrap(), 1);
    assert_eq!(pieces("NH1", 20).await.unwrap(), [two]);
    assert!(store.interventions(tenant(1), &code(100)).await.unwrap().is_empty());
}
