//! Accounts that goals are funded from: at most 100 percent, whoever asks at once.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_domains::goals::{
    FundingAccount, FundingAccountCreate, Goal, GoalFunding, GoalFundingAggregate, GoalFundingFilter,
    GoalFundingQuery, GoalFundingRead,
};
use fin_infra_tests::on_each_store;

use crate::support::{Household, TASKS, at_once, invalid, kind, text};

on_each_store!(
    [Goal, FundingAccount, GoalFunding] goals_use_99_but_not_101_percent_of_an_account,
    [Goal, FundingAccount, GoalFunding] a_percentage_is_above_zero_and_has_two_places,
    [Goal, FundingAccount, GoalFunding] a_percentage_is_replaced,
    [Goal, FundingAccount, GoalFunding] fundings_are_loaded_by_goal_and_by_account,
    [Goal, FundingAccount, GoalFunding] an_account_is_freed,
    [Goal, FundingAccount, GoalFunding] a_funding_that_fails_uses_nothing,
    [Goal, FundingAccount, GoalFunding] many_callers_never_use_more_than_100_percent,
    [Goal, FundingAccount, GoalFunding] one_goal_of_many_callers_is_funded_once,
);

async fn account(db: &Db, home: &Household, name: &str) -> Uuid {
    let create = FundingAccountCreate::new(home.user, name.to_owned());
    FundingAccount::repository().tenant(home.tenant).create(db, create).await.unwrap().id
}

/// What the account says that goals use, and what they do use.
async fn used(db: &Db, home: &Household, account: Uuid) -> Decimal {
    let allocated =
        FundingAccount::repository().tenant(home.tenant).get(db, account).await.unwrap().allocated;
    let asked = GoalFundingAggregate::new().by_account_id().sum_percent();
    let rows = GoalFunding::repository().tenant(home.tenant).aggregate(db, asked).await.unwrap();
    let sum = rows.into_iter().find(|(id, _)| *id == account).map_or(Decimal::ZERO, |(_, sum)| sum);
    assert_eq!(allocated, sum);
    allocated
}

async fn goals_use_99_but_not_101_percent_of_an_account(db: &Db) {
    let home = Household::new();
    let (savings, wages) = (account(db, &home, "Savings").await, account(db, &home, "Wages").await);
    let (boat, car) = (home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id);
    home.goals.fund(db, (boat, savings), dec!(60)).await.unwrap();
    let error = home.goals.fund(db, (car, savings), dec!(41)).await;
    assert_eq!(text(error), "percent: all goals together would use 101 percent of the account");
    home.goals.fund(db, (car, savings), dec!(39)).await.unwrap();
    assert_eq!(used(db, &home, savings).await, dec!(99));
    home.goals.fund(db, (car, wages), dec!(100)).await.unwrap();
    assert_eq!(kind(home.goals.fund(db, (boat, wages), dec!(0.01)).await).0, ErrorKind::Invalid);
}

async fn fundings_are_loaded_by_goal_and_by_account(db: &Db) {
    let home = Household::new();
    let (savings, wages) = (account(db, &home, "Savings").await, account(db, &home, "Wages").await);
    let (boat, car) = (home.stored_goal(db, "Boat").await, home.stored_goal(db, "Car").await);
    for (goal, account, percent) in
        [(&boat, savings, dec!(60)), (&boat, wages, dec!(5)), (&car, savings, dec!(40))]
    {
        home.goals.fund(db, (goal.id, account), percent).await.unwrap();
    }
    let goals = home.goals.load(db, vec![boat.clone(), car.clone()], Goal::goal_fundings()).await.unwrap();
    let percents = |rows: &[GoalFundingRead]| {
        let mut percents: Vec<_> = rows.iter().map(|row| row.percent).collect();
        percents.sort();
        percents
    };
    assert_eq!(percents(&goals[0].related), [dec!(5), dec!(60)]);
    assert_eq!(percents(&goals[1].related), [dec!(40)]);

    let fundings = GoalFunding::repository().tenant(home.tenant);
    let of_savings = GoalFundingQuery::new().filter(GoalFundingFilter::new().account_id(savings));
    let of_savings = fundings.list(db, of_savings).await.unwrap().items;
    assert_eq!(percents(&of_savings), [dec!(40), dec!(60)]);
    for loaded in fundings.load(db, of_savings, GoalFunding::account()).await.unwrap() {
        assert_eq!(loaded.related.name, "Savings");
    }
    let unknown = GoalFundingQuery::new().filter(GoalFundingFilter::new().goal_id(Uuid::now_v7()));
    assert_eq!(fundings.count(db, unknown).await.unwrap(), 0);
}

async fn a_percentage_is_above_zero_and_has_two_places(db: &Db) {
    let home = Household::new();
    let (savings, boat) = (account(db, &home, "Savings").await, home.stored_goal(db, "Boat").await.id);
    for percent in [dec!(0), dec!(-1), dec!(0.001), dec!(100.01), Decimal::MAX] {
        assert_eq!(
            kind(home.goals.fund(db, (boat, savings), percent).await),
            invalid("percent"),
            "{percent}"
        );
    }
    assert_eq!(used(db, &home, savings).await, dec!(0));
    home.goals.fund(db, (boat, savings), dec!(0.01)).await.unwrap();
    let again = FundingAccountCreate::new(home.user, "SAVINGS".to_owned());
    let accounts = FundingAccount::repository().tenant(home.tenant);
    assert_eq!(kind(accounts.create(db, again.clone()).await).0, ErrorKind::Conflict);
    let used_before = FundingAccountCreate { allocated: dec!(1), name: "New".to_owned(), ..again };
    assert_eq!(kind(accounts.create(db, used_before).await).0, ErrorKind::Invalid);
}

async fn a_percentage_is_replaced(db: &Db) {
    let home = Household::new();
    let (savings, boat) = (account(db, &home, "Savings").await, home.stored_goal(db, "Boat").await.id);
    for percent in [dec!(60), dec!(100), dec!(33.33)] {
        assert_eq!(home.goals.fund(db, (boat, savings), percent).await.unwrap().percent, percent);
        assert_eq!(used(db, &home, savings).await, percent);
    }
    let fundings = GoalFunding::repository().tenant(home.tenant);
    assert_eq!(fundings.count(db, GoalFundingQuery::new()).await.unwrap(), 1);
}

async fn an_account_is_freed(db: &Db) {
    let home = Household::new();
    let savings = account(db, &home, "Savings").await;
    let (boat, car) = (home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id);
    home.goals.fund(db, (boat, savings), dec!(100)).await.unwrap();
    assert!(home.goals.unfund(db, (boat, savings)).await.unwrap());
    assert!(!home.goals.unfund(db, (boat, savings)).await.unwrap());
    home.goals.fund(db, (car, savings), dec!(100)).await.unwrap();
    assert_eq!(used(db, &home, savings).await, dec!(100));
}

async fn a_funding_that_fails_uses_nothing(db: &Db) {
    let (home, stranger) = (Household::new(), Household::new());
    let (savings, goal) = (account(db, &home, "Savings").await, stranger.stored_goal(db, "Boat").await.id);
    assert_eq!(kind(home.goals.fund(db, (goal, savings), dec!(5)).await).0, ErrorKind::ForeignKey);
    assert_eq!(used(db, &home, savings).await, dec!(0));
    assert_eq!(kind(stranger.goals.fund(db, (goal, savings), dec!(5)).await).0, ErrorKind::NotFound);
    assert_eq!(kind(stranger.goals.unfund(db, (goal, savings)).await).0, ErrorKind::NotFound);
}

async fn many_callers_never_use_more_than_100_percent(db: &Db) {
    let home = Arc::new(Household::new());
    let savings = account(db, &home, "Savings").await;
    let mut goals = Vec::new();
    for number in 0..TASKS {
        goals.push(home.stored_goal(db, &number.to_string()).await.id);
    }
    let results = at_once(|task| {
        let (home, db, goal) = (home.clone(), db.clone(), goals[task]);
        async move { home.goals.fund(&db, (goal, savings), dec!(7)).await }
    });
    let results = results.await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 14);
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!(error.to_string(), "percent: all goals together would use 105 percent of the account");
    }
    assert_eq!(used(db, &home, savings).await, dec!(98));
}

async fn one_goal_of_many_callers_is_funded_once(db: &Db) {
    let home = Arc::new(Household::new());
    let (savings, boat) = (account(db, &home, "Savings").await, home.stored_goal(db, "Boat").await.id);
    let results = at_once(|task| {
        let (home, db) = (home.clone(), db.clone());
        async move {
            match task % 4 {
                0 => home.goals.unfund(&db, (boat, savings)).await.map(drop),
                part => home.goals.fund(&db, (boat, savings), Decimal::from(part * 30)).await.map(drop),
            }
        }
    });
    for result in results.await {
        result.unwrap();
    }
    used(db, &home, savings).await;
}
