//! Transit times.

use crate::fault::Faults;
use crate::geography::{Geography, known_country};
use crate::source::Source;
use crate::table::Shape;
use crate::{Unique, each_row};
use colli_core::transit::{Transit, TransitDays};

static TRANSIT_TIMES: Shape = Shape {
    file: "transit_times.csv",
    columns: &[
        "from_country",
        "to_country",
        "receiver",
        "min_working_days",
        "max_working_days",
    ],
    comments: &["documented", "note"],
};

/// The longest journey of a table, in working days: a plan looks no further ahead.
const DAYS_MAX: u32 = 40;

pub(super) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> Transit {
    let mut lanes = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &TRANSIT_TIMES, faults, |row, faults| {
        let [from, to] = [0, 1].map(|column| known_country(row, column, &geography.countries, faults));
        let to_business = row.read(2, "business or consumer", faults, |text| match text {
            "business" => Some(true),
            "consumer" => Some(false),
            _ => None,
        });
        let [min, max] = [3, 4].map(|column| {
            row.read(column, "a number of days from 1 to 40", faults, |text| {
                text.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days))
            })
        });
        let (Some(from), Some(to), Some(to_business), Some(min), Some(max)) = (from, to, to_business, min, max) else {
            return;
        };
        if min > max {
            faults.push(row.fault(3, "min_working_days is above max_working_days"));
        }
        let key = format!("{from}, {to}, {}", row.text(2));
        if unique.note(row, 0, key, faults) {
            lanes.push(((from, to, to_business), TransitDays { min, max }));
        }
    });
    Transit::new(lanes)
}
