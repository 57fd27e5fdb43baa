//! Pickups (reference 14): the guide's samples, every rule, the list, isolation, and what becomes of them.

use crate::support::client::{Reply, Request};
use crate::support::samples::{uuid, with};
use crate::support::shop::{Shop, assert_holds, assert_no_null, fields};
use crate::support::{Credentials, LIVE, OTHER, SEED, TEST};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use colli_service::clock::{Entropy as _, SeededEntropy};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

mod life;
mod listing;

const PATH: &str = "/pickup-requests";

fn sample(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The guide's request, for the Friday after the tests' Monday.
fn pickup() -> Value {
    let sample = sample(include_str!("../samples/pickup.request.json"));
    with(sample, "pickupDate", json!("2026-03-06"))
}

/// A pickup in Madrid.
fn in_madrid() -> Value {
    let address = json!({"countryCode": "ES", "postalCode": "28013", "city": "Madrid", "street": "Gran Vía",
        "number": "1", "isBusiness": true});
    with(pickup(), "shipper.address", address)
}

async fn book(shop: &Shop, body: &Value) -> Value {
    let reply = shop.post(PATH, body).await;
    assert_eq!(reply.status, 201, "{}\nfor {body}", reply.text());
    reply.json()
}

async fn refuse(shop: &Shop, body: &Value, field: &str) -> Value {
    let reply = shop.post(PATH, body).await;
    reply.assert_error(400, &format!("{field} of {body}"));
    let json = reply.json();
    assert_eq!(fields(&json), [field], "{json}");
    json["details"][0].clone()
}

fn accepted(detail: &Value) -> Vec<&str> {
    let list = detail["accepted"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap()).collect()
}

/// A token of the test user with other roles, under the server's own key: its randomness is seeded.
async fn token_with_roles(shop: &Shop, roles: Value) -> String {
    let real = shop.server.token(&TEST).await;
    let part = |index: usize| -> Value {
        let part = real.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let mut secret = [0; 32];
    SeededEntropy::new(SEED).fill(&mut secret).unwrap();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = part(0)["kid"].as_str().map(str::to_owned);
    let claims = with(part(1), "roles", roles);
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap()
}

#[tokio::test]
async fn the_guides_samples_are_reproduced_in_shape() {
    let shop = Shop::open().await;
    let booked = book(&shop, &pickup()).await;
    let mut wanted = sample(include_str!("../samples/pickup.response.json"));
    for (member, value) in [
        ("id", booked["id"].clone()),
        ("userId", json!(TEST.user)),
        ("pickupDate", json!("2026-03-06")),
        ("confirmationNumber", booked["confirmationNumber"].clone()),
    ] {
        wanted[member] = value;
    }
    assert_eq!(booked, wanted, "not a member more or less");
    let number = booked["confirmationNumber"].as_str().unwrap();
    let (digits, letter) = number.split_at(7);
    assert!(
        digits.bytes().all(|digit| digit.is_ascii_digit()) && letter == "P",
        "{number}"
    );

    let read = shop.json(&format!("{PATH}/{}", booked["id"].as_str().unwrap())).await;
    let mut item = sample(include_str!("../samples/pickups.item.response.json"));
    for member in ["id", "userId", "pickupDate", "confirmationNumber"] {
        item[member] = wanted[member].clone();
    }
    item["timeCreated"] = json!("2026-03-02T08:00:00.000Z");
    assert_eq!(read, item);
    let list = shop.json(&format!("{PATH}?limit=5&skip=0")).await;
    assert_eq!(list, json!({"results": 1, "limit": 5, "skip": 0, "data": [item]}));
    assert_no_null(&list, "list");
}

#[tokio::test]
async fn pallets_a_description_and_a_weight_come_back() {
    let shop = Shop::open().await;
    let mut body = with(pickup(), "receiver", Value::Null);
    for (member, value) in [
        ("numberOfPackages", json!(0)),
        ("numberOfPallets", json!("3")),
        ("totalWeight", json!(450)),
        ("description", json!("  Office\tno 1 ")),
        ("type", json!("once")),
        ("requesterName", json!("Jan")),
    ] {
        body[member] = value;
    }
    body["shipper"]["email"] = json!("jdoe@jdc.com");
    let booked = book(&shop, &body).await;
    assert_holds(
        &booked,
        &json!({"numberOfPallets": 3, "totalWeight": 450, "description": "Office no 1",
            "shipper": {"email": {"address": "jdoe@jdc.com"}}}),
        "booked",
    );
    assert!(
        booked["receiver"].is_null() && booked["numberOfPackages"].is_null(),
        "{booked}"
    );
    let read = shop.json(&format!("{PATH}/{}", booked["id"].as_str().unwrap())).await;
    assert_holds(&read, &json!({"numberOfPallets": 3, "numberOfPackages": 0}), "read");
}

#[tokio::test]
async fn every_rule_refuses_and_says_what_would_be_accepted() {
    let shop = Shop::open().await;
    for (path, value, field) in [
        ("accountId", Value::Null, "accountId"),
        ("accountId", json!("ACME"), "accountId"),
        ("pickupDate", Value::Null, "pickupDate"),
        ("pickupDate", json!("06-03-2026"), "pickupDate"),
        ("pickupDate", json!("2026-02-30"), "pickupDate"),
        ("numberOfPackages", Value::Null, "numberOfPackages"),
        ("numberOfPackages", json!(0), "numberOfPackages"),
        ("numberOfPackages", json!(-1), "numberOfPackages"),
        ("numberOfPackages", json!(1.5), "numberOfPackages"),
        ("numberOfPackages", json!(10_000), "numberOfPackages"),
        ("numberOfPackages", json!([1]), "numberOfPackages"),
        ("numberOfPallets", json!(2), "numberOfPackages"),
        ("totalWeight", json!(1_000_001), "totalWeight"),
        ("totalWeight", json!("heavy"), "totalWeight"),
        ("type", Value::Null, "type"),
        ("type", json!("Weekly"), "type"),
        ("provideLabels", json!("perhaps"), "provideLabels"),
        ("pickupLocation", json!("Dock 4"), "pickupLocation"),
        ("timeSlot", json!({"from": "16:30", "to": "10:15"}), "timeSlot"),
        ("timeSlot.to", json!("25:00"), "timeSlot.to"),
        ("timeSlot.from", Value::Null, "timeSlot.from"),
        ("timeSlot", json!("10:15-16:30"), "timeSlot"),
        ("shipper", Value::Null, "shipper"),
        ("shipper.name", json!({}), "shipper.name"),
        ("shipper.address", Value::Null, "shipper.address"),
        ("shipper.address.street", json!(" "), "shipper.address.street"),
        ("shipper.address.postalCode", json!("10"), "shipper.address.postalCode"),
        (
            "shipper.address.countryCode",
            json!("Netherlands"),
            "shipper.address.countryCode",
        ),
        (
            "shipper.address.additionalInfo",
            json!("x".repeat(141)),
            "shipper.address.additionalInfo",
        ),
        ("shipper.email.address", json!("x".repeat(141)), "shipper.email.address"),
        ("receiver.address.city", Value::Null, "receiver.address.city"),
        ("description", json!("x".repeat(141)), "description"),
    ] {
        refuse(&shop, &with(pickup(), path, value), field).await;
    }
    let both = refuse(&shop, &with(pickup(), "numberOfPallets", json!(2)), "numberOfPackages").await;
    assert_eq!(both["rule"], "conflict");
    let location = refuse(
        &shop,
        &with(pickup(), "pickupLocation", json!("Dock 4")),
        "pickupLocation",
    )
    .await;
    assert!(accepted(&location).contains(&"a shipper in ES or PT"), "{location}");
    let several = shop
        .post(PATH, &json!({"timeSlot": {"from": "9", "to": "10:00"}}))
        .await;
    several.assert_error(400, "an empty request");
    assert_eq!(
        several.fields(),
        ["accountId", "pickupDate", "type", "shipper", "timeSlot.from"],
        "all at once"
    );
    assert_eq!(shop.json(PATH).await["results"], 0, "nothing was booked");
}

#[tokio::test]
async fn iberia_takes_a_place_a_slot_and_the_same_day() {
    let shop = Shop::open().await;
    let mut body = with(in_madrid(), "pickupDate", json!("2026-03-02"));
    body["pickupLocation"] = json!("Muelle 4");
    let booked = book(&shop, &body).await;
    assert_eq!(booked["pickupLocation"], "Muelle 4");
    let detail = refuse(&shop, &with(body, "pickupDate", json!("2026-03-01")), "pickupDate").await;
    assert_eq!(accepted(&detail), ["2026-03-02"]);
}

#[tokio::test]
async fn a_pickup_is_on_a_working_day_from_tomorrow_on() {
    let shop = Shop::open().await;
    for (date, next) in [
        ("2026-03-02", "2026-03-03"),
        ("2020-01-01", "2026-03-03"),
        ("2026-03-08", "2026-03-09"),
        // Easter Monday and King's Day.
        ("2026-04-06", "2026-04-07"),
        ("2026-04-27", "2026-04-28"),
        ("2027-03-03", "2026-03-03"),
        ("9999-12-31", "2026-03-03"),
    ] {
        let detail = refuse(&shop, &with(pickup(), "pickupDate", json!(date)), "pickupDate").await;
        assert_eq!(accepted(&detail), [next], "{date}: {detail}");
        book(&shop, &with(pickup(), "pickupDate", json!(next))).await;
    }
    // Half past eleven in the evening of the 2nd in Lisbon is the 3rd in Amsterdam: the sender's clock counts.
    shop.server.clock.set("2026-03-02T23:30:00Z".parse().unwrap());
    let token = shop.server.token(&TEST).await;
    let shop = Shop { token, ..shop };
    refuse(&shop, &with(pickup(), "pickupDate", json!("2026-03-03")), "pickupDate").await;
    let lisbon =
        json!({"countryCode": "PT", "postalCode": "1000-260", "city": "Lisboa", "street": "Rua A", "number": "1"});
    let today = with(
        with(pickup(), "shipper.address", lisbon),
        "pickupDate",
        json!("2026-03-02"),
    );
    book(&shop, &today).await;
}

#[tokio::test]
async fn every_day_that_is_offered_can_be_booked() {
    let shop = Shop::open().await;
    for (country, postal_code, body) in [("NL", "1012JS", pickup()), ("ES", "28013", in_madrid())] {
        let days = shop
            .json(&format!(
                "/pickup-availability?countryCode={country}&postalCode={postal_code}"
            ))
            .await;
        let days = days.as_array().unwrap();
        assert!(days.len() > 2, "{country}: {days:?}");
        for day in days {
            let body = with(body.clone(), "pickupDate", day["date"].clone());
            book(&shop, &with(body, "shipper.address.postalCode", json!(postal_code))).await;
        }
    }
    let mut body = pickup();
    body["shipper"]["address"] = json!({"countryCode": "US", "postalCode": "94103", "city": "San Francisco",
        "street": "Market Street", "number": "1"});
    let detail = refuse(&shop, &body, "shipper.address.countryCode").await;
    assert!(accepted(&detail).contains(&"NL"), "{detail}");
    let offered = shop.json("/pickup-availability?countryCode=US&postalCode=94103").await;
    assert_eq!(offered, json!([]), "nothing is offered there either");
}

#[tokio::test]
async fn accounts_and_roles_are_checked() {
    let shop = Shop::open().await;
    for account in ["08600001", "08500003", "99999999"] {
        let reply = shop.post(PATH, &with(pickup(), "accountId", json!(account))).await;
        reply.assert_error(400, account);
        assert_eq!(reply.key(), "account_unknown", "{account}");
    }
    let labels_only = token_with_roles(&shop, json!(["label-service.B2X"])).await;
    for (method, path) in [
        ("POST", PATH.to_owned()),
        ("GET", PATH.to_owned()),
        ("GET", format!("{PATH}/{}", uuid(1))),
    ] {
        let reply = shop
            .server
            .request(method, &path)
            .token(&labels_only)
            .json(&pickup())
            .send()
            .await;
        reply.assert_error(403, &format!("{method} {path}"));
    }
    let both = token_with_roles(&shop, json!(["label-service.B2X", "pickup-service.B2X"])).await;
    let reply = shop.server.get(PATH).token(&both).send().await;
    assert_eq!(reply.status, 200, "the test knows the server's secret");
}

#[tokio::test]
async fn what_is_not_yours_does_not_exist() {
    let shop = Shop::open().await;
    let mut body = with(pickup(), "description", json!("mine"));
    body["accountId"] = json!("08500002");
    let booked = book(&shop, &body).await;
    let path = format!("{PATH}/{}", booked["id"].as_str().unwrap());
    let strangers: [(&Credentials, &str); 2] = [(&OTHER, "another organisation"), (&LIVE, "the other environment")];
    for (who, name) in strangers {
        let reply = shop.get_as(who, &path).await;
        reply.assert_error(404, name);
        assert_eq!(
            reply.key(),
            shop.get_as(who, &format!("{PATH}/{}", uuid(9))).await.key()
        );
        for query in ["", "?accountIds=08500002", "?query=mine"] {
            let list = shop.get_as(who, &format!("{PATH}{query}")).await.json();
            assert_eq!(
                (&list["results"], &list["data"]),
                (&json!(0), &json!([])),
                "{name}: {query}"
            );
        }
        let reply = shop.post_as(who, PATH, &body).await;
        assert_eq!((reply.status, reply.key().as_str()), (400, "account_unknown"), "{name}");
    }
    let restricted = shop.restricted_token(&TEST, "08500001").await;
    let of = |path: &str| shop.server.get(path).token(&restricted).send();
    of(&path)
        .await
        .assert_error(404, "an account the token does not permit");
    assert_eq!(of(PATH).await.json()["results"], 0);
    assert_eq!(shop.json(&path).await["description"], "mine");
    shop.get(&format!("{PATH}/17")).await.assert_error(400, "no UUID");
}

#[tokio::test]
async fn an_idempotency_key_books_once() {
    let shop = Shop::open().await;
    let send = |key: &str, body: Value| {
        shop.request("POST", PATH)
            .header("idempotency-key", key)
            .json(&body)
            .send()
    };
    let first: Reply = send("order-1", pickup()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let again = send("order-1", pickup()).await;
    assert_eq!((again.status, again.json()), (201, first.json()));
    send("order-1", with(pickup(), "numberOfPackages", json!(9)))
        .await
        .assert_error(409, "another order");
    assert_ne!(send("order-2", pickup()).await.json()["id"], first.json()["id"]);
    let (a, b) = tokio::join!(send("order-3", pickup()), send("order-3", pickup()));
    assert_eq!(a.json(), b.json(), "both at once");
    // The same key on the day itself answers as it did.
    shop.server.clock.set("2026-03-06T10:00:00Z".parse().unwrap());
    let token = shop.server.token(&TEST).await;
    let late = shop
        .server
        .post(PATH)
        .token(&token)
        .header("idempotency-key", "order-1")
        .json(&pickup());
    assert_eq!(late.send().await.json()["id"], first.json()["id"]);
    send("", pickup()).await.assert_error(401, "the first token is over");
    let empty = shop
        .server
        .post(PATH)
        .token(&token)
        .header("idempotency-key", " ")
        .json(&pickup());
    empty.send().await.assert_error(400, "an empty key");
    let plain = |n: u32| {
        shop.server
            .post(PATH)
            .token(&token)
            .json(&with(pickup(), "pickupDate", json!(format!("2026-03-{n}"))))
            .send()
    };
    assert_ne!(
        plain(10).await.json()["id"],
        plain(10).await.json()["id"],
        "without a key each is a new one"
    );
}

/// A report of the operator.
fn operator(shop: &Shop, id: &str, body: &Value) -> Request {
    shop.server
        .operator("POST", &format!("/pickups/{id}/statuses"))
        .json(body)
}
