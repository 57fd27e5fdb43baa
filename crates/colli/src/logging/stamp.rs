//! Times on lines.

use jiff::Timestamp;

use super::escape::write_fmt;

/// Writes times as `2026-03-02T08:00:00.000000Z`. The text of the second is kept: busy servers write it very often.
pub(super) struct Stamp {
    second: Option<i64>,
    text: Vec<u8>,
}

impl Stamp {
    /// Nothing kept yet.
    pub(super) const NEW: Self = Self {
        second: None,
        text: Vec::new(),
    };

    /// Appends the time.
    pub(super) fn write(&mut self, line: &mut Vec<u8>, now: Timestamp) {
        // Before 1970 the parts of a second count backwards.
        if now < Timestamp::UNIX_EPOCH {
            return write_fmt(line, format_args!("{now:.6}"));
        }
        if self.second != Some(now.as_second()) {
            self.text.clear();
            write_fmt(&mut self.text, format_args!("{now:.0}"));
            self.text.pop();
            self.second = Some(now.as_second());
        }
        line.extend_from_slice(&self.text);
        write_fmt(line, format_args!(".{:06}Z", now.subsec_microsecond()));
    }
}
