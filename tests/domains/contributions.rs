//! Money that goes into goals, and out of them.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_domains::goals::{
    Contributed, Goal, GoalContribution, GoalContributionAggregate, GoalContributionQuery, GoalCreate,
    GoalMilestone, GoalStatus, NewContribution,
};
use fin_infra_tests::on_each_store;

use crate::support::{Household, TASKS, at_once, day, kind, paid, text};

on_each_store!(
    [Goal, GoalContribution, GoalMilestone] a_contribution_moves_the_amount_and_reaches_milestones,
    [Goal, GoalContribution, GoalMilestone] taking_money_out_reopens_a_goal_and_keeps_its_milestones,
    [Goal, GoalContribution, GoalMilestone] an_amount_that_is_none_changes_nothing,
    [Goal, GoalContribution, GoalMilestone] only_an_open_goal_takes_money,
    [Goal, GoalContribution, GoalMilestone] a_request_that_is_sent_again_is_booked_once,
    [Goal, GoalContribution, GoalMilestone] contributions_of_many_callers_add_up,
    [Goal, GoalContribution, GoalMilestone] a_goal_never_has_less_than_nothing,
    [Goal, GoalContribution, GoalMilestone] a_transfer_moves_money_between_two_goals,
    [Goal, GoalContribution, GoalMilestone] transfers_in_both_directions_conserve_money,
    [Goal, GoalContribution, GoalMilestone] progress_counts_the_contributions_of_the_past,
    [Goal, GoalContribution, GoalMilestone] a_transaction_of_the_caller_holds_several_contributions,
);

/// The sum of all contributions of a tenant, and their number.
async fn booked(db: &Db, home: &Household) -> (Decimal, u64) {
    let contributions = GoalContribution::repository().tenant(home.tenant);
    let asked = GoalContributionAggregate::new().by_amount_currency().sum_amount().count();
    let rows = contributions.aggregate(db, asked).await.unwrap();
    assert!(rows.len() <= 1);
    rows.first().map_or_else(Default::default, |(_, sum, count)| (sum.amount(), *count))
}

fn names(contributed: &Contributed) -> Vec<&str> {
    contributed.reached.iter().map(|milestone| milestone.name.as_str()).collect()
}

async fn a_contribution_moves_the_amount_and_reaches_milestones(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    for (name, amount) in [("all", money!(1000 EUR)), ("half", money!(500 EUR)), ("tenth", money!(100 EUR))] {
        home.goals.add_milestone(db, goal, name, amount, day(1, 1)).await.unwrap();
    }
    let first = home.goals.contribute(db, goal, paid(money!(99.99 EUR))).await.unwrap();
    assert_eq!((first.goal.current, names(&first)), (money!(99.99 EUR), vec![]));
    let new = NewContribution {
        note: Some("bonus".to_owned()),
        ..NewContribution::new(money!(500 EUR), day(11, 5))
    };
    let second = home.goals.contribute(db, goal, new).await.unwrap();
    assert_eq!(names(&second), ["tenth", "half"]);
    assert!(second.reached.iter().all(|milestone| milestone.reached_on == Some(day(11, 5))));
    assert_eq!(second.contribution.note.as_deref(), Some("bonus"));
    assert_eq!(second.goal.status, GoalStatus::Active);
    let third = home.goals.contribute(db, goal, paid(money!(400.01 EUR))).await.unwrap();
    assert_eq!((names(&third), third.goal.status), (vec!["all"], GoalStatus::Achieved));
    assert_eq!(home.goals.get(db, goal).await.unwrap(), third.goal);
    assert_eq!(booked(db, &home).await, (dec!(1000), 3));
    let beyond = home.goals.contribute(db, goal, paid(money!(5 EUR))).await.unwrap();
    assert_eq!((beyond.goal.current, beyond.goal.status), (money!(1005 EUR), GoalStatus::Achieved));
}

async fn taking_money_out_reopens_a_goal_and_keeps_its_milestones(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.add_milestone(db, goal, "half", money!(500 EUR), day(1, 1)).await.unwrap();
    home.goals.contribute(db, goal, paid(money!(1000 EUR))).await.unwrap();
    let taken = home.goals.contribute(db, goal, paid(money!(-600 EUR))).await.unwrap();
    assert_eq!((taken.goal.status, taken.goal.current), (GoalStatus::Active, money!(400 EUR)));
    let again = home.goals.contribute(db, goal, paid(money!(200 EUR))).await.unwrap();
    assert_eq!(names(&again), [""; 0], "it was reached before");
}

async fn an_amount_that_is_none_changes_nothing(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.contribute(db, goal, paid(money!(10 EUR))).await.unwrap();
    let reason = async |amount| text(home.goals.contribute(db, goal, paid(amount)).await);
    assert_eq!(reason(money!(0 EUR)).await, "amount: must not be zero");
    assert_eq!(reason(money!(-10.01 EUR)).await, "amount: the goal has 10.00 EUR");
    assert_eq!(reason(money!(5 USD)).await, "currency: EUR and USD cannot be mixed");
    assert!(Money::new(dec!(0.005), Currency::EUR).is_err());
    assert_eq!(booked(db, &home).await, (dec!(10), 1));
    assert_eq!(
        kind(home.goals.contribute(db, Uuid::now_v7(), paid(money!(1 EUR))).await).0,
        ErrorKind::NotFound
    );
    let stranger = Household::new();
    assert_eq!(kind(stranger.goals.contribute(db, goal, paid(money!(1 EUR))).await).0, ErrorKind::NotFound);
}

async fn only_an_open_goal_takes_money(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.contribute(db, goal, paid(money!(10 EUR))).await.unwrap();
    for status in [GoalStatus::Paused, GoalStatus::Abandoned] {
        home.goals.change_status(db, goal, status).await.unwrap();
        let error = home.goals.contribute(db, goal, paid(money!(1 EUR))).await;
        assert_eq!(text(error), format!("status: the goal is {status}: nothing can be put aside for it"));
        let taken = home.goals.contribute(db, goal, paid(money!(-1 EUR))).await.unwrap();
        assert_eq!(taken.goal.status, status);
    }
    assert_eq!(booked(db, &home).await, (dec!(8), 3));
}

async fn a_request_that_is_sent_again_is_booked_once(db: &Db) {
    let home = Household::new();
    let (boat, car) = (home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id);
    let new = NewContribution { external_id: Some("request-1".to_owned()), ..paid(money!(10 EUR)) };
    home.goals.contribute(db, boat, new.clone()).await.unwrap();
    let again = home.goals.contribute(db, boat, new.clone()).await;
    assert_eq!(kind(again), (ErrorKind::Conflict, vec!["goal_id".to_owned(), "external_id".to_owned()]));
    assert_eq!(home.goals.get(db, boat).await.unwrap().current, money!(10 EUR));
    home.goals.contribute(db, car, new).await.unwrap();
    assert_eq!(booked(db, &home).await, (dec!(20), 2));
}

async fn contributions_of_many_callers_add_up(db: &Db) {
    let home = Arc::new(Household::new());
    let goal =
        home.goals.create(db, GoalCreate { target: money!(32 EUR), ..home.goal("Boat") }).await.unwrap().id;
    for amount in [money!(1 EUR), money!(16 EUR), money!(32 EUR)] {
        home.goals.add_milestone(db, goal, "step", amount, day(1, 1)).await.unwrap();
    }
    let results = at_once(|_| {
        let (home, db) = (home.clone(), db.clone());
        async move { home.goals.contribute(&db, goal, paid(money!(1 EUR))).await.unwrap() }
    });
    let results = results.await;
    assert_eq!(results.iter().map(|contributed| contributed.reached.len()).sum::<usize>(), 3);
    let achieved = results.iter().filter(|contributed| contributed.goal.status == GoalStatus::Achieved);
    assert_eq!(achieved.count(), 1);
    assert_eq!(home.goals.get(db, goal).await.unwrap().current, money!(32 EUR));
    assert_eq!(booked(db, &home).await, (dec!(32), TASKS.try_into().unwrap()));
}

async fn a_goal_never_has_less_than_nothing(db: &Db) {
    let home = Arc::new(Household::new());
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.contribute(db, goal, paid(money!(10 EUR))).await.unwrap();
    let results = at_once(|_| {
        let (home, db) = (home.clone(), db.clone());
        async move { home.goals.contribute(&db, goal, paid(money!(-1 EUR))).await }
    });
    assert_eq!(results.await.iter().filter(|result| result.is_ok()).count(), 10);
    assert_eq!(home.goals.get(db, goal).await.unwrap().current, money!(0 EUR));
    assert_eq!(booked(db, &home).await, (dec!(0), 11));
}

async fn a_transfer_moves_money_between_two_goals(db: &Db) {
    let home = Household::new();
    let (boat, car) = (home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id);
    home.goals.contribute(db, boat, paid(money!(1000 EUR))).await.unwrap();
    let [from, to] = home.goals.transfer(db, (boat, car), paid(money!(300 EUR))).await.unwrap();
    assert_eq!((from.goal.current, from.goal.status), (money!(700 EUR), GoalStatus::Active));
    assert_eq!((to.goal.current, to.contribution.amount), (money!(300 EUR), money!(300 EUR)));
    for (between, amount) in [
        ((boat, boat), money!(1 EUR)),
        ((boat, car), money!(-1 EUR)),
        ((car, boat), money!(300.01 EUR)),
        ((boat, car), money!(0 EUR)),
    ] {
        assert_eq!(kind(home.goals.transfer(db, between, paid(amount)).await).0, ErrorKind::Invalid);
    }
    home.goals.change_status(db, car, GoalStatus::Paused).await.unwrap();
    assert_eq!(kind(home.goals.transfer(db, (boat, car), paid(money!(1 EUR))).await).0, ErrorKind::Invalid);
    assert_eq!(home.goals.get(db, boat).await.unwrap().current, money!(700 EUR), "all or nothing");
    assert_eq!(booked(db, &home).await, (dec!(1000), 3));
}

async fn transfers_in_both_directions_conserve_money(db: &Db) {
    let home = Arc::new(Household::new());
    let ids = [home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id];
    for id in ids {
        home.goals.contribute(db, id, paid(money!(100 EUR))).await.unwrap();
    }
    let results = at_once(|task| {
        let (home, db) = (home.clone(), db.clone());
        let between = (ids[task % 2], ids[(task + 1) % 2]);
        async move { home.goals.transfer(&db, between, paid(money!(7 EUR))).await.map(drop) }
    });
    for result in results.await {
        result.unwrap();
    }
    let goals = home.goals.get_many(db, &ids).await.unwrap();
    assert_eq!(goals.iter().map(|goal| goal.current).collect::<Vec<_>>(), [money!(100 EUR); 2]);
    assert_eq!(booked(db, &home).await, (dec!(200), 2 + 2 * u64::try_from(TASKS).unwrap()));
}

async fn progress_counts_the_contributions_of_the_past(db: &Db) {
    let home = Household::new();
    let goal = GoalCreate { due_on: Some(day(12, 31)), ..home.goal("Boat") };
    let goal = home.goals.create(db, goal).await.unwrap().id;
    for (on, amount) in [
        (day(1, 10), money!(100 EUR)),
        (day(1, 10), money!(-10 EUR)),
        (day(2, 10), money!(90 EUR)),
        (day(3, 10), money!(90 EUR)),
        (day(4, 1), money!(500 EUR)),
    ] {
        home.goals.contribute(db, goal, NewContribution::new(amount, on)).await.unwrap();
    }
    let progress = home.goals.progress(db, goal, day(3, 31)).await.unwrap();
    assert_eq!((progress.current, progress.remaining, progress.percent), (dec!(270), dec!(730), dec!(27)));
    assert_eq!((progress.completion, progress.is_on_track), (Some(day(11, 30)), Some(true)));
    assert_eq!(progress.monthly, Some(dec!(73)));
    let later = home.goals.progress(db, goal, day(4, 1)).await.unwrap();
    assert_eq!(later.current, dec!(770));
    let early = home.goals.progress(db, goal, day(1, 1).pred_opt().unwrap()).await;
    assert_eq!(text(early), "today: must not be before the start");
}

async fn a_transaction_of_the_caller_holds_several_contributions(db: &Db) {
    let home = Household::new();
    let (boat, car) = (home.stored_goal(db, "Boat").await.id, home.stored_goal(db, "Car").await.id);
    let result = db
        .transaction(async |tx| {
            home.goals.contribute_in(&tx, boat, paid(money!(5 EUR))).await?;
            home.goals.contribute_in(&tx, car, paid(money!(-5 EUR))).await
        })
        .await;
    assert_eq!(text(result), "amount: the goal has 0.00 EUR");
    assert_eq!(home.goals.get(db, boat).await.unwrap().current, money!(0 EUR));
    let contributions = GoalContribution::repository().tenant(home.tenant);
    assert_eq!(contributions.count(db, GoalContributionQuery::new()).await.unwrap(), 0);
}
