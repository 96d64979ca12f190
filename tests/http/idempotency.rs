//! A repeated request to create a row creates it once.

use std::time::Duration;

use fin_infra::http::{IdempotencyKey, Resources, purge_idempotency_keys};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Client, budgets, draft, names, path_of};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn keeping(db: &Db, lifetime: Duration) -> Client {
    Client::of(Resources::new(db.clone()).add::<Budget>().idempotency_keys(lifetime))
}

on_each_store!(
    [Budget, IdempotencyKey] a_repeated_request_gets_the_same_row,
    [Budget, IdempotencyKey] a_removed_row_leaves_no_copy,
    [Budget, IdempotencyKey] a_key_belongs_to_one_tenant,
    [Budget, IdempotencyKey] a_tenant_has_one_canonical_text,
    [Budget, IdempotencyKey] two_concurrent_requests_create_one_row,
    [Budget, IdempotencyKey] a_request_that_failed_leaves_its_key_free,
    [Budget, IdempotencyKey] a_dropped_request_is_done_once,
    [Budget, IdempotencyKey] a_key_expires,
    [Budget, IdempotencyKey] an_invalid_key_is_rejected,
);

async fn a_repeated_request_gets_the_same_row(db: &Db) {
    let client = keeping(db, DAY);
    let keyed = client.with("idempotency-key", "a-key");
    let first = keyed.post("/budgets", &draft("Food")).await;
    first.expect(201);
    let second = keyed.post("/budgets", &draft("Food")).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    for header in ["location", "content-type", "etag"] {
        assert_eq!(second.header(header), first.header(header));
    }
    assert_eq!(
        (first.header("idempotent-replayed"), second.header("idempotent-replayed")),
        (None, Some("true"))
    );
    assert_eq!(names(&client.get("/budgets").await), ["Food"]);

    let other = keyed.post("/budgets", &draft("Fuel")).await;
    other.problem(422, "idempotency-key-reused");
    client.post("/budgets", &draft("Food")).await.problem(409, "conflict");
    let longer = client.with("idempotency-key", "another-key");
    longer.post("/budgets", &draft("Fuel")).await.expect(201);
}

async fn a_removed_row_leaves_no_copy(db: &Db) {
    let resources = Resources::new(db.clone()).add::<Budget>().idempotency_keys(DAY);
    let tenant = Uuid::now_v7();
    let client = Client::of(resources.permissions(|_: &_, _, _: &str| Ok(()))).of_tenant(tenant);
    let keyed = client.with("idempotency-key", "a-key");
    let post = async || keyed.post("/budgets", &draft("Ada's debts")).await;
    let path = path_of(&post().await);
    let renamed = client.patch(&path, &json!({"name": "Debts"})).await.expect(200);
    let again = post().await;
    assert_eq!((again.expect(201), again.header("location")), (renamed, Some(path.as_str())));

    client.delete(&path).await.expect(204);
    post().await.problem(410, "gone");
    client.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    post().await.expect(201);

    client.delete(&format!("{path}?hard=true")).await.expect(204);
    post().await.problem(410, "gone");
    let keys = IdempotencyKey::repository().tenant(tenant.to_string());
    let kept = keys.list(db, fin_infra::query::Query::new()).await.unwrap();
    assert_eq!(kept.items.len(), 1);
    let kept = format!("{kept:?}");
    assert!(!kept.contains("Ada") && !kept.contains("Debts"), "{kept}");
    assert_eq!(names(&client.get("/budgets?include_deleted=true").await), [""; 0]);
}

async fn a_key_belongs_to_one_tenant(db: &Db) {
    let ours = keeping(db, DAY).with("idempotency-key", "a-key");
    let theirs = ours.of_another_tenant();
    let first = ours.post("/budgets", &draft("Food")).await.expect(201);
    let second = theirs.post("/budgets", &draft("Fuel")).await.expect(201);
    assert_ne!(first["id"], second["id"]);
}

async fn a_tenant_has_one_canonical_text(db: &Db) {
    let tenant = Uuid::now_v7();
    let client = keeping(db, DAY).with("idempotency-key", "a-key");
    let first = client.of_tenant(tenant).post("/budgets", &draft("Food")).await;
    first.expect(201);
    for spelled in [tenant.to_string().to_uppercase(), tenant.simple().to_string(), tenant.urn().to_string()]
    {
        let again = client.of_tenant(spelled).post("/budgets", &draft("Food")).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
    }
    assert_eq!(names(&client.of_tenant(tenant).get("/budgets").await), ["Food"]);
}

async fn two_concurrent_requests_create_one_row(db: &Db) {
    let client = keeping(db, DAY).with("idempotency-key", "a-key");
    let draft = draft("Food");
    let post = || client.post("/budgets", &draft);
    let answers = tokio::join!(post(), post(), post(), post());
    let answers = [answers.0, answers.1, answers.2, answers.3];
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!done.is_empty());
    for answer in &answers {
        // A database may abort one of them in favour of the other; the client retries it.
        assert!(answer.status == 201 || answer.status == 503, "{answer:?}");
    }
    assert!(done.iter().all(|answer| answer.body == done[0].body));
    assert_eq!(names(&client.get("/budgets").await), ["Food"]);
}

async fn a_request_that_failed_leaves_its_key_free(db: &Db) {
    let client = keeping(db, DAY);
    client.post("/budgets", &draft("Food")).await.expect(201);
    let keyed = client.with("idempotency-key", "a-key");
    keyed.post("/budgets", &draft("Food")).await.problem(409, "conflict");
    keyed.post("/budgets", &json!({})).await.problem(422, "invalid-body");
    keyed.post("/budgets", &draft("Fuel")).await.expect(201);
}

async fn a_dropped_request_is_done_once(db: &Db) {
    let client = keeping(db, DAY).with("idempotency-key", "a-key");
    let food = draft("Food");
    for patience in 0..40 {
        let post = client.post("/budgets", &food);
        let _ = tokio::time::timeout(Duration::from_micros(patience * 100), post).await;
    }
    client.post("/budgets", &draft("Food")).await.expect(201);
    assert_eq!(names(&client.get("/budgets").await), ["Food"]);
}

async fn a_key_expires(db: &Db) {
    let client = keeping(db, Duration::ZERO).with("idempotency-key", "a-key");
    client.post("/budgets", &draft("Food")).await.expect(201);
    client.post("/budgets", &draft("Fuel")).await.expect(201);
    client.of_another_tenant().post("/budgets", &draft("Food")).await.expect(201);
    for early in [DateTime::<Utc>::MIN_UTC, Utc::now() - DAY] {
        assert_eq!(purge_idempotency_keys(db, early).await.unwrap(), 0, "{early}");
    }
    assert_eq!(purge_idempotency_keys(db, DateTime::<Utc>::MAX_UTC).await.unwrap(), 2);
    assert_eq!(purge_idempotency_keys(db, Utc::now() + DAY).await.unwrap(), 0);
}

async fn an_invalid_key_is_rejected(db: &Db) {
    let client = keeping(db, DAY);
    let long = "x".repeat(256);
    for key in ["", &long] {
        let refused = client.with("idempotency-key", key).post("/budgets", &draft("Food")).await;
        assert_eq!(refused.problem(400, "invalid-header"), ["idempotency-key"]);
    }
    let two = client.with("idempotency-key", "a").with("idempotency-key", "b");
    assert_eq!(
        two.post("/budgets", &draft("Food")).await.problem(400, "invalid-header"),
        ["idempotency-key"]
    );
    let none_kept = budgets(db).with("idempotency-key", "a");
    let refused = none_kept.post("/budgets", &draft("Food")).await;
    assert_eq!(refused.problem(400, "invalid-header"), ["idempotency-key"]);
}
