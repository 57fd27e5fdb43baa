//! What is answered of products, of either network.

use super::is_american;
use colli_core::americas::service::{Scope as Reach, Service as AmericanService};
use colli_core::americas::weight::{Mass, MassUnit};
use colli_core::capability::Capability;
use colli_core::country::CountryCode;
use colli_core::network::Network;
use colli_core::parcel::Dimensions;
use colli_core::unified::Carriage;
use colli_core::units::{cm_from_mm, kg_from_grams};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Country it is sent from.
    pub(super) from_country: String,
    /// Country it is sent to.
    pub(super) to_country: String,
    /// Whether a customs declaration is needed.
    pub(super) needs_customs: bool,
    /// What is possible, the preferred first. A product is named again where its options differ.
    pub(super) products: Vec<ProductEntry>,
    /// The options the products name.
    pub(super) options: Vec<OptionEntry>,
}

/// A product.
#[derive(PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct ProductEntry {
    /// Its key.
    pub(super) key: String,
    /// Its name.
    pub(super) name: String,
    /// Who carries it: `parcel-nl` or `ecommerce`, as track_shipment names it.
    pub(super) service: String,
    /// It is for business receivers.
    pub(super) is_business: bool,
    /// Types of parcels it takes.
    pub(super) parcel_types: Vec<TypeEntry>,
    /// Keys of options it can have.
    pub(super) options: Vec<String>,
}

/// A type of parcel with its limits.
#[derive(PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct TypeEntry {
    /// Its key; `ANY` where there are no types.
    pub(super) key: String,
    /// Greatest weight, in kilograms.
    pub(super) max_weight_kg: String,
    /// Greatest length, width and height in centimetres, where each has a limit of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_size_cm: Option<[String; 3]>,
    /// Longest side in centimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_length_cm: Option<String>,
}

/// An option.
#[derive(PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct OptionEntry {
    /// Its key.
    pub(super) key: String,
    /// What it is.
    pub(super) description: String,
    /// Options that cannot go with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) excludes: Vec<String>,
}

/// What the parcel network can do. A product is one entry for all its parcel types that have the same options.
pub(super) fn add_parcel(network: &Network, found: &[Capability<'_>], output: &mut Output) {
    for capability in found {
        let options: Vec<String> = capability.options().map(|option| option.key.clone()).collect();
        let kind = TypeEntry {
            key: capability.parcel_type.key.clone(),
            max_weight_kg: kg_from_grams(capability.limits.max_weight_g).to_string(),
            max_size_cm: Some(centimetres(capability.limits.max)),
            max_length_cm: None,
        };
        let key = &capability.product.key;
        let known = output.products.iter_mut();
        let mut same = known.filter(|entry| entry.key == *key && entry.options == options);
        match same.next() {
            Some(entry) if entry.parcel_types.contains(&kind) => {}
            Some(entry) => entry.parcel_types.push(kind),
            None => output.products.push(ProductEntry {
                key: key.clone(),
                name: capability.product.label.clone(),
                service: service_of(network, Carriage::Benelux),
                is_business: capability.product.business,
                parcel_types: vec![kind],
                options,
            }),
        }
        for option in capability.options() {
            if output.options.iter().all(|known| known.key != option.key) {
                let excluded = capability.printed_exclusions(option);
                output.options.push(OptionEntry {
                    key: option.key.clone(),
                    description: option.description.clone(),
                    excludes: excluded.map(|other| other.key.clone()).collect(),
                });
            }
        }
    }
}

fn centimetres(size: Dimensions) -> [String; 3] {
    [size.length_mm, size.width_mm, size.height_mm].map(|mm| cm_from_mm(mm).to_string())
}

/// The word of the division that carries a network's parcels.
fn service_of(network: &Network, carriage: Carriage) -> String {
    let mut divisions = network.unified.all().iter();
    let found = divisions.find(|division| division.carriage == Some(carriage));
    found.map(|division| division.service.clone()).unwrap_or_default()
}

/// What the American network can do. It knows no types of parcels: naming one leaves nothing out.
pub(super) fn add_american(network: &Network, to: CountryCode, weight_g: Option<u32>, output: &mut Output) {
    let reach = if is_american(network, to) {
        Reach::Domestic
    } else {
        Reach::International
    };
    let weight = weight_g.and_then(|grams| {
        let grams = Decimal::from(grams);
        Mass::from_decimal(grams, MassUnit::Gram)
    });
    let fits = |service: &&AmericanService| {
        let in_limits = weight.is_none_or(|weight| (service.min_weight..=service.max_weight).contains(&weight));
        service.scope == reach && !service.is_legacy && in_limits
    };
    for service in network.americas.services.iter().filter(fits) {
        let options = american_options(service);
        for (key, description) in &options {
            if output.options.iter().all(|known| known.key != *key) {
                output.options.push(OptionEntry {
                    key: (*key).to_owned(),
                    description: (*description).to_owned(),
                    excludes: Vec::new(),
                });
            }
        }
        output.products.push(ProductEntry {
            key: service.key.clone(),
            name: service.carrier_name.clone(),
            service: service_of(network, Carriage::Americas),
            is_business: false,
            parcel_types: vec![TypeEntry {
                key: "ANY".to_owned(),
                max_weight_kg: kg_from_grams(service.max_weight.grams()).to_string(),
                max_size_cm: None,
                max_length_cm: Some(cm_from_mm(service.max_length.millimetres()).to_string()),
            }],
            options: options.iter().map(|(key, _)| (*key).to_owned()).collect(),
        });
    }
}

fn american_options(service: &AmericanService) -> Vec<(&'static str, &'static str)> {
    let all = [
        (service.takes_signature, ("signature", "Somebody signs at delivery")),
        (service.takes_insurance, ("insurance", "Insured for its value")),
        (
            service.takes_cash_on_delivery,
            ("cash_on_delivery", "Money is collected at delivery"),
        ),
        (
            service.takes_dangerous_goods,
            ("dangerous_goods", "Dangerous goods in limited quantities"),
        ),
    ];
    let offered = all.into_iter().filter(|(is_offered, _)| *is_offered);
    offered.map(|(_, option)| option).collect()
}
