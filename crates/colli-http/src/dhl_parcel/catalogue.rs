//! The catalogue's nouns on the wire (reference 3.1).

use super::number::{centimetres, kilograms};
use colli_core::capability::Capability;
use colli_core::product::{ParcelLimits, ParcelType, Product, ServiceOption};
use colli_wire::dhl_parcel::capabilities as wire;

/// The key of an option as the catalogue knows it: the guide's list of options calls one of them otherwise
/// (reference 4.3).
pub(super) fn option_key(written: &str) -> &str {
    let key = written.trim();
    if key.eq_ignore_ascii_case("NO_TRACK_TRACE") {
        "NO_TT"
    } else {
        key
    }
}

/// Writes a capability.
pub(super) fn write_capability(capability: &Capability<'_>) -> wire::Capability {
    wire::Capability {
        rank: capability.rank,
        from_country_code: capability.from.to_string(),
        to_country_code: capability.to.to_string(),
        product: write_product(capability.product),
        parcel_type: write_parcel_type(capability.parcel_type, capability.limits),
        options: capability
            .options()
            .map(|option| write_option(option, capability.printed_exclusions(option)))
            .collect(),
    }
}

/// Writes a product.
pub(super) fn write_product(product: &Product) -> wire::Product {
    wire::Product {
        key: product.key.clone(),
        label: product.label.clone(),
        code: product.code.clone(),
        menu_code: product.menu_code.clone(),
        business_product: product.business,
        mono_collo_product: product.mono_collo,
        software_characteristic: product.software_characteristic.clone(),
        return_product: product.is_return,
    }
}

/// Writes a parcel type with the limits that hold.
pub(super) fn write_parcel_type(kind: &ParcelType, limits: ParcelLimits) -> wire::ParcelType {
    wire::ParcelType {
        key: kind.key.clone(),
        min_weight_kg: kilograms(limits.min_weight_g),
        max_weight_kg: kilograms(limits.max_weight_g),
        min_weight_grams: limits.min_weight_g,
        max_weight_grams: limits.max_weight_g,
        dimensions: wire::MaxDimensions {
            max_length_cm: centimetres(limits.max.length_mm),
            max_width_cm: centimetres(limits.max.width_mm),
            max_height_cm: centimetres(limits.max.height_mm),
        },
        category: Some(kind.category.clone()).filter(|category| !category.is_empty()),
        default_weight_grams: kind.default_weight_g,
    }
}

/// Writes an option with the exclusions it prints.
pub(super) fn write_option<'o>(
    option: &ServiceOption,
    exclusions: impl Iterator<Item = &'o ServiceOption>,
) -> wire::ShipmentOption {
    wire::ShipmentOption {
        key: option.key.clone(),
        description: option.description.clone(),
        rank: option.rank,
        code: option.code,
        input_type: option.input.map(|kind| kind.as_str().to_owned()),
        input_max: option.input_max.map(|max| max.to_string()),
        option_type: Some(
            if option.is_delivery {
                "DELIVERY_OPTION"
            } else {
                "SERVICE_OPTION"
            }
            .to_owned(),
        ),
        exclusions: exclusions
            .map(|other| wire::Exclusion {
                key: other.key.clone(),
                rank: other.rank,
                code: other.code,
                input_type: other.input.map(|kind| kind.as_str().to_owned()),
            })
            .collect(),
    }
}
