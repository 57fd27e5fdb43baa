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
    assert!(
        stderr(&output).ends_with("in the network data\n"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_directory_that_is_not_there_is_a_fault() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &["network", "check", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("nowhere"), "{}", stdout(&output));
}
