//! The language of a dialog.

use crate::actions::entities::{Entities, Unreadable};
use crate::actions::error::{Answer, Failure};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_core::language::Language;

/// Longest part of a language tag, in letters and digits (RFC 5646).
const SUBTAG_CHARS_MAX: usize = 8;

/// The language to answer in: the one that was said, else the one the client likes best. English stands in for languages
/// without texts; what is no language at all is a mistake of who calls, not of who talks.
pub(in crate::actions) fn language(entities: &Entities, liked: Language) -> Answer<Language> {
    let wrong = |said: &str| {
        let violation = Violation::new("language", "format", format!("'{}' is not a language", excerpt(said)));
        Failure::invalid(vec![violation.accepting(Language::ALL.map(Language::code))])
    };
    match entities.text(&["language"]) {
        Ok(None) => Ok(liked),
        Ok(Some(said)) if is_language(&said) => Ok(Language::parse(&said).unwrap_or_default()),
        Ok(Some(said)) => Err(wrong(&said)),
        Err(Unreadable) => Err(wrong("…")),
    }
}

/// Whether this has the form of a language tag, such as `nl`, `pt-BR` or `zh_Hans_CN`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|letter| letter.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=SUBTAG_CHARS_MAX).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn an_unspoken_language_is_english_and_no_language_is_refused() {
        let said = |value: Value| {
            let members = serde_json::Map::from_iter([("language".to_owned(), value)]);
            language(&Entities::new(members), Language::German).ok()
        };
        for (value, found) in [
            (json!(""), Some(Language::German)),
            (json!("nl-BE"), Some(Language::Dutch)),
            (json!({"value": "fr"}), Some(Language::French)),
            (json!("it"), Some(Language::English)),
            (json!("zh_Hans_CN"), Some(Language::English)),
            (json!("dutch"), None),
            (json!("n1"), None),
            (json!("nl-"), None),
            (json!(5), None),
            (json!({"a": 1}), None),
        ] {
            assert_eq!(said(value.clone()), found, "{value}");
        }
    }
}
