//! Templates of parcels (reference 5.15).

use super::gate::{Gate, OTHER, TEST, assert_keys, assert_named_once, id};
use crate::support::client::Request;
use serde_json::{Value, json};

fn template() -> Value {
    json!({"name": "My box", "length": "6", "width": "10", "height": "8", "distance_unit": "in", "weight": "12", "weight_unit": "lb"})
}

#[tokio::test]
async fn the_carriers_templates_are_listed() {
    let gate = Gate::open(TEST).await;
    let all = gate.json("/parcel-templates/").await;
    assert_keys(&all, &["results"]);
    let flats = &all["results"][1];
    assert_keys(
        flats,
        &[
            "carrier",
            "name",
            "token",
            "length",
            "width",
            "height",
            "distance_unit",
            "is_variable_dimensions",
        ],
    );
    assert_eq!(
        (&flats["token"], &flats["is_variable_dimensions"]),
        (&json!("DHLeC_SM_Flats"), &json!(true))
    );
    assert_eq!(&gate.json("/parcel-templates/DHLeC_SM_Flats").await, flats);
    assert_eq!(gate.get("/parcel-templates/USPS_FlatRateBox").await.status, 404);

    assert_eq!(
        gate.json("/parcel-templates?include=enabled").await["results"],
        json!([])
    );
    assert_eq!(gate.json("/parcel-templates?include=user").await["results"], json!([]));
    assert_eq!(gate.json("/parcel-templates?carrier=usps").await["results"], json!([]));
    gate.account().await;
    let made = json!({"template": "DHLeC_SM_Flats"});
    gate.post("/user-parcel-templates", &made, 200).await;
    assert_eq!(
        gate.json("/parcel-templates?include=enabled&carrier=dhl_ecommerce")
            .await,
        all
    );
    assert_eq!(
        gate.json("/parcel-templates?include=user").await["results"],
        json!([flats])
    );
    assert_eq!(gate.get("/parcel-templates?include=some").await.status, 400);
}

#[tokio::test]
async fn a_template_is_made_changed_and_deleted() {
    let gate = Gate::open(TEST).await;
    let made = gate.post("/user-parcel-templates", &template(), 200).await;
    assert_keys(
        &made,
        &[
            "object_id",
            "object_owner",
            "object_created",
            "object_updated",
            "name",
            "template",
            "length",
            "width",
            "height",
            "distance_unit",
            "weight",
            "weight_unit",
        ],
    );
    assert_eq!(
        (&made["length"], &made["height"], &made["template"]),
        (&json!("10.0000"), &json!("6.0000"), &Value::Null)
    );
    let path = format!("/user-parcel-templates/{}", id(&made));
    assert_eq!(gate.json(&path).await, made);
    assert_eq!(gate.json("/user-parcel-templates/").await, json!({"results": [made]}));
    let changed = gate.send("PUT", &path, &json!({"name": "Box", "weight": "1.5"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = changed.json();
    assert_eq!(
        (&changed["name"], &changed["weight"], &changed["weight_unit"]),
        (&json!("Box"), &json!("1.5000"), &json!("lb"))
    );
    let from = gate
        .post(
            "/user-parcel-templates",
            &json!({"template": "DHLeC_SM_Flats", "weight": "1", "weight_unit": "oz"}),
            200,
        )
        .await;
    assert_eq!(
        (&from["name"], &from["template"]["token"]),
        (&json!("SM Flats"), &json!("DHLeC_SM_Flats"))
    );

    let other = gate.request_as(OTHER, "DELETE", &path).send().await;
    assert_eq!(other.status, 404);
    let nobody = Request::new(gate.server.address, "GET", &format!("/shippo{path}"))
        .send()
        .await;
    assert_eq!(nobody.status, 401);
    let deleted = gate.request("DELETE", &path).send().await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert_eq!(gate.get(&path).await.status, 404);
    assert_eq!(gate.request("DELETE", &path).send().await.status, 404);
    assert_named_once(&gate, "/user-parcel-templates", &template()).await;
}

#[tokio::test]
async fn broken_templates_are_named() {
    let gate = Gate::open(TEST).await;
    for (member, value, says) in [
        ("name", json!(null), "mandatory"),
        ("name", json!("n".repeat(256)), "up to 255"),
        ("length", json!("0"), "above 0"),
        ("height", json!(null), "mandatory"),
        ("distance_unit", json!("inch"), "cm, in, ft, m, mm, yd"),
        ("weight_unit", json!(null), "g, kg, lb, oz"),
        ("template", json!("none"), "DHLeC_Irregular"),
    ] {
        let mut body = template();
        body[member] = value;
        gate.refuse("/user-parcel-templates", &body, &format!("/{member}"), says)
            .await;
    }
}

#[tokio::test]
async fn one_template_is_used_at_the_checkout() {
    const PATH: &str = "/live-rates/settings/parcel-template";
    let gate = Gate::open(TEST).await;
    assert_eq!(gate.json(PATH).await, json!({"result": null}));
    let made = gate.post("/user-parcel-templates", &template(), 200).await;
    let second = gate.post("/user-parcel-templates", &template(), 200).await;
    for template in [&made, &second] {
        let set = gate.send("PUT", PATH, &json!({"object_id": id(template)})).await;
        assert_eq!((set.status, set.json()), (200, json!({"result": template})));
        assert_eq!(gate.json(&format!("{PATH}/")).await, json!({"result": template}));
    }
    for wrong in [
        json!({}),
        json!({"object_id": "x"}),
        json!({"object_id": "00000000000000000000000000000000"}),
    ] {
        let reply = gate.send("PUT", PATH, &wrong).await;
        assert_eq!(reply.status, 400, "{wrong}");
        assert!(reply.json()["object_id"].is_array(), "{}", reply.text());
    }
    assert_eq!(gate.request("DELETE", PATH).send().await.status, 204);
    assert_eq!(gate.json(PATH).await, json!({"result": null}));
}
