//! Assistant actions (reference assistant-actions).
