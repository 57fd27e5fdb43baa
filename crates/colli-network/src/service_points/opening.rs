//! Opening patterns as data files write them: `1-5 10:00-14:00 17:00-20:30;6 10:00-14:00`, 1 = Monday.

use colli_core::service_point::OpeningInterval;

/// Reads a pattern into intervals by weekday and time; an error says what is wrong.
pub(super) fn parse(pattern: &str) -> Result<Vec<OpeningInterval>, String> {
    let mut intervals = Vec::new();
    for block in pattern.split(';').map(str::trim).filter(|block| !block.is_empty()) {
        let mut parts = block.split_whitespace();
        let days = days(parts.next().unwrap_or_default())?;
        for times in parts {
            let (from, to) = times
                .split_once('-')
                .ok_or_else(|| format!("'{times}' is not a span such as 09:00-18:00"))?;
            let (from_minute, to_minute) = (minute(from)?, minute(to)?);
            if from_minute >= to_minute {
                return Err(format!("'{times}' ends before it begins"));
            }
            intervals.extend(days.iter().map(|week_day| OpeningInterval {
                week_day: *week_day,
                from_minute,
                to_minute,
            }));
        }
    }
    intervals.sort_unstable_by_key(|interval| (interval.week_day, interval.from_minute));
    let overlap =
        |pair: &&[OpeningInterval]| pair[0].week_day == pair[1].week_day && pair[0].to_minute > pair[1].from_minute;
    match intervals.windows(2).find(overlap) {
        Some(pair) => Err(format!("two spans of day {} overlap", pair[0].week_day)),
        None => Ok(intervals),
    }
}

/// `1-3,5` as days.
fn days(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("'{text}' is not days such as 1-5 or 1-3,6 (1 = Monday)");
    let day = |text: &str| {
        text.parse::<u8>()
            .ok()
            .filter(|day| (1..=7).contains(day))
            .ok_or_else(wrong)
    };
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        days.extend(day(first)?..=day(last)?);
    }
    if days.is_empty() { Err(wrong()) } else { Ok(days) }
}

/// `09:30` as minutes after midnight.
pub(super) fn minute(text: &str) -> Result<u16, String> {
    let wrong = || format!("'{text}' is not a time such as 09:30");
    let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
    let number = |text: &str, below: u16| {
        let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>()
            .ok()
            .filter(|number| fits && *number < below)
            .ok_or_else(wrong)
    };
    Ok(number(hours, 24)? * 60 + number(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_hours_and_days() {
        let intervals = parse("1,3 10:00-14:00 17:00-20:30;6 10:00-14:00").unwrap();
        let told: Vec<_> = intervals
            .iter()
            .map(|i| (i.week_day, i.from_minute, i.to_minute))
            .collect();
        assert_eq!(
            told,
            [
                (1, 600, 840),
                (1, 1020, 1230),
                (3, 600, 840),
                (3, 1020, 1230),
                (6, 600, 840)
            ]
        );
        assert_eq!(parse("1-7 00:00-23:59").unwrap().len(), 7);
    }

    #[test]
    fn wrong_patterns_are_told() {
        for wrong in [
            "8 09:00-10:00",
            "1 9:00-10:00",
            "1 10:00-09:00",
            "1 09:00",
            "1-5 09:00-12:00 11:00-13:00",
            "x",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
