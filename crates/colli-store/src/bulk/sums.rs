//! Counts and checksums of tables, the same on both engines and in every order of rows.

use super::source::Batch;
use super::tables::{TABLES, Table};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// What a table holds, in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TableSum {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// 32 hexadecimal digits: the sum, modulo 2^128, of the first 16 bytes of each row's SHA-256. It does not depend on
    /// the order of rows. It finds what is lost, doubled or changed by accident; it is no proof against a forger.
    pub checksum: String,
}

/// Sums of all tables while their rows go by.
#[derive(Clone, Default)]
pub(crate) struct Sums(Vec<(&'static str, u64, u128)>);

impl Sums {
    /// Takes in some rows.
    pub(crate) fn add(&mut self, batch: &Batch) {
        let name = batch.table.name;
        let at = self.0.iter().position(|(known, ..)| *known == name);
        let at = at.unwrap_or_else(|| {
            self.0.push((name, 0, 0));
            self.0.len() - 1
        });
        if let Some((_, rows, sum)) = self.0.get_mut(at) {
            for row in batch.rows.iter() {
                *rows += 1;
                *sum = sum.wrapping_add(row_hash(row));
            }
        }
    }

    /// The results, one for every table there is.
    pub(crate) fn finish(&self) -> Vec<TableSum> {
        let sum = |table: &Table| {
            let found = self.0.iter().find(|(name, ..)| *name == table.name);
            let (rows, sum) = found.map_or((0, 0), |(_, rows, sum)| (*rows, *sum));
            TableSum {
                table: table.name.to_owned(),
                rows,
                checksum: format!("{sum:032x}"),
            }
        };
        TABLES.iter().map(sum).collect()
    }
}

fn row_hash(packed: &[u8]) -> u128 {
    let hash = digest(&SHA256, packed);
    hash.as_ref()
        .first_chunk::<16>()
        .map_or(0, |first| u128::from_be_bytes(*first))
}
