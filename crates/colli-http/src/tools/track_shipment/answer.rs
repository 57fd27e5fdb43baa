//! What is answered of a parcel: short, and in words of this project.

use colli_wire::dhl_unified::tracking as wire;
use schemars::JsonSchema;
use serde::Serialize;

/// Events of an answer, newest first.
const EVENTS_MAX: usize = 50;

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Number of the parcel.
    pub(super) tracking_number: String,
    /// Division that carries it: `parcel-nl`, `ecommerce`.
    pub(super) service: String,
    /// How it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) product: Option<String>,
    /// How far it is: `pre-transit`, `transit`, `delivered`, `failure` or `unknown`.
    pub(super) status_code: String,
    /// What happened last, in one sentence.
    pub(super) text: String,
    /// It is a return, or on its way back to the sender.
    pub(super) is_return: bool,
    /// When it should be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) estimated_delivery: Option<Estimate>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<Whereabouts>,
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination: Option<Whereabouts>,
    /// What happened last.
    pub(super) newest_event: Event,
    /// What happened, newest first; the latest 50 of it.
    pub(super) events: Vec<Event>,
    /// Who it is for; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receiver_name: Option<String>,
    /// Who signed for it; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signed_by: Option<String>,
    /// Proof of delivery, a PDF; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proof_of_delivery_url: Option<String>,
    /// Page on which people follow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tracking_url: Option<String>,
    /// The other parcels, where the number is that of a shipment of several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) other_parcels: Vec<Other>,
}

/// When a parcel should be delivered; RFC 3339, in local time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Estimate {
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    /// Not after.
    pub(super) to: String,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Event {
    /// When; RFC 3339, in local time.
    pub(super) timestamp: String,
    /// How far the parcel was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_code: Option<String>,
    /// The carrier's own word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<String>,
    /// A sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Whereabouts>,
    /// What the carrier adds; with the receiver's postal code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remark: Option<String>,
}

/// A place, as far as it may be told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Whereabouts {
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country_code: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) city: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) postal_code: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) street: Option<String>,
    /// Name of the parcel shop or locker it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_point: Option<String>,
}

/// Another parcel of the same shipment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Other {
    /// Its number.
    pub(super) tracking_number: String,
    /// How far it is.
    pub(super) status_code: String,
    /// What happened to it last.
    pub(super) text: String,
}

/// What is answered of a parcel, with the others of its shipment.
pub(super) fn output(shipment: wire::UnifiedShipment, other_parcels: Vec<Other>) -> Output {
    let newest_event = event(&shipment.status);
    let details = shipment.details.unwrap_or_default();
    let proof = details.proof_of_delivery.unwrap_or_default();
    let frame = shipment.estimated_delivery_time_frame;
    let estimated_delivery = match (frame, shipment.estimated_time_of_delivery) {
        (Some(frame), _) => Some(Estimate {
            from: Some(frame.estimated_from),
            to: frame.estimated_through,
        }),
        (None, Some(to)) => Some(Estimate { from: None, to }),
        (None, None) => None,
    };
    let is_delivered = shipment.status.status_code.as_deref() == Some("delivered");
    Output {
        tracking_number: shipment.id,
        service: shipment.service,
        product: details.product.and_then(|product| product.product_name),
        status_code: status_code(&shipment.status),
        text: newest_event.text.clone().unwrap_or_default(),
        is_return: shipment.return_flag.unwrap_or(false),
        estimated_delivery: estimated_delivery.filter(|_| !is_delivered),
        origin: shipment.origin.and_then(place),
        destination: shipment.destination.and_then(place),
        newest_event,
        events: shipment.events.iter().take(EVENTS_MAX).map(event).collect(),
        receiver_name: details.receiver.and_then(name),
        signed_by: proof.signed.and_then(name),
        proof_of_delivery_url: proof.document_url,
        tracking_url: shipment.service_url,
        other_parcels,
    }
}

/// A parcel of the same shipment.
pub(super) fn other(shipment: wire::UnifiedShipment) -> Other {
    Other {
        status_code: status_code(&shipment.status),
        text: shipment.status.description.unwrap_or_default(),
        tracking_number: shipment.id,
    }
}

fn status_code(event: &wire::UnifiedEvent) -> String {
    event.status_code.clone().unwrap_or_else(|| "unknown".to_owned())
}

fn event(told: &wire::UnifiedEvent) -> Event {
    Event {
        timestamp: told.timestamp.clone(),
        status_code: told.status_code.clone(),
        status: told.status.clone(),
        text: told.description.clone(),
        location: told.location.clone().and_then(place),
        remark: told.remark.clone(),
    }
}

fn place(told: wire::Place) -> Option<Whereabouts> {
    let address = told.address.unwrap_or_default();
    let place = Whereabouts {
        country_code: address.country_code,
        city: address.address_locality,
        postal_code: address.postal_code,
        street: address.street_address,
        service_point: told.service_point.and_then(|point| point.label),
    };
    let is_told = place.country_code.is_some() || place.city.is_some() || place.service_point.is_some();
    is_told.then_some(place)
}

fn name(entity: wire::Entity) -> Option<String> {
    let parts = [entity.given_name, entity.family_name];
    let person: Vec<String> = parts.into_iter().flatten().collect();
    let person = Some(person.join(" ")).filter(|name| !name.is_empty());
    entity.name.or(entity.organization_name).or(person)
}
