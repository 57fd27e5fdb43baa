//! Transit times (reference 13.2).

use super::{list, refused, shop_at};
use crate::support::shop::each;
use serde_json::{Value, json};

fn time_of<'t>(times: &'t [Value], product: &str) -> &'t Value {
    let found = times.iter().find(|time| time["product"] == product);
    found.unwrap_or_else(|| panic!("no {product} in {times:?}"))
}

const FROM_TO: &str = "/transit-times/business?fromCountry=NL&toCountry=NL";

#[tokio::test]
async fn inside_the_netherlands_it_takes_a_working_day() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    let monday = list(&shop, &format!("{FROM_TO}&toBusiness=0&product=DFY-B2C")).await;
    assert_eq!(
        monday,
        [json!({"product": "DFY-B2C", "transitTime": 1, "deliveryDate": "2026-03-03"})]
    );
    // Good Friday is a working day of parcel networks, Easter Monday is none.
    for (shipped, consumer, business) in [
        ("2026-03-06", ("2026-03-07", 1), ("2026-03-09", 3)),
        ("2026-04-02", ("2026-04-03", 1), ("2026-04-03", 1)),
        ("2026-04-03", ("2026-04-04", 1), ("2026-04-07", 4)),
    ] {
        for (to_business, product, (date, days)) in [(false, "DFY-B2C", consumer), (true, "EPL", business)] {
            let path = format!("{FROM_TO}&toBusiness={to_business}&product={product}&shipmentDate={shipped}");
            let wanted = json!({"product": product, "transitTime": days, "deliveryDate": date});
            assert_eq!(list(&shop, &path).await, [wanted], "{path}");
        }
    }
}

#[tokio::test]
async fn every_product_of_a_lane_is_answered_and_nothing_else() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    let times = list(&shop, FROM_TO).await;
    let products = times
        .iter()
        .map(|time| time["product"].as_str().unwrap())
        .collect::<Vec<_>>();
    for product in ["DFY-B2C", "EPL", "DFY-SDD"] {
        assert_eq!(
            products.iter().filter(|found| **found == product).count(),
            1,
            "{products:?}"
        );
    }
    assert!(!products.contains(&"EPL-RETURN"), "{products:?}");
    assert_eq!(time_of(&times, "DFY-SDD")["deliveryDate"], "2026-03-02");
    assert_eq!(time_of(&times, "DFY-SDD")["transitTime"], 0);
    let back = list(
        &shop,
        "/transit-times/consumer?fromCountry=DE&toCountry=NL&returnProduct=true",
    )
    .await;
    assert_eq!(each(&Value::Array(back), "/product"), ["RETURN-CON"]);
    for nothing in [
        "/transit-times/business?fromCountry=DE&toCountry=FR",
        "/transit-times/business?fromCountry=NL&toCountry=US",
        "/transit-times/consumer?fromCountry=NL&toCountry=NL&product=EPL-PAL",
        "/transit-times/business?fromCountry=NL&toCountry=DE&product=DFY-B2C",
    ] {
        assert_eq!(list(&shop, nothing).await, Vec::<Value>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn islands_take_longer_and_the_cut_off_counts() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    let days = |path: String| {
        let shop = &shop;
        async move { list(shop, &path).await[0]["transitTime"].as_u64().unwrap() }
    };
    let to =
        |place: &str| format!("/transit-times/business?fromCountry=NL&product=CON&shipmentDate=2026-03-02&{place}");
    let spain = days(to("toCountry=ES&toPostalCode=28013")).await;
    let canary = days(to("toCountry=ES&toPostalCode=35001")).await;
    assert!(canary >= spain + 4, "{spain} {canary}");
    let terschelling = format!("{FROM_TO}&product=DFY-B2C&toPostalCode=8881+AB&shipmentDate=2026-03-02");
    assert_eq!(days(terschelling).await, 2);

    let late = shop_at("2026-03-02T20:00:00Z").await;
    let times = list(&late, &format!("{FROM_TO}&product=DFY-B2C")).await;
    assert_eq!(times[0]["deliveryDate"], "2026-03-04");
}

#[tokio::test]
async fn the_older_form_answers_the_same() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    let older = list(
        &shop,
        "/transit-times?origin.countryCode=NL&destination.countryCode=BE&destination.postalCode=2000&product.code=DFY-B2C\
&shipmentDate=2026-03-04T00:00:00.000Z",
    )
    .await;
    let present = list(
        &shop,
        "/transit-times/business?fromCountry=NL&toCountry=BE&toPostalCode=2000&product=DFY-B2C&shipmentDate=2026-03-04",
    )
    .await;
    assert_eq!(older, present);
    assert_eq!(older.len(), 1, "{older:?}");
    let by_code = list(
        &shop,
        "/transit-times?origin.countryCode=NL&destination.countryCode=NL&product.code=04",
    )
    .await;
    assert_eq!(by_code[0]["product"], "EPL");
}

#[tokio::test]
async fn transit_times_name_every_wrong_parameter() {
    let shop = shop_at("2026-03-02T08:00:00Z").await;
    refused(&shop, "/transit-times/business", &["fromCountry", "toCountry"]).await;
    refused(
        &shop,
        "/transit-times",
        &["origin.countryCode", "destination.countryCode"],
    )
    .await;
    refused(
        &shop,
        "/transit-times/nobody?fromCountry=NL&toCountry=NL",
        &["senderType"],
    )
    .await;
    refused(
        &shop,
        "/transit-times/business?fromCountry=XX&toCountry=Holland&toBusiness=maybe&product=NONE&parcelType=TINY\
&returnProduct=2&shipmentDate=2026-02-30",
        &[
            "fromCountry",
            "toCountry",
            "product",
            "parcelType",
            "toBusiness",
            "returnProduct",
            "shipmentDate",
        ],
    )
    .await;
    for date in ["yesterday", "02-03-2026", "0026-03-02", "2026-3-2", "9999-12-31"] {
        refused(&shop, &format!("{FROM_TO}&shipmentDate={date}"), &["shipmentDate"]).await;
    }
    refused(&shop, &format!("{FROM_TO}&toPostalCode=12"), &["toPostalCode"]).await;
}
