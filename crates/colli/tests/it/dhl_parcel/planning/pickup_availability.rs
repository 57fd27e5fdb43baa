//! Days of pickup (reference 14.4).

use super::{list, refused, shop_at};
use crate::support::shop::each;
use serde_json::json;

#[tokio::test]
async fn pickups_are_possible_from_tomorrow_and_in_iberia_today() {
    let shop = shop_at("2026-04-23T08:00:00Z").await;
    let days = |place: &str| {
        let path = format!("/pickup-availability?{place}");
        let shop = &shop;
        async move {
            let found = list(shop, &path).await;
            for day in &found {
                let slots = day["timeSlots"].as_array().unwrap();
                assert!(
                    !slots.is_empty() && slots.iter().all(|slot| slot["from"].as_str() < slot["to"].as_str()),
                    "{day}"
                );
            }
            each(&json!(found), "/date")
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        }
    };
    let dutch = days("countryCode=NL&postalCode=3542AD").await;
    assert_eq!(dutch[..3], ["2026-04-24", "2026-04-25", "2026-04-28"]);
    assert!(!dutch.contains(&"2026-05-03".to_owned()), "a Sunday in {dutch:?}");
    for (place, first) in [
        ("countryCode=ES&postalCode=28013", "2026-04-23"),
        ("countryCode=PT&postalCode=1250-096", "2026-04-23"),
        ("countryCode=BE&postalCode=2000", "2026-04-24"),
    ] {
        assert_eq!(days(place).await[0], first, "{place}");
    }
    for nowhere in [
        "countryCode=NL&postalCode=XX",
        "countryCode=NL&postalCode=0999AA",
        "countryCode=SE&postalCode=11120",
    ] {
        assert_eq!(days(nowhere).await, Vec::<String>::new(), "{nowhere}");
    }
    shop.server.clock.set("2026-04-23T12:00:00Z".parse().unwrap());
    assert_eq!(
        days("countryCode=ES&postalCode=28013").await[0],
        "2026-04-24",
        "too late for today"
    );
    refused(&shop, "/pickup-availability", &["countryCode", "postalCode"]).await;
    refused(&shop, "/pickup-availability?countryCode=NL", &["postalCode"]).await;
    refused(
        &shop,
        "/pickup-availability?countryCode=Q&postalCode=1",
        &["countryCode"],
    )
    .await;
}
