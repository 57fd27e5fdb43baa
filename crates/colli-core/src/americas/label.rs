//! What a label of the American network shows, free of any format (label-standards 5.3).

use super::postal_party::PostalParty;
use super::{AmericasFacts, Signature};
use crate::ids::Environment;
use crate::money::Money;
use crate::network::Network;
use crate::shipment::{Piece, Shipment};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Printed across labels of test environments.
pub const SAMPLE_NOTICE: &str = "SAMPLE - NOT FOR POSTAGE";
/// Printed across labels that were given back.
pub const VOID_NOTICE: &str = "VOID - DO NOT MAIL";

/// One line of goods in the customs block of a label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelGoods {
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Tariff code; may be empty.
    pub code: String,
    /// Where it was made.
    pub origin: String,
    /// Net weight of the line, in grams.
    pub net_weight_g: u32,
    /// Value of the line.
    pub value: Money,
}

/// The customs declaration as a label sums it up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelCustoms {
    /// Why it is sent: `MERCHANDISE`, `GIFT`, …
    pub contents: String,
    /// Delivery terms.
    pub terms: Option<String>,
    /// The goods.
    pub goods: Vec<LabelGoods>,
    /// Value of all goods.
    pub total: Money,
    /// Who signed the declaration.
    pub signer: String,
}

/// Everything one label shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmericasLabel {
    /// Printed name of the service.
    pub service_name: String,
    /// One or two capitals to tell services apart from afar: [`class_mark`].
    pub class_mark: String,
    /// Lines of the postage block.
    pub postage: Vec<String>,
    /// Who sends, and gets back what cannot be delivered.
    pub sender: PostalParty,
    /// Who receives.
    pub receiver: PostalParty,
    /// First reference.
    pub reference_1: Option<String>,
    /// Second reference: the billing reference.
    pub reference_2: Option<String>,
    /// Weight, in grams.
    pub weight_g: Option<u32>,
    /// Date of registration, local to the sender.
    pub ship_date: Date,
    /// The distribution centre it enters at.
    pub facility: String,
    /// The customer's pickup account.
    pub pickup_number: String,
    /// Which piece, from 1.
    pub piece_number: u32,
    /// Of how many.
    pub piece_count: u32,
    /// Marks in boxes: signature, dangerous goods, insurance, cash on delivery.
    pub marks: Vec<String>,
    /// Text above the bars.
    pub banner: &'static str,
    /// What happens to what cannot be delivered, in words.
    pub endorsement: Option<String>,
    /// Prints `RETURN`.
    pub is_return: bool,
    /// Printed across the foot; such a label is not for the post.
    pub notice: Option<&'static str>,
    /// `420` and ZIP code; empty on parcels that leave the country.
    pub routing_code: String,
    /// Package identification code, or the code of a parcel that leaves the country.
    pub tracker_code: String,
    /// Routing code and tracker code: what the bar code holds and people see.
    pub shown_number: String,
    /// Customs block, on parcels that leave the country.
    pub customs: Option<LabelCustoms>,
}

impl AmericasLabel {
    /// The label of one piece: a function of stored facts and the network, so a reprint has the same bytes. Sender and
    /// receiver stand as the shipment has them, on returns too.
    pub fn of(shipment: &Shipment, piece: &Piece, network: Option<&Network>, zone: &TimeZone) -> Self {
        let none = AmericasFacts::default();
        let facts = shipment.americas.as_ref().unwrap_or(&none);
        let is_sample = shipment.tenant.environment == Environment::Test;
        let is_return = shipment.order.is_return || facts.service.contains("return");
        let tracker_code = piece.tracker_code.clone().unwrap_or_default();
        Self {
            service_name: shipment.product_label.clone(),
            class_mark: class_mark(&facts.service),
            postage: postage(facts, is_sample, is_return),
            sender: PostalParty::of(&shipment.order.shipper, network),
            receiver: PostalParty::of(&shipment.order.receiver, network),
            reference_1: facts.reference_1.clone(),
            reference_2: facts.reference_2.clone(),
            weight_g: piece.weight_g,
            ship_date: shipment.created_at.to_zoned(zone.clone()).date(),
            facility: facts.facility.clone(),
            pickup_number: facts.pickup_number.clone(),
            piece_number: piece.number,
            piece_count: u32::try_from(shipment.pieces.len()).unwrap_or(u32::MAX),
            marks: marks(facts),
            banner: banner(facts),
            endorsement: facts.endorsement.as_deref().map(|word| word.replace('_', " ")),
            is_return,
            notice: is_sample.then_some(SAMPLE_NOTICE),
            shown_number: super::impb::shown_number(&piece.routing_code, &tracker_code),
            routing_code: piece.routing_code.clone(),
            tracker_code,
            customs: customs(shipment),
        }
    }

    /// The same label of a parcel that was given back.
    #[must_use]
    pub fn voided(mut self) -> Self {
        self.notice = Some(VOID_NOTICE);
        self.postage = ["NO POSTAGE", "VOID"].map(str::to_owned).to_vec();
        self
    }
}

/// One or two capitals for a service, from the words of its key.
pub fn class_mark(service: &str) -> String {
    let kind = [("bpm", "B"), ("marketing", "M")]
        .into_iter()
        .find(|(word, _)| service.contains(word));
    let speed = [
        ("return", "R"),
        ("international", "I"),
        ("globalmail", "I"),
        ("max", "XM"),
        ("expedited", "X"),
        ("ground", "G"),
    ]
    .into_iter()
    .find(|(word, _)| service.contains(word));
    let (kind, speed) = (
        kind.map_or("", |(_, letter)| letter),
        speed.map_or("", |(_, letter)| letter),
    );
    format!("{kind}{speed}")
}

fn postage(facts: &AmericasFacts, is_sample: bool, is_return: bool) -> Vec<String> {
    let (first, second) = match (is_sample, is_return, facts.is_international) {
        (true, ..) => ("NO POSTAGE", "SAMPLE"),
        (_, true, _) => ("POSTAGE DUE", "U.S. RETURN"),
        (_, _, true) => ("POSTAGE PAID", "INTERNATIONAL"),
        _ => ("U.S. POSTAGE", "PAID"),
    };
    let mut lines = vec![first.to_owned(), second.to_owned()];
    if !facts.is_international {
        lines.push("eVS".to_owned());
    }
    if !facts.pickup_number.is_empty() {
        lines.push(format!("PERMIT {}", facts.pickup_number));
    }
    lines
}

fn marks(facts: &AmericasFacts) -> Vec<String> {
    let signature = facts.signature.map(|signature| match signature {
        Signature::Standard => "SIGNATURE REQUIRED".to_owned(),
        Signature::Adult => "ADULT SIGNATURE".to_owned(),
    });
    let goods = facts.dangerous_goods.as_deref().map(dangerous_goods_mark);
    let cod = facts.cash_on_delivery.as_ref().map(|cod| {
        let amount = Money {
            minor: cod.minor,
            currency: cod.currency.clone(),
        };
        format!("COD {amount}")
    });
    let insured = facts.insured_minor.map(|minor| {
        let value = Money {
            minor,
            currency: "USD".to_owned(),
        };
        format!("INSURED {value}")
    });
    [goods, signature, cod, insured].into_iter().flatten().collect()
}

/// The words a parcel with dangerous goods carries, by code (dhl-ecommerce-americas 11), with the UN number of batteries.
fn dangerous_goods_mark(code: &str) -> String {
    match code {
        "01" => "LITHIUM METAL UN3091 IN EQUIPMENT".to_owned(),
        "02" => "LITHIUM METAL UN3091 WITH EQUIPMENT".to_owned(),
        "03" => "LITHIUM METAL UN3090".to_owned(),
        "04" => "LITHIUM ION UN3481 IN EQUIPMENT".to_owned(),
        "05" => "LITHIUM ION UN3481 WITH EQUIPMENT".to_owned(),
        "06" => "LITHIUM ION UN3480".to_owned(),
        "08" | "40" => "LIMITED QUANTITY".to_owned(),
        "09" => "SMALL QUANTITY".to_owned(),
        other => format!("DANGEROUS GOODS {other}"),
    }
}

fn banner(facts: &AmericasFacts) -> &'static str {
    match (facts.is_international, facts.signature) {
        (true, _) => "TRACKING #",
        (_, Some(_)) => "USPS SIGNATURE TRACKING # eVS",
        (_, None) => "USPS TRACKING # eVS",
    }
}

fn customs(shipment: &Shipment) -> Option<LabelCustoms> {
    let declaration = shipment.order.customs.as_ref()?;
    let money = |minor| Money {
        minor,
        currency: declaration.currency.clone(),
    };
    let goods = declaration.goods.iter().map(|goods| LabelGoods {
        description: goods.description.clone(),
        quantity: goods.quantity,
        code: goods.code.clone(),
        origin: goods.origin.to_string(),
        net_weight_g: goods.net_weight_g,
        value: money(goods.value_minor),
    });
    let total = declaration
        .goods
        .iter()
        .fold(0i64, |sum, goods| sum.saturating_add(goods.value_minor));
    Some(LabelCustoms {
        contents: declaration.export_reason.clone().unwrap_or_default(),
        terms: declaration.inco_terms.clone(),
        goods: goods.collect(),
        total: money(total),
        signer: shipment.order.shipper.name.display(),
    })
}

/// Grams as pounds and ounces, to a tenth of an ounce: `1 lb 3.2 oz`, `8 lb`, `5 oz`.
pub fn pounds_and_ounces(grams: u64) -> String {
    /// Billionths of a gram in an ounce.
    const OUNCE: u128 = 28_349_523_125;
    let tenths = (u128::from(grams) * 10 * 1_000_000_000 + OUNCE / 2) / OUNCE;
    let (pounds, tenths) = (tenths / 160, tenths % 160);
    let ounces = match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} oz"),
        (whole, tenth) => format!("{whole}.{tenth} oz"),
    };
    match (pounds, tenths) {
        (0, _) => ounces,
        (pounds, 0) => format!("{pounds} lb"),
        (pounds, _) => format!("{pounds} lb {ounces}"),
    }
}

#[cfg(test)]
#[path = "label_tests.rs"]
mod tests;
