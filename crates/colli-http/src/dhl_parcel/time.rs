//! Times as the vendor writes them: ISO 8601 with milliseconds.

pub(super) use crate::time::{frame, moment, utc};
