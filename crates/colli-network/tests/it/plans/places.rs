//! Scenarios end where the parcel was ordered to.

use super::{facts, point, scenario, shipment, statuses};
use colli_core::plan::{Facts, draw};
use colli_core::service_point::ServicePointKind::{PackStation, ParcelShop};

/// Scenarios with their ends at a shop, at a locker, in a mailbox and at the depot.
const ENDS: [(&str, [&str; 4]); 9] = [
    ("missort", DELIVERED),
    ("delayed", DELIVERED),
    ("customs-hold", DELIVERED),
    ("damaged-delivered", DELIVERED),
    ("not-home-neighbour", DELIVERED),
    ("not-home-second-attempt", DELIVERED),
    ("not-home-return", DELIVERED),
    ("not-home-servicepoint", DELIVERED),
    ("refused", ["DELIVERED_AT_SHIPPER"; 4]),
];
/// How a parcel ends in each of the four places.
const DELIVERED: [&str; 4] = [
    "COLLECTED_AT_PARCELSHOP",
    "COLLECTED_AT_PARCELSTATION",
    "DELIVERED_IN_MAILBOX",
    "SHIPMENT_COLLECTED",
];
/// What happens where somebody refuses.
const REFUSED: [&str; 4] = [
    "REFUSED_AT_PARCELSHOP",
    "STORAGE_PERIOD_ENDED_AT_PARCELSTATION",
    "REFUSED_BY_RECEIVER",
    "REFUSED_BY_RECEIVER",
];

#[test]
fn each_scenario_ends_where_the_parcel_was_ordered_to() {
    let (shop, locker) = (point("NL", ParcelShop), point("NL", PackStation));
    let places = [
        (&[][..], Some(&shop)),
        (&[], Some(&locker)),
        (&["BP"], None),
        (&["H"], None),
    ];
    for (at, (options, ordered_point)) in places.into_iter().enumerate() {
        let shipment = shipment(9, "2026-03-02T08:00:00Z", ("NL", "3011AA", false), options);
        let facts = Facts {
            ordered_point,
            ..facts(&shipment, 42, Some(&shop))
        };
        for (name, ends) in ENDS {
            let events = draw(&facts, scenario(name));
            let shown = statuses(&events);
            assert_eq!(shown.last(), Some(&ends[at]), "{name}: {shown:?}");
            assert!(events.iter().all(|event| event.not_home_code.is_none()), "{name}");
            let outs = shown.iter().filter(|status| **status == "OUT_FOR_DELIVERY").count();
            assert_eq!(outs, 1, "{name}: {shown:?}");
            if name == "refused" {
                assert!(shown.contains(&REFUSED[at]), "{shown:?}");
            }
        }
    }
}
