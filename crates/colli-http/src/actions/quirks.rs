//! What these actions decide where the platforms they are for leave it open. The documentation page shows the table.

use crate::docs::Difference;

const fn quirk(about: &'static str, original: &'static str, here: &'static str) -> Difference {
    Difference { about, original, here }
}

/// All of them.
pub const QUIRKS: &[Difference] = &[
    quirk(
        "A key without the scope",
        "`/dhl` answers 401",
        "403 with a sentence; 401 is for who brings no key, or an unknown one",
    ),
    quirk(
        "Turns",
        "platforms keep the state of a conversation",
        "nothing is kept: each call brings all entities gathered so far. `missing` names those to say (again), `prompt` asks for the first",
    ),
    quirk(
        "Authorization profiles",
        "the platform keeps the user's key",
        "kept here as well, sealed. The caller's own key needs the scope too; on the own network the profile's key then needs it and is counted. A profile that is disabled, or whose key is unknown, is 403; one that is not there is 404",
    ),
    quirk(
        "A wrong postal code of the receiver",
        "the reduced record",
        "the reduced record, and a sentence that says so",
    ),
    quirk(
        "Open now",
        "no such parameter",
        "judged by the opening hours, at the time of the place: that of its country, or of its longitude in countries whose time zone is not in the data. On the own network the clock is the environment's, with the carrier's API the real one",
    ),
    quirk(
        "Kore.ai's webhook node",
        "the payload with a changed context is wanted back",
        "`context.intent` or the node's name says which dialog; the turn is in `context.dhl`; entities to ask again are taken out of `context.entities`",
    ),
    quirk(
        "Dialogflow CX",
        "the webhook's tag is free",
        "`fulfillmentInfo.tag`, or else the intent's name, says which dialog; the turn is in the parameter `dhl`; parameters to ask again are set to null. Of an object such as `{\"alpha-2\": \"NL\", …}` the first of `alpha-2`, `value`, `resolvedValue`, `resolved`, `name`, `original`, `originalValue` counts",
    ),
    quirk(
        "The carrier's own API as source",
        "answers 401, 404, 429 and 5xx",
        "404 is asked again, and 400 as well: for the service or the kind of place where one was said, else for the number or the place; 429 is 503 with its `Retry-After`; a refused key is 502, or 403 where it is a profile's; an answer that is none is 502, none in time 504. What the carrier wrote is never passed on",
    ),
    quirk(
        "`language` without texts",
        "platforms send any language",
        "a tag such as `it` or `pt-BR` gets English; what is no tag is 400. What the platform itself speaks (`currentLanguage`, `languageCode`) counts where no `language` was said, and is never refused",
    ),
    quirk(
        "A source that fails, over an adapter",
        "a platform whose webhook fails has nothing to say",
        "200 with a sentence in the user's language and the status `unavailable`, where the plain call is 502, 503 or 504",
    ),
];
