//! The numbers of rows, which continue the counter of their tenant.

use super::{Database, Rows, Scope, Text};
use crate::model::{Column, LAST_NUMBER, Resource, Role};

/// The result of the statement on the counter within the insert of a row.
const TAKEN: &str = "fin_number";

/// The statements that number rows.
pub(crate) struct Numbering {
    pub(crate) take: String,
    pub(crate) highest: String,
    /// Split where conditions belong.
    pub(crate) insert: Option<[String; 2]>,
}

/// None unless rows are numbered.
pub(super) fn numbering(resource: &Resource, database: Database) -> Option<Numbering> {
    let with_role = |role| resource.columns.iter().position(|column| column.role == role);
    let counter = Counter {
        table: resource.counter.as_ref()?,
        columns: &resource.columns,
        tenant: with_role(Role::Tenant)?,
        number: with_role(Role::Number)?,
    };
    // Citus would run the two parts one after the other, and would keep the number on the coordinator in between.
    let in_one_statement = database == Database::Postgres && resource.distribution.is_none();
    Some(Numbering {
        take: counter.take(resource, database),
        highest: counter.highest_of(resource, database),
        insert: in_one_statement.then(|| counter.insert(resource, database)),
    })
}

struct Counter<'a> {
    table: &'a str,
    columns: &'a [Column],
    /// The ordinals of the tenant and of the number in a row.
    tenant: usize,
    number: usize,
}

impl Counter<'_> {
    fn name(&self, ordinal: usize) -> &str {
        &self.columns[ordinal].name
    }

    /// Adds to the counter of a tenant, and returns its last number. MySQL returns it as the last id that was inserted.
    fn take(&self, resource: &Resource, database: Database) -> String {
        let text = self.insert_into(Text::new(resource, database)).push(" VALUES (").placeholder();
        if database != Database::MySql {
            let text =
                self.or_add(text.push(", ").placeholder().push(")")).push("excluded.").name(LAST_NUMBER);
            return text.push(" RETURNING ").name(LAST_NUMBER).sql;
        }
        let text = text.push(", LAST_INSERT_ID(").placeholder().push(")) ON DUPLICATE KEY UPDATE ");
        let text = text.name(LAST_NUMBER).push(" = LAST_INSERT_ID(").name(LAST_NUMBER).push(" + VALUES(");
        text.name(LAST_NUMBER).push("))").sql
    }

    /// Numbers a row and inserts it, unless further conditions do not hold. The arguments are the values of the row, whose
    /// number is what is added to the counter.
    fn insert(&self, resource: &Resource, database: Database) -> [String; 2] {
        let text = || Text::new(resource, database);
        let begin = self.insert_into(text().push("WITH ").name(TAKEN).push(" AS (")).push(" SELECT ");
        let begin =
            begin.argument(self.tenant).push(", ").argument(self.number).push(" + CASE WHEN EXISTS (");
        let begin = self.of_tenant(begin.push("SELECT 1 FROM ").name(self.table)).push(") THEN 0 ELSE (");
        let begin = self.counted(self.of_tenant(self.highest(begin))).push(") END WHERE TRUE");

        let mut end = self.or_add(text()).argument(self.number).push(" RETURNING ").name(LAST_NUMBER);
        end = end.push(") ").insert().push(" SELECT ");
        for ordinal in 0..end.stored().len() {
            end = end.push(if ordinal == 0 { "" } else { ", " });
            end = match ordinal == self.number {
                true => end.name(TAKEN).push(".").name(LAST_NUMBER),
                false => end.argument(ordinal),
            };
        }
        let end = end.push(" FROM ").name(TAKEN).push(" RETURNING ").name(self.name(self.number));
        [begin.sql, end.sql]
    }

    fn highest_of(&self, resource: &Resource, database: Database) -> String {
        let text = self.highest(Text::new(resource, database)).predicates(Scope::Tenant, Rows::All);
        self.counted(text).sql
    }

    /// Only numbers that a counter could have given.
    fn counted<'a>(&self, text: Text<'a>) -> Text<'a> {
        text.push(" AND ").name(self.name(self.number)).push(" > 0")
    }

    /// The highest number, of all rows that follow.
    fn highest<'a>(&self, text: Text<'a>) -> Text<'a> {
        let text = text.push("SELECT COALESCE(MAX(").name(self.name(self.number)).push("), 0)");
        text.from()
    }

    /// The rows of the tenant of the row that is inserted.
    fn of_tenant<'a>(&self, text: Text<'a>) -> Text<'a> {
        text.push(" WHERE ").name(self.name(self.tenant)).push(" = ").argument(self.tenant)
    }

    fn insert_into<'a>(&self, text: Text<'a>) -> Text<'a> {
        text.push("INSERT INTO ")
            .name(self.table)
            .push(" (")
            .names(&[self.name(self.tenant), LAST_NUMBER])
            .push(")")
    }

    /// Adds to the counter that exists.
    fn or_add<'a>(&self, text: Text<'a>) -> Text<'a> {
        let text = text
            .push(" ON CONFLICT (")
            .name(self.name(self.tenant))
            .push(") DO UPDATE SET ")
            .name(LAST_NUMBER);
        text.push(" = ").name(self.table).push(".").name(LAST_NUMBER).push(" + ")
    }
}
