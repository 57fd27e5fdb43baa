//! Customs papers of a quote as the network's parcels carry them: every line in one currency.

use super::GATEWAY;
use colli_core::americas::weight::{Mass, MassUnit};
use colli_core::country::CountryCode;
use colli_core::customs::{CustomsDeclaration, CustomsGoods};
use colli_core::exchange::ExchangeRates;
use colli_core::gateway::customs::{Declaration, Item};
use colli_core::gateway::message::Message;
use colli_core::gateway::quote::Quote;
use colli_core::money::Money;

/// Currency of a declaration without goods.
const USD: &str = "USD";

/// The customs papers of a quote, if it has any; or what is wrong with which line.
pub(super) fn customs(
    quote: &Quote,
    exchange: &ExchangeRates,
) -> std::result::Result<Option<CustomsDeclaration>, Vec<Message>> {
    let declaration = quote.customs_declaration.as_ref();
    declaration.map(|held| declared(&held.value, exchange)).transpose()
}

/// The goods in the currency of the first line: papers name one currency.
fn declared(
    declaration: &Declaration,
    exchange: &ExchangeRates,
) -> std::result::Result<CustomsDeclaration, Vec<Message>> {
    let currency = declaration
        .items
        .first()
        .map_or_else(|| USD.to_owned(), |item| item.value.value_currency.clone());
    let (mut goods, mut refusals) = (Vec::with_capacity(declaration.items.len()), Vec::new());
    for (index, item) in declaration.items.iter().enumerate() {
        match line(&item.value, &currency, exchange) {
            Ok(line) => goods.push(line),
            Err(why) => {
                let text = format!("Line {} of the customs_declaration {why}.", index + 1);
                refusals.push(Message::new(GATEWAY, "customs_item", text));
            }
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let more = |name: &str| {
        let text = declaration.more.get(name).and_then(|value| value.as_str());
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Ok(CustomsDeclaration {
        goods,
        currency,
        invoice_number: more("invoice"),
        invoice_type: Some("commercial".to_owned()),
        remarks: more("notes"),
        export_type: None,
        export_reason: Some(declaration.contents_type.clone()),
        inco_terms: Some(declaration.incoterm.clone()).filter(|terms| !terms.is_empty()),
        inco_terms_city: None,
        sender_inbound_vat_number: None,
        attachment_ids: Vec::new(),
        deferment_account_vat: None,
        deferment_account_duties: None,
        vat_reverse_charge: None,
        shipping_fee: None,
        importer_of_record: None,
        certificate_number: more("certificate"),
        licence_number: more("license"),
    })
}

/// A line in a currency, or what is wrong with it.
fn line(item: &Item, currency: &str, exchange: &ExchangeRates) -> std::result::Result<CustomsGoods, String> {
    let value = Money::from_decimal(item.value_amount.round_dp(2), &item.value_currency)
        .ok_or_else(|| format!("has a value that is too large: {}", item.value_amount))?;
    let value_minor = exchange
        .convert_minor(value.minor, &value.currency, currency)
        .ok_or_else(|| {
            format!(
                "is in {}, for which no rate of exchange to {currency}, the currency of the first line, is known",
                value.currency
            )
        })?;
    let unit = MassUnit::parse(&item.mass_unit).ok_or_else(|| format!("is weighed in '{}'", item.mass_unit))?;
    let weight = Mass::from_decimal(item.net_weight, unit).ok_or_else(|| {
        format!(
            "has a net weight that is too large: {} {}",
            item.net_weight, item.mass_unit
        )
    })?;
    let origin = CountryCode::parse(&item.origin_country)
        .ok_or_else(|| format!("was made in '{}', which is no country", item.origin_country))?;
    let code = if item.tariff_number.is_empty() {
        &item.hs_code
    } else {
        &item.tariff_number
    };
    Ok(CustomsGoods {
        code: code.clone(),
        description: item.description.clone(),
        origin,
        quantity: item.quantity,
        value_minor,
        net_weight_g: weight.grams(),
    })
}
