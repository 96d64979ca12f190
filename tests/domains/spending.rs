//! What was spent of a budget, and what its user should hear about.

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Alert, Budget, BudgetCategory, BudgetCategoryUpdate, BudgetCreate, CategoryAlert, Transaction,
    TransactionAggregate, TransactionCreate, TransactionFilter, TransactionQuery,
};
use fin_infra_tests::on_each_store;

use crate::support::{Household, day, kind, text};

on_each_store!(
    [Budget, BudgetCategory, Transaction] spending_is_summed_by_category,
    [Budget, BudgetCategory, Transaction] a_transaction_counts_for_its_category_whatever_its_case,
    [Budget, BudgetCategory, Transaction] currencies_are_never_mixed,
    [Budget, BudgetCategory, Transaction] only_live_transactions_of_the_budget_count,
    [Budget, BudgetCategory, Transaction] a_budget_without_rows_has_no_progress,
    [Budget, BudgetCategory, Transaction] sums_are_exact,
    [Budget, BudgetCategory, Transaction] alerts_have_the_thresholds_of_their_categories,
    [Budget, BudgetCategory, Transaction] unusual_spending_is_compared_with_earlier_budgets,
    [Budget, Transaction] spending_is_one_aggregate_by_month,
    [Budget, Transaction] a_transaction_has_a_category_and_the_places_of_its_currency,
);

/// A budget for November with a category of 400 euros for food.
async fn november(db: &Db, home: &Household) -> Uuid {
    let planned = [("Food".to_owned(), dec!(400)), ("Rent".to_owned(), dec!(800))].into();
    home.budgets
        .create_planned(db, home.month("November", day(11, 1)), planned, Currency::EUR)
        .await
        .unwrap()
        .id
}

async fn spending_is_summed_by_category(db: &Db) {
    let home = Household::new();
    let budget = november(db, &home).await;
    let food = [("Food", day(11, 2), money!(100.50 EUR)), ("Food", day(11, 3), money!(-0.50 EUR))];
    home.spend(db, budget, &food).await;
    home.spend(db, budget, &[("Gifts", day(11, 4), money!(30 EUR))]).await;
    let progress = home.budgets.progress(db, budget, day(11, 10)).await.unwrap();
    let euros = progress.of(Currency::EUR).unwrap();
    let usage = |name: &str| {
        let usage = euros.categories[name];
        (usage.planned, usage.spent, usage.remaining, usage.percent)
    };
    assert_eq!(usage("Food"), (dec!(400), dec!(100), dec!(300), Some(dec!(25))));
    assert_eq!(usage("Rent"), (dec!(800), dec!(0), dec!(800), Some(dec!(0))));
    assert_eq!(usage("Gifts"), (dec!(0), dec!(30), dec!(-30), None));
    assert_eq!((euros.total.planned, euros.total.remaining), (dec!(1200), dec!(1070)));
    let range = progress.budget.range().unwrap();
    assert_eq!(range.days_elapsed(day(11, 10)), 10);
    let pace = euros.categories["Food"].pace(range, day(11, 10), 2).unwrap();
    assert_eq!((pace.expected, pace.projected), (dec!(133.33), Some(dec!(300))));
}

async fn a_transaction_counts_for_its_category_whatever_its_case(db: &Db) {
    let home = Household::new();
    let budget = november(db, &home).await;
    let spent = [
        ("FOOD", day(11, 2), money!(1 EUR)),
        (" food ", day(11, 2), money!(2 EUR)),
        ("Straße", day(11, 2), money!(4 EUR)),
        ("STRASSE", day(11, 2), money!(8 EUR)),
    ];
    home.spend(db, budget, &spent).await;
    let progress = home.budgets.progress(db, budget, day(11, 2)).await.unwrap();
    let categories = &progress.of(Currency::EUR).unwrap().categories;
    assert_eq!(categories["Food"].spent, dec!(3));
    assert_eq!(categories.len(), 3);
    assert!(categories.values().any(|usage| usage.spent == dec!(12)));
}

async fn currencies_are_never_mixed(db: &Db) {
    let home = Household::new();
    let budget = november(db, &home).await;
    let spent = [
        ("Food", day(11, 2), money!(10 EUR)),
        ("Food", day(11, 2), money!(500 JPY)),
        ("Food", day(11, 2), money!(3.5 USD)),
    ];
    home.spend(db, budget, &spent).await;
    let progress = home.budgets.progress(db, budget, day(11, 30)).await.unwrap();
    let spent = |currency| progress.of(currency).unwrap().total.spent;
    assert_eq!(
        [spent(Currency::EUR), spent(Currency::JPY), spent(Currency::USD)],
        [dec!(10), dec!(500), dec!(3.5)]
    );
    assert_eq!(progress.of(Currency::JPY).unwrap().total.planned, dec!(0));
    assert_eq!(text(progress.of(Currency::CHF)), "currency: nothing is planned or spent in CHF");
}

async fn only_live_transactions_of_the_budget_count(db: &Db) {
    let home = Household::new();
    let (budget, other) =
        (november(db, &home).await, home.budgets.create(db, home.month("Other", day(11, 1))).await);
    home.spend(db, budget, &[("Food", day(11, 2), money!(1 EUR)), ("Food", day(11, 12), money!(2 EUR))])
        .await;
    home.spend(db, other.unwrap().id, &[("Food", day(11, 2), money!(4 EUR))]).await;
    home.transactions.create(db, home.spent("Food", day(11, 2), money!(8 EUR))).await.unwrap();
    let gone =
        TransactionCreate { budget_id: Some(budget), ..home.spent("Food", day(11, 2), money!(16 EUR)) };
    let gone = home.transactions.create(db, gone).await.unwrap();
    home.transactions.delete(db, (gone.id, gone.version)).await.unwrap();
    for (today, spent) in [(day(11, 1), dec!(0)), (day(11, 11), dec!(1)), (day(11, 12), dec!(3))] {
        let progress = home.budgets.progress(db, budget, today).await.unwrap();
        assert_eq!(progress.of(Currency::EUR).unwrap().total.spent, spent, "{today}");
    }
}

async fn a_budget_without_rows_has_no_progress(db: &Db) {
    let home = Household::new();
    let budget = home.budgets.create(db, home.month("Empty", day(11, 1))).await.unwrap();
    let progress = home.budgets.progress(db, budget.id, day(11, 1)).await.unwrap();
    assert!(progress.currencies.is_empty() && progress.categories.is_empty());
    assert_eq!(kind(home.budgets.progress(db, Uuid::now_v7(), day(11, 1)).await).0, ErrorKind::NotFound);
}

async fn sums_are_exact(db: &Db) {
    let home = Household::new();
    let budget = november(db, &home).await;
    let cents = (0..300).map(|_| ("Food", day(11, 2), money!(0.10 EUR))).collect::<Vec<_>>();
    home.spend(db, budget, &cents).await;
    home.spend(db, budget, &[("Food", day(11, 2), money!(9999999999999.99 EUR))]).await;
    let progress = home.budgets.progress(db, budget, day(11, 2)).await.unwrap();
    assert_eq!(progress.of(Currency::EUR).unwrap().total.spent, dec!(10000000000029.99));
}

async fn alerts_have_the_thresholds_of_their_categories(db: &Db) {
    let home = Household::new();
    let budget = november(db, &home).await;
    home.spend(
        db,
        budget,
        &[("Food", day(11, 2), money!(320 EUR)), ("Rent", day(11, 2), money!(800.01 EUR))],
    )
    .await;
    let alerts = home.budgets.alerts(db, budget, day(11, 30), Currency::EUR).await.unwrap();
    let alert = |category: &str, alert| CategoryAlert { category: category.to_owned(), alert };
    let overspent = alert("Rent", Alert::Overspent { by: dec!(0.01) });
    assert_eq!(alerts, [alert("Food", Alert::Approaching { percent: dec!(80) }), overspent.clone()]);

    let progress = home.budgets.progress(db, budget, day(11, 30)).await.unwrap();
    let food = progress.categories.iter().find(|category| category.name == "Food").unwrap();
    let categories = BudgetCategory::repository().tenant(home.tenant);
    let later = |percent| BudgetCategoryUpdate {
        approaching_at: Some(Some(percent)),
        ..BudgetCategoryUpdate::default()
    };
    categories.update(db, food.id, later(dec!(80.01))).await.unwrap();
    let alerts = home.budgets.alerts(db, budget, day(11, 30), Currency::EUR).await.unwrap();
    assert_eq!(alerts, [overspent]);
    assert!(text(categories.update(db, food.id, later(dec!(0))).await).contains("approaching_at > 0"));
    let never = categories.update(db, food.id, later(dec!(100.01))).await;
    assert!(text(never).contains("approaching_at <= 100"));
    assert_eq!(kind(home.budgets.alerts(db, budget, day(11, 30), Currency::USD).await).0, ErrorKind::Invalid);
}

async fn unusual_spending_is_compared_with_earlier_budgets(db: &Db) {
    let home = Household::new();
    for month in 1..=6 {
        let earlier = home.budgets.create(db, home.month(&month.to_string(), day(month, 1))).await.unwrap();
        let amount = Money::new(Decimal::from(100 + month), Currency::EUR).unwrap();
        home.spend(
            db,
            earlier.id,
            &[("food", day(month, 2), amount), ("Food", day(month, 2), money!(9 USD))],
        )
        .await;
    }
    let yearly =
        BudgetCreate { period: fin_infra_domains::calendar::Period::Yearly, ..home.month("Year", day(1, 1)) };
    let yearly = home.budgets.create(db, yearly).await.unwrap();
    home.spend(db, yearly.id, &[("Food", day(1, 2), money!(5000 EUR))]).await;

    let budget = november(db, &home).await;
    home.spend(db, budget, &[("Food", day(11, 2), money!(200 EUR))]).await;
    let alerts = home.budgets.alerts(db, budget, day(11, 30), Currency::EUR).await.unwrap();
    let [CategoryAlert { alert: Alert::Unusual(compared), .. }] = &alerts[..] else { panic!("{alerts:?}") };
    assert_eq!(compared.usual, dec!(103.5));
}

async fn spending_is_one_aggregate_by_month(db: &Db) {
    let home = Household::new();
    for (on, amount) in
        [(day(10, 31), money!(1 EUR)), (day(11, 1), money!(2 EUR)), (day(11, 30), money!(4 EUR))]
    {
        home.transactions.create(db, home.spent("Food", on, amount)).await.unwrap();
    }
    let asked = TransactionAggregate::new()
        .filter(TransactionFilter::new().user_id(home.user))
        .by_month()
        .by_amount_currency()
        .sum_amount();
    let months = home.transactions.aggregate(db, asked).await.unwrap();
    assert_eq!(
        months,
        [(day(10, 1), Currency::EUR, money!(1 EUR)), (day(11, 1), Currency::EUR, money!(6 EUR))]
    );
}

async fn a_transaction_has_a_category_and_the_places_of_its_currency(db: &Db) {
    let home = Household::new();
    assert_eq!(
        kind(home.transactions.create(db, home.spent(" ", day(11, 1), money!(1 EUR))).await).0,
        ErrorKind::Invalid
    );
    let json = |amount: &str| {
        serde_json::from_value::<TransactionCreate>(serde_json::json!({
            "user_id": home.user, "category": "Food", "booked_on": "2026-11-01",
            "amount": { "amount": amount, "currency": "EUR" },
        }))
    };
    assert!(json("1.005").unwrap_err().to_string().contains("at most 2 decimal places in EUR"));
    home.transactions.create(db, json("-1.05").unwrap()).await.unwrap();
    assert_eq!(home.transactions.count(db, TransactionQuery::new()).await.unwrap(), 1);
}
