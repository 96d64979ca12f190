//! Money in requests, responses and the OpenAPI document.

use fin_infra::http::Resources;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// What a customer pays.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Invoice {
    #[fin(adjust, filter, order, sum, max, decimal(precision = 18, scale = 3))]
    price: Money,
    #[fin(filter)]
    discount: Option<Money>,
    #[fin(fixed = "EUR", sum, default = money!(0 EUR), decimal(precision = 18, scale = 2))]
    tax: Money,
    #[fin(default, schema(example = "late"))]
    note: String,
}

on_each_store!(
    [Invoice] money_is_an_object,
    [Invoice] what_is_no_money_is_rejected_where_it_is_wrong,
    [Invoice] a_query_compares_amounts_in_a_currency,
    [Invoice] sums_are_grouped_by_the_currency,
    [Invoice] an_adjustment_adds_money,
    [Invoice] a_selected_amount_has_its_currency,
    [Invoice] the_document_describes_money,
);

fn client(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add_with::<Invoice>(|invoices| invoices.adjustable()))
}

fn money(amount: &str, currency: &str) -> Value {
    json!({ "amount": amount, "currency": currency })
}

/// The only error of a response: the name of what is wrong, and why.
#[track_caller]
fn rejected(answer: &Answer, status: u16) -> String {
    let problem = answer.expect(status);
    let [error] = &problem["errors"].as_array().unwrap()[..] else { panic!("{problem}") };
    format!("{}: {}", error["name"].as_str().unwrap(), error["detail"].as_str().unwrap())
}

async fn money_is_an_object(db: &Db) {
    let client = client(db);
    let created = client.post("/invoices", &json!({ "price": money("10.5", "EUR") })).await.expect(201);
    assert_eq!(created["price"], money("10.50", "EUR"));
    assert_eq!((&created["discount"], &created["tax"]), (&Value::Null, &money("0.00", "EUR")));
    assert_eq!(created.get("price_currency"), None);
    let path = format!("/invoices/{}", created["id"].as_str().unwrap());
    let update = json!({ "price": money("7", "JPY"), "discount": money("0.125", "KWD") });
    let updated = client.patch(&path, &update).await.expect(200);
    assert_eq!((&updated["price"], &updated["discount"]), (&money("7", "JPY"), &money("0.125", "KWD")));
    assert_eq!(client.get(&path).await.expect(200), updated);
    let updated = client.patch(&path, &json!({ "discount": null })).await.expect(200);
    assert_eq!(updated["discount"], Value::Null);
}

async fn what_is_no_money_is_rejected_where_it_is_wrong(db: &Db) {
    let client = client(db);
    for (price, problem) in [
        (
            json!("10.00"),
            "price: must be an amount with its currency, such as {\"amount\": \"10.00\", \"currency\": \"EUR\"}, not a string",
        ),
        (json!({ "amount": "10.00" }), "price: the field `currency` is missing"),
        (
            json!({ "amount": 10, "currency": "EUR" }),
            "price: `amount`: must be a decimal as text, such as \"12.50\", not a number",
        ),
        (money("10.001", "EUR"), "price: must have at most 2 decimal places in EUR"),
        (money("10.5", "JPY"), "price: must have no decimal places in JPY"),
        (money("10", "EURO"), "price: `currency`: must be a code of ISO 4217, such as EUR"),
        (money("10", "eur"), "price: `currency`: must be a code of ISO 4217, such as EUR"),
        (
            json!({ "amount": "1", "currency": "EUR", "note": 1 }),
            "price: has the field `note`, which is unknown; allowed: `amount` or `currency`",
        ),
        (money("1000000000000000", "EUR"), "price: must have at most 15 digits before the point"),
    ] {
        let answer = client.post("/invoices", &json!({ "price": price })).await;
        assert_eq!(rejected(&answer, 422), problem, "{price}");
    }
    let tax = json!({ "price": money("1", "USD"), "tax": money("1", "USD") });
    assert_eq!(rejected(&client.post("/invoices", &tax).await, 422), "tax: must be in EUR");
}

async fn a_query_compares_amounts_in_a_currency(db: &Db) {
    let client = client(db);
    for (amount, currency) in [("5", "EUR"), ("10", "EUR"), ("7", "USD")] {
        client.post("/invoices", &json!({ "price": money(amount, currency) })).await.expect(201);
    }
    for (query, expected) in [
        ("price=10.00%20EUR", vec!["10.00"]),
        ("price[gte]=5%20EUR&order_by=-price", vec!["10.00", "5.00"]),
        ("price[in]=5%20EUR,7%20USD&order_by=price", vec!["5.00", "7.00"]),
        ("price_currency=USD", vec!["7.00"]),
        ("price[ne]=5%20EUR&order_by=price", vec!["10.00", "7.00"]),
        ("discount[is_null]=true&order_by=-price", vec!["7.00", "10.00", "5.00"]),
    ] {
        let page = client.get(&format!("/invoices?{query}")).await.expect(200);
        let amounts = page["items"].as_array().unwrap().iter().map(|row| row["price"]["amount"].clone());
        assert_eq!(amounts.collect::<Vec<_>>(), expected, "{query}");
    }
    for query in ["price=10", "price=10%20EURO", "price=EUR%2010", "price_currency=EURO"] {
        client.get(&format!("/invoices?{query}")).await.problem(400, "invalid-query");
    }
}

async fn sums_are_grouped_by_the_currency(db: &Db) {
    let client = client(db);
    for (amount, currency) in [("5", "EUR"), ("10.50", "EUR"), ("7", "JPY")] {
        client.post("/invoices", &json!({ "price": money(amount, currency) })).await.expect(201);
    }
    let groups =
        client.get("/invoices/aggregate?by=price_currency&sum=price&max=price&sum=tax").await.expect(200);
    let expected = json!([
        { "price_currency": "EUR", "sum_price": money("15.50", "EUR"), "max_price": money("10.50", "EUR"),
          "sum_tax": money("0.00", "EUR") },
        { "price_currency": "JPY", "sum_price": money("7", "JPY"), "max_price": money("7", "JPY"),
          "sum_tax": money("0.00", "EUR") },
    ]);
    assert_eq!(groups["items"], expected);
    let over = "/invoices/aggregate?by=price_currency&sum=price&sum(price)[gt]=15%20EUR";
    let groups = client.get(over).await.expect(200);
    assert_eq!(groups["items"], json!([{ "price_currency": "EUR", "sum_price": money("15.50", "EUR") }]));
    let answer = client.get("/invoices/aggregate?sum=price").await;
    assert_eq!(rejected(&answer, 400), "price: may be in several currencies: group by `price_currency`");
}

async fn an_adjustment_adds_money(db: &Db) {
    let client = client(db);
    let created = client.post("/invoices", &json!({ "price": money("10", "EUR") })).await.expect(201);
    let path = format!("/invoices/{}/adjust", created["id"].as_str().unwrap());
    let adjusted = client.post(&path, &json!({ "price": money("-0.25", "EUR") })).await.expect(200);
    assert_eq!(adjusted["price"], money("9.75", "EUR"));
    let answer = client.post(&path, &json!({ "price": money("1", "USD") })).await;
    assert_eq!(rejected(&answer, 422), "price: EUR and USD cannot be mixed");
}

async fn a_selected_amount_has_its_currency(db: &Db) {
    let resources = Resources::new(db.clone()).add_with::<Invoice>(|invoices| invoices.selectable());
    let client = Client::of(resources);
    let created = client.post("/invoices", &json!({ "price": money("10", "EUR") })).await.expect(201);
    let row = client.get("/invoices?fields=price,discount,tax").await.expect(200)["items"][0].take();
    let expected = json!({
        "id": created["id"], "price": money("10.00", "EUR"), "discount": null, "tax": money("0.00", "EUR"),
    });
    assert_eq!(row, expected);
    client.get("/invoices?fields=price_currency").await.problem(400, "invalid-query");
}

async fn the_document_describes_money(db: &Db) {
    let resources = Resources::new(db.clone()).add::<Invoice>();
    let document: Value = serde_json::to_value(resources.openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    let property = |name: &str| {
        let property = &schemas["Invoice"]["properties"][name];
        let reference = property.to_string();
        let named = reference.split("#/components/schemas/").nth(1).and_then(|rest| rest.split('"').next());
        named.map_or(property, |name| &schemas[name]).clone()
    };
    assert_eq!(property("price")["required"], json!(["amount", "currency"]));
    assert_eq!(
        property("price")["properties"]["amount"]["pattern"],
        json!(r"^-?[0-9]{1,15}(\.[0-9]{1,3})?$")
    );
    assert_eq!(property("tax")["properties"]["currency"]["enum"], json!(["EUR"]));
    assert_eq!(property("price_currency"), Value::Null);
}
