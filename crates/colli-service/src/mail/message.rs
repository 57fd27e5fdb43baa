//! A mail as a message: text with an HTML alternative, and the picture of a code. Equal mails have equal bytes.

use super::MailFailure;
use super::content::Content;
use crate::documents;
use askama::Template;
use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// Name of the attached picture.
const PICTURE: &str = "code.png";

/// The text of a mail.
#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct Text<'a> {
    content: &'a Content,
}

/// The same as HTML, where everything is escaped.
#[derive(Template)]
#[template(path = "mail/notice.html")]
struct Html<'a> {
    content: &'a Content,
    picture: Option<&'a str>,
}

/// What is around the content.
pub(super) struct Frame<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) to: Mailbox,
    /// Names the mail.
    pub(super) id: Uuid,
    /// The time of what it is about.
    pub(super) at: Timestamp,
}

/// An address as it was typed, without the name that may stand before it. `None` when mail cannot go there.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    let address = text.trim().parse().ok()?;
    Some(Mailbox::new(None, address))
}

/// Writes a mail.
pub(super) fn write(content: &Content, frame: Frame<'_>, code: Option<&str>) -> Result<Message, MailFailure> {
    let failed = |error: &dyn std::fmt::Display| MailFailure::permanent(format!("the mail cannot be written: {error}"));
    let text = Text { content }.render().map_err(|error| failed(&error))?;
    let picture_id = format!("code.{}", frame.id.simple());
    let html = Html {
        content,
        picture: code.is_some().then_some(picture_id.as_str()),
    };
    let html = html.render().map_err(|error| failed(&error))?;
    let body = alternatives(&frame, text, html, picture_of(code, &picture_id)?);
    let domain = frame.from.email.domain();
    Message::builder()
        .from(frame.from.clone())
        .to(frame.to)
        .subject(one_line(&content.subject))
        .date(system_time(frame.at))
        .message_id(Some(format!("<{}@{domain}>", frame.id.simple())))
        .header(AutoSubmitted)
        .multipart(body)
        .map_err(|error| failed(&error))
}

fn picture_of(code: Option<&str>, id: &str) -> Result<Option<SinglePart>, MailFailure> {
    let Some(code) = code else { return Ok(None) };
    let png = documents::printless_png(code).map_err(|error| MailFailure::permanent(error.to_string()))?;
    let kind = ContentType::parse("image/png").map_err(|error| MailFailure::permanent(error.to_string()))?;
    let picture = Attachment::new_inline_with_name(id.to_owned(), PICTURE.to_owned());
    Ok(Some(picture.body(png, kind)))
}

/// Text first, then HTML, with its picture beside it. Boundaries come from the mail's id, so equal mails are equal.
fn alternatives(frame: &Frame<'_>, text: String, html: String, picture: Option<SinglePart>) -> MultiPart {
    let boundary = |level: u8| format!("colli-{}-{level}", frame.id.simple());
    let both = MultiPart::alternative()
        .boundary(boundary(1))
        .singlepart(SinglePart::plain(text));
    match picture {
        None => both.singlepart(SinglePart::html(html)),
        Some(picture) => both.multipart(
            MultiPart::related()
                .boundary(boundary(2))
                .singlepart(SinglePart::html(html))
                .singlepart(picture),
        ),
    }
}

/// A header is one line, whatever a name holds.
fn one_line(text: &str) -> String {
    colli_core::address::clean_text(text)
}

fn system_time(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
