//! What an operator may write, and what is said of the rest.

use colli_attachments::{Attachments, Settings};

fn in_bucket() -> Settings {
    Settings {
        location: "s3://colli/live/attachments".to_owned(),
        endpoint: "https://s3.example.org:9000".to_owned(),
        region: "eu-central-1".to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "hunter2".to_owned(),
        ..Settings::default()
    }
}

fn refusal(settings: &Settings) -> String {
    Attachments::open(settings).unwrap_err().to_string()
}

fn located(location: &str) -> Settings {
    Settings {
        location: location.to_owned(),
        ..in_bucket()
    }
}

#[test]
fn wrong_locations_are_one_clear_line() {
    for (location, line) in [
        (
            "gs://colli/attachments",
            "attachments.location: gs:// is unknown; give a directory or s3://bucket/prefix",
        ),
        (
            "S3://colli",
            "attachments.location: S3:// is unknown; give a directory or s3://bucket/prefix",
        ),
        (
            "file:///var/lib/colli",
            "attachments.location: file:// is unknown; give a directory or s3://bucket/prefix",
        ),
        (
            "s3://",
            "attachments.location: the bucket is missing; write s3://bucket or s3://bucket/prefix",
        ),
        (
            "s3:///prefix",
            "attachments.location: the bucket is missing; write s3://bucket or s3://bucket/prefix",
        ),
        (
            "s3://key:hunter2@bucket/x",
            "attachments.location: a bucket's name is 3 to 63 lower-case letters, digits, dots and hyphens",
        ),
        (
            "s3://ab",
            "attachments.location: a bucket's name is 3 to 63 lower-case letters, digits, dots and hyphens",
        ),
        (
            "s3://colli/a//b",
            "attachments.location: the prefix after the bucket may not have empty parts, . or .. or control characters",
        ),
        (
            "s3://colli/../b",
            "attachments.location: the prefix after the bucket may not have empty parts, . or .. or control characters",
        ),
    ] {
        assert_eq!(refusal(&located(location)), line, "{location}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let secret_alone = Settings {
        access_key_id: String::new(),
        ..in_bucket()
    };
    let key_alone = Settings {
        secret_access_key: String::new(),
        ..in_bucket()
    };
    for half in [secret_alone, key_alone] {
        assert_eq!(
            refusal(&half),
            "attachments.access_key_id and attachments.secret_access_key belong together; set both or none"
        );
    }
    let nowhere = Settings {
        location: String::new(),
        ..in_bucket()
    };
    assert_eq!(
        refusal(&nowhere),
        "attachments.endpoint is for object stores; set attachments.location to s3://bucket/prefix as well"
    );
    let no_endpoint = Settings {
        endpoint: String::new(),
        ..nowhere
    };
    assert!(refusal(&no_endpoint).starts_with("attachments.access_key_id is for object stores"));
}

#[test]
fn endpoints_are_addresses_and_encrypted() {
    for endpoint in [
        "s3.example.org",
        "ftp://s3.example.org",
        "https://",
        "https://:9000",
        "https:///x",
        "https://user:hunter2@s3.example.org",
        "https://s3.example.org/?x=1",
        "https://s3 example.org",
    ] {
        let settings = Settings {
            endpoint: endpoint.to_owned(),
            ..in_bucket()
        };
        assert_eq!(
            refusal(&settings),
            "attachments.endpoint must be the address of a server, like https://s3.example.org",
            "{endpoint}"
        );
    }
    let plain = Settings {
        endpoint: "http://10.0.0.7:9000".to_owned(),
        ..in_bucket()
    };
    assert_eq!(
        refusal(&plain),
        "attachments.endpoint is plain http; set attachments.allow_http if nobody else is on that network"
    );
}

#[cfg(feature = "s3")]
#[test]
fn good_settings_open_and_show_no_secret() {
    let with = |change: fn(&mut Settings)| {
        let mut settings = in_bucket();
        change(&mut settings);
        settings
    };
    for (settings, shown) in [
        (in_bucket(), "s3://colli/live/attachments"),
        (
            with(|settings| settings.location = "s3://colli".to_owned()),
            "s3://colli",
        ),
        (
            with(|settings| settings.location = "s3://colli/a/".to_owned()),
            "s3://colli/a",
        ),
        (
            with(|settings| {
                settings.endpoint = "http://127.0.0.1:9000".to_owned();
                settings.allow_http = true;
            }),
            "s3://colli/live/attachments",
        ),
        (
            with(|settings| {
                settings.endpoint.clear();
                settings.region.clear();
            }),
            "s3://colli/live/attachments",
        ),
    ] {
        let attachments = Attachments::open(&settings).unwrap();
        assert!(attachments.is_remote());
        assert_eq!(attachments.shown(), shown);
        let printed = format!("{attachments:?} {settings:?}");
        assert!(!printed.contains("hunter2") && printed.contains("***"), "{printed}");
    }
}

#[cfg(not(feature = "s3"))]
#[test]
fn a_build_without_object_stores_says_so() {
    assert_eq!(
        refusal(&in_bucket()),
        "attachments.location: this build of colli has no object stores (feature s3); give a directory"
    );
}
