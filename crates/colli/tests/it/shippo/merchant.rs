//! A merchant: a server, a token, and the calls tests make all the time.

use crate::support::TestServer;
use crate::support::client::{Reply, Request};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Keys of the demo (design section 3).
pub const MINE: &str = "shippo_test_colli_demo";
pub const LIVE: &str = "shippo_live_colli_demo";
pub const OTHER: &str = "shippo_test_colli_other";

/// A well-formed id nothing has.
pub const NOBODY: &str = "3579ad96a9534ea2bcc3487e703c98a1";
/// The cheapest service of the guide's sample.
pub const GROUND: &str = "dhl_ecommerce_parcels_ground";

/// Longer than any work in the background takes.
const HANG: Duration = Duration::from_secs(20);

/// A server with a token of one of its users.
pub struct Merchant {
    pub server: TestServer,
    pub token: &'static str,
}

impl Merchant {
    /// A fresh server, seen by the demo organisation's test environment.
    pub async fn open() -> Self {
        Self::with(TestServer::start().await, MINE)
    }

    /// The same, seen by its live environment.
    pub async fn live() -> Self {
        Self::with(TestServer::start().await, LIVE)
    }

    pub fn with(server: TestServer, token: &'static str) -> Self {
        Self { server, token }
    }

    /// A request as somebody.
    pub fn request_as(&self, token: &str, method: &str, path: &str) -> Request {
        let request = Request::new(self.server.address, method, &format!("/shippo{path}"));
        request.header("authorization", &format!("ShippoToken {token}"))
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        self.request_as(self.token, method, path)
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.request("POST", path).json(body).send().await
    }

    /// The JSON of a call that must end so.
    async fn expect(&self, request: Request, status: u16, about: &str) -> Value {
        let reply = request.send().await;
        assert_eq!(reply.status, status, "{about}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/json"), "{about}");
        let json = reply.json();
        assert!(json.is_object(), "{about}: {json}");
        json
    }

    /// The JSON of a `GET` that must succeed.
    pub async fn get(&self, path: &str) -> Value {
        self.expect(self.request("GET", path), 200, path).await
    }

    /// Makes something, which must succeed.
    pub async fn create(&self, path: &str, body: &Value) -> Value {
        self.expect(self.request("POST", path).json(body), 201, &format!("{path} {body}"))
            .await
    }

    /// Tries to make something, which must be refused as invalid.
    pub async fn refuse(&self, path: &str, body: &Value) -> Value {
        self.expect(self.request("POST", path).json(body), 400, &format!("{path} {body}"))
            .await
    }

    pub async fn put(&self, path: &str, body: &Value, status: u16) -> Value {
        self.expect(self.request("PUT", path).json(body), status, &format!("{path} {body}"))
            .await
    }

    /// Follows an absolute link into this server, without a token.
    pub async fn open_link(&self, url: &str) -> Reply {
        let base = format!("http://{}", self.server.address);
        let path = url
            .strip_prefix(&base)
            .unwrap_or_else(|| panic!("{url} does not lead to {base}"));
        Request::new(self.server.address, "GET", path).send().await
    }

    /// Follows an absolute link of a list, with the token.
    pub async fn follow(&self, url: &Value) -> Value {
        let url = url.as_str().unwrap_or_else(|| panic!("{url} is no link"));
        let base = format!("http://{}/shippo", self.server.address);
        self.get(
            url.strip_prefix(&base)
                .unwrap_or_else(|| panic!("{url} is not below {base}")),
        )
        .await
    }

    /// Lets time go by in the environment of the test token.
    pub async fn advance(&self, by: &str) {
        let advance = self.server.operator("POST", "/clock/advance");
        let reply = advance.json(&json!({"by": by})).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Connects the guide's account, with other parameters in place of its own; its id.
    pub async fn connect_with(&self, parameters: &Value) -> String {
        let mut body = sample("connect-your-dhl-ecommerce-account-request");
        for (name, value) in parameters.as_object().unwrap() {
            body["parameters"][name] = value.clone();
        }
        id(&self.create("/carrier_accounts", &body).await)
    }

    /// Connects the guide's account as it is.
    pub async fn connect(&self) -> String {
        self.connect_with(&json!({})).await
    }

    /// Connects the account of the parcel network.
    pub async fn connect_benelux(&self, number: &str) -> String {
        let body = json!({"account_id": "benelux", "carrier": "dhl_benelux", "parameters": {"account_number": number}});
        id(&self.create("/carrier_accounts", &body).await)
    }

    /// Buys a label at once, which must be answered 201 whatever the carrier says.
    pub async fn instant(&self, shipment: &Value, account: &str, service: &str) -> Value {
        let body = json!({"shipment": shipment, "carrier_account": account, "servicelevel_token": service});
        self.create("/transactions", &body).await
    }

    /// A label of the guide's parcel, bought at once.
    pub async fn label(&self, account: &str) -> Value {
        let bought = self.instant(&parcel_to_walnut_creek(), account, GROUND).await;
        assert_eq!(bought["status"], "SUCCESS", "{bought}");
        bought
    }

    /// Reads an object until it is settled.
    pub async fn settled(&self, path: &str) -> Value {
        let started = Instant::now();
        loop {
            let object = self.get(path).await;
            if !["QUEUED", "WAITING", "PENDING"].contains(&object["status"].as_str().unwrap()) {
                return object;
            }
            assert!(started.elapsed() < HANG, "{path} stays {object}");
        }
    }
}

/// A body of the guide.
pub fn sample(name: &str) -> Value {
    let path = format!("{}/tests/it/samples/shippo/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()
}

/// The guide's shipment, without its accounts and options.
pub fn parcel_to_walnut_creek() -> Value {
    let mut body = sample("get-rates-request");
    body.as_object_mut().unwrap().remove("carrier_accounts");
    body["extra"] = json!({});
    body
}

/// The guide's shipment to another address.
pub fn to(address: Value) -> Value {
    let mut body = parcel_to_walnut_creek();
    body["address_to"] = address;
    body
}

/// A complete address.
pub fn address(city: &str, state: &str, zip: &str, country: &str) -> Value {
    json!({"name": "Ms Hippo", "street1": "1 Main Street", "city": city, "state": state, "zip": zip,
        "country": country, "phone": "4151234567", "email": "mshippo@example.com"})
}

/// An address in Canada.
pub fn toronto() -> Value {
    address("Toronto", "ON", "M5V 2T6", "CA")
}

/// Goods worth 45 dollars.
pub fn declaration() -> Value {
    json!({"certify": true, "certify_signer": "Mr Hippo", "contents_type": "MERCHANDISE", "non_delivery_option": "RETURN",
        "incoterm": "DDU", "eel_pfc": "NOEEI_30_36", "items": [{"description": "T-shirt of cotton", "quantity": 3,
        "net_weight": "2", "mass_unit": "lb", "value_amount": "45.00", "value_currency": "USD", "origin_country": "US",
        "tariff_number": "610910"}]})
}

/// A parcel from Utrecht to Amsterdam.
pub fn parcel_in_the_netherlands() -> Value {
    json!({
        "address_from": {"name": "John Doe", "company": "ACME Corp.", "street1": "Reactorweg 25", "city": "Utrecht",
            "zip": "3542AD", "country": "NL", "email": "mrparcel@example.com"},
        "address_to": {"name": "Anna Jansen", "street1": "Damrak 1", "city": "Amsterdam", "zip": "1012JS", "country": "NL"},
        "parcels": [{"length": "20", "width": "15", "height": "10", "distance_unit": "cm", "weight": "1.5", "mass_unit": "kg"}],
        "async": false
    })
}

/// The id of an object, which is of 32 hexadecimal digits.
pub fn id(object: &Value) -> String {
    let id = object["object_id"]
        .as_str()
        .unwrap_or_else(|| panic!("no object_id in {object}"));
    assert_id(id);
    id.to_owned()
}

pub fn assert_id(id: &str) {
    let is_hex = id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    assert!(is_hex, "{id} is no id");
}

/// The tokens of the services of a shipment's rates.
pub fn tokens(shipment: &Value) -> Vec<String> {
    let rates = shipment["rates"].as_array().unwrap().iter();
    rates
        .map(|rate| rate["servicelevel"]["token"].as_str().unwrap().to_owned())
        .collect()
}

/// The rate of a service.
pub fn rate<'s>(shipment: &'s Value, token: &str) -> &'s Value {
    let mut rates = shipment["rates"].as_array().unwrap().iter();
    rates
        .find(|rate| rate["servicelevel"]["token"] == token)
        .unwrap_or_else(|| panic!("no {token} in {shipment}"))
}

/// What is said in messages, which have the members the official SDKs read (reference 2.6).
pub fn said(object: &Value) -> String {
    let messages = object["messages"]
        .as_array()
        .unwrap_or_else(|| panic!("no messages in {object}"));
    for message in messages {
        for member in ["source", "code", "text"] {
            assert!(message[member].is_string(), "{member} in {message}");
        }
        assert!(!message["text"].as_str().unwrap().is_empty(), "{message}");
    }
    let texts = messages.iter().map(|message| message["text"].as_str().unwrap());
    texts.collect::<Vec<_>>().join(" ")
}

/// Checks a carrier's refusal: no error, no rates, and a sentence with this word in it (reference 2.6).
pub fn assert_refused(shipment: &Value, word: &str, about: &str) {
    assert_eq!(
        (&shipment["status"], &shipment["rates"]),
        (&json!("SUCCESS"), &json!([])),
        "{about}: {shipment}"
    );
    let said = said(shipment);
    assert!(said.contains(word), "{about}: '{word}' is not in '{said}'");
}

/// Checks that `actual` has every member of a sample, of the same kind. Where the sample has null, anything may stand;
/// entries of a list look like the sample's first.
pub fn assert_shaped(actual: &Value, sample: &Value, at: &str) {
    match (actual, sample) {
        (_, Value::Null)
        | (Value::String(_), Value::String(_))
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_)) => {}
        (Value::Object(found), Value::Object(wanted)) => {
            for (name, value) in wanted {
                let member = found.get(name).unwrap_or_else(|| panic!("{at}.{name} is missing"));
                assert_shaped(member, value, &format!("{at}.{name}"));
            }
        }
        (Value::Array(found), Value::Array(wanted)) => {
            let Some(first) = wanted.first() else { return };
            assert!(!found.is_empty() || !first.is_object(), "{at} is empty");
            for (index, entry) in found.iter().enumerate() {
                assert_shaped(entry, first, &format!("{at}[{index}]"));
            }
        }
        _ => panic!("{at} is {actual}, not like {sample}"),
    }
}

/// Checks members the official SDKs cannot do without: there, and not null (reference 3).
pub fn assert_required(object: &Value, members: &[&str]) {
    for member in members {
        assert!(!object[*member].is_null(), "{member} is missing in {object}");
    }
}

/// Checks that a text is a time as answers write it: in UTC, with milliseconds (reference 2.5).
pub fn assert_time(value: &Value) {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no time"));
    assert!(
        text.len() == 24 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok(),
        "{text}"
    );
}
