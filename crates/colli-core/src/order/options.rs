//! Options of an order and their inputs (reference 4.3).

use crate::address::{clean_text, excerpt};
use crate::error::{Violation, Violations};
use crate::limits::{OPTION_AMOUNT_MINOR_MAX, OPTIONS_PER_SHIPMENT_MAX};
use crate::money::Money;
use crate::network::Network;
use crate::product::{InputKind, OptionRole, ServiceOption};
use crate::shipment::{ChosenOption, OptionInput, ShipmentOrder};
use rust_decimal::Decimal;
use std::str::FromStr;

pub(super) fn check_options(order: &mut ShipmentOrder, network: &Network, found: &mut Violations) {
    if order.options.len() > OPTIONS_PER_SHIPMENT_MAX {
        found.push(Violation::new(
            "options",
            "range",
            format!("at most {OPTIONS_PER_SHIPMENT_MAX} options"),
        ));
        return;
    }
    let has_party = order.on_behalf_of.is_some();
    let weights_given = order.pieces.iter().all(|piece| piece.weight_g.is_some());
    let mut seen: Vec<String> = Vec::with_capacity(order.options.len());
    for (index, chosen) in order.options.iter_mut().enumerate() {
        let path = format!("options[{index}]");
        let option = network.catalogue.option(&chosen.key);
        if let Some(option) = option {
            chosen.key.clone_from(&option.key);
        }
        if seen.contains(&chosen.key) {
            found.push(Violation::new(
                format!("{path}.key"),
                "duplicate",
                format!("option {} is given twice", excerpt(&chosen.key)),
            ));
        }
        seen.push(chosen.key.clone());
        // An option nobody knows is the capability check's to refuse: it knows what is offered instead.
        let Some(option) = network.catalogue.option(&chosen.key) else {
            continue;
        };
        check_input(chosen, option, &path, found);
        check_role(option, &path, has_party, weights_given, found);
    }
}

fn check_role(option: &ServiceOption, path: &str, has_party: bool, weights_given: bool, found: &mut Violations) {
    match option.role {
        OptionRole::UndisclosedSender if !has_party => found.push(
            Violation::new(
                "onBehalfOf",
                "required",
                format!(
                    "option {} hides the sender behind the party it is sent on behalf of",
                    option.key
                ),
            )
            .accepting(["onBehalfOf with name and address", "no option SSN"]),
        ),
        OptionRole::WeightRequired if !weights_given => found.push(
            Violation::new(
                path,
                "required",
                format!("option {} needs the weight of every piece", option.key),
            )
            .accepting(["pieces[].weight in kilograms"]),
        ),
        _ => {}
    }
}

fn check_input(chosen: &mut ChosenOption, option: &ServiceOption, path: &str, found: &mut Violations) {
    let field = format!("{path}.input");
    match option.input {
        Some(InputKind::Number) => chosen.input = read_amount(chosen.input.take(), option, &field, found),
        Some(InputKind::Text) => chosen.input = read_text(chosen.input.take(), option, &field, found),
        Some(InputKind::Object) => {
            if let Some(OptionInput::Text(_) | OptionInput::AmountMinor(_)) = chosen.input {
                found.push(
                    Violation::new(&field, "type", format!("option {} takes an object", option.key))
                        .accepting([r#"{"notification": false}"#]),
                );
            }
        }
        // The party of an undisclosed sender travels in `onBehalfOf`; an option without input keeps none.
        Some(InputKind::Address) | None => chosen.input = None,
    }
}

fn read_text(
    input: Option<OptionInput>,
    option: &ServiceOption,
    field: &str,
    found: &mut Violations,
) -> Option<OptionInput> {
    let text = match input {
        Some(OptionInput::Text(text)) => clean_text(&text),
        Some(_) => {
            found.push(
                Violation::new(field, "type", format!("option {} takes text", option.key)).accepting(["a string"]),
            );
            return None;
        }
        None => String::new(),
    };
    let longest = option
        .input_max
        .map_or(crate::limits::TEXT_CHARS_MAX, |max| max as usize);
    if text.is_empty() {
        if option.input_required {
            found.push(
                Violation::new(field, "required", format!("option {} needs an input", option.key))
                    .accepting([format!("text of 1 to {longest} characters")]),
            );
        }
        return None;
    }
    let length = text.chars().count();
    if length > longest {
        found.push(
            Violation::new(
                field,
                "length",
                format!(
                    "option {} takes at most {longest} characters, {length} were given",
                    option.key
                ),
            )
            .accepting([format!("1 to {longest} characters")]),
        );
    }
    Some(OptionInput::Text(text))
}

fn read_amount(
    input: Option<OptionInput>,
    option: &ServiceOption,
    field: &str,
    found: &mut Violations,
) -> Option<OptionInput> {
    let text = match input {
        Some(OptionInput::Text(text)) => text,
        Some(other @ OptionInput::AmountMinor(_)) => return Some(other),
        Some(OptionInput::Notification(_)) => String::from("{}"),
        None => String::new(),
    };
    let text = text.trim();
    if text.is_empty() {
        if option.input_required {
            found.push(
                Violation::new(field, "required", format!("option {} needs an amount", option.key))
                    .accepting(["an amount such as 12.50"]),
            );
        }
        return None;
    }
    // A decimal comma is how most of the network's countries write amounts.
    let amount = Decimal::from_str(&text.replace(',', "."))
        .ok()
        .and_then(|amount| Money::from_decimal(amount, "EUR"))
        .filter(|money| money.minor > 0 && money.minor <= OPTION_AMOUNT_MINOR_MAX);
    if amount.is_none() {
        found.push(
            Violation::new(
                field,
                "range",
                format!(
                    "option {} takes an amount above 0 with at most two decimals",
                    option.key
                ),
            )
            .accepting([format!("0.01 to {}", Decimal::new(OPTION_AMOUNT_MINOR_MAX, 2))]),
        );
    }
    amount.map(|money| OptionInput::AmountMinor(money.minor))
}
