//! Conditions in SQL of the program's own.

use fin_infra::ScopedQuery;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_database;
use fin_infra_tests::resources::{Budget, BudgetCreate};

use crate::support::{budgets, decimal, fields, two_tenants};

on_each_database!(
    [Budget] a_bound_value_is_compared_exactly_or_refused,
    [Budget] a_value_is_bound_in_the_type_of_its_field,
    [Budget] names_in_the_databases_own_quotes_lead_nowhere,
    [Budget] a_bound_value_is_a_token_of_its_own,
    [Budget] no_clause_follows_a_condition_or_an_order,
    [Budget] an_order_has_terms_and_directions,
);

async fn a_bound_value_is_compared_exactly_or_refused(db: &Db) {
    let budgets = budgets();
    let create = BudgetCreate { amount: Some(decimal("1.0001")), ..BudgetCreate::named("Food") };
    let food = budgets.create(db, create).await.unwrap();
    let of_amount = |text| budgets.scoped_query().sql("amount = ").bind("amount", decimal(text));

    assert_eq!(of_amount("1.000100").fetch_all(db).await.unwrap(), [food]);
    let error = of_amount("1.00005").fetch_all(db).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["amount"]));
}

async fn a_value_is_bound_in_the_type_of_its_field(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    let written_here = budgets.scoped_query().sql("name = ").bind("name", "Food").fetch_all(db).await;
    assert_eq!(written_here.unwrap(), [food]);
    let error = budgets.scoped_query().sql("name = ").bind("name", 7).fetch_all(db).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
}

async fn names_in_the_databases_own_quotes_lead_nowhere(db: &Db) {
    let (ours, theirs) = two_tenants();
    for budgets in [&ours, &theirs] {
        budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
        let gone = budgets.create(db, BudgetCreate::named("Gone")).await.unwrap();
        budgets.delete(db, gone.id).await.unwrap();
    }
    for way_out in [
        "EXISTS (SELECT 1 AS [a'])) OR (EXISTS (SELECT 1 AS [b'])",
        "EXISTS (SELECT 1 AS `a'`)) OR (EXISTS (SELECT 1 AS `b'`)",
        "EXISTS (SELECT 1 AS \"a'\")) OR (EXISTS (SELECT 1 AS \"b'\")",
        "$$'$$ = '') OR ($$'$$ <> ''",
        "'\\' = '') OR (' <> \\''",
        "E'\\'' = '') OR (E'\\'' <> ''",
        "/*'*/ 1=1) OR (1=1 /*'*/",
        "/*! 1=1) OR (1=1 */",
        "'' = '' --'\n) OR (1=1",
        "'' = '' #'\n) OR (1=1",
    ] {
        let error = ours.scoped_query().sql(way_out).fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["scoped_query"]), "{way_out}");
    }
    let mut quoted = 0;
    for name in ["[name]", "`name`", "\"name\""] {
        match ours.scoped_query().sql(name).sql(" IS NOT NULL").order_by(name).fetch_all(db).await {
            Ok(rows) => {
                assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Food"], "{name}");
                quoted += 1;
            }
            // Brackets are subscripts of arrays on PostgreSQL, and an unpaired one is not accepted.
            Err(error) => assert!(error.is_invalid() || name == "[name]", "{name}: {error:?}"),
        }
    }
    assert!(quoted > 0);
}

async fn a_bound_value_is_a_token_of_its_own(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    // Beside a digit, a placeholder would be another one.
    let beside = budgets.scoped_query().sql("1=1 AND name=").bind("name", "Food").sql("AND 1=1");
    assert_eq!(beside.fetch_all(db).await.unwrap(), [food.clone()]);
    let digit = budgets.scoped_query().sql("name=").bind("name", "Food").sql("1");
    assert_eq!(digit.fetch_all(db).await.unwrap_err().kind(), ErrorKind::Database);
    let within = budgets.scoped_query().sql("name = 'a").bind("name", "Food").sql("b'");
    let error = within.fetch_all(db).await.unwrap_err();
    assert!(error.is_invalid() && error.reason().contains("within the quotes"), "{error}");
    let depth = budgets.scoped_query().sql("(name = ").bind("name", "Food").sql(") OR (1=1").sql(")");
    assert_eq!(depth.fetch_all(db).await.unwrap(), [food]);
    let open = budgets.scoped_query().sql("(name = ").bind("name", "Food").sql(")) OR (1=1").sql(")");
    assert!(open.fetch_all(db).await.unwrap_err().is_invalid());
}

async fn no_clause_follows_a_condition_or_an_order(db: &Db) {
    let budgets = budgets();
    let names = ["a", "b", "c"];
    budgets.create_many(db, names.map(BudgetCreate::named)).await.unwrap();
    for clause in [
        " LIMIT 1",
        " OFFSET 1",
        " LIMIT 1 OFFSET 1",
        " FETCH FIRST 1 ROW ONLY",
        " UNION SELECT * FROM budgets",
        " UNION ALL SELECT * FROM budgets",
        " EXCEPT SELECT * FROM budgets",
        " INTERSECT SELECT * FROM budgets",
        " GROUP BY name",
        " GROUP BY name HAVING 1 = 1",
        " ORDER BY name",
        " WINDOW w AS (ORDER BY id)",
        " FOR UPDATE",
        " FOR SHARE",
        " LOCK IN SHARE MODE",
        " INTO OUTFILE 'fin_own_sql'",
        " INTO budgets",
        " RETURNING id",
        " PROCEDURE ANALYSE()",
        " WHERE 1 = 1",
    ] {
        let condition: &str = format!("1 = 1{clause}").leak();
        let error = budgets.scoped_query().sql(condition).fetch_all(db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Database, "{condition}");
        for order in [format!("name{clause}"), format!("name DESC{clause}")] {
            let order: &str = order.leak();
            let error = budgets.scoped_query().order_by(order).fetch_all(db).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Database, "{order}");
        }
    }
}

async fn an_order_has_terms_and_directions(db: &Db) {
    let budgets = budgets();
    for (name, amount) in [("b", Some("2")), ("a", Some("2")), ("c", None), ("d", Some("1"))] {
        let create = BudgetCreate { amount: amount.map(decimal), ..BudgetCreate::named(name) };
        budgets.create(db, create).await.unwrap();
    }
    let ordered = async |query: ScopedQuery<Budget>| {
        let rows = query.fetch_all(db).await.unwrap();
        rows.into_iter().map(|row| row.name).collect::<String>()
    };
    let query = || budgets.scoped_query();
    assert_eq!(
        ordered(query().order_by("CASE WHEN amount IS NULL THEN 1 ELSE 0 END, amount desc, name")).await,
        "abdc"
    );
    // A second order applies to rows that are equal in the first one.
    assert_eq!(
        ordered(query().sql("amount IS NOT NULL").order_by("amount").order_by("name DESC").limit(2)).await,
        "db"
    );
    for empty in ["", "name,", "DESC", "2", "name, , id"] {
        let error = query().order_by(empty).fetch_all(db).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["order_by"]), "{empty}");
    }
}
