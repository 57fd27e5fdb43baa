//! Papers of the American parcel network: labels, driver manifests, packing slips, commercial invoices.
//!
//! ```text
//! AmericasLabel ─ label ──┐
//!                         ├─▶ canvas on its page ─ file ─▶ PDF, PNG, ZPL
//! Label ─ gateway_label ──┘
//! Manifest, PackingSlip, CommercialInvoice ─ letter ─▶ PDF
//! ```

mod address;
pub mod commercial_invoice;
mod customs;
mod file;
mod label;
mod letter;
pub mod manifest;
pub mod packing_slip;
mod setting;
mod template;

pub use commercial_invoice::{CommercialInvoice, InvoiceItem, commercial_invoice_pdf};
pub use file::{LabelFile, NetworkLabel, americas_label, americas_labels, gateway_label, gateway_labels, mixed_labels};
pub use label::compose;
pub use manifest::manifest_pdf;
pub use packing_slip::{PackingSlip, SlipItem, packing_slip_pdf};
pub use template::Form;
