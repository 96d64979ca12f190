//! Conditions in SQL of the program's own.

use fin_infra_core::prelude::*;
use fin_infra_tests::on_each_database;
use fin_infra_tests::resources::{Budget, BudgetCreate};

use crate::support::{budgets, decimal, fields};

on_each_database! {
    [Budget]
    async fn a_bound_value_is_compared_exactly_or_refused(db: &Db) {
        let budgets = budgets();
        let create = BudgetCreate { amount: Some(decimal("1.0001")), ..BudgetCreate::named("Food") };
        let food = budgets.create(db, create).await.unwrap();
        let of_amount = |text| budgets.scoped_query().sql("amount = ").bind("amount", decimal(text));

        assert_eq!(of_amount("1.000100").fetch_all(db).await.unwrap(), [food]);
        let error = of_amount("1.00005").fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["amount"]));
    }

    [Budget]
    async fn a_value_is_bound_in_the_type_of_its_field(db: &Db) {
        let budgets = budgets();
        let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
        let written_here = budgets.scoped_query().sql("name = ").bind("name", "Food").fetch_all(db).await;
        assert_eq!(written_here.unwrap(), [food]);
        let error = budgets.scoped_query().sql("name = ").bind("name", 7).fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    }
}
