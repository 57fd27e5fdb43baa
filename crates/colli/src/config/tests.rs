//! Layers, places and refusals.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::*;

fn flag(section: &'static str, name: &'static str, value: &str) -> FlagSetting {
    FlagSetting {
        flag: "--flag",
        section,
        name,
        value: value.to_owned(),
    }
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Loads with a file of this text; messages name the file `config.toml`.
fn with_file(text: &str) -> Result<Config, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    load(Some(file.path()), &BTreeMap::new(), &[])
        .map(|loaded| loaded.config)
        .map_err(|error| {
            error
                .to_string()
                .replace(&file.path().display().to_string(), "config.toml")
        })
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = load(None, &BTreeMap::new(), &[]).unwrap().config;
    assert_eq!(config.server.listen().unwrap().to_string(), "127.0.0.1:8080");
    assert_eq!(config.store.data, Path::new("./colli-data"));
    let (limits, contract) = (config.server.limits(), colli_http::server::ServerLimits::default());
    assert_eq!(format!("{limits:?}"), format!("{contract:?}"));
    assert!(!config.demo.enabled && !config.demo.anywhere && config.network.directory().is_none());
}

#[test]
fn mail_is_a_folder_in_a_demo_and_none_otherwise() {
    let data = Path::new("/data");
    let settings = |text: &str, is_demo| {
        let mail = with_file(text).unwrap().mail;
        mail.settings(data, "https://parcels.example".to_owned(), is_demo)
    };
    assert!(settings("", false).is_none());
    assert!(settings("[mail]\ntransport = \"none\"\n", true).is_none());
    let demo = settings("", true).unwrap();
    assert_eq!(demo.public_url, "https://parcels.example");
    assert!(matches!(demo.transport, mail::Transport::Folder(path) if path == Path::new("/data/mail")));
    let smtp = "[mail]\ntransport = \"smtp\"\nsmtp_host = \"mail.example\"\nsmtp_password = \"hunter2\"\n";
    let configured = settings(smtp, false).unwrap();
    assert!(!format!("{configured:?}").contains("hunter2"), "{configured:?}");
    let mail::Transport::Smtp(server) = configured.transport else {
        panic!("not a server");
    };
    assert_eq!(
        (server.host.as_str(), server.password.as_str()),
        ("mail.example", "hunter2")
    );
    assert_eq!(server.tls, mail::SmtpTls::StartTls);
}

#[test]
fn the_defaults_file_and_the_key_table_agree() {
    let table: Table = DEFAULTS.parse().unwrap();
    let mut in_file: Vec<String> = Vec::new();
    for (section, keys) in &table {
        in_file.extend(keys.as_table().unwrap().keys().map(|key| format!("{section}.{key}")));
    }
    let mut in_table: Vec<String> = KEYS.iter().map(Key::path).collect();
    in_file.sort();
    in_table.sort();
    assert_eq!(in_file, in_table);
    for key in &KEYS {
        assert_eq!(key.rule.refusal(&table[key.section][key.name]), None, "{}", key.path());
    }
}

#[test]
fn file_environment_and_flags_override_in_that_order() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"[server]\nlisten = \"127.0.0.1:1\"\nmax_connections = 5\nanswer_seconds = 7\n")
        .unwrap();
    let environment = variables(&[
        ("COLLI_SERVER_LISTEN", "127.0.0.1:2"),
        ("COLLI_SERVER_MAX_CONNECTIONS", "6"),
    ]);
    let flags = [flag("server", "listen", "[::1]:3"), flag("demo", "enabled", "true")];
    let config = load(Some(file.path()), &environment, &flags).unwrap().config;
    assert_eq!(config.server.listen().unwrap().to_string(), "[::1]:3");
    assert_eq!((config.server.max_connections, config.server.answer_seconds), (6, 7));
    assert!(config.demo.enabled);
}

#[test]
fn unknown_keys_name_the_nearest_known_one_with_line_and_column() {
    let cases = [
        (
            "[server]\n  listn = \"x\"\n",
            "config.toml:2:3: unknown key server.listn; did you mean server.listen?",
        ),
        (
            "[serber]\nlisten = \"x\"\n",
            "config.toml:1:2: unknown key serber; did you mean [server]?",
        ),
        (
            "listen = \"x\"\n",
            "config.toml:1:1: unknown key listen; did you mean server.listen?",
        ),
        (
            "[log]\nformat = \"json\"\nlvel = \"info\"\n",
            "config.toml:3:1: unknown key log.lvel; did you mean log.level?",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(with_file(text).unwrap_err(), message);
    }
}

#[test]
fn bad_values_say_what_is_accepted() {
    let cases = [
        (
            "[server]\nlisten = \"nowhere\"\n",
            "config.toml:2:10: server.listen must be an address and port like 127.0.0.1:8080, not \"nowhere\"",
        ),
        (
            "[server]\nmax_connections = -1\n",
            "config.toml:2:19: server.max_connections must be a whole number from 1 to 1000000, not -1",
        ),
        (
            "[server]\nmax_connections = \"many\"\n",
            "config.toml:2:19: server.max_connections must be a whole number from 1 to 1000000, not \"many\"",
        ),
        (
            "[log]\nformat = \"xml\"\n",
            "config.toml:2:10: log.format must be one of text, json, not \"xml\"",
        ),
        (
            "[demo]\nenabled = [1]\n",
            "config.toml:2:11: demo.enabled must be true or false, not a list",
        ),
        (
            "[store]\ndata = \"\"\n",
            "config.toml:2:8: store.data must be a path, not \"\"",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(with_file(text).unwrap_err(), message);
    }
    let environment = variables(&[("COLLI_LOG_LEVEL", "loud=very")]);
    let message = load(None, &environment, &[]).unwrap_err().to_string();
    assert!(
        message.starts_with("COLLI_LOG_LEVEL: log.level must be a level"),
        "{message}"
    );
}

#[test]
fn a_file_that_is_not_toml_is_placed_too() {
    let message = with_file("[server]\nlisten = \n").unwrap_err();
    assert!(message.starts_with("config.toml:2:"), "{message}");
    let missing = load(Some(Path::new("/nowhere/c.toml")), &BTreeMap::new(), &[])
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("cannot read the configuration file /nowhere/c.toml"),
        "{missing}"
    );
}

#[test]
fn secrets_are_used_and_never_shown() {
    let environment = variables(&[
        ("COLLI_ATTACHMENTS_LOCATION", "s3://colli/x"),
        ("COLLI_ATTACHMENTS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("COLLI_ATTACHMENTS_SECRET_ACCESS_KEY", "hunter2"),
        ("COLLI_ATTACHMENTS_ALLOW_HTTP", "true"),
    ]);
    let config = load(None, &environment, &[]).unwrap().config;
    let settings = config.attachments.settings(Path::new("data"));
    assert_eq!(settings.secret_access_key, "hunter2");
    assert_eq!(
        (settings.location.as_str(), settings.allow_http),
        ("s3://colli/x", true)
    );
    assert_eq!(settings.default_directory, Path::new("data/attachments"));
    let effective = toml::to_string(&config).unwrap();
    assert!(effective.contains("secret_access_key = \"***\""), "{effective}");
    assert!(effective.contains("access_key_id = \"AKIDEXAMPLE\""), "{effective}");
    for shown in [effective, format!("{config:?}"), format!("{settings:?}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let unset = load(None, &BTreeMap::new(), &[]).unwrap().config;
    assert!(toml::to_string(&unset).unwrap().contains("secret_access_key = \"\""));
    assert_eq!(
        with_file("[attachments]\nsecret_access_key = 42\n").unwrap_err(),
        "config.toml:2:21: attachments.secret_access_key must be text, not a value that is not shown"
    );
}

#[test]
fn variables_that_mean_nothing_are_named_without_their_values() {
    let environment = variables(&[
        ("COLLI_SERVER_LISTEM", "secret"),
        (MASTER_KEY, "k"),
        ("COLLI_LOG_LEVEL", "warn"),
    ]);
    let loaded = load(None, &environment, &[]).unwrap();
    assert_eq!(loaded.unknown_variables, ["COLLI_SERVER_LISTEM"]);
}

#[test]
fn targets_of_webhooks_are_networks_and_hosts() {
    let allowed = |config: Config| config.webhooks.allowed().len();
    assert_eq!(allowed(with_file("").unwrap()), 0);
    assert_eq!(
        allowed(with_file("[webhooks]\nallow = [\"10.0.0.0/8\", \"fd00::/8\", \"hooks.intern\"]").unwrap()),
        3
    );
    for wrong in ["\"10.0.0.0/8\"", "[\"10.0.0.0/40\"]", "[\"https://a\"]", "[1]"] {
        let refusal = with_file(&format!("[webhooks]\nallow = {wrong}")).unwrap_err();
        assert!(refusal.contains("a list of networks and host names"), "{refusal}");
    }
}

#[test]
fn origins_are_a_scheme_a_host_and_a_port() {
    let origins = |config: Config| config.mcp.http().mcp_origins.len();
    assert_eq!(origins(with_file("").unwrap()), 0);
    let file = "[mcp]\nallowed_origins = [\"https://chat.shop.example\", \"http://localhost:6274\"]";
    assert_eq!(origins(with_file(file).unwrap()), 2);
    let listed = [(
        "COLLI_MCP_ALLOWED_ORIGINS".to_owned(),
        "https://a.example, foo".to_owned(),
    )];
    let refusal = load(None, &listed.into(), &[]).unwrap_err().to_string();
    assert!(
        refusal.starts_with("COLLI_MCP_ALLOWED_ORIGINS: mcp.allowed_origins must be a list of origins")
            && refusal.ends_with(", not \"foo\""),
        "{refusal}"
    );
    for wrong in [
        "\"https://a\"",
        "[\"*\"]",
        "[\"a.example\"]",
        "[\"https://a.example/x\"]",
        "[1]",
    ] {
        let refusal = with_file(&format!("[mcp]\nallowed_origins = {wrong}")).unwrap_err();
        assert!(refusal.contains("a list of origins"), "{refusal}");
    }
}

#[test]
fn actions_ask_the_own_network_until_told_otherwise() {
    assert!(with_file("").unwrap().actions_upstream().is_none());
    let config = with_file(
        "[actions]\nsource = \"upstream\"\n[upstream]\nunified_tracking_url = \"http://localhost:1/dhl\"\n\
         unified_key = \"hunter2\"\nunified_timeout_ms = 900\nunified_cache_seconds = 5\n",
    )
    .unwrap();
    let settings = config.actions_upstream().unwrap();
    assert_eq!(settings.tracking_url, "http://localhost:1/dhl");
    assert_eq!(settings.locations_url, "https://api.dhl.com");
    assert_eq!((settings.key.as_str(), settings.retries), ("hunter2", 1));
    assert_eq!(
        (settings.timeout, settings.cache),
        (Duration::from_millis(900), Duration::from_secs(5))
    );
    let effective = toml::to_string(&config).unwrap();
    assert!(effective.contains("unified_key = \"***\""), "{effective}");
    for shown in [effective, format!("{config:?}"), format!("{settings:?}")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert_eq!(
        with_file("[actions]\nsource = \"both\"\n").unwrap_err(),
        "config.toml:2:10: actions.source must be one of own, upstream, not \"both\""
    );
}
