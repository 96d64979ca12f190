//! Budgets and their categories: names, days, kinds, amounts.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Budget, BudgetCategory, BudgetCategoryAdjust, BudgetCategoryCreate, BudgetCategoryQuery,
    BudgetCategoryUpdate, BudgetCreate, BudgetKind, BudgetQuery, BudgetUpdate, Template, Transaction,
};
use fin_infra_domains::calendar::{DateRange, Period};
use fin_infra_tests::on_each_store;

use crate::support::{Household, day, invalid, kind, text};

on_each_store!(
    [Budget] a_name_has_1_to_128_characters,
    [Budget] a_name_is_unique_per_user_whatever_its_case,
    [Budget] a_deleted_budget_frees_its_name_until_it_is_restored,
    [Budget] an_end_before_the_start_is_rejected,
    [Budget] every_kind_and_period_is_stored,
    [Budget] budgets_are_found_by_a_day_a_range_and_a_kind,
    [Budget] what_else_a_program_keeps_comes_back_exactly,
    [Budget] a_second_editor_does_not_overwrite_the_first,
    [Budget] a_search_finds_parts_of_names,
    [Budget, BudgetCategory] a_planned_amount_is_not_negative_and_has_the_places_of_its_currency,
    [Budget, BudgetCategory, Transaction] a_plan_and_its_rollover_are_changed,
    [Budget, BudgetCategory] categories_that_differ_in_case_are_one,
    [Budget, BudgetCategory] what_is_carried_is_in_the_currency_of_the_plan,
    [Budget, BudgetCategory] a_template_loses_no_cent,
    [Budget, BudgetCategory, Transaction] a_budget_of_another_tenant_is_not_found,
);

async fn a_name_has_1_to_128_characters(db: &Db) {
    let home = Household::new();
    let create = async |name: &str| home.budgets.create(db, home.month(name, day(11, 1))).await;
    assert_eq!(kind(create("").await), invalid("name"));
    assert_eq!(kind(create(" \t ").await), invalid("name"));
    assert_eq!(kind(create(&"ä".repeat(129)).await), invalid("name"));
    create(&"ä".repeat(128)).await.unwrap();
    let row = create("  Food ").await.unwrap();
    assert_eq!(row.name, "Food");
    let rename = |name: &str| BudgetUpdate { name: Some(name.to_owned()), ..BudgetUpdate::default() };
    assert_eq!(kind(home.budgets.update(db, (row.id, row.version), rename(" ")).await), invalid("name"));
    let renamed = home.budgets.update(db, (row.id, row.version), rename(" Fun ")).await.unwrap();
    assert_eq!(renamed.name, "Fun");
}

async fn a_name_is_unique_per_user_whatever_its_case(db: &Db) {
    let home = Household::new();
    home.budgets.create(db, home.month("Größe", day(11, 1))).await.unwrap();
    let again = home.budgets.create(db, home.month("GRÖSSE", day(12, 1))).await;
    assert_eq!(kind(again), (ErrorKind::Conflict, vec!["user_id".to_owned(), "name".to_owned()]));
    let other_user = BudgetCreate { user_id: Uuid::now_v7(), ..home.month("größe", day(11, 1)) };
    home.budgets.create(db, other_user).await.unwrap();
    let other_tenant = Household::new();
    let same_user = BudgetCreate { user_id: home.user, ..home.month("größe", day(11, 1)) };
    other_tenant.budgets.create(db, same_user).await.unwrap();
}

async fn a_deleted_budget_frees_its_name_until_it_is_restored(db: &Db) {
    let home = Household::new();
    let old = home.budgets.create(db, home.month("Home", day(11, 1))).await.unwrap();
    home.budgets.delete(db, (old.id, old.version)).await.unwrap();
    let new = home.budgets.create(db, home.month("home", day(12, 1))).await.unwrap();
    assert_eq!(kind(home.budgets.restore(db, old.id).await).0, ErrorKind::Conflict);
    home.budgets.delete(db, (new.id, new.version)).await.unwrap();
    assert_eq!(home.budgets.restore(db, old.id).await.unwrap().name, "Home");
}

async fn an_end_before_the_start_is_rejected(db: &Db) {
    let home = Household::new();
    let one_day = BudgetCreate { ends_on: day(11, 1), ..home.month("One day", day(11, 1)) };
    let early = BudgetCreate { ends_on: day(10, 31), ..home.month("Early", day(11, 1)) };
    assert!(text(home.budgets.create(db, early).await).contains("ends_on >= starts_on"));
    let row = home.budgets.create(db, one_day).await.unwrap();
    let early = BudgetUpdate { ends_on: Some(day(10, 31)), ..BudgetUpdate::default() };
    let error = home.budgets.update(db, (row.id, row.version), early).await;
    assert!(text(error).contains("ends_on >= starts_on"));
}

async fn a_plan_and_its_rollover_are_changed(db: &Db) {
    let home = Household::new();
    let categories = BudgetCategory::repository().tenant(home.tenant);
    let planned = [("Food".to_owned(), dec!(400))].into();
    let new = home.month("Home", day(11, 1));
    let budget = home.budgets.create_planned(db, new, planned, Currency::EUR).await.unwrap();
    let rollover = BudgetUpdate { rollover: Some(true), ..BudgetUpdate::default() };
    home.budgets.update(db, (budget.id, budget.version), rollover).await.unwrap();
    assert!(home.budgets.get(db, budget.id).await.unwrap().rollover);

    let food = budget.related[0].id;
    let planned =
        |planned| BudgetCategoryUpdate { planned: Some(planned), ..BudgetCategoryUpdate::default() };
    categories.update(db, food, planned(money!(350.50 EUR))).await.unwrap();
    assert!(text(categories.update(db, food, planned(money!(-1 EUR))).await).contains("planned >= 0"));
    assert_eq!(categories.get(db, food).await.unwrap().planned, money!(350.50 EUR));
    let progress = home.budgets.progress(db, budget.id, day(11, 2)).await.unwrap();
    assert_eq!(progress.of(Currency::EUR).unwrap().total.remaining, dec!(350.50));
}

async fn every_kind_and_period_is_stored(db: &Db) {
    let home = Household::new();
    for (kind, period) in BudgetKind::ALL.into_iter().zip(Period::ALL) {
        let create = BudgetCreate::for_period(home.user, format!("{kind:?}"), period, day(1, 31)).unwrap();
        let row = home.budgets.create(db, BudgetCreate { kind, ..create.clone() }).await.unwrap();
        let read = home.budgets.get(db, row.id).await.unwrap();
        assert_eq!((read.kind, read.period, read.ends_on), (kind, period, create.ends_on));
        assert_eq!(home.budgets.of_kind(db, home.user, kind).await.unwrap(), [read]);
    }
    let from_json = serde_json::json!({
        "user_id": home.user, "name": "JSON", "kind": "household", "period": "biweekly",
        "starts_on": "2026-11-01", "ends_on": "2026-11-14",
    });
    let row =
        home.budgets.create(db, serde_json::from_value::<BudgetCreate>(from_json).unwrap()).await.unwrap();
    assert_eq!((row.kind, row.period, row.rollover), (BudgetKind::Household, Period::Biweekly, false));
}

async fn budgets_are_found_by_a_day_a_range_and_a_kind(db: &Db) {
    let home = Household::new();
    for (name, month) in [("November", 11), ("October", 10), ("December", 12)] {
        home.budgets.create(db, home.month(name, day(month, 1))).await.unwrap();
    }
    let other_user = BudgetCreate { user_id: Uuid::now_v7(), ..home.month("Other", day(11, 1)) };
    home.budgets.create(db, other_user).await.unwrap();
    let gone = home.budgets.create(db, home.month("Gone", day(11, 1))).await.unwrap();
    home.budgets.delete(db, (gone.id, gone.version)).await.unwrap();

    let names = |rows: Vec<fin_infra_domains::budgets::BudgetRead>| {
        rows.into_iter().map(|budget| budget.name).collect::<Vec<_>>()
    };
    for (on, found) in [
        (day(9, 30), vec![]),
        (day(10, 1), vec!["October"]),
        (day(10, 31), vec!["October"]),
        (day(12, 31), vec!["December"]),
    ] {
        assert_eq!(names(home.budgets.active_on(db, home.user, on).await.unwrap()), found, "{on}");
    }
    for (from, to, found) in [
        (day(10, 31), day(11, 1), vec!["October", "November"]),
        (day(1, 1), day(9, 30), vec![]),
        (day(1, 1), day(12, 31), vec!["October", "November", "December"]),
        (day(11, 15), day(11, 15), vec!["November"]),
    ] {
        let range = DateRange::new(from, to).unwrap();
        assert_eq!(names(home.budgets.overlapping(db, home.user, range).await.unwrap()), found, "{from}");
    }
    assert_eq!(home.budgets.of_kind(db, home.user, BudgetKind::Personal).await.unwrap().len(), 3);
    assert_eq!(home.budgets.of_kind(db, home.user, BudgetKind::Project).await.unwrap().len(), 0);
}

async fn what_else_a_program_keeps_comes_back_exactly(db: &Db) {
    let home = Household::new();
    let extra = BTreeMap::from([("colour".to_owned(), serde_json::json!({ "dark": [1, null, "x"] }))]);
    let row = BudgetCreate { extra: extra.clone(), ..home.month("Home", day(11, 1)) };
    let row = home.budgets.create(db, row).await.unwrap();
    assert_eq!(home.budgets.get(db, row.id).await.unwrap().extra, extra);
}

async fn a_second_editor_does_not_overwrite_the_first(db: &Db) {
    let home = Household::new();
    let row = home.budgets.create(db, home.month("Home", day(11, 1))).await.unwrap();
    let change = BudgetUpdate { rollover: Some(true), ..BudgetUpdate::default() };
    home.budgets.update(db, (row.id, row.version), change.clone()).await.unwrap();
    let stale = home.budgets.update(db, (row.id, row.version), change).await;
    assert_eq!(kind(stale).0, ErrorKind::StaleVersion);
}

async fn a_search_finds_parts_of_names(db: &Db) {
    let home = Household::new();
    for name in ["Holiday 2026", "Home"] {
        home.budgets.create(db, home.month(name, day(11, 1))).await.unwrap();
    }
    let found = home.budgets.list(db, BudgetQuery::new().search("LIDAY")).await.unwrap();
    assert_eq!(found.iter().map(|budget| &*budget.name).collect::<Vec<_>>(), ["Holiday 2026"]);
}

async fn a_planned_amount_is_not_negative_and_has_the_places_of_its_currency(db: &Db) {
    let home = Household::new();
    let categories = BudgetCategory::repository().tenant(home.tenant);
    let budget = home.budgets.create(db, home.month("Home", day(11, 1))).await.unwrap();
    let category = |name: &str, planned| BudgetCategoryCreate::new(budget.id, name.to_owned(), planned);
    let error = categories.create(db, category("Food", money!(-0.01 EUR))).await;
    assert!(text(error).contains("planned >= 0"));
    let three = [("Food".to_owned(), dec!(1.005))].into();
    let error = home.budgets.create_planned(db, home.month("New", day(11, 1)), three, Currency::EUR).await;
    assert!(text(error).contains("at most 2 decimal places in EUR"));
    assert!(serde_json::from_str::<Money>(r#"{"amount": "1.005", "currency": "EUR"}"#).is_err());
    let zero = categories.create(db, category("Nothing", money!(0 EUR))).await.unwrap();
    let less = BudgetCategoryAdjust::new().planned(money!(-1 EUR));
    assert!(text(categories.adjust(db, zero.id, less).await).contains("planned >= 0"));
    let yen = BudgetCategoryAdjust::new().planned(money!(1 JPY));
    assert_eq!(kind(categories.adjust(db, zero.id, yen).await), invalid("planned"));
    assert_eq!(
        home.budgets.count(db, BudgetQuery::new()).await.unwrap(),
        1,
        "no budget without its categories"
    );
}

async fn categories_that_differ_in_case_are_one(db: &Db) {
    let home = Household::new();
    let planned = [("Food".to_owned(), dec!(1)), ("FOOD".to_owned(), dec!(2))].into();
    let error = home.budgets.create_planned(db, home.month("Home", day(11, 1)), planned, Currency::EUR).await;
    assert_eq!(kind(error).0, ErrorKind::Conflict);
    assert_eq!(home.budgets.count(db, BudgetQuery::new()).await.unwrap(), 0);
    for name in ["November", "December"] {
        let planned = [("Food".to_owned(), dec!(1))].into();
        home.budgets.create_planned(db, home.month(name, day(11, 1)), planned, Currency::EUR).await.unwrap();
    }
}

async fn what_is_carried_is_in_the_currency_of_the_plan(db: &Db) {
    let home = Household::new();
    let categories = BudgetCategory::repository().tenant(home.tenant);
    let budget = home.budgets.create(db, home.month("Home", day(11, 1))).await.unwrap();
    let category = |name: &str, carried| BudgetCategoryCreate {
        carried: Some(carried),
        ..BudgetCategoryCreate::new(budget.id, name.to_owned(), money!(10 EUR))
    };
    categories.create(db, category("Debts", money!(-20 EUR))).await.unwrap();
    let error = categories.create(db, category("Dollars", money!(20 USD))).await;
    assert_eq!(kind(error).0, ErrorKind::Invalid);
    let from_client = serde_json::json!({ "budget_id": budget.id, "name": "a", "planned": money!(1 EUR), "carried": money!(9 EUR) });
    assert!(serde_json::from_value::<BudgetCategoryCreate>(from_client).is_err());
}

async fn a_template_loses_no_cent(db: &Db) {
    let home = Household::new();
    let templates = [Template::fifty_thirty_twenty(), Template::business(), Template::project()];
    let incomes = [money!(0.01 EUR), money!(1234.57 USD), money!(7 JPY), money!(0.001 KWD)];
    for (number, (template, income)) in
        templates.iter().flat_map(|template| incomes.map(|income| (template, income))).enumerate()
    {
        let new = home.month(&number.to_string(), day(11, 1));
        let budget = home.budgets.create_from_template(db, new, template, income).await.unwrap();
        let planned = budget.related.iter().map(|category| category.planned);
        let sum = planned.fold(Money::zero(income.currency()), |sum, planned| sum.try_add(planned).unwrap());
        assert_eq!(sum, income);
    }
    let negative =
        home.budgets.create_from_template(db, home.month("x", day(11, 1)), &templates[0], money!(-1 EUR));
    assert_eq!(text(negative.await), "income: must not be negative");
    assert_eq!(
        BudgetCategory::repository().tenant(home.tenant).count(db, BudgetCategoryQuery::new()).await.unwrap(),
        4 * (3 + 6 + 4)
    );
}

async fn a_budget_of_another_tenant_is_not_found(db: &Db) {
    let (home, stranger) = (Household::new(), Household::new());
    let budget = home.budgets.create(db, home.month("Home", day(11, 1))).await.unwrap();
    for (budgets, id) in [(&stranger.budgets, budget.id), (&home.budgets, Uuid::now_v7())] {
        assert_eq!(kind(budgets.progress(db, id, day(11, 2)).await).0, ErrorKind::NotFound);
        let alerts = budgets.alerts(db, id, day(11, 2), Currency::EUR).await;
        assert_eq!(kind(alerts).0, ErrorKind::NotFound);
    }
    let rolled =
        stranger.budgets.roll_over(db, budget.id, "Next", fin_infra_domains::budgets::Rollover::Balance);
    assert_eq!(kind(rolled.await).0, ErrorKind::NotFound);
    assert_eq!(stranger.budgets.active_on(db, home.user, day(11, 2)).await.unwrap(), []);
    let foreign = fin_infra_domains::budgets::TransactionCreate {
        budget_id: Some(budget.id),
        ..stranger.spent("Food", day(11, 2), money!(1 EUR))
    };
    assert_eq!(kind(stranger.transactions.create(db, foreign).await).0, ErrorKind::ForeignKey);
}
