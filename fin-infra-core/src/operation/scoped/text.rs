//! The text of a query for a database.

use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::operation::reads;
use crate::scoped::{Assembled, Bind, Fields, Part, Source, Value, check_units};
use crate::sql::statement::placeholders;
use crate::statements::Rows;
use crate::stored::StoredTable;
use crate::tenant::ErasedScope;

/// Writes the text for a database. Each table becomes the fixed text that reads the table's rows, which is where its tenant
/// predicate and its predicate for live rows come from.
pub(super) fn assemble<DB: Backend>(
    source: &Source,
    tables: &[&'static StoredTable<DB>],
    values: &[Value],
    fields: &Fields,
    scope: ErasedScope<'_, DB>,
) -> Result<Assembled> {
    check(source, tables, values, fields)?;
    let mut binds = Binds::new(tables);
    let (mut sql, mut lists) = (String::new(), Vec::new());
    for part in source.parts(DB::DATABASE) {
        let to = lists.last_mut().map_or(&mut sql, |(_, after)| after);
        match *part {
            Part::Sql(text) => to.push_str(text),
            Part::Table(table, has_name) => {
                let rows = ErasedScope { stored: tables[table], ..scope };
                to.push('(');
                to.push_str(reads(rows)?.select.of(Rows::Live));
                to.push(')');
                if !has_name {
                    to.push_str(" AS ");
                    DB::quote(rows.stored.table.name, to);
                }
                binds.table(table);
            }
            Part::Value(value) => {
                // The spaces separate it from an adjacent word or number, as where the text is checked.
                to.push(' ');
                DB::placeholder(binds.value(value), to);
                to.push(' ');
            }
            Part::List(list) => {
                binds.list(list);
                lists.push((list, String::new()));
            }
        }
    }
    if DB::NUMBERED {
        push_types(lists.last_mut().map_or(&mut sql, |(_, after)| after), values, tables);
    }
    Ok(Assembled { sql, lists, binds: binds.finish() })
}

/// The arguments of a text, in the order of the placeholders.
struct Binds<'a, DB: Backend> {
    tables: &'a [&'static StoredTable<DB>],
    fixed: Vec<Bind>,
    /// Where placeholders are numbered, the lists are the last, so that the others have the same numbers in all texts.
    lists: Vec<Bind>,
}

impl<'a, DB: Backend> Binds<'a, DB> {
    fn new(tables: &'a [&'static StoredTable<DB>]) -> Self {
        let mut binds = Self { tables, fixed: Vec::new(), lists: Vec::new() };
        // Where placeholders are numbered, the tenant is the first in the fixed text of each table.
        if DB::NUMBERED {
            let first = (0..tables.len()).find(|&table| binds.is_scoped(table));
            binds.fixed.extend(first.map(Bind::Tenant));
        }
        binds
    }

    fn is_scoped(&self, table: usize) -> bool {
        self.tables[table].table.tenant.is_some()
    }

    fn table(&mut self, table: usize) {
        if !DB::NUMBERED && self.is_scoped(table) {
            self.fixed.push(Bind::Tenant(table));
        }
    }

    /// The number of the placeholder of a value.
    fn value(&mut self, value: usize) -> usize {
        let bind = Bind::Value(value);
        let known = self.fixed.iter().position(|other| *other == bind).filter(|_| DB::NUMBERED);
        let index = known.unwrap_or_else(|| {
            self.fixed.push(bind);
            self.fixed.len() - 1
        });
        index + 1
    }

    fn list(&mut self, list: usize) {
        let bind = Bind::Value(list);
        match DB::NUMBERED {
            false => self.fixed.push(bind),
            true if self.lists.contains(&bind) => {}
            true => self.lists.push(bind),
        }
    }

    fn finish(mut self) -> Vec<Bind> {
        self.fixed.append(&mut self.lists);
        self.fixed
    }
}

/// How many arguments a bind adds.
pub(super) fn width(bind: Bind, values: &[Value]) -> usize {
    match bind {
        Bind::Value(value) => match &values[value] {
            Value::List(list) => list.width(),
            _ => 1,
        },
        Bind::Tenant(_) => 1,
    }
}

/// Writes the placeholders of the lists into a text.
pub(super) fn with_lists<DB: Backend>(assembled: &Assembled, values: &[Value]) -> String {
    let mut sql = assembled.sql.clone();
    for (list, after) in &assembled.lists {
        let bind = Bind::Value(*list);
        let before = assembled.binds.iter().take_while(|other| **other != bind);
        let first = 1 + before.map(|other| width(*other, values)).sum::<usize>();
        push_list::<DB>(first, &values[*list], &mut sql);
        sql.push_str(after);
    }
    sql
}

/// Writes a list. `IN ()` is SQL on one database only: no row is what an empty list has everywhere.
fn push_list<DB: Backend>(first: usize, value: &Value, sql: &mut String) {
    let Value::List(list) = value else { return };
    match list.len() {
        0 => {
            sql.push_str("SELECT ");
            DB::placeholder(first, sql);
            sql.push_str(" FROM (SELECT 1 AS fin_one) AS fin_none WHERE 1 = 0");
        }
        _ => placeholders::<DB>(first, list.width(), sql),
    }
}

/// Writes the types of the values as a comment: PostgreSQL prepares a statement for the types of its first values, and it is
/// cached by its text.
fn push_types<DB: Backend>(sql: &mut String, values: &[Value], tables: &[&'static StoredTable<DB>]) {
    for (number, value) in values.iter().enumerate() {
        sql.push_str(if number == 0 { " -- " } else { " " });
        sql.extend(value.sql_type(tables).chars().filter(|character| !character.is_control()));
    }
}

/// Rejects a query without a text for the database, and one that reads amounts as what they are not in the database.
fn check<DB: Backend>(
    source: &Source,
    tables: &[&'static StoredTable<DB>],
    values: &[Value],
    fields: &Fields,
) -> Result<()> {
    if source.parts(DB::DATABASE).is_empty() {
        let reason = format!(
            "the query has no text for {}: add one to the macro, or a text for all databases",
            DB::TITLE
        );
        return Err(Error::invalid("scoped_sql", reason));
    }
    check_units(source, tables, values, fields)
}
