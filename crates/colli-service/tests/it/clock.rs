//! A machine's clock that goes back breaks nothing.

use crate::nodes::{Embedded, book, caller, log_in, node, still_clock};
use std::collections::BTreeSet;

#[tokio::test]
async fn after_the_clock_went_back_an_hour_codes_stay_unique_and_tokens_are_valid_at_once() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let before = log_in(&service).await;
    let us = service.authenticate(&before.access).await.unwrap();
    let mut codes = BTreeSet::new();
    for id in 0..20 {
        codes.extend(book(&service, &us, id).await.pieces[0].tracker_code.clone());
    }

    clock.advance_seconds(-3_600);
    let after = log_in(&service).await;
    let us = service.authenticate(&after.access).await.unwrap();
    for id in 20..40 {
        codes.extend(book(&service, &us, id).await.pieces[0].tracker_code.clone());
    }
    assert_eq!(codes.len(), 40);
    // A restart at the earlier time: serials come from the store and not from the clock.
    let again = node(&database.store, &clock, 2).await;
    let us = caller(&again).await;
    codes.extend(book(&again, &us, 40).await.pieces[0].tracker_code.clone());
    assert_eq!(codes.len(), 41);
    // A repetition across the jump is the same booking.
    let repeated = book(&again, &us, 0).await;
    assert!(codes.contains(repeated.pieces[0].tracker_code.as_ref().unwrap()));

    // Both refresh tokens buy pairs that hold at once: the one issued in what is now the future, too.
    for pair in [before, after] {
        let next = service.refresh(&pair.refresh).await.unwrap();
        assert!(again.authenticate(&next.access).await.is_ok());
        assert!(service.refresh(&pair.refresh).await.is_err(), "each once");
    }
}

#[tokio::test]
async fn nodes_whose_clocks_differ_a_little_accept_each_others_tokens() {
    let database = Embedded::new().await;
    let (ahead, behind) = (still_clock(), still_clock());
    ahead.advance_seconds(60);
    let issues = node(&database.store, &ahead, 1).await;
    let checks = node(&database.store, &behind, 2).await;
    let pair = log_in(&issues).await;
    assert!(checks.authenticate(&pair.access).await.is_ok());
}
