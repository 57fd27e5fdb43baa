//! Validation of addresses: what the network's data can tell about one, and the same address mended.
//!
//! American addresses are judged by state and ZIP code together, others by their country's postal codes. Streets and
//! house numbers are not known to any data here: a valid address is one that can be routed.

use super::address::{Address, Validation, ValidationMessage};
use crate::americas::place::{Place, State, Zip3};
use crate::country::CountryCode;
use crate::network::Network;

/// What makes an address invalid.
const ERROR: &str = "address_error";
/// What may be wrong.
const WARNING: &str = "address_warning";
/// What was mended.
const CORRECTION: &str = "address_correction";

/// Cities that stand for military post, and the states they go with.
const MILITARY_CITIES: [&str; 3] = ["APO", "FPO", "DPO"];
/// Countries outside the American network whose addresses need a state or province.
const WITH_PROVINCE: [&str; 2] = ["CA", "AU"];

/// An address mended as far as the data goes, with what was found. `is_test`: addresses outside the United States pass
/// unseen.
pub fn validated(address: &Address, network: &Network, is_test: bool) -> Address {
    let mut work = Work {
        address: address.clone(),
        messages: Vec::new(),
    };
    let country = CountryCode::parse(&address.country);
    let is_american = country.is_some_and(|country| is_american(network, country));
    match country {
        Some(_) if is_test && !is_american => {}
        Some(country) => work.look_at(network, country, is_american),
        None => work.error("component_mismatch_error", "The country is unknown."),
    }
    let is_valid = work.messages.iter().all(|message| message.kind != ERROR);
    work.address.validation = Some(Validation {
        is_valid,
        messages: work.messages,
    });
    work.address
}

/// Whether addresses of a country lie in the American network: the United States, and territories named as countries.
fn is_american(network: &Network, country: CountryCode) -> bool {
    let place = Place {
        country,
        state: "",
        city: "",
        zip: "",
    };
    network.americas.zones.locate(&place).is_domestic
}

struct Work {
    address: Address,
    messages: Vec<ValidationMessage>,
}

impl Work {
    fn say(&mut self, kind: &str, code: &str, text: impl Into<String>) {
        self.messages.push(ValidationMessage {
            code: code.to_owned(),
            kind: kind.to_owned(),
            text: text.into(),
        });
    }

    fn error(&mut self, code: &str, text: impl Into<String>) {
        self.say(ERROR, code, text);
    }

    fn look_at(&mut self, network: &Network, country: CountryCode, is_american: bool) {
        let address = &self.address;
        if [&address.street1, &address.city, &address.zip]
            .iter()
            .all(|text| text.is_empty())
        {
            self.error(
                "empty_request",
                "The address has neither a street nor a city nor a postal code.",
            );
            return;
        }
        self.street();
        if is_american {
            self.american(network, country);
        } else {
            self.foreign(network, country);
        }
        self.city();
    }

    fn street(&mut self) {
        let address = &self.address;
        let lines = [&address.street_no, &address.street1, &address.street2, &address.street3];
        if address.street1.is_empty() {
            self.error("street_detail_missing", "The address has no street.");
        } else if !lines.iter().any(|line| line.chars().any(char::is_numeric)) {
            self.say(WARNING, "premise_number_missing", "The street has no house number.");
        }
    }

    fn city(&mut self) {
        let city = &self.address.city;
        if city.is_empty() {
            self.error("Invalid City", "The address has no city.");
        } else if !city.chars().any(char::is_alphabetic) {
            let text = format!("{city} is no city.");
            self.error("Invalid City", text);
        }
    }

    /// State and ZIP code must go together; where one of them says what the other lacks, it is filled in.
    fn american(&mut self, network: &Network, country: CountryCode) {
        let zones = &network.americas.zones;
        let zip = self.american_zip(network, country);
        let zip3 = zip.as_deref().and_then(Zip3::of_zip).filter(|zip3| zones.knows(*zip3));
        if let Some(zip) = zip.as_deref().filter(|_| zip3.is_none()) {
            self.error("postal_code_not_found", format!("There is no ZIP code {zip}."));
        }
        let named = if country == CountryCode::UNITED_STATES {
            self.named_state(network)
        } else {
            zones.state(country.as_str())
        };
        match (named, zip3) {
            (Some(state), Some(zip3)) if !zones.lies_in(zip3, state) => {
                let text = format!("ZIP codes that begin with {zip3} do not lie in {}.", state.name);
                self.error("component_mismatch_error", text);
            }
            (None, Some(_)) if self.address.state.is_empty() => self.state_of_zip(network, country),
            (None, None) if self.address.state.is_empty() => self.error("Invalid State", "The address has no state."),
            _ => {}
        }
        self.military(network);
    }

    /// The ZIP code in its usual form, which replaces the one that was given.
    fn american_zip(&mut self, network: &Network, country: CountryCode) -> Option<String> {
        let given = self.address.zip.trim().to_owned();
        if given.is_empty() {
            self.error(
                "postal_code_not_found",
                "The address has no ZIP code, and none can be looked up for it.",
            );
            return None;
        }
        let digits: String = given.chars().filter(char::is_ascii_digit).collect();
        let long = digits.split_at_checked(5).filter(|(_, four)| four.len() == 4);
        let long = long.map(|(five, four)| [five, "-", four].concat());
        let candidate = long.unwrap_or_else(|| given.clone());
        let format = network.postal.get(country);
        let normalised = format.and_then(|format| format.normalise(&candidate));
        match &normalised {
            None => self.error("invalid_postal_code", format!("{given} is no ZIP code.")),
            Some(zip) => self.postal_code(zip.clone()),
        }
        normalised
    }

    fn postal_code(&mut self, code: String) {
        if code != self.address.zip {
            let text = format!("The postal code was changed from {} to {code}.", self.address.zip);
            self.say(CORRECTION, "postal_code_change", text);
            self.address.zip = code;
        }
    }

    /// The state the address names, by code or name; its code replaces what was given.
    fn named_state<'n>(&mut self, network: &'n Network) -> Option<&'n State> {
        if self.address.state.is_empty() {
            return None;
        }
        let Some(state) = network.americas.zones.state(&self.address.state) else {
            let text = format!("There is no state {}.", self.address.state);
            self.error("Invalid State", text);
            return None;
        };
        self.state(&state.code);
        Some(state)
    }

    fn state(&mut self, code: &str) {
        if code != self.address.state {
            let text = match self.address.state.as_str() {
                "" => format!("The state {code} was added."),
                before => format!("The state was changed from {before} to {code}."),
            };
            self.say(CORRECTION, "administrative_area_change", text);
            code.clone_into(&mut self.address.state);
        }
    }

    fn state_of_zip(&mut self, network: &Network, country: CountryCode) {
        let zones = &network.americas.zones;
        let zip = self.address.zip.clone();
        let place = Place {
            country,
            state: "",
            city: "",
            zip: &zip,
        };
        if let Some(state) = zones.state(zones.locate(&place).name()) {
            self.state(&state.code);
        }
    }

    /// Military post: `APO` goes with `AA`, `AE` and `AP`, and with nothing else.
    fn military(&mut self, network: &Network) {
        let city = self.address.city.split_whitespace().next().unwrap_or_default();
        let is_military_city = MILITARY_CITIES.iter().any(|word| word.eq_ignore_ascii_case(city));
        let state = network.americas.zones.state(&self.address.state);
        let is_military_state = state.is_some_and(|state| state.kind == crate::americas::place::PlaceKind::Military);
        if is_military_city != is_military_state && state.is_some() {
            let text = format!("{} does not go with {}.", self.address.city, self.address.state);
            self.error("component_mismatch_error", text);
        }
    }

    /// Addresses outside the American network: the postal code of the country, and a province where one is needed.
    fn foreign(&mut self, network: &Network, country: CountryCode) {
        let given = self.address.zip.trim().to_uppercase();
        let format = network.postal.get(country).filter(|format| format.exists());
        match format {
            Some(format) if given.is_empty() && !format.required() => {}
            Some(format) if given.is_empty() => {
                let example = format.examples().first().map(String::as_str).unwrap_or_default();
                let text = format!("The address has no postal code; one of {country} is {example}.");
                self.error("invalid_postal_code", text);
            }
            Some(format) => match format.normalise(&given) {
                None => self.error(
                    "invalid_postal_code",
                    format!("{given} is no postal code of {country}."),
                ),
                // Spaces carry no meaning: what differs in them only is written as it was.
                Some(code) if given.chars().filter(|c| !c.is_whitespace()).eq(code.chars()) => self.postal_code(given),
                Some(code) => self.postal_code(code),
            },
            None if !given.is_empty() => {
                let text = format!("{country} has no postal codes.");
                self.say(WARNING, "extraneous_information", text);
            }
            None => {}
        }
        if WITH_PROVINCE.contains(&country.as_str()) && self.address.state.is_empty() {
            self.error("Invalid State", "The address has no state or province.");
        }
    }
}
