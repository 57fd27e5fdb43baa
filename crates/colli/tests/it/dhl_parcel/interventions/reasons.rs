//! Reasons 301 to 322: each from a parcel that is really so.

use super::{Town, codes};
use serde_json::{Value, json};

const PLACE: &str = "agreedPlaceIntervention";
const POINT: &str = "servicePointIntervention";
const NEIGHBOURS: &str = "neighboursIntervention";
const TIME: &str = "dateTimeIntervention";
const ALL: [&str; 4] = [PLACE, POINT, NEIGHBOURS, TIME];

/// What is the case, and which interventions it forbids.
struct Case {
    code: u64,
    order: Vec<(&'static str, Value)>,
    scans: Vec<Value>,
    forbids: &'static [&'static str],
    postal_code: &'static str,
}

fn case(code: u64, forbids: &'static [&'static str]) -> Case {
    Case {
        code,
        order: Vec::new(),
        scans: vec![json!({"status": "DEPOT_SCAN", "facility": "AMS"})],
        forbids,
        postal_code: "1012JS",
    }
}

impl Case {
    fn options(self, keys: &[&str]) -> Self {
        let options = ["DOOR"].iter().chain(keys).map(|key| json!({"key": key}));
        self.order("options", json!(options.collect::<Vec<_>>()))
    }

    fn order(mut self, path: &'static str, value: Value) -> Self {
        self.order.push((path, value));
        self
    }

    fn to(mut self, country: &str, postal_code: &'static str, city: &str) -> Self {
        self.postal_code = postal_code;
        self.order("receiver.address.countryCode", json!(country))
            .order("receiver.address.postalCode", json!(postal_code))
            .order("receiver.address.city", json!(city))
    }

    fn scans(mut self, scans: &[Value]) -> Self {
        self.scans = scans.to_vec();
        self
    }

    fn then(mut self, status: &str) -> Self {
        self.scans.push(json!({"status": status}));
        self
    }
}

fn features() -> Vec<Case> {
    let cash = json!([{"key": "DOOR"}, {"key": "COD_CASH", "input": "25.00"}]);
    vec![
        case(301, &[PLACE]).options(&["HANDT"]),
        case(301, &[PLACE]).options(&["EA"]),
        case(301, &[PLACE])
            .order("options", cash)
            .order("receiver.address.isBusiness", json!(true)),
        case(302, &[PLACE, POINT, NEIGHBOURS]).options(&["BMC"]),
        case(303, &[PLACE]).options(&["HANDT"]),
        case(304, &[NEIGHBOURS]).options(&["NBB"]),
        case(314, &[PLACE, NEIGHBOURS]).options(&["AGE_CHECK"]),
        case(322, &[POINT, TIME]).options(&["SDD"]).order(
            "pieces",
            json!([{"parcelType": "MEDIUM", "quantity": 1, "weight": 20.0}]),
        ),
        case(306, &ALL).order("options", json!([{"key": "PS", "input": "8004-NL-272403"}])),
    ]
}

fn addresses() -> Vec<Case> {
    vec![
        case(308, &[PLACE, POINT, NEIGHBOURS, TIME]).order("receiver.address.number", Value::Null),
        case(316, &[PLACE, NEIGHBOURS]).to("NL", "1118AA", "Schiphol"),
        case(313, &ALL).to("DE", "10115", "Berlin"),
        case(313, &ALL)
            .to("BE", "1000", "Brussel")
            .scans(&[json!({"status": "DEPOT_SCAN", "facility": "AMS"})]),
        case(313, &ALL).then("IN_ROUTE_THIRD_PARTY"),
        case(312, &ALL)
            .order("returnLabel", json!(true))
            .order("product", json!("DFY-RETURN")),
    ]
}

fn states() -> Vec<Case> {
    let not_home = || {
        json!({"status": "NOT_HOME_NEW_DELIVERY",
        "plannedDeliveryTimeframe": "2026-03-04T09:00:00+01:00/2026-03-04T13:00:00+01:00"})
    };
    let out = || json!({"status": "OUT_FOR_DELIVERY", "facility": "AMS"});
    let old = json!({"status": "DEPOT_SCAN", "facility": "AMS",
        "plannedDeliveryTimeframe": "2026-02-27T09:00:00+01:00/2026-02-27T13:00:00+01:00"});
    let large = json!({"status": "DEPOT_SCAN", "facility": "AMS", "weightKg": 31.5,
        "dimensions": {"length": 130, "width": 60, "height": 60}});
    vec![
        case(305, &ALL).then("RETURNED_TO_SHIPPER"),
        case(307, &ALL).scans(&[old]),
        case(307, &ALL).then("NOT_HOME"),
        case(309, &ALL).scans(&[]),
        case(310, &ALL).then("DELIVERED"),
        case(310, &ALL).then("DELIVERED_AT_PARCELSHOP"),
        case(310, &ALL).then("DELIVERED_AT_SHIPPER"),
        case(310, &ALL).then("LOST"),
        case(311, &[POINT]).scans(&[large]),
        case(315, &ALL).then("NOT_HOME_TO_PARCELSHOP"),
        case(315, &ALL)
            .then("NOT_HOME_TO_PARCELSHOP")
            .then("PARCEL_RETURNED_FROM_ROUTE"),
        case(317, &ALL).then("INTERVENTION_REQUEST_CANCEL_INTERVENTION_SUSPECTED_FRAUD"),
        case(318, &[TIME]).scans(&[out(), not_home(), out(), not_home()]),
        case(319, &ALL).then("MISSORT"),
        case(321, &ALL).then("PARCEL_INTO_FALLBACK"),
    ]
}

async fn check(cases: Vec<Case>) {
    let mut town = Town::open().await;
    for case in cases {
        let code = town.book(&case.order).await;
        for scan in &case.scans {
            town.scan(&code, scan).await;
        }
        let options = town.options(&code, case.postal_code).await;
        for kind in ALL {
            let found = codes(&options[kind]);
            let forbidden = case.forbids.contains(&kind);
            assert_eq!(
                found.contains(&case.code),
                forbidden,
                "{} of {:?} {:?}: {options}",
                case.code,
                case.order,
                case.scans
            );
        }
    }
}

#[tokio::test]
async fn features_of_the_order_forbid_interventions() {
    check(features()).await;
}

#[tokio::test]
async fn where_a_parcel_goes_forbids_interventions() {
    check(addresses()).await;
}

#[tokio::test]
async fn what_happened_to_a_parcel_forbids_interventions() {
    check(states()).await;
}

#[test]
fn every_code_about_a_parcel_has_its_case() {
    use colli_core::intervention::Reason;
    let cases = [features(), addresses(), states()];
    let covered: Vec<u64> = cases.iter().flatten().map(|case| case.code).collect();
    for (reason, code, ..) in Reason::TABLE {
        assert!(
            !reason.is_about_parcel() || covered.contains(&u64::from(*code)),
            "{code}"
        );
    }
}
