//! Authentication (reference 2).

use crate::support::{TEST, TestServer};

#[tokio::test]
async fn a_key_buys_a_token_pair() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    assert_eq!(tokens["accountNumbers"], serde_json::json!(["08500001", "08500002"]));
}
