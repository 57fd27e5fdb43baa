//! What is on the labels served: codes that scan, names that can be read (label-standards 5; design law 6, section 11).

use crate::support::papers::{contains, pdf_codes, pdf_text};
use crate::support::samples::{consumer_shipment, shipment, uuid, with};
use crate::support::shop::{Shop, code, label_id};
use serde_json::{Value, json};

async fn pdf(shop: &Shop, id: &str) -> Vec<u8> {
    shop.document(&format!("/labels/{id}"), "application/pdf").await
}

async fn zpl(shop: &Shop, id: &str) -> String {
    String::from_utf8(shop.document(&format!("/labels/{id}"), "application/zpl").await).unwrap()
}

#[tokio::test]
async fn both_codes_of_every_piece_scan() {
    let shop = Shop::open().await;
    let germany = json!({"countryCode": "DE", "postalCode": "10115", "city": "Berlin", "street": "Bahnhofstraße", "number": "1", "isBusiness": true});
    let orders = [
        with(shipment(&uuid(1)), "pieces[0].quantity", json!(3)),
        consumer_shipment(&uuid(2)),
        with(shipment(&uuid(3)), "receiver.address", germany),
        with(
            shipment(&uuid(4)),
            "options",
            json!([{"key": "EXP"}, {"key": "COD_CASH", "input": "12.50"}, {"key": "REFERENCE", "input": "R-1"}]),
        ),
    ];
    for body in orders {
        let booked = shop.book(&body).await;
        for index in 0..booked["pieces"].as_array().unwrap().len() {
            let id = label_id(&booked, index);
            let label = shop.json(&format!("/labels/{id}")).await;
            let mut wanted = [
                label["trackerCode"].as_str().unwrap(),
                label["routingCode"].as_str().unwrap(),
            ];
            wanted.sort_unstable();
            assert_eq!(pdf_codes(&pdf(&shop, &id).await), wanted);
        }
    }
}

#[tokio::test]
async fn a_label_says_what_people_need() {
    let shop = Shop::open().await;
    let mut body = with(shipment(&uuid(1)), "pieces[0].quantity", json!(2));
    body["options"] = json!([{"key": "DOOR"}, {"key": "EXP"}, {"key": "COD_CASH", "input": "411.1"}, {"key": "REFERENCE", "input": "Ref fifteen chr"},
        {"key": "REFERENCE2", "input": "A second reference"}]);
    let booked = shop.book(&body).await;
    let text = pdf_text(&pdf(&shop, &label_id(&booked, 1)).await);
    for wanted in [
        "EUROPLUS",
        "2/2",
        "1.5",
        "ACME Corp.",
        "John Doe",
        "Reactorweg 25 A",
        "3542 AD",
        "Utrecht",
        "NETHERLANDS",
        "EXP",
        "411.10",
        "EUR",
        "Ref fifteen chr",
        "A second reference",
        "myReference",
        "08500001",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    let bare = text.replace(' ', "");
    assert!(
        bare.contains(&code(&booked, 1)) && bare.contains("(2L)NL3542AD+04000001"),
        "codes for people: {text}"
    );
}

#[tokio::test]
async fn an_undisclosed_sender_appears_nowhere() {
    let shop = Shop::open().await;
    let mut body = with(
        consumer_shipment(&uuid(1)),
        "options",
        json!([{"key": "DOOR"}, {"key": "SSN"}]),
    );
    body["shipper"] = json!({
        "name": {"firstName": "Zebedee", "lastName": "Quixotic", "companyName": "Hushhush Wholesale", "additionalName": "Backdoor"},
        "address": {"countryCode": "NL", "postalCode": "9972AA", "city": "Niekerk", "street": "Verborgenpad", "number": "77", "addition": "bis"},
        "email": "secret@hushhush.example", "phoneNumber": "+31999888777", "vatNumber": "NL123456789B13"
    });
    body["onBehalfOf"] = json!({"name": {"companyName": "Gift Shop"},
        "address": {"countryCode": "NL", "postalCode": "1012JS", "city": "Amsterdam", "street": "Rokin", "number": "2"}});
    let booked = shop.book(&body).await;
    let id = label_id(&booked, 0);
    let (document, printer) = (pdf(&shop, &id).await, zpl(&shop, &id).await);
    let text = pdf_text(&document);
    assert!(text.contains("Gift Shop") && text.contains("Rokin 2"), "{text}");
    let multi = shop
        .request("POST", "/labels/multi")
        .accept("application/pdf")
        .json(&json!({"labelIds": [id]}))
        .send()
        .await;
    for secret in [
        "Zebedee",
        "Quixotic",
        "Hushhush",
        "Backdoor",
        "9972",
        "Niekerk",
        "Verborgenpad",
        "bis",
        "secret@",
        "999888777",
        "NL123456789B13",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
        assert!(!contains(&document, secret), "{secret} in the bytes");
        assert!(!printer.contains(secret), "{secret} in {printer}");
        assert!(!pdf_text(&multi.body).contains(secret), "{secret}");
    }
    assert!(
        !text.replace(&code(&booked, 0), "").contains("08500001 "),
        "nor the account: {text}"
    );
    let receiver = shop
        .server
        .get(&format!("/track-trace?key={}%2B1012JS", code(&booked, 0)))
        .send()
        .await;
    assert_eq!(receiver.status, 200);
    assert!(
        receiver.text().contains("Gift Shop") && !receiver.text().contains("Hushhush"),
        "{}",
        receiver.text()
    );
}

#[tokio::test]
async fn names_of_many_scripts_can_be_read() {
    let shop = Shop::open().await;
    // Company, street, city, country; what must be on the label. Scripts without a font appear transliterated.
    let cases = [
        (
            "GR",
            "15124",
            "Παπαδόπουλος ΑΕ",
            "Οδός Ερμού",
            "Αθήνα",
            vec!["Παπαδόπουλος ΑΕ", "Οδός Ερμού", "Αθήνα"],
        ),
        (
            "BG",
            "1000",
            "Иванов и Синове ЕООД",
            "бул. Витоша",
            "София",
            vec!["Иванов и Синове ЕООД", "София"],
        ),
        (
            "PL",
            "00-950",
            "Łódzka Spółka Źdźbło",
            "Świętokrzyska",
            "Łódź",
            vec!["Łódzka Spółka Źdźbło", "Świętokrzyska", "Łódź"],
        ),
        (
            "RO",
            "060274",
            "Țiriac și Șerban",
            "Strada Mănăstirii",
            "București",
            vec!["Țiriac și Șerban", "București"],
        ),
        (
            "CZ",
            "11000",
            "Příliš žluťoučký kůň",
            "Náměstí Míru",
            "Plzeň",
            vec!["Příliš žluťoučký kůň", "Plzeň"],
        ),
        (
            "DE",
            "10115",
            "Straßenbau Groß & Söhne",
            "Übergangstraße",
            "Köln",
            vec!["Straßenbau Groß & Söhne", "Köln"],
        ),
        (
            "NL",
            "3542AD",
            "北京餐厅 Peking",
            "Reactorweg",
            "Utrecht",
            vec!["Bei", "Peking", "Utrecht"],
        ),
        (
            "NL",
            "3542AD",
            "Bloemen 🌷 Tulp",
            "Reactorweg",
            "Utrecht",
            vec!["Bloemen", "Tulp"],
        ),
        ("NL", "3542AD", "مطعم دمشق", "Reactorweg", "Utrecht", vec!["Utrecht"]),
    ];
    for (n, (country, postal_code, company, street, city, wanted)) in (1..).zip(cases) {
        let mut body = shipment(&uuid(n));
        body["receiver"] = json!({"name": {"companyName": company}, "address": {"countryCode": country, "postalCode": postal_code, "city": city,
            "street": street, "number": "1"}});
        let booked = shop.book(&body).await;
        let id = label_id(&booked, 0);
        let document = pdf(&shop, &id).await;
        let text = pdf_text(&document);
        for part in &wanted {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains(['\u{fffd}', '□', '☐', '\u{0}']), "no boxes: {text}");
        assert_eq!(pdf_codes(&document).len(), 2, "{company}");
        let printer = zpl(&shop, &id).await;
        assert_eq!(
            (printer.matches("^XA").count(), printer.matches("^XZ").count()),
            (1, 1),
            "{printer}"
        );
        let read = shop.json(&format!("/shipments/{}", uuid(n))).await;
        assert_eq!(read["receiver"]["name"]["companyName"], company, "kept as it was typed");
    }
}

#[tokio::test]
async fn letters_of_other_scripts_are_transliterated() {
    let shop = Shop::open().await;
    for (n, company, latin) in [(1, "北京餐厅", "Bei"), (2, "مطعم دمشق", "m")] {
        let body = with(shipment(&uuid(n)), "receiver.name", json!({ "companyName": company }));
        let booked = shop.book(&body).await;
        let text = pdf_text(&pdf(&shop, &label_id(&booked, 0)).await);
        let start = text.find("To ").map_or(0, |at| at + 3);
        assert!(
            text[start..].starts_with(latin) || text.contains(latin),
            "{company}: {text}"
        );
    }
}

#[tokio::test]
async fn nothing_typed_becomes_a_printer_command() {
    let shop = Shop::open().await;
    let clean = shop.book(&shipment(&uuid(1))).await;
    let commands = |zpl: &str| (zpl.matches('^').count(), zpl.matches('~').count());
    let plain = commands(&zpl(&shop, &label_id(&clean, 0)).await);
    for (n, evil) in (2..).zip([
        "^XZ^XA^FDgone^FS",
        "~JA~JR",
        "^XZ",
        "_5EXZ_7EJA",
        "a\\b_c\u{7}\u{1b}[2J",
    ]) {
        let mut body = shipment(&uuid(n));
        body["receiver"]["name"] =
            json!({"companyName": evil, "firstName": "John", "lastName": "Doe", "additionalName": "Benelux"});
        let booked = shop.book(&body).await;
        let id = label_id(&booked, 0);
        let printer = zpl(&shop, &id).await;
        assert_eq!(
            (printer.matches("^XA").count(), printer.matches("^XZ").count()),
            (1, 1),
            "{evil}: {printer}"
        );
        assert_eq!(commands(&printer), plain, "{evil}: {printer}");
        assert_eq!(pdf_codes(&pdf(&shop, &id).await).len(), 2, "{evil}");
        let read = shop.json(&format!("/shipments/{}", uuid(n))).await;
        assert!(
            !read["receiver"]["name"]["companyName"]
                .as_str()
                .unwrap()
                .chars()
                .any(char::is_control)
        );
    }
}

#[tokio::test]
async fn a_name_of_which_nothing_can_be_printed_is_a_fault() {
    let shop = Shop::open().await;
    for nothing in ["\u{e000}\u{e001}", "🌷🌷", "\u{200b}\u{200d}"] {
        let body = with(shipment(&uuid(1)), "receiver.name", json!({ "companyName": nothing }));
        let reply = shop.post("/shipments", &body).await;
        if reply.status == 201 {
            let text = pdf_text(&pdf(&shop, &label_id(&reply.json(), 0)).await);
            panic!("{nothing:?} was booked and printed as {text}");
        }
        assert_eq!(reply.fields(), ["receiver.name"], "{}", reply.text());
    }
}

#[tokio::test]
async fn long_names_stay_on_the_label_and_the_codes_scan() {
    let shop = Shop::open().await;
    let long = "Internationale Handelsonderneming voor Kruidenierswaren en Fijne Delicatessen van der Westhuizen en Zonen Besloten Vennootschap";
    let mut body = shipment(&uuid(1));
    body["receiver"]["name"] = json!({ "companyName": long });
    body["receiver"]["address"]["street"] = json!("Burgemeester van Hasseltlaan-Noordzijde bij de oude Watermolen");
    body["receiver"]["address"]["city"] = json!("Westerhaar-Vriezenveensewijk aan de Overijsselse Vecht");
    let booked = shop.book(&body).await;
    let document = pdf(&shop, &label_id(&booked, 0)).await;
    let text = pdf_text(&document);
    for wanted in [
        "Internationale Handelsonderneming",
        "3542 AD",
        "Burgemeester van Hasseltlaan",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert_eq!(pdf_codes(&document).len(), 2);
    let too_long = with(body, "receiver.name", json!({"companyName": "x".repeat(141)}));
    let refused = shop
        .refuse(
            &with(too_long, "shipmentId", Value::String(uuid(2))),
            "validation_failed",
        )
        .await;
    assert_eq!(crate::support::shop::fields(&refused), ["receiver.name.companyName"]);
}
