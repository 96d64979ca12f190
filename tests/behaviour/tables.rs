//! Tables that do not exist.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_database;
use fin_infra_tests::resources::{BudgetCreate, BudgetQuery};

use crate::support::budgets;

on_each_database!(
    [] a_missing_table_is_an_error_that_says_what_to_do,
    [Other] a_table_that_is_there_and_another_one_is_left_alone_and_named,
);

async fn a_missing_table_is_an_error_that_says_what_to_do(db: &Db) {
    let created = budgets().create(db, BudgetCreate::named("Food")).await.unwrap_err();
    let listed = budgets().list(db, BudgetQuery::new()).await.unwrap_err();
    for error in [created, listed] {
        assert_eq!((error.kind(), error.resource()), (ErrorKind::Database, Some("budgets")));
        assert!(error.reason().contains("schema::create_all"), "{error}");
    }
}

async fn a_table_that_is_there_and_another_one_is_left_alone_and_named(db: &Db) {
    schema::create_all(db, &[schema::of::<Other>()]).await.unwrap();
    let error = schema::create_all(db, &[schema::of::<Thing>()]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database);
    for difference in ["things: column size does not exist", "things: column name is in no struct"] {
        assert!(error.reason().contains(difference), "{error}");
    }
    assert!(schema::verify_of(db, &[schema::of::<Other>()]).await.unwrap().is_none());
}

#[derive(FinResource)]
#[fin(table = "things")]
struct Other {
    name: String,
}

#[derive(FinResource)]
#[fin(table = "things", timestamps = false)]
struct Thing {
    size: i64,
}
