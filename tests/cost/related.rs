//! Related rows: one statement and one round trip for each relation, however many rows it starts from, up to 1,000.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra::{DbOptions, schema};
use serde_json::json;
use tower::ServiceExt as _;

use crate::hand_overs::HandOvers;
use crate::meter::{Cost, Meter};
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// Where money comes from.
#[derive(FinResource)]
#[fin(tenant)]
struct Account {
    name: String,
}

/// Something to save for.
#[derive(FinResource)]
#[fin(tenant, soft_delete, children("Deposit"))]
struct Goal {
    name: String,
}

/// What was saved.
#[derive(FinResource)]
#[fin(tenant, soft_delete)]
struct Deposit {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
    #[fin(order)]
    amount: i32,
}

const PARENTS: u32 = 1_000;

/// The rows of a tenant: a thousand goals with two deposits each, all from one account.
struct Rows {
    tenant: Uuid,
    goals: GoalRepository,
    account_id: Uuid,
}

impl Rows {
    async fn create(db: &Db) -> Self {
        schema::create_all(db, &[schema::of::<Account>(), schema::of::<Goal>(), schema::of::<Deposit>()])
            .await
            .unwrap();
        let tenant = Uuid::now_v7();
        let goals = Goal::repository().tenant(tenant);
        let accounts = Account::repository().tenant(tenant);
        let account = accounts.create(db, AccountCreate { name: String::new() }).await.unwrap();
        let named = (0..PARENTS).map(|number| GoalCreate { name: number.to_string() });
        let rows = goals.create_many(db, named.collect::<Vec<_>>()).await.unwrap();
        let of = |goal_id| [1, 2].map(|amount| DepositCreate { goal_id, account_id: account.id, amount });
        let deposits: Vec<_> = rows.iter().flat_map(|row| of(row.id)).collect();
        Deposit::repository().tenant(tenant).create_many(db, deposits).await.unwrap();
        Self { tenant, goals, account_id: account.id }
    }

    async fn list(&self, db: &Db) -> Vec<GoalRead> {
        self.goals.list(db, GoalQuery::new().page_size(PARENTS)).await.unwrap().items
    }

    /// A thousand parents with their children.
    async fn children(&self, db: &Db) {
        let loaded = self.goals.load(db, self.list(db).await, Goal::deposits()).await.unwrap();
        assert_eq!(loaded.iter().map(|goal| goal.related.len()).sum::<usize>(), 2 * PARENTS as usize);
    }

    /// A thousand parents with the largest of their children.
    async fn largest(&self, db: &Db) {
        let largest = Goal::deposits().order_by(DepositOrder::Amount.desc()).limit(1);
        let loaded = self.goals.load(db, self.list(db).await, largest).await.unwrap();
        assert!(loaded.iter().all(|goal| goal.related.len() == 1 && goal.related[0].amount == 2));
    }

    /// A thousand parents with their children, whose account they have, and the goal of which they are again.
    async fn levels(&self, db: &Db) {
        let relation = Goal::deposits().with((Deposit::account(), Deposit::goal()));
        let loaded = self.goals.load(db, self.list(db).await, relation).await.unwrap();
        assert!(loaded.iter().all(|goal| goal.related.len() == 2));
    }

    /// A thousand parents with accounts through their children.
    async fn through(&self, db: &Db) {
        let accounts = Goal::deposits().through(Deposit::account());
        let loaded = self.goals.load(db, self.list(db).await, accounts).await.unwrap();
        assert!(loaded.iter().all(|goal| goal.related.len() == 2));
    }

    /// The children as a map.
    async fn map(&self, db: &Db) {
        let ids: Vec<_> = self.list(db).await.iter().map(|goal| goal.id).collect();
        assert_eq!(self.goals.deposits_of(db, &ids).await.unwrap().len(), PARENTS as usize);
    }

    /// A goal with a hundred deposits.
    async fn nested(&self, db: &Db) {
        let account_id = self.account_id;
        let deposits = Goal::deposits()
            .create(move |goal_id| (0..100).map(move |amount| DepositCreate { goal_id, account_id, amount }));
        let goal = GoalCreate { name: String::new() };
        assert_eq!(self.goals.create_with(db, goal, deposits).await.unwrap().related.len(), 100);
    }

    /// A row with its children: two inserts, between them the question whether the row is live, which its children ask of any
    /// parent with soft delete, and the transaction around them.
    async fn check_create(&self, db: &Db, meter: &impl Meter) {
        self.nested(db).await;
        assert_eq!(meter.cost(self.nested(db)).await.round_trips, 5);
    }

    /// The same by a request.
    async fn nested_over_http(&self, router: &Router) {
        let deposit = |amount: u32| json!({"account_id": self.account_id, "amount": amount});
        let deposits: Vec<_> = (0..100).map(deposit).collect();
        let body = json!({"name": "", "deposits": deposits}).to_string();
        let request = Request::post("/goals")
            .header("x-tenant-id", self.tenant.to_string())
            .header("content-type", "application/json");
        let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(response.status(), 201);
    }

    /// A request costs what the call costs.
    async fn check_create_over_http(&self, db: &Db, meter: &impl Meter) {
        let resources = Resources::new(db.clone()).tenant(TrustedHeaderTenant::new("x-tenant-id"));
        let resources = resources.add_with::<Goal>(|goals| goals.create_with(Goal::deposits()));
        let router = resources.add::<Deposit>().into_router();
        self.nested_over_http(&router).await;
        let of_call = meter.cost(self.nested(db)).await;
        assert_eq!(meter.cost(self.nested_over_http(&router)).await, of_call);
    }

    async fn check(&self, db: &Db, meter: &impl Meter, cost: fn(usize) -> Cost) {
        self.check_create(db, meter).await;
        // Once to prepare the statements.
        for _ in 0..2 {
            let costs = [
                meter.cost(self.children(db)).await,
                meter.cost(self.largest(db)).await,
                meter.cost(self.levels(db)).await,
                meter.cost(self.through(db)).await,
                meter.cost(self.map(db)).await,
            ];
            if costs == [2, 2, 4, 3, 2].map(cost) {
                return;
            }
            eprintln!("{costs:?}");
        }
        panic!(
            "a thousand parents with their children are two statements, and each further relation is one more"
        );
    }
}

async fn check_server(database: fin_infra_test_servers::Database, protocol: Protocol) {
    let rows = Rows::create(&Db::connect(database.url()).await.unwrap()).await;
    let proxy = Proxy::before(database.url(), protocol).await;
    let db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    rows.check(&db, &proxy, Cost::of).await;
    rows.check_create_over_http(&db, &proxy).await;
}

#[tokio::test]
async fn a_thousand_parents_with_their_children_are_two_statements_on_postgres() {
    check_server(fin_infra_test_servers::postgres().unwrap(), Protocol::Postgres).await;
}

#[tokio::test]
async fn a_thousand_parents_with_their_children_are_two_statements_on_mysql() {
    check_server(fin_infra_test_servers::mysql().unwrap(), Protocol::MySql).await;
}

#[tokio::test]
async fn a_thousand_parents_with_their_children_are_two_hand_overs_on_sqlite() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let rows = Rows::create(&db).await;
    // A `Db` does not report its statements.
    rows.check(&db, &HandOvers::new(), |statements| Cost { statements: 0, round_trips: statements }).await;
}
