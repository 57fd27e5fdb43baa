//! Orders of every kind, and what the server must remember of those it acknowledged.

use super::Dice;
use super::server::Client;
use crate::support::client::Reply;
use crate::support::samples::{consumer, consumer_shipment, shipment, with};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a client asks for: where, and with which body.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// `/shipments` or `/labels`.
    pub(super) path: &'static str,
    /// Its id is in it.
    pub(super) body: Value,
}

impl Order {
    /// An order of any kind.
    pub(super) fn any(dice: &mut Dice) -> Self {
        let id = Uuid::from_u64_pair(dice.roll(), dice.roll()).to_string();
        let body = match dice.below(6) {
            0 | 1 => consumer_shipment(&id),
            2 => with(shipment(&id), "pieces[0].quantity", json!(2 + dice.below(3))),
            3 => {
                let back = with(shipment(&id), "returnLabel", json!(true));
                with(back, "shipper", consumer())
            }
            4 => with(
                shipment(&id),
                "options",
                json!([{"key": "DOOR"}, {"key": "ADD_RETURN_LABEL"}]),
            ),
            _ => return Self::label(&id),
        };
        Self {
            path: "/shipments",
            body,
        }
    }

    fn label(id: &str) -> Self {
        let mut body: Value = serde_json::from_str(include_str!("../samples/label.request.json")).unwrap();
        body["labelId"] = json!(id);
        body["accountId"] = json!("08500001");
        Self { path: "/labels", body }
    }

    /// Asks for it; the server may be gone.
    pub(super) async fn send(&self, client: Client, token: &str) -> Result<Reply, String> {
        client.try_send("POST", self.path, token, Some(&self.body)).await
    }

    /// Asks for it on a server that works, and once more: the same answer.
    pub(super) async fn settle(self, client: Client, token: &str) -> Acknowledged {
        let first = self.send(client, token).await.unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        let again = self.send(client, token).await.unwrap();
        assert_eq!((again.status, again.json()), (201, first.json()), "repeated");
        Acknowledged::new(self, first.json())
    }
}

/// An order that was answered 2xx, and the answer.
#[derive(Debug)]
pub(super) struct Acknowledged {
    order: Order,
    answer: Value,
}

impl Acknowledged {
    /// Remembers an answer.
    pub(super) fn new(order: Order, answer: Value) -> Self {
        Self { order, answer }
    }

    /// Its codes: of each piece, and of the whole when it has one of its own.
    pub(super) fn codes(&self) -> Vec<String> {
        let pieces = self.answer["pieces"].as_array();
        let of_pieces = pieces.into_iter().flatten().map(|piece| &piece["trackerCode"]);
        let of_whole = ["shipmentTrackerCode", "trackerCode"].map(|member| &self.answer[member]);
        let codes: Vec<_> = of_pieces
            .chain(of_whole)
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        assert!(!codes.is_empty(), "{}", self.answer);
        codes
    }

    /// Labels with their codes.
    fn labels(&self) -> Vec<(&str, &str)> {
        let pieces = self.answer["pieces"].as_array();
        let labels: Vec<&Value> = pieces.map_or_else(|| vec![&self.answer], |pieces| pieces.iter().collect());
        let text = |label: &'_ Value, member: &str| label[member].as_str().map(str::to_owned);
        assert!(
            labels.iter().all(|label| text(label, "labelId").is_some()),
            "{labels:?}"
        );
        labels
            .into_iter()
            .filter_map(|label| Some((label["labelId"].as_str()?, label["trackerCode"].as_str()?)))
            .collect()
    }

    /// The server still answers what it answered, and has its labels and their events.
    pub(super) async fn verify(&self, client: Client, token: &str) {
        if let Some(id) = self.order.body["shipmentId"].as_str() {
            let shipment = client.json(token, &format!("/shipments/{id}")).await;
            assert_eq!(shipment["pieces"], self.answer["pieces"], "shipment {id}");
            assert_eq!(
                shipment["shipmentTrackerCode"], self.answer["shipmentTrackerCode"],
                "shipment {id}"
            );
        }
        for (id, code) in self.labels() {
            let label = client.json(token, &format!("/labels/{id}")).await;
            assert_eq!(label["trackerCode"], json!(code), "label {id}");
            let tracked = client.json(token, &format!("/track-trace?key={code}")).await;
            let record = &tracked[0];
            assert_eq!(record["barcode"], json!(code));
            let events = record["events"].as_array().map_or(0, Vec::len);
            assert!(events >= 2, "events of the registration of {code}: {tracked}");
        }
    }
}
