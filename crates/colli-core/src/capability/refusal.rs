//! Why a shipment cannot be booked, in words that name the values at fault.

use super::{BookingQuery, Catalogue, Change};
use crate::address::excerpt;
use crate::parcel::Dimensions;
use crate::product::ParcelLimits;
use crate::units::{cm_from_mm, kg_from_grams};

/// A shipment the network does not take.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The rule that refused, as a stable word: `lane`, `return-product`, `receiver-kind`, `product`,
    /// `account-entitlement`, `parcel-type`, `option-unknown`, `option-excluded`, `option-refused-to-business`,
    /// `option-not-in-remote-area`, `option-not-offered`, `product-on-request`, `mono-collo`, `weight`, `dimensions`
    /// or `pieces`.
    pub rule: &'static str,
    /// What is wrong, naming the values.
    pub message: String,
    /// The fields at fault, as paths in the request.
    pub fields: Vec<String>,
    /// Smallest changes that were verified to be accepted; empty when none was found.
    pub accepted: Vec<Change>,
}

/// The rule that emptied the set of candidates.
#[derive(Clone, Debug)]
pub(super) enum Denial {
    NoPieces,
    Lane,
    Direction,
    ReceiverKind,
    Product,
    ProductEntitlement,
    ParcelType { piece: usize },
    UnknownOption { position: usize },
    Excluded { position: usize, other: usize },
    RefusedToBusiness { position: usize },
    Remote { position: usize },
    NotOffered { position: usize },
    OptionEntitlement { position: usize },
    OnRequest { option: Option<usize> },
    MonoCollo { product: Option<usize> },
    WeightMissing { piece: usize },
    Weight { piece: usize, limits: Vec<ParcelLimits> },
    Size { piece: usize, limits: Vec<ParcelLimits> },
}

const RECEIVER_KIND: &str = "receiver.address.isBusiness";

impl Denial {
    fn rule(&self) -> &'static str {
        match self {
            Self::NoPieces => "pieces",
            Self::Lane => "lane",
            Self::Direction => "return-product",
            Self::ReceiverKind => "receiver-kind",
            Self::Product => "product",
            Self::ProductEntitlement | Self::OptionEntitlement { .. } => "account-entitlement",
            Self::ParcelType { .. } => "parcel-type",
            Self::UnknownOption { .. } => "option-unknown",
            Self::Excluded { .. } => "option-excluded",
            Self::RefusedToBusiness { .. } => "option-refused-to-business",
            Self::Remote { .. } => "option-not-in-remote-area",
            Self::NotOffered { .. } => "option-not-offered",
            Self::OnRequest { .. } => "product-on-request",
            Self::MonoCollo { .. } => "mono-collo",
            Self::WeightMissing { .. } | Self::Weight { .. } => "weight",
            Self::Size { .. } => "dimensions",
        }
    }

    fn fields(&self, query: &BookingQuery<'_>) -> Vec<String> {
        let option = |position: &usize| format!("options[{position}]");
        match self {
            Self::Lane => vec![
                "shipper.address.countryCode".to_owned(),
                "receiver.address.countryCode".to_owned(),
            ],
            Self::Direction => vec!["returnLabel".to_owned()],
            Self::ReceiverKind => vec![RECEIVER_KIND.to_owned()],
            Self::Product => vec!["product".to_owned()],
            Self::ProductEntitlement => match query.product {
                Some(_) => vec!["accountId".to_owned(), "product".to_owned()],
                None => vec!["accountId".to_owned()],
            },
            Self::ParcelType { piece } => vec![format!("pieces[{piece}].parcelType")],
            Self::Excluded { position, other } => vec![option(other), option(position)],
            Self::RefusedToBusiness { position } => vec![option(position), RECEIVER_KIND.to_owned()],
            Self::Remote { position } => vec![option(position), "receiver.address.postalCode".to_owned()],
            Self::UnknownOption { position } | Self::NotOffered { position } => vec![option(position)],
            Self::OptionEntitlement { position } => vec!["accountId".to_owned(), option(position)],
            Self::OnRequest { .. } => vec!["options".to_owned()],
            Self::MonoCollo { .. } if query.pieces.len() == 1 => vec!["pieces[0].quantity".to_owned()],
            Self::NoPieces | Self::MonoCollo { .. } => vec!["pieces".to_owned()],
            Self::WeightMissing { piece } | Self::Weight { piece, .. } => vec![format!("pieces[{piece}].weight")],
            Self::Size { piece, .. } => vec![format!("pieces[{piece}].dimensions")],
        }
    }
}

impl Catalogue {
    /// Puts a denial into words and looks for changes that would be accepted.
    pub(super) fn refusal(&self, query: &BookingQuery<'_>, denial: &Denial) -> Refusal {
        Refusal {
            rule: denial.rule(),
            message: self.denial_message(query, denial),
            fields: denial.fields(query),
            accepted: self.accepted_changes(query, denial),
        }
    }

    fn denial_message(&self, query: &BookingQuery<'_>, denial: &Denial) -> String {
        let way = format!("from {} to {}", query.from_country, query.to_country);
        let receivers = if query.to_business { "businesses" } else { "consumers" };
        let option = |position: &usize| excerpt(query.options.get(*position).map_or("", String::as_str));
        let kind = |piece: &usize| excerpt(query.pieces.get(*piece).map_or("", |p| p.parcel_type.as_str()));
        match denial {
            Denial::NoPieces => "a shipment has at least one piece".to_owned(),
            Denial::Lane => format!("no product goes {way}"),
            Denial::Direction if query.return_label => format!("no return product goes {way}"),
            Denial::Direction => format!("only returns go {way}"),
            Denial::ReceiverKind => format!("no product goes {way} to {receivers}"),
            Denial::Product => {
                let product = excerpt(query.product.as_deref().unwrap_or_default());
                format!(
                    "product {product} does not go {way} to {receivers}{}",
                    return_suffix(query)
                )
            }
            Denial::ProductEntitlement => match (&query.product, query.return_label) {
                (Some(product), _) => format!("the account's contract does not include product {}", excerpt(product)),
                (None, true) => format!("the account's contract includes no return product {way}"),
                (None, false) => format!("the account's contract includes no product {way} to {receivers}"),
            },
            Denial::ParcelType { piece } if self.parcel_type(&query.pieces[*piece].parcel_type).is_none() => {
                format!("there is no parcel type {}", kind(piece))
            }
            Denial::ParcelType { piece } => {
                format!(
                    "parcel type {} does not go {way} to {receivers}{}",
                    kind(piece),
                    product_suffix(query)
                )
            }
            Denial::UnknownOption { position } => format!("there is no option {}", option(position)),
            Denial::Excluded { position, other } => {
                format!("options {} and {} exclude each other", option(other), option(position))
            }
            Denial::RefusedToBusiness { position } => {
                format!("option {} is not possible for business receivers", option(position))
            }
            Denial::Remote { position } => format!("option {} does not reach remote areas", option(position)),
            Denial::NotOffered { position } => not_offered(query, *position, &way, receivers),
            Denial::OptionEntitlement { position } => {
                format!("the account's contract does not include option {}", option(position))
            }
            Denial::OnRequest { option } => self.on_request(*option),
            Denial::MonoCollo { product } => {
                let product = product
                    .and_then(|index| self.products.get(index))
                    .map_or("the product", |p| &p.key);
                format!("{product} takes one piece a shipment, not {}", query.piece_count())
            }
            Denial::WeightMissing { piece } => {
                format!("the weight of pieces[{piece}] must be given with these options")
            }
            Denial::Weight { piece, limits } => weight_message(query, *piece, limits),
            Denial::Size { piece, limits } => size_message(query, *piece, limits),
        }
    }

    fn on_request(&self, option: Option<usize>) -> String {
        match option.and_then(|index| self.options.get(index)) {
            Some(option) => format!("this is possible only with option {}", option.key),
            None => "this is possible only when the product is named".to_owned(),
        }
    }
}

fn not_offered(query: &BookingQuery<'_>, position: usize, way: &str, receivers: &str) -> String {
    let key = query.options.get(position).map_or("", String::as_str);
    let mut types: Vec<&str> = query.pieces.iter().map(|piece| piece.parcel_type.as_str()).collect();
    types.dedup();
    types.truncate(4);
    let together: Vec<&str> = query.options.iter().take(position).map(String::as_str).collect();
    let suffix = if together.is_empty() {
        String::new()
    } else {
        format!(" together with {}", together.join(", "))
    };
    format!(
        "option {} is not offered for {} {way} to {receivers}{}{suffix}",
        excerpt(key),
        types.join(", "),
        product_suffix(query)
    )
}

fn return_suffix(query: &BookingQuery<'_>) -> &'static str {
    if query.return_label { " as a return" } else { "" }
}

fn product_suffix(query: &BookingQuery<'_>) -> String {
    query
        .product
        .as_ref()
        .map(|product| format!(" by product {}", excerpt(product)))
        .unwrap_or_default()
}

fn weight_message(query: &BookingQuery<'_>, piece: usize, limits: &[ParcelLimits]) -> String {
    let Some(piece) = query.pieces.get(piece) else {
        return String::new();
    };
    let ranges: Vec<String> = limits.iter().take(4).map(weight_range).collect();
    format!(
        "{} kg is outside the limits of {} here: {}",
        kg_from_grams(piece.weight_g.unwrap_or_default()),
        piece.parcel_type,
        ranges.join(" or ")
    )
}

fn size_message(query: &BookingQuery<'_>, piece: usize, limits: &[ParcelLimits]) -> String {
    let Some(piece) = query.pieces.get(piece) else {
        return String::new();
    };
    let sizes: Vec<String> = limits.iter().take(4).map(|limits| size_text(&limits.max)).collect();
    let given = piece.dimensions.as_ref().map(size_text).unwrap_or_default();
    format!(
        "{given} is larger than {} may be here: {}",
        piece.parcel_type,
        sizes.join(" or ")
    )
}

/// `0.05 to 0.5 kg`.
pub(super) fn weight_range(limits: &ParcelLimits) -> String {
    let most = kg_from_grams(limits.max_weight_g);
    if limits.min_weight_g == 0 {
        // A piece always weighs something (reference 4.2).
        return format!("more than 0 to {most} kg");
    }
    format!("{} to {most} kg", kg_from_grams(limits.min_weight_g))
}

/// `80 x 50 x 35 cm`.
pub(super) fn size_text(size: &Dimensions) -> String {
    let [length, width, height] = [size.length_mm, size.width_mm, size.height_mm].map(cm_from_mm);
    format!("{length} x {width} x {height} cm")
}
