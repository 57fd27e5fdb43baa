//! Mail through an SMTP server.

use super::MailFailure;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;
use tokio::time::timeout;

/// How long a step of the exchange may take.
const STEP: Duration = Duration::from_secs(15);
/// How long all of it may take: less than a job may run.
const WHOLE: Duration = Duration::from_secs(30);
const TOO_SLOW: &str = "the mail server did not answer in time";

/// Answers about the log-in, which the operator mends: the mail itself was not looked at (RFC 4954).
const LOG_IN: std::ops::RangeInclusive<u16> = 530..=538;

/// How the connection is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmtpTls {
    /// Encrypted after `STARTTLS`; a server without it is refused.
    StartTls,
    /// Encrypted from the first byte on.
    Implicit,
    /// Not at all: for a server on the own machine.
    None,
}

/// How to reach an SMTP server.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Name or address of the server.
    pub host: String,
    /// Port; 0 for the usual one of the protection.
    pub port: u16,
    /// User; empty for none.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// How the connection is protected.
    pub tls: SmtpTls,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// An SMTP server.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}

impl Smtp {
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, String> {
        if settings.host.trim().is_empty() {
            return Err("mail.smtp_host names no server".to_owned());
        }
        let parameters = || TlsParameters::new(settings.host.clone()).map_err(|error| error.to_string());
        let (tls, usual_port) = match settings.tls {
            SmtpTls::StartTls => (Tls::Required(parameters()?), 587),
            SmtpTls::Implicit => (Tls::Wrapper(parameters()?), 465),
            SmtpTls::None => (Tls::None, 25),
        };
        let port = if settings.port == 0 { usual_port } else { settings.port };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.clone())
            .port(port)
            .tls(tls)
            .timeout(Some(STEP))
            .hello_name(ClientId::Domain("colli".to_owned()));
        if !settings.user.is_empty() {
            builder = builder.credentials(Credentials::new(settings.user, settings.password));
        }
        Ok(Self {
            transport: builder.build(),
        })
    }

    /// Hands a message over. A refusal of the mail (5xx) is final, anything else may pass.
    pub(super) async fn send(&self, message: &Message) -> Result<(), MailFailure> {
        let sending = timeout(WHOLE, self.transport.send(message.clone()));
        let error = match sending.await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => error,
            Err(_) => return Err(MailFailure::temporary(TOO_SLOW)),
        };
        let status = error.status().map(u16::from);
        // What the server says may repeat the address; its code tells enough.
        let reason = match status {
            Some(status) => format!("the mail server answered {status}"),
            None if error.is_timeout() => TOO_SLOW.to_owned(),
            None if error.is_tls() => "the connection to the mail server could not be protected".to_owned(),
            None => "the mail server could not be reached".to_owned(),
        };
        Err(MailFailure {
            is_permanent: error.is_permanent() && !status.is_some_and(|status| LOG_IN.contains(&status)),
            status,
            reason,
        })
    }
}
