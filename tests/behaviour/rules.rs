//! A rule over the columns of a row is checked for every input.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::samples::time;
use crate::support::{decimal, fields};

/// A person's net worth at a time.
#[derive(FinResource, Debug, Clone)]
#[fin(
    unique("name"),
    check(worth == assets - debts),
    check(assets >= 0 && debts >= 0.00),
    check(starts < ends),
    check(signed >= printed),
    check(kind != "it's \\ bad"),
    check(score > -10 && score + bonus <= 100),
    check(audited == true)
)]
struct Statement {
    name: String,
    assets: Decimal,
    debts: Decimal,
    worth: Decimal,
    starts: DateTime<Utc>,
    ends: Option<DateTime<Utc>>,
    printed: NaiveDate,
    signed: Option<NaiveDate>,
    kind: String,
    score: i32,
    #[fin(readonly)]
    bonus: i32,
    audited: Option<bool>,
}

fn statement(name: &str) -> StatementCreate {
    StatementCreate {
        name: name.to_owned(),
        assets: decimal("10.5"),
        debts: decimal("0.5"),
        worth: decimal("10"),
        starts: time("2026-01-01T00:00:00Z"),
        ends: Some(time("2026-02-01T00:00:00Z")),
        printed: day(9, 30),
        signed: Some(day(9, 30)),
        kind: "good".to_owned(),
        score: 90,
        bonus: 10,
        audited: Some(true),
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Each rule, and a row that violates it.
fn broken() -> Vec<(&'static str, StatementCreate)> {
    let good = || statement("bad");
    vec![
        ("worth == assets - debts", StatementCreate { worth: decimal("10.0001"), ..good() }),
        ("worth == assets - debts", StatementCreate { debts: decimal("0"), ..good() }),
        (
            "assets >= 0 && debts >= 0.00",
            StatementCreate { assets: decimal("-0.0001"), worth: decimal("-0.5001"), ..good() },
        ),
        (
            "assets >= 0 && debts >= 0.00",
            StatementCreate { debts: decimal("-1"), worth: decimal("11.5"), ..good() },
        ),
        ("starts < ends", StatementCreate { ends: Some(good().starts), ..good() }),
        ("signed >= printed", StatementCreate { printed: day(10, 1), ..good() }),
        ("kind != \"it's \\\\ bad\"", StatementCreate { kind: "it's \\ bad".to_owned(), ..good() }),
        ("score > -10 && score + bonus <= 100", StatementCreate { score: -10, ..good() }),
        ("score > -10 && score + bonus <= 100", StatementCreate { score: 91, ..good() }),
        ("audited == true", StatementCreate { audited: Some(false), ..good() }),
    ]
}

/// The input as an update of every column that can be updated.
fn update(create: &StatementCreate) -> StatementUpdate {
    let create = create.clone();
    StatementUpdate {
        name: Some(create.name),
        assets: Some(create.assets),
        debts: Some(create.debts),
        worth: Some(create.worth),
        starts: Some(create.starts),
        ends: Some(create.ends),
        printed: Some(create.printed),
        signed: Some(create.signed),
        kind: Some(create.kind),
        score: Some(create.score),
        audited: Some(create.audited),
    }
}

/// Returns `true` if an error is about a rule and contains no values.
fn is_about(error: &Error, rule: &str) -> bool {
    error.is_invalid()
        && error.constraint().is_some_and(|name| name.starts_with("ck_statements_"))
        && fields(error).is_empty()
        && error.reason() == format!("must satisfy the rule `{rule}`")
}

on_each_store!(
    [Statement] a_row_that_keeps_every_rule_is_taken,
    [Statement] a_row_that_breaks_one_is_refused_with_the_rule_named,
    [Statement] a_change_that_breaks_one_changes_nothing,
    [Statement] an_upsert_is_held_against_what_the_row_becomes,
    [Statement] a_rule_about_a_null_holds,
);

async fn a_row_that_keeps_every_rule_is_taken(db: &Db) {
    let statements = Statement::repository();
    let row = statements.create(db, statement("good")).await.unwrap();
    assert_eq!(statements.update(db, row.id, update(&statement("better"))).await.unwrap().name, "better");
    let edge = StatementCreate { score: -9, bonus: 109, ..statement("edge") };
    statements.create(db, edge).await.unwrap();
}

async fn a_row_that_breaks_one_is_refused_with_the_rule_named(db: &Db) {
    let statements = Statement::repository();
    for (rule, create) in broken() {
        let error = statements.create(db, create.clone()).await.unwrap_err();
        assert!(is_about(&error, rule), "{rule}: {error}");
        let error = statements.create_many(db, [statement("fine"), create.clone()]).await.unwrap_err();
        assert!(error.is_invalid() && error.constraint().is_some(), "{rule}: {error}");
        let error = statements.upsert_by_name(db, create).await.unwrap_err();
        assert!(is_about(&error, rule), "{rule}: {error}");
    }
    assert_eq!(statements.count(db, StatementQuery::new()).await.unwrap(), 0);
}

async fn a_change_that_breaks_one_changes_nothing(db: &Db) {
    let statements = Statement::repository();
    let row = statements.create(db, statement("good")).await.unwrap();
    for (rule, create) in broken() {
        let error = statements.update(db, row.id, update(&create)).await.unwrap_err();
        assert!(is_about(&error, rule), "{rule}: {error}");
    }
    let half = StatementUpdate { assets: Some(decimal("11")), ..StatementUpdate::default() };
    let error = statements.update(db, row.id, half).await.unwrap_err();
    assert!(is_about(&error, "worth == assets - debts"), "{error}");
    assert_eq!(statements.get(db, row.id).await.unwrap(), row);
}

async fn an_upsert_is_held_against_what_the_row_becomes(db: &Db) {
    let statements = Statement::repository();
    let row = statements.create(db, StatementCreate { bonus: 0, ..statement("good") }).await.unwrap();
    // The bonus is readonly: with the one that the row keeps, the score is fine, with its own it would be too high.
    let high = StatementCreate { score: 100, bonus: 0, ..statement("good") };
    assert_eq!(statements.upsert_by_name(db, high).await.unwrap().score, 100);
    let too_high = StatementCreate { score: 101, bonus: -1, ..statement("good") };
    let error = statements.upsert_by_name(db, too_high).await.unwrap_err();
    assert!(is_about(&error, "score > -10 && score + bonus <= 100"), "{error}");
    assert_eq!(statements.get(db, row.id).await.unwrap().score, 100);
}

async fn a_rule_about_a_null_holds(db: &Db) {
    let statements = Statement::repository();
    let row = statements
        .create(db, StatementCreate { ends: None, signed: None, audited: None, ..statement("good") })
        .await
        .unwrap();
    let late = StatementUpdate { starts: Some(time("9999-01-01T00:00:00Z")), ..StatementUpdate::default() };
    statements.update(db, row.id, late).await.unwrap();
}
