//! Shipments to work on: one booked over HTTP, then copies of it with ids and codes of their own.

use crate::server::Server;
use crate::settings::Settings;
use crate::{Failure, http};
use colli_core::barcode;
use colli_core::ids::{Environment, LabelId, OrganisationId, ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_core::tracking::{Moment, registration};
use colli_store::{Inserted, NewShipment, PieceEvent, Store, StoreOptions};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Postal code of the receiver.
pub(crate) const POSTAL_CODE: &str = "3542AD";
/// First serial of copies, far from those the server gives out.
const FIRST_SERIAL: u64 = 500_000_000_000;
/// Seconds Amsterdam is ahead of UTC in winter; what the events' local times need.
const OFFSET_SECONDS: i32 = 3_600;
/// Tasks that fill a store.
const FILLERS: u64 = 256;

/// The id a client would make up; number 0 is the booking copies are made of.
pub(crate) fn client_id(number: u64) -> Uuid {
    let bits = |seed: u64| {
        // SplitMix64: spreads a counter over all bits.
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    let (high, low) = (
        bits(number.wrapping_mul(2).wrapping_add(1)),
        bits(number.wrapping_mul(2).wrapping_add(2)),
    );
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}

/// The body of an everyday booking: one parcel from a shop to a consumer's door.
pub(crate) fn booking(id: Uuid) -> Value {
    json!({
        "shipmentId": id.to_string(),
        "orderReference": "Order 1001",
        "accountId": "08500001",
        "receiver": {
            "name": { "firstName": "Zoë", "lastName": "Jørgensen-Łukasz" },
            "address": {
                "countryCode": "NL", "postalCode": POSTAL_CODE, "city": "Utrecht", "street": "Reactorweg",
                "number": "25", "isBusiness": false
            },
            "email": "zoe@example.com", "phoneNumber": "+31612345678"
        },
        "shipper": {
            "name": { "companyName": "Boekhandel De Vries" },
            "address": {
                "countryCode": "NL", "postalCode": "1012 AB", "city": "Amsterdam", "street": "Damrak", "number": "1",
                "isBusiness": true
            },
            "email": "shop@example.com"
        },
        "options": [{ "key": "DOOR" }, { "key": "REFERENCE", "input": "Order 1001" }],
        "pieces": [{ "parcelType": "SMALL", "quantity": 1, "weight": 1.2 }]
    })
}

/// The request that makes the everyday booking.
pub(crate) fn booking_request(token: &str, id: Uuid) -> Vec<u8> {
    let headers = [("authorization", token), ("accept", "application/json")];
    http::request(
        "POST",
        "/dhl-parcel/shipments",
        &headers,
        Some(&booking(id).to_string()),
    )
}

/// Books the first shipment of an empty data directory and reads it back as stored.
pub(crate) async fn first_shipment(settings: &Settings, data: &Path) -> Result<Shipment, Failure> {
    let server = Server::colli(settings, data)?;
    let token = server.token().await?;
    let id = client_id(0);
    http::once(server.address, &booking_request(&token, id), 201).await?;
    let path = format!("/dhl-parcel/labels?shipmentId={id}");
    let request = http::request("GET", &path, &[("authorization", &token)], None);
    let labels: Value = serde_json::from_slice(&http::once(server.address, &request, 200).await?)?;
    let organisation = labels[0]["organisationId"]
        .as_str()
        .ok_or("a label without an organisation")?;
    let tenant = Tenant {
        organisation: OrganisationId(Uuid::parse_str(organisation)?),
        environment: Environment::Test,
    };
    drop(server);
    let store = Store::open(StoreOptions::new(data)).await?;
    let shipment = store.shipment(tenant, ShipmentId(id)).await?;
    store.close().await;
    shipment.ok_or_else(|| "the booking was not stored".into())
}

/// A copy of a shipment of one piece, as if booked `number` milliseconds later.
pub(crate) fn copy(original: &Shipment, number: u64) -> Result<NewShipment, Failure> {
    let mut shipment = original.clone();
    let id = ShipmentId(client_id(number));
    let code = barcode::tracker_code(shipment.order.account, FIRST_SERIAL + number);
    shipment.order.shipment_id = id;
    let millis = shipment.created_at.as_millisecond() + i64::try_from(number)?;
    shipment.created_at = jiff::Timestamp::from_millisecond(millis)?;
    for piece in &mut shipment.pieces {
        piece.label_id = LabelId::of_piece(id, piece.number);
        piece.tracker_code = Some(code.clone());
    }
    let account = shipment.order.account.to_string();
    let moment = Moment {
        at: shipment.created_at,
        offset_seconds: OFFSET_SECONDS,
    };
    let events = registration(moment, Some(&account))
        .map(|event| PieceEvent {
            tracker_code: code.clone(),
            event,
        })
        .into();
    Ok(NewShipment { shipment, events })
}

/// Tracker codes and label ids of the copies in a store.
pub(crate) fn code_and_label(original: &Shipment, number: u64) -> (String, Uuid) {
    let code = barcode::tracker_code(original.order.account, FIRST_SERIAL + number);
    (code, LabelId::of_piece(ShipmentId(client_id(number)), 1).0)
}

/// A data directory with the first shipment and so many copies (numbers 1 to `copies`).
pub(crate) async fn filled(settings: &Settings, data: &Path, copies: u64) -> Result<Shipment, Failure> {
    let original = Arc::new(first_shipment(settings, data).await?);
    let store = Store::open(StoreOptions::new(data)).await?;
    let next = Arc::new(AtomicU64::new(1));
    let fillers: Vec<_> = (0..FILLERS)
        .map(|_| {
            let (store, original, next) = (store.clone(), Arc::clone(&original), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > copies {
                        return Ok::<_, Failure>(());
                    }
                    let Inserted::Created(_) = store.insert_shipment(copy(&original, number)?).await? else {
                        return Err("an id came twice".into());
                    };
                }
            })
        })
        .collect();
    for filler in fillers {
        filler.await??;
    }
    store.close().await;
    Ok(Arc::unwrap_or_clone(original))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_clients_differ_and_look_random() {
        let ids: std::collections::HashSet<Uuid> = (0..10_000).map(client_id).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
    }
}
