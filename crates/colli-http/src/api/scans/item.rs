//! One scan of a batch: read on its own, so that what is wrong with one keeps no other out.

use crate::time;
use colli_core::error::{Violation, Violations};
use colli_core::limits::{PIECE_SIDE_MM_MAX, PIECE_WEIGHT_G_MAX};
use colli_core::parcel::Dimensions;
use colli_core::scan::Scan;
use colli_core::tracking::{Event, EventKind, Leg, Moment};
use colli_core::units::{grams_from_kg, mm_from_cm};
use colli_wire::field::{Field, Number};
use colli_wire::request;
use jiff::tz::{Offset, TimeZone};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::value::RawValue;

request! {
    /// Something an operator saw happen to a piece.
    pub struct ReportedScan {
        /// The reporter's id of the scan, unique in the environment; up to 100 characters.
        scan_id: String,
        /// Code of the piece.
        tracker_code: String,
        /// Status, such as `OUT_FOR_DELIVERY`.
        status: String,
        /// Category, such as `IN_DELIVERY`; needed for statuses the network does not know.
        category: String,
        /// `PIECE_EVENT` or `LEG_EVENT`.
        r#type: String,
        /// When it happened, ISO 8601 with an offset or `Z`. With an offset, trackers show that local time; with `Z`, that of `timezone`, else of the facility.
        occurred_at: String,
        /// IANA name of the zone of the place, such as `Europe/Lisbon`.
        timezone: String,
        /// Facility code; one the network does not list is taken as well.
        facility: String,
        /// Area served by the facility.
        service_area: String,
        /// Free text, up to 1,000 characters; shown to the owner and to those who know the receiver's postal code.
        remarks: String,
        /// Leg of the transport.
        leg: ScanLeg,
        /// Delivery route.
        route: String,
        /// Number of the stop on the route.
        stop_number: Number,
        /// Scanned by hand.
        scanned_manual: bool,
        /// Handed over to somebody with a power of attorney.
        power_of_attorney: bool,
        /// Weight measured, in kilograms.
        weight_kg: Number,
        /// Size measured, in centimetres.
        dimensions: ScanSize,
        /// When delivery is planned: `<from>/<to>`, ISO 8601 with offsets.
        planned_delivery_timeframe: String,
        /// When it would be tried next.
        next_planned_delivery_timeframe: String,
        /// The moment the courier is expected.
        moment_indication: String,
        /// Code of the card left because nobody was home.
        not_home_code: String,
        /// Who signed for it.
        signed_by: String,
        /// ServicePoint where the piece is, or goes to from now on.
        service_point_id: String,
    }

    /// Leg of a transport.
    pub struct ScanLeg {
        /// `ECOMMERCE` or `DAY_DEFINITE`.
        network: String,
        /// Account the leg is booked on.
        account_id: String,
        /// Number of the leg.
        number: String,
        /// Reference of the leg.
        reference: String,
        /// Facility it starts from.
        origin_facility: String,
        /// Facility it ends at.
        destination_facility: String,
    }

    /// Size of a piece, in centimetres.
    pub struct ScanSize {
        /// Length.
        length: Number,
        /// Width.
        width: Number,
        /// Height.
        height: Number,
    }
}

/// Reads a scan: its id, when it has one, and what it says or what is wrong with it.
pub(super) fn read(raw: &RawValue) -> (Option<String>, Result<Scan, Vec<Violation>>) {
    let Ok(Field::Value(scan)) = serde_json::from_str::<Field<ReportedScan>>(raw.get()) else {
        let wrong = Violation::new("", "type", "this is not a scan").accepting(["a JSON object"]);
        return (None, Err(vec![wrong]));
    };
    let mut reader = Reader(Violations::new());
    let scan = convert(scan, &mut reader);
    let id = Some(scan.id.clone()).filter(|id| !id.is_empty());
    (id, reader.0.into_result(scan))
}

fn convert(scan: ReportedScan, reader: &mut Reader) -> Scan {
    let (id, tracker_code) = (
        reader.required(scan.scan_id, "scanId"),
        reader.required(scan.tracker_code, "trackerCode"),
    );
    let status = reader.required(scan.status, "status");
    let (at, offset) = reader.time(scan.occurred_at);
    let moment = Moment { at, offset_seconds: 0 };
    let mut event = Event::new("", &status, moment);
    event.facility = reader.text(scan.facility, "facility");
    event.service_area = reader.text(scan.service_area, "serviceArea");
    // Scanners send empty remarks, and trackers show them.
    event.remarks = reader.value(scan.remarks, "remarks");
    event.leg = reader.value(scan.leg, "leg").map(|leg| read_leg(leg, reader));
    event.route = reader.text(scan.route, "route");
    event.stop_number = reader.scaled(scan.stop_number, "stopNumber", "a whole number from 0", |number| {
        number.fract().is_zero().then(|| number.to_u32())?
    });
    event.scanned_by_hand = reader.value(scan.scanned_manual, "scannedManual");
    event.power_of_attorney = reader.value(scan.power_of_attorney, "powerOfAttorney");
    event.weight_g = reader.scaled(scan.weight_kg, "weightKg", "above 0 up to 1000 (kilograms)", |kg| {
        grams_from_kg(kg).filter(|grams| (1..=PIECE_WEIGHT_G_MAX).contains(grams))
    });
    let size = reader.value(scan.dimensions, "dimensions");
    event.dimensions = size.and_then(|size| read_size(size, reader));
    event.planned = reader.parsed(
        scan.planned_delivery_timeframe,
        "plannedDeliveryTimeframe",
        FRAME,
        time::read_frame,
    );
    let next = (scan.next_planned_delivery_timeframe, "nextPlannedDeliveryTimeframe");
    event.next_planned = reader.parsed(next.0, next.1, FRAME, time::read_frame);
    event.expected = reader.parsed(scan.moment_indication, "momentIndication", TIME, time::read_moment);
    event.not_home_code = reader.text(scan.not_home_code, "notHomeCode");
    event.signed_by = reader.text(scan.signed_by, "signedBy");
    event.service_point = reader.text(scan.service_point_id, "servicePointId");
    Scan {
        id,
        tracker_code,
        category: reader.text(scan.category, "category"),
        kind: reader.parsed(scan.r#type, "type", "PIECE_EVENT or LEG_EVENT", |kind| match kind {
            "PIECE_EVENT" => Some(EventKind::Piece),
            "LEG_EVENT" => Some(EventKind::Leg),
            _ => None,
        }),
        offset_seconds: offset.map(Offset::seconds),
        zone: reader.parsed(scan.timezone, "timezone", "an IANA name, as Europe/Amsterdam", |name| {
            TimeZone::get(name).ok()
        }),
        event,
    }
}

fn read_leg(leg: ScanLeg, reader: &mut Reader) -> Leg {
    Leg {
        network: reader.required(leg.network, "leg.network"),
        account: reader.text(leg.account_id, "leg.accountId"),
        number: reader.text(leg.number, "leg.number"),
        reference: reader.text(leg.reference, "leg.reference"),
        origin: reader.text(leg.origin_facility, "leg.originFacility"),
        destination: reader.text(leg.destination_facility, "leg.destinationFacility"),
    }
}

fn read_size(size: ScanSize, reader: &mut Reader) -> Option<Dimensions> {
    let mut read = |side, name: &str| {
        let path = format!("dimensions.{name}");
        if Field::is_absent(&side) {
            reader.0.push(Violation::required(path.as_str()));
        }
        reader.scaled(side, &path, "above 0 up to 1000 (centimetres)", |cm| {
            mm_from_cm(cm).filter(|mm| (1..=PIECE_SIDE_MM_MAX).contains(mm))
        })
    };
    let (length_mm, width_mm, height_mm) = (
        read(size.length, "length"),
        read(size.width, "width"),
        read(size.height, "height"),
    );
    Some(Dimensions {
        length_mm: length_mm?,
        width_mm: width_mm?,
        height_mm: height_mm?,
    })
}

const FRAME: &str = "<from>/<to>, both as 2026-03-02T14:00:00+01:00";
const TIME: &str = "ISO 8601 with an offset or Z, as 2026-03-02T14:00:00+01:00";

/// Gathers what is wrong with a scan. Placeholders stand in for broken members.
struct Reader(Violations);

impl Reader {
    fn value<T>(&mut self, field: Field<T>, path: &str) -> Option<T> {
        match field {
            Field::Absent => None,
            Field::Value(value) => Some(value),
            Field::Wrong { expected, found } => {
                let message = format!("expected {expected}, found {found}");
                self.0.push(Violation::new(path, "type", message).accepting([expected]));
                None
            }
        }
    }

    fn text(&mut self, field: Field<String>, path: &str) -> Option<String> {
        self.value(field, path).filter(|text| !text.trim().is_empty())
    }

    fn required(&mut self, field: Field<String>, path: &str) -> String {
        let is_wrong = matches!(field, Field::Wrong { .. });
        let text = self.text(field, path);
        if text.is_none() && !is_wrong {
            self.0.push(Violation::required(path));
        }
        text.unwrap_or_default()
    }

    fn parsed<T>(
        &mut self,
        field: Field<String>,
        path: &str,
        accepted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field, path)?;
        let parsed = parse(text.trim());
        if parsed.is_none() {
            self.0
                .push(Violation::new(path, "format", "this cannot be understood").accepting([accepted]));
        }
        parsed
    }

    fn scaled(
        &mut self,
        field: Field<Number>,
        path: &str,
        accepted: &str,
        convert: impl Fn(Decimal) -> Option<u32>,
    ) -> Option<u32> {
        let number = self.value(field, path)?;
        let scaled = number.0.parse().ok().and_then(convert);
        if scaled.is_none() {
            self.0
                .push(Violation::new(path, "range", "this number is out of range").accepting([accepted]));
        }
        scaled
    }

    fn time(&mut self, field: Field<String>) -> (jiff::Timestamp, Option<Offset>) {
        let path = "occurredAt";
        let is_absent =
            matches!(&field, Field::Absent) || matches!(&field, Field::Value(text) if text.trim().is_empty());
        if is_absent {
            self.0.push(Violation::required(path));
        }
        self.parsed(field, path, TIME, time::read)
            .unwrap_or((jiff::Timestamp::UNIX_EPOCH, None))
    }
}
