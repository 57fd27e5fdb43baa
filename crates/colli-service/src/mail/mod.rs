//! E-mail to receivers: what happened to their parcel, in their language.
//!
//! [`crate::told`] hands over each event of a tenant that wants mail. `notice` decides whether it is worth one, `content`
//! what it says, `message` makes it a message, and a [`PostOffice`] takes it away: into a folder, or to an SMTP server.

mod content;
mod deliver;
mod folder;
mod message;
mod notice;
mod printless;
mod settings;
mod smtp;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use printless::handler as codes_handler;

pub use colli_core::language::Language;
pub use notice::Notice;
pub use settings::Notifications;
pub use smtp::{SmtpSettings, SmtpTls};

use crate::Service;
use colli_core::shipment::{Piece, Shipment};
use colli_core::tracking::Event;
use folder::Folder;
use jiff::Timestamp;
use lettre::message::Mailbox;
use message::Frame;
use smtp::Smtp;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum Transport {
    /// As files in a folder, which programs read as a maildir.
    Folder(PathBuf),
    /// Through an SMTP server.
    Smtp(Box<SmtpSettings>),
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// How it leaves.
    pub transport: Transport,
    /// Whom it is from: `Name <address>` or an address.
    pub from: String,
    /// Where links lead, without a slash at the end: `https://parcels.example`.
    pub public_url: String,
}

/// Mail cannot be sent as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    /// The sender is not an address.
    #[error("mail.from is not an address such as \"Parcels <parcels@shop.example>\"")]
    From,
    /// The folder cannot be made.
    #[error("the mail folder {path}: {error}")]
    Folder {
        /// Where.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The server cannot be reached that way.
    #[error("the mail server: {0}")]
    Smtp(String),
    /// It was configured before.
    #[error("mail is set up already")]
    Twice,
}

/// A mail was not sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct MailFailure {
    /// Trying again will not help: the address or the message is refused.
    pub is_permanent: bool,
    /// What the server answered.
    pub status: Option<u16>,
    /// Why, without personal data.
    pub reason: String,
}

impl MailFailure {
    fn temporary(reason: impl Into<String>) -> Self {
        Self {
            is_permanent: false,
            status: None,
            reason: reason.into(),
        }
    }

    fn permanent(reason: impl Into<String>) -> Self {
        Self {
            is_permanent: true,
            ..Self::temporary(reason)
        }
    }
}

/// Takes mail away.
#[derive(Debug)]
pub(crate) struct PostOffice {
    carrier: Carrier,
    from: Mailbox,
    public_url: String,
}

#[derive(Debug)]
enum Carrier {
    Folder(Folder),
    Smtp(Smtp),
}

impl PostOffice {
    fn new(settings: MailSettings) -> Result<Self, MailSetupError> {
        let from = settings.from.trim().parse().map_err(|_| MailSetupError::From)?;
        let carrier = match settings.transport {
            Transport::Folder(path) => {
                let folder = Folder::open(&path).map_err(|error| MailSetupError::Folder {
                    path: path.display().to_string(),
                    error,
                })?;
                Carrier::Folder(folder)
            }
            Transport::Smtp(settings) => Carrier::Smtp(Smtp::new(*settings).map_err(MailSetupError::Smtp)?),
        };
        Ok(Self {
            carrier,
            from,
            public_url: settings.public_url.trim_end_matches('/').to_owned(),
        })
    }

    /// The word of the configuration.
    fn transport(&self) -> &'static str {
        match self.carrier {
            Carrier::Folder(_) => "folder",
            Carrier::Smtp(_) => "smtp",
        }
    }

    async fn take(&self, message: &lettre::Message, name: &str) -> Result<(), MailFailure> {
        match &self.carrier {
            Carrier::Folder(folder) => folder.put(name, message.formatted()).await,
            Carrier::Smtp(smtp) => smtp.send(message).await,
        }
    }
}

/// What a mail is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The shipment.
    pub shipment: &'a Shipment,
    /// The piece the mail is about.
    pub piece: &'a Piece,
    /// What happened; a printless return has no event.
    pub event: Option<&'a Event>,
}

impl Service {
    /// Sets up how mail is sent. Until then none is.
    pub fn set_up_mail(&self, settings: MailSettings) -> Result<(), MailSetupError> {
        let post = PostOffice::new(settings)?;
        self.post.set(post).map_err(|_| MailSetupError::Twice)?;
        self.set_mailer(Arc::new(deliver::Courier));
        Ok(())
    }

    /// Whether mail can be sent.
    pub fn has_mail(&self) -> bool {
        self.post.get().is_some()
    }

    /// Sends the mail about an event of a piece, when there is one to send: not every event is worth a mail, and not
    /// every receiver has an address. The id names the mail: the same id again replaces the mail instead of adding one,
    /// as far as who receives it lets that be.
    pub async fn send_notice(&self, subject: Subject<'_>, id: Uuid) -> Result<(), MailFailure> {
        let Some(notice) = self.notice_of(&subject) else {
            return Ok(());
        };
        let Some(post) = self.post.get() else {
            return Err(MailFailure::temporary("no mail transport is configured"));
        };
        let shipment = subject.shipment;
        let receiver = notice.receiver(shipment);
        let Some(to) = receiver.email.as_deref().and_then(message::mailbox) else {
            return Ok(());
        };
        let address = &receiver.address;
        let language = Language::of(address.country, &address.postal_code);
        let content = self.content_of(&subject, notice, language, &post.public_url);
        let at = subject.event.map_or(shipment.created_at, |event| event.occurred_at);
        let frame = Frame {
            from: &post.from,
            to,
            id,
            at,
        };
        let code = notice
            .needs_code()
            .then_some(subject.piece.printless_code.as_deref())
            .flatten();
        let message = message::write(&content, frame, code)?;
        post.take(&message, &file_name(at, id)).await
    }
}

/// The name of a mail in a folder: mails sort by the time of what they are about, and one sent again has the same name.
fn file_name(at: Timestamp, id: Uuid) -> String {
    format!("{}.{}.colli", at.as_second(), id.simple())
}
