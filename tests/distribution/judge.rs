//! What a statement has to say of the tenant, held against what a parser reads.

mod numbers;
mod page;
mod ranked;
mod scoped;
mod shape;
mod union;
mod writes;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use fin_infra::schema::{Database, Definition};
use sqlparser::ast::{
    BinaryOperator, Delete, Expr, FromTable, Function, FunctionArguments, Ident, InTarget, ObjectName, Query,
    SetExpr, Statement, TableFactor, TableWithJoins, Value, Visit, visit_relations,
};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use crate::subjects::Group;

/// What kind of statement was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Select,
    Insert,
    Upsert,
    Update,
    Delete,
    CreateTable,
    CreateIndex,
    AlterTable,
    /// It is about no table of a resource: the beginning of a transaction, a policy, the end of a table.
    AboutNoRows,
}

/// What a statement is, or what it lacks.
pub(crate) type Verdict = Result<Kind, String>;

/// The tables with tenants, and the column of each that holds the tenant.
#[derive(Debug)]
pub(crate) struct StatementChecker {
    tenants: BTreeMap<&'static str, &'static str>,
    /// The tables of which the tenant is the whole key.
    counters: BTreeSet<&'static str>,
}

impl StatementChecker {
    pub(crate) fn of(group: &Group) -> Self {
        let tables = group.definitions.iter().flat_map(Definition::tables).map(|definition| definition.table);
        let tables: Vec<_> = tables.collect();
        let tenants = tables.iter().filter_map(|table| Some((table.name, table.columns[table.tenant?].name)));
        let counters = tables.iter().filter(|table| table.tenant == Some(table.id)).map(|table| table.name);
        Self { tenants: tenants.collect(), counters: counters.collect() }
    }

    /// Reads one statement.
    pub(crate) fn read(&self, sql: &str, database: Database) -> Verdict {
        // The scale that money has on SQLite stands where the parser expects none, and it knows no `NO KEY`.
        let sql = sql.replace("INTEGER(", "DECIMAL(").replace(" FOR NO KEY UPDATE", " FOR UPDATE");
        let statements = Parser::parse_sql(dialect(database), &sql).map_err(|error| error.to_string())?;
        let [statement] = &statements[..] else {
            return Err(format!("{} statements in one text", statements.len()));
        };
        self.statement(statement)
    }

    fn statement(&self, statement: &Statement) -> Verdict {
        match statement {
            Statement::Query(query) => self.query(query),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::CreateTable(table) => self.create_table(table),
            Statement::CreateIndex(index) => self.create_index(index),
            Statement::AlterTable(alter) => self.alter_table(alter),
            Statement::CreatePolicy(_)
            | Statement::DropPolicy(_)
            | Statement::Drop { .. }
            | Statement::StartTransaction { .. }
            | Statement::Commit { .. }
            | Statement::Rollback { .. }
            | Statement::Savepoint { .. }
            | Statement::ReleaseSavepoint { .. } => Ok(Kind::AboutNoRows),
            other => Err(format!("nobody has said what this has to say of the tenant: {other}")),
        }
    }

    /// The column with the tenant.
    fn tenant(&self, table: &str) -> Result<&'static str, String> {
        self.tenants.get(table).copied().ok_or_else(|| format!("`{table}` is no table with tenants"))
    }

    fn query(&self, query: &Query) -> Verdict {
        if let Some(with) = &query.with {
            return self.numbered(with, query);
        }
        if let Some(parts) = union::parts(query) {
            only_tables(query, parts.len())?;
            parts.into_iter().try_for_each(|part| self.query(part).map(drop))?;
            return Ok(Kind::Select);
        }
        let SetExpr::Select(select) = &*query.body else {
            return Err("it is more than one SELECT".to_owned());
        };
        if select.from.is_empty() {
            only_tables(query, 0)?;
            return Ok(Kind::AboutNoRows);
        }
        if let Some((keys, rows)) = page::keys_and_rows(select) {
            return self.page(query, keys, rows);
        }
        if let Some(rows) = ranked::rows(select) {
            only_tables(query, 1)?;
            return self.query(rows);
        }
        let table = one_table(&select.from)?;
        only_tables(query, 1)?;
        self.predicate(&table, select.selection.as_ref())?;
        Ok(Kind::Select)
    }

    fn delete(&self, delete: &Delete) -> Verdict {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let table = one_table(from)?;
        let within = self.within(delete.selection.as_ref())?;
        only_tables(delete, 1 + within)?;
        self.predicate(&table, delete.selection.as_ref())?;
        Ok(Kind::Delete)
    }

    /// The number of queries that select the rows of a change, each of which is about the tenant's rows.
    fn within(&self, condition: Option<&Expr>) -> Result<usize, String> {
        let selected = condition.into_iter().flat_map(all_of).filter_map(|condition| match condition {
            Expr::In { target: InTarget::Subquery(subquery), negated: false, .. } => Some(&**subquery),
            Expr::AnyOp { right, .. } => array(right),
            _ => None,
        });
        let verdicts = selected.map(|query| self.query(query)).collect::<Result<Vec<_>, _>>()?;
        Ok(verdicts.len())
    }

    /// The tenant is compared with a bound value, in a condition that nothing can go around.
    fn predicate(&self, table: &str, condition: Option<&Expr>) -> Result<(), String> {
        let tenant = self.tenant(table)?;
        let is_bound = |left: &Expr, right: &Expr| is_column(left, table, tenant) && is_placeholder(right);
        let found = condition.is_some_and(|condition| {
            all_of(condition).into_iter().filter_map(equality).any(|(left, right)| is_bound(left, right))
        });
        if found { Ok(()) } else { Err(format!("no `{table}.{tenant} = <a bound value>` has to hold")) }
    }
}

fn dialect(database: Database) -> &'static dyn Dialect {
    match database {
        Database::Sqlite => &SQLiteDialect {},
        Database::Postgres => &PostgreSqlDialect {},
        Database::MySql => &MySqlDialect {},
    }
}

/// The one table of a FROM.
fn one_table(from: &[TableWithJoins]) -> Result<String, String> {
    match from {
        [TableWithJoins { relation: TableFactor::Table { name, .. }, joins }] if joins.is_empty() => {
            last(name)
        }
        _ => Err("it is about more than one table".to_owned()),
    }
}

/// Nothing within a statement names a further table.
fn only_tables(statement: &impl Visit, number: usize) -> Result<(), String> {
    let mut found = 0;
    let _ = visit_relations(statement, |_| {
        found += 1;
        ControlFlow::<()>::Continue(())
    });
    if found == number { Ok(()) } else { Err(format!("it names {found} tables, and not {number}")) }
}

/// The conditions that all have to hold.
fn all_of(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => [all_of(left), all_of(right)].concat(),
        other => vec![other],
    }
}

/// The query of `ARRAY(..)`.
fn array(expression: &Expr) -> Option<&Query> {
    match expression {
        Expr::Nested(inner) => array(inner),
        Expr::Function(Function { args: FunctionArguments::Subquery(query), .. }) => Some(query),
        _ => None,
    }
}

fn equality(condition: &Expr) -> Option<(&Expr, &Expr)> {
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => Some((left, right)),
        _ => None,
    }
}

fn is_column(expression: &Expr, table: &str, column: &str) -> bool {
    match expression {
        Expr::Identifier(name) => name.value == column,
        Expr::CompoundIdentifier(names) => is_path(names, &[table, column]),
        _ => false,
    }
}

fn is_path(names: &[Ident], path: &[&str]) -> bool {
    names.iter().map(|name| name.value.as_str()).eq(path.iter().copied())
}

fn is_placeholder(expression: &Expr) -> bool {
    matches!(expression, Expr::Value(value) if matches!(value.value, Value::Placeholder(_)))
}

/// A name without the schema that it may be in.
fn last(name: &ObjectName) -> Result<String, String> {
    let part = name.0.last().and_then(|part| part.as_ident());
    part.map(|name| name.value.clone()).ok_or_else(|| format!("`{name}` is no plain name"))
}
