//! `get_location`: one place where parcels are handed in or collected.

use super::location::{Location, described, now_at};
use super::{About, Call, Done, Hints, Tool, ToolError};
use crate::unified::locations;
use colli_core::address::excerpt;
use colli_core::app::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use std::future::ready;

const ABOUT: About = About {
    name: "get_location",
    title: "Get location",
    description: "Shows one parcel shop or locker by the id that find_locations gave: address, opening hours, whether it is open now, when it is closed, and what can be done there.",
    scope: Scope::Locations,
    hints: Hints::READ,
    example: r#"{"id": "8004-NL-272403"}"#,
};

#[derive(Debug, Deserialize, JsonSchema)]
struct Input {
    /// Id of the location, such as `8004-NL-272403`.
    #[schemars(length(min = 1, max = 50))]
    id: String,
}

pub(super) fn tool() -> Tool {
    Tool::new(ABOUT, |call, input| ready(run(&call, input)))
}

fn run(call: &Call, input: Input) -> Result<Done<Location>, ToolError> {
    let Input { id } = input;
    let id = id.trim();
    let Some(point) = locations::get(&call.service, id) else {
        return Err(ToolError::not_found(format!(
            "There is no location {}; find_locations gives ids.",
            excerpt(id)
        )));
    };
    let local = now_at(call, &point);
    let location = described(&point, None, &local);
    let open = if location.is_open_now {
        "It is open now."
    } else {
        "It is closed now."
    };
    let text = format!("{}, {}. {open}", point.name, point.address_line());
    Ok(Done::new(location, text))
}
