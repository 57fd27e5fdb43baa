//! `colli network check`: every fault with file, line and character.

use colli_network::{NetworkError, check_dir, check_embedded, load_dir};
use std::io::Write as _;
use std::path::Path;

/// A directory holding these files.
fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

pub(crate) fn told(files: &[(&str, &str)]) -> Vec<String> {
    told_of(directory(files).path())
}

fn told_of(directory: &Path) -> Vec<String> {
    let checked = check_dir(directory).unwrap();
    checked.faults.iter().map(ToString::to_string).collect()
}

/// A directory of one file with these bytes.
fn with_bytes(name: &str, bytes: &[u8]) -> tempfile::TempDir {
    let directory = directory(&[]);
    std::fs::write(directory.path().join(name), bytes).unwrap();
    directory
}

/// A data file of the repository.
fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// A data file of the repository with one text replaced.
pub(crate) fn edited(name: &str, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(data(name)).unwrap();
    assert!(text.contains(from), "{name} does not contain {from}");
    text.replacen(from, to, 1)
}

const POINTS: &str = "id,harmonised_id,psf_key,country,shop_type,name,street,number,addition,postal_code,city,lat,lon,\
opening,closure_from,closure_to,services,is_xl,is_printless,max_parcels,collection_time,depot,available\n";

#[test]
fn the_embedded_network_has_no_faults() {
    let checked = check_embedded();
    assert_eq!(checked.faults, []);
    assert_eq!(checked.directory_files, Vec::<String>::new());
    assert_eq!(checked.embedded_files, 65);
    assert_eq!(checked.version, crate::support::network().network.version);
}

#[test]
fn a_directory_without_a_network_file_is_refused() {
    let empty = directory(&[]);
    let other = directory(&[("README.md", "not a table"), ("lane.csv", "x\n")]);
    for directory in [&empty, &other] {
        assert!(matches!(check_dir(directory.path()), Err(NetworkError::NoFiles(_))));
        let error = load_dir(directory.path()).unwrap_err();
        assert!(matches!(error, NetworkError::NoFiles(_)));
        let line = error.to_string();
        assert_eq!(line.matches(&*directory.path().to_string_lossy()).count(), 1, "{line}");
        assert!(line.contains("lanes.csv"), "{line}");
    }
}

#[test]
fn what_is_no_directory_is_refused() {
    let directory = directory(&[("ship.json", "{}")]);
    let file = directory.path().join("ship.json");
    for path in [file.as_path(), Path::new("no/such/place")] {
        let error = check_dir(path).unwrap_err();
        assert!(matches!(error, NetworkError::NoDirectory(_)));
        assert!(matches!(load_dir(path), Err(NetworkError::NoDirectory(_))));
        assert_eq!(error.to_string(), format!("{} is not a directory", path.display()));
    }
}

#[test]
fn the_files_read_are_named() {
    let directory = directory(&[
        ("lanes.csv", &edited("lanes.csv", "lane,", "lane,")),
        ("countries.csv", &edited("countries.csv", "country,", "country,")),
        ("README.md", "not a table"),
    ]);
    std::fs::copy(data("places.csv.gz"), directory.path().join("places.csv.gz")).unwrap();
    let checked = check_dir(directory.path()).unwrap();
    assert_eq!(checked.faults, []);
    assert_eq!(checked.directory_files, ["countries.csv", "lanes.csv", "places.csv.gz"]);
    assert_eq!(checked.embedded_files, 62);
}

#[test]
fn a_file_of_the_directory_replaces_the_embedded_one() {
    let row = "8004-NL-000001,,NL-000001,NL,parcelShop,\"Bakker, \"\"Jan\"\"\",Straat,1,,1055AB,Amsterdam,52.38,4.85,B1,,,\
parcel-last-mile,0,0,25,16:00,,1\n";
    let points = format!("{POINTS}{row}");
    let directory = directory(&[("servicepoints.csv", &points), ("README.md", "not a table")]);
    assert_eq!(told_of(directory.path()), Vec::<String>::new());
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
        told(&[("products.csv", &products)]),
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
        told(&[("lane.csv", "x\n"), ("business_units.csv", "business_unit,country\n")]),
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
    let packed = with_bytes("places.csv.gz", b"not gzip");
    let found = told_of(packed.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("places.csv.gz: cannot be unpacked"), "{found:?}");
    assert!(matches!(load_dir(packed.path()), Err(NetworkError::Faults(_))));
}

#[test]
fn bytes_that_are_not_text_are_placed() {
    let place = |bytes: &[u8]| told_of(with_bytes("places.csv", bytes).path());
    assert_eq!(place(&[0xff, 0xfe]), ["places.csv:1:1: not UTF-8 from byte 0"]);
    assert_eq!(
        place(b"country,name,lat,lon\nNL,\xc3\x9c\xff,52,4\n"),
        ["places.csv:2:5: not UTF-8 from byte 26"]
    );
}

/// A fault is told once, though the file is read twice.
#[test]
fn faults_of_service_points_are_told_once() {
    let whole = std::fs::read(data("servicepoints.csv.gz")).unwrap();
    let cut = told_of(with_bytes("servicepoints.csv.gz", &whole[..5_000]).path());
    assert_eq!(cut.len(), 1, "{cut:?}");
    assert!(
        cut[0].starts_with("servicepoints.csv.gz: cannot be unpacked"),
        "{cut:?}"
    );

    let row = |id: &str, more: &str| {
        format!("{id},,X,NL,parcelShop,Naam,Straat,1,,1055AB,Stad,52.1,4.85,B1,,,,0,0,25,16:00,,1{more}\n")
    };
    let points = format!("{POINTS}{}{}", row("a", ""), row("b", ",x"));
    let expected = "csv:3:79: 24 cells where 23 are expected";
    assert_eq!(
        told(&[("servicepoints.csv", &points)]),
        [format!("servicepoints.{expected}")]
    );
    let directory = directory(&[]);
    let file = std::fs::File::create(directory.path().join("servicepoints.csv.gz")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packer.write_all(points.as_bytes()).unwrap();
    packer.finish().unwrap();
    assert_eq!(
        told_of(directory.path()),
        [format!("servicepoints.{}", expected.replacen("csv", "csv.gz", 1))]
    );
}

/// What other tables refer to is not looked up in a table that has faults itself.
#[test]
fn one_cause_is_one_fault() {
    assert_eq!(
        told(&[("options.csv", "")]),
        ["options.csv: the file is empty; its first line names the columns"]
    );
    let mut countries = std::fs::read(data("countries.csv")).unwrap();
    countries.extend(b"\xff\n");
    let line = std::fs::read_to_string(data("countries.csv")).unwrap().lines().count() + 1;
    let place = format!("countries.csv:{line}:1: not UTF-8 from byte {}", countries.len() - 2);
    assert_eq!(told_of(with_bytes("countries.csv", &countries).path()), [place]);
    let patterns = edited("opening_patterns.csv", "09:00", "25:00");
    let found = told(&[("opening_patterns.csv", &patterns)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("opening_patterns.csv:"), "{found:?}");
    let products = edited("products.csv", "EPL,EUROPLUS,04", "EPL,EUROPLUS,4");
    assert_eq!(told(&[("products.csv", &products)]).len(), 1);
}

#[test]
fn references_into_a_table_without_its_columns_are_not_told() {
    for (file, column) in [
        ("countries.csv", "country"),
        ("country_groups.csv", "country_group"),
        ("limits.csv", "limit_set"),
        ("option_sets.csv", "option_set"),
        ("options.csv", "key"),
        ("parcel_types.csv", "key"),
        ("products.csv", "key"),
    ] {
        let renamed = edited(file, &format!("{column},"), "wrong,");
        let found = told(&[(file, &renamed)]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found.iter().all(|line| line.starts_with(&format!("{file}:1:1: "))),
            "{found:?}"
        );
    }
}

#[test]
fn references_into_an_empty_table_are_one_fault() {
    for file in [
        "countries.csv",
        "country_groups.csv",
        "limits.csv",
        "opening_patterns.csv",
        "option_sets.csv",
        "options.csv",
        "parcel_types.csv",
        "products.csv",
    ] {
        let text = std::fs::read_to_string(data(file)).unwrap();
        assert_eq!(
            told(&[(file, text.lines().next().unwrap())]),
            [format!("{file}: there is no row, but other tables refer to this one")]
        );
    }
}

/// Tables others refer to come first, then by line; what else is at fault is still told.
#[test]
fn causes_come_first() {
    let lanes = edited("lanes.csv", "NL,NL,consumer,outbound", "NL,NL,nobody,outbound");
    let options = edited("options.csv", ",delivery,", ",deliver,");
    let units = "business_unit,country\nx,NLD\ny,B\n";
    let found = told(&[
        ("business_units.csv", units),
        ("lanes.csv", &lanes),
        ("options.csv", &options),
    ]);
    let files: Vec<&str> = found.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(
        files,
        ["options.csv", "business_units.csv", "business_units.csv", "lanes.csv"]
    );
    assert!(found[1].starts_with("business_units.csv:2:3: "), "{found:?}");
    assert!(found[2].starts_with("business_units.csv:3:3: "), "{found:?}");
}

#[test]
fn a_file_broken_on_every_line_is_cut_short_at_the_end() {
    let units = format!("business_unit,country\n{}", "x,NLD\n".repeat(300));
    let found = told(&[("business_units.csv", &units)]);
    assert_eq!(found.len(), 201);
    assert!(found[199].starts_with("business_units.csv:201:3: "), "{}", found[199]);
    assert_eq!(
        found[200],
        "business_units.csv: further faults of this file are left out"
    );
}

/// A quote gone wrong is one fault, not also the cells it swallows.
#[test]
fn a_quote_gone_wrong_is_one_fault() {
    let units = "business_unit,country\nx,NL\n\"y,NL\n";
    assert_eq!(
        told(&[("business_units.csv", units)]),
        ["business_units.csv:3:1: the quote that opens this cell is never closed"]
    );
}

#[test]
fn a_limit_set_covers_the_parcel_types_of_its_lanes() {
    let limits = edited("limits.csv", "benelux-home,XSMALL,0,2000,380,265,32,0\n", "");
    let found = told(&[("limits.csv", &limits)]);
    let lanes = std::fs::read_to_string(data("lanes.csv")).unwrap();
    let expected: Vec<String> = ["benelux-mailbox,", "benelux-return,"]
        .iter()
        .map(|lane| {
            let (index, line) = lanes
                .lines()
                .enumerate()
                .find(|(_, line)| line.starts_with(lane))
                .unwrap();
            let (line, column) = (index + 1, line.find("benelux-home").unwrap() + 1);
            format!("lanes.csv:{line}:{column}: limit set 'benelux-home' has no row for parcel type XSMALL")
        })
        .collect();
    assert_eq!(found, expected);
    let directory = directory(&[("limits.csv", &limits)]);
    assert!(matches!(load_dir(directory.path()), Err(NetworkError::Faults(_))));
    // A lane that names no set says so: the general limits hold.
    let lanes = edited("lanes.csv", "XSMALL,benelux-home,", "XSMALL,,");
    let lanes = lanes.replacen("return,DFY-RETURN,XSMALL|", "return,DFY-RETURN,", 1);
    assert_eq!(
        told(&[("limits.csv", &limits), ("lanes.csv", &lanes)]),
        Vec::<String>::new()
    );
}
