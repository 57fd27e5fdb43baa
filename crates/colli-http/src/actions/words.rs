//! What dialogs say, a file for each language. Words in braces stand for values.

mod dutch;
mod english;
mod french;
mod german;
mod spanish;

use colli_core::language::Language;
use jiff::civil::{Date, DateTime};

/// How a thing is asked for, and what is said when what was answered does not do.
pub(super) struct Ask {
    pub(super) question: &'static str,
    /// With `{given}`.
    pub(super) wrong: &'static str,
}

/// What is asked for.
pub(super) struct Asks {
    pub(super) tracking_number: Ask,
    pub(super) recipient_postal_code: Ask,
    pub(super) service: Ask,
    pub(super) country: Ask,
    pub(super) postal_code: Ask,
    pub(super) address: Ask,
    pub(super) position: Ask,
    pub(super) radius: Ask,
    pub(super) limit: Ask,
    pub(super) location_type: Ask,
    pub(super) service_type: Ask,
    pub(super) open_now: Ask,
}

/// What is said of parcels.
pub(super) struct Parcel {
    /// `{number}`
    pub(super) nothing: &'static str,
    /// `{id}`, as in the next ones; no full stop.
    pub(super) announced: &'static str,
    pub(super) under_way: &'static str,
    pub(super) delivered: &'static str,
    pub(super) in_trouble: &'static str,
    pub(super) unknown: &'static str,
    /// `{id}`, `{date}`, `{time}`; whole.
    pub(super) delivered_at: &'static str,
    /// `{date}`, `{from}`, `{to}`; after a semicolon.
    pub(super) expected_between: &'static str,
    /// `{date}`; after a semicolon.
    pub(super) expected_on: &'static str,
    /// `{count}`; whole.
    pub(super) several: &'static str,
    /// Whole.
    pub(super) wrong_postal_code: &'static str,
}

/// What is said of locations.
pub(super) struct Points {
    /// `{place}`, `{country}`; whole.
    pub(super) unknown_place: &'static str,
    /// `{given}`, `{country}`, `{example}`; whole.
    pub(super) wrong_postal_code: &'static str,
    /// `{place}`, `{distance}`; whole.
    pub(super) none: &'static str,
    /// `{place}`, `{name}`, `{address}`; no full stop.
    pub(super) one: &'static str,
    /// `{count}`, `{place}`, `{name}`, `{address}`; no full stop.
    pub(super) many: &'static str,
    /// `{distance}`; after a comma.
    pub(super) away: &'static str,
    /// `{hours}`; after a comma.
    pub(super) open_today: &'static str,
    /// After a comma.
    pub(super) closed_today: &'static str,
    /// The place of who gave a position.
    pub(super) position: &'static str,
    /// `{from}`, `{to}`.
    pub(super) hours: &'static str,
}

/// The words of a language.
pub(super) struct Words {
    pub(super) language: Language,
    /// Monday first.
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
    /// `{weekday}`, `{day}`, `{month}`, `{year}`.
    date: &'static str,
    decimal_mark: char,
    /// Before what explains.
    pub(super) colon: &'static str,
    /// Before another clause.
    pub(super) semicolon: &'static str,
    /// What is said when the answer cannot be had now.
    pub(super) unavailable: &'static str,
    pub(super) asks: Asks,
    pub(super) parcel: Parcel,
    pub(super) points: Points,
}

impl Words {
    /// Those of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &dutch::WORDS,
            Language::English => &english::WORDS,
            Language::German => &german::WORDS,
            Language::French => &french::WORDS,
            Language::Spanish => &spanish::WORDS,
        }
    }

    /// A date, as people write it.
    pub(super) fn date(&self, date: Date) -> String {
        let place = |number: i8| usize::try_from(number - 1).unwrap_or_default();
        let weekday = self.weekdays.get(place(date.weekday().to_monday_one_offset()));
        let month = self.months.get(place(date.month()));
        filled(
            self.date,
            &[
                ("weekday", weekday.copied().unwrap_or_default()),
                ("day", &date.day().to_string()),
                ("month", month.copied().unwrap_or_default()),
                ("year", &date.year().to_string()),
            ],
        )
    }

    /// A time of day.
    #[expect(
        clippy::unused_self,
        reason = "how a time is written belongs to a language, although these five agree"
    )]
    pub(super) fn time(&self, moment: DateTime) -> String {
        format!("{:02}:{:02}", moment.hour(), moment.minute())
    }

    /// A distance.
    pub(super) fn distance(&self, metres: u32) -> String {
        if metres < 1_000 {
            return format!("{metres} m");
        }
        let tenths = metres.saturating_add(50) / 100;
        match tenths % 10 {
            0 => format!("{} km", tenths / 10),
            tenth => format!("{}{}{tenth} km", tenths / 10, self.decimal_mark),
        }
    }
}

/// A template with its values. What a value says is not looked at again.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        text.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Date and time of a timestamp as it is written: in the time zone of the place it tells of.
pub(super) fn moment_of(timestamp: &str) -> Option<DateTime> {
    const CHARS: usize = "2026-03-02T09:00:00".len();
    timestamp.get(..CHARS)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let text = filled("{a} and {b}, {c}.", &[("a", "{b}"), ("b", "B")]);
        assert_eq!(text, "{b} and B, .");
        assert_eq!(filled("a { b", &[]), "a  b");
    }

    #[test]
    fn dates_and_distances_are_written_for_people() {
        let date = moment_of("2026-03-03T09:05:00+01:00").unwrap();
        let written = Language::ALL.map(|language| Words::of(language).date(date.date()));
        assert_eq!(
            written,
            [
                "dinsdag 3 maart 2026",
                "Tuesday 3 March 2026",
                "Dienstag, 3. März 2026",
                "mardi 3 mars 2026",
                "martes 3 de marzo de 2026"
            ]
        );
        assert_eq!(Words::of(Language::Dutch).time(date), "09:05");
        let distances = [0, 949, 1_000, 1_249, 12_950].map(|metres| Words::of(Language::German).distance(metres));
        assert_eq!(distances, ["0 m", "949 m", "1 km", "1,2 km", "13 km"]);
        assert_eq!(moment_of("yesterday"), None);
        assert_eq!(moment_of("é026-03-03T09:05:00"), None);
    }

    #[test]
    fn every_language_says_everything() {
        for language in Language::ALL {
            let words = Words::of(language);
            assert_eq!(words.language, language);
            assert!(words.unavailable.ends_with('.'));
            assert_eq!((words.colon.trim(), words.semicolon.trim()), (":", ";"));
            let asks = &words.asks;
            for ask in [
                &asks.tracking_number,
                &asks.recipient_postal_code,
                &asks.service,
                &asks.country,
                &asks.postal_code,
                &asks.address,
                &asks.position,
                &asks.radius,
                &asks.limit,
                &asks.location_type,
                &asks.service_type,
                &asks.open_now,
            ] {
                assert!(ask.question.ends_with('?'), "{}", ask.question);
                assert!(
                    ask.wrong.contains("{given}") && ask.wrong.ends_with('.'),
                    "{}",
                    ask.wrong
                );
            }
            let (parcel, points) = (&words.parcel, &words.points);
            for (text, names) in [
                (parcel.nothing, vec!["number"]),
                (parcel.announced, vec!["id"]),
                (parcel.under_way, vec!["id"]),
                (parcel.delivered, vec!["id"]),
                (parcel.in_trouble, vec!["id"]),
                (parcel.unknown, vec!["id"]),
                (parcel.delivered_at, vec!["id", "date", "time"]),
                (parcel.expected_between, vec!["date", "from", "to"]),
                (parcel.expected_on, vec!["date"]),
                (parcel.several, vec!["count"]),
                (points.unknown_place, vec!["place", "country"]),
                (points.wrong_postal_code, vec!["given", "country", "example"]),
                (points.none, vec!["place", "distance"]),
                (points.one, vec!["place", "name", "address"]),
                (points.many, vec!["count", "place", "name", "address"]),
                (points.away, vec!["distance"]),
                (points.open_today, vec!["hours"]),
                (points.hours, vec!["from", "to"]),
            ] {
                for name in names {
                    assert!(text.contains(&format!("{{{name}}}")), "{name} in {text}");
                }
            }
        }
    }
}
