//! `colli network check`: every fault with file, line and character.

use colli_network::{NetworkError, check_dir, load_dir};
use std::path::Path;

/// A directory holding these files.
fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn told(files: &[(&str, &str)]) -> Vec<String> {
    check_dir(directory(files).path())
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// A data file of the repository with one text replaced.
fn edited(name: &str, from: &str, to: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{name} does not contain {from}");
    text.replacen(from, to, 1)
}

const POINTS: &str = "id,harmonised_id,psf_key,country,shop_type,name,street,number,addition,postal_code,city,lat,lon,\
opening,closure_from,closure_to,services,is_xl,is_printless,max_parcels,collection_time,depot,available\n";

#[test]
fn an_empty_directory_is_the_embedded_network() {
    assert_eq!(told(&[]), Vec::<String>::new());
    let loaded = load_dir(directory(&[]).path()).unwrap();
    assert_eq!(loaded.network.version, crate::support::network().network.version);
    assert_eq!(loaded.service_points.len(), 59_300);
}

#[test]
fn a_file_of_the_directory_replaces_the_embedded_one() {
    let row = "8004-NL-000001,,NL-000001,NL,parcelShop,\"Bakker, \"\"Jan\"\"\",Straat,1,,1055AB,Amsterdam,52.38,4.85,B1,,,\
parcel-last-mile,0,0,25,16:00,,1\n";
    let points = format!("{POINTS}{row}");
    let directory = directory(&[("servicepoints.csv", &points), ("README.md", "not a table")]);
    assert_eq!(check_dir(directory.path()), []);
    let loaded = load_dir(directory.path()).unwrap();
    assert_eq!(loaded.service_points.len(), 1);
    let point = loaded
        .service_points
        .get(crate::support::country("NL"), "NL-000001")
        .unwrap();
    assert_eq!(point.name, "Bakker, \"Jan\"");
    assert_ne!(loaded.network.version, crate::support::network().network.version);
}

#[test]
fn every_fault_is_told() {
    let products = edited("products.csv", "EPL,EUROPLUS,04,01,1", "EPL,EUROPLUS,4,01,yes");
    assert_eq!(
        told(&[("products.csv", &products)])
            .into_iter()
            .filter(|fault| fault.starts_with("products"))
            .collect::<Vec<_>>(),
        [
            "products.csv:7:14: code: '4' is not two digits",
            "products.csv:7:19: business: 'yes' is not 1 or 0"
        ]
    );
}

#[test]
fn references_are_checked() {
    let lanes = edited(
        "lanes.csv",
        "NL,NL,consumer,outbound,DFY-B2C,ENVELOPE,benelux-home,mailbox",
        "NL,XX,customer,outbound,DFY-X,ENVELOP,benelux,mail",
    );
    assert_eq!(
        told(&[("lanes.csv", &lanes)]),
        [
            "lanes.csv:2:45: 'XX' is neither a country nor a group",
            "lanes.csv:2:48: 'customer' is not business or consumer",
            "lanes.csv:2:66: unknown product 'DFY-X'",
            "lanes.csv:2:72: unknown parcel type 'ENVELOP'",
            "lanes.csv:2:80: unknown limit set 'benelux'",
            "lanes.csv:2:88: unknown option set 'mail'",
        ]
    );
    let exclusions = edited("option_exclusions.csv", "PS,EVE", "PS,EVENING");
    assert_eq!(
        told(&[("option_exclusions.csv", &exclusions)]),
        ["option_exclusions.csv:2:4: unknown option 'EVENING'"]
    );
    let sets = edited("option_sets.csv", "epl,DOOR|H", "epl,DOOR|HH");
    assert_eq!(
        told(&[("option_sets.csv", &sets)])[0],
        "option_sets.csv:2:5: unknown option 'HH'"
    );
}

#[test]
fn overlapping_lanes_and_duplicates() {
    let mut lanes = edited("lanes.csv", "lane,", "lane,");
    lanes.push_str("again,business,NL,BENELUX,business,outbound,EPL,SMALL,,epl,2,,0\n");
    let found = told(&[("lanes.csv", &lanes)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains(":1: overlaps lane nl-b"), "{found:?}");
    let mut products = edited("products.csv", "key,", "key,");
    products.push_str("EPL,EUROPLUS,04,01,1,0,0,0,B2X,DHL-PARCEL,,1,\n");
    assert_eq!(
        told(&[("products.csv", &products)]),
        ["products.csv:15:1: 'EPL' stands already in line 7"]
    );
}

#[test]
fn limits_numbers_and_regular_expressions() {
    let limits = edited(
        "limits.csv",
        "benelux-home,SMALL,0,10000",
        "benelux-home,SMALL,20000,10000",
    );
    assert_eq!(
        told(&[("limits.csv", &limits)]),
        ["limits.csv:4:20: the least weight 20000 g is above the greatest 10000 g"]
    );
    let limits = edited("limits.csv", "benelux-home,SMALL,0,", "benelux-home,SMALL,-1,");
    assert_eq!(
        told(&[("limits.csv", &limits)]),
        ["limits.csv:4:20: min_weight_g: '-1' is not a whole number of at most 4294967295"]
    );
    let areas = edited("remote_areas.csv", "^07", "^(07");
    assert_eq!(told(&[("remote_areas.csv", &areas)]).len(), 1);
    assert!(told(&[("remote_areas.csv", &areas)])[0].starts_with("remote_areas.csv:3:4: not a regular expression"));
    let formats = edited("postal_formats.csv", "DE,[0-9]{5}", "DE,[0-9{5}");
    assert!(told(&[("postal_formats.csv", &formats)])[0].contains("not a regular expression"));
}

#[test]
fn service_points_agree_with_their_country() {
    let row = |id: &str, code: &str, lat: &str, opening: &str| {
        format!(
            "{id},,X,NL,parcelShop,Ü Naam,Straat,1,,{code},Stad,{lat},4.85,{opening},2026-05-02,2026-05-01,fly,0,0,25,25:00,,1\n"
        )
    };
    let points = format!(
        "{POINTS}{}{}",
        row("a", "12345", "52.1", "B1"),
        row("a", "1055AB", "95", "Z9")
    );
    assert_eq!(
        told(&[("servicepoints.csv", &points)]),
        [
            "servicepoints.csv:2:37: '12345' is not a postal code of NL",
            "servicepoints.csv:2:72: the closure ends before it begins",
            "servicepoints.csv:2:83: unknown service 'fly'",
            "servicepoints.csv:2:94: '25:00' is not a time such as 09:30",
            "servicepoints.csv:3:1: 'a' stands already in line 2",
            "servicepoints.csv:3:49: '95' is not a number of degrees between -90 and 90",
            "servicepoints.csv:3:57: opening: 'Z9' is not a pattern of opening_patterns.csv",
            "servicepoints.csv:3:71: the closure ends before it begins",
            "servicepoints.csv:3:82: unknown service 'fly'",
            "servicepoints.csv:3:93: '25:00' is not a time such as 09:30",
        ]
    );
}

#[test]
fn files_as_a_whole() {
    assert_eq!(
        told(&[("lane.csv", "x\n")]),
        ["lane.csv: no part of the network reads a file of this name"]
    );
    assert_eq!(
        told(&[("business_units.csv", "")]),
        ["business_units.csv: the file is empty; its first line names the columns"]
    );
    let columns = told(&[("business_units.csv", "business_unit,land\ndhl-nl,NL\n")]);
    assert_eq!(
        columns,
        [
            "business_units.csv:1:1: column 'country' is missing",
            "business_units.csv:1:15: unknown column 'land'; columns are business_unit, country",
        ]
    );
    let packed = directory(&[]);
    std::fs::write(packed.path().join("places.csv.gz"), b"not gzip").unwrap();
    assert!(
        check_dir(packed.path())[0]
            .to_string()
            .starts_with("places.csv: cannot be unpacked")
    );
    std::fs::write(packed.path().join("places.csv"), [0xff, 0xfe]).unwrap();
    assert_eq!(
        check_dir(packed.path())[0].to_string(),
        "places.csv: not UTF-8 from byte 0"
    );
    assert!(matches!(load_dir(packed.path()), Err(NetworkError::Faults(_))));
    assert!(matches!(
        load_dir(Path::new("no/such/place")),
        Err(NetworkError::NoDirectory(_))
    ));
    assert_eq!(
        check_dir(Path::new("no/such/place"))[0].to_string(),
        "no/such/place: no/such/place is not a directory"
    );
}
