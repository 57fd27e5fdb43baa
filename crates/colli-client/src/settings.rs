//! Settings of the executor.

use std::time::Duration;

/// How patient, how persistent and how fast the executor is.
///
/// ```
/// use colli_client::Settings;
/// use std::time::Duration;
///
/// let settings = Settings { total_timeout: Duration::from_secs(5), retries: 1, ..Settings::default() };
/// assert_eq!(settings.connect_timeout, Duration::from_secs(5));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// How long a connection may take to make; 5 seconds.
    pub connect_timeout: Duration,
    /// How long the server may be silent; 15 seconds.
    pub read_timeout: Duration,
    /// How long a call may take in all, with its retries, the waits between them and the tokens it needs; 30 seconds.
    pub total_timeout: Duration,
    /// How often a call is tried again at most; 3 times. Only calls that may be repeated are, and those that never reached the
    /// server.
    pub retries: u32,
    /// The wait before the first retry is up to this, before each further one up to twice the last; 200 milliseconds.
    pub backoff_first: Duration,
    /// No wait is longer; one the server asks for (`Retry-After`) comes on top; 5 seconds.
    pub backoff_max: Duration,
    /// A server that asks for a longer wait (`Retry-After`) is not asked again; 10 seconds.
    pub retry_after_max: Duration,
    /// Calls a second on average; none when not limited.
    pub calls_per_second: Option<f64>,
    /// Calls that may be made at once before that; 10.
    pub burst: u32,
    /// Longest answer that is read, in bytes, after decompression; 16 MiB.
    pub answer_bytes_max: usize,
    /// What the client says it is.
    pub user_agent: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(30),
            retries: 3,
            backoff_first: Duration::from_millis(200),
            backoff_max: Duration::from_secs(5),
            retry_after_max: Duration::from_secs(10),
            calls_per_second: None,
            burst: 10,
            answer_bytes_max: 16 * 1024 * 1024,
            user_agent: concat!("colli-client/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
