//! The fields of rows in responses: `?fields=`.

use std::collections::BTreeMap;

use axum::http::request::Parts;
use fin_infra::http::{Action, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::{Value, json};

use crate::client::{Client, draft, path_of};

/// Who signs.
#[derive(FinResource)]
#[fin(tenant)]
struct Party {
    name: String,
}

/// A contract, with a long text.
#[derive(FinResource)]
#[fin(tenant, soft_delete, version, search = "title", children("Clause"))]
struct Contract {
    #[fin(order, filter)]
    title: String,
    #[fin(order)]
    value: Option<Decimal>,
    #[fin(json)]
    labels: BTreeMap<String, Decimal>,
    #[fin(secret)]
    pin: String,
    #[fin(internal, default)]
    checks: i32,
    #[fin(belongs_to = "Party")]
    party_id: Option<Uuid>,
    #[fin(length(max = 100_000))]
    text: String,
}

/// A part of a contract.
#[derive(FinResource)]
#[fin(tenant)]
struct Clause {
    #[fin(belongs_to = "Contract")]
    contract_id: Uuid,
    text: String,
}

fn client(db: &Db) -> Client {
    let resources = Resources::new(db.clone()).add::<Party>().add::<Clause>();
    let resources = resources.add_with::<Contract>(|contracts| contracts.selectable());
    Client::of(resources.permissions(|_: &Parts, _: Action, _: &str| Ok(())))
}

async fn party(client: &Client) -> String {
    let path = path_of(&client.post("/parties", &json!({"name": "Bank"})).await);
    path.rsplit('/').next().unwrap().to_owned()
}

/// Creates a contract, and returns its path and its id.
async fn contract(client: &Client, title: &str, party: Option<&str>) -> (String, String) {
    let body = json!({
        "title": title, "value": "12.5", "labels": {"a": "1.50"}, "pin": "1234", "party_id": party, "text": "long",
    });
    let path = path_of(&client.post("/contracts", &body).await);
    let id = path.rsplit('/').next().unwrap().to_owned();
    (path, id)
}

/// The names of the fields of an object, in their order.
fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

on_each_store!(
    [Party, Contract, Clause] a_list_has_the_fields_and_the_id,
    [Party, Contract, Clause] a_single_row_has_the_fields_and_the_id,
    [Party, Contract, Clause] the_values_are_those_of_the_whole_row,
    [Party, Contract, Clause] a_list_keeps_its_order_its_search_and_its_pages,
    [Party, Contract, Clause] a_wrong_field_is_an_error_that_names_it,
    [Party, Contract, Clause] what_a_row_never_shows_cannot_be_selected,
    [Party, Contract, Clause] the_tag_is_that_of_the_version,
    [Party, Contract, Clause] related_rows_are_whole,
    [Party, Contract, Clause] no_row_of_another_tenant_is_found,
    [Budget] a_resource_has_no_such_parameter_by_default,
);

async fn a_list_has_the_fields_and_the_id(db: &Db) {
    let client = client(db);
    let (_, id) = contract(&client, "Lease", None).await;
    let list = client.get("/contracts?fields=value,title").await.expect(200);
    assert_eq!(list["items"], json!([{"id": id, "title": "Lease", "value": "12.5000"}]));
    assert_eq!(list["page_size"], 20);
    for same in ["id,title", "title", "title,id"] {
        let list = client.get(&format!("/contracts?fields={same}")).await.expect(200);
        assert_eq!(list["items"], json!([{"id": id, "title": "Lease"}]), "{same}");
    }
    let repeated = client.get("/contracts?fields=title&fields=checks").await.expect(200);
    assert_eq!(repeated["items"], json!([{"id": id, "title": "Lease", "checks": 0}]));
    let found = client.get("/contracts/search?q=lease&fields=id").await.expect(200);
    assert_eq!(found["items"], json!([{"id": id}]));
}

async fn a_single_row_has_the_fields_and_the_id(db: &Db) {
    let client = client(db);
    let (path, id) = contract(&client, "Lease", None).await;
    let row = client.get(&format!("{path}?fields=title,party_id")).await.expect(200);
    assert_eq!(row, json!({"id": id, "title": "Lease", "party_id": null}));
    client.get(&format!("/contracts/{}?fields=title", Uuid::now_v7())).await.problem(404, "not-found");
    client.get("/contracts/none?fields=title").await.problem(404, "not-found");
    client.with("if-match", "\"1\"").delete(&path).await.expect(204);
    client.get(&format!("{path}?fields=title")).await.problem(404, "not-found");
    let deleted = client.get("/contracts?only_deleted=true&fields=title").await.expect(200);
    assert_eq!(deleted["items"], json!([{"id": id, "title": "Lease"}]));
}

async fn the_values_are_those_of_the_whole_row(db: &Db) {
    let client = client(db);
    let (path, _) = contract(&client, "Lease", Some(&party(&client).await)).await;
    let whole = client.get(&path).await;
    let names = keys(&whole.value()).join(",");
    let all = client.get(&format!("{path}?fields={names}")).await;
    assert_eq!(all.body, whole.body, "even in their order");
    let list = client.get(&format!("/contracts?fields={names}")).await;
    assert_eq!(list.body, client.get("/contracts").await.body);
}

async fn a_list_keeps_its_order_its_search_and_its_pages(db: &Db) {
    let client = client(db);
    for title in ["Lease", "Loan", "Licence", "Other"] {
        contract(&client, title, None).await;
    }
    let query = "q=L&order_by=-title&page_size=2&with_total=true";
    // Neither the order's column nor the id is selected.
    let first = client.get(&format!("/contracts?{query}&fields=value")).await.expect(200);
    let whole = client.get(&format!("/contracts?{query}")).await.expect(200);
    assert_eq!((&first["total"], &first["next_cursor"]), (&json!(3), &whole["next_cursor"]));
    let ids = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), ids(&whole));
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = client.get(&format!("/contracts?{query}&fields=title&cursor={cursor}")).await.expect(200);
    assert_eq!((keys(&rest["items"][0]), &rest["items"][0]["title"]), (vec!["id", "title"], &json!("Lease")));
    assert_eq!(rest["next_cursor"], Value::Null);
    client.get(&format!("/contracts?q=L&fields=title&cursor={cursor}")).await.problem(400, "invalid-query");
}

async fn a_wrong_field_is_an_error_that_names_it(db: &Db) {
    let client = client(db);
    let (path, _) = contract(&client, "Lease", None).await;
    let known = "those are: id, tenant_id, title, value, labels, checks, party_id, text, created_at, updated_at, \
                 deleted_at, version";
    for (fields, reason) in [
        ("titel", format!("`titel` is not a field of a row; {known}")),
        ("title,titel", format!("`titel` is not a field of a row; {known}")),
        ("Title", format!("`Title` is not a field of a row; {known}")),
        ("title%20", format!("`title ` is not a field of a row; {known}")),
        ("title.text", format!("`title.text` is not a field of a row; {known}")),
        ("*", format!("`*` is not a field of a row; {known}")),
        ("", format!("an empty name is not a field of a row; {known}")),
        ("title,", format!("an empty name is not a field of a row; {known}")),
        (",", format!("an empty name is not a field of a row; {known}")),
        ("title,id,title", "names `title` more than once".to_owned()),
        ("id&fields=id", "names `id` more than once".to_owned()),
        (&"x".repeat(64), format!("one of the names is not a field of a row; {known}")),
    ] {
        for path in ["/contracts", "/contracts/search", &path] {
            let search = if path.ends_with("search") { "q=a&" } else { "" };
            let answer = client.get(&format!("{path}?{search}fields={fields}")).await;
            assert_eq!(answer.problem(400, "invalid-query"), ["fields"], "{fields}");
            assert_eq!(answer.value()["errors"][0]["detail"], reason, "{fields}");
        }
    }
    // Every mistake is reported, not only this one.
    let answer = client.get("/contracts?fields=titel&page=0&colour=red").await;
    assert_eq!(answer.problem(400, "invalid-query"), ["fields", "page", "colour"]);
    let allowed = answer.value()["errors"][2]["detail"].as_str().unwrap().to_owned();
    assert!(allowed.contains(", fields"), "{allowed}");
    let answer = client.get(&format!("{path}?colour=red")).await;
    assert_eq!(answer.value()["errors"][0]["detail"], "is not a known parameter; allowed: include, fields");
}

async fn what_a_row_never_shows_cannot_be_selected(db: &Db) {
    let client = client(db);
    let (path, _) = contract(&client, "Lease", None).await;
    for path in ["/contracts?fields=pin".to_owned(), format!("{path}?fields=title,pin")] {
        let answer = client.get(&path).await;
        assert_eq!(answer.problem(400, "invalid-query"), ["fields"]);
        let detail = answer.value()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("`pin` is not a field of a row"), "{detail}");
        assert!(!detail.contains(", pin"), "{detail}");
    }
}

async fn the_tag_is_that_of_the_version(db: &Db) {
    let client = client(db);
    let (path, id) = contract(&client, "Lease", None).await;
    let selected = format!("{path}?fields=title");
    let answer = client.get(&selected).await;
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(answer.expect(200), json!({"id": id, "title": "Lease"}), "the version is not shown");
    let known = client.with("if-none-match", "\"1\"").get(&selected).await;
    assert_eq!((known.expect(304), known.header("etag")), (Value::Null, Some("\"1\"")));

    // The version that was read with some fields is the one that a change replaces.
    let renamed = client.with("if-match", "\"1\"").patch(&path, &json!({"title": "Loan"})).await;
    assert_eq!(renamed.expect(200)["version"], 2);
    let changed = client.with("if-none-match", "\"1\"").get(&selected).await;
    assert_eq!((changed.header("etag"), &changed.expect(200)["title"]), (Some("\"2\""), &json!("Loan")));
    let with_version = client.get(&format!("{path}?fields=version")).await;
    assert_eq!(with_version.expect(200), json!({"id": id, "version": 2}));
    client.with("if-none-match", "1").get(&selected).await.problem(400, "invalid-header");
}

async fn related_rows_are_whole(db: &Db) {
    let client = client(db);
    let party = party(&client).await;
    let (path, id) = contract(&client, "Lease", Some(&party)).await;
    client.post("/clauses", &json!({"contract_id": id, "text": "first"})).await.expect(201);
    for (answer, row) in [
        (client.get(&format!("{path}?fields=title&include=party,clauses")).await, None),
        (client.get("/contracts?fields=title&include=party,clauses").await, Some(0)),
    ] {
        assert_eq!(answer.header("etag"), None);
        let body = answer.expect(200);
        let row = row.map_or(&body, |row: usize| &body["items"][row]);
        // The reference is read for the relation, and not shown.
        assert_eq!(keys(row), ["id", "related", "title"]);
        assert_eq!(row["related"]["party"]["name"], "Bank");
        assert_eq!(row["related"]["clauses"]["items"][0]["text"], "first");
        assert_eq!(row["related"]["clauses"]["has_more"], false);
    }
}

async fn no_row_of_another_tenant_is_found(db: &Db) {
    let client = client(db);
    let (path, _) = contract(&client, "Lease", None).await;
    let other = client.of_another_tenant();
    other.get(&format!("{path}?fields=title")).await.problem(404, "not-found");
    assert_eq!(other.get("/contracts?fields=title").await.expect(200)["items"], json!([]));
    assert_eq!(client.get("/contracts?fields=title").await.expect(200)["items"][0]["title"], "Lease");
}

async fn a_resource_has_no_such_parameter_by_default(db: &Db) {
    let client = crate::client::budgets(db);
    let path = path_of(&client.post("/budgets", &draft("Food")).await);
    for path in ["/budgets?fields=name", &format!("{path}?fields=name")] {
        assert_eq!(client.get(path).await.problem(400, "invalid-query"), ["fields"]);
    }
}

/// A row in a form of its own.
#[derive(FinResource)]
#[fin(read(attr(serde(rename_all = "camelCase"))))]
struct Renamed {
    long_name: String,
}

#[test]
#[should_panic(expected = "the fields of Renamed cannot be selected")]
fn fields_that_serde_renames_cannot_be_selected() {
    drop(Resources::new(Db::memory()).add_with::<Renamed>(|renamed| renamed.selectable()));
}
