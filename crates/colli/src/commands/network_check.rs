//! `colli network check`.

use std::io::Write as _;
use std::path::Path;

use colli_network::Checked;

use crate::Failure;

/// Prints each fault, or says that there is none; fails when there is one.
pub fn run(dir: Option<&Path>) -> Result<(), Failure> {
    let checked = match dir {
        Some(dir) => colli_network::check_dir(dir).map_err(|error| Failure::failed(error.to_string()))?,
        None => colli_network::check_embedded(),
    };
    let read = read_from(dir, &checked);
    let mut out = std::io::stdout().lock();
    for fault in &checked.faults {
        writeln!(out, "{fault}")?;
    }
    match checked.faults.len() {
        0 => {
            writeln!(out, "no faults: {read} (network version {})", checked.version)?;
            Ok(())
        }
        1 => Err(Failure::failed(format!("1 fault in the network data; {read}"))),
        count => Err(Failure::failed(format!("{count} faults in the network data; {read}"))),
    }
}

/// Which files were read, and from where.
fn read_from(dir: Option<&Path>, checked: &Checked) -> String {
    let inside = checked.embedded_files;
    let Some(dir) = dir else {
        return format!("checked {inside} files from the data inside colli");
    };
    let count = match checked.directory_files.len() {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let names = checked.directory_files.join(", ");
    format!(
        "checked {count} of {} ({names}) and {inside} from the data inside colli",
        dir.display()
    )
}
