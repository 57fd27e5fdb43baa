//! The configuration: the embedded defaults, then a file, then the environment, then flags.

mod error;
mod file;
mod keys;
mod secret;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use colli_service::mail;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

pub use error::ConfigError;
use keys::{KEYS, Key, Rule};
pub use secret::{Secret, ServerAddress};

/// The commented defaults, which are also the reference of all keys.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// Variables that are no configuration keys.
const OTHER_VARIABLES: [&str; 2] = [MASTER_KEY, TOKEN];

/// The variable that holds the master key.
pub const MASTER_KEY: &str = "COLLI_MASTER_KEY";

/// The variable that holds what `colli mcp` calls with.
pub const TOKEN: &str = "COLLI_TOKEN";

/// The whole configuration.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Config {
    /// The listener.
    pub server: Server,
    /// The store.
    pub store: Store,
    /// Uploaded attachments.
    pub attachments: Attachments,
    /// How long things are kept.
    pub retention: Retention,
    /// Mail to receivers.
    pub mail: Mail,
    /// Webhooks and pushers.
    pub webhooks: Webhooks,
    /// The Shippo dialect.
    pub shippo: Shippo,
    /// The Model Context Protocol.
    pub mcp: Mcp,
    /// The assistants' actions.
    pub actions: Actions,
    /// APIs of carriers.
    pub upstream: Upstream,
    /// Network data.
    pub network: Network,
    /// Logs.
    pub log: Log,
    /// The demo organisation.
    pub demo: Demo,
}

/// Section `[server]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Server {
    listen: String,
    public_url: String,
    max_connections: usize,
    request_header_seconds: u64,
    request_body_stall_seconds: u64,
    answer_seconds: u64,
    keep_alive_seconds: u64,
    drain_seconds: u64,
}

/// Section `[store]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Store {
    /// Directory of the embedded database.
    pub data: PathBuf,
    /// Address of a database server; empty for the embedded one.
    pub database: ServerAddress,
    /// Connections for reading.
    pub readers: usize,
    /// Writes that may wait.
    pub queue_max: usize,
    /// Writes that share one commit.
    pub batch_max: usize,
    /// Connections to a database server.
    pub connections: usize,
}

/// Section `[attachments]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Attachments {
    location: String,
    endpoint: String,
    region: String,
    access_key_id: String,
    secret_access_key: Secret,
    allow_http: bool,
}

/// Section `[retention]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[expect(clippy::struct_field_names, reason = "the keys name their unit")]
pub struct Retention {
    shipments_days: u32,
    attachments_days: u32,
    dead_jobs_days: u32,
}

/// Section `[mail]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Mail {
    transport: MailTransport,
    folder: PathBuf,
    smtp_host: String,
    smtp_port: u16,
    smtp_user: String,
    smtp_password: Secret,
    smtp_tls: MailTls,
    from: String,
}

/// How mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum MailTransport {
    Auto,
    None,
    Folder,
    Smtp,
}

/// How the connection to the SMTP server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum MailTls {
    StartTls,
    Implicit,
    None,
}

/// Section `[webhooks]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Webhooks {
    allow: Vec<String>,
}

/// Section `[shippo]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Shippo {
    /// Calls are bounded by the minute.
    pub rate_limits: bool,
}

/// Section `[mcp]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Mcp {
    allowed_origins: Vec<String>,
}

/// Section `[actions]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Actions {
    source: ActionSource,
}

/// Where actions look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum ActionSource {
    Own,
    Upstream,
}

/// Section `[upstream]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[expect(clippy::struct_field_names, reason = "the keys name the API")]
pub struct Upstream {
    unified_tracking_url: String,
    unified_locations_url: String,
    unified_key: Secret,
    unified_timeout_ms: u64,
    unified_retries: u32,
    unified_cache_seconds: u64,
}

/// Section `[network]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Network {
    directory: PathBuf,
}

/// Section `[log]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Log {
    /// Levels, in the syntax of `tracing_subscriber::filter::Targets`.
    pub level: String,
    /// How lines are written.
    pub format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Section `[demo]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Demo {
    /// Make the demo organisation.
    pub enabled: bool,
    /// Listen on any address all the same.
    pub anywhere: bool,
}

impl Server {
    /// Where to listen.
    pub fn listen(&self) -> Option<SocketAddr> {
        keys::address(&self.listen)
    }

    /// The address links begin with, when there is one.
    pub fn public_url(&self) -> Option<&str> {
        Some(self.public_url.trim()).filter(|url| !url.is_empty())
    }

    /// What links begin with where nobody asked a host: for a server at this address.
    pub fn links_begin_with(&self, address: SocketAddr) -> String {
        self.public_url()
            .map_or_else(|| format!("http://{address}"), str::to_owned)
    }

    /// The limits of the listener.
    pub fn limits(&self) -> colli_http::server::ServerLimits {
        colli_http::server::ServerLimits {
            max_connections: self.max_connections,
            request_header: Duration::from_secs(self.request_header_seconds),
            request_body_stall: Duration::from_secs(self.request_body_stall_seconds),
            answer: Duration::from_secs(self.answer_seconds),
            keep_alive_idle: Duration::from_secs(self.keep_alive_seconds),
            drain: Duration::from_secs(self.drain_seconds),
            ..colli_http::server::ServerLimits::default()
        }
    }
}

impl Attachments {
    /// Where attachments go, for a server with this data directory.
    pub fn settings(&self, data: &Path) -> colli_attachments::Settings {
        colli_attachments::Settings {
            location: self.location.clone(),
            default_directory: data.join("attachments"),
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.reveal().to_owned(),
            allow_http: self.allow_http,
        }
    }
}

impl Mail {
    /// As the service takes it, for a server with this data directory whose links begin with this address; `None` for no
    /// mail.
    pub fn settings(&self, data: &Path, public_url: String, is_demo: bool) -> Option<mail::MailSettings> {
        let folder = || {
            let path = if self.folder.as_os_str().is_empty() {
                data.join("mail")
            } else {
                self.folder.clone()
            };
            mail::Transport::Folder(path)
        };
        let transport = match self.transport {
            MailTransport::None => return None,
            MailTransport::Auto if !is_demo => return None,
            MailTransport::Auto | MailTransport::Folder => folder(),
            MailTransport::Smtp => mail::Transport::Smtp(Box::new(self.smtp())),
        };
        Some(mail::MailSettings {
            transport,
            from: self.from.clone(),
            public_url,
        })
    }

    fn smtp(&self) -> mail::SmtpSettings {
        mail::SmtpSettings {
            host: self.smtp_host.clone(),
            port: self.smtp_port,
            user: self.smtp_user.clone(),
            password: self.smtp_password.reveal().to_owned(),
            tls: match self.smtp_tls {
                MailTls::StartTls => mail::SmtpTls::StartTls,
                MailTls::Implicit => mail::SmtpTls::Implicit,
                MailTls::None => mail::SmtpTls::None,
            },
        }
    }
}

impl Retention {
    /// As the service takes it.
    pub fn retention(&self) -> colli_service::jobs::Retention {
        colli_service::jobs::Retention {
            shipments_days: self.shipments_days,
            attachments_days: self.attachments_days,
            dead_jobs_days: self.dead_jobs_days,
        }
    }
}

impl Webhooks {
    /// Networks and hosts outside the public internet that may be told.
    pub fn allowed(&self) -> Vec<colli_service::told::Allowed> {
        let allowed = self.allow.iter();
        allowed
            .filter_map(|text| colli_service::told::Allowed::parse(text))
            .collect()
    }
}

impl Config {
    /// How the carrier's APIs are asked, where actions ask those.
    pub fn actions_upstream(&self) -> Option<colli_service::upstream::UpstreamSettings> {
        let upstream = &self.upstream;
        (self.actions.source == ActionSource::Upstream).then(|| colli_service::upstream::UpstreamSettings {
            tracking_url: upstream.unified_tracking_url.clone(),
            locations_url: upstream.unified_locations_url.clone(),
            key: upstream.unified_key.reveal().to_owned(),
            timeout: Duration::from_millis(upstream.unified_timeout_ms),
            retries: upstream.unified_retries,
            cache: Duration::from_secs(upstream.unified_cache_seconds),
        })
    }
}

impl Mcp {
    /// How HTTP is served.
    pub fn http(&self) -> colli_http::Settings {
        let origins = self.allowed_origins.iter();
        colli_http::Settings {
            mcp_origins: origins
                .filter_map(|text| colli_http::mcp::Origin::parse(text))
                .collect(),
        }
    }
}

impl Network {
    /// The directory that replaces the packed data, when one is set.
    pub fn directory(&self) -> Option<&Path> {
        (!self.directory.as_os_str().is_empty()).then_some(self.directory.as_path())
    }
}

/// A value set by a flag: the flag as typed, the section and name it sets, and the value.
#[derive(Debug, Clone)]
pub struct FlagSetting {
    /// For messages: `--listen`.
    pub flag: &'static str,
    /// Section.
    pub section: &'static str,
    /// Name within the section.
    pub name: &'static str,
    /// The value as typed.
    pub value: String,
}

impl FlagSetting {
    /// What a flag sets, when it was given.
    pub fn given(
        flag: &'static str,
        section: &'static str,
        name: &'static str,
        value: Option<&String>,
    ) -> Option<Self> {
        value.map(|value| Self {
            flag,
            section,
            name,
            value: value.clone(),
        })
    }

    /// What a switch sets, when it is on.
    pub fn switched(flag: &'static str, section: &'static str, name: &'static str, on: bool) -> Option<Self> {
        Self::given(flag, section, name, on.then(|| "true".to_owned()).as_ref())
    }
}

/// A configuration, and what deserves a warning once logging works.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Names of `COLLI_` variables that mean nothing. Never their values.
    pub unknown_variables: Vec<String>,
}

/// The variables of the process; read here and nowhere else.
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("COLLI_"))
        .collect()
}

/// Loads the configuration.
pub fn load(
    file: Option<&Path>,
    environment: &BTreeMap<String, String>,
    flags: &[FlagSetting],
) -> Result<Loaded, ConfigError> {
    let mut merged: Table = DEFAULTS
        .parse()
        .map_err(|error| ConfigError::Assembly(format!("{error}")))?;
    if let Some(path) = file {
        for setting in file::read(&path.display().to_string(), &read(path)?)? {
            set(&mut merged, setting.key, setting.value, &setting.place)?;
        }
    }
    for key in &KEYS {
        let variable = key.variable();
        if let Some(text) = environment.get(&variable) {
            set(&mut merged, key, key.read(text), &variable)?;
        }
    }
    for FlagSetting {
        flag,
        section,
        name,
        value,
    } in flags
    {
        let key = Key::find(section, name)
            .ok_or_else(|| ConfigError::Assembly(format!("{flag} sets {section}.{name}, which does not exist")))?;
        set(&mut merged, key, key.read(value), flag)?;
    }
    let config = Config::deserialize(merged).map_err(|error| ConfigError::Assembly(error.message().to_owned()))?;
    Ok(Loaded {
        config,
        unknown_variables: unknown_variables(environment),
    })
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

/// Sets one key, or says why not.
fn set(merged: &mut Table, key: &'static Key, value: Value, place: &str) -> Result<(), ConfigError> {
    if let Some(expected) = key.rule.refusal(&value) {
        let found = match key.rule {
            Rule::Secret => "a value that is not shown".to_owned(),
            rule => shown(rule.culprit(&value)),
        };
        return Err(ConfigError::BadValue {
            place: place.to_owned(),
            key: key.path(),
            expected,
            found,
        });
    }
    if let Some(Value::Table(section)) = merged.get_mut(key.section) {
        section.insert(key.name.to_owned(), value);
    }
    Ok(())
}

/// A value in a message.
fn shown(value: &Value) -> String {
    const CHARS_MAX: usize = 60;
    match value {
        Value::String(text) => format!("{:?}", text.chars().take(CHARS_MAX).collect::<String>()),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        other => other.to_string(),
    }
}

fn unknown_variables(environment: &BTreeMap<String, String>) -> Vec<String> {
    let known = |name: &str| OTHER_VARIABLES.contains(&name) || KEYS.iter().any(|key| key.variable() == name);
    environment.keys().filter(|name| !known(name)).cloned().collect()
}
