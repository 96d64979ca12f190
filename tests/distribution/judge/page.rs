//! A list whose keys are found first, by a query within the query.

use fin_infra::schema::Database;
use sqlparser::ast::{
    Expr, Join, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins,
};

use super::{Kind, StatementChecker, Verdict, all_of, equality, is_column, last, only_tables, union};

/// What the keys' query is called, and the tenant in it.
const KEYS: &str = "fin_page";
const TENANT: &str = "fin_tenant";

/// The query that finds the keys, and the join that adds their rows.
pub(super) fn keys_and_rows(select: &Select) -> Option<(&Query, &Join)> {
    match &select.from[..] {
        [TableWithJoins { relation: TableFactor::Derived { subquery, alias, .. }, joins }] => {
            match &joins[..] {
                [join] if alias.as_ref().is_some_and(|alias| alias.name.value == KEYS) => {
                    Some((subquery, join))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

impl StatementChecker {
    /// The keys are the tenant's, the tenant among them, and a row has the tenant of its key.
    pub(super) fn page(&self, whole: &Query, keys: &Query, rows: &Join) -> Verdict {
        self.query(keys)?;
        let all_keys = union::parts(keys).unwrap_or_else(|| vec![keys]);
        only_tables(whole, all_keys.len() + 1)?;
        let TableFactor::Table { name, .. } = &rows.relation else {
            return Err("the rows of the keys are of no table".to_owned());
        };
        let table = last(name)?;
        let tenant = self.tenant(&table)?;
        let JoinOperator::StraightJoin(JoinConstraint::On(condition)) = &rows.join_operator else {
            return Err("the rows of the keys are joined in another way".to_owned());
        };
        let mut equalities = all_of(condition).into_iter().filter_map(equality);
        let follows =
            equalities.any(|(left, right)| is_column(left, &table, tenant) && is_column(right, KEYS, TENANT));
        if follows && all_keys.into_iter().all(|keys| gives_tenant(keys, &table, tenant)) {
            Ok(Kind::Select)
        } else {
            Err(format!("a row need not have the `{table}.{tenant}` of its key"))
        }
    }
}

/// Whether the tenant is among what a query gives, under its name.
fn gives_tenant(keys: &Query, table: &str, tenant: &str) -> bool {
    let SetExpr::Select(select) = &*keys.body else { return false };
    let is_tenant = |expression: &Expr| is_column(expression, table, tenant);
    select.projection.iter().any(|item| {
        matches!(item, SelectItem::ExprWithAlias { expr, alias } if alias.value == TENANT && is_tenant(expr))
    })
}

/// A list of `entries` as it is written for MySQL.
#[test]
fn a_page_follows_the_tenant_of_its_keys() {
    let judge = StatementChecker { tenants: [("entries", "tenant_id")].into(), counters: [].into() };
    let page = |keys: &str, on: &str| {
        let sql = format!("SELECT `id` FROM ({keys} LIMIT 3) AS `fin_page` STRAIGHT_JOIN `entries` ON {on}");
        judge.read(&sql, Database::MySql)
    };
    let keys = "SELECT `tenant_id` AS `fin_tenant`, `id` AS `fin_id` FROM `entries` WHERE `tenant_id` = ?";
    let on = "`tenant_id` = `fin_tenant` AND `id` = `fin_id`";
    assert_eq!(page(keys, on), Ok(Kind::Select));
    page(keys, "`id` = `fin_id`").unwrap_err();
    page(&keys.replace("`tenant_id` = ?", "`id` = ?"), on).unwrap_err();
    page(&keys.replace("`tenant_id` AS", "`id` AS"), on).unwrap_err();
    let both = |second: &str| {
        page(&format!("SELECT * FROM ({keys}) AS a UNION ALL SELECT * FROM ({second}) AS a"), on)
    };
    assert_eq!(both(keys), Ok(Kind::Select));
    both(&keys.replace("`tenant_id` AS", "`id` AS")).unwrap_err();
}
