//! What a subscriber wants to be told of: everything, categories, or statuses.

use colli_core::error::Violation;
use colli_core::limits::FILTER_WORDS_MAX;
use colli_core::status::Statuses;

/// Everything.
pub(super) const ALL: &str = "*";
/// The type of every payload: the same as everything.
pub(super) const PARCEL_EVENT: &str = "parcel.event";

/// The store's form of a filter: words with commas between. Nothing named means everything.
pub(super) fn filter(words: &[String], statuses: &Statuses) -> Result<String, Vec<Violation>> {
    if words.len() > FILTER_WORDS_MAX {
        let violation = Violation::new("events", "range", "these are more words than a filter takes")
            .accepting([format!("up to {FILTER_WORDS_MAX} words")]);
        return Err(vec![violation]);
    }
    let mut known = Vec::with_capacity(words.len());
    let mut unknown = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let code = word.trim().to_ascii_uppercase();
        if word.trim() == ALL || word.trim() == PARCEL_EVENT {
            known.push(ALL.to_owned());
        } else if statuses.category(&code).is_some() || statuses.get(&code).is_some() {
            known.push(code);
        } else {
            unknown.push(refusal(index, statuses));
        }
    }
    if !unknown.is_empty() {
        return Err(unknown);
    }
    known.sort_unstable();
    known.dedup();
    let is_all = known.is_empty() || known.iter().any(|word| word == ALL);
    Ok(if is_all { ALL.to_owned() } else { known.join(",") })
}

fn refusal(index: usize, statuses: &Statuses) -> Violation {
    let mut categories: Vec<&str> = statuses.categories().map(|category| category.code.as_str()).collect();
    categories.sort_unstable();
    let accepted = [ALL, PARCEL_EVENT].into_iter().chain(categories).map(str::to_owned);
    let status = "a status, such as DELIVERED_AT_DOOR".to_owned();
    let status = statuses
        .all()
        .map(|status| status.code.as_str())
        .min()
        .map_or(status, |first| format!("a status, such as {first}"));
    Violation::new(
        format!("events[{index}]"),
        "unknown",
        "there is no such category or status",
    )
    .accepting(accepted.chain([status]))
}

/// The words of a stored filter.
pub(super) fn words(filter: &str) -> Vec<String> {
    filter.split(',').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::status::{Category, Phase, Status};

    fn statuses() -> Statuses {
        let status = Status {
            code: "DEPART_FACILITY".to_owned(),
            category: "UNDERWAY".to_owned(),
            phase: Phase::InTransit,
            texts: std::collections::HashMap::new(),
        };
        let category = Category {
            code: "UNDERWAY".to_owned(),
            texts: std::collections::HashMap::new(),
        };
        Statuses::new([status]).with_categories([category])
    }

    fn read(words: &[&str]) -> Result<String, Vec<Violation>> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        filter(&words, &statuses())
    }

    #[test]
    fn filters_are_everything_categories_or_statuses() {
        for all in [&[][..], &["*"], &["parcel.event"], &["UNDERWAY", "*"]] {
            assert_eq!(read(all).unwrap(), "*");
        }
        assert_eq!(
            read(&["underway", "DEPART_FACILITY", "UNDERWAY"]).unwrap(),
            "DEPART_FACILITY,UNDERWAY"
        );
        let refused = read(&["UNDERWAY", "parcel.events"]).unwrap_err();
        assert_eq!(refused[0].field, "events[1]");
        assert_eq!(
            refused[0].accepted,
            ["*", "parcel.event", "UNDERWAY", "a status, such as DEPART_FACILITY"]
        );
        assert!(read(&["x"; 101]).is_err());
    }
}
