//! An application with rows that moves to many machines and goes on to change, step by step, and back.
//!
//! It runs on the Citus cluster that `FIN_TEST_CITUS_URL` names, and on a PostgreSQL that stands in for it otherwise.

use fin_infra::prelude::*;
use fin_infra_tests::is_citus;

use crate::project::Project;
use crate::sharded::{many, one, wider};

/// A step, what decides what the tool asks, and the tables that are distributed afterwards.
const STEPS: [(&str, &[&str], &[&str]); 5] = [
    ("one", &[], &[]),
    ("many", &[], &["currencies n", "deposits h", "goals h"]),
    ("more", &[], &["currencies n", "deposits h", "goals h", "remarks h", "remarks_counter h"]),
    (
        "wider",
        &["--fill", "goals.priority=7"],
        &["countries n", "currencies n", "deposits h", "goals h", "remarks h", "remarks_counter h"],
    ),
    ("fewer", &["--allow-drop"], &["currencies n", "deposits h", "goals h"]),
];

const TENANTS: i64 = 12;

/// A tenant gets a shard of its own.
const ISOLATE: &str = "SELECT isolate_tenant_to_new_shard('goals', (SELECT tenant_id FROM goals ORDER BY id LIMIT 1), 'CASCADE', \
                       shard_transfer_mode => 'block_writes')";

impl Project {
    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.connection().await).await.unwrap()
    }

    /// The tables that are not on one machine, each with its method.
    async fn placed(&self) -> Vec<String> {
        let placed = "SELECT concat(c.relname, ' ', p.partmethod) FROM pg_dist_partition p \
                      JOIN pg_class c ON c.oid = p.logicalrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
                      WHERE n.nspname = current_schema() ORDER BY 1";
        sqlx::query_scalar(placed).fetch_all(&mut self.connection().await).await.unwrap()
    }

    async fn check(&self, group: &str, placed: &[&str]) {
        self.done(group, &["check"]);
        assert_eq!(self.placed().await, placed, "{group}");
        assert_eq!(self.number("SELECT count(*) FROM goals").await, TENANTS, "{group}");
        assert_eq!(self.number("SELECT count(*) FROM deposits").await, TENANTS, "{group}");
        if is_citus() && !placed.is_empty() {
            let left = "SELECT pg_relation_size('goals') + pg_relation_size('deposits') + pg_relation_size('currencies')";
            assert_eq!(self.number(left).await, 0, "rows were left on the coordinator");
        }
    }
}

/// Rows of each tenant, from before anything was distributed.
async fn fill(db: &Db) -> Uuid {
    let code = "EUR".to_owned();
    let currency_id = one::Currency::repository().create(db, one::CurrencyCreate { code }).await.unwrap().id;
    for number in 0..TENANTS {
        let tenant = Uuid::now_v7();
        let goal = one::GoalCreate { currency_id, name: format!("goal {number}") };
        let goal_id = one::Goal::repository().tenant(tenant).create(db, goal).await.unwrap().id;
        let deposit = one::DepositCreate { goal_id, amount: Decimal::new(number, 2) };
        one::Deposit::repository().tenant(tenant).create(db, deposit).await.unwrap();
    }
    currency_id
}

/// What each step brings can be used, and is taken back.
async fn use_it(db: &Db, group: &str, currency_id: Uuid) {
    let tenant = Uuid::now_v7();
    let goals = wider::Goal::repository().tenant(tenant);
    match group {
        "more" => {
            let deposit = many::Deposit::repository().all_tenants().list(db, many::DepositQuery::new()).await;
            let deposit = deposit.unwrap().items.remove(0);
            let remark = many::RemarkCreate { deposit_id: deposit.id, text: "well done".into() };
            let remarks = many::Remark::repository().tenant(deposit.tenant_id);
            assert_eq!(remarks.create(db, remark).await.unwrap().number, 1);
        }
        "wider" => {
            let country = wider::CountryCreate { name: "France".into() };
            let country_id = Some(wider::Country::repository().create(db, country).await.unwrap().id);
            let goal = || wider::GoalCreate { currency_id, country_id, name: "new".into(), priority: 1 };
            let created = goals.create(db, goal()).await.unwrap();
            let taken = goals.create(db, goal()).await.unwrap_err();
            assert_eq!(taken.constraint(), Some(wider::Goal::TABLE.uniques[0].name), "{taken}");
            let unknown = wider::GoalCreate { country_id: Some(tenant), name: "other".into(), ..goal() };
            assert!(goals.create(db, unknown).await.unwrap_err().is_foreign_key());
            goals.delete(db, created.id).await.unwrap();
            goals.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap();
        }
        _ => {}
    }
}

async fn evolve(more: &[&str]) {
    let project = Project::on_cluster().await;
    let mut currency_id = None;
    for (group, answers, placed) in STEPS {
        project.revise_with(group, &[answers, more].concat());
        project.done(group, &["upgrade"]);
        let db = Db::connect(project.database.url()).await.unwrap();
        let currency_id = match currency_id {
            Some(id) => id,
            None => *currency_id.insert(fill(&db).await),
        };
        use_it(&db, group, currency_id).await;
        db.close().await.unwrap();
        if group == "more" {
            project.number(ISOLATE).await;
        }
        project.check(group, placed).await;
    }
    assert_eq!(project.number("SELECT count(*) FROM goals WHERE priority = 7").await, TENANTS);
    for steps in STEPS.windows(2).rev() {
        project.done(steps[1].0, &["downgrade", "-1", "--allow-drop"]);
        project.check(steps[0].0, steps[0].2).await;
    }
    project.done("fewer", &["upgrade"]);
    project.check("fewer", STEPS[4].2).await;
    project.done("fewer", &["downgrade", "base", "--allow-drop"]);
    assert_eq!(project.placed().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_application_with_rows_goes_to_many_machines_changes_there_and_comes_back() {
    evolve(&[]).await;
}

#[tokio::test]
async fn the_same_goes_for_changes_that_keep_nobody_out() {
    evolve(&["--concurrently"]).await;
}
