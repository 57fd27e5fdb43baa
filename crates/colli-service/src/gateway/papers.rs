//! Papers of purchases and manifests, drawn from what is stored.

use super::Object;
use super::transaction_view::label_file;
use crate::Service;
use crate::documents::DocumentError;
use crate::documents::americas::{self as documents, CommercialInvoice, InvoiceItem};
use crate::error::{Error, Result};
use bytes::Bytes;
use colli_core::americas::label::AmericasLabel;
use colli_core::americas::manifest::{self as paper, ManifestKey, ManifestPackage};
use colli_core::americas::postal_party::PostalParty;
use colli_core::gateway::manifest::Manifest;
use colli_core::gateway::quote::Quote;
use colli_core::gateway::transaction::{Transaction, TransactionStatus};
use colli_core::ids::{ShipmentId, Tenant};
use colli_core::label::Label;
use colli_core::money::Money;
use colli_core::shipment::Shipment;
use jiff::tz::TimeZone;
use uuid::Uuid;

pub(super) fn no_shipment() -> Error {
    Error::not_found("shipment", String::new())
}

/// Shipments of a manifest read at once.
const READ_AT_ONCE: usize = 500;

/// Draws a paper aside: that takes the processor for long.
pub(super) async fn drawn<F>(draw: F) -> Result<Bytes>
where
    F: FnOnce() -> std::result::Result<Vec<u8>, DocumentError> + Send + 'static,
{
    let drawn = tokio::task::spawn_blocking(draw).await;
    let drawn = drawn.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(drawn.map_err(undrawable)?.into())
}

fn undrawable(error: DocumentError) -> Error {
    Error::Internal(format!("a paper cannot be drawn: {error}"))
}

impl Service {
    /// The label of a purchase: its content type, and it.
    pub(super) async fn label_paper(&self, tenant: Tenant, id: Uuid) -> Result<(&'static str, Bytes)> {
        let bought: Object<Transaction> = self.object(tenant, id).await?;
        let shipment = self.bought_shipment(tenant, id).await?;
        let file = label_file(&bought.value);
        let is_void = bought.value.status == TransactionStatus::Refunded;
        let bytes = if shipment.americas.is_some() {
            let labels = self.american_labels(&shipment, is_void);
            drawn(move || documents::americas_labels(&labels, file)).await?
        } else {
            let pieces = shipment.outbound_pieces();
            let labels: Vec<Label> = pieces
                .map(|piece| Label::of(&shipment, piece, &self.network, &self.zone))
                .collect();
            drawn(move || documents::gateway_labels(&labels, file)).await?
        };
        Ok((file.content_type(), bytes))
    }

    /// The labels of an American shipment.
    pub(super) fn american_labels(&self, shipment: &Shipment, is_void: bool) -> Vec<AmericasLabel> {
        let zone = self.american_zone(shipment);
        let pieces = shipment.outbound_pieces();
        pieces
            .map(|piece| {
                let label = AmericasLabel::of(shipment, piece, Some(&self.network), &zone);
                if is_void { label.voided() } else { label }
            })
            .collect()
    }

    /// The time zone of who sends.
    fn american_zone(&self, shipment: &Shipment) -> TimeZone {
        let from = &shipment.order.shipper.address;
        self.network.calendar.zone(from.country, &from.postal_code).clone()
    }

    async fn bought_shipment(&self, tenant: Tenant, id: Uuid) -> Result<Shipment> {
        let found = self.store.shipment(tenant, ShipmentId(id)).await?;
        found.ok_or_else(no_shipment)
    }

    /// The commercial invoice of a purchase.
    pub(super) async fn invoice_paper(&self, tenant: Tenant, id: Uuid) -> Result<Bytes> {
        let bought: Object<Transaction> = self.object(tenant, id).await?;
        let quote: Object<Quote> = self.object(tenant, bought.value.quote).await?;
        let shipment = self.bought_shipment(tenant, id).await?;
        let invoice = self
            .invoice(&bought, &quote.value, &shipment)
            .ok_or_else(|| Error::not_found("invoice", String::new()))?;
        drawn(move || documents::commercial_invoice_pdf(&invoice)).await
    }

    fn invoice(&self, bought: &Object<Transaction>, quote: &Quote, shipment: &Shipment) -> Option<CommercialInvoice> {
        let declaration = &quote.customs_declaration.as_ref()?.value;
        let customs = shipment.order.customs.as_ref()?;
        let more = |name: &str| {
            declaration
                .more
                .get(name)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
        };
        let party = |party| PostalParty::of(party, Some(&self.network));
        let items = customs.goods.iter().map(|goods| InvoiceItem {
            description: goods.description.clone(),
            tariff_code: goods.code.clone(),
            origin: goods.origin.to_string(),
            quantity: goods.quantity,
            net_weight_g: goods.net_weight_g.into(),
            value_minor: goods.value_minor,
        });
        let weight = shipment
            .outbound_pieces()
            .filter_map(|piece| piece.weight_g)
            .map(u64::from);
        Some(CommercialInvoice {
            number: customs
                .invoice_number
                .clone()
                .unwrap_or_else(|| bought.id.simple().to_string()[..12].to_uppercase()),
            date: shipment.created_at.to_zoned(self.american_zone(shipment)).date(),
            exporter: party(&shipment.order.shipper),
            exporter_ids: exporter_ids(declaration),
            consignee: party(&shipment.order.receiver),
            importer: None,
            incoterm: declaration.incoterm.clone(),
            reason: declaration.contents_type.clone(),
            export_filing: more("eel_pfc").to_owned(),
            non_delivery: declaration.non_delivery_option.clone(),
            tracking_number: bought.value.tracking_number.clone().unwrap_or_default(),
            packages: u32::try_from(shipment.outbound_pieces().count()).unwrap_or(1),
            gross_weight_g: Some(weight.sum()),
            currency: customs.currency.clone(),
            items: items.collect(),
            charges: charges(declaration, &customs.currency),
            notes: more("notes").to_owned(),
            signer: declaration.certify_signer.clone(),
        })
    }

    /// A paper of a manifest.
    pub(super) async fn manifest_paper(&self, tenant: Tenant, id: Uuid, number: u32) -> Result<Bytes> {
        let nowhere = || Error::not_found("file", "");
        let manifest: Object<Manifest> = self.object(tenant, id).await?;
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let of = index
            .and_then(|index| manifest.value.papers.get(index))
            .ok_or_else(nowhere)?;
        let mut packages = Vec::with_capacity(of.transactions.len());
        let mut first = None;
        for ids in of.transactions.chunks(READ_AT_ONCE) {
            let ids: Vec<ShipmentId> = ids.iter().copied().map(ShipmentId).collect();
            for shipment in self.store.shipments(tenant, &ids).await? {
                let shipment = shipment.ok_or_else(no_shipment)?;
                let pieces = shipment.outbound_pieces();
                packages.extend(pieces.map(|piece| ManifestPackage::of(&shipment, piece)));
                first.get_or_insert(shipment);
            }
        }
        let first = first.ok_or_else(nowhere)?;
        let (Some(facts), Some(acceptance)) = (&first.americas, paper::Manifest::acceptance_code(of.serial)) else {
            return Err(nowhere());
        };
        let zone = self.american_zone(&first);
        let closed_at = manifest.value.closed_at.unwrap_or(manifest.created_at);
        let created_at = closed_at.to_zoned(zone).datetime();
        let sheet = paper::Manifest {
            manifest_id: paper::Manifest::number(&facts.pickup_number, created_at, of.serial),
            acceptance,
            key: ManifestKey::of(&first),
            facility_place: self.facility_place(&facts.facility),
            pickup_number: facts.pickup_number.clone(),
            shipper: PostalParty::of(&first.order.shipper, Some(&self.network)),
            ship_date: manifest.value.shipment_date.to_zoned(TimeZone::UTC).date(),
            created_at,
            notice: paper::Manifest::notice(tenant.environment),
            packages,
        };
        drawn(move || documents::manifest_pdf(&sheet)).await
    }

    /// Town and state of a distribution centre that is known.
    fn facility_place(&self, code: &str) -> String {
        self.network.facilities.get(code).map_or_else(String::new, |facility| {
            let region = facility.region.clone().unwrap_or_default();
            [facility.city.as_str(), " ", &region].concat().trim().to_owned()
        })
    }
}

/// The exporter's numbers, each with its caption.
fn exporter_ids(declaration: &colli_core::gateway::customs::Declaration) -> Vec<String> {
    let Some(ids) = declaration.more.get("exporter_identification") else {
        return Vec::new();
    };
    let text =
        |value: Option<&serde_json::Value>| value.and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let tax = ids.get("tax_id");
    let kind = text(tax.and_then(|tax| tax.get("type")));
    let pairs = [
        ("EORI".to_owned(), text(ids.get("eori_number"))),
        (kind, text(tax.and_then(|tax| tax.get("number")))),
    ];
    pairs
        .into_iter()
        .filter(|(_, number)| !number.is_empty())
        .map(|(caption, number)| [caption, number].join(" ").trim().to_owned())
        .collect()
}

/// Charges of an invoice in its own currency.
fn charges(declaration: &colli_core::gateway::customs::Declaration, currency: &str) -> Vec<(&'static str, i64)> {
    const NAMED: [(&str, &str); 4] = [
        ("total_shipping", "Freight"),
        ("total_taxes", "Taxes"),
        ("total_duties", "Duties"),
        ("other_fees", "Other"),
    ];
    let Some(invoiced) = declaration.more.get("invoiced_charges") else {
        return Vec::new();
    };
    if invoiced.get("currency").and_then(|value| value.as_str()) != Some(currency) {
        return Vec::new();
    }
    NAMED
        .into_iter()
        .filter_map(|(name, caption)| {
            let amount: rust_decimal::Decimal = invoiced.get(name)?.as_str()?.parse().ok()?;
            let minor = Money::from_decimal(amount.round_dp(2), currency)?.minor;
            (minor != 0).then_some((caption, minor))
        })
        .collect()
}
