//! Reading what the original answers: `null` is the same as missing, numbers stand where texts belong, and one object
//! where there should be a list.

use super::locations::Geo;
use super::tracking::Measure;
use serde::{Deserialize, Deserializer};
use serde_json::Number;

/// A member that is empty when it is `null`.
pub(super) fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// A text, which some answers write as a number.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(Number),
    }
    Ok(match Option::deserialize(from)? {
        Some(Either::Text(text)) => text,
        Some(Either::Number(number)) => number.to_string(),
        None => String::new(),
    })
}

/// A list, where older answers gave one object.
pub(super) fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Many(Vec<T>),
        One(T),
    }
    Ok(match Option::deserialize(from)? {
        Some(Either::Many(many)) => many,
        Some(Either::One(one)) => vec![one],
        None => Vec::new(),
    })
}

/// A measure; none when it has no number.
pub(super) fn measure<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Measure>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sent {
        value: Option<Number>,
        unit_text: Option<String>,
    }
    let sent = Option::<Sent>::deserialize(from)?;
    Ok(sent.and_then(|sent| {
        Some(Measure {
            value: sent.value?,
            unit_text: sent.unit_text.unwrap_or_default(),
        })
    }))
}

/// A position; zero degrees both ways, as when it is missing, unless it has both numbers.
pub(super) fn position<'de, D: Deserializer<'de>>(from: D) -> Result<Geo, D::Error> {
    #[derive(Deserialize)]
    struct Sent {
        latitude: Option<Number>,
        longitude: Option<Number>,
    }
    let sent = Option::<Sent>::deserialize(from)?;
    let both = sent.and_then(|sent| Some((sent.latitude?, sent.longitude?)));
    Ok(both.map_or_else(Geo::default, |(latitude, longitude)| Geo { latitude, longitude }))
}
