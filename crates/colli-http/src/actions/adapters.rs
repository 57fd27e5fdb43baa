//! Adapters: the two dialogs in the formats of dialog platforms. Each reads the intent and what was gathered, runs the dialog,
//! and writes the turn the way the platform reads it.

mod dialogflow_cx;
mod kore;

use super::auth::Assistant;
use super::dialog::{Turn, language};
use super::entities::Entities;
use super::error::{Answer, Failure};
use super::words::Words;
use super::{App, Routes, locations, tracking};
use colli_core::address::excerpt;
use colli_core::error::Violation;

/// The routes of these files.
pub(super) fn routes() -> Routes {
    [kore::routes(), dialogflow_cx::routes()].concat()
}

/// The two dialogs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialog {
    TrackingInfo,
    Location,
}

/// Words of intents, tags and nodes; letters alone count, in whatever case.
const NAMES: [(&str, Dialog); 12] = [
    ("trackshipment", Dialog::TrackingInfo),
    ("trackshipmentservice", Dialog::TrackingInfo),
    ("gettrackinginfo", Dialog::TrackingInfo),
    ("trackinginfo", Dialog::TrackingInfo),
    ("trackparcel", Dialog::TrackingInfo),
    ("trackpackage", Dialog::TrackingInfo),
    ("findlocations", Dialog::Location),
    ("findlocationsservice", Dialog::Location),
    ("getdhllocation", Dialog::Location),
    ("getdhllocations", Dialog::Location),
    ("getlocation", Dialog::Location),
    ("findlocation", Dialog::Location),
];

impl Dialog {
    fn parse(name: &str) -> Option<Self> {
        let letters = name.chars().filter(char::is_ascii_alphabetic);
        let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        let mut names = NAMES.into_iter();
        names.find_map(|(known, dialog)| (known == letters).then_some(dialog))
    }

    /// The dialog of the first of these names that is known; `field` is where the name is looked for first.
    fn of<'a>(field: &str, names: impl IntoIterator<Item = &'a str>) -> Answer<Self> {
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        if let Some(dialog) = names.iter().find_map(|name| Self::parse(name)) {
            return Ok(dialog);
        }
        let violation = match names.first() {
            None => Violation::required(field),
            Some(name) => Violation::new(field, "unknown", format!("there is no dialog '{}'", excerpt(name))),
        };
        Err(Failure::invalid(vec![
            violation.accepting(["trackShipment", "findLocations"]),
        ]))
    }

    /// A turn, also where the answer cannot be had now: a platform that is answered with an error has nothing to say.
    async fn spoken_turn(self, app: &App, assistant: &Assistant, entities: &Entities) -> Answer<Turn> {
        match self.turn(app, assistant, entities).await {
            Err(failure) if failure.is_for_now() => {
                let language = language(entities, assistant.language)?;
                Ok(Turn::unavailable(Words::of(language)))
            }
            other => other,
        }
    }

    async fn turn(self, app: &App, assistant: &Assistant, entities: &Entities) -> Answer<Turn> {
        match self {
            Self::TrackingInfo => tracking::turn(app, assistant, entities).await,
            Self::Location => locations::turn(app, assistant, entities).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_platforms_mean_dialogs() {
        for (name, dialog) in [
            ("Track Shipment", Some(Dialog::TrackingInfo)),
            ("get-tracking-info", Some(Dialog::TrackingInfo)),
            ("findLocations", Some(Dialog::Location)),
            ("find_locations", Some(Dialog::Location)),
            ("Get DHL Location", Some(Dialog::Location)),
            ("order pizza", None),
            ("", None),
        ] {
            assert_eq!(Dialog::parse(name), dialog, "{name}");
        }
    }
}
