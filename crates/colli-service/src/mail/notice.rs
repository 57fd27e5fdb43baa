//! Which events are worth a mail, and who gets it.

use super::Subject;
use crate::Service;
use colli_core::party::Party;
use colli_core::product::OptionRole;
use colli_core::shipment::{OptionInput, Shipment};
use colli_core::status::Phase;
use colli_core::tracking::DELIVERED;

/// Status of a registered piece.
const REGISTERED: &str = "PRENOTIFICATION_RECEIVED";
/// Status of a piece on its way to the door.
const OUT_FOR_DELIVERY: &str = "OUT_FOR_DELIVERY";
/// Statuses of a piece that waits to be collected, each of which tells its receiver so.
const AT_SERVICE_POINT: [&str; 3] = [
    "NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT",
    "NOTIFICATION_FOR_PARCELSTATION_COLLECTION_HAS_BEEN_SENT",
    "AWAITING_RECEIVER_COLLECTION",
];

/// What a mail says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Notice {
    /// A parcel is announced.
    Registered,
    /// It comes today.
    OutForDelivery,
    /// It can be collected.
    AtServicePoint,
    /// It was delivered.
    Delivered,
    /// A return was delivered.
    ReturnDelivered,
    /// The code of a return without a label.
    Printless,
}

impl Notice {
    /// Categories and statuses of the events that may be worth a mail, as a subscriber's filter.
    pub(super) fn filter() -> String {
        let mut words = vec![REGISTERED, OUT_FOR_DELIVERY];
        words.extend(AT_SERVICE_POINT);
        words.push(DELIVERED);
        words.join(",")
    }

    /// Who gets it: the customer, who receives a parcel and sends a return.
    pub(super) fn receiver(self, shipment: &Shipment) -> &Party {
        match self {
            Self::ReturnDelivered | Self::Printless => &shipment.order.shipper,
            _ => &shipment.order.receiver,
        }
    }

    /// Whether it carries the picture of a code.
    pub(super) fn needs_code(self) -> bool {
        self == Self::Printless
    }
}

impl Service {
    /// The mail about something, if there is one to send.
    pub(super) fn notice_of(&self, subject: &Subject<'_>) -> Option<Notice> {
        let (shipment, piece) = (subject.shipment, subject.piece);
        let Some(event) = subject.event else {
            let wanted = piece.printless_code.is_some() && wants_code(shipment, self);
            return wanted.then_some(Notice::Printless);
        };
        // A label printed along for a later return concerns nobody until then.
        if piece.return_label {
            return None;
        }
        let is_delivered = event.category == DELIVERED
            && self.network.statuses.phase_of(&event.status, &event.category) == Phase::Delivered;
        if shipment.order.is_return {
            return is_delivered.then_some(Notice::ReturnDelivered);
        }
        match event.status.as_str() {
            // One mail announces the shipment, however many pieces it has.
            REGISTERED => {
                let first = shipment.outbound_pieces().next();
                first
                    .is_some_and(|first| first.number == piece.number)
                    .then_some(Notice::Registered)
            }
            OUT_FOR_DELIVERY => Some(Notice::OutForDelivery),
            status if AT_SERVICE_POINT.contains(&status) => Some(Notice::AtServicePoint),
            _ => is_delivered.then_some(Notice::Delivered),
        }
    }
}

/// Option `PRINTLESS` can switch its mail off (reference 8).
fn wants_code(shipment: &Shipment, service: &Service) -> bool {
    let mut options = shipment.order.options.iter();
    let switched_off = options.any(|chosen| {
        let option = service.network.catalogue.option(&chosen.key);
        option.is_some_and(|option| option.role == OptionRole::Printless)
            && chosen.input == Some(OptionInput::Notification(false))
    });
    !switched_off
}
