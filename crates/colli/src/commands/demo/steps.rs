//! The steps, in the order a shop takes them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::{Client, StepError, list, text};
use super::gateway;
use super::requests::{self, DOOR, POSTAL_CODE};
use super::show::Show;

pub(super) const JSON: &str = "application/json";
const BASE: &str = "/dhl-parcel";

/// Walks through all steps; the first that fails ends the demo.
pub(super) async fn run(mut client: Client, show: &mut Show) -> Result<(), StepError> {
    log_in(&mut client, show).await?;
    capabilities(&mut client, show).await?;
    let service_point = service_points(&mut client, show).await?;
    let tracker_code = to_the_door(&mut client, show).await?;
    to_a_service_point(&mut client, show, &service_point).await?;
    two_pieces(&mut client, show).await?;
    refusal(&mut client, show).await?;
    labels(&mut client, show).await?;
    track(&mut client, show, &tracker_code).await?;
    live(&mut client, show, &tracker_code).await?;
    gateway::run(&mut client, show).await
}

async fn log_in(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    show.step("Log in with the API key of the demo account");
    let answer = client
        .post(&format!("{BASE}/authenticate/api-key"), &requests::credentials())
        .await?
        .expect(200)?;
    show.request(&answer);
    let body = answer.json()?;
    client.log_in("Bearer", text(&body, "/accessToken")?);
    let answer = client
        .post(
            &format!("{BASE}/authenticate/api-key/account-numbers"),
            &requests::credentials(),
        )
        .await?
        .expect(200)?;
    show.request(&answer);
    show.note(&format!("accounts {}", words(list(&answer.json()?, "")?)));
    Ok(())
}

async fn capabilities(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    show.step("Ask what can be sent to a consumer in the Netherlands");
    let path = format!("{BASE}/capabilities/business?fromCountry=NL&toCountry=NL&toBusiness=false");
    let answer = client.get(&path, JSON).await?.expect(200)?;
    show.request(&answer);
    let body = answer.json()?;
    for entry in list(&body, "")? {
        let max = &entry["parcelType"]["maxWeightKg"];
        let (product, parcel_type) = (text(entry, "/product/key")?, text(entry, "/parcelType/key")?);
        let options = entry["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        show.note(&format!(
            "{product:<9} {parcel_type:<13} up to {:>4} kg   {}",
            max.to_string(),
            some_keys(options)
        ));
    }
    Ok(())
}

/// The first few option keys, and how many more there are.
fn some_keys(options: &[Value]) -> String {
    const SHOWN: usize = 5;
    let keys: Vec<&str> = options.iter().filter_map(|option| option["key"].as_str()).collect();
    let shown = keys.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    match keys.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

async fn service_points(client: &mut Client, show: &mut Show) -> Result<String, StepError> {
    show.step("Find ServicePoints near the receiver");
    let path = format!("{BASE}/parcel-shop-locations/NL?postalCode={POSTAL_CODE}&limit=3");
    let answer = client.get(&path, JSON).await?.expect(200)?;
    show.request(&answer);
    let body = answer.json()?;
    let found = list(&body, "")?;
    for point in found {
        let address = &point["address"];
        show.note(&format!(
            "{:>5} m  {}  {}, {} {}, {}",
            point["distance"].to_string(),
            text(point, "/id")?,
            point["name"].as_str().unwrap_or_default(),
            address["street"].as_str().unwrap_or_default(),
            address["number"].as_str().unwrap_or_default(),
            address["city"].as_str().unwrap_or_default(),
        ));
    }
    // The shop's customer picks the nearest one.
    Ok(text(&body, "/0/id")?.to_owned())
}

async fn create(client: &mut Client, show: &mut Show, body: &Value) -> Result<Value, StepError> {
    let answer = client.post(&format!("{BASE}/shipments"), body).await?.expect(201)?;
    show.request(&answer);
    let created = answer.json()?;
    for piece in list(&created, "/pieces")? {
        let number = &piece["pieceNumber"];
        show.note(&format!(
            "piece {number}: {} ({})",
            text(piece, "/trackerCode")?,
            text(piece, "/parcelType")?
        ));
    }
    Ok(created)
}

async fn to_the_door(client: &mut Client, show: &mut Show) -> Result<String, StepError> {
    show.step("Book a parcel to the door");
    let created = create(client, show, &requests::to_the_door()).await?;
    show.note(&format!("the network chose product {}", text(&created, "/product")?));
    let again = create(client, show, &requests::to_the_door()).await?;
    if again != created {
        return Err(StepError::Content(
            "a repeated request made another shipment".to_owned(),
        ));
    }
    show.note("sent twice with the same shipmentId: the same shipment, not a second one");
    Ok(text(&created, "/pieces/0/trackerCode")?.to_owned())
}

async fn to_a_service_point(client: &mut Client, show: &mut Show, id: &str) -> Result<(), StepError> {
    show.step("Book a parcel to the nearest ServicePoint");
    create(client, show, &requests::to_a_service_point(id)).await?;
    Ok(())
}

async fn two_pieces(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    show.step("Book one shipment of two pieces to a business");
    let created = create(client, show, &requests::two_pieces()).await?;
    if list(&created, "/pieces")?.len() != 2 {
        return Err(StepError::Content("two pieces were asked for".to_owned()));
    }
    show.note(&format!("together: {}", text(&created, "/shipmentTrackerCode")?));
    Ok(())
}

async fn refusal(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    show.step("Ask for something impossible: Saturday delivery at a business");
    let answer = client
        .post(&format!("{BASE}/shipments"), &requests::impossible())
        .await?
        .expect(400)?;
    show.request(&answer);
    let body = answer.json()?;
    show.note(&format!("{}: {}", text(&body, "/key")?, text(&body, "/message")?));
    // Several products can refuse for the same reason; a person reads it once.
    let reasons: BTreeSet<(String, String)> = list(&body, "/details")?.iter().map(explained).collect();
    for (message, accepted) in reasons {
        show.note(&format!("- {message}"));
        show.note(&format!("  accepted: {accepted}"));
    }
    Ok(())
}

async fn labels(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    show.step("Print the label of the parcel to the door, as PDF and as ZPL");
    let path = format!("{BASE}/labels/{DOOR}");
    for (accept, start, file) in [
        ("application/pdf", "%PDF-", "label.pdf"),
        ("application/zpl", "^XA", "label.zpl"),
    ] {
        let answer = client.get(&path, accept).await?.expect(200)?;
        show.request(&answer);
        if !answer.body.starts_with(start.as_bytes()) {
            return Err(StepError::Content(format!(
                "{path} as {accept} does not start with {start}"
            )));
        }
        std::fs::write(file, &answer.body).map_err(|source| StepError::File { path: file, source })?;
        show.note(&format!("{file} written, {} bytes", answer.body.len()));
    }
    Ok(())
}

async fn track(client: &mut Client, show: &mut Show, tracker_code: &str) -> Result<(), StepError> {
    show.step("Track the parcel, as its receiver would");
    events(client, show, tracker_code).await.map(drop)
}

async fn live(client: &mut Client, show: &mut Show, tracker_code: &str) -> Result<(), StepError> {
    show.step("Let a week pass on the clock of the test environment, and track it again");
    advance(client, show, &requests::a_week()).await?;
    let record = events(client, show, tracker_code).await?;
    let delivered_at = text(&record, "/0/deliveredAt")?;
    show.note(&format!("delivered at {delivered_at}"));
    Ok(())
}

/// Puts the clock of the test environment forward, as the operator.
pub(super) async fn advance(client: &mut Client, show: &mut Show, by: &Value) -> Result<(), StepError> {
    client.log_in("Bearer", requests::OPERATOR_TOKEN);
    let answer = client.post("/api/v1/clock/advance", by).await?.expect(200)?;
    show.request(&answer);
    let body = answer.json()?;
    show.note(&format!("{} events until {}", body["events"], text(&body, "/now")?));
    Ok(())
}

/// Tracks a parcel with its receiver's postal code, and shows its events.
async fn events(client: &mut Client, show: &mut Show, tracker_code: &str) -> Result<Value, StepError> {
    let path = format!("{BASE}/track-trace?key={tracker_code}%2B{POSTAL_CODE}");
    let answer = client.get(&path, JSON).await?.expect(200)?;
    show.request(&answer);
    let body = answer.json()?;
    for event in list(&body, "/0/events")? {
        let at = event["localTimestamp"]
            .as_str()
            .or_else(|| event["timestamp"].as_str())
            .unwrap_or_default();
        show.note(&format!(
            "{at}  {:<14} {}",
            text(event, "/category")?,
            text(event, "/status")?
        ));
    }
    Ok(body)
}

/// A detail of a refusal: which rule refused, and what would be accepted.
fn explained(detail: &Value) -> (String, String) {
    let message = detail["message"]
        .as_str()
        .map_or_else(|| detail.to_string(), str::to_owned);
    let accepted = detail["accepted"].as_array().map(Vec::as_slice).unwrap_or_default();
    (message, accepted.iter().map(word).collect::<Vec<_>>().join("; or "))
}

fn words(values: &[Value]) -> String {
    values.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
