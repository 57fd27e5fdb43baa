//! From scenario files to scenarios: words to values, stretches put in where they are included.

use super::STRETCHES;
use super::raw::{Days, RawItem, RawScenario, Stretches, Word};
use super::text::Text;
use crate::fault::Faults;
use colli_core::plan::scenario::{Action, Condition, Day, Item, LegParts, Place, Planned, Route, Scenario, Step, When};
use colli_core::status::Statuses;
use std::ops::Range;
use toml::Spanned;

/// Stretches within stretches at most: more is a circle.
const DEPTH_MAX: u32 = 8;
/// Days a step may lie after another at most.
const DAYS_MAX: u32 = 60;
/// Characters of a name at most: it must fit into a reference.
const NAME_CHARS_MAX: usize = 40;
/// Operating networks of legs.
const NETWORKS: [&str; 2] = ["ECOMMERCE", "DAY_DEFINITE"];

/// What scenarios refer to.
pub(super) struct Reader<'n> {
    /// `None` when the statuses have faults themselves.
    pub(super) statuses: Option<&'n Statuses>,
    pub(super) stretches: Stretches,
}

impl Reader<'_> {
    /// The scenario of a file.
    pub(super) fn scenario(&self, text: &Text<'_>, faults: &mut Faults) -> Option<Scenario> {
        let file = text.file.rsplit('/').next().unwrap_or(text.file);
        let name = file.strip_suffix(".toml").unwrap_or(file);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !name.chars().all(fits) {
            text.fault(
                &(0..0),
                format!("a scenario is named by its file: up to {NAME_CHARS_MAX} of a-z, 0-9 and -"),
                faults,
            );
        }
        let raw: RawScenario = text.parse(faults)?;
        for (word, key) in [(&raw.title, "title"), (&raw.description, "description")] {
            if word.get_ref().trim().is_empty() {
                text.fault(&word.span(), format!("{key} is empty"), faults);
            }
        }
        let steps = raw.registration.iter().filter_map(|item| {
            let Action::Step(step) = self.item(text, item, faults)?.action else {
                text.fault(&item.span(), "a registration has statuses only", faults);
                return None;
            };
            Some(*step)
        });
        let registration = steps.collect();
        Some(Scenario {
            name: name.to_owned(),
            title: raw.title.into_inner(),
            description: raw.description.into_inner(),
            registration,
            items: self.items(text, &raw.step, 0, faults),
        })
    }

    /// The items of a stretch.
    pub(super) fn stretch(&self, name: &str, faults: &mut Faults) -> Option<Vec<Item>> {
        let items = self.stretches.by_name.get(name)?;
        let text = Text::new(STRETCHES, &self.stretches.text);
        Some(self.items(&text, items, 0, faults))
    }

    fn items(&self, text: &Text<'_>, raw: &[Spanned<RawItem>], depth: u32, faults: &mut Faults) -> Vec<Item> {
        let mut items = Vec::with_capacity(raw.len());
        for raw in raw {
            match &raw.get_ref().include {
                Some(name) => items.extend(self.included(text, raw, name, depth, faults)),
                None => items.extend(self.item(text, raw, faults)),
            }
        }
        items
    }

    /// The items of a stretch at the place where it is included, under the conditions of that place too.
    fn included(
        &self,
        text: &Text<'_>,
        raw: &Spanned<RawItem>,
        name: &Word,
        depth: u32,
        faults: &mut Faults,
    ) -> Vec<Item> {
        check_alone(text, raw, "include", faults);
        let Some(stretch) = self.stretches.by_name.get(name.get_ref()) else {
            let known: Vec<&str> = self.stretches.by_name.keys().map(String::as_str).collect();
            let message = format!("no stretch '{}' in {STRETCHES}: {}", name.get_ref(), known.join(", "));
            text.fault(&name.span(), message, faults);
            return Vec::new();
        };
        if depth >= DEPTH_MAX {
            text.fault(&name.span(), format!("'{}' includes itself", name.get_ref()), faults);
            return Vec::new();
        }
        let conditions = conditions(text, &raw.get_ref().when, faults);
        let of_stretches = Text::new(STRETCHES, &self.stretches.text);
        let mut items = self.items(&of_stretches, stretch, depth + 1, faults);
        for item in &mut items {
            item.conditions.extend_from_slice(&conditions);
        }
        items
    }

    fn item(&self, text: &Text<'_>, raw: &Spanned<RawItem>, faults: &mut Faults) -> Option<Item> {
        let item = raw.get_ref();
        let conditions = conditions(text, &item.when, faults);
        let action = match (&item.status, item.replan, &item.to) {
            (Some(status), None, None) => Action::Step(Box::new(self.step(text, raw, status, faults)?)),
            (None, Some(days), None) => {
                check_alone(text, raw, "replan", faults);
                Action::Replan(days.min(DAYS_MAX))
            }
            (None, None, Some(to)) => {
                check_alone(text, raw, "to", faults);
                if to.get_ref() != "service-point" {
                    text.fault(&to.span(), format!("'{}' is not service-point", to.get_ref()), faults);
                }
                Action::ToServicePoint
            }
            _ => {
                text.fault(&raw.span(), "a step has one of status, include, replan and to", faults);
                return None;
            }
        };
        Some(Item { conditions, action })
    }

    fn step(&self, text: &Text<'_>, raw: &Spanned<RawItem>, status: &Word, faults: &mut Faults) -> Option<Step> {
        let item = raw.get_ref();
        let code = status.get_ref();
        let category = self.statuses.and_then(|statuses| statuses.get(code));
        if self.statuses.is_some() && category.is_none() {
            text.fault(
                &status.span(),
                format!("no status '{code}' in tracking_statuses.csv"),
                faults,
            );
        }
        let day = match &item.on {
            None => Day::Previous,
            Some(word) => named(text, word, &Day::NAMES, faults)?,
        };
        let place = item.place.as_ref().map(|word| named(text, word, &Place::NAMES, faults));
        let planned = item
            .planned
            .as_ref()
            .map(|word| named(text, word, &Planned::NAMES, faults));
        let network = item.network.as_ref();
        if let Some(word) = network.filter(|word| !NETWORKS.contains(&word.get_ref().as_str())) {
            text.fault(
                &word.span(),
                format!("'{}' is not {}", word.get_ref(), NETWORKS.join(" or ")),
                faults,
            );
        }
        Some(Step {
            days: days(text, item.days.as_ref(), faults),
            place: place.flatten(),
            network: network.map_or(NETWORKS[0], |word| word.get_ref()).to_owned(),
            of_leg: category.is_some_and(|status| status.category == "LEG"),
            leg: leg(text, &item.leg, faults),
            service_area: item.service_area,
            route: item.route.as_ref().map(route),
            stop: item.stop,
            remarks: item.remarks.clone(),
            by_hand: item.by_hand,
            power_of_attorney: item.power_of_attorney,
            measured: item.measured,
            planned: planned.flatten().unwrap_or_default(),
            card: item.card,
            signed: item.signed,
            ..Step::new(code, day, when(text, raw, faults)?)
        })
    }
}

/// Whether an item that is no status has nothing but conditions beside.
fn check_alone(text: &Text<'_>, raw: &Spanned<RawItem>, what: &str, faults: &mut Faults) {
    let item = raw.get_ref();
    let words = [
        &item.on,
        &item.at,
        &item.after,
        &item.before,
        &item.place,
        &item.route,
        &item.planned,
    ];
    let kinds = [
        item.status.is_some(),
        item.include.is_some(),
        item.replan.is_some(),
        item.to.is_some(),
    ];
    if words.into_iter().any(Option::is_some) || kinds.into_iter().filter(|is| *is).count() > 1 {
        text.fault(&raw.span(), format!("beside {what} stands nothing but when"), faults);
    }
}

fn named<T: Clone>(text: &Text<'_>, word: &Word, names: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let found = names.iter().find(|(name, _)| name == word.get_ref());
    if found.is_none() {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        text.fault(
            &word.span(),
            format!("'{}' is not one of {}", word.get_ref(), known.join(", ")),
            faults,
        );
    }
    found.map(|(_, value)| value.clone())
}

fn conditions(text: &Text<'_>, words: &[Word], faults: &mut Faults) -> Vec<(Condition, bool)> {
    let mut conditions = Vec::with_capacity(words.len());
    for word in words {
        if let Some(condition) = Condition::parse(word.get_ref()) {
            conditions.push(condition);
        } else {
            let known: Vec<&str> = Condition::NAMES.iter().map(|(name, _)| *name).collect();
            let message = format!(
                "'{}' is not one of {} or not- before one",
                word.get_ref(),
                known.join(", ")
            );
            text.fault(&word.span(), message, faults);
        }
    }
    conditions
}

fn days(text: &Text<'_>, days: Option<&Spanned<Days>>, faults: &mut Faults) -> (u32, u32) {
    let Some(days) = days else { return (0, 0) };
    let (least, most) = match *days.get_ref() {
        Days::Exactly(days) => (days, days),
        Days::Between([least, most]) => (least, most),
    };
    if least > most || most > DAYS_MAX {
        text.fault(
            &days.span(),
            format!("not days from 0 to {DAYS_MAX}, or [least, most]"),
            faults,
        );
    }
    (least, most)
}

fn leg(text: &Text<'_>, words: &[Word], faults: &mut Faults) -> LegParts {
    let mut parts = LegParts::default();
    for word in words {
        match word.get_ref().as_str() {
            "account" => parts.account = true,
            "number" => parts.number = true,
            "reference" => parts.reference = true,
            "ends" => parts.ends = true,
            other => text.fault(
                &word.span(),
                format!("'{other}' is not one of account, number, reference, ends"),
                faults,
            ),
        }
    }
    parts
}

fn route(word: &Word) -> Route {
    let text = word.get_ref();
    if text == "own" {
        Route::Own
    } else {
        Route::Fixed(text.clone())
    }
}

/// When a step happens: `at`, `after` or `before`; nothing is at once.
fn when(text: &Text<'_>, raw: &Spanned<RawItem>, faults: &mut Faults) -> Option<When> {
    let item = raw.get_ref();
    match (&item.at, &item.after, &item.before) {
        (None, None, None) => Some(When::After(0, 0)),
        (Some(at), None, None) => match at.get_ref().as_str() {
            "frame" => Some(When::InFrame),
            "open" => Some(When::Open),
            _ => span(text, at, clock_time, "frame, open or times such as 09:00-10:30", faults)
                .map(|(from, to)| When::Between(from, to)),
        },
        (None, Some(after), None) => {
            span(text, after, duration, "durations such as 5m-2h", faults).map(|(least, most)| When::After(least, most))
        }
        (None, None, Some(before)) => span(text, before, duration, "durations such as 5m-2h", faults)
            .map(|(least, most)| When::Before(least, most)),
        _ => {
            let place: Range<usize> = raw.span();
            text.fault(&place, "a step has one of at, after and before", faults);
            None
        }
    }
}

/// Two values with a hyphen between, the smaller first; one stands for both.
fn span(
    text: &Text<'_>,
    word: &Word,
    read: fn(&str) -> Option<u32>,
    expected: &str,
    faults: &mut Faults,
) -> Option<(u32, u32)> {
    let (from, to) = word
        .get_ref()
        .split_once('-')
        .unwrap_or((word.get_ref(), word.get_ref()));
    let found = read(from).zip(read(to)).filter(|(from, to)| from <= to);
    if found.is_none() {
        text.fault(&word.span(), format!("'{}' is not {expected}", word.get_ref()), faults);
    }
    found
}

/// `09:30` as seconds after midnight.
fn clock_time(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 3_600 + minutes * 60)
}

/// `90s`, `5m`, `2h` as seconds.
fn duration(text: &str) -> Option<u32> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return None,
    };
    number
        .parse::<u32>()
        .ok()?
        .checked_mul(seconds)
        .filter(|all| *all <= 7 * 86_400)
}
