//! JSON text written piece by piece, where building a tree to serialise would cost more than the rest of the request.

use std::io::Write as _;

/// JSON text in the making. Whoever writes sees to its grammar.
#[derive(Debug, Default)]
pub(crate) struct JsonText(Vec<u8>);

impl JsonText {
    /// Room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// The text.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// JSON as it is.
    pub(crate) fn raw(&mut self, json: &str) {
        self.raw_bytes(json.as_bytes());
    }

    /// JSON as it is.
    pub(crate) fn raw_bytes(&mut self, json: &[u8]) {
        self.0.extend_from_slice(json);
    }

    /// What stands before a text, and the text, quoted.
    pub(crate) fn member(&mut self, before: &str, text: &str) {
        self.raw(before);
        self.raw("\"");
        self.part(text);
        self.raw("\"");
    }

    /// A part of a text, inside its quotes.
    pub(crate) fn part(&mut self, text: &str) {
        if !text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            return self.raw(text);
        }
        let start = self.0.len();
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut self.0, text);
        // Its own quotes are not wanted.
        self.0.pop();
        if start < self.0.len() {
            self.0.remove(start);
        }
    }

    /// An array of whatever `write` writes for each item.
    pub(crate) fn array<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.raw("[");
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u32) {
        // Writing to memory does not fail.
        let _ = write!(self.0, "{number}");
    }

    /// Millionths as a decimal number, with the digits it needs but at least one after the point.
    pub(crate) fn millionths(&mut self, e6: i32) {
        if e6 < 0 {
            self.raw("-");
        }
        let e6 = e6.unsigned_abs();
        self.number(e6 / 1_000_000);
        let mut digits = *b".000000";
        let mut rest = e6 % 1_000_000;
        for digit in digits[1..].iter_mut().rev() {
            *digit = ascii(rest);
            rest /= 10;
        }
        let needed = digits.iter().rposition(|digit| *digit != b'0').unwrap_or_default();
        self.raw_bytes(&digits[..=needed.max(1)]);
    }
}

/// The last decimal digit of a number.
pub(crate) fn ascii(number: u32) -> u8 {
    b'0' + (number % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in "(\\PC|[\"\\\\\n\u{1}]){0,12}", e6 in any::<i32>(), number in any::<u32>()) {
            let mut json = JsonText::default();
            json.member(r#"{"text":"#, &text);
            json.raw(r#","parts":""#);
            json.part(&text);
            json.part(&text);
            json.raw(r#"","millionths":"#);
            json.millionths(e6);
            json.raw(r#","numbers":"#);
            json.array([number, 0], JsonText::number);
            json.raw("}");
            let read: serde_json::Value = serde_json::from_slice(&json.into_bytes()).unwrap();
            let expected = serde_json::json!({"text": text, "parts": text.repeat(2), "millionths": f64::from(e6) / 1e6, "numbers": [number, 0]});
            prop_assert_eq!(read, expected);
        }
    }
}
