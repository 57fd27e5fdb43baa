//! MCP (reference assistant-actions, section 4).

mod assistant;
mod tools_own;
mod tools_read;
mod tools_write;
