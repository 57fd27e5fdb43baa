//! Shipments.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::shipments::{ShipmentDetails, ShipmentRequest, ShipmentResponse};
use colli_wire::field::Field;

/// Books a shipment: `POST /shipments`. With an id of the client's the call may be repeated, and is when it fails for a
/// while: the same id with the same body is one shipment. A return is a shipment with `return_label`.
pub fn create(shipment: &ShipmentRequest) -> Call<ShipmentResponse> {
    let has_id = matches!(&shipment.shipment_id, Field::Value(id) if !id.is_empty());
    Call::post("/shipments".to_owned(), Vendor::Parcel, shipment)
        .with_token()
        .repeatable(has_id)
}

/// A shipment with what was ordered: `GET /shipments/{id}`.
pub fn get(id: &str) -> Call<ShipmentDetails> {
    Call::get(path(&["shipments", id]), Vendor::Parcel).with_token()
}

/// Shipments, newest first: `GET /shipments`.
pub fn list(limit: Option<u32>, skip: Option<u32>) -> Call<Vec<ShipmentDetails>> {
    let query = Query::new().with("limit", limit).with("skip", skip);
    Call::get("/shipments".to_owned(), Vendor::Parcel)
        .query(query)
        .with_token()
}
