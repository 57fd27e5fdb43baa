//! Apps: what developers make to get a key for a program of theirs, such as a chatbot. A key opens the scopes of its app
//! and nothing else.

use crate::error::Violation;
use crate::ids::Tenant;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of an app's name at most.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of an app's description at most.
pub const DESCRIPTION_CHARS_MAX: usize = 500;
/// The largest quota that can be named; no quota is written by leaving it out.
pub const CALLS_MAX: u32 = 1_000_000_000;

/// What a key may be used for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// To follow parcels.
    Tracking,
    /// To find ServicePoints.
    Locations,
    /// To ask for rates, and to make labels, pickups and whatever else concerns the organisation's own shipments.
    Shipping,
}

impl Scope {
    /// All of them, as they are listed.
    pub const ALL: [Self; 3] = [Self::Tracking, Self::Locations, Self::Shipping];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tracking => "tracking",
            Self::Locations => "locations",
            Self::Shipping => "shipping",
        }
    }

    /// Reads a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// Every scope.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// Whether a scope is among them.
    pub fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Them, as they are listed.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// Their words with spaces between, as OAuth writes them (RFC 6749, 3.3) and the store keeps them.
    pub fn words(self) -> String {
        let words: Vec<&str> = self.iter().map(Scope::word).collect();
        words.join(" ")
    }

    /// Reads words with spaces between; unknown ones are left out.
    pub fn of_words(words: &str) -> Self {
        words.split_whitespace().filter_map(Scope::parse).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | 1 << scope as u8))
    }
}

/// How often a key may call. A bound that is left out does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quota {
    /// Calls of a day, which begins at 00:00 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_day: Option<u32>,
    /// Calls of a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_second: Option<u32>,
}

impl Quota {
    /// Whether no bound holds.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// An app. Its key is known by its hash only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct App {
    /// Its id.
    pub id: Uuid,
    /// The environment its key opens.
    pub tenant: Tenant,
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What its key opens.
    pub scopes: Scopes,
    /// How often its key may call.
    pub quota: Quota,
    /// Whether its key opens anything.
    pub is_enabled: bool,
    /// The first characters of its key, by which people tell keys apart.
    pub key_start: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An app to make.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewApp {
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Words of scopes.
    pub scopes: Vec<String>,
    /// How often its key may call.
    pub quota: Quota,
}

/// What is changed of an app; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AppChange {
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Words of scopes.
    pub scopes: Option<Vec<String>>,
    /// How often its key may call.
    pub quota: Option<Quota>,
    /// Whether its key opens anything.
    pub is_enabled: Option<bool>,
}

/// Judges a name.
pub fn read_name(name: &str) -> Result<String, Violation> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Violation::new("name", "required", "an app needs a name")
            .accepting([format!("1 to {NAME_CHARS_MAX} characters")]));
    }
    bounded("name", name, NAME_CHARS_MAX)
}

/// Judges a description.
pub fn read_description(description: &str) -> Result<String, Violation> {
    bounded("description", description.trim(), DESCRIPTION_CHARS_MAX)
}

fn bounded(field: &str, text: &str, chars_max: usize) -> Result<String, Violation> {
    if text.chars().count() > chars_max {
        return Err(Violation::new(field, "length", "this text is too long")
            .accepting([format!("up to {chars_max} characters")]));
    }
    if text.chars().any(char::is_control) {
        return Err(Violation::new(field, "format", "this text has control characters").accepting(["one line of text"]));
    }
    Ok(text.to_owned())
}

/// Judges words of scopes: at least one, and no unknown one.
pub fn read_scopes(words: &[String]) -> Result<Scopes, Vec<Violation>> {
    let accepted = || Scope::ALL.map(Scope::word);
    let mut scopes = Vec::new();
    let mut unknown = Vec::new();
    // There are few scopes: a longer list repeats itself or is wrong anyway.
    for (index, word) in words.iter().enumerate().take(Scope::ALL.len() * 4) {
        match Scope::parse(word.trim()) {
            Some(scope) => scopes.push(scope),
            None => unknown.push(
                Violation::new(format!("scopes[{index}]"), "unknown", "there is no such scope").accepting(accepted()),
            ),
        }
    }
    if !unknown.is_empty() {
        return Err(unknown);
    }
    if scopes.is_empty() {
        let violation = Violation::new("scopes", "required", "a key without a scope opens nothing");
        return Err(vec![violation.accepting(accepted())]);
    }
    Ok(scopes.into_iter().collect())
}

/// Judges a quota.
pub fn read_quota(quota: Quota) -> Result<Quota, Vec<Violation>> {
    let bounds = [
        ("quota.callsPerDay", quota.calls_per_day),
        ("quota.callsPerSecond", quota.calls_per_second),
    ];
    let found: Vec<Violation> = bounds
        .into_iter()
        .filter(|(_, calls)| calls.is_some_and(|calls| calls == 0 || calls > CALLS_MAX))
        .map(|(field, _)| {
            Violation::new(field, "range", "this is not a number of calls")
                .accepting([format!("1 to {CALLS_MAX}"), "null, for no bound".to_owned()])
        })
        .collect();
    if found.is_empty() { Ok(quota) } else { Err(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_sets_of_words() {
        let scopes: Scopes = [Scope::Locations, Scope::Tracking, Scope::Locations]
            .into_iter()
            .collect();
        assert_eq!(scopes.words(), "tracking locations");
        assert_eq!(Scopes::of_words(" locations  tracking nothing"), scopes);
        assert!(scopes.has(Scope::Tracking) && !scopes.has(Scope::Shipping));
        assert!(Scopes::default().is_empty() && Scopes::all().iter().eq(Scope::ALL));
    }

    #[test]
    fn names_scopes_and_quotas_are_judged() {
        assert_eq!(read_name("  Bot "), Ok("Bot".to_owned()));
        assert_eq!(read_name(" ").unwrap_err().field, "name");
        assert_eq!(read_name(&"x".repeat(101)).unwrap_err().rule, "length");
        assert_eq!(read_name("a\nb").unwrap_err().rule, "format");
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(read_scopes(&words(&["tracking"])).unwrap().words(), "tracking");
        assert_eq!(read_scopes(&[]).unwrap_err()[0].field, "scopes");
        assert_eq!(
            read_scopes(&words(&["tracking", "all"])).unwrap_err()[0].field,
            "scopes[1]"
        );
        let quota = |calls_per_day| Quota {
            calls_per_day,
            calls_per_second: None,
        };
        assert!(read_quota(quota(Some(250))).is_ok() && read_quota(quota(None)).is_ok());
        assert_eq!(read_quota(quota(Some(0))).unwrap_err()[0].field, "quota.callsPerDay");
    }
}
