//! Shipments: what a client orders, and what the network registers.

use crate::americas::AmericasFacts;
use crate::customs::CustomsDeclaration;
use crate::ids::{AccountNumber, LabelId, ShipmentId, Tenant, UserId};
use crate::parcel::{Dimensions, PieceOrder};
use crate::party::Party;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Input of a chosen option, read by the option's kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OptionInput {
    /// Text, a ServicePoint id, a reference.
    Text(String),
    /// An amount in minor units of the network's currency.
    AmountMinor(i64),
    /// Whether the receiver is notified (printless returns).
    Notification(bool),
}

/// An option as ordered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChosenOption {
    /// Its key.
    pub key: String,
    /// Its input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<OptionInput>,
}

/// How a shipment came to be; a reused id must come the same way to mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Ordered as a shipment.
    Shipment,
    /// Ordered as a single label (the deprecated form).
    Label,
    /// Bought at a quoted rate.
    Transaction,
}

/// Security data for goods entering the Union, apart from the customs declaration (reference 6.1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntrySummary {
    /// ISO 4217.
    pub currency: String,
    /// The goods.
    pub goods: Vec<EntrySummaryGoods>,
}

/// One line of [`EntrySummary`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntrySummaryGoods {
    /// Tariff code.
    pub code: String,
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Net weight, in grams.
    pub net_weight_g: u32,
    /// Value, in minor units.
    pub value_minor: i64,
}

/// What a client orders, parsed and normalised. Two orders mean the same when their values here are equal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShipmentOrder {
    /// The client's id.
    pub shipment_id: ShipmentId,
    /// Way of ordering.
    pub origin: Origin,
    /// The client's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_reference: Option<String>,
    /// Account it is booked on.
    pub account: AccountNumber,
    /// Who sends.
    pub shipper: Party,
    /// Who receives.
    pub receiver: Party,
    /// On whose behalf it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Party>,
    /// Options; stored sorted by key, as their order carries no meaning.
    pub options: Vec<ChosenOption>,
    /// A return: the customer sends, the company receives.
    pub is_return: bool,
    /// The pieces.
    pub pieces: Vec<PieceOrder>,
    /// Product, when the client chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Tag of the sending software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// Goods that cross a customs border.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs: Option<CustomsDeclaration>,
    /// Security data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_summary: Option<EntrySummary>,
    /// Position of a single label in its consignment: number and count (deprecated form only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_position: Option<(u32, u32)>,
    /// The PDF opens the print dialog (deprecated form only).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub print_dialog: bool,
}

impl ShipmentOrder {
    /// The input of an option, if it was chosen.
    pub fn option(&self, key: &str) -> Option<&ChosenOption> {
        self.options.iter().find(|option| option.key == key)
    }

    /// Physical pieces ordered.
    pub fn piece_count(&self) -> u32 {
        self.pieces
            .iter()
            .fold(0, |sum, piece| sum.saturating_add(piece.quantity))
    }
}

/// One registered piece.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Piece {
    /// Its label.
    pub label_id: LabelId,
    /// Its licence plate; a printless piece has none until it is handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker_code: Option<String>,
    /// Code of a printless return instead of a label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printless_code: Option<String>,
    /// Routing code on its label.
    pub routing_code: String,
    /// Parcel type key.
    pub parcel_type: String,
    /// Number in the shipment, from 1.
    pub number: u32,
    /// Weight, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<u32>,
    /// Dimensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Dimensions>,
    /// The extra label for a later return (option `ADD_RETURN_LABEL`): sender and receiver swapped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub return_label: bool,
}

/// A registered shipment: the order and what the network decided about it. Labels are functions of this.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shipment {
    /// Whose it is.
    pub tenant: Tenant,
    /// The user that created it.
    pub user: UserId,
    /// When it was registered.
    pub created_at: Timestamp,
    /// What was ordered.
    pub order: ShipmentOrder,
    /// Product key, chosen by the client or the network.
    pub product: String,
    /// Printed name of the product as it was when booked, so that the label never changes.
    pub product_label: String,
    /// Marks of the options as they were when booked, in rank order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// Code of the whole shipment, when it has several pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker_code: Option<String>,
    /// `labelLayout` of the account at registration (`A4_THIRD`, `A6`, `A4`).
    pub label_layout: String,
    /// Delivery area is remote.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remote_area: bool,
    /// Id of the declaration, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_declaration_id: Option<uuid::Uuid>,
    /// The ServicePoint as it was when booked, so that the label never changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_point: Option<ServicePointSnapshot>,
    /// What a parcel of the American network has beyond the others; absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub americas: Option<AmericasFacts>,
    /// The pieces, outbound first, then extra return labels.
    pub pieces: Vec<Piece>,
}

/// What a label prints of a ServicePoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServicePointSnapshot {
    /// Its id, without a customer number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address in one line.
    pub address: String,
    /// The receiver's customer number at a locker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_number: Option<String>,
}

impl Shipment {
    /// Pieces that travel now; extra return labels travel later.
    pub fn outbound_pieces(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| !piece.return_label)
    }
}
