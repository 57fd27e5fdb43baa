//! Where this dialect differs from the original, or the reference leaves it open. The documentation page shows this table.

/// A difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quirk {
    /// What it is about.
    pub about: &'static str,
    /// What happens here.
    pub here: &'static str,
}

/// All of them.
pub const QUIRKS: &[Quirk] = &[];
