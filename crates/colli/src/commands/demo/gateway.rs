//! The steps through Shippo's API: a parcel within the United States, from an account to the delivery.

use serde_json::Value;

use super::client::{Client, StepError, list, text};
use super::requests;
use super::show::Show;
use super::steps::{JSON, advance};

const BASE: &str = "/shippo";
/// The carrier's token.
const CARRIER: &str = "dhl_ecommerce";

/// Walks through the steps; the first that fails ends the demo.
pub(super) async fn run(client: &mut Client, show: &mut Show) -> Result<(), StepError> {
    client.log_in("ShippoToken", requests::GATEWAY_TOKEN);
    let account = connect(client, show).await?;
    let (service, day) = rates(client, show, &account).await?;
    let bought = buy(client, show, &requests::instant_label(&account, &service, &day)).await?;
    let manifest = requests::manifest(&account, &day, text(&bought, "/object_id")?);
    hand_over(client, show, &bought, &manifest).await?;
    follow(client, show, text(&bought, "/tracking_number")?).await
}

/// Sends something to a resource that is made by it.
async fn make(client: &mut Client, show: &mut Show, path: &str, body: &Value) -> Result<Value, StepError> {
    let answer = client.post(&format!("{BASE}{path}"), body).await?.expect(201)?;
    show.request(&answer);
    answer.json()
}

async fn connect(client: &mut Client, show: &mut Show) -> Result<String, StepError> {
    show.step("The same network through Shippo's API: connect a DHL eCommerce account");
    let account = make(client, show, "/carrier_accounts/", &requests::carrier_account()).await?;
    let id = text(&account, "/object_id")?;
    show.note(&format!("{}: account {id}", text(&account, "/carrier_name")?));
    Ok(id.to_owned())
}

/// Shows what the parcel may cost; the answer is the service of the cheapest rate, and the shipment's date.
async fn rates(client: &mut Client, show: &mut Show, account: &str) -> Result<(String, String), StepError> {
    show.step("Ask for rates from San Francisco to Walnut Creek");
    let question = requests::quoted_shipment(Some(account), None);
    let shipment = make(client, show, "/shipments/", &question).await?;
    let rates = list(&shipment, "/rates")?;
    for rate in rates {
        show.note(&format!(
            "{:>6} {}  {:<22} {:>2} days   {}",
            text(rate, "/amount")?,
            text(rate, "/currency")?,
            text(rate, "/servicelevel/name")?,
            rate["estimated_days"],
            marks(rate),
        ));
    }
    let is_cheapest = |rate: &&Value| marks(rate).contains("CHEAPEST");
    let Some(cheapest) = rates.iter().find(is_cheapest) else {
        return Err(StepError::Content("no rate is the cheapest".to_owned()));
    };
    let (service, day) = (
        text(cheapest, "/servicelevel/token")?,
        text(&shipment, "/shipment_date")?,
    );
    Ok((service.to_owned(), day.to_owned()))
}

/// The marks of a rate.
fn marks(rate: &Value) -> String {
    let marks = rate["attributes"].as_array().map(Vec::as_slice).unwrap_or_default();
    marks.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

async fn buy(client: &mut Client, show: &mut Show, label: &Value) -> Result<Value, StepError> {
    show.step("Buy a label in one call, and fetch it by its link");
    let bought = make(client, show, "/transactions/", label).await?;
    if text(&bought, "/status")? != "SUCCESS" {
        return Err(StepError::Content(format!("no label: {}", bought["messages"])));
    }
    show.note(&format!("tracking number {}", text(&bought, "/tracking_number")?));
    let link = text(&bought, "/label_url")?;
    // The link names this server; what follows its host is asked of the open connection.
    let path = link.find("/files/").map_or(link, |at| link.split_at(at).1);
    let label = client.get(path, "application/pdf").await?.expect(200)?;
    show.request(&label);
    if !label.body.starts_with(b"%PDF-") {
        return Err(StepError::Content("the label is no PDF".to_owned()));
    }
    show.note(&format!(
        "a label of {} bytes; the link holds for a year",
        label.body.len()
    ));
    Ok(bought)
}

async fn hand_over(client: &mut Client, show: &mut Show, bought: &Value, manifest: &Value) -> Result<(), StepError> {
    show.step("Hand the parcel over: until its manifest it is on hold");
    let id = text(bought, "/object_id")?;
    let answer = client
        .get(&format!("{BASE}/transactions/{id}"), JSON)
        .await?
        .expect(200)?;
    show.request(&answer);
    show.note(&format!(
        "tracking status {}",
        text(&answer.json()?, "/tracking_status")?
    ));
    let manifest = make(client, show, "/manifests/", manifest).await?;
    let on_it = list(&manifest, "/transactions")?.len();
    let papers = list(&manifest, "/documents")?.len();
    show.note(&format!(
        "{}: {on_it} label, {papers} document",
        text(&manifest, "/status")?
    ));
    Ok(())
}

async fn follow(client: &mut Client, show: &mut Show, number: &str) -> Result<(), StepError> {
    show.step("Let ten days pass, and track it");
    advance(client, show, &requests::ten_days()).await?;
    client.log_in("ShippoToken", requests::GATEWAY_TOKEN);
    let path = format!("{BASE}/tracks/{CARRIER}/{number}");
    let answer = client.get(&path, JSON).await?.expect(200)?;
    show.request(&answer);
    let track = answer.json()?;
    for event in list(&track, "/tracking_history")? {
        show.note(&format!(
            "{}  {:<11} {:<21} {}",
            text(event, "/status_date")?,
            text(event, "/status")?,
            event
                .pointer("/substatus/code")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            event
                .pointer("/location/city")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        ));
    }
    match text(&track, "/tracking_status/status")? {
        "DELIVERED" => Ok(()),
        other => Err(StepError::Content(format!("after ten days the parcel is {other}"))),
    }
}
