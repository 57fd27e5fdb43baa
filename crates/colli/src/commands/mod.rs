//! One file per command.

pub mod completions;
pub mod config_print;
pub mod db;
pub mod demo;
pub mod key;
pub mod mcp;
pub mod network_check;
pub mod serve;
