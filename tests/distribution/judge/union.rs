//! Queries whose rows are added up.

use fin_infra::schema::Database;
use sqlparser::ast::{Query, Select, SelectItem, SetExpr, SetOperator, SetQuantifier, TableFactor};

use super::{Kind, StatementChecker};

/// The queries that one consists of: `SELECT * FROM (..) UNION ALL SELECT * FROM (..)`.
pub(super) fn parts(query: &Query) -> Option<Vec<&Query>> {
    match &*query.body {
        SetExpr::SetOperation { op: SetOperator::Union, set_quantifier: SetQuantifier::All, left, right } => {
            Some(vec![whole(left)?, whole(right)?])
        }
        _ => None,
    }
}

/// The query that another one takes all rows of.
fn whole(body: &SetExpr) -> Option<&Query> {
    let SetExpr::Select(select) = body else { return None };
    let Select { projection, from, selection: None, .. } = &**select else { return None };
    match (&projection[..], &from[..]) {
        ([SelectItem::Wildcard(_)], [from]) if from.joins.is_empty() => match &from.relation {
            TableFactor::Derived { subquery, .. } => Some(subquery),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn each_part_of_a_union_says_whose_rows_it_is_about() {
    let judge = StatementChecker { tenants: [("entries", "tenant_id")].into(), counters: [].into() };
    let union = |first: &str, second: &str| {
        let sql =
            format!("SELECT * FROM ({first} LIMIT 3) AS a UNION ALL SELECT * FROM ({second}) AS a LIMIT 3");
        judge.read(&sql, Database::Postgres)
    };
    let (own, all) = ("SELECT id FROM entries WHERE tenant_id = $1", "SELECT id FROM entries WHERE id = $1");
    assert_eq!(union(own, own), Ok(Kind::Select));
    union(own, all).unwrap_err();
    union(all, own).unwrap_err();
    let besides = format!("{own} UNION ALL {all}");
    judge.read(&besides, Database::Postgres).unwrap_err();
}
