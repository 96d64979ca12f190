//! A smaller type: one statement, and the columns that it lacks stay in the database.

use fin_infra::prelude::*;
use fin_infra::{DbOptions, schema};
use fin_infra_test_servers::Database;

use crate::hand_overs::HandOvers;
use crate::meter::{Cost, Meter};
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// A contract with a long text.
#[derive(FinResource)]
#[fin(tenant, soft_delete)]
struct Contract {
    #[fin(order)]
    title: Option<String>,
    #[fin(length(max = 200_000))]
    text: String,
}

#[derive(FinRow)]
#[fin(of = "Contract")]
struct ContractTitle {
    title: Option<String>,
}

const CONTRACTS: usize = 20;
const LENGTH: usize = 100_000;

struct Rows {
    contracts: ContractRepository,
    ids: Vec<Uuid>,
}

impl Rows {
    async fn create(db: &Db) -> Self {
        schema::create_all(db, &[schema::of::<Contract>()]).await.unwrap();
        let contracts = Contract::repository().tenant(Uuid::now_v7());
        let titled = (0..CONTRACTS).map(|number| ContractCreate {
            title: (number % 2 == 0).then(|| number.to_string()),
            text: "x".repeat(LENGTH),
        });
        let rows = contracts.create_many(db, titled.collect::<Vec<_>>()).await.unwrap();
        Self { contracts, ids: rows.iter().map(|row| row.id).collect() }
    }

    /// By id, in one order and, on servers, as a union of those with a title and those without.
    async fn calls(&self, db: &Db, call: usize) {
        let titles = self.contracts.select::<ContractTitle>();
        let query = ContractQuery::new().page_size(CONTRACTS as u32);
        let by_title = query.clone().order_by(ContractOrder::Title.desc());
        let found = match call {
            0 => titles.list(db, query).await.unwrap().items.len(),
            1 => titles.list(db, by_title).await.unwrap().items.len(),
            2 => titles.get_many(db, &self.ids).await.unwrap().len(),
            _ => {
                assert_eq!(titles.get(db, self.ids[0]).await.unwrap().title.as_deref(), Some("0"));
                CONTRACTS
            }
        };
        assert_eq!(found, CONTRACTS);
    }

    async fn check(&self, db: &Db, meter: &impl Meter, one: Cost) {
        for call in 0..4 {
            self.calls(db, call).await;
            // Twice: a `Db` that had nothing to do for a second asks its connection first.
            let costs = [meter.cost(self.calls(db, call)).await, meter.cost(self.calls(db, call)).await];
            assert!(costs.contains(&one), "{call}: {costs:?}");
        }
    }
}

async fn check_server(database: Database, protocol: Protocol) {
    let rows = Rows::create(&Db::connect(database.url()).await.unwrap()).await;
    let proxy = Proxy::before(database.url(), protocol).await;
    let db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    rows.check(&db, &proxy, Cost::of(1)).await;
    assert!(proxy.received() < LENGTH, "{} bytes", proxy.received());
    // The meter sees a text that travels.
    rows.contracts.get(&db, rows.ids[0]).await.unwrap();
    assert!(proxy.received() > LENGTH);
}

#[tokio::test]
async fn a_smaller_type_is_one_statement_and_the_rest_does_not_travel_on_postgres() {
    check_server(fin_infra_test_servers::postgres().unwrap(), Protocol::Postgres).await;
}

#[tokio::test]
async fn a_smaller_type_is_one_statement_and_the_rest_does_not_travel_on_mysql() {
    check_server(fin_infra_test_servers::mysql().unwrap(), Protocol::MySql).await;
}

#[tokio::test]
async fn a_smaller_type_is_one_hand_over_on_sqlite() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let rows = Rows::create(&db).await;
    // A `Db` does not report its statements.
    rows.check(&db, &HandOvers::new(), Cost { statements: 0, round_trips: 1 }).await;
}
