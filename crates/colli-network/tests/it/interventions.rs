//! Rules of interventions in the binary, and what is told of wrong ones.

use crate::faults::{edited, told};
use crate::support::network;
use colli_core::intervention::{InterventionKind, Reason, SizeLimit, Subject};
use colli_core::service_point::ServicePointKind;

#[test]
fn every_reason_about_a_parcel_has_a_rule() {
    let rules = &network().network.interventions;
    for (reason, code, ..) in Reason::TABLE.iter().filter(|(reason, ..)| reason.is_about_parcel()) {
        assert!(rules.rules.iter().any(|rule| rule.reason == *reason), "{code}");
    }
    let is_return = |subject: &Subject| matches!(subject, Subject::Option(key) if key == "NBB");
    let nbb = rules.rules.iter().find(|rule| is_return(&rule.subject)).unwrap();
    assert_eq!(
        (nbb.reason.code(), nbb.kinds.as_slice()),
        (304, &[InterventionKind::Neighbours][..])
    );
}

#[test]
fn every_kind_has_its_status() {
    let rules = &network().network.interventions;
    let shop = Some(ServicePointKind::ParcelShop);
    for (name, kind) in InterventionKind::NAMES {
        for fraud in [false, true] {
            assert!(rules.status(kind, shop, fraud, false).is_some(), "{name}");
        }
    }
    let locker = rules.status(
        InterventionKind::ServicePoint,
        Some(ServicePointKind::PackStation),
        false,
        true,
    );
    assert_eq!(locker, Some("INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSTATION"));
    let cancelled = |fraud, by_sender| rules.status(InterventionKind::Cancel, None, fraud, by_sender).unwrap();
    assert_eq!(
        cancelled(false, true),
        "INTERVENTION_SHIPPER_REQUEST_DELIVERY_CANCELLED"
    );
    assert_eq!(
        cancelled(false, false),
        "INTERVENTION_RECEIVER_REQUEST_DELIVERY_CANCELLED"
    );
    assert_eq!(cancelled(true, true), cancelled(true, false));
    let limits = rules.limits;
    assert!(
        [limits.shop, limits.large_shop, limits.locker]
            .iter()
            .all(|limit| *limit != SizeLimit::NOTHING)
    );
}

#[test]
fn faults_of_the_rules_are_named() {
    let rules = "subject,value,code,kinds\noption,XXX,301,cancel\nmood,bad,301,cancel\nstatus,GONE,310,cancel\n\
        phase,delivered,209,cancel\nphase,gone,310,fly\narea,NL:(,316,cancel\ncountry-not,QQ,313,cancel\n";
    assert_eq!(
        told(&[("intervention_rules.csv", rules)]),
        [
            "intervention_rules.csv:2:8: unknown option 'XXX'",
            "intervention_rules.csv:3:1: subject: 'mood' is not option, phase, status, state, area or country-not",
            "intervention_rules.csv:4:8: unknown status 'GONE'",
            "intervention_rules.csv:5:17: code: '209' is not a code from 301 to 322 of the interface",
            "intervention_rules.csv:6:7: value: 'gone' is not a phase",
            "intervention_rules.csv:6:16: kinds: each is one of agreed-place, servicepoint, neighbours, date-time or cancel",
            "intervention_rules.csv:7:6: value: 'NL:(' is not a country, a colon and a regular expression",
            "intervention_rules.csv:8:13: unknown country 'QQ'",
        ]
    );
    let statuses = "kind,place,fraud,by,status\nfly,,,me,DELIVERED\n";
    assert_eq!(
        told(&[("intervention_statuses.csv", statuses)]),
        [
            "intervention_statuses.csv:2:1: kind: 'fly' is not agreed-place, servicepoint, neighbours, date-time or cancel",
            "intervention_statuses.csv:2:7: by: 'me' is not sender or nothing",
            "intervention_statuses.csv:2:10: status: not one of the category INTERVENTION",
        ]
    );
    let limits = edited("intervention_limits.csv", "locker,", "cellar,");
    assert_eq!(
        told(&[("intervention_limits.csv", &limits)]),
        ["intervention_limits.csv:4:1: place: 'cellar' is not shop, large-shop or locker"]
    );
    let limits = edited("intervention_limits.csv", "locker,15000,600,400,350,\n", "");
    assert_eq!(
        told(&[("intervention_limits.csv", &limits)]),
        ["intervention_limits.csv: there is no row for locker"]
    );
}
