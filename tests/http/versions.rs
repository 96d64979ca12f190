//! Conditional requests.

use fin_infra::http::Resources;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use futures_util::future::join_all;
use serde_json::json;

use crate::client::{Client, budgets, draft, path_of};

/// A goal that several people change.
#[derive(FinResource)]
#[fin(tenant, soft_delete, version)]
struct Goal {
    name: String,
}

fn goals(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add::<Goal>().permissions(|_: &_, _, _: &str| Ok(())))
}

on_each_store!(
    [Goal] every_single_row_has_its_etag,
    [Goal] a_change_requires_a_version,
    [Goal] a_row_that_the_client_has_is_not_sent_again,
    [Goal] one_of_two_changes_to_a_version_is_applied,
    [Goal] a_wildcard_changes_any_version,
    [Budget] a_resource_without_versions_has_no_tags,
);

async fn every_single_row_has_its_etag(db: &Db) {
    let client = goals(db);
    let created = client.post("/goals", &json!({"name": "a"})).await;
    let path = path_of(&created);
    assert_eq!(created.header("etag"), Some("\"1\""));
    assert_eq!(client.get(&path).await.header("etag"), Some("\"1\""));
    let changed = client.with("if-match", "\"1\"").patch(&path, &json!({"name": "b"})).await;
    assert_eq!(changed.expect(200)["version"], 2);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    client.with("if-match", "\"2\"").delete(&path).await.expect(204);
    let restored = client.post(&format!("{path}/restore"), &json!({})).await;
    assert_eq!(restored.header("etag"), Some("\"4\""));
}

async fn a_change_requires_a_version(db: &Db) {
    let client = goals(db);
    let path = path_of(&client.post("/goals", &json!({"name": "a"})).await);
    let rename = json!({"name": "b"});
    client.patch(&path, &rename).await.problem(428, "precondition-required");
    client.delete(&path).await.problem(428, "precondition-required");
    for stale in
        ["\"0\"", "\"2\"", "W/\"1\"", "\"01\"", "\"+1\"", "\"\"", "\"x\"", "\"2\", \"3\"", "W/\"1\", \"7\""]
    {
        let client = client.with("if-match", stale);
        client.patch(&path, &rename).await.problem(412, "precondition-failed");
        client.patch(&path, &json!({})).await.problem(412, "precondition-failed");
        client.delete(&path).await.problem(412, "precondition-failed");
    }
    for unreadable in ["1", "\"1", "\"1\" \"2\"", ""] {
        let client = client.with("if-match", unreadable);
        assert_eq!(client.patch(&path, &rename).await.problem(400, "invalid-header"), ["if-match"]);
        assert_eq!(client.delete(&path).await.problem(400, "invalid-header"), ["if-match"]);
    }
    assert_eq!(client.get(&path).await.expect(200)["version"], 1);
    let version = |condition: &str| client.with("if-match", condition);
    assert_eq!(version("\"9\", \"1\"").patch(&path, &rename).await.expect(200)["version"], 2);
    assert_eq!(version("*").patch(&path, &rename).await.expect(200)["version"], 3);
    let twice = client.with("if-match", "\"8\"").with("if-match", "\"3\"");
    assert_eq!(twice.patch(&path, &rename).await.expect(200)["version"], 4);
    version("*").delete(&path).await.expect(204);
    for condition in ["*", "\"5\"", "\"1\", \"5\""] {
        version(condition).patch(&path, &rename).await.problem(404, "not-found");
        version(condition).delete(&path).await.problem(404, "not-found");
    }
}

async fn a_row_that_the_client_has_is_not_sent_again(db: &Db) {
    let client = goals(db);
    let path = path_of(&client.post("/goals", &json!({"name": "a"})).await);
    for known in ["\"1\"", "W/\"1\"", "\"9\", \"1\"", "*"] {
        let answer = client.with("if-none-match", known).get(&path).await;
        answer.expect(304);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), Some("\"1\""));
    }
    client.with("if-none-match", "\"2\"").get(&path).await.expect(200);
    assert_eq!(
        client.with("if-none-match", "1").get(&path).await.problem(400, "invalid-header"),
        ["if-none-match"]
    );
    let other = client.of_another_tenant().with("if-none-match", "*");
    other.get(&path).await.problem(404, "not-found");
}

async fn one_of_two_changes_to_a_version_is_applied(db: &Db) {
    let client = goals(db);
    let path = path_of(&client.post("/goals", &json!({"name": "a"})).await);
    let conditional = client.with("if-match", "\"1\"");
    let (b, c) = (json!({"name": "b"}), json!({"name": "c"}));
    let (first, second) = tokio::join!(conditional.patch(&path, &b), conditional.patch(&path, &c));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(client.get(&path).await.expect(200)["version"], 2);
}

async fn a_wildcard_changes_any_version(db: &Db) {
    const TIMES: i64 = 60;
    let client = goals(db);
    let path = path_of(&client.post("/goals", &json!({"name": "a"})).await);
    let any = client.with("if-match", "*");
    let change = async |number: i64| any.patch(&path, &json!({"name": number.to_string()})).await;
    let answers = join_all((0..TIMES).map(change)).await;
    let mut versions: Vec<_> =
        answers.iter().map(|answer| answer.expect(200)["version"].as_i64().unwrap()).collect();
    versions.sort_unstable();
    assert_eq!(versions, (2..TIMES + 2).collect::<Vec<_>>());

    let tags = (1..TIMES * 2).map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(", ");
    let several = client.with("if-match", tags);
    let change = async |number: i64| several.patch(&path, &json!({"name": number.to_string()})).await;
    for answer in join_all((0..20).map(change)).await {
        answer.expect(200);
    }
    let rename = json!({"name": "b"});
    let (changed, deleted) = tokio::join!(any.patch(&path, &rename), any.delete(&path));
    deleted.expect(204);
    assert!([200, 404].contains(&changed.status.as_u16()), "{changed:?}");
    any.delete(&path).await.problem(404, "not-found");
    any.patch(&path, &rename).await.problem(404, "not-found");
    any.patch(&path, &json!({})).await.problem(404, "not-found");
}

async fn a_resource_without_versions_has_no_tags(db: &Db) {
    let client = budgets(db);
    let created = client.post("/budgets", &draft("Food")).await;
    let path = path_of(&created);
    assert_eq!(created.header("etag"), None);
    client.with("if-match", "\"1\"").patch(&path, &json!({})).await.problem(412, "precondition-failed");
    client.with("if-match", "\"1\"").delete(&path).await.problem(412, "precondition-failed");
    client.with("if-match", "*").patch(&path, &json!({})).await.expect(200);
    client.with("if-none-match", "\"1\"").get(&path).await.expect(200);
}
