//! The resources under PostgreSQL's row-level security, as a role without privileges (feature `rls`).

use fin_infra::prelude::*;
use fin_infra::{DbOptions, TransactionOptions};
use fin_infra_domains::budgets::{Budget, BudgetCategory, BudgetCreate, Rollover, Transaction};
use fin_infra_domains::goals::{
    FundingAccount, FundingAccountCreate, Goal, GoalContribution, GoalFunding, GoalMilestone,
};
use fin_infra_domains::net_worth::{Amounts, NetWorthSnapshot, NetWorthSnapshotCreate};
use fin_infra_tests::role::Role;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::support::{Household, day, kind, paid};

#[tokio::test]
async fn a_role_that_policies_bind_works_with_its_tenant() {
    let database = fin_infra_test_servers::postgres().unwrap();
    let role = Role::new(database.url());
    let administrator = Db::connect(database.url()).await.unwrap();
    let tables = [
        schema::of::<Budget>(),
        schema::of::<BudgetCategory>(),
        schema::of::<Transaction>(),
        schema::of::<Goal>(),
        schema::of::<GoalMilestone>(),
        schema::of::<GoalContribution>(),
        schema::of::<FundingAccount>(),
        schema::of::<GoalFunding>(),
        schema::of::<NetWorthSnapshot>(),
    ];
    schema::create_all(&administrator, &tables).await.unwrap();
    administrator.close().await.unwrap();
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let grant =
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", role.name());
    connection.execute(AssertSqlSafe(grant)).await.unwrap();
    connection.close().await.unwrap();

    let db = Db::connect_with(&role.url(database.url()), DbOptions::new()).await.unwrap();
    let (home, stranger) = (Household::new(), Household::new());
    budgets(&db, &home).await;
    goals(&db, &home, &stranger).await;
    snapshots(&db, &home, &stranger).await;
    db.close().await.unwrap();
    // A role cannot go while a database knows it.
    drop(database);
    drop(role);
}

async fn budgets(db: &Db, home: &Household) {
    let new = BudgetCreate { rollover: true, ..home.month("November", day(11, 1)) };
    let planned = [("Food".to_owned(), dec!(400))].into();
    let budget = home.budgets.create_planned(db, new, planned, Currency::EUR).await.unwrap();
    let line = fin_infra_domains::budgets::TransactionCreate {
        budget_id: Some(budget.id),
        external_id: Some("line-1".to_owned()),
        ..home.spent("Food", day(11, 2), money!(150 EUR))
    };
    for created in [1, 0] {
        let imported = home.transactions.import(db, std::slice::from_ref(&line)).await.unwrap();
        assert_eq!(imported.created.len(), created);
    }
    let next = home.budgets.roll_over(db, budget.id, "December", Rollover::Balance).await.unwrap();
    assert_eq!(next.related[0].carried, Some(money!(250 EUR)));
    let progress = home.budgets.progress(db, budget.id, day(11, 30)).await.unwrap();
    assert_eq!(progress.of(Currency::EUR).unwrap().total.remaining, dec!(250));
}

async fn goals(db: &Db, home: &Household, stranger: &Household) {
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.add_milestone(db, goal, "half", money!(500 EUR), day(1, 1)).await.unwrap();
    let options = TransactionOptions::new();
    let contributed = db.transaction_for(home.tenant, options, async |tx| {
        home.goals.contribute_in(&tx, goal, paid(money!(600 EUR))).await
    });
    assert_eq!(contributed.await.unwrap().reached.len(), 1);
    let savings = FundingAccountCreate::new(home.user, "Savings".to_owned());
    let savings = FundingAccount::repository().tenant(home.tenant).create(db, savings).await.unwrap();
    home.goals.fund(db, (goal, savings.id), dec!(99)).await.unwrap();
    assert_eq!(kind(stranger.goals.contribute(db, goal, paid(money!(1 EUR))).await).0, ErrorKind::NotFound);
}

async fn snapshots(db: &Db, home: &Household, stranger: &Household) {
    let [snapshots, foreign] =
        [home, stranger].map(|household| NetWorthSnapshot::repository().tenant(household.tenant));
    let cash = Amounts::from([("cash".to_owned(), dec!(5))]);
    let new =
        NetWorthSnapshotCreate::of(home.user, day(11, 28), Currency::EUR, cash, Amounts::new()).unwrap();
    let row = snapshots.create(db, new).await.unwrap();
    assert_eq!(foreign.latest(db, home.user).await.unwrap(), None);
    assert_eq!(snapshots.latest(db, home.user).await.unwrap().unwrap().net, money!(5 EUR));
    snapshots.delete(db, row.id).await.unwrap();
    assert_eq!(kind(foreign.restore(db, row.id).await).0, ErrorKind::NotFound);
    assert_eq!(snapshots.restore(db, row.id).await.unwrap(), row);
}
