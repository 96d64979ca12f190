//! The shapes of queries.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra::scoped_sql;
use fin_infra_tests::StoreKind;
use futures_util::TryStreamExt as _;

use crate::ledger::{
    Budget, BudgetQuery, Category, Ledger, Quote, Transaction, TransactionQuery, at, budget, on_each_database,
};

on_each_database! {
    a_join_adds_up_the_live_rows_of_the_tenant
    a_row_of_a_resource_is_a_row_of_a_query
    a_value_is_compared_as_its_column_stores_it
    queries_of_with_see_the_tenants_rows
    a_query_of_with_can_be_recursive
    a_window_numbers_the_rows_of_the_tenant
    a_union_reads_both_sides_for_the_tenant
    a_sub_query_sees_the_tenants_rows
    an_outer_join_fills_an_option
    a_resource_without_tenants_joins
    a_null_is_compared_as_null
    a_transaction_sees_its_own_rows
    each_database_can_have_its_own_text
    only_the_first_row_is_fetched
    no_row_is_not_found_by_fetch_one
    a_null_in_a_required_field_is_unreadable
    a_value_that_the_column_cannot_store_is_invalid
    sql_that_the_database_rejects_is_its_error
    a_stream_returns_all_rows_in_order
    a_dropped_stream_leaves_no_connection_in_use
    a_value_that_occurs_twice_is_bound_where_it_stands
    quotes_in_a_value_stay_in_the_value
    a_boolean_and_sums_of_integers_are_read
    an_integer_other_than_zero_and_one_is_no_boolean
    the_same_text_with_values_of_another_type_is_another_statement
    a_small_integer_is_passed_to_a_function
    a_database_without_a_text_is_an_error
    an_amount_is_not_taken_for_what_it_is_not
    an_amount_is_followed_through_other_names
    amounts_of_different_scales_do_not_meet
    columns_meet_without_an_expression
    rows_are_compared_value_by_value
    a_range_is_not_counted_in_units
    an_amount_is_no_text
    an_amount_is_read_like_one_of_its_scale_only
    a_time_is_not_taken_for_a_date
    databases_agree_on_what_is_compared
    an_average_of_integers_is_a_number
    an_optional_value_may_be_null
    a_value_may_be_borrowed
    a_stream_in_a_transaction_keeps_another_call_waiting_no_longer_than_the_limit
}

#[derive(FinRow, Debug, PartialEq)]
struct Spent {
    budget: String,
    #[fin(like = "Transaction::amount")]
    spent: Decimal,
    bookings: i64,
    quantity: i64,
    last: DateTime<Utc>,
}

async fn a_join_adds_up_the_live_rows_of_the_tenant(ledger: &Ledger) {
    let from = at(1);
    let spent = scoped_sql!(
        ledger.acme,
        Spent,
        "
        SELECT b.name AS budget, SUM(t.amount) AS spent, COUNT(*) AS bookings, SUM(t.quantity) AS quantity,
               MAX(t.booked_at) AS last
        FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
        WHERE t.booked_at >= {from: Transaction::booked_at}
        GROUP BY b.name ORDER BY b.name DESC"
    );
    let spent = spent.fetch_all(ledger.db()).await.unwrap();
    let expected = ["Travel", "Home"].map(|budget| Spent {
        budget: budget.to_owned(),
        spent: dec!(30.82),
        bookings: 3,
        quantity: 6,
        last: at(3),
    });
    assert_eq!(spent, expected);
}

#[derive(FinRow, Debug, PartialEq)]
struct Name {
    name: String,
}

fn names(rows: &[Name]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn a_value_is_compared_as_its_column_stores_it(ledger: &Ledger) {
    let planned = dec!(50.50);
    let names = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned = {planned: Budget::planned} OR name = {name: String}",
        name = "Home"
    );
    let names: Vec<Name> = names.stream(ledger.db()).try_collect().await.unwrap();
    assert_eq!(names.len(), 2);
}

async fn queries_of_with_see_the_tenants_rows(ledger: &Ledger) {
    let rows = scoped_sql!(ledger.acme, Name, "
        WITH large AS (SELECT budget_id, SUM(amount) AS total FROM {Transaction} GROUP BY budget_id),
             named AS (SELECT b.name AS title, l.total AS total FROM large l INNER JOIN {Budget} AS b ON b.id = l.budget_id)
        SELECT title AS name FROM named ORDER BY title");
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["Home", "Travel"]);
}

async fn a_query_of_with_can_be_recursive(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Day {
        day: i64,
        bookings: i64,
    }
    let days = scoped_sql!(
        ledger.acme,
        Day,
        "
        WITH RECURSIVE days AS (SELECT 1 AS day UNION ALL SELECT day + 1 FROM days WHERE day < 5)
        SELECT d.day AS day, (SELECT COUNT(*) FROM {Transaction} t WHERE t.quantity = d.day) AS bookings
        FROM days d ORDER BY d.day"
    );
    let days = days.fetch_all(ledger.db()).await.unwrap();
    let days: Vec<_> = days.iter().map(|day| (day.day, day.bookings)).collect();
    // Each budget has one a day, also the deleted one, whose transactions are live. The fourth is deleted.
    assert_eq!(days, [(1, 3), (2, 3), (3, 3), (4, 0), (5, 0)]);
}

async fn a_window_numbers_the_rows_of_the_tenant(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Numbered {
        name: String,
        number: u32,
        #[fin(like = "Transaction::amount")]
        running: Decimal,
    }
    let rows = scoped_sql!(
        ledger.acme,
        Numbered,
        "
        SELECT b.name AS name, ROW_NUMBER() OVER (ORDER BY b.name, t.booked_at) AS number,
               SUM(t.amount) OVER (PARTITION BY b.id ORDER BY t.booked_at) AS running
        FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id ORDER BY number"
    );
    let rows = rows.fetch_all(ledger.db()).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.number, row.running)).collect();
    let expected = [
        ("Home", 1, dec!(10.25)),
        ("Home", 2, dec!(30.75)),
        ("Home", 3, dec!(30.82)),
        ("Travel", 4, dec!(10.25)),
        ("Travel", 5, dec!(30.75)),
        ("Travel", 6, dec!(30.82)),
    ];
    assert_eq!(rows, expected);
}

async fn a_union_reads_both_sides_for_the_tenant(ledger: &Ledger) {
    let rows = scoped_sql!(ledger.other, Name, "
        SELECT name FROM {Budget} UNION ALL SELECT category AS name FROM {Transaction} WHERE category IS NOT NULL
        ORDER BY name");
    let rows = rows.fetch_all(ledger.db()).await.unwrap();
    assert_eq!(names(&rows), ["Home", "Travel", "food", "food", "food", "fun", "fun", "fun"]);
}

async fn a_sub_query_sees_the_tenants_rows(ledger: &Ledger) {
    let least = dec!(1000);
    let rows = |tenant| {
        scoped_sql!(tenant, Name, "
        SELECT b.name FROM {Budget} b
        WHERE EXISTS (SELECT 1 FROM {Transaction} t WHERE t.budget_id = b.id AND t.amount >= {least: Transaction::amount})
          AND b.id IN (SELECT budget_id FROM {Transaction})
          AND b.planned > (SELECT MIN(planned) FROM {Budget})
        ORDER BY b.name")
    };
    assert_eq!(names(&rows(ledger.acme).fetch_all(ledger.db()).await.unwrap()), [] as [&str; 0]);
    assert_eq!(names(&rows(ledger.other).fetch_all(ledger.db()).await.unwrap()), ["Home"]);
}

async fn an_outer_join_fills_an_option(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Of {
        name: String,
        category: Option<String>,
        #[fin(like = "Transaction::booked_at")]
        booked_at: Option<DateTime<Utc>>,
    }
    let never = at(20);
    let rows = scoped_sql!(ledger.acme, Of, "
        SELECT b.name AS name, t.category AS category, t.booked_at AS booked_at
        FROM {Budget} b LEFT JOIN {Transaction} t ON t.budget_id = b.id AND t.booked_at > {never: Transaction::booked_at}
        ORDER BY b.name");
    let rows = rows.fetch_all(ledger.db()).await.unwrap();
    let rows: Vec<_> = rows.into_iter().map(|row| (row.name, row.category, row.booked_at)).collect();
    assert_eq!(rows, ["Home", "Travel"].map(|name| (name.to_owned(), None, None)));
}

async fn a_resource_without_tenants_joins(ledger: &Ledger) {
    let rows = scoped_sql!(
        ledger.acme,
        Name,
        "
        SELECT DISTINCT c.title AS name FROM {Category} c JOIN {Transaction} t ON t.category = c.code
        WHERE c.code = {code: Category::code} ORDER BY 1",
        code = "fun"
    );
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["Pleasure"]);
    let alone = scoped_sql!(fin_infra::NoTenant, Name, "SELECT title AS name FROM {Category} ORDER BY title");
    assert_eq!(names(&alone.fetch_all(ledger.db()).await.unwrap()), ["Food", "Pleasure"]);
}

async fn a_null_is_compared_as_null(ledger: &Ledger) {
    let category: Option<String> = None;
    let rows = scoped_sql!(
        ledger.acme,
        Name,
        "
        SELECT category AS name FROM {Transaction} WHERE category = {category: Transaction::category}"
    );
    assert_eq!(rows.fetch_all(ledger.db()).await.unwrap(), []);
}

async fn a_transaction_sees_its_own_rows(ledger: &Ledger) {
    let tx = ledger.db().begin().await.unwrap();
    Budget::repository().tenant(ledger.acme).create(&tx, budget("New", dec!(1))).await.unwrap();
    let rows = || scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} WHERE name = 'New'");
    assert_eq!(names(&rows().fetch_all(&tx).await.unwrap()), ["New"]);
    tx.rollback().await.unwrap();
    assert_eq!(rows().fetch_optional(ledger.db()).await.unwrap(), None);
}

async fn each_database_can_have_its_own_text(ledger: &Ledger) {
    let rows = scoped_sql!(ledger.acme, Name,
        sqlite: "SELECT b.name || ', ' || COUNT(*) AS name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id \
                 GROUP BY b.name ORDER BY 1",
        postgres: "SELECT b.name || ', ' || COUNT(*)::text AS name FROM {Budget} b JOIN {Transaction} t \
                   ON t.budget_id = b.id GROUP BY b.name ORDER BY 1",
        mysql: "SELECT CONCAT(b.name, ', ', COUNT(*)) AS `name` FROM {Budget} b JOIN {Transaction} t \
                ON t.budget_id = b.id GROUP BY b.name ORDER BY 1");
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["Home, 3", "Travel, 3"]);
}

async fn only_the_first_row_is_fetched(ledger: &Ledger) {
    let rows = || scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} ORDER BY name DESC");
    assert_eq!(rows().fetch_one(ledger.db()).await.unwrap().name, "Travel");
    assert_eq!(rows().fetch_optional(ledger.db()).await.unwrap().unwrap().name, "Travel");
}

/// Some columns of a transaction, in another order than those of the query.
#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Transaction")]
struct Booking {
    category: Option<String>,
    amount: Decimal,
    booked_at: DateTime<Utc>,
}

async fn a_row_of_a_resource_is_a_row_of_a_query(ledger: &Ledger) {
    let rows = scoped_sql!(
        ledger.acme,
        Booking,
        "SELECT booked_at, amount, category FROM {Transaction} ORDER BY id"
    );
    let rows = rows.fetch_all(ledger.db()).await.unwrap();
    assert!(rows.len() > 1);
    let transactions = Transaction::repository().tenant(ledger.acme).select::<Booking>();
    assert_eq!(transactions.list(ledger.db(), TransactionQuery::new()).await.unwrap().items, rows);
}

async fn no_row_is_not_found_by_fetch_one(ledger: &Ledger) {
    let none = scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} WHERE name = 'Gone'");
    assert!(none.fetch_one(ledger.db()).await.unwrap_err().is_not_found());
}

async fn a_null_in_a_required_field_is_unreadable(ledger: &Ledger) {
    let rows =
        scoped_sql!(ledger.acme, Name, "SELECT category AS name FROM {Transaction} WHERE category IS NULL");
    let error = rows.fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Database && error.fields().eq(["name"]), "{error}");
}

async fn a_value_that_the_column_cannot_store_is_invalid(ledger: &Ledger) {
    let least = dec!(1.001);
    let rows =
        scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} WHERE planned > {least: Budget::planned}");
    let error = rows.fetch_all(ledger.db()).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["planned"]), "{error}");
}

async fn sql_that_the_database_rejects_is_its_error(ledger: &Ledger) {
    let rows = scoped_sql!(ledger.acme, Name, "SELECT nmae AS name FROM {Budget} b");
    let error = rows.fetch_all(ledger.db()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database, "{error}");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("nmae"));
}

async fn a_stream_returns_all_rows_in_order(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Number {
        n: i64,
    }
    let rows = scoped_sql!(
        ledger.acme,
        Number,
        "
        WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)
        SELECT n FROM numbers, (SELECT COUNT(*) AS c FROM {Budget}) counted ORDER BY n"
    );
    let rows: Vec<Number> = rows.stream(ledger.db()).try_collect().await.unwrap();
    assert!(rows.iter().map(|row| row.n).eq(1..=900));
}

async fn a_dropped_stream_leaves_no_connection_in_use(ledger: &Ledger) {
    for _ in 0..6 {
        let rows = scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} ORDER BY name");
        let first = rows.stream(ledger.db()).try_next().await.unwrap().unwrap();
        assert_eq!(first.name, "Home");
    }
    assert_eq!(
        Budget::repository().tenant(ledger.acme).count(ledger.db(), BudgetQuery::new()).await.unwrap(),
        2
    );
}

async fn a_value_that_occurs_twice_is_bound_where_it_stands(ledger: &Ledger) {
    let (name, other) = ("Home", "Travel");
    let rows = scoped_sql!(ledger.acme, Name, "
        SELECT b.name FROM {Budget} b JOIN {Budget} c ON c.name = {other: Budget::name} AND b.name <> {other: Budget::name}
        WHERE b.name = {name: Budget::name} AND c.name <> {name: Budget::name}");
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["Home"]);
}

async fn quotes_in_a_value_stay_in_the_value(ledger: &Ledger) {
    let name = "' OR 1 = 1 --";
    let rows = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE name = {name: &str} OR name = '{name}'"
    );
    assert_eq!(rows.fetch_all(ledger.db()).await.unwrap(), []);
}

async fn a_boolean_and_sums_of_integers_are_read(ledger: &Ledger) {
    #[derive(FinRow, Debug, PartialEq)]
    struct Facts {
        is_large: bool,
        sum: i32,
        biggest: u8,
    }
    let rows = scoped_sql!(ledger.acme, Facts, "
        SELECT SUM(quantity) > 3 AS is_large, SUM(quantity) AS sum, MAX(quantity) AS biggest FROM {Transaction}");
    assert_eq!(rows.fetch_one(ledger.db()).await.unwrap(), Facts { is_large: true, sum: 18, biggest: 3 });
}

async fn an_integer_other_than_zero_and_one_is_no_boolean(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Flag {
        x: bool,
    }
    let two = scoped_sql!(ledger.acme, Flag, "SELECT MAX(quantity) AS x FROM {Transaction}");
    assert!(two.fetch_one(ledger.db()).await.is_err());
    let one = scoped_sql!(ledger.acme, Flag, "SELECT MIN(quantity) AS x FROM {Transaction}");
    // PostgreSQL's booleans are no integers, and an integer of 1 is as good as one elsewhere.
    assert!(one.fetch_one(ledger.db()).await.is_ok_and(|row| row.x));
}

/// A statement is prepared for the types of its values, and cached by its text.
async fn the_same_text_with_values_of_another_type_is_another_statement(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Count {
        n: i64,
    }
    let tx = ledger.db().begin().await.unwrap();
    let small = scoped_sql!(
        ledger.acme,
        Count,
        "SELECT COUNT(*) AS n FROM {Transaction} WHERE quantity > {p: Transaction::quantity}",
        p = 2
    );
    assert_eq!(small.fetch_one(&tx).await.unwrap().n, 3);
    let integer = scoped_sql!(
        ledger.acme,
        Count,
        "SELECT COUNT(*) AS n FROM {Transaction} WHERE quantity > {p: i64}",
        p = 5_000_000_000
    );
    assert_eq!(integer.fetch_one(&tx).await.unwrap().n, 0);
    tx.rollback().await.unwrap();
}

async fn a_small_integer_is_passed_to_a_function(ledger: &Ledger) {
    let rows = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT SUBSTR(name, {from: i32}) AS name FROM {Budget} ORDER BY 1 DESC",
        from = 3
    );
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["me", "avel"]);
}

async fn a_database_without_a_text_is_an_error(ledger: &Ledger) {
    let answers = [
        scoped_sql!(ledger.acme, Name, sqlite: "SELECT name FROM {Budget}").fetch_all(ledger.db()).await,
        scoped_sql!(ledger.acme, Name, postgres: "SELECT name FROM {Budget}").fetch_all(ledger.db()).await,
        scoped_sql!(ledger.acme, Name, mysql: "SELECT name FROM {Budget}").fetch_all(ledger.db()).await,
    ];
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let errors = answers.into_iter().filter_map(Result::err);
    assert!(errors.into_iter().all(|error| error.is_invalid() && error.reason().contains("has no text for")));
}

/// Runs texts that return amounts like those of transactions, and returns how many rows each has.
macro_rules! amounts {
    ($ledger:ident: $($sql:literal)*) => {{
        #[derive(FinRow)]
        struct Amount {
            #[fin(like = "Transaction::amount")]
            amount: Decimal,
        }
        let count = |rows: Vec<Amount>| rows.iter().map(|row| row.amount).count();
        [$(($sql, scoped_sql!($ledger.acme, Amount, $sql).fetch_all($ledger.db()).await.map(count))),*]
    }};
}

/// Asserts that SQLite rejects each text, where it means something else, with an error about one of `fields`.
#[track_caller]
fn assert_rejected_on_sqlite(
    ledger: &Ledger,
    fields: &[&str],
    answers: impl IntoIterator<Item = (&'static str, Result<usize, Error>)>,
) {
    let is_sqlite = !ledger.fixture.is_on_a_server();
    for (sql, answer) in answers {
        match answer {
            Ok(_) => assert!(!is_sqlite, "{sql}"),
            Err(error) => {
                assert!(is_sqlite && error.is_invalid(), "{sql}: {error}");
                assert!(error.fields().all(|field| fields.contains(&field)), "{sql}: {error}");
            }
        }
    }
}

#[track_caller]
fn assert_accepted(answers: impl IntoIterator<Item = (&'static str, Result<usize, Error>)>) {
    for (sql, answer) in answers {
        assert!(answer.as_ref().is_ok_and(|rows| *rows > 0), "{sql}: {answer:?}");
    }
}

/// SQLite stores decimals in units of their last decimal place.
async fn an_amount_is_not_taken_for_what_it_is_not(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT amount + 1 AS amount FROM {Transaction}"
        "SELECT t.amount FROM {Transaction} t WHERE t.amount > 15"
        "SELECT amount FROM {Transaction} WHERE amount BETWEEN 1 AND 15"
        "SELECT amount FROM {Transaction} WHERE amount IN (20.50, -3)"
        "SELECT COALESCE(MAX(amount), 5) AS amount FROM {Transaction}"
        "SELECT CAST(SUM(t.amount) AS DECIMAL(18, 2)) AS amount FROM {Transaction} t"
        "SELECT amount FROM {Transaction} WHERE ROUND(amount) > 1"
        "SELECT CASE WHEN quantity > 1 THEN amount ELSE 5 END AS amount FROM {Transaction}"
        "SELECT amount FROM {Transaction} WHERE CASE amount WHEN 5 THEN 0 ELSE 1 END = 1"
        "SELECT amount FROM {Transaction} WHERE amount > quantity"
        "SELECT amount FROM {Transaction} WHERE amount > (SELECT COUNT(*) FROM {Budget})"
        "SELECT amount FROM {Transaction} WHERE (quantity, amount) <> (1, 5)"
        "SELECT amount FROM {Transaction} UNION ALL SELECT 5 AS amount FROM {Budget}"
        "SELECT amount FROM {Transaction} WHERE amount NOT IN (SELECT quantity FROM {Transaction})"
        "SELECT amount FROM {Transaction} WHERE NULLIF(amount, 5) IS NOT NULL"
        "SELECT amount FROM {Transaction} WHERE amount < (8 | 4)"
        "SELECT amount FROM {Transaction} WHERE amount < ~(-13)"
        "SELECT amount FROM {Transaction} WHERE amount > ' 6'"
        "SELECT MAX(amount) AS amount FROM {Transaction} GROUP BY category HAVING SUM(amount) > '0'"
        "SELECT COALESCE(amount, 0.00) AS amount FROM {Transaction}"
        "SELECT t.amount FROM {Transaction} t JOIN (SELECT id, amount + 0.0 AS total FROM {Transaction}) s ON s.id = t.id
         WHERE s.total = t.amount"
        "SELECT amount FROM {Transaction} UNION VALUES (0), (7)"
        "WITH x (n) AS (VALUES (0), (7)) SELECT t.amount FROM {Transaction} t JOIN x ON t.amount > x.n"
    );
    assert_rejected_on_sqlite(ledger, &["amount"], wrong);
    assert_accepted(amounts!(ledger:
        "SELECT amount - amount AS amount FROM {Transaction} WHERE amount > 0"
        "SELECT COALESCE(SUM(amount), 0) AS amount FROM {Transaction}"
        "SELECT CASE WHEN quantity > 1 THEN amount ELSE -amount END AS amount FROM {Transaction}"
        "SELECT MAX(amount) - MIN(amount) AS amount FROM {Transaction} WHERE quantity < 3 GROUP BY category"
        "SELECT COALESCE(LAG(amount, 1) OVER (ORDER BY booked_at), 0) AS amount FROM {Transaction}"
        "SELECT amount FROM {Transaction} WHERE (quantity, amount) <> (1, 0)"
        "SELECT planned AS amount FROM {Budget} UNION ALL SELECT amount FROM {Transaction}"
        "SELECT amount FROM {Transaction} WHERE quantity < (8 | 4)"
        "SELECT amount FROM {Transaction} UNION VALUES (0), (0)"
    ));
    let least = 15;
    let rows = scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} WHERE planned > {least: i64}");
    let rows = rows.fetch_all(ledger.db()).await.map(|rows| rows.len());
    assert_rejected_on_sqlite(ledger, &["planned"], [("a value that is a number", rows)]);
}

async fn an_amount_is_followed_through_other_names(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "WITH sums AS (SELECT SUM(amount) AS total FROM {Transaction}) SELECT s.total + 1 AS amount FROM sums s"
        "WITH sums (total) AS (SELECT SUM(amount) FROM {Transaction}) SELECT total AS amount FROM sums WHERE total > 5"
        "SELECT x.total AS amount FROM (SELECT amount AS total FROM {Transaction}) x WHERE x.total > 5"
        "SELECT x.total AS amount FROM (SELECT SUM(amount) OVER () AS total FROM {Transaction}) x WHERE x.total > 5"
        "SELECT (SELECT MAX(t.amount) FROM {Transaction} t) + 1 AS amount FROM {Budget}"
        "WITH a AS (SELECT amount AS one FROM {Transaction}), b AS (SELECT one AS two FROM a)
         SELECT two AS amount FROM b WHERE two > 5"
    );
    assert_rejected_on_sqlite(ledger, &["amount"], wrong);
    assert_accepted(amounts!(ledger:
        "WITH sums AS (SELECT SUM(amount) AS total, COUNT(*) AS n FROM {Transaction})
         SELECT s.total AS amount FROM sums s WHERE s.total > 0 AND s.n > 1"
        "WITH sums AS (SELECT SUM(amount) AS total FROM {Transaction}),
              counts AS (SELECT COUNT(*) AS total FROM {Transaction})
         SELECT s.total AS amount FROM sums s, counts c WHERE c.total > 1"
    ));
}

async fn amounts_of_different_scales_do_not_meet(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT planned AS amount FROM {Budget} WHERE planned > rate"
        "SELECT planned AS amount FROM {Budget} WHERE planned BETWEEN 0 AND rate"
        "SELECT b.planned AS amount FROM {Budget} b WHERE b.planned - b.rate > 0"
        "SELECT COALESCE(planned, rate) AS amount FROM {Budget}"
        "SELECT planned AS amount FROM {Budget} UNION ALL SELECT rate AS amount FROM {Budget} WHERE name = ''"
        "SELECT planned AS amount FROM {Budget} WHERE planned IN (SELECT rate FROM {Budget})"
    );
    assert_rejected_on_sqlite(ledger, &["planned", "rate"], wrong);
    let rate = dec!(1.0625);
    let rows =
        scoped_sql!(ledger.acme, Name, "SELECT name FROM {Budget} WHERE planned > {rate: Budget::rate}");
    let rows = rows.fetch_all(ledger.db()).await.map(|rows| rows.len());
    assert_rejected_on_sqlite(ledger, &["planned", "rate"], [("a value of another scale", rows)]);
}

async fn columns_meet_without_an_expression(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b JOIN {Quote} q USING (planned)"
        "SELECT b.planned AS amount FROM {Budget} b JOIN (SELECT c.rate AS planned FROM {Budget} c) d USING (planned)"
        "SELECT b.planned AS amount FROM {Budget} b NATURAL JOIN {Quote} q"
        "SELECT a.planned AS amount FROM (SELECT b.planned FROM {Budget} b) a
         NATURAL JOIN (SELECT q.planned FROM {Quote} q) c"
        "SELECT b.planned AS amount FROM {Budget} b NATURAL JOIN (SELECT q.planned FROM {Quote} q) c"
        "SELECT a.planned AS amount FROM {Budget} a JOIN ({Budget} b JOIN {Quote} q USING (planned)) ON a.name = b.name"
        "SELECT q.amount AS amount FROM (
             SELECT * FROM (SELECT b.planned AS amount FROM {Budget} b) a UNION ALL
             SELECT * FROM (SELECT c.planned AS amount FROM {Quote} c) d) q ORDER BY q.amount"
        "WITH a AS (SELECT b.planned AS amount FROM {Budget} b), d AS (SELECT c.planned AS amount FROM {Quote} c),
              q AS (SELECT a.* FROM a UNION ALL SELECT * FROM d)
         SELECT q.amount AS amount FROM q"
        "SELECT q.planned AS amount FROM (SELECT * FROM {Budget} a UNION ALL SELECT * FROM {Budget} c) q"
        "WITH q (id, x, y) AS (SELECT b.*, 1 AS x, 2 AS y FROM (SELECT id FROM {Budget}) b)
         SELECT c.planned AS amount FROM {Budget} c JOIN q ON q.x < c.planned"
        "SELECT planned AS amount FROM {Budget} WHERE planned >= (SELECT MAX(planned) FROM {Quote})"
    );
    assert_rejected_on_sqlite(ledger, &["planned", "rate"], wrong);
    assert_accepted(amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b JOIN (SELECT c.planned FROM {Budget} c) d USING (planned)"
        "SELECT b.planned AS amount FROM {Budget} b NATURAL JOIN (SELECT c.planned FROM {Budget} c) d"
        "SELECT q.amount AS amount FROM (
             SELECT * FROM (SELECT amount FROM {Transaction}) a UNION ALL
             SELECT * FROM (SELECT planned AS amount FROM {Budget}) d) q ORDER BY q.amount"
        "SELECT q.planned AS amount FROM (SELECT * FROM {Budget}) q WHERE q.planned > 0"
    ));
}

async fn rows_are_compared_value_by_value(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b
         WHERE (b.planned, b.name) = (SELECT 10, 'a' FROM {Quote} q WHERE q.label = 'x')"
        "SELECT b.planned AS amount FROM {Budget} b WHERE (b.planned, 1) = (SELECT q.planned, 1 FROM {Quote} q)"
        "SELECT b.planned AS amount FROM {Budget} b WHERE (b.name, b.planned) IN (SELECT q.label, q.planned FROM {Quote} q)"
        "SELECT b.planned AS amount FROM {Budget} b WHERE ((b.name, b.planned)) <> ('a', 5)"
    );
    assert_rejected_on_sqlite(ledger, &["planned"], wrong);
    assert_accepted(amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b WHERE (b.planned, b.name) IN (SELECT c.planned, c.name FROM {Budget} c)"
        "SELECT b.planned AS amount FROM {Budget} b WHERE (b.planned, 1) = (SELECT MAX(c.planned), 1 FROM {Budget} c)"
    ));
}

async fn a_range_is_not_counted_in_units(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT SUM(t.amount) OVER (ORDER BY t.amount RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS amount FROM {Transaction} t"
        "SELECT SUM(t.amount) OVER w AS amount FROM {Transaction} t
         WINDOW w AS (ORDER BY t.amount RANGE BETWEEN CURRENT ROW AND 6 FOLLOWING)"
        "SELECT SUM(t.amount) OVER (w RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS amount FROM {Transaction} t
         WINDOW w AS (ORDER BY t.amount)"
    );
    assert_rejected_on_sqlite(ledger, &["amount"], wrong);
    assert_accepted(amounts!(ledger:
        "SELECT SUM(t.amount) OVER (ORDER BY t.amount ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS amount FROM {Transaction} t"
        "SELECT SUM(t.amount) OVER (ORDER BY quantity RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS amount
         FROM {Transaction} t"
        "SELECT SUM(t.amount) OVER (ORDER BY t.amount RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS amount
         FROM {Transaction} t"
    ));
}

async fn an_amount_is_no_text(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT amount FROM {Transaction} WHERE TRIM(amount) <> '1025'"
        "SELECT amount FROM {Transaction} WHERE TRIM(BOTH '0' FROM amount) <> '1025'"
        "SELECT amount FROM {Transaction} WHERE POSITION('.' IN amount) > 0"
        "SELECT amount FROM {Transaction} WHERE SUBSTRING(amount FROM 1 FOR 2) = '10'"
        "SELECT amount FROM {Transaction} WHERE SUBSTRING('10.25', amount) = '10'"
        "SELECT amount FROM {Transaction} WHERE '1025' LIKE amount"
    );
    // PostgreSQL has no such functions of numbers.
    if !ledger.fixture.url.starts_with("postgres") {
        assert_rejected_on_sqlite(ledger, &["amount"], wrong);
    }
}

async fn an_amount_is_read_like_one_of_its_scale_only(ledger: &Ledger) {
    #[derive(FinRow, Debug, PartialEq)]
    struct Rate {
        #[fin(like = "Budget::rate")]
        value: Decimal,
    }
    #[derive(FinRow)]
    struct Whole {
        value: i64,
    }
    let (db, acme, is_sqlite) = (ledger.db(), ledger.acme, !ledger.fixture.is_on_a_server());
    let rate = scoped_sql!(acme, Rate, "SELECT MAX(b.rate) AS value FROM {Budget} b");
    assert_eq!(rate.fetch_all(db).await.unwrap(), [Rate { value: dec!(1.0625) }]);
    macro_rules! read {
        ($Row:ident $sql:literal) => {
            scoped_sql!(acme, $Row, $sql).fetch_one(db).await.map(|row| Decimal::from(row.value))
        };
    }
    let planned = [
        read!(Rate "SELECT MAX(planned) AS value FROM {Budget}"),
        read!(Rate "SELECT b.value FROM (SELECT MAX(planned) AS value FROM {Budget}) b"),
        read!(Rate "SELECT CAST(COUNT(*) AS DECIMAL(18, 4)) * 50 AS value FROM {Budget}"),
        read!(Whole "SELECT MAX(planned) AS value FROM {Budget}"),
        read!(Whole "WITH a AS (SELECT planned FROM {Budget}) SELECT MAX(planned) AS value FROM a"),
    ];
    for read in planned {
        match read {
            Ok(value) => assert!(!is_sqlite && value == dec!(100), "{value}"),
            Err(error) if is_sqlite => assert!(error.is_invalid() && error.fields().eq(["value"]), "{error}"),
            Err(error) => panic!("{error}"),
        }
    }
    let sum = read!(Whole "SELECT SUM(quantity) AS value FROM {Transaction}");
    assert_eq!(sum.unwrap(), dec!(18));
}

/// SQLite stores times as a number of microseconds.
async fn a_time_is_not_taken_for_a_date(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT amount FROM {Transaction} WHERE booked_at > '2026-11-02 00:00:00'"
        "SELECT amount FROM {Transaction} WHERE booked_at < CURRENT_TIMESTAMP"
        "SELECT t.amount FROM {Transaction} t JOIN {Budget} b ON b.id = t.budget_id WHERE t.booked_at >= b.since"
        "SELECT t.amount FROM {Transaction} t WHERE t.booked_at > (SELECT MAX(b.since) FROM {Budget} b)"
        "SELECT amount FROM {Transaction} WHERE CAST(booked_at AS DATE) IS NULL"
        "SELECT MAX(t.amount) AS amount FROM {Transaction} t WHERE DATE(t.booked_at) IS NOT NULL"
    );
    assert_rejected_on_sqlite(ledger, &["booked_at", "since"], wrong);
    // A type is known by what it is, and not by its name.
    type Day = NaiveDate;
    let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
    macro_rules! since {
        ($sql:literal $(, $name:ident = $value:expr)?) => {
            ($sql, scoped_sql!(ledger.acme, Name, $sql $(, $name = $value)?).fetch_all(ledger.db()).await.map(|rows| rows.len()))
        };
    }
    let compared = [
        since!(
            "SELECT category AS name FROM {Transaction} WHERE booked_at >= {day: Day} AND category IS NOT NULL"
        ),
        since!(
            "SELECT category AS name FROM {Transaction} WHERE booked_at >= {day: Budget::since} AND category IS NOT NULL"
        ),
        since!("SELECT name FROM {Budget} WHERE since <= {time: DateTime<Utc>}", time = at(3)),
    ];
    assert_rejected_on_sqlite(ledger, &["booked_at", "since"], compared);
    assert_accepted(amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b WHERE b.since < CURRENT_DATE"
        "SELECT amount FROM {Transaction} WHERE booked_at > (SELECT MIN(t.booked_at) FROM {Transaction} t)"
    ));
    let days = scoped_sql!(ledger.acme, Name,
        sqlite: "SELECT DISTINCT date(booked_at / 1000000, 'unixepoch') AS name FROM {Transaction} ORDER BY name",
        postgres: "SELECT DISTINCT booked_at::date::text AS name FROM {Transaction} ORDER BY name",
        mysql: "SELECT DISTINCT DATE_FORMAT(booked_at, '%Y-%m-%d') AS name FROM {Transaction} ORDER BY name");
    let days = days.fetch_all(ledger.db()).await.unwrap();
    assert_eq!(names(&days), ["2026-11-01", "2026-11-02", "2026-11-03"]);
    let days = scoped_sql!(ledger.acme, Name,
        sqlite: "SELECT strftime('%Y-%m-%d', booked_at) AS name FROM {Transaction}",
        postgres: "SELECT '' AS name FROM {Transaction}",
        mysql: "SELECT '' AS name FROM {Transaction}");
    let days = days.fetch_all(ledger.db()).await.map(|rows| rows.len());
    assert_rejected_on_sqlite(ledger, &["booked_at"], [("strftime", days)]);
}

/// SQLite stores dates as texts and UUIDs as bytes, and a text is greater than any number.
async fn databases_agree_on_what_is_compared(ledger: &Ledger) {
    let wrong = amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b WHERE b.since + 400 > CURRENT_DATE"
        "SELECT b.planned AS amount FROM {Budget} b JOIN {Budget} c ON b.since - c.since > 5"
    );
    assert_rejected_on_sqlite(ledger, &["since"], wrong);
    let wrong = amounts!(ledger:
        "SELECT b.planned AS amount FROM {Budget} b WHERE b.id > '00000000-0000-0000-0000-000000000000'"
        "SELECT t.amount FROM {Transaction} t WHERE t.quantity + 1 > '2'"
        "SELECT MAX(t.amount) AS amount FROM {Transaction} t GROUP BY t.category HAVING COUNT(*) > '0'"
    );
    assert_rejected_on_sqlite(ledger, &["id", "quantity", "scoped_sql"], wrong);
    assert_accepted(amounts!(ledger:
        "SELECT t.amount FROM {Transaction} t WHERE t.quantity + 1 > 2"
        "SELECT b.planned AS amount FROM {Budget} b WHERE b.since > '2026-10-31' AND b.name <> '0'"
        "SELECT b.planned AS amount FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id AND t.id <> b.id"
    ));
}

async fn an_average_of_integers_is_a_number(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Average {
        average: f64,
        none: Option<f64>,
    }
    let row = scoped_sql!(
        ledger.acme,
        Average,
        "SELECT AVG(quantity) AS average, AVG(CASE WHEN quantity > 5 THEN quantity END) AS none FROM {Transaction}
         WHERE quantity < 3"
    );
    let row = row.fetch_one(ledger.db()).await.unwrap();
    assert!((row.average - 1.5).abs() < f64::EPSILON && row.none.is_none());
}

async fn an_optional_value_may_be_null(ledger: &Ledger) {
    let find = async |least: Option<i64>, name: Option<String>, id: Option<Uuid>, on: Option<NaiveDate>| {
        let rows = scoped_sql!(
            ledger.acme,
            Name,
            "
            SELECT DISTINCT b.name AS name FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
            WHERE ({least: Option<i64>} IS NULL OR t.quantity >= {least: Option<i64>})
              AND ({name: Option<String>} IS NULL OR b.name = {name: Option<String>})
              AND ({id: Option<Uuid>} IS NULL OR b.id = {id: Option<Uuid>})
              AND ({on: Option<NaiveDate>} IS NULL OR b.since = {on: Option<NaiveDate>})
            ORDER BY b.name"
        );
        rows.fetch_all(ledger.db()).await.unwrap().into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(find(None, None, None, None).await, ["Home", "Travel"]);
    assert_eq!(find(Some(3), Some("Home".to_owned()), None, None).await, ["Home"]);
    assert_eq!(find(Some(4), None, None, None).await, [""; 0]);
    assert_eq!(find(None, None, Some(Uuid::nil()), None).await, [""; 0]);
    assert_eq!(find(None, None, None, NaiveDate::from_ymd_opt(2026, 11, 1)).await, ["Home", "Travel"]);
}

async fn a_value_may_be_borrowed(ledger: &Ledger) {
    let (home, least, none) = ("Home".to_owned(), dec!(60), None::<&str>);
    let rows = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE name = {a: String} AND name = {b: &str} AND name = {c: Budget::name}
         AND planned > {least: Budget::planned} AND name = {d: Budget::name} AND {none: Option<&str>} IS NULL",
        a = &home,
        b = &home,
        c = &home,
        least = &least,
        d = Some(home.as_str())
    );
    assert_eq!(names(&rows.fetch_all(ledger.db()).await.unwrap()), ["Home"]);
}

async fn a_stream_in_a_transaction_keeps_another_call_waiting_no_longer_than_the_limit(ledger: &Ledger) {
    #[derive(FinRow)]
    struct Number {
        n: i64,
    }
    let limit = std::time::Duration::from_millis(300);
    let url = &ledger.fixture.url;
    // In memory, each `Db` has its own database.
    if !ledger.fixture.is_on_a_server() {
        return;
    }
    let db = Db::connect_with(url, fin_infra::DbOptions::new().response_timeout(limit)).await.unwrap();
    let tx = db.begin().await.unwrap();
    let rows = scoped_sql!(
        ledger.acme,
        Number,
        "
        WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)
        SELECT n.n AS n FROM numbers n, (SELECT COUNT(*) AS c FROM {Budget}) counted"
    );
    let mut rows = rows.stream(&tx);
    assert_eq!(rows.try_next().await.unwrap().unwrap().n, 1);
    let within = Budget::repository().tenant(ledger.acme).count(&tx, BudgetQuery::new()).await;
    assert!(within.is_err_and(|error| error.is_unavailable() && error.reason().contains("stream")));
}
