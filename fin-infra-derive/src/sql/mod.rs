//! The text of each fixed statement for each database.
//!
//! [`Text::predicates`] writes the tenant and live predicates. Each statement passes its scope and rows and cannot leave them
//! out. Two statements write their own: the upsert of one statement compares the tenant of the
//! row that it found (`upsert.rs`), and the insert of a numbered row that of the row that it inserts (`number.rs`).

mod database;
mod number;
mod reads;
mod rule;
mod upsert;

pub(crate) use self::database::Database;
pub(crate) use self::number::Numbering;
pub(crate) use self::reads::{ByKeys, Reads, Selection};
pub(crate) use self::rule::check;
pub(crate) use self::upsert::Upsert;
use crate::model::{Column, Resource, Role};

/// The statements of a resource in one database.
pub(crate) struct Statements {
    pub(crate) tenant: Reads,
    pub(crate) all_tenants: Option<Reads>,
    pub(crate) find: String,
    pub(crate) insert: String,
    pub(crate) insert_into: String,
    pub(crate) width: usize,
    pub(crate) update: String,
    /// Split at the placeholders.
    pub(crate) update_where: Vec<String>,
    /// Split at the placeholders.
    pub(crate) update_rows: Vec<String>,
    pub(crate) delete: String,
    pub(crate) delete_many: String,
    pub(crate) delete_where: String,
    pub(crate) hard_delete: String,
    pub(crate) restore: String,
    pub(crate) upserts: Vec<Upsert>,
    pub(crate) numbering: Option<Numbering>,
}

/// The tenants of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Tenant,
    AllTenants,
}

/// The rows of a statement, by deletion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    Live,
    Deleted,
    All,
}

/// Writes the statements of a resource for a database.
pub(crate) fn statements(resource: &Resource, database: Database) -> Statements {
    let text = || Text::new(resource, database);
    Statements {
        tenant: reads::reads(resource, database, Scope::Tenant),
        all_tenants: resource.tenant().map(|_| reads::reads(resource, database, Scope::AllTenants)),
        find: text().push("SELECT ").columns().from().predicates(Scope::Tenant, Rows::Live).id().sql,
        insert: text().insert().push(" VALUES (").row().push(")").sql,
        insert_into: text().insert().push(" ").sql,
        width: text().stored().len(),
        update: text().push("UPDATE ").table().push(" SET ").sql,
        update_where: text().cut().predicates(Scope::Tenant, Rows::Live).id().version().returning().pieces(),
        update_rows: text().cut().predicates(Scope::Tenant, Rows::Live).pieces(),
        delete: text().delete().predicates(Scope::Tenant, Rows::Live).id().version().sql,
        delete_many: text().delete().predicates(Scope::Tenant, Rows::Live).ids().sql,
        delete_where: text().delete().predicates(Scope::Tenant, Rows::Live).sql,
        hard_delete: text().push("DELETE").from().predicates(Scope::Tenant, Rows::All).id().sql,
        restore: restore(resource, database),
        upserts: upsert::upserts(resource, database),
        numbering: number::numbering(resource, database),
    }
}

/// Empty without soft delete, and then no call reaches it.
fn restore(resource: &Resource, database: Database) -> String {
    let Some(deleted_at) = resource.with_role(Role::DeletedAt) else { return String::new() };
    let text = Text::new(resource, database).push("UPDATE ").table().push(" SET ").name(&deleted_at.name);
    text.push(" = NULL").touch().predicates(Scope::Tenant, Rows::Deleted).id().returning().sql
}

/// Marks a placeholder in a statement that is completed at run time.
const CUT: char = '\0';

/// A statement under construction.
struct Text<'a> {
    resource: &'a Resource,
    database: Database,
    sql: String,
    placeholders: usize,
    cut: bool,
}

impl<'a> Text<'a> {
    fn new(resource: &'a Resource, database: Database) -> Self {
        Self { resource, database, sql: String::new(), placeholders: 0, cut: false }
    }

    fn push(mut self, sql: &str) -> Self {
        self.sql.push_str(sql);
        self
    }

    fn name(self, name: &str) -> Self {
        let name = self.database.name(name);
        self.push(&name)
    }

    fn placeholder(mut self) -> Self {
        self.placeholders += 1;
        if self.cut {
            self.sql.push(CUT);
            return self;
        }
        self.database.placeholder(self.placeholders, &mut self.sql);
        self
    }

    /// Writes the placeholder of an argument, in a database that numbers them.
    fn argument(mut self, ordinal: usize) -> Self {
        self.database.placeholder(ordinal + 1, &mut self.sql);
        self
    }

    /// Leaves the placeholders to run time.
    fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    fn pieces(self) -> Vec<String> {
        self.sql.split(CUT).map(str::to_owned).collect()
    }

    fn table(self) -> Self {
        let table = self.resource.table.clone();
        self.name(&table)
    }

    fn from(self) -> Self {
        self.push(" FROM ").table()
    }

    /// The columns that are read: all, in table order.
    fn columns(self) -> Self {
        let names: Vec<_> = self.resource.columns.iter().map(|column| column.name.as_str()).collect();
        self.names(&names)
    }

    /// The columns that are stored: all, followed by the folded copies.
    fn stored(&self) -> Vec<&'a str> {
        let columns = &self.resource.columns;
        let folded = columns.iter().filter_map(|column| Some(column.folded.as_ref()?.name.as_str()));
        columns.iter().map(|column| column.name.as_str()).chain(folded).collect()
    }

    fn names(mut self, names: &[&str]) -> Self {
        for (number, name) in names.iter().enumerate() {
            self = self.push(if number == 0 { "" } else { ", " }).name(name);
        }
        self
    }

    fn insert(self) -> Self {
        let stored = self.stored();
        self.push("INSERT INTO ").table().push(" (").names(&stored).push(")")
    }

    fn row(mut self) -> Self {
        for number in 0..self.stored().len() {
            self = self.push(if number == 0 { "" } else { ", " }).placeholder();
        }
        self
    }

    /// The rows that a statement reads or changes. Every statement except an insert has them.
    fn predicates(self, scope: Scope, rows: Rows) -> Self {
        let mut text = self.push(" WHERE ");
        let mut joined = false;
        if let Some(tenant) = text.resource.tenant().filter(|_| scope == Scope::Tenant) {
            text = text.name(&tenant.name).push(" = ").placeholder();
            joined = true;
        }
        let deleted_at = text.resource.with_role(Role::DeletedAt).map(|column| column.name.as_str());
        let state = match (deleted_at, rows) {
            (Some(deleted_at), Rows::Live) => Some(text.database.live(deleted_at)),
            (Some(deleted_at), Rows::Deleted) => Some(text.database.deleted(deleted_at)),
            _ => None,
        };
        match state {
            Some(state) => text.push(if joined { " AND " } else { "" }).push(&state),
            None if joined => text,
            None => text.push("TRUE"),
        }
    }

    fn and(self, name: &str, operator: &str) -> Self {
        self.push(" AND ").name(name).push(operator).placeholder()
    }

    fn id(self) -> Self {
        let id = self.resource.id().name.clone();
        self.and(&id, " = ")
    }

    fn ids(self) -> Self {
        let id = self.resource.id().name.clone();
        self.push(" AND ").name(&id).push(" IN (")
    }

    /// The version that the caller expects.
    fn version(self) -> Self {
        match self.resource.with_role(Role::Version) {
            Some(version) => self.and(&version.name, " = "),
            None => self,
        }
    }

    fn returning(self) -> Self {
        if self.database.returns_rows() { self.push(" RETURNING ").columns() } else { self }
    }

    /// A deletion, or a soft one.
    fn delete(self) -> Self {
        match self.resource.with_role(Role::DeletedAt) {
            Some(deleted_at) => self
                .push("UPDATE ")
                .table()
                .push(" SET ")
                .name(&deleted_at.name)
                .push(" = ")
                .placeholder()
                .touch(),
            None => self.push("DELETE").from(),
        }
    }

    /// The managed columns that every change of a row sets.
    fn touch(mut self) -> Self {
        if let Some(updated_at) = self.resource.with_role(Role::UpdatedAt) {
            self = self.push(", ").name(&updated_at.name).push(" = ").placeholder();
        }
        match self.resource.with_role(Role::Version) {
            Some(version) => self.push(", ").name(&version.name).push(" = ").name(&version.name).push(" + 1"),
            None => self,
        }
    }
}

impl Resource {
    /// The column with a role.
    pub(crate) fn with_role(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// The tenant's column.
    pub(crate) fn tenant(&self) -> Option<&Column> {
        self.with_role(Role::Tenant)
    }

    /// The id's column.
    pub(crate) fn id(&self) -> &Column {
        &self.columns[0]
    }
}
