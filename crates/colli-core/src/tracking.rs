//! Events and what a tracker shows: the public record of a piece is a fold of its events.

use crate::parcel::Dimensions;
use crate::status::{Phase, Statuses};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// What an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EventKind {
    /// The piece itself.
    Piece,
    /// A leg of its transport.
    Leg,
}

/// A moment with the local time of its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// Seconds east of UTC of the place, at that instant.
    pub offset_seconds: i32,
}

impl Moment {
    /// An instant as a zone's clocks show it.
    pub fn in_zone(at: Timestamp, zone: &TimeZone) -> Self {
        Self {
            at,
            offset_seconds: zone.to_offset(at).seconds(),
        }
    }
}

impl From<&Zoned> for Moment {
    fn from(time: &Zoned) -> Self {
        Self {
            at: time.timestamp(),
            offset_seconds: time.offset().seconds(),
        }
    }
}

/// A time frame: of a planned delivery, of a collection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct TimeFrame {
    /// Its beginning.
    pub from: Moment,
    /// Its end.
    pub to: Moment,
}

/// The transport leg an event belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Leg {
    /// Operating network: `ECOMMERCE`, `DAY_DEFINITE`.
    pub network: String,
    /// Account the leg is booked on; also the debtor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Number of the leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Reference of the leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Facility it starts from; also its service area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Facility it ends at; also its service area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
}

impl Leg {
    /// A leg of which only the network is known.
    pub fn of_network(network: &str) -> Self {
        Self {
            network: network.to_owned(),
            ..Self::default()
        }
    }
}

/// One immutable fact about a piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Seconds east of UTC of the place where it happened, at that moment.
    pub offset_seconds: i32,
    /// Category, such as `UNDERWAY` (reference 11).
    pub category: String,
    /// Status, such as `DEPART_FACILITY` (reference 11).
    pub status: String,
    /// Piece or leg.
    pub kind: EventKind,
    /// Facility code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Leg of the transport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<Leg>,
    /// Free text of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Area served by the facility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_area: Option<String>,
    /// Delivery route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Number of the stop on the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_number: Option<u32>,
    /// Scanned by hand, not by a machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanned_by_hand: Option<bool>,
    /// Handed over to somebody with a power of attorney.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_of_attorney: Option<bool>,
    /// Weight measured, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<u32>,
    /// Size measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
    /// When delivery is planned now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<TimeFrame>,
    /// When it would be tried next, if that fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_planned: Option<TimeFrame>,
    /// The moment the courier is expected, once it is known that closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Moment>,
    /// Code of the card left because nobody was home; several pieces may share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_home_code: Option<String>,
    /// Who signed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// ServicePoint where the piece is, or goes to from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_point: Option<String>,
}

impl Event {
    /// An event of the piece itself, of which nothing more is known.
    pub fn new(category: &str, status: &str, moment: Moment) -> Self {
        Self {
            occurred_at: moment.at,
            offset_seconds: moment.offset_seconds,
            category: category.to_owned(),
            status: status.to_owned(),
            kind: EventKind::Piece,
            facility: None,
            leg: None,
            remarks: None,
            service_area: None,
            route: None,
            stop_number: None,
            scanned_by_hand: None,
            power_of_attorney: None,
            weight_g: None,
            dimensions: None,
            planned: None,
            next_planned: None,
            expected: None,
            not_home_code: None,
            signed_by: None,
            service_point: None,
        }
    }

    /// When it happened, with the local time of the place.
    pub fn moment(&self) -> Moment {
        Moment {
            at: self.occurred_at,
            offset_seconds: self.offset_seconds,
        }
    }

    /// Whether the piece is handed over: to its receiver, or back to its sender.
    fn is_handover(&self) -> bool {
        self.category == DELIVERED
    }

    /// Whether it says where the piece is; what is registered (legs, data) does not.
    fn moves(&self) -> bool {
        MOVING.contains(&self.category.as_str())
    }
}

/// Category of a piece that was handed over.
pub const DELIVERED: &str = "DELIVERED";
/// Status of a piece whose label was voided before the network had it.
pub const LABEL_VOIDED: &str = "LABEL_VOIDED";
/// Category of an intervention.
pub const INTERVENTION: &str = "INTERVENTION";
/// Categories of events that find a piece somewhere on its way.
const MOVING: [&str; 5] = ["UNDERWAY", "IN_DELIVERY", "CUSTOMS", "PROBLEM", "EXCEPTION"];

/// Something the tracker groups events by, as consumers read it: a category and the events met under it in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewPhase {
    /// The category.
    pub category: String,
    /// Status and time of its events, newest first.
    pub events: Vec<(String, Timestamp)>,
}

/// The public state of a piece.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Category of the latest event.
    pub category: Option<String>,
    /// Status of the latest event.
    pub status: Option<String>,
    /// What the latest event means for the piece.
    pub phase: Phase,
    /// When delivery is planned; gone once it is delivered, or when the plan fell through.
    pub planned: Option<TimeFrame>,
    /// When it would be tried next.
    pub next_planned: Option<TimeFrame>,
    /// The moment the courier is expected.
    pub expected: Option<Moment>,
    /// When its receiver got it, if that happened and nothing since says otherwise.
    pub delivered_at: Option<Moment>,
    /// Who signed for it.
    pub signed_by: Option<String>,
    /// Code of the last card left because nobody was home.
    pub not_home_code: Option<String>,
    /// ServicePoint where it is, or goes to by an intervention.
    pub service_point: Option<String>,
}

/// The order in which events are shown and folded: by time; equal times keep the order of arrival.
pub fn in_order(events: &mut [Event]) {
    events.sort_by_key(|event| event.occurred_at);
}

/// Folds events, oldest first, into the public record. Late and repeated events land in the right place because the
/// fold sees them in order of occurrence and looks at facts only. What a status means is the network's data; of an
/// unknown one the category tells.
pub fn fold(events: &[Event], statuses: &Statuses) -> Record {
    let mut record = Record::default();
    for event in events {
        record.take(event, statuses.phase_of(&event.status, &event.category));
    }
    record
}

impl Record {
    fn take(&mut self, event: &Event, phase: Phase) {
        if event.is_handover() {
            self.hand_over(event, phase);
        } else if event.moves() || event.category == INTERVENTION {
            self.move_on(event, phase);
        }
        // What is registered late tells nothing of a piece that moves already.
        let is_news = event.moves() || event.is_handover() || event.category == INTERVENTION;
        if is_news || self.phase <= Phase::Registered {
            self.phase = phase;
        }
        self.not_home_code = event.not_home_code.clone().or_else(|| self.not_home_code.take());
        self.category = Some(event.category.clone());
        self.status = Some(event.status.clone());
    }

    /// A return to the sender is no delivery.
    fn hand_over(&mut self, event: &Event, phase: Phase) {
        (self.planned, self.next_planned, self.expected) = (None, None, None);
        if phase == Phase::Returned {
            self.delivered_at = None;
            return;
        }
        self.delivered_at.get_or_insert(event.moment());
        self.signed_by = event.signed_by.clone().or_else(|| self.signed_by.take());
        self.service_point = event.service_point.clone().or_else(|| self.service_point.take());
    }

    /// After a delivery only a return or a new trip brings a piece back under way. A problem and an intervention upset
    /// the plan unless they name a new one.
    fn move_on(&mut self, event: &Event, phase: Phase) {
        (self.delivered_at, self.signed_by) = (None, None);
        let upset = [Phase::Problem, Phase::Returning].contains(&phase) || event.category == INTERVENTION;
        if upset || event.planned.is_some() {
            (self.planned, self.next_planned) = (event.planned, event.next_planned);
            self.expected = None;
        }
        self.expected = event.expected.or(self.expected);
        self.service_point = event.service_point.clone().or_else(|| self.service_point.take());
    }
}

/// The events grouped as consumers read them, newest first (reference 10.2).
pub fn view(events: &[Event]) -> Vec<ViewPhase> {
    let mut phases: Vec<ViewPhase> = Vec::new();
    for event in events.iter().rev() {
        let entry = (event.status.clone(), event.occurred_at);
        match phases.last_mut().filter(|phase| phase.category == event.category) {
            Some(phase) => phase.events.push(entry),
            None => phases.push(ViewPhase {
                category: event.category.clone(),
                events: vec![entry],
            }),
        }
    }
    phases
}

/// The event of a registration with the American network: its label is made and its data received; nobody has it yet.
pub fn data_received(moment: Moment) -> Event {
    Event {
        leg: Some(Leg::of_network("ECOMMERCE")),
        ..Event::new("DATA_RECEIVED", "DATA_RECEIVED", moment)
    }
}

/// The events of registration: the first leg is created, the sender's announcement is received.
pub fn registration(moment: Moment, account: Option<&str>) -> [Event; 2] {
    let leg = Leg {
        account: account.map(str::to_owned),
        ..Leg::of_network("ECOMMERCE")
    };
    let mut created = Event::new("LEG", "LEG_CREATED", moment);
    created.kind = EventKind::Leg;
    created.leg = Some(leg);
    let mut received = Event::new("DATA_RECEIVED", "PRENOTIFICATION_RECEIVED", moment);
    received.leg = Some(Leg::of_network("ECOMMERCE"));
    [created, received]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(second: i64, category: &str) -> Event {
        let moment = Moment {
            at: Timestamp::from_second(second).unwrap(),
            offset_seconds: 3_600,
        };
        Event::new(category, category, moment)
    }

    fn fold(events: &[Event]) -> Record {
        super::fold(events, &Statuses::default())
    }

    fn frame(from: i64, to: i64) -> TimeFrame {
        TimeFrame {
            from: event(from, "").moment(),
            to: event(to, "").moment(),
        }
    }

    #[test]
    fn a_plan_holds_until_something_upsets_it() {
        let planned = Event {
            planned: Some(frame(50, 60)),
            next_planned: Some(frame(150, 160)),
            ..event(2, "UNDERWAY")
        };
        let known = [event(1, "UNDERWAY"), planned, event(3, "IN_DELIVERY")];
        let record = fold(&known);
        assert_eq!(
            (record.planned, record.next_planned),
            (Some(frame(50, 60)), Some(frame(150, 160)))
        );
        for upset in ["PROBLEM", "INTERVENTION", "DELIVERED"] {
            let events: Vec<Event> = known.iter().cloned().chain([event(4, upset)]).collect();
            assert_eq!(fold(&events).planned, None, "{upset}");
        }
        let replanned = Event {
            planned: Some(frame(250, 260)),
            ..event(4, "PROBLEM")
        };
        let events: Vec<Event> = known.iter().cloned().chain([replanned, event(5, "LEG")]).collect();
        assert_eq!(fold(&events).planned, Some(frame(250, 260)));
    }

    #[test]
    fn a_return_is_no_delivery() {
        let status = crate::status::Status {
            code: "DELIVERED_AT_SHIPPER".to_owned(),
            category: DELIVERED.to_owned(),
            phase: Phase::Returned,
            texts: std::collections::HashMap::new(),
        };
        let back = Event {
            status: status.code.clone(),
            ..event(2, DELIVERED)
        };
        let record = super::fold(&[event(1, "PROBLEM"), back], &Statuses::new([status]));
        assert_eq!((record.delivered_at, record.phase), (None, Phase::Returned));
    }

    #[test]
    fn a_view_groups_what_follows_in_a_row() {
        let events = [
            event(1, "UNDERWAY"),
            event(2, "PROBLEM"),
            event(3, "UNDERWAY"),
            event(4, "UNDERWAY"),
        ];
        let shown: Vec<_> = view(&events)
            .into_iter()
            .map(|phase| (phase.category, phase.events.len()))
            .collect();
        let expected = [("UNDERWAY", 2), ("PROBLEM", 1), ("UNDERWAY", 1)];
        assert_eq!(shown, expected.map(|(category, count)| (category.to_owned(), count)));
    }

    #[test]
    fn delivered_until_it_travels_on() {
        assert_eq!(fold(&[]), Record::default());
        let delivered = fold(&[event(1, "UNDERWAY"), event(2, "DELIVERED"), event(3, "DATA_RECEIVED")]);
        assert_eq!(delivered.delivered_at, Some(event(2, "").moment()));
        let returned = fold(&[event(2, "DELIVERED"), event(3, "UNDERWAY")]);
        assert_eq!(
            (returned.delivered_at, returned.category.as_deref()),
            (None, Some("UNDERWAY"))
        );
    }

    proptest! {
        #[test]
        fn arrival_order_does_not_matter(times in proptest::collection::hash_set(0i64..10_000, 1..20)) {
            let mut forward: Vec<Event> = times.iter().map(|t| event(*t, if t % 3 == 0 { "DELIVERED" } else { "UNDERWAY" })).collect();
            let mut backward: Vec<Event> = forward.iter().rev().cloned().collect();
            in_order(&mut forward);
            in_order(&mut backward);
            prop_assert_eq!(fold(&forward), fold(&backward));
        }
    }
}
