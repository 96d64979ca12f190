//! Lists after `IN`.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra::query::limits::{MAX_VALUES, MAX_VALUES_IN_ALL};
use fin_infra::scoped_sql;
use fin_infra_tests::StoreKind;
use futures_util::TryStreamExt as _;

use crate::ledger::{
    Budget, BudgetFilter, BudgetQuery, Ledger, Transaction, TransactionQuery, at, on_each_database,
};

on_each_database! {
    a_list_of_ids_finds_their_rows
    a_list_holds_values_as_their_column_stores_them
    a_list_without_a_column_has_a_plain_type
    a_list_may_be_owned_or_borrowed_or_an_iterator
    no_value_is_in_an_empty_list
    a_null_is_neither_in_a_list_nor_not_in_it
    a_list_of_any_length_finds_what_a_filter_finds
    lists_and_values_stand_in_any_order
    a_list_stands_wherever_a_condition_does
    a_list_does_not_find_rows_of_another_tenant
    a_list_that_is_too_long_is_invalid
    lists_that_are_too_long_together_are_invalid
    a_value_of_a_list_that_the_column_cannot_store_is_invalid
    an_amount_is_not_in_a_list_of_another_scale
}

#[derive(FinRow, Debug, PartialEq)]
struct Name {
    name: String,
}

fn names(rows: &[Name]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn fetch<'s, T, X>(ledger: &'s Ledger, query: fin_infra::private::ScopedSql<T, Name, X>) -> Vec<String>
where
    T: fin_infra::private::JoinedTables,
    X: Clone + Send + Sync + 'static,
    &'s Db: fin_infra::Store<fin_infra::private::Joined<T, Name, X>>,
{
    query.fetch_all(ledger.db()).await.unwrap().into_iter().map(|row| row.name).collect()
}

async fn a_list_of_ids_finds_their_rows(ledger: &Ledger) {
    let budgets = Budget::repository().tenant(ledger.acme);
    let ids: Vec<Uuid> =
        budgets.list(ledger.db(), BudgetQuery::new()).await.unwrap().items.iter().map(|row| row.id).collect();
    let query = |ids: &[Uuid]| {
        scoped_sql!(
            ledger.acme,
            Name,
            "SELECT b.name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
             WHERE t.budget_id IN ({ids: [Transaction::budget_id]}) AND t.quantity = 1 ORDER BY b.name"
        )
    };
    assert_eq!(fetch(ledger, query(&ids)).await, ["Home", "Travel"]);
    assert_eq!(fetch(ledger, query(&ids[..1])).await.len(), 1);
    assert_eq!(fetch(ledger, query(&[Uuid::nil()])).await, [""; 0]);
    let streamed: Vec<Name> = query(&ids).stream(ledger.db()).try_collect().await.unwrap();
    assert_eq!(names(&streamed), ["Home", "Travel"]);
}

async fn a_list_holds_values_as_their_column_stores_them(ledger: &Ledger) {
    let amounts = [dec!(10.25), dec!(0.07), dec!(5)];
    let times = [at(1), at(2)];
    let days = [NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT DISTINCT b.name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
         WHERE t.amount IN ({amounts: [Transaction::amount]}) AND t.booked_at IN ({times: [Transaction::booked_at]})
           AND b.since IN ({days: [Budget::since]}) AND t.category IN ({codes: [Transaction::category]})
           AND t.quantity NOT IN ({quantities: [Transaction::quantity]}) AND b.name IN ({names: [Budget::name]})",
        codes = ["food", "it's"],
        quantities = vec![7, 8],
        names = ["Home".to_owned()]
    );
    assert_eq!(fetch(ledger, query).await, ["Home"]);
}

async fn a_list_without_a_column_has_a_plain_type(ledger: &Ledger) {
    let days = vec![NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT DISTINCT b.name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
         WHERE t.quantity IN ({small: [i32]}) AND t.quantity IN ({large: [i64]}) AND b.name IN ({names: [String]})
           AND b.name IN ({others: [&str]}) AND t.booked_at IN ({times: [DateTime<Utc>]}) AND b.since IN ({days: [NaiveDate]})
           AND b.id NOT IN ({ids: [Uuid]})",
        small = [1, 2],
        large = [1, 5_000_000_000],
        names = ["Home", "Travel"],
        others = ["Home"],
        times = [at(1)],
        ids = [Uuid::nil()]
    );
    let found = query.fetch_all(ledger.db()).await;
    // SQLite stores times as numbers, and a value without a column is bound as one, too.
    assert_eq!(names(&found.unwrap()), ["Home"]);
}

async fn a_list_may_be_owned_or_borrowed_or_an_iterator(ledger: &Ledger) {
    let owned = vec!["Home".to_owned(), "Travel".to_owned()];
    let borrowed: &[String] = &owned;
    let texts: &[&str] = &["Home"];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE name IN ({a: [Budget::name]}) AND name IN ({b: [Budget::name]})
         AND name IN ({c: [Budget::name]}) AND name IN ({d: [Budget::name]}) AND name IN ({e: [String]})",
        a = owned.clone(),
        b = &owned,
        c = borrowed,
        d = owned.iter().map(String::as_str),
        e = texts
    );
    assert_eq!(fetch(ledger, query).await, ["Home"]);
}

async fn no_value_is_in_an_empty_list(ledger: &Ledger) {
    let none: [Uuid; 0] = [];
    let count = |query: Vec<String>| query.len();
    let rows = scoped_sql!(ledger.acme, Name, "SELECT 'x' AS name FROM {Transaction}");
    let all = count(fetch(ledger, rows).await);
    macro_rules! count {
        ($sql:literal) => {
            count(fetch(ledger, scoped_sql!(ledger.acme, Name, $sql, none = none.iter())).await)
        };
    }
    assert_eq!(count!("SELECT 'x' AS name FROM {Transaction} WHERE id IN ({none: [Transaction::id]})"), 0);
    assert_eq!(count!("SELECT 'x' AS name FROM {Transaction} WHERE id IN ({none: [Uuid]})"), 0);
    assert_eq!(
        count!("SELECT 'x' AS name FROM {Transaction} WHERE id NOT IN ({none: [Transaction::id]})"),
        all
    );
    assert_eq!(
        count!("SELECT 'x' AS name FROM {Transaction} WHERE NOT (id IN ({none: [Transaction::id]}))"),
        all
    );
    assert_eq!(
        count!(
            "SELECT 'x' AS name FROM {Transaction} WHERE id IN ({none: [Transaction::id]}) OR quantity > 0"
        ),
        all
    );
    // Also for a value that is null, as the standard has it for a sub-query without rows.
    let nulls = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT 'x' AS name FROM {Transaction} WHERE category IS NULL AND category NOT IN ({none: [Transaction::category]})
         AND (category IN ({none: [Transaction::category]})) = (1 = 0)",
        none = [""; 0]
    );
    assert_eq!(count(fetch(ledger, nulls).await), 3);
    let amounts = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT 'x' AS name FROM {Transaction} WHERE amount NOT IN ({none: [Transaction::amount]})
         AND booked_at NOT IN ({times: [Transaction::booked_at]}) AND quantity NOT IN ({numbers: [i32]})
         AND category NOT IN ({texts: [&str]})",
        none = [Decimal::ZERO; 0],
        times = Vec::<DateTime<Utc>>::new(),
        numbers = [0; 0],
        texts = [""; 0]
    );
    assert_eq!(count(fetch(ledger, amounts).await), all);
}

async fn a_null_is_neither_in_a_list_nor_not_in_it(ledger: &Ledger) {
    let codes = ["food"];
    let within = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT COALESCE(category, 'null') AS name FROM {Transaction} WHERE category IN ({codes: [Transaction::category]})"
    );
    let outside = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT COALESCE(category, 'null') AS name FROM {Transaction} WHERE category NOT IN ({codes: [Transaction::category]})"
    );
    assert_eq!(fetch(ledger, within).await, ["food"; 3]);
    assert_eq!(fetch(ledger, outside).await, ["fun"; 3]);
}

async fn a_list_of_any_length_finds_what_a_filter_finds(ledger: &Ledger) {
    let budgets = Budget::repository().tenant(ledger.acme);
    for length in (0..10).chain([31, 32, 33, 511, 512, 513, MAX_VALUES]) {
        // The last one is the one that is there.
        let wanted: Vec<String> =
            (1..length).map(|n| format!("no {n}")).chain((length > 0).then(|| "Home".to_owned())).collect();
        let filter = BudgetFilter::new().name(Condition::any_of(wanted.clone()));
        let expected = budgets.list(ledger.db(), BudgetQuery::new().filter(filter)).await.unwrap();
        let query = scoped_sql!(
            ledger.acme,
            Name,
            "SELECT name FROM {Budget} WHERE name IN ({wanted: [Budget::name]})"
        );
        let found = fetch(ledger, query).await;
        assert!(found.iter().eq(expected.items.iter().map(|row| &row.name)), "{length}: {found:?}");
        assert_eq!(found.len(), usize::from(length > 0));
    }
}

async fn lists_and_values_stand_in_any_order(ledger: &Ledger) {
    let find = async |quantities: Vec<i32>, texts: Vec<&str>| {
        let query = scoped_sql!(
            ledger.acme,
            Name,
            "SELECT b.name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id AND t.quantity IN ({quantities: [i32]})
             WHERE b.name = {name: Budget::name} AND t.quantity IN ({quantities: [i32]}) AND b.planned > {least: Budget::planned}
               AND (b.name IN ({texts: [&str]}) OR {least: Budget::planned} > b.planned) AND b.name = {name: Budget::name}",
            name = "Home",
            least = dec!(1)
        );
        fetch(ledger, query).await.len()
    };
    assert_eq!(find(vec![1, 2, 3], vec!["Home"]).await, 3);
    assert_eq!(find(vec![1], vec!["a", "b", "c", "d", "Home"]).await, 1);
    assert_eq!(find(vec![1, 2, 3], vec![]).await, 0);
    assert_eq!(find(vec![], vec!["Home"]).await, 0);
}

async fn a_list_stands_wherever_a_condition_does(ledger: &Ledger) {
    let quantities = [1, 2];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "WITH early AS (SELECT budget_id, quantity FROM {Transaction} WHERE quantity IN ({quantities: [Transaction::quantity]}))
         SELECT b.name FROM {Budget} b JOIN early e ON e.budget_id = b.id
         WHERE EXISTS (SELECT 1 FROM {Transaction} t WHERE t.budget_id = b.id AND t.quantity IN ({quantities: [Transaction::quantity]}))
         GROUP BY b.name
         HAVING SUM(e.quantity) IN ({sums: [i64]})
         ORDER BY CASE WHEN b.name IN ({first: [Budget::name]}) THEN 0 ELSE 1 END, b.name",
        sums = [3, 4],
        first = ["Travel"]
    );
    assert_eq!(fetch(ledger, query).await, ["Travel", "Home"]);
}

async fn a_list_does_not_find_rows_of_another_tenant(ledger: &Ledger) {
    let theirs = Transaction::repository().tenant(ledger.other);
    let theirs = theirs.list(ledger.db(), TransactionQuery::new()).await.unwrap();
    let ids = theirs.items.iter().map(|row| row.id);
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT 'x' AS name FROM {Transaction} WHERE id IN ({ids: [Transaction::id]})"
    );
    assert_eq!(fetch(ledger, query).await, [""; 0]);
}

async fn a_list_that_is_too_long_is_invalid(ledger: &Ledger) {
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned IN ({wanted: [Budget::planned]})",
        // Not even all of them are taken.
        wanted = std::iter::repeat(Decimal::ONE)
    );
    let error = query.fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["wanted"]), "{error}");
    assert!(error.to_string().contains("takes at most 1,000 values"), "{error}");
}

async fn lists_that_are_too_long_together_are_invalid(ledger: &Ledger) {
    let find = async |last: usize| {
        let all = || vec![1; MAX_VALUES];
        let query = scoped_sql!(
            ledger.acme,
            Name,
            "SELECT 'x' AS name FROM {Transaction} WHERE quantity IN ({a: [i32]}) AND quantity IN ({b: [i32]})
             AND quantity IN ({c: [i32]}) AND quantity IN ({d: [i32]}) AND quantity IN ({e: [i32]}) AND quantity IN ({f: [i32]})",
            a = all(),
            b = all(),
            c = all(),
            d = all(),
            e = vec![1; MAX_VALUES - last],
            f = vec![1; last]
        );
        query.fetch_all(ledger.db()).await.map(|rows| rows.len())
    };
    assert_eq!(MAX_VALUES_IN_ALL, 5 * MAX_VALUES);
    assert_eq!(find(1).await.unwrap(), 3);
    let all = || vec![1; MAX_VALUES];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT 'x' AS name FROM {Transaction} WHERE quantity IN ({a: [i32]}) AND quantity IN ({b: [i32]})
         AND quantity IN ({c: [i32]}) AND quantity IN ({d: [i32]}) AND quantity IN ({e: [i32]}) AND quantity IN ({f: [i32]})",
        a = all(),
        b = all(),
        c = all(),
        d = all(),
        e = all(),
        f = [1]
    );
    let error = query.fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("at most 5,000 values in all lists"), "{error}");
}

async fn a_value_of_a_list_that_the_column_cannot_store_is_invalid(ledger: &Ledger) {
    let amounts = [dec!(1), dec!(1.001)];
    let query = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned IN ({amounts: [Budget::planned]})"
    );
    let error = query.fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["planned"]), "{error}");
}

/// SQLite stores decimals in units of their last decimal place.
async fn an_amount_is_not_in_a_list_of_another_scale(ledger: &Ledger) {
    let is_sqlite = !ledger.fixture.is_on_a_server();
    let rates = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned IN ({rates: [Budget::rate]})",
        rates = [dec!(100)]
    );
    let numbers = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned NOT IN ({numbers: [i64]})",
        numbers = [50]
    );
    for rows in [rates.fetch_all(ledger.db()).await, numbers.fetch_all(ledger.db()).await] {
        match rows {
            Ok(rows) => assert!(!is_sqlite && rows.iter().any(|row| row.name == "Home")),
            Err(error) => assert!(is_sqlite && error.is_invalid(), "{error}"),
        }
    }
}
