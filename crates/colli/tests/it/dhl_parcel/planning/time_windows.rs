//! Time windows (reference 13.1).

use super::{list, refused, shop_at};
use crate::support::shop::each;
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

#[tokio::test]
async fn windows_are_days_and_evenings_of_the_coming_working_days() {
    // Thursday; Monday after it is King's Day.
    let shop = shop_at("2026-04-23T08:00:00Z").await;
    let windows = list(&shop, "/time-windows?countryCode=NL&postalCode=3542+ad").await;
    let dates = each(&json!(windows), "/deliveryDate")
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert_eq!(dates[..4], ["24-04-2026", "24-04-2026", "25-04-2026", "25-04-2026"]);
    assert!(
        !dates
            .iter()
            .any(|date| ["26-04-2026", "27-04-2026", "03-05-2026"].contains(&date.as_str())),
        "{dates:?}"
    );
    assert!(dates.contains(&"28-04-2026".to_owned()));
    for window in &windows {
        assert_eq!(
            (&window["postalCode"], &window["status"]),
            (&json!("3542AD"), &json!("Available"))
        );
        let (start, end) = (
            window["startTime"].as_str().unwrap(),
            window["endTime"].as_str().unwrap(),
        );
        // As plugins tell evenings apart.
        let evening = start > "1400" && (end > "1800" || end == "0000");
        assert_eq!(window["type"], if evening { "Evening" } else { "Day" }, "{window}");
    }
    assert!(windows.iter().any(|window| window["type"] == "Evening"));
    assert_eq!(list(&shop, "/time-windows").await, windows, "the defaults");
    assert_eq!(list(&shop, "/time-windows?rules=c2c").await.len(), windows.len());
}

#[tokio::test]
async fn windows_leave_out_days_and_unknown_areas() {
    let shop = shop_at("2026-04-23T08:00:00Z").await;
    for raw in [
        "excludeDaysOfWeek=6&excludeDaysOfWeek=5",
        "excludeDaysOfWeek=5,6",
        "excludeDaysOfWeek[]=5&excludeDaysOfWeek[]=6",
    ] {
        let windows = list(&shop, &format!("/time-windows?{raw}")).await;
        assert!(!windows.is_empty());
        for window in windows {
            let date = Date::strptime("%d-%m-%Y", window["deliveryDate"].as_str().unwrap()).unwrap();
            assert!(
                ![Weekday::Friday, Weekday::Saturday].contains(&date.weekday()),
                "{raw}: {window}"
            );
        }
    }
    assert_eq!(
        list(&shop, "/time-windows?excludeDaysOfWeek=1,2,3,4,5,6,7").await,
        Vec::<Value>::new()
    );
    for nowhere in [
        "countryCode=NL&postalCode=ABC",
        "countryCode=NL&postalCode=0999AA",
        "countryCode=DE&postalCode=3542AD",
        "countryCode=US&postalCode=90210",
    ] {
        assert_eq!(
            list(&shop, &format!("/time-windows?{nowhere}")).await,
            Vec::<Value>::new(),
            "{nowhere}"
        );
    }
    let island = list(&shop, "/time-windows?postalCode=8881AB").await;
    assert!(
        island.iter().all(|window| window["type"] == "Day"),
        "no evening delivery on islands"
    );
    assert_eq!(island[0]["deliveryDate"], "25-04-2026");
    refused(
        &shop,
        "/time-windows?countryCode=ZZ&excludeDaysOfWeek=9&rules=x2x",
        &["countryCode", "rules", "excludeDaysOfWeek"],
    )
    .await;
    refused(
        &shop,
        "/time-windows?excludeDaysOfWeek=0&excludeDaysOfWeek=monday",
        &["excludeDaysOfWeek", "excludeDaysOfWeek"],
    )
    .await;
    refused(&shop, "/time-windows?countryCode=BE", &["postalCode"]).await;
}
