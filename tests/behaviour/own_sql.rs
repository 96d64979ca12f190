//! Conditions in the program's own SQL, and custom repository methods.

use fin_infra::prelude::*;
use fin_infra::{Memory, Store};
use fin_infra_tests::on_each_database;

use crate::samples::{Status, time};
use crate::support::{decimal, fields};

/// A request that must be approved.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Request {
    user_id: Uuid,
    approval: String,
    amount: Decimal,
    due: Option<DateTime<Utc>>,
    status: Status,
}

impl RequestRepository {
    /// A user's requests that wait for approval, the largest first.
    async fn get_pending_approval<S: Store<Request>>(
        &self,
        store: S,
        user_id: Uuid,
    ) -> Result<Vec<RequestRead>, Error> {
        let waiting =
            self.scoped_query().sql("user_id = ").bind("user_id", user_id).sql(" AND approval = 'pending'");
        waiting.order_by("amount DESC").fetch_all(store).await
    }
}

fn request(approval: &str, amount: &str) -> RequestCreate {
    RequestCreate {
        user_id: Uuid::nil(),
        approval: approval.to_owned(),
        amount: decimal(amount),
        due: Some(time("2026-06-01T00:00:00.000001Z")),
        status: Status::Active,
    }
}

/// The requests of two tenants with the same rows, one of which is deleted in each.
async fn two_tenants(db: &Db) -> [RequestRepository; 2] {
    let tenants = [(); 2].map(|()| Request::repository().tenant(Uuid::now_v7()));
    for requests in &tenants {
        let creates = [
            request("pending", "9"),
            request("pending", "10.5"),
            request("done", "1"),
            request("pending", "99"),
        ];
        let rows = requests.create_many(db, creates).await.unwrap();
        requests.create(db, RequestCreate { user_id: Uuid::max(), ..request("pending", "7") }).await.unwrap();
        requests.delete(db, rows[3].id).await.unwrap();
    }
    tenants
}

fn amounts(rows: &[RequestRead]) -> Vec<String> {
    rows.iter().map(|row| row.amount.normalize().to_string()).collect()
}

on_each_database!(
    [Request] a_method_of_the_programs_own_sees_live_rows_of_the_tenant,
    [Request] no_or_leads_out_of_the_tenant_or_to_deleted_rows,
    [Request] sql_that_would_close_its_parentheses_is_refused,
    [Request] values_are_bound_as_their_columns_store_them,
    [Request] a_value_of_another_field_or_type_is_refused,
    [Request] rows_are_ordered_and_limited,
    [Request] further_orders_and_limits_never_bring_more_rows,
    [Request] sql_that_the_database_does_not_understand_is_an_error,
);

async fn a_method_of_the_programs_own_sees_live_rows_of_the_tenant(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let rows = ours.get_pending_approval(db, Uuid::nil()).await.unwrap();
    assert_eq!(amounts(&rows), ["10.5", "9"]);
    assert!(rows.iter().all(|row| &row.tenant_id == ours.tenant_id() && row.deleted_at.is_none()));

    let mut tx = db.begin().await.unwrap();
    ours.create(&mut tx, request("pending", "100")).await.unwrap();
    assert_eq!(
        amounts(&ours.get_pending_approval(&mut tx, Uuid::nil()).await.unwrap()),
        ["100", "10.5", "9"]
    );
    tx.rollback().await.unwrap();
}

async fn no_or_leads_out_of_the_tenant_or_to_deleted_rows(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    for condition in
        ["1 = 1", "1 = 0 OR 1 = 1", "approval = 'done' OR amount IS NOT NULL", "(1 = 1) OR (1 = 1)"]
    {
        let rows = ours.scoped_query().sql(condition).fetch_all(db).await.unwrap();
        assert_eq!(rows.len(), 4, "{condition}");
        assert!(rows.iter().all(|row| &row.tenant_id == ours.tenant_id() && row.deleted_at.is_none()));
    }
    let all = ours.scoped_query().fetch_all(db).await.unwrap();
    assert_eq!(all.len(), 4, "no condition at all");
}

async fn sql_that_would_close_its_parentheses_is_refused(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    for sql in [
        "1 = 1) OR (1 = 1",
        ")",
        "(",
        "1 = 1 --",
        "1 = 1 /*",
        "1 = 1; DELETE FROM requests",
        "'",
        "approval = 'a\\'",
        "1 = 1 #",
    ] {
        let error = ours.scoped_query().sql(sql).fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["scoped_query"]), "{sql}");
        let error = ours.scoped_query().order_by(sql).fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["order_by"]), "{sql}");
    }
    let pieces = ours.scoped_query().sql("1 = 1").sql(") OR (").sql("1 = 1");
    assert!(pieces.fetch_all(db).await.unwrap_err().is_invalid());
}

async fn values_are_bound_as_their_columns_store_them(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let due = time("2026-06-01T00:00:00.000001Z");
    let query = || ours.scoped_query();
    let queries = [
        (
            query()
                .sql("amount >= ")
                .bind("amount", decimal("9"))
                .sql(" AND amount < ")
                .bind("amount", decimal("10.50")),
            1,
        ),
        (query().sql("due = ").bind("due", due), 4),
        (query().sql("due < ").bind("due", due), 0),
        (query().sql("user_id = ").bind("user_id", Uuid::max()), 1),
        (query().sql("status = ").bind("status", Status::Active), 4),
        (query().sql("approval = ").bind("approval", "it's; -- (".to_owned()), 0),
        (query().sql("approval IN (").bind("approval", "done".to_owned()).sql(", 'other')"), 1),
    ];
    for (number, (query, expected)) in queries.into_iter().enumerate() {
        assert_eq!(query.fetch_all(db).await.unwrap().len(), expected, "{number}");
    }
}

async fn a_value_of_another_field_or_type_is_refused(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let query = || ours.scoped_query().sql("amount = ");
    let queries = [
        (query().bind("amounts", decimal("1")), "amounts"),
        (query().bind("amount", 1_i64), "amount"),
        (query().bind("amount", "1"), "amount"),
        (query().bind("amount", decimal("0.00001")), "amount"),
        (query().bind("amount", Decimal::MAX), "amount"),
        (query().bind("approval", "nul\0".to_owned()), "approval"),
    ];
    for (query, field) in queries {
        let error = query.fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]), "{error}");
    }
}

async fn rows_are_ordered_and_limited(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let query = || ours.scoped_query().sql("approval = 'pending'").order_by("amount DESC, id");
    assert_eq!(amounts(&query().limit(2).fetch_all(db).await.unwrap()), ["10.5", "9"]);
    assert_eq!(query().limit(0).fetch_all(db).await.unwrap(), []);
    assert_eq!(amounts(&query().fetch_optional(db).await.unwrap().into_iter().collect::<Vec<_>>()), ["10.5"]);
    assert_eq!(
        ours.scoped_query().sql("amount > 1000000000000000000").fetch_optional(db).await.unwrap(),
        None
    );
}

async fn further_orders_and_limits_never_bring_more_rows(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let query =
        || ours.scoped_query().sql("approval = 'pending'").order_by("user_id DESC").order_by("amount DESC");
    assert_eq!(amounts(&query().fetch_all(db).await.unwrap()), ["7", "10.5", "9"]);
    for (first, second) in [(1, 3), (3, 1)] {
        assert_eq!(amounts(&query().limit(first).limit(second).fetch_all(db).await.unwrap()), ["7"]);
    }
    assert_eq!(query().limit(0).fetch_optional(db).await.unwrap(), None);
}

async fn sql_that_the_database_does_not_understand_is_an_error(db: &Db) {
    let [ours, _] = two_tenants(db).await;
    let error = ours.scoped_query().sql("no_such_column = 1").fetch_all(db).await.unwrap_err();
    assert_eq!((error.kind(), error.resource()), (ErrorKind::Database, Some("requests")));
    assert!(!error.to_string().contains("no_such_column"));
}

#[tokio::test]
async fn memory_says_that_it_has_no_sql() {
    let requests = Request::repository().tenant(Uuid::now_v7());
    let error = requests.get_pending_approval(&Memory::new(), Uuid::nil()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database);
    assert!(error.reason().contains("SQL"), "{error}");
}
