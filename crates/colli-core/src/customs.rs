//! Customs declarations: what is in a parcel that leaves the customs area (reference 6.3, label-standards 7).

use crate::country::CountryCode;
use crate::money::Money;
use crate::party::Party;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Currencies a declaration may be in (reference 6.3).
pub const CURRENCIES: [&str; 5] = ["EUR", "CHF", "NOK", "GBP", "USD"];
/// Delivery terms (reference 6.3).
pub const INCO_TERMS: [&str; 12] = [
    "CFR", "CIF", "CIP", "CPT", "DAP", "DAT", "DDP", "DDU", "DDX", "EXW", "FCA", "FOB",
];
/// Types of export (reference 6.3).
pub const EXPORT_TYPES: [&str; 4] = ["Permanent", "Repair", "Return", "Temporary"];
/// Reasons of export (reference 6.3).
pub const EXPORT_REASONS: [&str; 6] = [
    "Other",
    "SaleOfGoods",
    "ReturnedGoods",
    "Gift",
    "CommercialSample",
    "Documents",
];

/// One line of goods.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomsGoods {
    /// Tariff code of 8 or 10 digits.
    pub code: String,
    /// What it is.
    pub description: String,
    /// Where it was made.
    pub origin: CountryCode,
    /// How many.
    pub quantity: u32,
    /// Value of the whole line, in minor units of the declaration's currency.
    pub value_minor: i64,
    /// Net weight of the whole line, in grams.
    pub net_weight_g: u32,
}

/// A declaration attached to a shipment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomsDeclaration {
    /// Currency of the goods' values.
    pub currency: String,
    /// Number of the invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// Kind of invoice: `commercial`, `proforma`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_type: Option<String>,
    /// Supplementary information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// One of [`EXPORT_TYPES`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_type: Option<String>,
    /// One of [`EXPORT_REASONS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_reason: Option<String>,
    /// One of [`INCO_TERMS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inco_terms: Option<String>,
    /// Named place of the delivery terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inco_terms_city: Option<String>,
    /// Sender's VAT number in the destination (Great Britain).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_inbound_vat_number: Option<String>,
    /// Uploaded attachments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachment_ids: Vec<Uuid>,
    /// Deferment account for VAT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferment_account_vat: Option<String>,
    /// Deferment account for duties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferment_account_duties: Option<String>,
    /// VAT is reverse charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_reverse_charge: Option<bool>,
    /// What the transport cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_fee: Option<Money>,
    /// Importer, when it is not the receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importer_of_record: Option<Box<Party>>,
    /// Certificate number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_number: Option<String>,
    /// Licence number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_number: Option<String>,
    /// The goods; at least one line.
    pub goods: Vec<CustomsGoods>,
}

/// Brings a tariff code to digits only (`8536.50 19` → `85365019`); `None` unless 8 or 10 digits remain.
pub fn tariff_code(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    (matches!(digits.len(), 8 | 10) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tariff_codes_have_8_or_10_digits() {
        assert_eq!(tariff_code("8536.50 19").as_deref(), Some("85365019"));
        assert_eq!(tariff_code("8536501900").as_deref(), Some("8536501900"));
        for wrong in ["853650", "85365019A", "", "123456789"] {
            assert_eq!(tariff_code(wrong), None, "{wrong}");
        }
    }
}
