//! What a conversation has gathered so far. Platforms send numbers where texts are meant, empty texts where nothing was said,
//! and names in camel case or snake case: all of that is read.

use serde_json::{Map, Value};

/// A value that is none of what can be said: an object, a list where one value is meant.
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
        for value in names.iter().filter_map(|name| self.value(name)) {
            if let Some(text) = text_of(value)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// A list of texts: a list, or one text with commas.
    pub(super) fn texts(&self, names: &[&str]) -> Result<Vec<String>, Unreadable> {
        let values = names.iter().filter_map(|name| self.value(name));
        let mut texts = Vec::new();
        for value in values {
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

    /// Takes what was said for a name out, so that it is asked for again.
    pub(super) fn forget(&mut self, name: &str) {
        self.0.remove(name);
        self.0.remove(&snake(name));
    }

    /// All of them, as they were sent.
    pub(super) fn into_inner(self) -> Map<String, Value> {
        self.0
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).or_else(|| self.0.get(&snake(name)))
    }
}

/// A text, a number or a boolean as text; nothing for what is empty. A list of one is that one.
fn text_of(value: &Value) -> Result<Option<String>, Unreadable> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(entries) => match entries.as_slice() {
            [] => return Ok(None),
            [one] if !one.is_array() => return text_of(one),
            _ => return Err(Unreadable),
        },
        Value::Object(_) => return Err(Unreadable),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// `trackingNumber` is `tracking_number`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
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
        for nothing in [json!(""), json!("  "), json!(null), json!([])] {
            assert_eq!(said(nothing), Ok(None));
        }
        for unreadable in [json!({"a": 1}), json!(["a", "b"]), json!([["a"]])] {
            assert_eq!(said(unreadable), Err(Unreadable));
        }
    }

    #[test]
    fn the_first_name_with_a_value_counts_and_can_be_forgotten() {
        let mut said =
            entities(json!({"addressLocality": "", "city": "Utrecht", "location_type": "locker, servicepoint"}));
        assert_eq!(said.text(&["addressLocality", "city"]), Ok(Some("Utrecht".to_owned())));
        let types = said.texts(&["locationType"]).unwrap();
        assert_eq!(types, ["locker", "servicepoint"]);
        said.forget("locationType");
        assert!(said.texts(&["locationType"]).unwrap().is_empty());
    }
}
