//! `colli demo`, from the first step to the last.

use super::binary::{run, stderr, stdout};

#[test]
fn the_demo_does_the_whole_job_and_leaves_two_labels() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &["demo"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}\n{text}", stderr(&output));
    assert_eq!(stderr(&output), "");
    for part in [
        "Log in",
        "ServicePoints",
        "JVGL",
        "capabilities_retrieve_empty",
        "PRENOTIFICATION_RECEIVED",
        "OUT_FOR_DELIVERY",
        "delivered at",
        "CHEAPEST",
        "tracking number 42094598",
        "tracking status PRE_TRANSIT",
        "SUCCESS: 1 label, 1 document",
        "DELIVERED   delivered",
        "Every step",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(
        std::fs::read(directory.path().join("label.pdf"))
            .unwrap()
            .starts_with(b"%PDF-")
    );
    assert!(
        std::fs::read(directory.path().join("label.zpl"))
            .unwrap()
            .starts_with(b"^XA")
    );
    let mut names: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["label.pdf", "label.zpl"]);
}
