//! No request reaches the rows of another tenant.

use fin_infra::http::{Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Answer, Client, TENANT, budgets, draft, names, path_of};

/// Every request that is about one row.
async fn every_verb(client: &Client, path: &str) -> Vec<Answer> {
    let mut answers = vec![
        client.get(path).await,
        client.patch(path, &json!({"name": "Stolen"})).await,
        client.patch(path, &json!({})).await,
        client.delete(path).await,
        client.delete(&format!("{path}?hard=true")).await,
        client.post(&format!("{path}/restore"), &json!({})).await,
    ];
    for answer in &mut answers {
        answer.headers.remove("x-request-id");
    }
    answers
}

/// A named note of an organisation.
#[derive(FinResource, Debug, Clone)]
struct Note {
    #[fin(tenant, length(max = 10))]
    organisation: String,
    text: String,
}

on_each_store!(
    [Note] an_empty_or_invalid_text_is_not_a_tenant,
    [Budget] another_tenants_row_is_reported_as_not_found,
    [Budget] lists_and_searches_only_return_rows_of_the_tenant,
    [Budget] a_cursor_of_another_tenant_is_rejected,
    [Budget] only_the_resolver_determines_the_tenant,
    [Budget] a_request_without_exactly_one_tenant_is_rejected,
);

async fn an_empty_or_invalid_text_is_not_a_tenant(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Note>());
    for tenant in ["", "0123456789a"] {
        let client = client.of_tenant(tenant);
        client.get("/notes").await.problem(400, "tenant-missing");
        client.post("/notes", &json!({"text": "x"})).await.problem(400, "tenant-missing");
    }
    for tenant in ["acme", "0123456789"] {
        client.of_tenant(tenant).post("/notes", &json!({"text": "x"})).await.expect(201);
        assert_eq!(
            client.of_tenant(tenant).get("/notes").await.expect(200)["items"][0]["organisation"],
            tenant
        );
    }
}

async fn another_tenants_row_is_reported_as_not_found(db: &Db) {
    let everything = |_: &_, _, _: &str| Ok::<_, Denied>(());
    let ours = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(everything));
    let theirs = ours.of_another_tenant();
    let food = path_of(&ours.post("/budgets", &draft("Food")).await);
    let gone = path_of(&ours.post("/budgets", &draft("Gone")).await);
    ours.delete(&gone).await.expect(204);
    let before = ours.get("/budgets?include_deleted=true").await.body;

    let never = every_verb(&theirs, &format!("/budgets/{}", Uuid::now_v7())).await;
    for answer in &never {
        answer.problem(404, "not-found");
    }
    assert_eq!(every_verb(&theirs, &food).await, never);
    assert_eq!(every_verb(&theirs, &gone).await, never);
    assert_eq!(every_verb(&theirs, "/budgets/no-id").await, never);
    assert_eq!(every_verb(&theirs, "/budgets/%FF").await, never);
    assert_eq!(ours.get("/budgets?include_deleted=true").await.body, before);
}

async fn lists_and_searches_only_return_rows_of_the_tenant(db: &Db) {
    let ours = budgets(db);
    let theirs = ours.of_another_tenant();
    ours.post("/budgets", &draft("Food")).await.expect(201);
    theirs.post("/budgets", &draft("Fuel")).await.expect(201);
    for query in [
        "?with_total=true",
        "?q=F&with_total=true",
        "/search?q=f&with_total=true",
        "?amount[gte]=0&with_total=true",
    ] {
        let answer = ours.get(&format!("/budgets{query}")).await;
        assert_eq!(names(&answer), ["Food"], "{query}");
        assert_eq!(answer.value()["total"], 1, "{query}");
    }
}

async fn a_cursor_of_another_tenant_is_rejected(db: &Db) {
    let ours = budgets(db);
    let theirs = ours.of_another_tenant();
    for name in ["a", "b"] {
        ours.post("/budgets", &draft(name)).await.expect(201);
        theirs.post("/budgets", &draft(name)).await.expect(201);
    }
    let page = theirs.get("/budgets?page_size=1").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let refused = ours.get(&format!("/budgets?page_size=1&cursor={cursor}")).await;
    assert_eq!(refused.problem(400, "invalid-query"), ["cursor"]);
}

async fn only_the_resolver_determines_the_tenant(db: &Db) {
    let ours = budgets(db);
    let theirs = Uuid::now_v7();
    let path = path_of(&ours.post("/budgets", &draft("Food")).await);
    for name in ["tenant_id", "tenant", TENANT] {
        let refused = ours.get(&format!("/budgets?{name}={theirs}")).await;
        assert_eq!(refused.problem(400, "invalid-query"), [name]);
        assert_eq!(ours.get(&format!("{path}?{name}={theirs}")).await.problem(400, "invalid-query"), [name]);
        let mut body = draft("Fuel");
        body[name] = json!(theirs);
        assert_eq!(ours.post("/budgets", &body).await.problem(422, "invalid-body"), [name]);
        let refused = ours.patch(&path, &json!({name: theirs})).await;
        assert_eq!(refused.problem(422, "invalid-body"), [name]);
    }
    assert_eq!(names(&ours.of_tenant(theirs).get("/budgets").await), [""; 0]);
}

async fn a_request_without_exactly_one_tenant_is_rejected(db: &Db) {
    let client = budgets(db).without(TENANT);
    let path = format!("/budgets/{}", Uuid::now_v7());
    let two = client.with(TENANT, Uuid::now_v7()).with(TENANT, Uuid::now_v7());
    for client in [client.clone(), client.with(TENANT, "no-uuid"), client.with(TENANT, ""), two] {
        client.get("/budgets").await.problem(400, "tenant-missing");
        client.post("/budgets", &draft("Food")).await.problem(400, "tenant-missing");
        for answer in every_verb(&client, &path).await {
            answer.problem(400, "tenant-missing");
        }
    }
}
