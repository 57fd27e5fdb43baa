//! Text from anywhere inside a line: nothing a client sent can end a line or forge one.

use std::fmt;
use std::io::Write as _;

/// Why writing goes on without looking at results: writing to a `Vec` cannot fail.
pub(super) fn write_fmt(line: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    let _ = line.write_fmt(text);
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Text as it is, control characters escaped.
pub(super) fn plain(line: &mut Vec<u8>, text: &str) {
    if is_printable_ascii(text) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    for letter in text.chars() {
        if letter.is_control() {
            write_fmt(line, format_args!("{}", letter.escape_default()));
        } else {
            line.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// Text between quotes, as `{:?}` writes it.
pub(super) fn quoted(line: &mut Vec<u8>, text: &str) {
    if is_printable_ascii(text) && !text.bytes().any(|byte| matches!(byte, b'"' | b'\\')) {
        line.push(b'"');
        line.extend_from_slice(text.as_bytes());
        line.push(b'"');
    } else {
        write_fmt(line, format_args!("{text:?}"));
    }
}

/// Text inside a JSON string, without its quotes (RFC 8259 section 7).
pub(super) fn json(line: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\')) {
        line.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'"' => line.extend_from_slice(br#"\""#),
            b'\\' => line.extend_from_slice(br"\\"),
            b'\n' => line.extend_from_slice(br"\n"),
            b'\r' => line.extend_from_slice(br"\r"),
            b'\t' => line.extend_from_slice(br"\t"),
            control => write_fmt(line, format_args!("\\u{control:04x}")),
        }
        rest = &rest[at + 1..];
    }
    line.extend_from_slice(rest);
}

/// Formats through one of the functions above, piece by piece.
pub(super) struct Through<'a> {
    pub(super) line: &'a mut Vec<u8>,
    pub(super) escape: fn(&mut Vec<u8>, &str),
}

impl fmt::Write for Through<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        (self.escape)(self.line, text);
        Ok(())
    }
}
