//! Which scenario a shipment asks for: by a reference, by its receiver's address.

use super::scenario::{DEFAULT, MagicField, Scenario, Scenarios};
use crate::network::Network;
use crate::product::OptionRole;
use crate::shipment::{OptionInput, ShipmentOrder};

/// What a reference that chooses a scenario begins with.
pub const PREFIX: &str = "scenario:";

/// A scenario asked for by a reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked<'a> {
    /// Where it stands in the request: `orderReference`, `options[2].input`.
    pub field: String,
    /// The name. What follows it after a space tells orders apart and is not read.
    pub name: &'a str,
}

/// The scenario an order asks for by its reference or by the input of a reference option.
pub fn asked<'a>(order: &'a ShipmentOrder, network: &Network) -> Option<Asked<'a>> {
    let of_order = order.order_reference.as_deref().and_then(name_in);
    if let Some(name) = of_order {
        return Some(Asked {
            field: "orderReference".to_owned(),
            name,
        });
    }
    let is_reference = |key: &str| {
        network
            .catalogue
            .option(key)
            .is_some_and(|option| option.role == OptionRole::Reference)
    };
    order.options.iter().enumerate().find_map(|(index, chosen)| {
        let Some(OptionInput::Text(text)) = &chosen.input else {
            return None;
        };
        let name = name_in(text).filter(|_| is_reference(&chosen.key))?;
        Some(Asked {
            field: format!("options[{index}].input"),
            name,
        })
    })
}

fn name_in(reference: &str) -> Option<&str> {
    let name = reference.trim().strip_prefix(PREFIX)?;
    name.split_whitespace().next().or(Some(""))
}

/// The scenario of a shipment: the one its reference asks for, else its receiver's, else the default. One that a newer
/// network no longer knows is the default.
pub fn scenario_of<'n>(order: &ShipmentOrder, network: &'n Network) -> Option<&'n Scenario> {
    let scenarios = &network.scenarios;
    let asked = asked(order, network).and_then(|asked| scenarios.get(asked.name));
    asked
        .or_else(|| magic(order, scenarios).and_then(|name| scenarios.get(name)))
        .or_else(|| scenarios.get(DEFAULT))
}

fn magic<'n>(order: &ShipmentOrder, scenarios: &'n Scenarios) -> Option<&'n str> {
    let (street, last_name) = (&order.receiver.address.street, order.receiver.name.last.as_deref());
    let found = scenarios.magic().iter().find(|magic| {
        let text = match magic.field {
            MagicField::Street => Some(street.as_str()),
            MagicField::LastName => last_name,
        };
        // American streets begin with the house number.
        let street = |text: &str| {
            text.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace())
                .to_owned()
        };
        text.is_some_and(|text| {
            let magic = magic.text.to_lowercase();
            let text = text.trim().to_lowercase();
            text == magic || street(&text) == magic
        })
    });
    found.map(|magic| magic.scenario.as_str())
}
