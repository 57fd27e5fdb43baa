//! The command line, by spawning the real binary.

mod binary;
mod db;
mod help;
mod key;
mod network_check;
mod refusals;
mod serve;
mod walk;
