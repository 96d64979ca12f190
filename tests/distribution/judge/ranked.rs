//! Related rows, of which each row has a few: a query within the query ranks them.

use fin_infra::schema::Database;
use sqlparser::ast::{Query, Select, TableFactor, TableWithJoins};

use super::{Kind, StatementChecker};

/// What the ranked rows are called.
const RANKED: &str = "fin_ranked";

/// The query that ranks the rows. It is about the tenant's rows, so what is selected from it is, too.
pub(super) fn rows(select: &Select) -> Option<&Query> {
    match &select.from[..] {
        [TableWithJoins { relation: TableFactor::Derived { subquery, alias, .. }, joins }] => {
            let is_ranked = alias.as_ref().is_some_and(|alias| alias.name.value == RANKED);
            (is_ranked && joins.is_empty()).then_some(&**subquery)
        }
        _ => None,
    }
}

#[test]
fn ranked_rows_are_the_tenants() {
    let judge = StatementChecker { tenants: [("entries", "tenant_id")].into(), counters: [].into() };
    let ranked = |condition: &str, outside: &str| {
        let rank = "ROW_NUMBER() OVER (PARTITION BY \"fund_id\" ORDER BY \"id\" ASC) AS fin_rank";
        let rows =
            format!("SELECT \"id\", {rank} FROM \"entries\" WHERE {condition} AND \"fund_id\" IN ($2, $3)");
        let sql = format!("SELECT \"id\" FROM ({rows}) AS fin_ranked{outside} WHERE fin_rank <= 3");
        judge.read(&sql, Database::Postgres)
    };
    assert_eq!(ranked("\"tenant_id\" = $1", ""), Ok(Kind::Select));
    ranked("\"id\" = $1", "").unwrap_err();
    ranked("(\"tenant_id\" = $1 OR TRUE)", "").unwrap_err();
    ranked("\"tenant_id\" = $1", ", \"entries\"").unwrap_err();
}
