//! Calls that make something: carried out once under the key their client chose, and answered as the first time from then
//! on. Keys of tools and those of `Idempotency-Key` headers know nothing of each other.

use super::{Call, ToolError};
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_service::gateway::{Claim, GatewayCaller, NamedRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The argument.
const FIELD: &str = "idempotency_key";
/// What is kept with an answer; a refusal is not kept.
const ANSWERED: u16 = 200;

/// Who calls the gateway for an assistant.
pub(super) async fn caller(call: &Call) -> Result<GatewayCaller, ToolError> {
    Ok(call.service.gateway_caller_of(call.client.tenant).await?)
}

/// Does work once for a key and arguments. `work` gets a caller whose ids are made from both, so that what was done when
/// nobody heard of it is found again. A refusal gives the key back.
pub(super) async fn once<I, O, R>(
    call: &Call,
    (tool, key): (&str, &str),
    input: &I,
    work: impl FnOnce(GatewayCaller, Uuid) -> R + Send,
) -> Result<O, ToolError>
where
    I: Serialize + Sync,
    O: Serialize + DeserializeOwned,
    R: Future<Output = Result<O, ToolError>> + Send,
{
    let key = key.trim();
    if key.is_empty() {
        return Err(ToolError::violation(Violation::required(FIELD)));
    }
    let caller = caller(call).await?;
    let body = serde_json::to_vec(input).map_err(|error| ToolError::internal(&error))?;
    // No path of a request: it begins without a slash.
    let path = ["tools/", tool].concat();
    let request = NamedRequest {
        key,
        path: &path,
        body: &body,
    };
    let (name, seed) = match call.service.claim_request(&caller, &request).await? {
        Claim::Claimed { name, seed } => (name, seed),
        Claim::Answered(_, answer) => {
            return serde_json::from_str(&answer).map_err(|error| ToolError::internal(&error));
        }
        Claim::InProgress => {
            return Err(ToolError::refused(
                "A call with this idempotency_key is being carried out at this moment: repeat it with the same key shortly.",
            ));
        }
        Claim::OtherRequest => return Err(used(key)),
    };
    // Of the arguments too: once a first call came to nothing, the key may name another one.
    let seed = Uuid::new_v5(&seed, &body);
    let seeded = GatewayCaller {
        seed: Some(seed),
        ..caller.clone()
    };
    match Box::pin(work(seeded, seed)).await {
        Ok(output) => {
            let answer = serde_json::to_string(&output).map_err(|error| ToolError::internal(&error))?;
            call.service.answer_request(&caller, name, ANSWERED, &answer).await?;
            Ok(output)
        }
        Err(error) => {
            call.service.release_request(&caller, name).await?;
            Err(error)
        }
    }
}

fn used(key: &str) -> ToolError {
    let message = format!("'{}' was used for a call with other arguments", excerpt(key));
    let violation = Violation::new(FIELD, "conflict", message);
    ToolError::violation(violation.accepting(["the arguments of that call", "another key"]))
}
