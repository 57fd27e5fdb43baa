//! A batch of labels, from its request to the last label.

use super::{SERVICE, call, quoted};
use crate::Failure;
use crate::load::Sample;
use crate::report::{Goal, Row};
use crate::server::Server;
use crate::settings::Settings;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The longest to wait for a batch.
const PATIENCE: Duration = Duration::from_mins(10);
/// Between two looks at it.
const PAUSE: Duration = Duration::from_millis(10);

/// Measures the row; the yardstick is the bare insert of what as many purchases store.
pub(super) async fn measure(
    settings: &Settings,
    server: &Server,
    account: &str,
    purchases: Sample,
) -> Result<Row, Failure> {
    let shipments = settings.size(1_000, 20);
    let entries: Vec<Value> = (0..shipments).map(|_| json!({"shipment": quoted(None)})).collect();
    let batch = json!({
        "default_carrier_account": account, "default_servicelevel_token": SERVICE, "label_filetype": "PDF_4x6",
        "batch_shipments": entries,
    });
    let started = Instant::now();
    let made = call(server, "POST", "/batches", Some(&batch), 201).await?;
    let path = format!(
        "/batches/{}",
        made["object_id"].as_str().ok_or("a batch without an id")?
    );
    until(server, &path, "VALIDATING", "VALID").await?;
    call(server, "POST", &format!("{path}/purchase"), Some(&json!({})), 202).await?;
    let bought = until(server, &path, "PURCHASING", "PURCHASED").await?;
    let took = started.elapsed();
    if bought["object_results"]["purchase_succeeded"] != json!(shipments) {
        return Err(format!("not every label was bought: {}", bought["object_results"]).into());
    }
    Ok(Row {
        what: format!("batch of {shipments}, from the request to the last label"),
        unit: "labels/s",
        value: f64::from(shipments) / took.as_secs_f64(),
        yardstick: "bare group-commit insert of what as many purchases store".to_owned(),
        yardstick_value: purchases.per_second,
        goal: Goal::Open,
        samples: None,
    })
}

/// Looks at a batch as long as it is in one state; it must go on to the other.
async fn until(server: &Server, path: &str, waiting: &str, wanted: &str) -> Result<Value, Failure> {
    let started = Instant::now();
    let look = format!("{path}?results=1");
    while started.elapsed() < PATIENCE {
        let batch = call(server, "GET", &look, None, 200).await?;
        match batch["status"].as_str() {
            Some(status) if status == wanted => return Ok(batch),
            Some(status) if status == waiting => tokio::time::sleep(PAUSE).await,
            other => return Err(format!("the batch is {other:?}, not {wanted}: {batch}").into()),
        }
    }
    Err(format!("the batch is still {waiting}").into())
}
