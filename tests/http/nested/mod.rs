//! Rows that a request creates together with their children.

mod bounds;
mod options;
mod permissions;
mod refused;
mod repeated;

use axum::http::request::Parts;
use fin_infra::http::{Action, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use crate::client::Client;

/// Where money comes from.
#[derive(FinResource)]
#[fin(tenant)]
struct Account {
    name: String,
}

/// Something to save for.
#[derive(FinResource)]
#[fin(tenant, version, children("Deposit", "Note"))]
struct Goal {
    #[fin(unique, length(max = 10))]
    name: String,
}

/// What was saved.
#[derive(FinResource)]
#[fin(tenant, soft_delete, unique("goal_id", "label"), check(amount > 0), prepare = tidy, validate = check)]
struct Deposit {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
    #[fin(belongs_to = "Account")]
    account_id: Option<Uuid>,
    #[fin(length(max = 5))]
    label: String,
    #[fin(order, decimal(precision = 18, scale = 2))]
    amount: Decimal,
    #[fin(secret, default)]
    reference: Option<String>,
}

/// A note, which need not be about a goal.
#[derive(FinResource)]
#[fin(tenant, children("Line"))]
struct Note {
    #[fin(belongs_to = "Goal")]
    goal_id: Option<Uuid>,
    #[fin(default)]
    text: String,
}

/// A line of a note.
#[derive(FinResource)]
#[fin(tenant)]
struct Line {
    #[fin(belongs_to = "Note")]
    note_id: Uuid,
}

fn tidy(input: Input<'_, Deposit>) -> Result<(), Error> {
    if let Input::Create(create) = input {
        create.label = create.label.trim().to_owned();
    }
    Ok(())
}

fn check(input: Input<'_, Deposit>) -> Result<(), Error> {
    match input {
        Input::Create(create) if create.label == "bad" => Err(Error::invalid("label", "must not be bad")),
        _ => Ok(()),
    }
}

/// The API, in which goals are created together with deposits and notes.
fn resources(db: &Db) -> Resources {
    Resources::new(db.clone())
        .add::<Account>()
        .add_with::<Goal>(|goals| goals.create_with(Goal::deposits()).create_with(Goal::notes()))
        .add_with::<Deposit>(|deposits| deposits.at("/savings"))
        .add::<Note>()
        .add::<Line>()
}

fn client(db: &Db) -> Client {
    Client::of(resources(db).permissions(|_: &Parts, _: Action, _: &str| Ok(())))
}

/// A deposit in a body.
fn deposit(label: &str, amount: &str) -> Value {
    json!({"label": label, "amount": amount})
}

/// How many goals, deposits and notes there are.
async fn counts(client: &Client) -> [u64; 3] {
    let mut counts = [0; 3];
    for (count, path) in counts.iter_mut().zip(["goals", "savings", "notes"]) {
        let page = client.get(&format!("/{path}?with_total=true&page_size=1")).await.expect(200);
        *count = page["total"].as_u64().unwrap();
    }
    counts
}

on_each_store!(
    [Account, Goal, Deposit, Note, Line] a_row_is_created_with_its_children,
    [Account, Goal, Deposit, Note, Line] several_kinds_of_children_are_several_lists,
    [Account, Goal, Deposit, Note, Line] a_list_may_be_empty_or_absent,
    [Account, Goal, Deposit, Note, Line] hooks_and_defaults_are_those_of_the_childs_own_route,
    [Account, Goal, Deposit, Note, Line] without_the_option_a_list_is_an_unknown_field,
);

async fn a_row_is_created_with_its_children(db: &Db) {
    let tenant = Uuid::now_v7();
    let client = client(db).of_tenant(tenant);
    let account = client.post("/accounts", &json!({"name": "cash"})).await.expect(201)["id"].clone();
    let mut first = deposit("a", "20.00");
    first["account_id"] = account.clone();
    let body = json!({"name": "Boat", "deposits": [first, deposit("b", "0.50"), deposit("c", "3")]});
    let created = client.post("/goals", &body).await;
    let goal = created.expect(201);
    let path = format!("/goals/{}", goal["id"].as_str().unwrap());
    assert_eq!((created.header("location"), created.header("etag")), (Some(&*path), Some("\"1\"")));
    assert_eq!(client.get(&format!("{path}?include=deposits")).await.expect(200), goal, "as it is included");

    let deposits = &goal["related"]["deposits"];
    assert_eq!(deposits["has_more"], false);
    let rows = deposits["items"].as_array().unwrap();
    let labels: Vec<_> = rows.iter().map(|row| (&row["label"], &row["amount"])).collect();
    let expected = [("a", "20.00"), ("b", "0.50"), ("c", "3.00")].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(labels, expected.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
    assert_eq!((&rows[0]["account_id"], &rows[1]["account_id"]), (&account, &Value::Null));
    for row in rows {
        assert_eq!((&row["goal_id"], &row["tenant_id"]), (&goal["id"], &json!(tenant)));
        assert_eq!(&client.get(&format!("/savings/{}", row["id"].as_str().unwrap())).await.expect(200), row);
    }
    assert_eq!(counts(&client).await, [1, 3, 0]);
    assert_eq!(counts(&client.of_another_tenant()).await, [0, 0, 0]);
}

async fn several_kinds_of_children_are_several_lists(db: &Db) {
    let client = client(db);
    let body = json!({
        "notes": [{"text": "soon"}, {}],
        "name": "Boat",
        "deposits": [deposit("a", "1")],
    });
    let goal = client.post("/goals", &body).await.expect(201);
    let related = &goal["related"];
    assert_eq!(related["deposits"]["items"][0]["label"], "a");
    let notes = &related["notes"]["items"];
    assert_eq!((&notes[0]["text"], &notes[1]["text"]), (&json!("soon"), &json!("")));
    assert_eq!((&notes[0]["goal_id"], &notes[1]["goal_id"]), (&goal["id"], &goal["id"]));
    let only = client.post("/goals", &json!({"name": "Car", "notes": [{}]})).await.expect(201);
    assert_eq!(only["related"]["deposits"], Value::Null);
    assert_eq!(counts(&client).await, [2, 1, 3]);
}

async fn a_list_may_be_empty_or_absent(db: &Db) {
    let client = client(db);
    let plain = client.post("/goals", &json!({"name": "Boat"})).await;
    let row = plain.expect(201);
    assert_eq!(row.get("related"), None);
    assert_eq!(client.get(plain.header("location").unwrap()).await.expect(200), row);
    let empty = client.post("/goals", &json!({"name": "Car", "deposits": []})).await.expect(201);
    assert_eq!(empty["related"], json!({"deposits": {"items": [], "has_more": false}}));
    assert_eq!(counts(&client).await, [2, 0, 0]);
}

async fn hooks_and_defaults_are_those_of_the_childs_own_route(db: &Db) {
    let client = client(db);
    let mut spaced = deposit("  a ", "1");
    spaced["reference"] = json!("1234");
    let goal =
        client.post("/goals", &json!({"name": "Boat", "deposits": [spaced.clone()]})).await.expect(201);
    let nested = &goal["related"]["deposits"]["items"][0];
    let other = client.post("/goals", &json!({"name": "Car"})).await.expect(201)["id"].clone();
    spaced["goal_id"] = other;
    let alone = client.post("/savings", &spaced).await.expect(201);
    assert_eq!((&nested["label"], &alone["label"]), (&json!("a"), &json!("a")));
    let fields = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(nested), fields(&alone), "a secret is not shown");
}

async fn without_the_option_a_list_is_an_unknown_field(db: &Db) {
    let plain = Resources::new(db.clone()).add::<Goal>().add::<Deposit>();
    let plain = Client::of(plain.permissions(|_: &Parts, _: Action, _: &str| Ok(())));
    let body = json!({"name": "Boat", "deposits": []});
    let refused = plain.post("/goals", &body).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["deposits"]);
    let detail = "is not a known field; allowed: name";
    assert_eq!(refused.value()["errors"][0]["detail"], detail);
    // With it, the lists are among the fields that an error names, and there is one level.
    let client = client(db);
    let refused = client.post("/goals", &json!({"name": "Boat", "lines": []})).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["lines"]);
    assert_eq!(refused.value()["errors"][0]["detail"], format!("{detail}, deposits, notes"));
    let deeper = json!({"name": "Boat", "notes": [{"lines": []}]});
    let refused = client.post("/goals", &deeper).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["notes[0].lines"]);
    // Nor does a change take them.
    let path = client.post("/goals", &json!({"name": "Boat"})).await.header("location").unwrap().to_owned();
    let refused = client.with("if-match", "\"1\"").patch(&path, &json!({"deposits": []})).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["deposits"]);
    assert_eq!(counts(&client).await, [1, 0, 0]);
}
