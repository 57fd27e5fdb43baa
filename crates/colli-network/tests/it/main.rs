//! The network in the binary, against the reference, its samples and a naive filter; and faults in data files.

mod booking;
mod faults;
mod filter;
mod lanes;
mod points;
mod samples;
mod support;
mod tables;
