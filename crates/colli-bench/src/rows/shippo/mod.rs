//! Shippo's API: rates, instant labels and a batch of them, beside the bare insert of the same rows.

mod bare;
mod batch;

use crate::load::{self, Requests, Sample};
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::{CONNECTIONS, Settings};
use crate::{Failure, http};
use bare::Bare;
use serde_json::{Value, json};

/// Token of the demo's test environment.
const TOKEN: &str = "ShippoToken shippo_test_colli_demo";
/// The service labels are bought of.
const SERVICE: &str = "dhl_ecommerce_parcels_ground";

/// Measures the rows, subject and yardstick in turns.
pub(super) async fn measure(settings: &Settings) -> Result<Vec<Row>, Failure> {
    let data = settings.directory.path().join("shippo");
    let mut bare = Bare::of_first_purchase(settings, &data).await?;
    let server = Server::colli(settings, &data)?;
    let account = connect(&server).await?;
    let mut rows = Vec::new();
    if settings.wants("shippo/rates") {
        let question = request("POST", "/shipments", Some(&quoted(Some(&account))));
        let (mut ours, mut inserts) = (Vec::new(), Vec::new());
        for _ in 0..settings.rounds {
            inserts.push(bare.quotes(settings).await?);
            ours.push(load::run(settings, &server, &Requests::one(question.clone()), 201).await?);
        }
        rows.push(beside("rates of a shipment, one account", &ours, &inserts));
    }
    let wants_batch = settings.wants("shippo/batch");
    if settings.wants("shippo/instant-label") || wants_batch {
        let purchase = request("POST", "/transactions", Some(&instant(&account)));
        let (mut ours, mut inserts) = (Vec::new(), Vec::new());
        for _ in 0..settings.rounds {
            inserts.push(bare.purchases(settings).await?);
            if settings.wants("shippo/instant-label") {
                ours.push(load::run(settings, &server, &Requests::one(purchase.clone()), 201).await?);
            }
        }
        if !ours.is_empty() {
            rows.push(beside("instant label", &ours, &inserts));
        }
        if wants_batch {
            rows.push(batch::measure(settings, &server, &account, Sample::median(&inserts)).await?);
        }
    }
    bare.close().await;
    Ok(rows)
}

fn beside(what: &str, ours: &[Sample], inserts: &[Sample]) -> Row {
    Row::load(
        format!("{what}, durable, {CONNECTIONS} connections"),
        "bare group-commit insert of the same rows",
        (Sample::median(ours), Sample::median(inserts)),
        Goal::Open,
    )
}

/// A request with the token.
fn request(method: &str, path: &str, body: Option<&Value>) -> Vec<u8> {
    let headers = [("authorization", TOKEN), ("accept", "application/json")];
    let body = body.map(Value::to_string);
    http::request(method, &["/shippo", path].concat(), &headers, body.as_deref())
}

/// A call that answers this status.
async fn call(server: &Server, method: &str, path: &str, body: Option<&Value>, status: u16) -> Result<Value, Failure> {
    let answer = http::once(server.address, &request(method, path, body), status).await?;
    Ok(serde_json::from_slice(&answer)?)
}

/// Makes an account; the answer is its id.
async fn connect(server: &Server) -> Result<String, Failure> {
    let account = json!({
        "carrier": "dhl_ecommerce", "account_id": "bench",
        "parameters": {"username": "client-id", "password": "secret", "pickup_no": "5351244", "facility_code": "USSFO1"},
    });
    let made = call(server, "POST", "/carrier_accounts", Some(&account), 201).await?;
    Ok(made["object_id"].as_str().ok_or("an account without an id")?.to_owned())
}

/// An everyday parcel within California, with the account to ask where rates are wanted.
fn quoted(account: Option<&str>) -> Value {
    let mut shipment = json!({
        "address_from": {
            "name": "Mr Hippo", "street1": "965 Mission Street", "street2": "Suite 480", "city": "San Francisco",
            "state": "CA", "zip": "94103", "country": "US", "phone": "4151234567", "email": "shop@example.com",
        },
        "address_to": {
            "name": "Mrs Hippo", "street1": "2967 Filbert Dr", "street2": "APT 3", "city": "Walnut Creek",
            "state": "CA", "zip": "94598", "country": "US", "phone": "4151234567", "email": "mrs@example.com",
        },
        "parcels": [{
            "length": "9", "width": "3", "height": "8", "distance_unit": "in", "weight": "8", "mass_unit": "lb",
        }],
        "async": false,
    });
    if let Some(account) = account {
        shipment["carrier_accounts"] = json!([account]);
    }
    shipment
}

/// Its label in one call.
fn instant(account: &str) -> Value {
    json!({
        "shipment": quoted(None), "carrier_account": account, "servicelevel_token": SERVICE, "async": false,
    })
}
