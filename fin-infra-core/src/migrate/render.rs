//! The DDL of a table in each database.

use std::borrow::Cow;

use sea_query::{
    Alias, ColumnDef, ConditionalStatement, Expr, ExprTrait, ForeignKey, Index, IndexCreateStatement,
    IntoIden, MysqlQueryBuilder, PostgresQueryBuilder, SchemaStatementBuilder, SqliteQueryBuilder, Table,
    TableCreateStatement,
};

use crate::schema::{self, Database, Definition};

/// MySQL has no partial index. Its indexes of live rows hold this column instead, which is 1 or null; unique values
/// with a null in them never collide.
const LIVE: &str = "fin_live";

/// The statements that make a table, where it is not there yet; none where it cannot be in that database.
pub(crate) fn create(definition: &Definition, database: Database) -> Option<Vec<String>> {
    let types = definition.types(database)?;
    let render = Render { table: definition.table, database };
    let mut table = render.table(&types);
    let indexes = render.indexes();
    if database == Database::MySql {
        // It has no `CREATE INDEX IF NOT EXISTS`, so the indexes are made with the table.
        for mut index in indexes {
            table.index(&mut index);
        }
        return Some(vec![render.text(&table)]);
    }
    let mut statements = vec![render.text(&table)];
    statements.extend(indexes.iter().map(|index| render.text(index)));
    Some(statements)
}

struct Render {
    table: &'static schema::Table,
    database: Database,
}

fn name(name: &str) -> impl IntoIden + use<> {
    Alias::new(name)
}

impl Render {
    fn text(&self, statement: &impl SchemaStatementBuilder) -> String {
        match self.database {
            Database::Sqlite => statement.to_string(SqliteQueryBuilder),
            Database::Postgres => statement.to_string(PostgresQueryBuilder),
            Database::MySql => statement.to_string(MysqlQueryBuilder),
        }
    }

    fn table(&self, types: &[Cow<'static, str>]) -> TableCreateStatement {
        let table = self.table;
        let mut create = Table::create();
        create.table(name(table.name)).if_not_exists();
        for (column, sql_type) in table.columns.iter().zip(types) {
            create.col(column_def(column.name, sql_type, column.nullable));
        }
        for (place, folded) in table.folded() {
            create.col(column_def(folded, &types[place], table.columns[place].nullable));
        }
        if let Some(deleted_at) = table.deleted_at.filter(|_| self.database == Database::MySql) {
            let live =
                format!("TINYINT AS (IF(`{}` IS NULL, 1, NULL)) VIRTUAL", table.columns[deleted_at].name);
            create.col(ColumnDef::new(name(LIVE)).custom(name(&live)));
        }
        let mut key = Index::create();
        key.name(format!("pk_{}", table.name));
        for column in self.tenant().into_iter().chain([table.columns[table.id].name]) {
            key.col(name(column));
        }
        create.primary_key(&mut key);
        for foreign_key in table.foreign_keys {
            create.foreign_key(&mut self.foreign_key(foreign_key));
        }
        for check in table.checks {
            let rule = match self.database {
                Database::Sqlite => check.sql.sqlite,
                Database::Postgres => check.sql.postgres,
                Database::MySql => check.sql.mysql,
            };
            create.check(sea_query::Check::named(name(check.name), Expr::cust(rule)));
        }
        create
    }

    /// A reference: by the tenant as well where the parent has tenants, so that another tenant's row is none.
    fn foreign_key(&self, key: &schema::ForeignKey) -> sea_query::ForeignKeyCreateStatement {
        let parent = (key.parent)();
        let mut create = ForeignKey::create();
        create.name(key.name).from_tbl(name(self.table.name)).to_tbl(name(parent.name));
        if let (Some(own), Some(theirs)) = (self.table.tenant, parent.tenant) {
            create.from_col(name(self.table.columns[own].name)).to_col(name(parent.columns[theirs].name));
        }
        create
            .from_col(name(self.table.columns[key.column].name))
            .to_col(name(parent.columns[parent.id].name));
        create
    }

    fn indexes(&self) -> Vec<IndexCreateStatement> {
        let table = self.table;
        let uniques = table.uniques.iter().map(|unique| {
            let mut index = self.index(unique.name, table.key_columns(unique), Live::Last);
            index.unique();
            index
        });
        let others = table.indexes.iter().map(|index| {
            let columns = index.columns.iter().map(|&place| table.name_at(place));
            let id = Some(table.id).filter(|id| !index.columns.contains(id)).map(|id| table.columns[id].name);
            let columns = self.tenant().into_iter().chain(columns).chain(id);
            self.index(index.name, columns, if index.live { Live::BehindTenant } else { Live::No })
        });
        uniques.chain(others).collect()
    }

    fn index(
        &self,
        title: &str,
        columns: impl Iterator<Item = &'static str>,
        live: Live,
    ) -> IndexCreateStatement {
        let mut index = Index::create();
        index.name(title).table(name(self.table.name));
        let deleted_at =
            self.table.deleted_at.filter(|_| live != Live::No).map(|place| self.table.columns[place].name);
        let generated = deleted_at.filter(|_| self.database == Database::MySql).map(|_| LIVE);
        let mut columns: Vec<_> = columns.collect();
        if let Some(generated) = generated {
            let place = if live == Live::Last { columns.len() } else { self.tenant().into_iter().count() };
            columns.insert(place, generated);
        }
        for column in columns {
            index.col(name(column));
        }
        if self.database != Database::MySql {
            index.if_not_exists();
            if let Some(deleted_at) = deleted_at {
                index.and_where(Expr::col(name(deleted_at)).is_null());
            }
        }
        index
    }

    fn tenant(&self) -> Option<&'static str> {
        self.table.tenant.map(|place| self.table.columns[place].name)
    }
}

/// Where an index of live rows holds what says that they are live, in a database without partial indexes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Live {
    /// Nowhere: it holds all rows.
    No,
    /// Behind the tenant, so that what follows is in order.
    BehindTenant,
    /// At the end of a key.
    Last,
}

fn column_def(column: &str, sql_type: &str, nullable: bool) -> ColumnDef {
    let mut definition = ColumnDef::new(name(column));
    definition.custom(name(sql_type));
    if nullable {
        definition.null()
    } else {
        definition.not_null()
    };
    definition
}
