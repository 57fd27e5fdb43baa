//! The keys of the configuration and what each accepts. The defaults file holds the same keys; a test compares them.

use std::net::SocketAddr;

use colli_http::mcp::Origin;
use colli_service::told::Allowed;
use toml::Value;
use tracing_subscriber::filter::Targets;

/// One key.
pub(super) struct Key {
    /// Section in the file.
    pub(super) section: &'static str,
    /// Name within the section.
    pub(super) name: &'static str,
    /// What it accepts.
    pub(super) rule: Rule,
}

/// What a key accepts.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// An address and port.
    Address,
    /// A whole number in this range.
    Whole(i64, i64),
    /// Any text.
    Text,
    /// Any text, never shown.
    Secret,
    /// Text that is not empty.
    Path,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A log level or list of levels.
    Level,
    /// `true` or `false`.
    Switch,
    /// A list of networks and host names.
    Targets,
    /// A list of origins of web pages.
    Origins,
}

const HOUR_SECONDS: i64 = 3_600;

/// A hundred years.
const DAYS_MAX: i64 = 36_500;

/// All keys.
pub(super) const KEYS: [Key; 46] = [
    key("server", "listen", Rule::Address),
    key("server", "public_url", Rule::Text),
    key("server", "max_connections", Rule::Whole(1, 1_000_000)),
    key("server", "request_header_seconds", Rule::Whole(1, HOUR_SECONDS)),
    key("server", "request_body_stall_seconds", Rule::Whole(1, HOUR_SECONDS)),
    key("server", "answer_seconds", Rule::Whole(1, HOUR_SECONDS)),
    key("server", "keep_alive_seconds", Rule::Whole(1, HOUR_SECONDS)),
    key("server", "drain_seconds", Rule::Whole(0, HOUR_SECONDS)),
    key("store", "data", Rule::Path),
    key("store", "database", Rule::Text),
    key("store", "readers", Rule::Whole(1, 64)),
    key("store", "queue_max", Rule::Whole(1, 1_000_000)),
    key("store", "batch_max", Rule::Whole(1, 100_000)),
    key("store", "connections", Rule::Whole(1, 10_000)),
    key("attachments", "location", Rule::Text),
    key("attachments", "endpoint", Rule::Text),
    key("attachments", "region", Rule::Text),
    key("attachments", "access_key_id", Rule::Text),
    key("attachments", "secret_access_key", Rule::Secret),
    key("attachments", "allow_http", Rule::Switch),
    key("retention", "shipments_days", Rule::Whole(0, DAYS_MAX)),
    key("retention", "attachments_days", Rule::Whole(0, DAYS_MAX)),
    key("retention", "dead_jobs_days", Rule::Whole(1, DAYS_MAX)),
    key("mail", "transport", Rule::Word(&["auto", "none", "folder", "smtp"])),
    key("mail", "folder", Rule::Text),
    key("mail", "smtp_host", Rule::Text),
    key("mail", "smtp_port", Rule::Whole(0, 65_535)),
    key("mail", "smtp_user", Rule::Text),
    key("mail", "smtp_password", Rule::Secret),
    key("mail", "smtp_tls", Rule::Word(&["starttls", "implicit", "none"])),
    key("mail", "from", Rule::Path),
    key("webhooks", "allow", Rule::Targets),
    key("shippo", "rate_limits", Rule::Switch),
    key("mcp", "allowed_origins", Rule::Origins),
    key("actions", "source", Rule::Word(&["own", "upstream"])),
    key("upstream", "unified_tracking_url", Rule::Text),
    key("upstream", "unified_locations_url", Rule::Text),
    key("upstream", "unified_key", Rule::Secret),
    key("upstream", "unified_timeout_ms", Rule::Whole(1, 60_000)),
    key("upstream", "unified_retries", Rule::Whole(0, 10)),
    key("upstream", "unified_cache_seconds", Rule::Whole(0, HOUR_SECONDS)),
    key("network", "directory", Rule::Text),
    key("log", "level", Rule::Level),
    key("log", "format", Rule::Word(&["text", "json"])),
    key("demo", "enabled", Rule::Switch),
    key("demo", "anywhere", Rule::Switch),
];

const fn key(section: &'static str, name: &'static str, rule: Rule) -> Key {
    Key { section, name, rule }
}

impl Key {
    /// `section.name`.
    pub(super) fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `COLLI_SECTION_NAME`.
    pub(super) fn variable(&self) -> String {
        format!("COLLI_{}_{}", self.section, self.name).to_uppercase()
    }

    /// The key of a section and name.
    pub(super) fn find(section: &str, name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.section == section && key.name == name)
    }

    /// Reads text from the environment or a flag as the type the key has.
    pub(super) fn read(&self, text: &str) -> Value {
        let typed = match self.rule {
            Rule::Whole(..) => text.parse().ok().map(Value::Integer),
            Rule::Switch => text.parse().ok().map(Value::Boolean),
            Rule::Targets | Rule::Origins => Some(Value::Array(
                text.split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| Value::String(part.to_owned()))
                    .collect(),
            )),
            Rule::Address | Rule::Text | Rule::Secret | Rule::Path | Rule::Word(_) | Rule::Level => None,
        };
        // Text that is not of the type stays text; the rule then says what it should have been.
        typed.unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

impl Rule {
    /// What the value should have been, when it is not.
    pub(super) fn refusal(self, value: &Value) -> Option<String> {
        let text = value.as_str();
        let (accepted, expected) = match self {
            Self::Address => (
                text.is_some_and(|text| address(text).is_some()),
                "an address and port like 127.0.0.1:8080".to_owned(),
            ),
            Self::Whole(least, most) => (
                value
                    .as_integer()
                    .is_some_and(|number| (least..=most).contains(&number)),
                format!("a whole number from {least} to {most}"),
            ),
            Self::Text | Self::Secret => (text.is_some(), "text".to_owned()),
            Self::Path => (text.is_some_and(|text| !text.is_empty()), "a path".to_owned()),
            Self::Word(words) => (
                text.is_some_and(|text| words.contains(&text)),
                format!("one of {}", words.join(", ")),
            ),
            Self::Level => (
                text.is_some_and(|text| !text.is_empty() && text.parse::<Targets>().is_ok()),
                "a level (error, warn, info, debug, trace) or a list like info,colli_store=debug".to_owned(),
            ),
            Self::Switch => (value.is_bool(), "true or false".to_owned()),
            Self::Targets => (
                value.as_array().is_some_and(|parts| parts.iter().all(is_target)),
                "a list of networks and host names like [\"10.0.0.0/8\", \"hooks.intern\"]".to_owned(),
            ),
            Self::Origins => (
                value.as_array().is_some_and(|parts| parts.iter().all(is_origin)),
                "a list of origins like [\"https://chat.shop.example\", \"http://localhost:6274\"]".to_owned(),
            ),
        };
        (!accepted).then_some(expected)
    }
}

impl Rule {
    /// What of a refused value is at fault: of a list its first wrong entry.
    pub(super) fn culprit(self, value: &Value) -> &Value {
        let is_right = match self {
            Self::Targets => is_target,
            Self::Origins => is_origin,
            _ => return value,
        };
        let entries = value.as_array();
        let wrong = entries.and_then(|entries| entries.iter().find(|entry| !is_right(entry)));
        wrong.unwrap_or(value)
    }
}

fn is_target(value: &Value) -> bool {
    value.as_str().is_some_and(|text| Allowed::parse(text).is_some())
}

fn is_origin(value: &Value) -> bool {
    value.as_str().is_some_and(|text| Origin::parse(text).is_some())
}

/// Reads an address; `localhost` is understood, other names are not: which address they mean can change.
pub(super) fn address(text: &str) -> Option<SocketAddr> {
    match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}").parse().ok(),
        None => text.parse().ok(),
    }
}
