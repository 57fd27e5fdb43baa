//! How one event becomes one line.

use std::fmt::{self, Write as _};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::config::LogFormat;

/// The format of a line.
pub(super) struct Line {
    format: LogFormat,
}

impl Line {
    pub(super) fn new(format: LogFormat) -> Self {
        Self { format }
    }
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        match self.format {
            LogFormat::Text => text(writer, event),
            LogFormat::Json => json(writer, event),
        }
    }
}

/// `2026-03-02T08:00:00.000000Z  INFO colli::access request method="GET" … request_id=…`
fn text(mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    SystemTime.format_time(&mut writer)?;
    write!(writer, " {:>5} {}", metadata.level().as_str(), metadata.target())?;
    let mut fields = TextFields {
        message: String::new(),
        rest: String::new(),
    };
    event.record(&mut fields);
    writer.write_str(&fields.message)?;
    writer.write_str(&fields.rest)?;
    if let Some(id) = colli_http::middleware::request_id::current() {
        write!(writer, " request_id={}", id.as_str())?;
    }
    writer.write_char('\n')
}

/// Line breaks inside values are escaped, so that nothing a client sent can forge a line.
struct TextFields {
    message: String,
    rest: String,
}

impl TextFields {
    fn push(&mut self, name: &str, value: fmt::Arguments<'_>) {
        let message = name == "message";
        let target = if message { &mut self.message } else { &mut self.rest };
        target.push(' ');
        if !message {
            target.push_str(name);
            target.push('=');
        }
        // Writing to a String cannot fail.
        let _ = Escaped(target).write_fmt(value);
    }
}

/// Writes text with control characters escaped.
struct Escaped<'a>(&'a mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.chars() {
            if letter.is_control() {
                self.0.extend(letter.escape_default());
            } else {
                self.0.push(letter);
            }
        }
        Ok(())
    }
}

impl Visit for TextFields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field.name(), format_args!("{value:.3}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(field.name(), format_args!("{value:?}"));
    }
}

fn json(mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    let mut time = String::new();
    SystemTime.format_time(&mut Writer::new(&mut time))?;
    let mut object = Map::new();
    object.insert("timestamp".to_owned(), time.into());
    object.insert("level".to_owned(), metadata.level().as_str().to_lowercase().into());
    object.insert("target".to_owned(), metadata.target().into());
    let mut fields = JsonFields(object);
    event.record(&mut fields);
    if let Some(id) = colli_http::middleware::request_id::current() {
        fields.0.insert("request_id".to_owned(), id.as_str().into());
    }
    writeln!(writer, "{}", Value::Object(fields.0))
}

struct JsonFields(Map<String, Value>);

impl JsonFields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for JsonFields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.insert(field, format!("{value:?}"));
    }
}
