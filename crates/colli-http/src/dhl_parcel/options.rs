//! Options of an order between wire and domain (reference 4.3).

use super::catalogue::option_key;
use super::party::read_party;
use crate::reader::Reader;
use colli_core::error::Violation;
use colli_core::network::Network;
use colli_core::party::Party;
use colli_core::product::InputKind;
use colli_core::shipment::{ChosenOption, OptionInput};
use colli_wire::dhl_parcel::shipments as wire;
use colli_wire::field::Field;
use serde_json::Value;

/// Longest text that can be an option's key; the catalogue's longest has 16 letters.
const OPTION_KEY_CHARS_MAX: usize = 40;

/// Options as read.
pub(super) struct Options {
    /// The options.
    pub(super) chosen: Vec<ChosenOption>,
    /// The party an undisclosed sender stands behind, when it came as the option's input instead of `onBehalfOf`.
    pub(super) on_behalf_of: Option<Party>,
}

/// Reads options; their inputs are judged by the domain, which knows their kinds.
pub(super) fn read_options(
    field: Field<Vec<Field<wire::ChosenOption>>>,
    network: &Network,
    reader: &mut Reader,
) -> Options {
    let mut options = Options {
        chosen: Vec::new(),
        on_behalf_of: None,
    };
    for (index, option) in reader.list(field, "options") {
        let path = format!("options[{index}]");
        let key = read_option_key(option.key, &format!("{path}.key"), reader);
        let path = format!("{path}.input");
        let input = reader.value(option.input, &path);
        let takes_party = network
            .catalogue
            .option(&key)
            .is_some_and(|o| o.input == Some(InputKind::Address));
        let input = match input {
            Some(Value::Object(members)) if takes_party => {
                options.on_behalf_of = read_input_party(Value::Object(members), &path, reader);
                None
            }
            input => input.and_then(|input| read_input(input, &path, reader)),
        };
        options.chosen.push(ChosenOption { key, input });
    }
    options
}

/// An empty object names nobody.
fn read_input_party(input: Value, path: &str, reader: &mut Reader) -> Option<Party> {
    if input.as_object().is_some_and(serde_json::Map::is_empty) {
        return None;
    }
    // Fields take whatever they find, so an object always reads as a party.
    let party = serde_json::from_value::<wire::Party>(input).unwrap_or_default();
    read_party(party, path, reader)
}

/// Reads the key of an option. Whether there is such an option is the catalogue's to say, as long as it could be one.
fn read_option_key(field: Field<String>, path: &str, reader: &mut Reader) -> String {
    let key = option_key(&reader.required(field, path)).to_owned();
    if key.chars().count() > OPTION_KEY_CHARS_MAX {
        let message = format!("there is no option '{}'", colli_core::address::excerpt(&key));
        reader.push(
            Violation::new(path, "unknown", message).accepting(["a key from GET /shipment-options/{senderType}"]),
        );
        return String::new();
    }
    key
}

fn read_input(input: Value, path: &str, reader: &mut Reader) -> Option<OptionInput> {
    match input {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(OptionInput::Text(text)),
        Value::Number(number) => Some(OptionInput::Text(number.to_string())),
        Value::Object(members) if members.is_empty() => None,
        Value::Object(members) => match members.get("notification").map(notification_flag) {
            Some(Some(flag)) => Some(OptionInput::Notification(flag)),
            None => None,
            Some(None) => {
                reader.push(
                    Violation::new(format!("{path}.notification"), "type", "this is not a boolean")
                        .accepting(["true", "false"]),
                );
                None
            }
        },
        Value::Array(entries) if entries.is_empty() => None,
        other => {
            let found = if other.is_array() { "an array" } else { "a boolean" };
            reader.push(
                Violation::new(
                    path,
                    "type",
                    format!("expected text, a number or an object, found {found}"),
                )
                .accepting(["a string", "a number", "an object"]),
            );
            None
        }
    }
}

fn notification_flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => colli_wire::field::parse_bool(text),
        _ => None,
    }
}
