//! How one event becomes one line: written piece by piece into the line, nothing allocated on the way.

use std::fmt::{self, Write as _};

use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::{Event, Level};

use super::escape::{self, Through, write_fmt};
use super::stamp::Stamp;
use crate::config::LogFormat;

/// The name under which an event carries its message.
const MESSAGE: &str = "message";

/// Writes an event as one line; `request` is the id of the request it belongs to.
pub(super) fn event(
    line: &mut Vec<u8>,
    stamp: &mut Stamp,
    format: LogFormat,
    now: Timestamp,
    event: &Event<'_>,
    request: Option<&str>,
) {
    let metadata = event.metadata();
    head(line, stamp, format, now, *metadata.level(), metadata.target());
    match format {
        LogFormat::Text => {
            // The message comes first, wherever it stands among the fields.
            event.record(&mut TextFields { line, message: true });
            event.record(&mut TextFields { line, message: false });
            if let Some(id) = request {
                line.extend_from_slice(b" request_id=");
                escape::plain(line, id);
            }
        }
        LogFormat::Json => {
            event.record(&mut JsonFields(line));
            if let Some(id) = request {
                line.extend_from_slice(br#","request_id":""#);
                escape::json(line, id);
                line.push(b'"');
            }
        }
    }
    tail(line, format);
}

/// The line that says how many lines were dropped.
pub(super) fn dropped(format: LogFormat, now: Timestamp, count: u64) -> Vec<u8> {
    const TEXT: &str = "log lines dropped: standard error was too slow";
    let (mut line, mut stamp) = (Vec::new(), Stamp::NEW);
    head(&mut line, &mut stamp, format, now, Level::WARN, "colli::logging");
    match format {
        LogFormat::Text => write_fmt(&mut line, format_args!(" {TEXT} count={count}")),
        LogFormat::Json => write_fmt(&mut line, format_args!(r#","message":"{TEXT}","count":{count}"#)),
    }
    tail(&mut line, format);
    line
}

/// `2026-03-02T08:00:00.000000Z  INFO colli::access`, or the same as the first members of an object.
fn head(line: &mut Vec<u8>, stamp: &mut Stamp, format: LogFormat, now: Timestamp, level: Level, target: &str) {
    match format {
        LogFormat::Text => {
            stamp.write(line, now);
            line.extend_from_slice(text_level(level));
            line.extend_from_slice(target.as_bytes());
        }
        LogFormat::Json => {
            line.extend_from_slice(br#"{"timestamp":""#);
            stamp.write(line, now);
            line.extend_from_slice(br#"","level":""#);
            line.extend_from_slice(json_level(level));
            line.extend_from_slice(br#"","target":""#);
            escape::json(line, target);
            line.push(b'"');
        }
    }
}

fn tail(line: &mut Vec<u8>, format: LogFormat) {
    if format == LogFormat::Json {
        line.push(b'}');
    }
    line.push(b'\n');
}

/// Five characters wide, between spaces.
fn text_level(level: Level) -> &'static [u8] {
    match level {
        Level::ERROR => b" ERROR ",
        Level::WARN => b"  WARN ",
        Level::INFO => b"  INFO ",
        Level::DEBUG => b" DEBUG ",
        Level::TRACE => b" TRACE ",
    }
}

fn json_level(level: Level) -> &'static [u8] {
    match level {
        Level::ERROR => b"error",
        Level::WARN => b"warn",
        Level::INFO => b"info",
        Level::DEBUG => b"debug",
        Level::TRACE => b"trace",
    }
}

/// ` name=value` for each field, or the message alone.
struct TextFields<'a> {
    line: &'a mut Vec<u8>,
    /// Write the message and nothing else; otherwise everything else.
    message: bool,
}

impl TextFields<'_> {
    /// Writes what stands before the value; false when this field is not for now.
    fn begin(&mut self, field: &Field) -> bool {
        if (field.name() == MESSAGE) != self.message {
            return false;
        }
        self.line.push(b' ');
        if !self.message {
            self.line.extend_from_slice(field.name().as_bytes());
            self.line.push(b'=');
        }
        true
    }

    fn escaped(&mut self, value: fmt::Arguments<'_>) {
        let mut through = Through {
            line: self.line,
            escape: escape::plain,
        };
        // Fails only when the value's own formatting does; then the line has what came before.
        let _ = through.write_fmt(value);
    }
}

impl Visit for TextFields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if self.begin(field) {
            write_fmt(self.line, format_args!("{value:.3}"));
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if self.begin(field) {
            write_fmt(self.line, format_args!("{value}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if self.begin(field) {
            let write = if self.message { escape::plain } else { escape::quoted };
            write(self.line, value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if self.begin(field) {
            self.escaped(format_args!("{value:?}"));
        }
    }
}

/// Names that a line has of its own.
const RESERVED: [&str; 4] = ["timestamp", "level", "target", "request_id"];

/// `,"name":value` for each field.
struct JsonFields<'a>(&'a mut Vec<u8>);

impl JsonFields<'_> {
    fn begin(&mut self, field: &Field) {
        self.0.extend_from_slice(br#",""#);
        escape::json(self.0, field.name());
        // An object must not have a name twice.
        if RESERVED.contains(&field.name()) {
            self.0.push(b'_');
        }
        self.0.extend_from_slice(br#"":"#);
    }

    fn unquoted(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        self.begin(field);
        write_fmt(self.0, value);
    }
}

impl Visit for JsonFields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.begin(field);
        // Writing to a Vec cannot fail; what JSON cannot say becomes null.
        let _ = serde_json::to_writer(&mut *self.0, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.unquoted(field, format_args!("{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.unquoted(field, format_args!("{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.unquoted(field, format_args!("{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.begin(field);
        self.0.push(b'"');
        escape::json(self.0, value);
        self.0.push(b'"');
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.begin(field);
        self.0.push(b'"');
        let mut through = Through {
            line: self.0,
            escape: escape::json,
        };
        // Fails only when the value's own formatting does; then the string has what came before.
        let _ = write!(through, "{value:?}");
        self.0.push(b'"');
    }
}
