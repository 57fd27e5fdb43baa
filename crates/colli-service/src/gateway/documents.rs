//! Documents of the gateway by the names they have in links: drawn anew each time from what is stored (design law 3).

use crate::Service;
use crate::error::{Error, Result};
use bytes::Bytes;
use colli_core::ids::Tenant;
use std::fmt;
use uuid::Uuid;

/// The type of pages.
const PDF: &str = "application/pdf";
/// Characters of a facility's code in a name, at most.
const FACILITY_CHARS_MAX: usize = 16;
/// Digits of a document's number in a name, at most.
const NUMBER_DIGITS_MAX: usize = 6;

/// A format of a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentFormat {
    /// A page.
    Pdf,
    /// A picture.
    Png,
    /// Commands of a label printer.
    Zpl,
}

impl DocumentFormat {
    const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Zpl];

    /// The end of a name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Zpl => "zpl",
        }
    }

    /// Its type in an answer.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Zpl => "application/zpl",
        }
    }
}

/// A document, as its name in a link says. What it belongs to is named by its id, in 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentName {
    /// `<transaction>.pdf`, or another format: the label of a purchase.
    Label {
        /// The purchase.
        transaction: Uuid,
        /// In which format.
        format: DocumentFormat,
    },
    /// `<transaction>_invoice.pdf`: the commercial invoice of a purchase.
    Invoice {
        /// The purchase.
        transaction: Uuid,
    },
    /// `<order>_packingslip.pdf`: the packing slip of an order.
    PackingSlip {
        /// The order.
        order: Uuid,
    },
    /// `<batch>_<number>.pdf`: labels of a batch.
    Batch {
        /// The batch.
        batch: Uuid,
        /// Which of its files, from 1.
        number: u32,
    },
    /// `<manifest>_<facility>_<number>.pdf`: a page of a manifest.
    Manifest {
        /// The manifest.
        manifest: Uuid,
        /// Code of the facility it is for: letters and digits.
        facility: String,
        /// Which of the facility's, from 1.
        number: u32,
    },
}

impl DocumentName {
    /// The document of a name; each has one name only.
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, suffix) = name.rsplit_once('.')?;
        let format = DocumentFormat::ALL
            .into_iter()
            .find(|format| format.suffix() == suffix)?;
        let mut parts = stem.split('_');
        let id = read_id(parts.next()?)?;
        let parts = [parts.next(), parts.next(), parts.next()];
        if parts[0].is_some() && format != DocumentFormat::Pdf {
            return None;
        }
        match parts {
            [None, ..] => Some(Self::Label {
                transaction: id,
                format,
            }),
            [Some("invoice"), None, _] => Some(Self::Invoice { transaction: id }),
            [Some("packingslip"), None, _] => Some(Self::PackingSlip { order: id }),
            [Some(number), None, _] => Some(Self::Batch {
                batch: id,
                number: read_number(number)?,
            }),
            [Some(facility), Some(number), None] => Some(Self::Manifest {
                manifest: id,
                facility: read_facility(facility)?,
                number: read_number(number)?,
            }),
            _ => None,
        }
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label { transaction, format } => write!(f, "{}.{}", transaction.simple(), format.suffix()),
            Self::Invoice { transaction } => write!(f, "{}_invoice.pdf", transaction.simple()),
            Self::PackingSlip { order } => write!(f, "{}_packingslip.pdf", order.simple()),
            Self::Batch { batch, number } => write!(f, "{}_{number}.pdf", batch.simple()),
            Self::Manifest {
                manifest,
                facility,
                number,
            } => write!(f, "{}_{facility}_{number}.pdf", manifest.simple()),
        }
    }
}

fn read_id(text: &str) -> Option<Uuid> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Uuid::try_parse(text).ok().filter(|_| is_hex)
}

fn read_number(text: &str) -> Option<u32> {
    let is_number =
        text.len() <= NUMBER_DIGITS_MAX && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn read_facility(text: &str) -> Option<String> {
    let is_code =
        (1..=FACILITY_CHARS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| text.to_owned())
}

impl Service {
    /// A document of a tenant by its name: its content type, and it.
    pub async fn gateway_document(&self, tenant: Tenant, name: &str) -> Result<(&'static str, Bytes)> {
        let nowhere = || Error::not_found("file", "");
        match DocumentName::parse(name).ok_or_else(nowhere)? {
            DocumentName::Label { transaction, .. } => self.label_paper(tenant, transaction).await,
            DocumentName::Invoice { transaction } => Ok((PDF, self.invoice_paper(tenant, transaction).await?)),
            DocumentName::Manifest { manifest, number, .. } => {
                Ok((PDF, self.manifest_paper(tenant, manifest, number).await?))
            }
            DocumentName::PackingSlip { order } => self.packing_slip(tenant, order).await,
            DocumentName::Batch { batch, number } => Ok((PDF, self.batch_paper(tenant, batch, number).await?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let id = Uuid::from_u128(0xab);
        let hex = "000000000000000000000000000000ab";
        let label = |format| DocumentName::Label {
            transaction: id,
            format,
        };
        for (document, rest) in [
            (label(DocumentFormat::Pdf), ".pdf"),
            (label(DocumentFormat::Png), ".png"),
            (label(DocumentFormat::Zpl), ".zpl"),
            (DocumentName::Invoice { transaction: id }, "_invoice.pdf"),
            (DocumentName::PackingSlip { order: id }, "_packingslip.pdf"),
            (DocumentName::Batch { batch: id, number: 12 }, "_12.pdf"),
            (
                DocumentName::Manifest {
                    manifest: id,
                    facility: "USATL1".to_owned(),
                    number: 1,
                },
                "_USATL1_1.pdf",
            ),
        ] {
            let name = format!("{hex}{rest}");
            assert_eq!(document.to_string(), name);
            assert_eq!(DocumentName::parse(&name), Some(document), "{name}");
        }
    }

    #[test]
    fn nothing_else_is_a_name() {
        let hex = "000000000000000000000000000000ab";
        for name in [
            String::new(),
            ".pdf".to_owned(),
            hex.to_owned(),
            format!("{hex}.txt"),
            format!("{hex}.PDF"),
            format!("{}.pdf", hex.to_uppercase()),
            "00000000-0000-0000-0000-0000000000ab.pdf".to_owned(),
            format!("{hex}_.pdf"),
            format!("{hex}_0.pdf"),
            format!("{hex}_01.pdf"),
            format!("{hex}_+1.pdf"),
            format!("{hex}_1.png"),
            format!("{hex}_9999999.pdf"),
            format!("{hex}_invoice_1_2.pdf"),
            format!("{hex}_US-ATL_1.pdf"),
            format!("{hex}__1.pdf"),
            format!("../{hex}.pdf"),
        ] {
            assert_eq!(DocumentName::parse(&name), None, "{name}");
        }
    }
}
