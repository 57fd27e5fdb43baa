//! Addresses of calls: percent-encoded paths and queries.

use std::fmt::Write as _;

/// A path or query under construction.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Nothing asked.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A parameter; none is left out.
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// A text; an empty one is left out.
    pub(crate) fn text(self, name: &'static str, value: &str) -> Self {
        self.with(name, Some(value).filter(|value| !value.is_empty()))
    }

    /// A parameter that is repeated.
    pub(crate) fn each(mut self, name: &'static str, values: &[impl ToString]) -> Self {
        self.0.extend(values.iter().map(|value| (name, value.to_string())));
        self
    }

    /// `?a=1&b=2`, or nothing.
    pub(crate) fn written(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let mut written = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.0 {
            written.append_pair(name, value);
        }
        format!("?{}", written.finish())
    }
}

/// A path of segments, each percent-encoded whole, so that no value changes which endpoint is called. Segments that no
/// encoding keeps in their place (nothing, `.` and `..`) become ones that nothing is called by.
pub(crate) fn path(segments: &[&str]) -> String {
    segments.iter().fold(String::new(), |mut path, segment| {
        path.push('/');
        encode(segment, &mut path);
        path
    })
}

fn encode(segment: &str, into: &mut String) {
    let segment = match segment {
        "" => "-",
        "." | ".." => "%2E",
        other => other,
    };
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            into.push(char::from(byte));
        } else {
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place() {
        let odd = path(&["locations", "8004-NL/../x?y#z é"]);
        assert_eq!(odd, "/locations/8004-NL%2F..%2Fx%3Fy%23z%20%C3%A9");
        for nothing in ["", ".", ".."] {
            let url = format!("https://host{}", path(&["locations", nothing]));
            let parsed = reqwest::Url::parse(&url).unwrap();
            assert_eq!(parsed.path_segments().unwrap().count(), 2, "{parsed}");
            assert!(parsed.path().starts_with("/locations/"), "{parsed}");
            assert_ne!(parsed.path(), "/locations/");
        }
    }

    #[test]
    fn what_is_not_asked_is_not_sent() {
        let query = Query::new().text("key", "A+B&c=d").text("none", "").with("n", Some(3));
        assert_eq!(query.written(), "?key=A%2BB%26c%3Dd&n=3");
        assert_eq!(Query::new().written(), "");
    }
}
