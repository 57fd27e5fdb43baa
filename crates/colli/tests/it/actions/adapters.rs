//! The dialogs in the formats of dialog platforms: bodies as those send them.

use super::{KEY, LOCATIONS_ONLY, post_as, refused};
use crate::support::TestServer;
use crate::support::samples::{consumer_shipment, uuid};
use crate::support::shop::{Shop, code};
use serde_json::{Value, json};

const KORE: &str = "/adapters/kore";
const DIALOGFLOW: &str = "/adapters/dialogflow-cx";

/// What a webhook node posts.
fn kore(intent: &str, entities: &Value) -> Value {
    json!({
        "requestId": "1501244156289", "botId": "st-b4a22e86-e95b-575c-b888-e106d083a251",
        "componentId": "sdk-1", "componentName": "dhlWebhook",
        "callbackUrl": "https://platform.kore.ai/api/botsdk/stream/st-b4a22e86/serviceCallback/1501244156289",
        "taskId": "dg-1", "nodeId": "webhook1", "message": "where is my parcel",
        "channel": {"type": "rtm", "from": "u-1", "botInfo": {"chatBot": "Parcels"}},
        "context": {
            "intent": intent, "currentLanguage": "nl", "entities": entities,
            "session": {"BotUserSession": {}, "UserContext": {"_id": "u-1"}}, "historicTags": [],
        },
    })
}

#[tokio::test]
async fn kore_holds_both_dialogs() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let asked = kore("trackShipment", &json!({"trackingNumber": ""}));
    let reply = post_as(&shop.server, KEY, KORE, &asked).await.json();
    assert_eq!(reply["message"], "Wat is het trackingnummer van uw pakket?");
    assert_eq!(reply["context"]["dhl"]["status"], "input_required");
    assert_eq!(reply["context"]["entities"], json!({}));
    for kept in ["requestId", "callbackUrl", "channel", "taskId"] {
        assert_eq!(reply[kept], asked[kept], "{kept}");
    }
    assert_eq!(reply["context"]["session"], asked["context"]["session"]);

    let wrong = kore("trackShipment", &json!({"trackingNumber": "JVGL1", "language": "en"}));
    let reply = post_as(&shop.server, KEY, KORE, &wrong).await.json();
    assert_eq!(
        reply["message"],
        "I did not find a parcel with the number JVGL1. What is the tracking number of your parcel?"
    );
    assert_eq!(reply["context"]["entities"], json!({"language": "en"}));

    let known = kore("Track Shipment", &json!({"trackingNumber": number}));
    let reply = post_as(&shop.server, KEY, KORE, &known).await.json();
    assert_eq!(reply["context"]["dhl"]["data"]["shipments"][0]["id"], number);
    assert_eq!(reply["context"]["entities"], json!({"trackingNumber": number}));
    assert!(
        reply["message"]
            .as_str()
            .unwrap()
            .starts_with(&format!("Pakket {number} is aangemeld")),
        "{reply}"
    );

    let mut near = kore("", &json!({"countryCode": "NL", "postalCode": "1012JS"}));
    near["componentName"] = json!("findLocationsService");
    let reply = post_as(&shop.server, KEY, KORE, &near).await.json();
    assert_eq!(
        reply["context"]["dhl"]["data"]["locations"].as_array().unwrap().len(),
        5
    );
}

/// What a webhook of Dialogflow CX is sent.
fn dialogflow(tag: &str, parameters: &Value) -> Value {
    json!({
        "detectIntentResponseId": "8b6f1a4e-2f0c-4a0e-9d8c-000000000001",
        "intentInfo": {"lastMatchedIntent": "projects/p/locations/l/agents/a/intents/i", "displayName": "order.status", "confidence": 0.9},
        "pageInfo": {"currentPage": "projects/p/locations/l/agents/a/flows/f/pages/g", "displayName": "Track",
            "formInfo": {"parameterInfo": [{"displayName": "tracking_number", "required": true, "state": "FILLED"}]}},
        "sessionInfo": {"session": "projects/p/locations/l/agents/a/sessions/s", "parameters": parameters},
        "fulfillmentInfo": {"tag": tag}, "text": "where is my parcel", "languageCode": "de",
    })
}

fn said(reply: &Value) -> &str {
    reply["fulfillment_response"]["messages"][0]["text"]["text"][0]
        .as_str()
        .unwrap()
}

#[tokio::test]
async fn dialogflow_holds_both_dialogs() {
    let shop = Shop::open().await;
    let number = code(&shop.book(&consumer_shipment(&uuid(1))).await, 0);
    let asked = dialogflow("track_shipment", &json!({}));
    let reply = post_as(&shop.server, KEY, DIALOGFLOW, &asked).await.json();
    assert_eq!(said(&reply), "Wie lautet die Sendungsnummer Ihres Pakets?");

    let wrong = dialogflow("track_shipment", &json!({"tracking_number": "JVGL1", "other": 1}));
    let reply = post_as(&shop.server, KEY, DIALOGFLOW, &wrong).await.json();
    let parameters = reply["session_info"]["parameters"].as_object().unwrap();
    assert_eq!(parameters["tracking_number"], Value::Null);
    assert_eq!(parameters["dhl"]["missing"], json!(["trackingNumber"]));
    assert_eq!(parameters.len(), 2, "only what changes is set");

    let known = dialogflow("track_shipment", &json!({"tracking_number": number}));
    let reply = post_as(&shop.server, KEY, DIALOGFLOW, &known).await.json();
    assert!(
        said(&reply).starts_with(&format!("Paket {number} ist angekündigt")),
        "{reply}"
    );
    let turn = &reply["session_info"]["parameters"]["dhl"];
    assert_eq!(
        (&turn["status"], &turn["data"]["shipments"][0]["id"]),
        (&json!("complete"), &json!(number))
    );

    let near = dialogflow(
        "findLocations",
        &json!({"countryCode": "NL", "postalCode": "1012JS", "limit": 2.0, "language": "fr"}),
    );
    let reply = post_as(&shop.server, KEY, DIALOGFLOW, &near).await.json();
    assert!(
        said(&reply).starts_with("J'ai trouvé 2 points près de 1012JS"),
        "{reply}"
    );
}

#[tokio::test]
async fn dialogflow_sends_what_it_recognised_as_objects() {
    let server = TestServer::start().await;
    let given = json!({
        "country-code": {"alpha-2": "NL", "alpha-3": "NLD", "name": "Netherlands", "numeric": 528},
        "postal-code": {"original": "9"}, "Limit": {"value": 2}, "language": "en",
    });
    let reply = post_as(&server, KEY, DIALOGFLOW, &dialogflow("find-locations", &given))
        .await
        .json();
    let parameters = reply["session_info"]["parameters"].as_object().unwrap();
    assert_eq!(parameters["postal-code"], Value::Null);
    assert_eq!(parameters.len(), 2, "{reply}");
    let mut given = given;
    given["postal-code"] = json!({"original": "1012 JS"});
    let reply = post_as(&server, KEY, DIALOGFLOW, &dialogflow("find-locations", &given))
        .await
        .json();
    assert!(said(&reply).starts_with("I found 2 places near 1012JS"), "{reply}");

    // What is asked again is gone under every name it was given under.
    let unknown = json!({"country": {"name": "Netherlands"}, "city": "Qwertyuiopstad"});
    let reply = post_as(&server, KEY, DIALOGFLOW, &dialogflow("findLocations", &unknown))
        .await
        .json();
    assert_eq!(reply["session_info"]["parameters"]["city"], Value::Null);
    assert_eq!(
        reply["session_info"]["parameters"]["dhl"]["missing"],
        json!(["addressLocality"])
    );
    let reply = post_as(&server, KEY, KORE, &kore("findLocations", &unknown))
        .await
        .json();
    assert_eq!(
        reply["context"]["entities"],
        json!({"country": {"name": "Netherlands"}})
    );
}

#[tokio::test]
async fn what_is_no_dialog_is_refused() {
    let server = TestServer::start().await;
    for (path, body, field) in [
        (KORE, json!({}), "context.intent"),
        (KORE, kore("orderPizza", &json!({})), "context.intent"),
        (KORE, json!({"context": []}), "context"),
        (
            KORE,
            json!({"context": {"intent": "trackShipment", "entities": "x"}}),
            "context.entities",
        ),
        (DIALOGFLOW, json!({}), "fulfillmentInfo.tag"),
        (DIALOGFLOW, dialogflow("orderPizza", &json!({})), "fulfillmentInfo.tag"),
        (
            DIALOGFLOW,
            dialogflow("trackShipment", &json!(1)),
            "sessionInfo.parameters",
        ),
        (DIALOGFLOW, json!({"fulfillmentInfo": "x"}), "fulfillmentInfo"),
    ] {
        let reply = post_as(&server, KEY, path, &body).await;
        refused(&reply, 400, "invalid");
        assert_eq!(reply.json()["error"]["details"][0]["field"], field, "{body}");
    }
    let out_of_scope = post_as(&server, LOCATIONS_ONLY, KORE, &kore("trackShipment", &json!({}))).await;
    refused(&out_of_scope, 403, "forbidden");
}
