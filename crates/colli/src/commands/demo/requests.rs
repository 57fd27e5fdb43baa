//! The bodies a web shop sends.

use serde_json::{Value, json};

/// Credentials of the demo's test environment (design section 3).
pub(super) const USER_ID: &str = "c0111000-0000-4000-8000-000000000001";
pub(super) const KEY: &str = "c0111000-0000-4000-8000-0000000000aa";
pub(super) const ACCOUNT: &str = "08500001";

/// Token of the own API (design section 3).
pub(super) const OPERATOR_TOKEN: &str = "colli_demo_admin";

/// Ids are the client's to make; fixed ones show that a repeated demo is the same demo.
pub(super) const DOOR: &str = "d0000000-0000-4000-8000-000000000001";
pub(super) const SERVICE_POINT: &str = "d0000000-0000-4000-8000-000000000002";
pub(super) const MULTI: &str = "d0000000-0000-4000-8000-000000000003";
pub(super) const REFUSED: &str = "d0000000-0000-4000-8000-000000000004";

/// The receiver's postal code, which also opens the tracking details.
pub(super) const POSTAL_CODE: &str = "3542AD";

pub(super) fn credentials() -> Value {
    json!({ "userId": USER_ID, "key": KEY })
}

/// Long enough for a delivery from any day of the week.
pub(super) fn a_week() -> Value {
    json!({ "by": "P7D" })
}

pub(super) fn to_the_door() -> Value {
    shipment(
        DOOR,
        &consumer(),
        &json!([{ "key": "DOOR" }, { "key": "REFERENCE", "input": "Order 1001" }]),
        "SMALL",
        1,
    )
}

pub(super) fn to_a_service_point(id: &str) -> Value {
    shipment(
        SERVICE_POINT,
        &consumer(),
        &json!([{ "key": "PS", "input": id }]),
        "SMALL",
        1,
    )
}

pub(super) fn two_pieces() -> Value {
    shipment(MULTI, &business(), &json!([{ "key": "DOOR" }]), "SMALL", 2)
}

/// Saturday delivery is not offered to a business address.
pub(super) fn impossible() -> Value {
    shipment(
        REFUSED,
        &business(),
        &json!([{ "key": "DOOR" }, { "key": "S" }]),
        "SMALL",
        1,
    )
}

fn shipment(id: &str, receiver: &Value, options: &Value, parcel_type: &str, quantity: u32) -> Value {
    json!({
        "shipmentId": id,
        "orderReference": "Order 1001",
        "accountId": ACCOUNT,
        "receiver": receiver,
        "shipper": {
            "name": { "companyName": "Boekhandel De Vries" },
            "address": {
                "countryCode": "NL", "postalCode": "1012 AB", "city": "Amsterdam", "street": "Damrak", "number": "1",
                "isBusiness": true
            },
            "email": "shop@example.com"
        },
        "options": options,
        "pieces": [{ "parcelType": parcel_type, "quantity": quantity, "weight": 1.2 }]
    })
}

fn consumer() -> Value {
    json!({
        "name": { "firstName": "Zoë", "lastName": "Jørgensen-Łukasz" },
        "address": {
            "countryCode": "NL", "postalCode": POSTAL_CODE, "city": "Utrecht", "street": "Reactorweg", "number": "25",
            "isBusiness": false
        },
        "email": "zoe@example.com"
    })
}

fn business() -> Value {
    json!({
        "name": { "companyName": "Werkplaats Utrecht B.V." },
        "address": {
            "countryCode": "NL", "postalCode": POSTAL_CODE, "city": "Utrecht", "street": "Reactorweg", "number": "25",
            "isBusiness": true
        }
    })
}
