//! Scenario files as they are written.

use super::text::Text;
use crate::fault::Faults;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A word and where it stands.
pub(super) type Word = Spanned<String>;

/// A file of a scenario.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScenario {
    pub(super) title: Word,
    pub(super) description: Word,
    #[serde(default)]
    pub(super) registration: Vec<Spanned<RawItem>>,
    pub(super) step: Vec<Spanned<RawItem>>,
}

/// An item of a scenario or a stretch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent members of an event, each a key of its own"
)]
pub(super) struct RawItem {
    pub(super) status: Option<Word>,
    pub(super) include: Option<Word>,
    pub(super) replan: Option<u32>,
    pub(super) to: Option<Word>,
    #[serde(default)]
    pub(super) when: Vec<Word>,
    pub(super) on: Option<Word>,
    pub(super) days: Option<Spanned<Days>>,
    pub(super) at: Option<Word>,
    pub(super) after: Option<Word>,
    pub(super) before: Option<Word>,
    pub(super) place: Option<Word>,
    pub(super) network: Option<Word>,
    #[serde(default)]
    pub(super) leg: Vec<Word>,
    #[serde(default)]
    pub(super) service_area: bool,
    pub(super) route: Option<Word>,
    pub(super) stop: Option<u32>,
    pub(super) remarks: Option<String>,
    pub(super) by_hand: Option<bool>,
    pub(super) power_of_attorney: Option<bool>,
    #[serde(default)]
    pub(super) measured: bool,
    pub(super) planned: Option<Word>,
    #[serde(default)]
    pub(super) card: bool,
    #[serde(default)]
    pub(super) signed: bool,
}

/// A number of days, or the least and the most.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Days {
    Exactly(u32),
    Between([u32; 2]),
}

/// Stretches by name, with the text they stand in.
pub(super) struct Stretches {
    pub(super) text: String,
    pub(super) by_name: BTreeMap<String, Vec<Spanned<RawItem>>>,
}

/// The stretches of their file.
pub(super) fn stretches(text: &Text<'_>, faults: &mut Faults) -> Stretches {
    Stretches {
        text: text.text.to_owned(),
        by_name: text.parse(faults).unwrap_or_default(),
    }
}
