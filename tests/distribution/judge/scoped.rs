//! Statements of the program's own: each table is a query that says whose rows it is about.

use std::ops::ControlFlow;

use fin_infra::schema::Database;
use sqlparser::ast::{SetExpr, Statement, TableFactor, Visit as _, Visitor};
use sqlparser::parser::Parser;

use super::{Kind, StatementChecker, dialect, last};

/// Finds the queries that stand for tables, and what other tables there are.
struct Tables<'a> {
    judge: &'a StatementChecker,
    scoped: usize,
    named: usize,
    lack: Option<String>,
}

impl Visitor for Tables<'_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, .. } => {
                let is_known = last(name).is_ok_and(|name| self.judge.tenants.contains_key(name.as_str()));
                self.named += usize::from(is_known);
            }
            TableFactor::Derived { subquery, .. } if matches!(*subquery.body, SetExpr::Select(_)) => {
                match self.judge.query(subquery) {
                    Ok(_) => self.scoped += 1,
                    Err(lack) => self.lack = Some(lack),
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl StatementChecker {
    /// Reads a statement in which each table with tenants is a query of its own, and returns how many there are.
    pub(crate) fn scoped(&self, sql: &str, database: Database) -> Result<usize, String> {
        let statements = Parser::parse_sql(dialect(database), sql).map_err(|error| error.to_string())?;
        let query = match &statements[..] {
            [Statement::Query(query)] => query,
            [other] if self.statement(other) == Ok(Kind::AboutNoRows) => return Ok(0),
            _ => return Err("it is not one query".to_owned()),
        };
        let mut tables = Tables { judge: self, scoped: 0, named: 0, lack: None };
        let _ = query.visit(&mut tables);
        match (tables.scoped == tables.named, tables.lack) {
            (true, _) => Ok(tables.scoped),
            (false, lack) => {
                Err(lack.unwrap_or_else(|| format!("{} of {} tables", tables.scoped, tables.named)))
            }
        }
    }
}

#[test]
fn a_table_that_is_no_query_of_its_own_is_noticed() {
    let judge = StatementChecker { tenants: [("entries", "tenant_id")].into(), counters: [].into() };
    let scoped = |sql: &str| judge.scoped(sql, Database::Postgres);
    let own = "(SELECT id FROM entries WHERE tenant_id = $1)";
    assert_eq!(scoped(&format!("SELECT a.id FROM {own} a JOIN {own} b ON a.id = b.id")), Ok(2));
    scoped(&format!("SELECT a.id FROM {own} a JOIN entries b ON a.id = b.id")).unwrap_err();
    scoped(&format!("SELECT a.id FROM {own} a WHERE id IN (SELECT id FROM entries)")).unwrap_err();
    scoped("SELECT a.id FROM (SELECT id FROM entries WHERE id = $1) a").unwrap_err();
}
