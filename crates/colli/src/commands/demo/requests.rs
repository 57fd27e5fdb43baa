//! The bodies a web shop sends.

use serde_json::{Value, json};

/// Credentials of the demo's test environment (design section 3).
pub(super) const USER_ID: &str = "c0111000-0000-4000-8000-000000000001";
pub(super) const KEY: &str = "c0111000-0000-4000-8000-0000000000aa";
pub(super) const ACCOUNT: &str = "08500001";

/// Token of the own API (design section 3).
pub(super) const OPERATOR_TOKEN: &str = "colli_demo_admin";

/// Token of Shippo's API (design section 3).
pub(super) const GATEWAY_TOKEN: &str = "shippo_test_colli_demo";

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

/// The same for the American network, whose slowest service takes longer.
pub(super) fn ten_days() -> Value {
    json!({ "by": "P10D" })
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

/// An account of DHL eCommerce in the United States; a test environment takes any credentials of the right form.
pub(super) fn carrier_account() -> Value {
    json!({
        "carrier": "dhl_ecommerce", "account_id": "demo",
        "parameters": {
            "username": "client-id", "password": "client-secret", "pickup_no": "5351244", "facility_code": "USSFO1"
        }
    })
}

/// What is to be sent within the United States: with the account to ask for rates, or with the day of an instant label.
pub(super) fn quoted_shipment(account: Option<&str>, shipment_date: Option<&str>) -> Value {
    let mut shipment = json!({
        "address_from": american_sender(),
        "address_to": {
            "name": "Mrs Hippo", "street1": "2967 Filbert Dr", "city": "Walnut Creek", "state": "CA", "zip": "94598",
            "country": "US"
        },
        "parcels": [{
            "length": "9", "width": "3", "height": "8", "distance_unit": "in", "weight": "8", "mass_unit": "lb"
        }],
        "async": false
    });
    if let Some(account) = account {
        shipment["carrier_accounts"] = json!([account]);
    }
    if let Some(day) = shipment_date {
        shipment["shipment_date"] = json!(day);
    }
    shipment
}

pub(super) fn instant_label(account: &str, service: &str, shipment_date: &str) -> Value {
    json!({
        "shipment": quoted_shipment(None, Some(shipment_date)), "carrier_account": account,
        "servicelevel_token": service, "label_file_type": "PDF_4x6", "async": false
    })
}

pub(super) fn manifest(account: &str, shipment_date: &str, transaction: &str) -> Value {
    json!({
        "carrier_account": account, "shipment_date": shipment_date, "address_from": american_sender(),
        "transactions": [transaction], "async": false
    })
}

fn american_sender() -> Value {
    json!({
        "name": "Mr Hippo", "street1": "965 Mission Street", "city": "San Francisco", "state": "CA", "zip": "94103",
        "country": "US", "phone": "4151234567", "email": "shop@example.com"
    })
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
