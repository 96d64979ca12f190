//! A row that is inserted with the next number of its tenant.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Cte, Expr, Insert, Query, Select, SelectItem, SetExpr, Statement, TableFactor, TableObject, With,
    visit_expressions,
};

use super::{Kind, StatementChecker, Verdict, is_placeholder, last, only_tables};

/// The result of the counter.
const NUMBER: &str = "fin_number";

impl StatementChecker {
    /// `WITH fin_number AS (INSERT INTO <a counter> ..) INSERT INTO <a table> .. FROM fin_number`.
    pub(super) fn numbered(&self, with: &With, query: &Query) -> Verdict {
        let [Cte { alias, query: counter, .. }] = &with.cte_tables[..] else {
            return Err("it is more than one query besides".to_owned());
        };
        let (SetExpr::Insert(Statement::Insert(counter)), SetExpr::Insert(Statement::Insert(row))) =
            (&*counter.body, &*query.body)
        else {
            return Err("it inserts no row with its number".to_owned());
        };
        if alias.name.value != NUMBER {
            return Err(format!("nobody has said what `{}` is", alias.name));
        }
        if self.insert(counter)? != Kind::Upsert {
            return Err("it takes no number".to_owned());
        }
        self.with_number(row)
    }

    fn with_number(&self, row: &Insert) -> Verdict {
        let TableObject::TableName(name) = &row.table else {
            return Err("it inserts into no table".to_owned());
        };
        only_tables(row, 2)?;
        let columns = row.columns.iter().map(last).collect::<Result<Vec<_>, _>>()?;
        let tenant = self.tenant(&last(name)?)?;
        let ordinal = columns.iter().position(|column| column == tenant);
        let values = from_number(row.source.as_deref()).ok_or("its values are not those of one row")?;
        match ordinal.and_then(|ordinal| values.get(ordinal)) {
            Some(SelectItem::UnnamedExpr(value)) if is_placeholder(value) && row.on.is_none() => {
                Ok(Kind::Insert)
            }
            _ => Err(format!("a row has no bound value for `{tenant}`")),
        }
    }
}

/// The values of a row that has the number.
fn from_number(source: Option<&Query>) -> Option<&[SelectItem]> {
    let SetExpr::Select(select) = &*source?.body else { return None };
    let Select { projection, from, selection: None, .. } = &**select else { return None };
    match &from[..] {
        [from] if from.joins.is_empty() => match &from.relation {
            TableFactor::Table { name, .. } if last(name).is_ok_and(|name| name == NUMBER) => {
                Some(projection)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The queries within values.
pub(super) fn queries_within<'a>(values: &'a [&'a Expr]) -> Vec<Query> {
    let mut found = Vec::new();
    for value in values {
        let _ = visit_expressions(*value, |expression| {
            if let Expr::Exists { subquery, .. } | Expr::Subquery(subquery) = expression {
                found.push((**subquery).clone());
            }
            ControlFlow::<()>::Continue(())
        });
    }
    found
}

#[test]
fn a_number_is_its_tenants() {
    use fin_infra::schema::Database;

    let judge = StatementChecker {
        tenants: [("invoices", "tenant_id"), ("invoices_counter", "tenant_id")].into(),
        counters: ["invoices_counter"].into(),
    };
    let read = |sql: &str| judge.read(sql, Database::Postgres);
    let sql = "WITH fin_number AS (INSERT INTO invoices_counter (tenant_id, last_number) \
               SELECT $2, $3 + CASE WHEN EXISTS (SELECT 1 FROM invoices_counter WHERE tenant_id = $2) THEN 0 \
               ELSE (SELECT COALESCE(MAX(number), 0) FROM invoices WHERE tenant_id = $2) END WHERE TRUE \
               ON CONFLICT (tenant_id) DO UPDATE SET last_number = invoices_counter.last_number + $3 \
               RETURNING last_number) \
               INSERT INTO invoices (id, tenant_id, number) SELECT $1, $2, fin_number.last_number FROM fin_number \
               RETURNING number";
    assert_eq!(read(sql), Ok(Kind::Insert));
    for (part, other) in [
        ("invoices_counter WHERE tenant_id = $2", "invoices_counter"),
        ("FROM invoices WHERE tenant_id = $2", "FROM invoices"),
        ("SELECT $2, $3 +", "SELECT DEFAULT, $3 +"),
        ("ON CONFLICT (tenant_id)", "ON CONFLICT (last_number)"),
        ("SELECT $1, $2, fin_number", "SELECT $1, fin_number.last_number, fin_number"),
        ("FROM fin_number", "FROM fin_number, invoices"),
        ("DO UPDATE SET last_number", "DO UPDATE SET tenant_id = $1, last_number"),
    ] {
        assert!(sql.contains(part), "{part}");
        read(&sql.replacen(part, other, 1)).expect_err(other);
    }
    let mysql = |table: &str| {
        let sql = format!(
            "INSERT INTO {table} (tenant_id, last_number) VALUES (?, LAST_INSERT_ID(?)) ON DUPLICATE KEY UPDATE \
             last_number = LAST_INSERT_ID(last_number + VALUES(last_number))"
        );
        judge.read(&sql, Database::MySql)
    };
    assert_eq!(mysql("invoices_counter"), Ok(Kind::Upsert));
    mysql("invoices").unwrap_err();
}
