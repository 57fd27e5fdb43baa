//! Booking shipments: checked against the network, numbered, durable, once per client id.

use crate::Service;
use crate::error::{Error, Result};
use crate::pieces;
use crate::simulation;
use colli_core::account::{Account, Caller};
use colli_core::address::{Address, excerpt};
use colli_core::barcode;
use colli_core::capability::{Booking, BookingPiece, BookingQuery, SenderKind};
use colli_core::error::Violation;
use colli_core::ids::ShipmentId;
use colli_core::label::{self, LabelLayout};
use colli_core::limits::PAGE_MAX;
use colli_core::order;
use colli_core::product::OptionRole;
use colli_core::shipment::{OptionInput, Origin, ServicePointSnapshot, Shipment, ShipmentOrder};
use colli_store::{Inserted, NewShipment};
use jiff::Timestamp;
use uuid::Uuid;

/// Namespace of customs declaration ids derived from a shipment id.
const DECLARATION_NAMESPACE: Uuid = Uuid::from_u128(0xc011_1dec_1000_4000_8000_0000_0000_0001);

/// A booked shipment.
#[derive(Clone, Debug)]
pub struct Booked {
    /// It.
    pub shipment: Box<Shipment>,
    /// False when the same order had been booked before: this is the original.
    pub created: bool,
}

impl Service {
    /// Books a shipment. The same id with the same meaning answers the original; with another meaning it is a conflict.
    pub async fn create_shipment(&self, caller: &Caller, order: ShipmentOrder) -> Result<Booked> {
        if !caller.may_label {
            return Err(Error::Forbidden("The token does not permit labels"));
        }
        let (mut order, found) = order::normalise(order, &self.network);
        // What was booked once is answered as it was, whatever contract and network have become since.
        if let Some(booked) = self.store.shipment(caller.tenant, order.shipment_id).await? {
            order.options.sort_by(|a, b| a.key.cmp(&b.key));
            return repeated(Box::new(booked), &order);
        }
        let order = found.into_result(order).map_err(Error::Invalid)?;
        crate::labels::check_printable(&order)?;
        self.check_asked_scenario(caller.tenant, &order)?;
        let account = self.account_of(caller, order.account).await?;
        let shipment = self.judge_and_register(caller, order, &account).await?;
        self.mail_codes_of(&shipment).await?;
        self.insert(shipment).await
    }

    async fn judge_and_register(
        &self,
        caller: &Caller,
        mut order: ShipmentOrder,
        account: &Account,
    ) -> Result<Shipment> {
        let service_point = self.service_point_of(&order)?;
        let booking = self
            .network
            .catalogue
            .check(&booking_query(&order, account))
            .map_err(|refusal| Error::Refused(Box::new(refusal)))?;
        self.check_customs(&order, &booking)?;
        order.options.sort_by(|a, b| a.key.cmp(&b.key));
        self.register(caller, order, account, &booking, service_point).await
    }

    /// A shipment of the caller's organisation and environment.
    pub async fn shipment(&self, caller: &Caller, id: ShipmentId) -> Result<Shipment> {
        let found = self.store.shipment(caller.tenant, id).await?;
        let found = found.filter(is_of_parcel_network);
        found.ok_or_else(|| Error::not_found("shipment", id.to_string()))
    }

    /// Shipments of the parcel network, newest first.
    pub async fn list_shipments(&self, caller: &Caller, limit: usize, skip: usize) -> Result<Vec<Shipment>> {
        Ok(self
            .store
            .list_shipments(caller.tenant, limit.min(PAGE_MAX), skip)
            .await?)
    }

    pub(crate) async fn insert(&self, shipment: Shipment) -> Result<Booked> {
        let events = self.registration_events(&shipment);
        let plans = simulation::first_plans(&shipment);
        let order = shipment.order.clone();
        let insert = self
            .store
            .insert_planned_shipment(NewShipment { shipment, events }, plans);
        // In a box: it holds the shipment more than once.
        match Box::pin(insert).await? {
            Inserted::Created(shipment) => {
                self.events_stored();
                Ok(Booked {
                    shipment,
                    created: true,
                })
            }
            // Somebody with the same id was faster.
            Inserted::Existing(shipment) => repeated(shipment, &order),
        }
    }

    async fn register(
        &self,
        caller: &Caller,
        order: ShipmentOrder,
        account: &Account,
        booking: &Booking<'_>,
        service_point: Option<ServicePointSnapshot>,
    ) -> Result<Shipment> {
        let created_at = to_millisecond(self.now(caller.tenant));
        let (pieces, shipment_serial) = pieces::number(&order, booking, &self.serials).await?;
        Ok(Shipment {
            tenant: caller.tenant,
            user: caller.user,
            created_at,
            product: booking.product.key.clone(),
            product_label: booking.product.label.clone(),
            marks: label::marks(booking.chosen.iter().copied()),
            tracker_code: shipment_serial.map(barcode::shipment_tracker_code),
            label_layout: layout_of(account).setting().to_owned(),
            remote_area: booking.remote,
            customs_declaration_id: order
                .customs
                .as_ref()
                .map(|_| Uuid::new_v5(&DECLARATION_NAMESPACE, order.shipment_id.0.as_bytes())),
            service_point,
            americas: None,
            pieces,
            order,
        })
    }

    /// The ServicePoint an order goes to, as it is now.
    fn service_point_of(&self, order: &ShipmentOrder) -> Result<Option<ServicePointSnapshot>> {
        let role = |key: &str| self.network.catalogue.option(key).map(|option| option.role);
        let chosen = order
            .options
            .iter()
            .enumerate()
            .find(|(_, c)| role(&c.key) == Some(OptionRole::ServicePoint));
        let Some((index, chosen)) = chosen else { return Ok(None) };
        let Some(OptionInput::Text(input)) = &chosen.input else {
            return Ok(None);
        };
        let (id, post_number) = match input.split_once('|') {
            Some((id, number)) => (id.trim(), Some(number.trim()).filter(|number| !number.is_empty())),
            None => (input.as_str(), None),
        };
        let country = order.receiver.address.country;
        let Some(point) = self.points.get(country, id) else {
            return Err(Error::violation(
                Violation::new(
                    format!("options[{index}].input"),
                    "unknown",
                    format!("there is no ServicePoint '{}' in {country}", excerpt(id)),
                )
                .accepting([format!("an id from GET /parcel-shop-locations/{country}")]),
            ));
        };
        let number = [point.number, point.addition].join(" ");
        Ok(Some(ServicePointSnapshot {
            id: point.id.to_owned(),
            name: point.name.to_owned(),
            address: format!(
                "{} {}, {} {}",
                point.street,
                number.trim(),
                point.postal_code,
                point.city
            ),
            post_number: post_number.map(str::to_owned),
        }))
    }

    /// Goods that cross a customs border are declared; Parcel Connect to Great Britain has rules of its own.
    fn check_customs(&self, order: &ShipmentOrder, booking: &Booking<'_>) -> Result<()> {
        let (from, to) = (&order.shipper.address, &order.receiver.address);
        let needed = self
            .network
            .needs_customs((from.country, &from.postal_code), (to.country, &to.postal_code));
        match &order.customs {
            None if needed && order.origin == Origin::Shipment => Err(Error::violation(
                Violation::new(
                    "customsDeclaration",
                    "required",
                    format!(
                        "parcels from {} to {} cross a customs border and need a declaration",
                        place(from),
                        place(to)
                    ),
                )
                .accepting(["customsDeclaration with currency and customsGoods"]),
            )),
            Some(declaration) if booking.product.cn23 && to.country.as_str() == "GB" && needed => {
                let mut found = Vec::new();
                if declaration.inco_terms.as_deref().is_some_and(|terms| terms != "DDU") {
                    found.push(
                        Violation::new(
                            "customsDeclaration.incoTerms",
                            "conflict",
                            format!("{} to GB is possible only with DDU", booking.product.label),
                        )
                        .accepting(["DDU"]),
                    );
                }
                if declaration.sender_inbound_vat_number.is_none() {
                    found.push(Violation::new(
                        "customsDeclaration.senderInboundVatNumber",
                        "required",
                        format!("{} to GB needs the sender's VAT number there", booking.product.label),
                    ));
                }
                if found.is_empty() {
                    Ok(())
                } else {
                    Err(Error::Invalid(found))
                }
            }
            _ => Ok(()),
        }
    }
}

/// An id that was used before: the original when the order means the same, a conflict otherwise.
fn repeated(booked: Box<Shipment>, order: &ShipmentOrder) -> Result<Booked> {
    if booked.order == *order {
        return Ok(Booked {
            shipment: booked,
            created: false,
        });
    }
    Err(Error::Conflict {
        what: origin_word(order.origin),
        id: order.shipment_id.to_string(),
    })
}

/// What the network's rules look at. A single label of a larger consignment counts as all its pieces.
fn booking_query<'a>(order: &ShipmentOrder, account: &'a Account) -> BookingQuery<'a> {
    let count = order.label_position.map_or(1, |(_, count)| count);
    BookingQuery {
        sender: SenderKind::Business,
        from_country: order.shipper.address.country,
        to_country: order.receiver.address.country,
        from_postal_code: order.shipper.address.postal_code.clone(),
        to_postal_code: order.receiver.address.postal_code.clone(),
        to_business: order.receiver.address.is_business,
        return_label: order.is_return,
        product: order.product.clone(),
        pieces: order
            .pieces
            .iter()
            .map(|piece| BookingPiece {
                parcel_type: piece.parcel_type.clone(),
                quantity: piece.quantity.saturating_mul(count),
                weight_g: piece.weight_g,
                dimensions: piece.dimensions,
            })
            .collect(),
        options: order.options.iter().map(|chosen| chosen.key.clone()).collect(),
        account: Some(&account.settings),
    }
}

/// Country and postal code: the territory decides, not the country alone.
fn place(address: &Address) -> String {
    format!("{} {}", address.country, address.postal_code)
        .trim_end()
        .to_owned()
}

fn layout_of(account: &Account) -> LabelLayout {
    account
        .settings
        .label_layout
        .as_deref()
        .and_then(LabelLayout::parse)
        .unwrap_or_default()
}

fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Shipment | Origin::Transaction => "shipment",
        Origin::Label => "label",
    }
}

/// Whether a shipment is one of the parcel network, whose labels its own dialect shows. What the gateway buys of another
/// network is registered with the same tables and has papers of its own.
pub(crate) fn is_of_parcel_network(shipment: &Shipment) -> bool {
    shipment.order.origin != Origin::Transaction
}

/// Stored and shown times have milliseconds; what is stored must read back as the same value.
pub(crate) fn to_millisecond(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
