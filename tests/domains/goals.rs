//! Goals and their milestones: what is accepted, and which status follows which.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_domains::goals::{
    Goal, GoalCategory, GoalContribution, GoalCreate, GoalFilter, GoalMilestone, GoalMilestoneCreate,
    GoalMilestoneOrder, GoalMilestoneQuery, GoalOrder, GoalQuery, GoalStatus, GoalUpdate,
};
use fin_infra_tests::on_each_store;

use crate::support::{Household, at_once, day, invalid, kind, paid, text};

on_each_store!(
    [Goal] a_goal_begins_active_and_with_nothing,
    [Goal] a_goal_that_is_none_is_rejected,
    [Goal] a_client_sets_neither_amounts_nor_the_status,
    [Goal] a_name_is_unique_per_user_whatever_its_case,
    [Goal] goals_are_listed_by_their_priority,
    [Goal] goals_are_filtered_by_what_they_are,
    [Goal] a_due_date_is_changed_and_removed,
    [Goal] six_changes_of_the_status_are_allowed,
    [Goal] one_of_many_statuses_wins,
    [Goal, GoalMilestone, GoalContribution] a_target_is_not_below_a_milestone,
    [Goal, GoalMilestone, GoalContribution] the_status_follows_the_target,
    [Goal, GoalMilestone] milestones_are_sorted_unique_and_not_above_the_target,
    [Goal, GoalMilestone, GoalContribution] a_milestone_that_is_saved_already_is_reached,
    [Goal, GoalMilestone, GoalContribution] a_goal_of_another_tenant_is_not_found,
);

async fn a_goal_begins_active_and_with_nothing(db: &Db) {
    let home = Household::new();
    for (number, category) in GoalCategory::ALL.into_iter().enumerate() {
        let goal = GoalCreate { category, target: money!(7 JPY), ..home.goal(&number.to_string()) };
        let goal = home.goals.create(db, goal).await.unwrap();
        let read = home.goals.get(db, goal.id).await.unwrap();
        assert_eq!((read.category, read.status, read.priority), (category, GoalStatus::Active, 3));
        assert_eq!((read.current, read.target), (money!(0 JPY), money!(7 JPY)));
    }
}

async fn a_goal_that_is_none_is_rejected(db: &Db) {
    let home = Household::new();
    let reason = async |goal| text(home.goals.create(db, goal).await);
    for target in [money!(0 EUR), money!(-1 EUR)] {
        assert!(reason(GoalCreate { target, ..home.goal("a") }).await.contains("target > 0"));
    }
    let early = GoalCreate { due_on: Some(day(1, 1).pred_opt().unwrap()), ..home.goal("a") };
    assert!(reason(early).await.contains("due_on >= starts_on"));
    for priority in [0, 6, -1] {
        assert!(reason(GoalCreate { priority, ..home.goal("a") }).await.contains("priority >= 1"));
    }
    let saved = GoalCreate { current: money!(5 EUR), ..home.goal("a") };
    assert_eq!(reason(saved).await, "goals: current: must be zero in a new goal: contribute to it");
    for name in ["", " ", &"a".repeat(129)] {
        assert_eq!(kind(home.goals.create(db, home.goal(name)).await), invalid("name"));
    }
    let due_at_once = GoalCreate { due_on: Some(day(1, 1)), priority: 5, ..home.goal(&"a".repeat(128)) };
    home.goals.create(db, due_at_once).await.unwrap();
}

async fn a_client_sets_neither_amounts_nor_the_status(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await;
    let create = |field: &str, value: serde_json::Value| {
        let mut json = serde_json::json!({
            "user_id": home.user, "name": "Car", "target": money!(10 EUR), "starts_on": "2026-01-01",
        });
        json[field] = value;
        serde_json::from_value::<GoalCreate>(json)
    };
    create("priority", 1.into()).unwrap();
    assert!(create("status", "achieved".into()).is_err());
    assert!(create("current", serde_json::to_value(money!(1 EUR)).unwrap()).is_err());
    assert!(create("target", serde_json::json!({ "amount": "0.005", "currency": "EUR" })).is_err());
    for change in ["{\"status\": \"achieved\"}", "{\"target\": {\"amount\": \"1\", \"currency\": \"EUR\"}}"] {
        assert!(serde_json::from_str::<GoalUpdate>(change).is_err(), "{change}");
    }
    assert_eq!(home.goals.get(db, goal.id).await.unwrap(), goal);
}

async fn a_name_is_unique_per_user_whatever_its_case(db: &Db) {
    let home = Household::new();
    let boat = home.stored_goal(db, "Boat").await;
    assert_eq!(kind(home.goals.create(db, home.goal("BOAT ")).await).0, ErrorKind::Conflict);
    home.goals.create(db, GoalCreate { user_id: Uuid::now_v7(), ..home.goal("boat") }).await.unwrap();
    home.goals.delete(db, (boat.id, boat.version)).await.unwrap();
    home.stored_goal(db, "boat").await;
    assert_eq!(kind(home.goals.restore(db, boat.id).await).0, ErrorKind::Conflict);
}

async fn goals_are_listed_by_their_priority(db: &Db) {
    let home = Household::new();
    for (name, priority) in [("c", 2), ("b", 1), ("a", 2)] {
        home.goals.create(db, GoalCreate { priority, ..home.goal(name) }).await.unwrap();
    }
    let order = GoalOrder::Priority.asc().then_by(GoalOrder::Name.asc());
    let filter = GoalFilter::new().user_id(home.user).status(GoalStatus::Active);
    let page = home.goals.list(db, GoalQuery::new().filter(filter).order_by(order)).await.unwrap();
    assert_eq!(page.iter().map(|goal| &*goal.name).collect::<Vec<_>>(), ["b", "a", "c"]);
}

async fn goals_are_filtered_by_what_they_are(db: &Db) {
    let home = Household::new();
    for (name, category, priority) in [
        ("Boat", GoalCategory::Purchase, 1),
        ("Car", GoalCategory::Purchase, 4),
        ("Winter", GoalCategory::Emergency, 2),
    ] {
        home.goals.create(db, GoalCreate { category, priority, ..home.goal(name) }).await.unwrap();
    }
    let car = home.goals.list(db, GoalQuery::new().search("car")).await.unwrap().items.remove(0);
    home.goals.change_status(db, car.id, GoalStatus::Paused).await.unwrap();
    let other_user = GoalCreate { user_id: Uuid::now_v7(), ..home.goal("Boat") };
    home.goals.create(db, GoalCreate { category: GoalCategory::Purchase, ..other_user }).await.unwrap();

    let names = async |filter: GoalFilter| {
        let query = GoalQuery::new().filter(filter.user_id(home.user)).order_by(GoalOrder::Name.asc());
        let page = home.goals.list(db, query).await.unwrap();
        page.items.into_iter().map(|goal| goal.name).collect::<Vec<_>>().join(" ")
    };
    let of = |category| GoalFilter::new().category(category);
    assert_eq!(names(of(GoalCategory::Purchase)).await, "Boat Car");
    assert_eq!(names(of(GoalCategory::Purchase).status(GoalStatus::Active)).await, "Boat");
    assert_eq!(names(of(GoalCategory::Debt)).await, "");
    assert_eq!(names(GoalFilter::new().status(GoalStatus::Paused)).await, "Car");
    assert_eq!(names(GoalFilter::new().priority(Condition::le(2))).await, "Boat Winter");
    assert_eq!(names(GoalFilter::new()).await, "Boat Car Winter");
}

async fn a_due_date_is_changed_and_removed(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await;
    let due = |due_on| GoalUpdate { due_on: Some(due_on), ..GoalUpdate::default() };
    let early = due(day(1, 1).pred_opt());
    let error = home.goals.update(db, (goal.id, goal.version), early).await;
    assert!(text(error).contains("due_on >= starts_on"));
    let later = home.goals.update(db, (goal.id, goal.version), due(Some(day(6, 30)))).await.unwrap();
    assert_eq!(later.due_on, Some(day(6, 30)));
    let never = home.goals.update(db, (goal.id, later.version), due(None)).await.unwrap();
    assert_eq!((never.due_on, home.goals.get(db, goal.id).await.unwrap().due_on), (None, None));
}

async fn six_changes_of_the_status_are_allowed(db: &Db) {
    let home = Household::new();
    let way = |to| match to {
        GoalStatus::Active => vec![],
        other => vec![other],
    };
    let mut allowed = 0;
    for from in GoalStatus::ALL {
        for to in GoalStatus::ALL {
            let goal = home.stored_goal(db, &format!("{from} {to}")).await;
            for status in way(from) {
                home.goals.change_status(db, goal.id, status).await.unwrap();
            }
            let changed = home.goals.change_status(db, goal.id, to).await;
            let stored = home.goals.get(db, goal.id).await.unwrap();
            match changed {
                Ok(changed) => {
                    assert_eq!((changed.status, &stored), (to, &changed));
                    allowed += usize::from(from != to);
                }
                Err(error) => {
                    assert_eq!(
                        (error.kind(), error.fields().collect::<Vec<_>>()),
                        (ErrorKind::Invalid, vec!["status"])
                    );
                    assert_eq!(stored.status, from);
                }
            }
        }
    }
    assert_eq!(allowed, 6);
}

async fn one_of_many_statuses_wins(db: &Db) {
    let home = Arc::new(Household::new());
    let goal = home.stored_goal(db, "Boat").await.id;
    // A paused goal is never achieved, and an achieved one never paused.
    let results = at_once(|task| {
        let (home, db) = (home.clone(), db.clone());
        let next = [GoalStatus::Paused, GoalStatus::Achieved][task % 2];
        async move { home.goals.change_status(&db, goal, next).await }
    });
    let results = results.await;
    let status = home.goals.get(db, goal).await.unwrap().status;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 16);
    for result in results {
        match result {
            Ok(changed) => assert_eq!(changed.status, status),
            Err(error) => assert!(error.is_invalid(), "{error}"),
        }
    }
}

async fn a_target_is_not_below_a_milestone(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await;
    for amount in [money!(200 EUR), money!(500 EUR)] {
        home.goals.add_milestone(db, goal.id, "on the way", amount, day(1, 1)).await.unwrap();
    }
    let error = home.goals.retarget(db, goal.id, money!(499.99 EUR)).await;
    assert_eq!(text(error), "target: must not be below the milestone of 500.00 EUR");
    assert_eq!(home.goals.retarget(db, goal.id, money!(500 EUR)).await.unwrap().target, money!(500 EUR));
    for target in [money!(0 EUR), money!(-5 EUR)] {
        assert_eq!(text(home.goals.retarget(db, goal.id, target).await), "target: must be above zero");
    }
    assert_eq!(kind(home.goals.retarget(db, goal.id, money!(900 USD)).await).0, ErrorKind::Invalid);
    assert_eq!(home.goals.get(db, goal.id).await.unwrap().target, money!(500 EUR));
}

async fn the_status_follows_the_target(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await;
    home.goals.contribute(db, goal.id, paid(money!(600 EUR))).await.unwrap();
    assert_eq!(home.goals.retarget(db, goal.id, money!(600 EUR)).await.unwrap().status, GoalStatus::Achieved);
    assert_eq!(
        home.goals.retarget(db, goal.id, money!(600.01 EUR)).await.unwrap().status,
        GoalStatus::Active
    );
}

async fn milestones_are_sorted_unique_and_not_above_the_target(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    let add = async |amount| home.goals.add_milestone(db, goal, " step ", amount, day(1, 1)).await;
    for amount in [money!(1000 EUR), money!(250 EUR), money!(500 EUR)] {
        assert_eq!(add(amount).await.unwrap().name, "step");
    }
    assert_eq!(kind(add(money!(500.00 EUR)).await).0, ErrorKind::Conflict);
    assert_eq!(text(add(money!(1000.01 EUR)).await), "amount: must not be above the target");
    assert_eq!(kind(add(money!(5 USD)).await).0, ErrorKind::Invalid);
    for amount in [money!(0 EUR), money!(-5 EUR)] {
        assert!(text(add(amount).await).contains("amount > 0"));
    }
    let milestones = GoalMilestone::repository().tenant(home.tenant);
    let sorted = GoalMilestoneQuery::new().order_by(GoalMilestoneOrder::Amount.asc());
    let amounts = milestones.list(db, sorted).await.unwrap().into_iter().map(|milestone| milestone.amount);
    assert!(amounts.eq([money!(250 EUR), money!(500 EUR), money!(1000 EUR)]));
    let stray = GoalMilestoneCreate::new(Uuid::now_v7(), "stray".to_owned(), money!(1 EUR));
    assert_eq!(kind(milestones.create(db, stray).await).0, ErrorKind::ForeignKey);
}

async fn a_milestone_that_is_saved_already_is_reached(db: &Db) {
    let home = Household::new();
    let goal = home.stored_goal(db, "Boat").await.id;
    home.goals.contribute(db, goal, paid(money!(250 EUR))).await.unwrap();
    let add = async |amount| {
        home.goals.add_milestone(db, goal, "step", amount, day(12, 1)).await.unwrap().reached_on
    };
    assert_eq!(add(money!(250 EUR)).await, Some(day(12, 1)));
    assert_eq!(add(money!(250.01 EUR)).await, None);
}

async fn a_goal_of_another_tenant_is_not_found(db: &Db) {
    let (home, stranger) = (Household::new(), Household::new());
    let goal = home.stored_goal(db, "Boat").await.id;
    let goals = &stranger.goals;
    for (goals, id) in [(goals, goal), (&home.goals, Uuid::now_v7())] {
        assert_eq!(kind(goals.progress(db, id, day(2, 1)).await).0, ErrorKind::NotFound);
    }
    assert_eq!(kind(goals.change_status(db, goal, GoalStatus::Paused).await).0, ErrorKind::NotFound);
    assert_eq!(kind(goals.retarget(db, goal, money!(1 EUR)).await).0, ErrorKind::NotFound);
    assert_eq!(
        kind(goals.add_milestone(db, goal, "a", money!(1 EUR), day(1, 1)).await).0,
        ErrorKind::NotFound
    );
}
