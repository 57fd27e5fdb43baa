//! The official Rust client over HTTP, in both eras.

use super::KEY;
use crate::support::TestServer;
use rmcp::RoleClient;
use rmcp::model::{CallToolRequestParams, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use std::sync::Arc;

/// Both eras, and the way clients find out which it is.
pub fn lifecycles() -> Vec<ClientLifecycleMode> {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    vec![
        ClientLifecycleMode::Initialize,
        ClientLifecycleMode::Discover {
            preferred_versions: preferred_versions.clone(),
        },
        ClientLifecycleMode::Auto {
            preferred_versions,
            legacy_version: None,
        },
    ]
}

/// A client of reqwest's that needs no set-up of the process.
fn http() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let tls = tls.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap()
}

/// Lists tools and calls one, well and badly.
pub async fn converse(client: &RunningService<RoleClient, ()>) {
    let tools = client.list_all_tools().await.unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert_eq!(names, ["track_shipment", "find_locations", "get_location"]);
    let arguments = json!({"country_code": "NL", "postal_code": "1012JS", "limit": 1});
    let call = |arguments: serde_json::Value| {
        CallToolRequestParams::new("find_locations").with_arguments(arguments.as_object().unwrap().clone())
    };
    let answer = client.call_tool(call(arguments)).await.unwrap();
    assert_eq!(answer.is_error, Some(false));
    let structured = answer.structured_content.unwrap();
    assert_eq!(structured["locations"].as_array().unwrap().len(), 1, "{structured}");
    let answer = client.call_tool(call(json!({"country_code": 5}))).await.unwrap();
    assert_eq!(answer.is_error, Some(true));
    let unknown = client.call_tool(CallToolRequestParams::new("no_such_tool")).await;
    assert!(unknown.unwrap_err().to_string().contains("no_such_tool"));
}

#[tokio::test]
async fn the_official_client_works_in_both_eras() {
    let server = TestServer::start().await;
    for lifecycle in lifecycles() {
        let config =
            StreamableHttpClientTransportConfig::with_uri(format!("http://{}/mcp", server.address)).auth_header(KEY);
        let transport = StreamableHttpClientTransport::with_client(http(), config);
        let client = ().serve_with_lifecycle(transport, lifecycle).await.unwrap();
        converse(&client).await;
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn the_official_client_is_told_that_it_may_not() {
    let server = TestServer::start().await;
    let config = StreamableHttpClientTransportConfig::with_uri(format!("http://{}/mcp", server.address));
    let transport = StreamableHttpClientTransport::with_client(http(), config);
    let refused = ().serve_with_lifecycle(transport, ClientLifecycleMode::Initialize).await;
    assert!(refused.is_err());
}
