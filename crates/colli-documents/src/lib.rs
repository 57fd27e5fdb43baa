//! Documents: labels as PDF and ZPL, printless codes and proofs of delivery as PDF and PNG; the papers of the American
//! network in [`americas`].
//!
//! A [`colli_core::label::Label`] holds the facts; [`label::compose`] places them on a neutral [`layout::Canvas`]; the
//! writers turn a canvas into a format. Documents are functions: equal facts and options give equal bytes, so none is
//! stored and a reprint is the document. When the output changes for equal facts, [`RENDERER_VERSION`] does too.
//!
//! ```text
//! facts ─ label ─▶ canvas ─┬─ sheet ─ pdf ─▶ PDF      text  any script → what the fonts print, fitted to its box
//!                          └─ zpl (raster) ─▶ ZPL     fonts the two embedded fonts
//! code ── qr ─▶ printless ─▶ PDF, PNG                 code128, qr  symbols
//! ```
//!
//! Everything a user typed is safe here: the fonts have a glyph for each character that is printed, and nothing can
//! become a PDF or ZPL command. [`text::printable`] says beforehand whether anything of a name would be left.

pub mod americas;
pub mod code128;
pub mod error;
pub mod fonts;
pub mod gs1;
mod hash;
pub mod label;
pub mod layout;
pub mod pdf;
mod picture;
pub mod printless;
pub mod proof_of_delivery;
pub mod qr;
mod raster;
mod sheet;
mod shorten;
pub mod text;
pub mod zpl;

pub use error::DocumentError;
pub use pdf::{MixedLayoutPolicy, PageLayout, PageSize, PdfOptions, render_pdf};
pub use printless::{printless_pdf, printless_png};
pub use proof_of_delivery::{ProofOfDelivery, proof_of_delivery_pdf, proof_of_delivery_png};
pub use sheet::cells_per_sheet;
pub use text::printable;
pub use zpl::{Dpi, render_zpl};

/// Version of the drawing: part of what makes a document the same for ever (design section 6, law 3).
pub const RENDERER_VERSION: &str = "2";
