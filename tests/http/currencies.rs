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
    [Invoice] a_patch_replaces_an_amount_or_leaves_it,
    [Invoice] a_cursor_goes_on_after_an_amount,
    [Invoice, Bill] the_document_describes_money,
    [Bill] an_annotated_amount_keeps_its_form,
    [Invoice] the_document_offers_conditions_that_are_accepted,
);

/// What is to be paid.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Bill {
    #[fin(default = money!(7.5 EUR), decimal(precision = 18, scale = 3))]
    total: Money,
    #[fin(fixed = "JPY", default = money!(50 JPY))]
    fee: Money,
    /// What is paid in the end.
    #[fin(schema(deprecated))]
    rounded: Option<Money>,
    #[fin(schema(value_type = String, example = "1 EUR"), internal)]
    note: Option<Money>,
}

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
        (
            json!(["10.00", "EUR"]),
            "price: must be an amount with its currency, such as {\"amount\": \"10.00\", \"currency\": \"EUR\"}, not an array",
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

async fn a_patch_replaces_an_amount_or_leaves_it(db: &Db) {
    let client = client(db);
    let create = json!({ "price": money("10", "EUR"), "discount": money("1", "EUR") });
    let created = client.post("/invoices", &create).await.expect(201);
    let path = format!("/invoices/{}", created["id"].as_str().unwrap());
    let updated = client.patch(&path, &json!({ "note": "late" })).await.expect(200);
    assert_eq!((&updated["price"], &updated["discount"]), (&created["price"], &created["discount"]));
    for (price, problem) in [
        (json!({ "amount": "5" }), "price: the field `currency` is missing"),
        (json!({ "currency": "USD" }), "price: the field `amount` is missing"),
    ] {
        let answer = client.patch(&path, &json!({ "price": price })).await;
        assert_eq!(rejected(&answer, 422), problem);
    }
    let answer = client.patch(&path, &json!({ "price": null })).await;
    assert!(rejected(&answer, 422).starts_with("price: "), "{answer:?}");
    let answer = client.patch(&path, &json!({ "discount": { "amount": null, "currency": null } })).await;
    assert!(rejected(&answer, 422).starts_with("discount: `amount`: "), "{answer:?}");
    assert_eq!(client.get(&path).await.expect(200), updated);
    let update = json!({ "discount": null, "price": money("5", "USD") });
    let updated = client.patch(&path, &update).await.expect(200);
    assert_eq!((&updated["price"], &updated["discount"]), (&money("5.00", "USD"), &Value::Null));
}

async fn a_cursor_goes_on_after_an_amount(db: &Db) {
    let client = client(db);
    for (amount, currency) in [("5", "USD"), ("10", "EUR"), ("7", "JPY"), ("5", "EUR"), ("5", "EUR")] {
        client.post("/invoices", &json!({ "price": money(amount, currency) })).await.expect(201);
    }
    for (order, expected) in [
        ("price", ["5.00 EUR", "5.00 EUR", "10.00 EUR", "7 JPY", "5.00 USD"]),
        ("-price", ["5.00 USD", "7 JPY", "10.00 EUR", "5.00 EUR", "5.00 EUR"]),
    ] {
        let (mut found, mut ids, mut cursor) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page =
                client.get(&format!("/invoices?order_by={order}&page_size=1{cursor}")).await.expect(200);
            for row in page["items"].as_array().unwrap() {
                let text = |name: &str| row["price"][name].as_str().unwrap();
                found.push(format!("{} {}", text("amount"), text("currency")));
                ids.push(row["id"].to_string());
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, expected);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 5);
    }
}

/// The document of both resources, and a property of a schema in it, without a reference.
fn document(db: &Db) -> Value {
    let resources = Resources::new(db.clone()).add::<Invoice>().add::<Bill>();
    serde_json::to_value(resources.openapi()).unwrap()
}

fn property<'a>(document: &'a Value, schema: &str, name: &str) -> (Option<String>, &'a Value) {
    let schemas = &document["components"]["schemas"];
    let property = &schemas[schema]["properties"][name];
    let reference = property.to_string();
    let named = reference.split("#/components/schemas/").nth(1).and_then(|rest| rest.split('"').next());
    (named.map(str::to_owned), named.map_or(property, |name| &schemas[name]))
}

async fn the_document_describes_money(db: &Db) {
    let document = document(db);
    let (name, price) = property(&document, "Invoice", "price");
    assert_eq!(name.as_deref(), Some("Money18_3"));
    assert_eq!(price["required"], json!(["amount", "currency"]));
    assert_eq!(price["properties"]["amount"]["pattern"], json!(r"^-?[0-9]{1,15}(\.[0-9]{1,3})?$"));
    let (name, tax) = property(&document, "Invoice", "tax");
    assert_eq!(name.as_deref(), Some("MoneyInEUR18_2"));
    assert_eq!(tax["properties"]["currency"]["enum"], json!(["EUR"]));
    assert_eq!(property(&document, "Invoice", "price_currency").1, &Value::Null);
    let names = ["price", "discount"].map(|name| property(&document, "InvoiceCreate", name).0);
    assert_eq!(names, ["Money18_3", "Money"].map(|name| Some(name.to_owned())));
    assert_eq!(property(&document, "Bill", "total").0.as_deref(), Some("Money18_3"));
    let description = |name: &str| property(&document, "BillCreate", name).1;
    let total = &document["components"]["schemas"]["BillCreate"]["properties"]["total"];
    assert_eq!(total["description"], json!("Defaults to `{\"amount\":\"7.50\",\"currency\":\"EUR\"}`."));
    let fee = &document["components"]["schemas"]["BillCreate"]["properties"]["fee"];
    assert_eq!(fee["description"], json!("Defaults to `{\"amount\":\"50\",\"currency\":\"JPY\"}`."));
    assert_eq!(description("fee")["properties"]["amount"]["pattern"], json!("^-?[0-9]{1,14}$"));
}

async fn an_annotated_amount_keeps_its_form(db: &Db) {
    let document = document(db);
    let (name, rounded) = property(&document, "Bill", "rounded");
    assert_eq!(name.as_deref(), Some("BillRounded"), "{document:#}");
    assert_eq!(rounded["required"], json!(["amount", "currency"]));
    assert_eq!(rounded["deprecated"], json!(true));
    let (_, note) = property(&document, "Bill", "note");
    assert_eq!(note["type"], json!(["string", "null"]));
}

async fn the_document_offers_conditions_that_are_accepted(db: &Db) {
    let client = client(db);
    let document = document(db);
    let parameters = document["paths"]["/invoices/aggregate"]["get"]["parameters"].as_array().unwrap();
    let conditions = |of: &str| -> Vec<&str> {
        let names = parameters.iter().filter_map(|parameter| parameter["name"].as_str());
        names.filter(|name| name.starts_with(of)).collect()
    };
    let operators = ["eq", "lt", "lte", "gt", "gte", "in"].map(|operator| format!("sum(price)[{operator}]"));
    assert_eq!(conditions("sum(price)["), operators);
    assert!(conditions("sum(tax)[").contains(&"sum(tax)[ne]"));
    for condition in conditions("sum(price)[").into_iter().chain(conditions("sum(tax)[")) {
        let path = format!("/invoices/aggregate?by=price_currency&sum=price&sum=tax&{condition}=5%20EUR");
        client.get(&path).await.expect(200);
    }
    let path = "/invoices/aggregate?by=price_currency&sum=price&sum(price)[ne]=5%20EUR";
    client.get(path).await.problem(400, "invalid-query");
}
