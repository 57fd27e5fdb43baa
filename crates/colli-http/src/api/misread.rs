//! What is said of a JSON body that is not of the type that was asked for: the member, what is wrong with it, and what would
//! be accepted.

use colli_core::address::excerpt;
use colli_core::error::Violation;
use serde_json::error::Category;
use serde_path_to_error::{Error, Segment};

/// Characters of the name of a member at most, its path included.
const PATH_CHARS_MAX: usize = 200;
/// How messages about a member that is missing and one that is unknown begin.
const MISSING: &str = "missing field ";
const UNKNOWN: [&str; 2] = ["unknown field ", "unknown variant "];

/// A body that is no JSON.
pub(super) fn no_json(error: &serde_json::Error) -> Violation {
    Violation::new("", "json", error.to_string()).accepting(["one JSON object in UTF-8, as documented in /docs/api"])
}

/// A body that could not be read.
pub(super) fn violation(error: &Error<serde_json::Error>) -> Violation {
    let cause = error.inner();
    if cause.classify() != Category::Data {
        return no_json(cause);
    }
    let (path, text) = (path(error), cause.to_string());
    // Where the text says in which line: the member is named instead.
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    if let Some(name) = text.strip_prefix(MISSING) {
        let name = name.trim_matches('`');
        let path = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        };
        return Violation::required(path);
    }
    let (found, expected) = text.rsplit_once(", expected ").unwrap_or((text, ""));
    if UNKNOWN.iter().any(|beginning| found.starts_with(beginning)) {
        let violation = Violation::new(path, "unknown", "there is nothing of this name here");
        return violation.accepting(names(expected));
    }
    let rule = if found.starts_with("invalid type") {
        "type"
    } else {
        "value"
    };
    let found = found.split_once(": ").map_or(found, |(_, found)| found);
    let violation = Violation::new(path, rule, format!("{} cannot be read here", excerpt(found)));
    violation.accepting([words(expected)].into_iter().filter(|words| !words.is_empty()))
}

/// The member, with the members it is in: `quota.callsPerDay`, `scopes[1]`.
fn path(error: &Error<serde_json::Error>) -> String {
    let mut path = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&excerpt(name));
            }
            Segment::Unknown => {}
        }
    }
    path.chars().take(PATH_CHARS_MAX).collect()
}

/// The names between backticks.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// What is expected, as people say it.
fn words(expected: &str) -> String {
    match expected {
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only refusals are looked at")]
    struct Order {
        name: String,
        #[serde(default)]
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only refusals are looked at")]
    struct Line {
        goods: Option<Goods>,
        is_gift: bool,
        share: Option<f64>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Goods {
        Book,
        Shoe,
    }

    fn of(text: &str) -> (String, &'static str, Vec<String>) {
        let mut json = serde_json::Deserializer::from_str(text);
        let error = serde_path_to_error::deserialize::<_, Order>(&mut json).unwrap_err();
        let violation = violation(&error);
        assert!(violation.message.chars().count() < 100, "{violation:?}");
        (violation.field, violation.rule, violation.accepted)
    }

    #[test]
    fn the_member_is_named_with_what_it_takes() {
        for (text, field, rule, accepted) in [
            ("7", "", "type", "an object"),
            (r#"{"name":7}"#, "name", "type", "a string"),
            (r#"{"lines":[]}"#, "name", "required", ""),
            (r#"{"name":"a","lines":{}}"#, "lines", "type", "a list"),
            (
                r#"{"name":"a","lines":[{"isGift":true},7]}"#,
                "lines[1]",
                "type",
                "an object",
            ),
            (r#"{"name":"a","lines":[{}]}"#, "lines[0].isGift", "required", ""),
            (
                r#"{"name":"a","lines":[{"isGift":1}]}"#,
                "lines[0].isGift",
                "type",
                "true or false",
            ),
            (
                r#"{"name":"a","lines":[{"share":"x"}]}"#,
                "lines[0].share",
                "type",
                "a number",
            ),
            (
                r#"{"name":"a","lines":[{"goods":"Hat"}]}"#,
                "lines[0].goods",
                "unknown",
                "book,shoe",
            ),
            (r#"{"name":"a","colour":"red"}"#, "colour", "unknown", "name,lines"),
            (
                r#"{"name":"#,
                "",
                "json",
                "one JSON object in UTF-8, as documented in /docs/api",
            ),
        ] {
            assert_eq!(of(text), (field.to_owned(), rule, split(accepted, rule)), "{text}");
        }
        let long = "x".repeat(100_000);
        assert_eq!(of(&format!("{{\"{long}\":1}}")).0.chars().count(), 41);
        assert_eq!(of(&format!("{{\"name\":[\"{long}\"]}}")).1, "type");
    }

    fn split(accepted: &str, rule: &str) -> Vec<String> {
        let accepted: Vec<&str> = match rule {
            "json" => vec![accepted],
            _ => accepted.split(',').filter(|word| !word.is_empty()).collect(),
        };
        accepted.into_iter().map(str::to_owned).collect()
    }
}
