//! What the bare server answers where each request has an answer of its own: one of median length.

use crate::server::Server;
use crate::{Failure, http};

/// Requests whose answers are looked at, the first ones.
const LOOKED_AT: usize = 60;

/// The answer of median length. Each must hold a text: an answer may be 200 and yet say that nothing was found.
pub(super) async fn of_median_length(server: &Server, requests: &[Vec<u8>], text: &str) -> Result<Vec<u8>, Failure> {
    let mut answers = Vec::new();
    for request in requests.iter().take(LOOKED_AT) {
        let answer = http::once(server.address, request, 200).await?;
        if !answer.windows(text.len()).any(|window| window == text.as_bytes()) {
            return Err(format!("without {text}: {:.300}", String::from_utf8_lossy(&answer)).into());
        }
        answers.push(answer);
    }
    answers.sort_by_key(Vec::len);
    let middle = answers.len() / 2;
    answers.into_iter().nth(middle).ok_or_else(|| "no answers".into())
}
