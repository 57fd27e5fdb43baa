//! The price list of the Benelux and Iberian products.

use crate::support::{country, network, rows};

fn price(product: &str, parcel_type: &str, from: (&str, &str), to: (&str, &str)) -> Option<i64> {
    let [from, to] = [from, to].map(|(code, postal)| (country(code), postal));
    network().network.benelux_price_minor(product, parcel_type, from, to)
}

#[test]
fn prices_go_by_relation() {
    let utrecht = ("NL", "3542AD");
    assert_eq!(price("DFY-B2C", "SMALL", utrecht, ("NL", "1055AB")), Some(575));
    assert_eq!(price("DFY-B2C", "SMALL", utrecht, ("BE", "2000")), Some(835));
    assert_eq!(price("CON", "SMALL", utrecht, ("DE", "10115")), Some(1_350));
    assert_eq!(price("CON2C", "SMALL", utrecht, ("CH", "8001")), Some(2_085));
    // The Canary Islands lie outside the customs area.
    let (madrid, tenerife) = (("ES", "28001"), ("ES", "38001"));
    assert_eq!(price("CON", "SMALL", utrecht, madrid), Some(1_350));
    assert!(price("CON", "SMALL", utrecht, tenerife) > price("CON", "SMALL", utrecht, madrid));
    assert_eq!(price("DFY", "SMALL", utrecht, utrecht), None, "never booked itself");
    assert_eq!(price("DFY-B2C", "PALLET", utrecht, utrecht), None);
}

/// Whatever a lane carries has a price.
#[test]
fn every_lane_has_prices() {
    let groups = rows("country_groups.csv");
    let countries = |cell: &str| -> Vec<String> {
        let members = |name: &str| -> Vec<String> {
            let listed = groups.iter().filter(|row| row[0] == name).map(|row| row[1].clone());
            Some(listed.collect())
                .filter(|found: &Vec<_>| !found.is_empty())
                .unwrap_or_else(|| vec![name.to_owned()])
        };
        cell.split('|').flat_map(members).collect()
    };
    for lane in rows("lanes.csv") {
        for from in countries(&lane[2]) {
            for to in countries(&lane[3]) {
                for parcel_type in lane[7].split('|') {
                    let minor = price(&lane[6], parcel_type, (&from, ""), (&to, ""));
                    assert!(
                        minor.is_some_and(|minor| minor > 0),
                        "{} {parcel_type} {from} {to}",
                        lane[0]
                    );
                }
            }
        }
    }
}
