//! Rows as their fields, whatever resource they are of.

use std::collections::HashMap;

use fin_infra::prelude::{DateTime, Utc};
use fin_infra::query::Query;
use fin_infra::schema::{Table, Unique};
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value};
use unicase::UniCase;

use crate::act::{Source, Wish, on};
use crate::ids::Tenant;
use crate::player::Executor;
use crate::subjects::{Entry, Goal, Rate, Reading, Rows, Subject, Tag};

/// A row's fields by their names.
pub(crate) type Fields = Map<String, Value>;

/// The fields of a row.
pub(crate) fn fields(row: &impl serde::Serialize) -> Fields {
    match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => fields,
        other => panic!("a row is an object, not {other:?}"),
    }
}

/// All rows of a store, live and deleted, by their tables.
#[derive(Default)]
pub(crate) struct Contents {
    rows: HashMap<&'static str, Vec<Fields>>,
    /// The same contents, in a form that can be compared with another store's.
    pub(crate) lines: Vec<String>,
}

impl Contents {
    /// Reads them.
    pub(crate) async fn of(player: &mut Executor, source: &mut Source<'_>) -> Self {
        let mut contents = Self::default();
        contents.add::<Rate>(player, source).await;
        contents.add::<Tag>(player, source).await;
        contents.add::<Goal>(player, source).await;
        contents.add::<Entry>(player, source).await;
        contents.add::<Reading>(player, source).await;
        contents
    }

    async fn add<R: Subject>(&mut self, player: &mut Executor, source: &mut Source<'_>) {
        let tenants = if R::TABLE.tenant.is_some() { Tenant::all().collect() } else { vec![Tenant(0)] };
        for tenant in tenants {
            let query = R::among(Query::new(), Rows::All);
            let rows: Result<Vec<_>, _> =
                on!(source, store => R::rows(tenant).stream(store, query).try_collect().await);
            match rows {
                Ok(rows) => rows.iter().for_each(|row| {
                    self.lines.push(format!("{} {}", R::TABLE.name, player.show::<R>(row)));
                    self.rows.entry(R::TABLE.name).or_default().push(fields(row));
                }),
                Err(error) => self.lines.push(format!("{} cannot be read: {error}", R::TABLE.name)),
            }
        }
    }

    /// The rows of a table.
    pub(crate) fn table(&self, table: &Table) -> impl Iterator<Item = &Fields> {
        self.rows.get(table.name).into_iter().flatten()
    }

    /// The id of the live row that has a row's unique value.
    pub(crate) fn holder(&self, table: &Table, unique: &Unique, row: &Fields) -> Option<Value> {
        let value = key(table, unique, row)?;
        let holder = self.table(table).find(|other| key(table, unique, other).as_ref() == Some(&value));
        holder.map(|other| field(table, table.id, other))
    }

    /// The constraints that an act would break.
    pub(crate) fn broken_by(&self, wish: &Wish) -> Vec<String> {
        let rows = wish.rows.iter().enumerate();
        rows.flat_map(|(number, row)| self.broken_by_one(wish, row, &wish.rows[..number])).collect()
    }

    fn broken_by_one(&self, wish: &Wish, row: &Fields, earlier: &[Fields]) -> Vec<String> {
        let table = wish.table;
        let has_its_id = |other: &&Fields| id(table, other) == id(table, row);
        let taken = table.uniques.iter().filter(|unique| {
            let value = key(table, unique, row);
            let mut others =
                self.table(table).chain(earlier).filter(|other| !(wish.are_changed && has_its_id(other)));
            value.is_some() && others.any(|other| key(table, unique, other) == value)
        });
        let dangling = table.foreign_keys.iter().filter(|foreign_key| {
            let parent = (foreign_key.parent)();
            let tenant = parent.tenant.and(table.tenant).map(|ordinal| field(table, ordinal, row));
            let wanted = (tenant, field(table, foreign_key.column, row));
            let is_live = |row| parent.deleted_at.is_none_or(|ordinal| field(parent, ordinal, row).is_null());
            !wanted.1.is_null()
                && !self.table(parent).any(|other| id(parent, other) == wanted && is_live(other))
        });
        let taken_id = (!wish.are_changed && self.table(table).any(|other| has_its_id(&other)))
            .then_some(Table::PRIMARY_KEY);
        let names = taken.map(|unique| unique.name).chain(dangling.map(|key| key.name)).chain(taken_id);
        names.map(str::to_owned).collect()
    }
}

fn field(table: &Table, ordinal: usize, row: &Fields) -> Value {
    row.get(table.columns[ordinal].field).cloned().unwrap_or_default()
}

/// A row's primary key: the tenant, where there is one, and the id.
fn id(table: &Table, row: &Fields) -> (Option<Value>, Value) {
    (table.tenant.map(|ordinal| field(table, ordinal, row)), field(table, table.id, row))
}

/// A live row's value of a unique constraint, the tenant first; none where a column of it is null.
fn key(table: &Table, unique: &Unique, row: &Fields) -> Option<Vec<String>> {
    if table.deleted_at.is_some_and(|ordinal| !field(table, ordinal, row).is_null()) {
        return None;
    }
    let text = |value: Value| match value {
        Value::Null => None,
        Value::String(text) if unique.ignore_case => Some(UniCase::unicode(text).to_folded_case()),
        Value::String(text) => Some(text.parse().map_or(text, settled)),
        value => Some(value.to_string()),
    };
    let columns = table.tenant.iter().chain(unique.columns);
    columns.map(|&ordinal| text(field(table, ordinal, row))).collect()
}

/// A time as finely as it is stored, without a leap second.
fn settled(time: DateTime<Utc>) -> String {
    format!("{} {}", time.timestamp(), time.timestamp_subsec_micros().min(999_999))
}
