//! `colli network check`.

use super::binary::{run, stderr, stdout};

#[test]
fn the_data_inside_the_program_has_no_faults() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &["network", "check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("no faults"), "{}", stdout(&output));
}

#[test]
fn each_fault_is_named_by_file_line_and_column() {
    let directory = tempfile::tempdir().unwrap();
    let table = "key,category,default_weight_g,min_weight_g,max_weight_g,max_length_mm,max_width_mm,max_height_mm,documented,note\n\
                 SMALL,PARCEL,2000,0,heavy,250,200,50,1,\n\
                 MEDIUM,PARCEL,2000,0,31000,250,200,flat,1,\n";
    std::fs::write(directory.path().join("parcel_types.csv"), table).unwrap();
    let output = run(directory.path(), &["network", "check", "."]);
    assert_eq!(output.status.code(), Some(1));
    let faults = stdout(&output);
    assert!(
        faults.lines().any(|line| line.starts_with("parcel_types.csv:2:21: ")),
        "{faults}"
    );
    assert!(
        faults.lines().any(|line| line.starts_with("parcel_types.csv:3:36: ")),
        "{faults}"
    );
    assert_eq!(faults.lines().count(), 2, "{faults}");
    assert!(
        stderr(&output).contains("2 faults in the network data"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_is_no_directory_of_network_data_is_refused_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("ship.json"), "{}").unwrap();
    std::fs::create_dir(directory.path().join("empt")).unwrap();
    for (path, says) in [
        ("nowhere", "nowhere is not a directory"),
        ("ship.json", "ship.json is not a directory"),
        ("empt", "empt holds no file of a network"),
    ] {
        let output = run(directory.path(), &["network", "check", path]);
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert_eq!(stdout(&output), "", "{path}");
        let told = stderr(&output);
        assert!(told.contains(says), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert_eq!(told.matches(path).count(), 1, "{told}");
    }
}

#[test]
fn the_files_checked_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let units = directory.path().join("business_units.csv");
    std::fs::write(&units, "business_unit,country\ndhl-nl,NL\n").unwrap();
    let output = run(directory.path(), &["network", "check", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let checked = "no faults: checked 1 file of . (business_units.csv) and 64 from the data inside colli (";
    assert!(stdout(&output).starts_with(checked), "{}", stdout(&output));
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));

    std::fs::write(&units, "business_unit,country\ndhl-nl,Holland\n").unwrap();
    let output = run(directory.path(), &["network", "check", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    assert!(
        stderr(&output).contains("1 fault in the network data"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("checked 1 file of ."), "{}", stderr(&output));
}
