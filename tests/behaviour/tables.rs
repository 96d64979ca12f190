//! Tables that are not there.

use fin_infra_core::prelude::*;
use fin_infra_tests::on_each_database;
use fin_infra_tests::resources::{BudgetCreate, BudgetQuery};

use crate::support::budgets;

on_each_database! {
    []
    async fn a_missing_table_is_an_error_that_says_what_to_do(db: &Db) {
        let created = budgets().create(db, BudgetCreate::named("Food")).await.unwrap_err();
        let listed = budgets().list(db, BudgetQuery::new()).await.unwrap_err();
        for error in [created, listed] {
            assert_eq!((error.kind(), error.resource()), (ErrorKind::Database, Some("budgets")));
            assert!(error.reason().contains("schema::create_all"), "{error}");
        }
    }
}
