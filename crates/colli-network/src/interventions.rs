//! When interventions are possible, and what they are written down as.

use crate::each_row;
use crate::fault::{Fault, Faults};
use crate::geography::{COUNTRIES, Geography};
use crate::source::Source;
use crate::table::{Row, Shape};
use colli_core::address::excerpt;
use colli_core::capability::CatalogueParts;
use colli_core::country::CountryCode;
use colli_core::intervention::{
    InterventionKind, InterventionRules, InterventionStatus, Reason, Rule, SizeLimit, SizeLimits, State, Subject,
};
use colli_core::parcel::Dimensions;
use colli_core::service_point::ServicePointKind;
use colli_core::status::{Phase, Statuses};
use colli_core::tracking::INTERVENTION;

static RULES: Shape = Shape {
    file: "intervention_rules.csv",
    columns: &["subject", "value", "code", "kinds"],
    comments: &["note"],
};

static LIMITS: Shape = Shape {
    file: "intervention_limits.csv",
    columns: &[
        "place",
        "max_weight_g",
        "max_length_mm",
        "max_width_mm",
        "max_height_mm",
    ],
    comments: &["note"],
};

static STATUSES: Shape = Shape {
    file: "intervention_statuses.csv",
    columns: &["kind", "place", "fraud", "by", "status"],
    comments: &["note"],
};

/// The words of the column `subject`.
const SUBJECTS: &str = "option, phase, status, state, area or country-not";
/// The words of interventions.
const KINDS: &str = "agreed-place, servicepoint, neighbours, date-time or cancel";

pub(crate) fn read(
    source: &Source,
    geography: &Geography,
    parts: &CatalogueParts,
    statuses: &Statuses,
    faults: &mut Faults,
) -> InterventionRules {
    let known = Known {
        geography,
        parts,
        statuses,
    };
    InterventionRules {
        rules: known.rules(source, faults),
        limits: limits(source, faults),
        statuses: known.written_as(source, faults),
    }
}

/// What rules may refer to.
struct Known<'a> {
    geography: &'a Geography,
    parts: &'a CatalogueParts,
    statuses: &'a Statuses,
}

impl Known<'_> {
    fn rules(&self, source: &Source, faults: &mut Faults) -> Vec<Rule> {
        let mut rules = Vec::new();
        each_row(source, &RULES, faults, |row, faults| {
            let subject = self.subject(row, faults);
            let reason = row.read(2, "a code from 301 to 322 of the interface", faults, |text| {
                text.parse()
                    .ok()
                    .and_then(Reason::of_code)
                    .filter(|reason| reason.is_about_parcel())
            });
            let kinds: Option<Vec<_>> = row.list(3).iter().map(|word| InterventionKind::parse(word)).collect();
            let kinds = kinds.filter(|kinds| !kinds.is_empty());
            if kinds.is_none() {
                faults.push(row.fault(3, format!("kinds: each is one of {KINDS}")));
            }
            if let (Some(subject), Some(reason), Some(kinds)) = (subject, reason, kinds) {
                rules.push(Rule { subject, reason, kinds });
            }
        });
        rules
    }

    fn subject(&self, row: &Row<'_, '_>, faults: &mut Faults) -> Option<Subject> {
        match row.text(0) {
            "option" => self.option(row, faults).map(Subject::Option),
            "phase" => row.read(1, "a phase", faults, Phase::parse).map(Subject::Phase),
            "status" => self.status(row, 1, faults).map(Subject::Status),
            "state" => row.read(1, "a state", faults, State::parse).map(Subject::State),
            "area" => {
                let area = row.read(1, "a country, a colon and a regular expression", faults, |text| {
                    let (country, postal) = text.split_once(':')?;
                    Some((country.to_owned(), regex::Regex::new(postal).ok()?))
                });
                let (country, postal) = area?;
                Some(Subject::Area(self.country(row, &country, faults)?, postal))
            }
            "country-not" => {
                let countries = row.list(1);
                let countries = countries.iter().map(|country| self.country(row, country, faults));
                countries.collect::<Option<Vec<_>>>().map(Subject::CountryNot)
            }
            _ => row.read(0, SUBJECTS, faults, |_| None),
        }
    }

    /// The country a part of the column `value` names.
    fn country(&self, row: &Row<'_, '_>, text: &str, faults: &mut Faults) -> Option<CountryCode> {
        let countries = &self.geography.countries;
        let code = CountryCode::parse(text).filter(|code| countries.contains_key(code));
        if code.is_none() {
            let fault = row.fault(1, format!("unknown country '{}'", excerpt(text)));
            faults.unknown(COUNTRIES.file, countries.is_empty(), fault);
        }
        code
    }

    fn option(&self, row: &Row<'_, '_>, faults: &mut Faults) -> Option<String> {
        let (options, key) = (&self.parts.options, row.text(1));
        if !options.iter().any(|option| option.key == key) {
            let fault = row.fault(1, format!("unknown option '{key}'"));
            faults.unknown("options.csv", options.is_empty(), fault);
            return None;
        }
        Some(key.to_owned())
    }

    fn status(&self, row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<String> {
        let code = row.text(column);
        if self.statuses.get(code).is_none() {
            let fault = row.fault(column, format!("unknown status '{code}'"));
            faults.unknown("tracking_statuses.csv", self.statuses.all().next().is_none(), fault);
            return None;
        }
        Some(code.to_owned())
    }

    fn written_as(&self, source: &Source, faults: &mut Faults) -> Vec<InterventionStatus> {
        let mut rows = Vec::new();
        each_row(source, &STATUSES, faults, |row, faults| {
            let kind = row.read(0, KINDS, faults, InterventionKind::parse);
            let place = row
                .optional(1)
                .and_then(|_| row.read(1, "parcelShop, packStation or nothing", faults, ServicePointKind::parse));
            let fraud = row.optional(2).map(|_| row.flag(2, faults));
            let by_sender = row.optional(3).is_some();
            if by_sender {
                row.read(3, "sender or nothing", faults, |word| (word == "sender").then_some(()));
            }
            let status = self.status(row, 4, faults);
            let of_kind = |code: &String| {
                self.statuses
                    .get(code)
                    .is_some_and(|status| status.category == INTERVENTION)
            };
            if status.as_ref().is_some_and(|code| !of_kind(code)) {
                faults.push(row.fault(4, format!("status: not one of the category {INTERVENTION}")));
            }
            if let (Some(kind), Some(status)) = (kind, status) {
                rows.push(InterventionStatus {
                    kind,
                    place,
                    fraud,
                    by_sender,
                    status,
                });
            }
        });
        rows
    }
}

fn limits(source: &Source, faults: &mut Faults) -> SizeLimits {
    let mut limits = SizeLimits::NOTHING;
    let mut found = Vec::new();
    each_row(source, &LIMITS, faults, |row, faults| {
        let [weight, length, width, height] = [1, 2, 3, 4].map(|column| row.number(column, faults));
        let (Some(max_weight_g), Some(length_mm), Some(width_mm), Some(height_mm)) = (weight, length, width, height)
        else {
            return;
        };
        let max = Dimensions {
            length_mm,
            width_mm,
            height_mm,
        };
        let limit = SizeLimit { max_weight_g, max };
        let place = match row.text(0) {
            "shop" => &mut limits.shop,
            "large-shop" => &mut limits.large_shop,
            "locker" => &mut limits.locker,
            other => {
                let message = format!("place: '{}' is not shop, large-shop or locker", excerpt(other));
                return faults.push(row.fault(0, message));
            }
        };
        *place = limit;
        found.push(row.text(0).to_owned());
    });
    for place in ["shop", "large-shop", "locker"] {
        if !found.iter().any(|found| found == place) && faults.is_empty() {
            faults.push(Fault::of_file(LIMITS.file, format!("there is no row for {place}")));
        }
    }
    limits
}
