//! Papers of the American network: drawn, scanned, read back.

mod hostile;
mod labels;
mod letters;
mod samples;
