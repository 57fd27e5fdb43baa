//! Customs papers as tools take them.

use super::reading::{read_amount, read_country, read_size};
use super::sending::{ToolMoney, WeightUnit};
use colli_core::address::clean_text;
use colli_core::error::{Violation, Violations};
use colli_core::gateway::Extra;
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::network::Network;
use colli_service::gateway::{Given, NewDeclaration};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// What the contents are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Contents {
    Documents,
    Gift,
    Sample,
    Merchandise,
    HumanitarianDonation,
    ReturnMerchandise,
    Other,
}

impl Contents {
    fn word(self) -> &'static str {
        match self {
            Self::Documents => "DOCUMENTS",
            Self::Gift => "GIFT",
            Self::Sample => "SAMPLE",
            Self::Merchandise => "MERCHANDISE",
            Self::HumanitarianDonation => "HUMANITARIAN_DONATION",
            Self::ReturnMerchandise => "RETURN_MERCHANDISE",
            Self::Other => "OTHER",
        }
    }
}

/// Who pays duties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Incoterm {
    Ddp,
    Ddu,
    Dap,
}

/// A line of goods.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolGoods {
    /// What it is, as customs should read it.
    #[schemars(length(min = 1, max = 255))]
    description: String,
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000))]
    quantity: u32,
    /// Weight of the whole line, in `weight_unit`.
    #[schemars(range(min = 0.0001, max = 999_999))]
    net_weight: Number,
    /// Unit of the weight.
    weight_unit: WeightUnit,
    /// Value of the whole line.
    value: ToolMoney,
    /// Where it was made, ISO 3166-1 alpha-2.
    #[schemars(length(min = 2, max = 2))]
    origin_country: String,
    /// Tariff number (HS code).
    #[serde(default)]
    #[schemars(length(max = 12))]
    tariff_number: Option<String>,
}

/// Customs papers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolCustoms {
    /// What the contents are.
    contents: Contents,
    /// Who signs the declaration.
    #[schemars(length(min = 1, max = 100))]
    signer: String,
    /// The goods.
    #[schemars(length(min = 1, max = 100))]
    goods: Vec<ToolGoods>,
    /// Who pays duties: the sender with `ddp`, the receiver with `ddu` or `dap`.
    #[serde(default)]
    incoterm: Option<Incoterm>,
    /// Number of the invoice.
    #[serde(default)]
    #[schemars(length(max = 50))]
    invoice_number: Option<String>,
}

/// Reads customs papers; what cannot be delivered is returned.
pub(super) fn read_customs(given: &ToolCustoms, network: &Network, found: &mut Violations) -> NewDeclaration {
    let mut items = Vec::with_capacity(given.goods.len());
    for (index, goods) in given.goods.iter().enumerate() {
        let path = format!("customs.goods[{index}]");
        let item = read_goods(goods, &path, network, found);
        items.push((path, Given::New(item)));
    }
    let signer = clean_text(&given.signer);
    if signer.is_empty() {
        found.push(Violation::required("customs.signer"));
    }
    let incoterm = given.incoterm.map(|term| match term {
        Incoterm::Ddp => "DDP",
        Incoterm::Ddu => "DDU",
        Incoterm::Dap => "DAP",
    });
    let mut more = Extra::new();
    if let Some(number) = &given.invoice_number {
        more.insert("invoice".to_owned(), clean_text(number).into());
    }
    NewDeclaration {
        declaration: Declaration {
            certify: true,
            certify_signer: signer,
            contents_type: given.contents.word().to_owned(),
            non_delivery_option: "RETURN".to_owned(),
            items: Vec::new(),
            incoterm: incoterm.unwrap_or_default().to_owned(),
            more,
        },
        items,
        importer: None,
    }
}

fn read_goods(given: &ToolGoods, path: &str, network: &Network, found: &mut Violations) -> Item {
    let at = |name: &str| format!("{path}.{name}");
    let currency = given.value.currency.trim().to_uppercase();
    if !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let violation = Violation::new(at("value.currency"), "format", "this is no currency");
        found.push(violation.accepting(["three letters of ISO 4217, such as EUR"]));
    }
    let description = clean_text(&given.description);
    if description.is_empty() {
        found.push(Violation::required(at("description")));
    }
    Item {
        description,
        quantity: given.quantity,
        net_weight: read_size(&given.net_weight, &at("net_weight"), found),
        mass_unit: given.weight_unit.word().to_owned(),
        value_amount: read_amount(&given.value.amount, &at("value.amount"), found),
        value_currency: currency,
        origin_country: read_country(&given.origin_country, &at("origin_country"), network, found),
        tariff_number: clean_text(given.tariff_number.as_deref().unwrap_or_default()),
        hs_code: String::new(),
        sku_code: String::new(),
        eccn_ear99: String::new(),
        metadata: String::new(),
    }
}
