//! What is to be sent, as tools take it: two addresses, parcels, customs papers and options; and as the gateway wants it.

use super::ToolError;
use super::address::ToolAddress;
use super::customs::{ToolCustoms, read_customs};
use super::reading::{read_address, read_amount, read_date, read_id, read_size};
use colli_core::error::{Violation, Violations};
use colli_core::gateway::Extra;
use colli_core::gateway::parcel::Parcel;
use colli_core::network::Network;
use colli_service::gateway::{Given, NewQuote};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};
use uuid::Uuid;

/// Unit of a weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum WeightUnit {
    G,
    Kg,
    Oz,
    Lb,
}

impl WeightUnit {
    /// Its word in the gateway.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Kg => "kg",
            Self::Oz => "oz",
            Self::Lb => "lb",
        }
    }
}

/// Unit of a length.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum LengthUnit {
    Mm,
    Cm,
    In,
}

impl LengthUnit {
    fn word(self) -> &'static str {
        match self {
            Self::Mm => "mm",
            Self::Cm => "cm",
            Self::In => "in",
        }
    }
}

/// What the receiver or a neighbour, or an adult, signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToolSignature {
    Standard,
    Adult,
}

/// A parcel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolParcel {
    /// Weight, in `weight_unit`.
    #[schemars(range(min = 0.0001, max = 999_999))]
    pub(super) weight: Number,
    /// Unit of the weight.
    pub(super) weight_unit: WeightUnit,
    /// Length, in `length_unit`.
    #[schemars(range(min = 0.0001, max = 999_999))]
    pub(super) length: Number,
    /// Width, in `length_unit`.
    #[schemars(range(min = 0.0001, max = 999_999))]
    pub(super) width: Number,
    /// Height, in `length_unit`.
    #[schemars(range(min = 0.0001, max = 999_999))]
    pub(super) height: Number,
    /// Unit of length, width and height.
    pub(super) length_unit: LengthUnit,
}

/// An amount of money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolMoney {
    /// A decimal: `12.50`.
    #[schemars(length(min = 1, max = 13))]
    pub(super) amount: String,
    /// ISO 4217: `EUR`.
    #[schemars(length(min = 3, max = 3))]
    pub(super) currency: String,
}

/// What is to be sent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Sending {
    /// Who sends. For rates, country and postal code will do (in the United States, state and city too); a label needs name,
    /// street, city as well.
    pub(super) from: ToolAddress,
    /// Who receives; the same holds.
    pub(super) to: ToolAddress,
    /// The parcels. American services take one.
    #[schemars(length(min = 1, max = 50))]
    pub(super) parcels: Vec<ToolParcel>,
    /// Goods, for parcels that cross a customs border.
    #[serde(default)]
    pub(super) customs: Option<ToolCustoms>,
    /// The day it is handed over, as 2026-03-31; today when left out.
    #[serde(default)]
    #[schemars(length(min = 10, max = 10))]
    pub(super) date: Option<String>,
    /// Printed on the label: an order number, for example.
    #[serde(default)]
    #[schemars(length(min = 1, max = 50))]
    pub(super) reference: Option<String>,
    /// Somebody must sign.
    #[serde(default)]
    pub(super) signature: Option<ToolSignature>,
    /// Insure it for this value, where the service can.
    #[serde(default)]
    pub(super) insured_value: Option<ToolMoney>,
    /// The account to send on; the environment's own when left out.
    #[serde(default)]
    #[schemars(length(min = 1, max = 50))]
    pub(super) account_number: Option<String>,
}

impl Sending {
    /// Reads it; every broken argument is named. Accounts are not chosen yet.
    pub(super) fn read(&self, network: &Network) -> Result<NewQuote, ToolError> {
        let mut found = Violations::new();
        let address_from = read_address(&self.from, "from", network, &mut found);
        let address_to = read_address(&self.to, "to", network, &mut found);
        let mut parcels = Vec::with_capacity(self.parcels.len());
        for (index, parcel) in self.parcels.iter().enumerate() {
            parcels.push(read_parcel(parcel, &format!("parcels[{index}]"), &mut found));
        }
        let customs = self.customs.as_ref();
        let customs_declaration = customs.map(|given| Given::New(read_customs(given, network, &mut found)));
        let date = self.date.as_deref().map(|date| read_date(date, "date", &mut found));
        if let Some(insured) = &self.insured_value {
            read_amount(&insured.amount, "insured_value.amount", &mut found);
        }
        let extra = self.extra();
        found.into_result(()).map_err(ToolError::Invalid)?;
        Ok(NewQuote {
            address_from: Given::New(address_from),
            address_to: Given::New(address_to),
            address_return: None,
            parcels: parcels.into_iter().map(Given::New).collect(),
            customs_declaration,
            shipment_date: date.flatten(),
            carrier_accounts: Vec::new(),
            extra,
            metadata: String::new(),
            order: None,
            is_async: false,
        })
    }

    /// Whether it begins in the United States, where the parcel network does not collect.
    pub(super) fn is_american(&self) -> bool {
        self.from.country_code.trim().eq_ignore_ascii_case("US")
    }

    fn extra(&self) -> Extra {
        let mut extra = Extra::new();
        if let Some(reference) = &self.reference {
            extra.insert("reference_1".to_owned(), json!(reference.trim()));
        }
        if let Some(signature) = self.signature {
            let word = match signature {
                ToolSignature::Standard => "STANDARD",
                ToolSignature::Adult => "ADULT",
            };
            extra.insert("signature_confirmation".to_owned(), json!(word));
        }
        if let Some(insured) = &self.insured_value {
            let value = json!({"amount": insured.amount.trim(), "currency": insured.currency.trim().to_uppercase()});
            extra.insert("insurance".to_owned(), value);
        }
        extra
    }
}

fn read_parcel(given: &ToolParcel, path: &str, found: &mut Violations) -> Parcel {
    let mut size = |number: &Number, name: &str| read_size(number, &format!("{path}.{name}"), found);
    Parcel {
        length: size(&given.length, "length"),
        width: size(&given.width, "width"),
        height: size(&given.height, "height"),
        weight: size(&given.weight, "weight"),
        distance_unit: given.length_unit.word().to_owned(),
        mass_unit: given.weight_unit.word().to_owned(),
        template: None,
        extra: Extra::new(),
        metadata: String::new(),
    }
    .sorted()
}

/// What a label needs of the two addresses and a quote does not.
pub(super) fn check_for_label(quote: &NewQuote) -> Result<(), ToolError> {
    let mut found = Violations::new();
    for (name, given) in [("from", &quote.address_from), ("to", &quote.address_to)] {
        let Given::New(address) = given else { continue };
        for member in address.missing_for_purchase() {
            let field = format!("{name}.{}", own_name(member));
            found.push(Violation::new(field, "required", "a label needs this"));
        }
    }
    found.into_result(()).map_err(ToolError::Invalid)
}

/// The name a member of the gateway has here.
pub(super) fn own_name(member: &str) -> &str {
    match member {
        "street1" => "street",
        "zip" => "postal_code",
        "country" => "country_code",
        other => other,
    }
}

/// Names of the gateway in sentences and fields, and those they have here.
const NAMES: [(&str, &str); 14] = [
    ("GET /dhl-parcel/capabilities", "get_capabilities"),
    ("parcels[0].extra.", ""),
    ("extra.", ""),
    ("reference_1", "reference"),
    ("signature_confirmation", "signature"),
    ("insurance", "insured_value"),
    ("customs_declaration", "customs"),
    ("address_from", "from"),
    ("address_to", "to"),
    ("street1", "street"),
    ("carrier_accounts[0]", "account_number"),
    ("carrier_account", "account_number"),
    ("servicelevel_token", "service"),
    (" of its shipment", ""),
];

/// A field of the gateway as it is called here.
pub(super) fn renamed(field: &str) -> String {
    let replace = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    NAMES.iter().fold(field.to_owned(), replace)
}

/// What the gateway refuses, with the names the tools' arguments have.
pub(super) fn told(error: colli_service::Error) -> ToolError {
    match ToolError::from(error) {
        ToolError::Invalid(mut violations) => {
            for violation in &mut violations {
                violation.field = renamed(&violation.field);
            }
            ToolError::Invalid(violations)
        }
        other => other,
    }
}

/// The id of a rate, a label or a shipment; text that is none names nothing.
pub(super) fn id_or_unknown(text: &str, field: &str, what: &str) -> Result<Uuid, ToolError> {
    read_id(text).ok_or_else(|| {
        let message = format!("there is no {what} '{}'", colli_core::address::excerpt(text));
        ToolError::violation(Violation::new(field, "unknown", message))
    })
}
