//! The list of pickups: pages, words, accounts.

use super::{PATH, book, pickup};
use crate::support::samples::with;
use crate::support::shop::Shop;
use serde_json::{Value, json};

/// Pickups by description, in the order of the list.
fn descriptions(list: &Value) -> Vec<&str> {
    let data = list["data"].as_array().unwrap();
    data.iter()
        .map(|pickup| pickup["description"].as_str().unwrap_or("-"))
        .collect()
}

#[tokio::test]
async fn the_list_is_paged_newest_first() {
    let shop = Shop::open().await;
    for number in 1..=7 {
        book(&shop, &with(pickup(), "description", json!(format!("number {number}")))).await;
    }
    let all = shop.json(PATH).await;
    assert_eq!(
        (&all["results"], &all["limit"], &all["skip"]),
        (&json!(7), &json!(10), &json!(0))
    );
    let page = shop.json(&format!("{PATH}?limit=3&skip=2")).await;
    assert_eq!(
        (&page["results"], &page["limit"], &page["skip"]),
        (&json!(7), &json!(3), &json!(2))
    );
    assert_eq!(descriptions(&page), ["number 5", "number 4", "number 3"]);
    assert_eq!(
        descriptions(&shop.json(&format!("{PATH}?limit=5&skip=7")).await),
        Vec::<&str>::new()
    );
    for query in ["limit=0", "limit=101", "limit=x", "skip=-1", "accountIds=ACME"] {
        shop.get(&format!("{PATH}?{query}")).await.assert_error(400, query);
    }
    let long = format!("{PATH}?query={}", "x".repeat(201));
    shop.get(&long).await.assert_error(400, "a long query");
}

#[tokio::test]
async fn the_list_is_searched_by_words_and_accounts() {
    let shop = Shop::open().await;
    let mut office = with(pickup(), "description", json!("Office no 1"));
    office["shipper"]["name"] = json!({"firstName": "Jürgen", "lastName": "Müller"});
    let first = book(&shop, &office).await;
    let mut depot = with(pickup(), "description", json!("Depot"));
    depot["accountId"] = json!("08500002");
    book(&shop, &depot).await;
    let number = first["confirmationNumber"].as_str().unwrap();
    for (query, found) in [
        ("", vec!["Depot", "Office no 1"]),
        ("query=office", vec!["Office no 1"]),
        ("query=muller+jurgen", vec!["Office no 1"]),
        ("query=M%C3%9CLLER", vec!["Office no 1"]),
        ("query=muller+depot", vec![]),
        ("query=kalver+1000", vec!["Depot", "Office no 1"]),
        ("query=%25", vec!["Depot", "Office no 1"]),
        (&format!("query={number}"), vec!["Office no 1"]),
        ("accountIds=08500002", vec!["Depot"]),
        ("accountIds=08500001&accountIds=08500002", vec!["Depot", "Office no 1"]),
        ("accountIds[]=08500001", vec!["Office no 1"]),
        ("accountIds=08600001", vec![]),
        ("accountIds=08500002&query=office", vec![]),
    ] {
        let list = shop.json(&format!("{PATH}?limit=10&skip=0&{query}")).await;
        assert_eq!(descriptions(&list), found, "{query}");
        assert_eq!(list["results"], found.len(), "{query}");
    }
}
