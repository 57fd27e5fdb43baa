//! Get DHL Location, turn by turn.

use super::{LANGUAGES, LOCATION, advance, asked, turn};
use crate::support::TestServer;
use serde_json::{Value, json};

fn locations(turn: &Value) -> &Vec<Value> {
    assert_eq!(turn["status"], "complete", "{turn}");
    turn["data"]["locations"].as_array().unwrap()
}

#[tokio::test]
async fn the_dialog_is_held_from_the_question_to_the_nearest_place() {
    let server = TestServer::start().await;
    let nothing = turn(&server, LOCATION, &json!({})).await;
    let question = "In which country are you looking, for example NL?";
    assert_eq!(asked(&nothing), (vec!["countryCode", "postalCode"], question));

    let where_to = turn(&server, LOCATION, &json!({"countryCode": "nl", "postalCode": ""})).await;
    assert_eq!(
        asked(&where_to),
        (vec!["postalCode"], "Near which postal code are you looking?")
    );

    let wrong = turn(&server, LOCATION, &json!({"countryCode": "NL", "postalCode": "123"})).await;
    let (missing, message) = asked(&wrong);
    assert_eq!(missing, ["postalCode"]);
    assert!(
        message.starts_with("“123” is not a postal code of NL; one looks like "),
        "{message}"
    );
    assert_eq!(wrong["prompt"], "Near which postal code are you looking?");

    let found = turn(
        &server,
        LOCATION,
        &json!({"country_code": "NL", "postal_code": "1012 JS"}),
    )
    .await;
    let nearest = &locations(&found)[0];
    assert_eq!(locations(&found).len(), 5);
    let address = &nearest["place"]["address"];
    let message = found["message"].as_str().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let expected = format!(
        "I found 5 places near 1012JS; the nearest is {}, {}, {} {}, {} m away, ",
        text(&nearest["name"]),
        text(&address["streetAddress"]),
        text(&address["postalCode"]),
        text(&address["addressLocality"]),
        nearest["distance"]
    );
    assert!(message.starts_with(&expected), "{message}\n{expected}");
    assert!(message.ends_with('.') && message.contains(" today"), "{message}");
}

#[tokio::test]
async fn every_turn_is_in_the_language_of_the_user() {
    let server = TestServer::start().await;
    let words = [
        (
            "In welk land",
            "geen postcode van NL",
            "punten in de buurt van",
            "vandaag",
        ),
        ("In which country", "not a postal code of NL", "places near", "today"),
        (
            "In welchem Land",
            "keine Postleitzahl von NL",
            "Standorte in der Nähe von",
            "heute",
        ),
        (
            "Dans quel pays",
            "pas un code postal de NL",
            "points près de",
            "aujourd'hui",
        ),
        ("¿En qué país", "no es un código postal de NL", "puntos cerca de", "hoy"),
    ];
    for (language, (question, wrong, found, today)) in LANGUAGES.into_iter().zip(words) {
        let missing = turn(&server, LOCATION, &json!({"language": language})).await;
        assert!(asked(&missing).1.contains(question), "{missing}");
        let said = json!({"language": language, "countryCode": "NL", "postalCode": "x"});
        let again = turn(&server, LOCATION, &said).await;
        assert!(asked(&again).1.contains(wrong), "{again}");
        let said = json!({"language": language, "countryCode": "NL", "postalCode": "3542AD"});
        let done = turn(&server, LOCATION, &said).await;
        let message = done["message"].as_str().unwrap();
        assert!(message.contains(found) && message.contains(today), "{message}");
    }
}

#[tokio::test]
async fn a_place_is_an_address_or_a_position() {
    let server = TestServer::start().await;
    for said in [
        json!({"countryCode": "NL", "city": "Utrecht"}),
        json!({"countryCode": "Netherlands", "addressLocality": "Utrecht"}),
        json!({"latitude": 52.0907, "longitude": 5.1214}),
        json!({"latitude": "52.0907", "longitude": "5.1214", "countryCode": "NL", "limit": "3", "radius": "900.5"}),
        json!({"countryCode": "NL", "postalCode": "3542AD", "locationType": "servicepoint", "serviceType": ["parcel:drop-off"]}),
        json!({"countryCode": "NL", "postalCode": "3542AD", "radius": 1e9}),
    ] {
        let found = turn(&server, LOCATION, &said).await;
        assert!(!locations(&found).is_empty(), "{said}: {found}");
    }
    let few = turn(
        &server,
        LOCATION,
        &json!({"latitude": 52.0907, "longitude": 5.1214, "limit": 1}),
    )
    .await;
    assert_eq!(locations(&few).len(), 1);
    assert!(
        few["message"]
            .as_str()
            .unwrap()
            .starts_with("There is one place near your position: ")
    );
    let none = turn(&server, LOCATION, &json!({"latitude": 0, "longitude": 0, "radius": 1})).await;
    assert!(locations(&none).is_empty());
    assert_eq!(
        none["message"],
        "I found no place within 1 m of your position that fits."
    );
}

#[tokio::test]
async fn only_what_is_open_now_is_shown_on_request() {
    let server = TestServer::start().await;
    let said = json!({"countryCode": "NL", "postalCode": "1012JS", "openNow": true, "limit": 50, "locationType": "servicepoint"});
    let morning = locations(&turn(&server, LOCATION, &said).await).len();
    assert!(morning > 0);
    // Three in the morning.
    advance(&server, "PT18H").await;
    let night = turn(&server, LOCATION, &said).await;
    assert!(locations(&night).len() < morning, "{}", locations(&night).len());
    let anytime = json!({"countryCode": "NL", "postalCode": "1012JS", "openNow": "false", "limit": 50});
    assert!(locations(&turn(&server, LOCATION, &anytime).await).len() >= morning);
}

#[tokio::test]
async fn what_cannot_be_used_is_asked_again() {
    let server = TestServer::start().await;
    let at = |extra: Value| {
        let mut said = json!({"countryCode": "NL", "postalCode": "1012JS"});
        said.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        said
    };
    for (said, missing, why) in [
        (
            json!({"countryCode": "XX", "postalCode": "1012JS"}),
            vec!["countryCode"],
            "“XX” is not a country",
        ),
        (
            json!({"countryCode": "Atlantis", "city": "Poseidonis"}),
            vec!["countryCode"],
            "“Atlantis” is not a country",
        ),
        (json!({"postalCode": "1012JS"}), vec!["countryCode"], "In which country"),
        (
            json!({"countryCode": "DE", "postalCode": "1012JS"}),
            vec!["postalCode"],
            "is not a postal code of DE",
        ),
        (
            json!({"countryCode": "NL", "city": "Qwertyuiopstad"}),
            vec!["addressLocality"],
            "I do not know Qwertyuiopstad in NL.",
        ),
        (
            json!({"latitude": "abc", "longitude": 5}),
            vec!["latitude"],
            "“abc” is not a position.",
        ),
        (
            json!({"latitude": 91, "longitude": 5}),
            vec!["latitude"],
            "“91” is not a position.",
        ),
        (
            json!({"latitude": 52}),
            vec!["longitude"],
            "which latitude and which longitude",
        ),
        (
            at(json!({"radius": 0})),
            vec!["radius"],
            "“0” is not a number of metres.",
        ),
        (
            at(json!({"limit": "many"})),
            vec!["limit"],
            "“many” is not a number of places.",
        ),
        (
            at(json!({"limit": 0, "openNow": true})),
            vec!["limit"],
            "“0” is not a number of places.",
        ),
        (
            at(json!({"locationType": "pub"})),
            vec!["locationType"],
            "“pub” is not a kind of place.",
        ),
        (
            at(json!({"serviceType": "beer"})),
            vec!["serviceType"],
            "“beer” is not a service",
        ),
        (
            at(json!({"openNow": "perhaps"})),
            vec!["openNow"],
            "“perhaps” is neither",
        ),
        (
            json!({"countryCode": {"code": "NL"}, "postalCode": "1012JS", "radius": "far"}),
            vec!["countryCode", "radius"],
            "is not a country",
        ),
    ] {
        let turn = turn(&server, LOCATION, &said).await;
        let (asks, message) = asked(&turn);
        assert_eq!(asks, missing, "{said}: {message}");
        assert!(message.contains(why), "{said}: {message}");
    }
}
