//! Request bodies tests start from.

use serde_json::{Value, json};

/// A business address in Utrecht, as the guide's sample has it.
pub fn company() -> Value {
    json!({
        "name": {"firstName": "John", "lastName": "Doe", "companyName": "ACME Corp.", "additionalName": "Benelux"},
        "address": {"countryCode": "NL", "postalCode": "3542AD", "city": "Utrecht", "street": "Reactorweg",
            "number": "25", "isBusiness": true, "addition": "A"},
        "email": "mrparcel@example.com", "phoneNumber": "0031612345678"
    })
}

/// A consumer in Amsterdam.
pub fn consumer() -> Value {
    json!({
        "name": {"firstName": "Anna", "lastName": "Jansen"},
        "address": {"countryCode": "NL", "postalCode": "1012JS", "city": "Amsterdam", "street": "Damrak",
            "number": "1", "isBusiness": false}
    })
}

/// A shipment to a business: one SMALL piece of 1.5 kg to the door. `id` is its UUID.
pub fn shipment(id: &str) -> Value {
    json!({
        "shipmentId": id, "orderReference": "myReference", "receiver": company(), "shipper": company(),
        "accountId": "08500001", "options": [{"key": "DOOR"}], "returnLabel": false,
        "pieces": [{"parcelType": "SMALL", "quantity": 1, "weight": 1.5}]
    })
}

/// A shipment to a consumer.
pub fn consumer_shipment(id: &str) -> Value {
    let mut body = shipment(id);
    body["receiver"] = consumer();
    body
}

/// A UUID that differs for every `n`.
pub fn uuid(n: u32) -> String {
    format!("5a3c0000-0000-4000-8000-{n:012}")
}

/// Sets a member by its path, such as `receiver.address.city` or `pieces[0].weight`; `null` removes it.
pub fn with(mut body: Value, path: &str, value: Value) -> Value {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(members) if value.is_null() => {
            members.remove(last);
        }
        Value::Object(members) => {
            members.insert(last.to_owned(), value);
        }
        Value::Array(entries) => entries[last.parse::<usize>().unwrap()] = value,
        other => panic!("{path} leads into {other}"),
    }
    body
}
