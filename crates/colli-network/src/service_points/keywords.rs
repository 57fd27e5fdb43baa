//! Words of the ServicePoints of one country, for keyword search.

use super::text::{bare_code, fold, words};
use super::{CountryIndex, ServicePoints};
use std::collections::HashMap;
use std::ops::Range;

/// Folded words with the ServicePoints that carry them.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    arena: String,
    /// Word in the arena and its part of the postings; sorted by word.
    words: Vec<(Range<u32>, Range<u32>)>,
    /// ServicePoints by place in their country, ascending for each word.
    postings: Vec<u32>,
}

impl Keywords {
    /// Words of names, addresses and postal codes.
    pub(super) fn of(points: &ServicePoints, index: &CountryIndex) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(index.range.len() * 8);
        // Texts are shared by many ServicePoints: each is split once.
        let mut split: HashMap<u32, Vec<u32>> = HashMap::new();
        for (place, record) in points.records[index.range.clone()].iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            for span in [
                record.name,
                record.street,
                record.number,
                record.addition,
                record.city,
                record.postal_code,
            ] {
                if span.length == 0 {
                    continue;
                }
                let found = split.entry(span.start).or_insert_with(|| {
                    let text = points.text(span);
                    let mut found = words(text);
                    let code = fold(&bare_code(text));
                    if span == record.postal_code && !found.contains(&code) {
                        found.push(code);
                    }
                    let next = |numbers: &HashMap<String, u32>| u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    let number = |word: String| {
                        let fresh = next(&numbers);
                        *numbers.entry(word).or_insert(fresh)
                    };
                    found.into_iter().map(number).collect()
                });
                pairs.extend(found.iter().map(|word| (*word, place)));
            }
        }
        Self::build(numbers, pairs)
    }

    fn build(numbers: HashMap<String, u32>, mut pairs: Vec<(u32, u32)>) -> Self {
        let mut sorted: Vec<(String, u32)> = numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut rank = vec![0_u32; sorted.len()];
        for (position, (_, number)) in sorted.iter().enumerate() {
            rank[*number as usize] = u32::try_from(position).unwrap_or(u32::MAX);
        }
        for (word, _) in &mut pairs {
            *word = rank[*word as usize];
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut keywords = Self::default();
        let mut at = 0;
        for (position, (word, _)) in sorted.iter().enumerate() {
            let start = offset(keywords.arena.len());
            keywords.arena.push_str(word);
            let first = at;
            while pairs.get(at).is_some_and(|(word, _)| *word as usize == position) {
                at += 1;
            }
            keywords
                .words
                .push((start..offset(keywords.arena.len()), offset(first)..offset(at)));
        }
        keywords.postings = pairs.into_iter().map(|(_, place)| place).collect();
        keywords
    }

    /// ServicePoints, by place in their country and ascending, that carry words beginning with each of the given.
    pub(super) fn find(&self, wanted: &[String]) -> Vec<u32> {
        let mut found: Option<Vec<u32>> = None;
        for word in wanted {
            let mut with_word = self.beginning_with(word);
            if let Some(earlier) = &found {
                with_word.retain(|place| earlier.binary_search(place).is_ok());
            }
            if with_word.is_empty() {
                return with_word;
            }
            found = Some(with_word);
        }
        found.unwrap_or_default()
    }

    fn beginning_with(&self, start: &str) -> Vec<u32> {
        let word = |range: &Range<u32>| {
            self.arena
                .get(range.start as usize..range.end as usize)
                .unwrap_or_default()
        };
        let first = self.words.partition_point(|(range, _)| word(range) < start);
        let entries = self.words[first..]
            .iter()
            .take_while(|(range, _)| word(range).starts_with(start));
        let mut places: Vec<u32> = entries
            .flat_map(|(_, postings)| &self.postings[postings.start as usize..postings.end as usize])
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
