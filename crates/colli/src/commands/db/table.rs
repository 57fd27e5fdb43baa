//! Tables of text for people.

use std::io::{self, Write};

use colli_store::bulk::TableSum;

/// Writes a line for each table: its rows, its checksum, and a last word.
pub(super) fn write<'a>(out: &mut impl Write, lines: impl Iterator<Item = (&'a TableSum, &'a str)>) -> io::Result<()> {
    writeln!(out, "{:<16}{:>12}  checksum", "table", "rows")?;
    for (sum, word) in lines {
        let line = format!("{:<16}{:>12}  {:<32}  {word}", sum.table, sum.rows, sum.checksum);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
