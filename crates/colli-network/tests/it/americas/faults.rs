//! Faults of the tables of the American network, by file, line and character.

use crate::faults::{edited, told};

fn fault(name: &str, from: &str, to: &str) -> Vec<String> {
    told(&[(name, &edited(name, from, to))])
}

#[test]
fn states_areas_and_bands() {
    assert_eq!(
        fault("us_states.csv", "AK,Alaska,state,US,11,", "AK,,kingdom,QQ,10,"),
        [
            "us_states.csv:3:4: name must not be empty",
            "us_states.csv:3:5: type: 'kingdom' is not state, district, territory, freely_associated or military",
            "us_states.csv:3:13: unknown country QQ",
            "us_states.csv:3:16: price_zone: '10' is not a zone: 1 to 9 or 11 to 13",
        ]
    );
    assert_eq!(
        fault("us_zip3.csv", "005,NY,state,NY,40.8154,", "05,XY,state,NY|ZZ,140.8,"),
        [
            "us_zip3.csv:2:1: zip3: '05' is not the first three digits of a ZIP code",
            "us_zip3.csv:2:4: unknown state 'XY'",
            "us_zip3.csv:2:13: unknown state 'ZZ'",
            "us_zip3.csv:2:19: '140.8' is not a number of degrees between -90 and 90",
        ]
    );
    assert_eq!(
        fault("us_zip3.csv", "\n006,", "\n005,"),
        ["us_zip3.csv:3:1: '005' stands already in line 2"]
    );
    assert_eq!(
        fault("us_zone_rule.csv", "2,50,150", "2,60,55"),
        [
            "us_zone_rule.csv:3:3: the band begins at 60; expected is 50, the end of the band before",
            "us_zone_rule.csv:3:6: the band ends before it begins",
            "us_zone_rule.csv:4:3: the band begins at 150; expected is 55, the end of the band before",
        ]
    );
    assert_eq!(
        fault("us_zone_rule.csv", "8,1800,", "8,1800,2000"),
        ["us_zone_rule.csv: the last band must have no max_miles_inclusive"]
    );
}

#[test]
fn rates() {
    assert_eq!(
        fault("us_rates.csv", "ground,1,oz,2.69,2.86", "Ground,1,kg,2.695,-1"),
        [
            "us_rates.csv:2:1: product: 'Ground' is not a key of small letters, digits and _",
            "us_rates.csv:2:10: unit: 'kg' is not oz or lb",
            "us_rates.csv:2:13: zone_1_2: '2.695' is not a price of at most 100000 with up to two decimals",
            "us_rates.csv:2:19: zone_3: '-1' is not a price of at most 100000 with up to two decimals",
        ]
    );
    assert_eq!(
        fault("us_rates.csv", "ground,15,oz", "ground,16,oz"),
        ["us_rates.csv:17:1: 'ground, 1 lb' stands already in line 16"]
    );
    assert_eq!(
        fault(
            "us_international_rates.csv",
            "parcel_international_direct,CANADA,9.50",
            "parcels_ground,CANDA,1e3"
        ),
        [
            "us_international_rates.csv:2:1: this service does not go abroad; its prices are in us_rates.csv",
            "us_international_rates.csv:2:16: unknown country group 'CANDA'",
            "us_international_rates.csv:2:22: base: '1e3' is not a price of at most 100000 with up to two decimals",
        ]
    );
    assert_eq!(
        fault("us_fees.csv", "insurance,0.00", "insurances,0.00"),
        [
            "us_fees.csv:4:1: fee: 'insurances' is not one of signature, adult_signature, insurance, cash_on_delivery, dangerous_goods"
        ]
    );
    assert_eq!(
        fault("us_country_groups.csv", "MEXICO,MX", "MEXICO,MX|CA|QQ"),
        [
            "us_country_groups.csv:3:8: CA is in group CANADA already",
            "us_country_groups.csv:3:8: unknown country 'QQ'",
        ]
    );
}

#[test]
fn services_and_days() {
    let row = "DHL SmartMail Parcel Ground,GND,domestic,0,0,parcel,ground,1000,0,400,48,108,1,1,1,1,612,614";
    let wrong = "DHL SmartMail Parcel Ground,GND,abroad,0,0,parcel,ground,1000,500,400,0,108,1,1,1,2,61,614";
    assert_eq!(
        fault("us_services.csv", row, wrong),
        [
            "us_services.csv:6:63: scope: 'abroad' is not domestic, international or return",
            "us_services.csv:6:93: min_weight_oz is above max_weight_oz",
            "us_services.csv:6:101: max_length_in: '0' is not a number of inches from 1 to 1000",
            "us_services.csv:6:113: signature: '2' is not 1 or 0",
            "us_services.csv:6:115: impb_service_type: '61' is not three digits",
        ]
    );
    assert_eq!(
        fault("us_services.csv", "parcel,ground,1000,0,400", "parcel,grund,0,0,400.x"),
        [
            "us_services.csv:6:83: unknown rate card 'grund'",
            "us_services.csv:6:89: factor_thousandths: '0' is not a share in thousandths, at most 100000",
            "us_services.csv:6:93: max_weight_oz: '400.x' is not a weight of at most 2000 lb",
        ]
    );
    assert_eq!(
        fault(
            "us_transit.csv",
            "parcel_international_direct,CANADA,3,6",
            "parcel_international_direct,8,7,6"
        ),
        ["us_transit.csv:2:29: unknown country group '8'"]
    );
    assert_eq!(
        fault("us_transit.csv", "parcels_ground,8,3,5", "parcels_ground,10,5,3"),
        ["us_transit.csv:45:16: destination: '10' is not a zone: 1 to 9 or 11 to 13"]
    );
    assert_eq!(
        fault("us_transit.csv", "parcels_ground,8,3,5", "parcels_grund,8,0,50"),
        [
            "us_transit.csv:45:1: unknown service 'parcels_grund'",
            "us_transit.csv:45:17: min_working_days: '0' is not a number of days from 1 to 40",
            "us_transit.csv:45:19: max_working_days: '50' is not a number of days from 1 to 40",
        ]
    );
}

#[test]
fn rules() {
    assert_eq!(
        fault(
            "us_dangerous_goods.csv",
            "domestic,,01,Lithium",
            "domestic,CA,1,Lithium"
        ),
        [
            "us_dangerous_goods.csv:2:10: international rows name receiving countries, the others none",
            "us_dangerous_goods.csv:2:13: code: '1' is not two digits",
        ]
    );
    assert_eq!(
        fault("us_dangerous_goods.csv", "4.4,packet", "4.4 lb,letter"),
        [
            "us_dangerous_goods.csv:10:85: max_weight_lb: '4.4 lb' is not a weight of at most 2000 lb",
            "us_dangerous_goods.csv:10:92: class: 'letter' is not packet, parcel or any",
        ]
    );
    assert_eq!(
        fault(
            "us_lane_rules.csv",
            "military_sender,military,*",
            "military_sender,army,*"
        ),
        [
            "us_lane_rules.csv:3:17: from: 'army' is not state, district, territory, freely_associated, military, abroad or *"
        ]
    );
    assert_eq!(
        fault("us_lane_rules.csv", "military_sender,military,*", "military_sender,*,*"),
        ["us_lane_rules.csv:3:17: a rule for all places at both ends refuses everything"]
    );
}

/// One cause is one fault: what refers to an empty table is not told.
#[test]
fn references_into_broken_tables_are_not_told() {
    for file in [
        "us_states.csv",
        "us_rates.csv",
        "us_services.csv",
        "us_country_groups.csv",
    ] {
        assert_eq!(
            told(&[(file, "")]),
            [format!("{file}: the file is empty; its first line names the columns")]
        );
    }
}

#[test]
fn price_list() {
    assert_eq!(
        fault(
            "benelux_prices.csv",
            "DFY-B2C,ENVELOPE,domestic,3.95",
            "DFY-X,BOX,inland,3,95"
        ),
        ["benelux_prices.csv:2:20: 5 cells where 4 are expected"]
    );
    assert_eq!(
        fault(
            "benelux_prices.csv",
            "DFY-B2C,ENVELOPE,domestic,3.95",
            "DFY-X,BOX,inland,cheap"
        ),
        [
            "benelux_prices.csv:2:1: unknown product 'DFY-X'",
            "benelux_prices.csv:2:7: unknown parcel type 'BOX'",
            "benelux_prices.csv:2:11: relation: 'inland' is not domestic, abroad, customs or a group of country_groups.csv",
            "benelux_prices.csv:2:18: price: 'cheap' is not a price of at most 100000 with up to two decimals",
        ]
    );
}
