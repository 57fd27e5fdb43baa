//! Statuses, facilities and calendars of the network in the binary, and what is told of wrong ones.

use crate::faults::{edited, told};
use crate::support::{country, network};
use colli_core::calendar::ReceiverKind;
use colli_core::status::{LANGUAGES, Phase};

/// The statuses the reference names (section 11), in its order; abbreviated ones written out.
const NAMED: &str = "LEG_CREATED LEG_REFERENCE_ADDED PRENOTIFICATION_RECEIVED DATA_RECEIVED_WITH_PREFIX_LABEL DEPART_FACILITY \
PARCEL_SORTED_AT_HUB INFORMATION_ON_DELIVERY_TRANSMITTED ARRIVED_AT_DELIVERY_FACILITY DELIVERY_PLANNED_IN_ROUTE IN_ROUTE_THIRD_PARTY \
FORWARD_DESTINATION PARCEL_ARRIVED_AT_LOCAL_DEPOT PARCEL_SCANNED_AT_RETURN_HUB DEPOT_SCAN SHIPMENT_ACCEPTANCE_PARCELSHOP \
IMAGE_AVAILABLE MISSORT PARCEL_SCANNED_INTO_HAND-TERMINAL OUT_FOR_DELIVERY PARCEL_HANDED_OVER_TO_COURIER \
NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT DELIVERED COLLECTED_AT_PARCELSHOP DELIVERED_IN_MAILBOX LOAD_VEHICLE \
PARCEL_INTO_FALLBACK PARCEL_WILL_BE_DELIVERED_SOON ROUTE_IN_SCAN NEW_DELIVERY_ATTEMPT SCAN_OK_GATEWAY GATEWAY_DEPARTED \
TRANSPORT_DELAY FACILITY_CHECK_IN ARRIVED_AT_HUB PARCEL_PICKED_UP_AT_PARCELSHOP PARCEL_RETURNED_FROM_ROUTE \
PARCEL_READY_FOR_RETURN_TO_HUB NOTIFICATION_FOR_PARCELSTATION_COLLECTION_HAS_BEEN_SENT AWAITING_RECEIVER_COLLECTION \
CLOSED_AWAITING_COLLECTION DELIVERED_AT_ACCESSPOINT DELIVERED_AT_PARCELSTATION DELIVERED_AT_PARCELSHOP \
DELIVERY_CODE_MISSING_PICK_UP ON_HOLD_FOR_COLLECTION PARCEL_FOUND_AT_PARCELSHOP PARCEL_HELD_FOR_COLLECTION_AT_LOCAL_DEPOT \
REMINDER_FOR_COLLECTION_SENT_EMAIL REMINDER_FOR_COLLECTION_SENT_LETTER REMINDER_FOR_COLLECTION_SENT_SMS COLLECTED_AT_ACCESSPOINT \
COLLECTED_AT_PARCELSTATION SHIPMENT_COLLECTED DELIVERED_AT_NEIGHBOURS DELIVERED_AT_PREFERED_NEIGHBOURS DELIVERED_AT_SAFEPLACE \
DELIVERED_DAMAGED DELIVERED_NOT_IN_TIME DELIVERED_NO_CODE_VALIDATION PARTIAL_DELIVERY NOT_HOME_NEW_DELIVERY REFUSED_DAMAGED \
CLOSED_SHIPMENT DESTROYED SHIPMENT_STOPPED INTERVENTION INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_ANOTHER_TIME/DATE \
INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_ACCESSPOINT INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_NEIGHBOURS \
INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSHOP INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSTATION \
INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PREFERRED_NEIGHBOURS INTERVENTION_RECEIVER_REQUEST_DELIVERY_CANCELLED \
INTERVENTION_SHIPPER_REQUEST_DELIVERY_CANCELLED INTERVENTION_REQUEST_CANCEL_INTERVENTION \
INTERVENTION_REQUEST_CANCEL_INTERVENTION_SUSPECTED_FRAUD ADDRESS_UNKNOWN CUSTOMS_DATA_INCORRECT_RETURN_TO_SHIPPER DAMAGE_RETURN \
DELIVERED_AT_SHIPPER DELIVERY_CODE_MISSING_RETURN DELIVERY_DATA_INCORRECT_RETURN EXPECTED_RETURN_DELIVERED_AT_SHIPPER_CALCULATED \
INVALID_SHIPMENT_SPECIFICATION_RETURN MISROUTED_RETURN_TO_SHIPPER NOT_HOME_RETURN_TO_SHIPPER NO_MONEY_RETURN ON_ROUTE_TO_SHIPPER \
PARCELSTATION_DELIVERY_UNSUCCESFULL_RETURN PARCEL_ALREADY_RETURNED PARCEL_RELABELED_FOR_RETURN_TO_SHIPPER \
PARCEL_SCANNED_FOR_RETURN_TO_HUB PARCEL_TOO_HEAVY_RETURN PARCEL_TOO_LARGE_RETURN POSTAL_CODE_INCORRECT \
POSTPROCESS_DELIVERED_AT_SHIPPER POSTPROCESS_RETURN_CONSOLIDATION POSTPROCESS_RETURN_CONSOLIDATION_DEPART \
POSTPROCESS_RETURN_CONSOLIDATION_LOAD PO_BOX RECEIVER_RETURN RECEIVER_UNKNOWN_RETURN REFUSED_AT_PARCELSHOP REFUSED_BY_RECEIVER \
REFUSED_NOT_COLLECTED REFUSED_RETURN REFUSED_RETURN_TO_DD RETURNED_NOT_COLLECTED RETURNED_TO_SHIPPER \
RETURN_DELIVERED_AT_SHIPPER_CALCULATED SPONTANEOUS_RETURN UNJUSTIFIED_SPONTANEOUS_RETURN STORAGE_PERIOD_ENDED_AT_ACCESSPOINT \
STORAGE_PERIOD_ENDED_AT_PARCELSHOP STORAGE_PERIOD_ENDED_AT_PARCELSTATION";

#[test]
fn every_status_of_the_reference_has_its_texts() {
    let statuses = &network().network.statuses;
    for code in NAMED.split_whitespace() {
        let status = statuses.get(code).unwrap_or_else(|| panic!("{code} has no row"));
        for language in LANGUAGES {
            assert!(status.texts.contains_key(language), "{code} in {language}");
        }
    }
    for status in statuses.all() {
        assert!(statuses.category(&status.category).is_some(), "{}", status.code);
    }
    assert_eq!(
        statuses.phase_of("COLLECTED_AT_PARCELSHOP", "DELIVERED"),
        Phase::Delivered
    );
    assert_eq!(statuses.text("DELIVERED", "DELIVERED", "pt"), Some("Entregue"));
    assert_eq!(statuses.text("NOBODY_KNOWS", "CUSTOMS", "nl"), Some("Bij de douane"));
    assert_eq!(statuses.text("NOBODY_KNOWS", "NOR_THIS", "nl"), None);
}

#[test]
fn facilities_of_the_sample_trace_are_known() {
    let facilities = &network().network.facilities;
    for code in ["RXD", "ARM", "ARNPAK", "ETTPAK", "PI", "EC", "MAA"] {
        assert!(facilities.get(code).is_some(), "{code}");
    }
    let code = |place, postal| {
        facilities
            .depot_for(country(place), postal)
            .map(|depot| depot.code.clone())
    };
    assert_eq!(code("NL", "3542AD").as_deref(), Some("UTR"));
    assert_eq!(code("NL", "6229GW").as_deref(), Some("MAO"));
    assert_eq!(code("BE", "2000").as_deref(), Some("ANR"));
    assert_eq!(code("LU", "1111").as_deref(), Some("LUX"));
    assert_eq!(code("FR", "75001"), None);
    assert_eq!(
        facilities.hub_of(country("NL")).map(|hub| hub.code.as_str()),
        Some("EC")
    );
    assert_eq!(
        facilities.return_hub(country("NL")).map(|hub| hub.code.as_str()),
        Some("PI")
    );
    assert_eq!(
        facilities.gateway(country("BE")).map(|hub| hub.code.as_str()),
        Some("WIL")
    );
}

#[test]
fn holidays_and_working_days() {
    let calendar = &network().network.calendar;
    let works = |code, date: &str, kind| calendar.works_on(country(code), date.parse().unwrap(), kind);
    assert!(
        works("NL", "2026-04-03", ReceiverKind::Business),
        "parcel networks work on Good Friday"
    );
    assert!(!works("DE", "2026-04-03", ReceiverKind::Business));
    assert!(!works("NL", "2026-04-27", ReceiverKind::Consumer));
    assert!(works("NL", "2026-03-07", ReceiverKind::Consumer));
    assert!(!works("NL", "2026-03-07", ReceiverKind::Business));
    assert!(!works("NL", "2026-03-08", ReceiverKind::Consumer));
    assert!(!works("BE", "2026-07-21", ReceiverKind::Consumer));
}

#[test]
fn faults_name_their_place() {
    let cases = [
        (
            "tracking_statuses.csv",
            "LEG_CREATED,LEG,registered",
            "leg created,LEGS,registred",
            vec![
                "tracking_statuses.csv:2:1: code: 'leg created' is not a status of capitals, digits, _, - and /",
                "tracking_statuses.csv:2:13: unknown category 'LEGS'",
                "tracking_statuses.csv:2:18: phase: 'registred' is not a phase the program knows",
            ],
        ),
        (
            "tracking_categories.csv",
            "Bij de douane,",
            ",",
            vec!["tracking_categories.csv:2:9: nl must not be empty"],
        ),
        (
            "pickup_statuses.csv",
            "PickupCompleted,1",
            "PickupCompleted,yes",
            vec!["pickup_statuses.csv:2:17: final: 'yes' is not 1 or 0"],
        ),
        (
            "facilities.csv",
            "ARM,,Delivery facility Arnhem,depot,NL",
            "RXD,,Delivery facility Arnhem,shed,XX",
            vec![
                "facilities.csv:3:31: kind: 'shed' is not hub, depot, return_hub, gateway or distribution_centre",
                "facilities.csv:3:36: unknown country XX",
            ],
        ),
        (
            "country_hours.csv",
            "*,UTC,1-5,1-5",
            "*,Mars/Olympus,5-1,0-3",
            vec![
                "country_hours.csv:2:3: time_zone: 'Mars/Olympus' is not a time zone such as Europe/Amsterdam",
                "country_hours.csv:2:16: collection_days: '5-1' is not days such as 1-5 or 1-5|7 (1 = Monday)",
                "country_hours.csv:2:20: consumer_days: '0-3' is not days such as 1-5 or 1-5|7 (1 = Monday)",
            ],
        ),
        (
            "country_hours.csv",
            "*,UTC",
            "AD,UTC",
            vec!["country_hours.csv: the row of country '*', for all others, is missing"],
        ),
        (
            "delivery_windows.csv",
            "*,day,09:00,13:00",
            "*,day,19:00,9:00",
            vec!["delivery_windows.csv:2:13: to: '9:00' is not a time such as 09:00, up to 24:00"],
        ),
        (
            "delivery_windows.csv",
            "*,day,09:00,13:00",
            "*,day,13:00,09:00",
            vec![
                "delivery_windows.csv:2:13: the window ends before it begins",
                "delivery_windows.csv:3:1: '*, day, 13:00' stands already in line 2",
            ],
        ),
        (
            "time_zones.csv",
            "ES,^(35|38)",
            "ES,^(35|38",
            vec!["time_zones.csv:2:4: not a regular expression: error: unclosed group"],
        ),
        ("transit_times.csv", "NL,BE,business,1,2", "NL,AT,firm,9,99", vec![]),
    ];
    for (file, from, to, expected) in cases {
        let told = told(&[(file, &edited(file, from, to))]);
        if file == "transit_times.csv" {
            assert!(
                told.iter().all(|fault| fault.starts_with("transit_times.csv:")),
                "{told:?}"
            );
            assert!(
                told.iter()
                    .any(|fault| fault.contains("receiver: 'firm' is not business or consumer"))
            );
            assert!(
                told.iter()
                    .any(|fault| fault.contains("'99' is not a number of days from 1 to 40"))
            );
        } else {
            assert_eq!(told, expected, "{file}");
        }
    }
}

#[test]
fn a_holiday_stands_once_and_is_a_date() {
    let holidays = "country,date,works\nNL,2026-12-25,0\nNL,2026-12-25,0\nNL,2026-02-30,1\nQQ,2026-01-01,0\n";
    assert_eq!(
        told(&[("holidays.csv", holidays)]),
        [
            "holidays.csv:3:1: 'NL, 2026-12-25' stands already in line 2",
            "holidays.csv:4:4: date: '2026-02-30' is not a date such as 2026-12-25",
            "holidays.csv:5:1: unknown country QQ",
        ]
    );
}
