//! What a conversation has gathered so far. Platforms send numbers where texts are meant, empty texts where nothing was said,
//! objects where they recognised something (a country, a date), and names in camel, snake or kebab case: all of that is read.

use serde_json::{Map, Value};

/// Members of an object that say what it is, the most exact first: Dialogflow's countries have `alpha-2` and `name`, what it
/// resolved has `original` beside it.
const SAYING: [&str; 7] = [
    "alpha-2",
    "value",
    "resolvedValue",
    "resolved",
    "name",
    "original",
    "originalValue",
];

/// A value that is none of what can be said: an object that does not say what it is, a list where one value is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable;

/// Entities by name.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Entities(Map<String, Value>);

impl Entities {
    /// Those of an object.
    pub(super) fn new(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// The first of these names that was said something for; a text without white space around it.
    pub(super) fn text(&self, names: &[&str]) -> Result<Option<String>, Unreadable> {
        for value in self.values(names) {
            if let Some(text) = text_of(value)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// A list of texts: a list, or one text with commas.
    pub(super) fn texts(&self, names: &[&str]) -> Result<Vec<String>, Unreadable> {
        let mut texts = Vec::new();
        for value in self.values(names) {
            let entries = match value {
                Value::Array(entries) => entries.as_slice(),
                one => std::slice::from_ref(one),
            };
            for entry in entries {
                let text = text_of(entry)?.unwrap_or_default();
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                texts.extend(parts.map(str::to_owned));
            }
        }
        Ok(texts)
    }

    /// The names, as they were sent, under which something stands for one of these.
    pub(super) fn spellings<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        names.iter().flat_map(|name| self.named(name).map(|(sent, _)| sent))
    }

    /// Takes what was said under these names out, so that it is asked for again.
    pub(super) fn forget(&mut self, names: &[&str]) {
        self.0
            .retain(|sent, _| !names.iter().any(|name| is_spelling(sent, name)));
    }

    /// All of them, as they were sent.
    pub(super) fn into_inner(self) -> Map<String, Value> {
        self.0
    }

    fn values<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        names.iter().flat_map(|name| self.named(name).map(|(_, value)| value))
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = self.0.iter().filter(move |(sent, _)| is_spelling(sent, name));
        all.map(|(sent, value)| (sent.as_str(), value))
    }
}

/// A text, a number or a boolean as text; nothing for what is empty. A list of one is that one, an object what it says it is.
fn text_of(value: &Value) -> Result<Option<String>, Unreadable> {
    match value {
        Value::Array(entries) => match entries.as_slice() {
            [] => Ok(None),
            [Value::Object(object)] => said_of(object),
            [one] => plain(one),
            _ => Err(Unreadable),
        },
        Value::Object(object) => said_of(object),
        other => plain(other),
    }
}

/// The first member that says something of what the object is.
fn said_of(object: &Map<String, Value>) -> Result<Option<String>, Unreadable> {
    let mut members = SAYING.iter().filter_map(|name| object.get(*name));
    match members.find_map(|member| plain(member).ok().flatten()) {
        Some(text) => Ok(Some(text)),
        // Platforms empty a field that way.
        None if object.values().all(|member| plain(member) == Ok(None)) => Ok(None),
        None => Err(Unreadable),
    }
}

fn plain(value: &Value) -> Result<Option<String>, Unreadable> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(_) | Value::Object(_) => return Err(Unreadable),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// `trackingNumber` may be written `tracking_number` and `tracking-number`.
fn is_spelling(sent: &str, name: &str) -> bool {
    let letters = sent.bytes().filter(|letter| !matches!(letter, b'_' | b'-'));
    letters
        .map(|letter| letter.to_ascii_lowercase())
        .eq(name.bytes().map(|letter| letter.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entities(value: Value) -> Entities {
        match value {
            Value::Object(members) => Entities::new(members),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn every_way_to_say_a_thing_is_read() {
        let said = |value: Value| entities(json!({"tracking_number": value})).text(&["trackingNumber"]);
        assert_eq!(said(json!(" 3S 1 ")), Ok(Some("3S 1".to_owned())));
        assert_eq!(said(json!(7_777_777_770_u64)), Ok(Some("7777777770".to_owned())));
        assert_eq!(said(json!(["3S1"])), Ok(Some("3S1".to_owned())));
        for nothing in [
            json!(""),
            json!("  "),
            json!(null),
            json!([]),
            json!({}),
            json!({"original": ""}),
        ] {
            assert_eq!(said(nothing), Ok(None));
        }
        for unreadable in [
            json!({"a": 1}),
            json!(["a", "b"]),
            json!([["a"]]),
            json!({"value": {"value": "a"}}),
        ] {
            assert_eq!(said(unreadable), Err(Unreadable));
        }
    }

    #[test]
    fn objects_say_what_they_are() {
        let said = |value: Value| entities(json!({"country-code": value})).text(&["countryCode"]).unwrap();
        for (value, text) in [
            (
                json!({"alpha-2": "NL", "alpha-3": "NLD", "name": "Netherlands", "numeric": 528}),
                "NL",
            ),
            (json!({"name": "Netherlands"}), "Netherlands"),
            (json!({"original": "the Netherlands"}), "the Netherlands"),
            (json!({"originalValue": "nl", "resolvedValue": "NL"}), "NL"),
            (json!({"value": 25}), "25"),
            (json!([{"value": " NL "}]), "NL"),
        ] {
            assert_eq!(said(value.clone()).as_deref(), Some(text), "{value}");
        }
        let types = entities(json!({"location-type": [{"value": "locker"}, "servicepoint"]}));
        assert_eq!(types.texts(&["locationType"]).unwrap(), ["locker", "servicepoint"]);
    }

    #[test]
    fn the_first_name_with_a_value_counts_and_can_be_forgotten() {
        let mut said = entities(
            json!({"addressLocality": "", "city": "Utrecht", "location_type": "locker, servicepoint", "postal-code": "1", "postalCode": ""}),
        );
        assert_eq!(said.text(&["addressLocality", "city"]), Ok(Some("Utrecht".to_owned())));
        assert_eq!(said.text(&["postalCode"]), Ok(Some("1".to_owned())));
        let types = said.texts(&["locationType"]).unwrap();
        assert_eq!(types, ["locker", "servicepoint"]);
        let sent: Vec<&str> = said.spellings(&["addressLocality", "city"]).collect();
        assert_eq!(sent, ["addressLocality", "city"]);
        said.forget(&["locationType"]);
        said.forget(&["postalCode"]);
        said.forget(&["addressLocality", "city"]);
        assert!(said.into_inner().is_empty());
    }
}
