//! On PostgreSQL, columns that are filled while others read and write, and then required.

use fin_infra_core::internal::not_null_name;

use super::super::super::change::{Alter, Fill};
use super::super::super::dialect::{Database, Dialect as _};
use super::super::super::fact::{Fact, Trace};
use super::super::super::inspect::mentions;
use super::super::super::model::Column;
use super::super::super::render::{Ddl, fill_statement, forces};
use super::super::super::retry::lock_timeout;
use super::super::Part;

const POSTGRES: Database = Database::Postgres;

/// The number of table pages to fill in one transaction: some thousand rows.
const PAGES: u32 = 64;

/// Why the statement is fast, for people and for a linter that sees one file at a time.
const KNOWN: &str = "-- A rule that was validated says it: PostgreSQL looks at no row.\n-- squawk-ignore adding-not-nullable-field";

/// The files that fill columns and make them required.
///
/// A rule rejects new rows without a value. It is added between two fills: the second finds rows that others added during
/// the first. PostgreSQL derives `NOT NULL` from a validated rule without reading rows. The rule is validated in an
/// earlier file, which takes no blocking lock.
pub(super) fn filled(alter: &Alter) -> Vec<Part> {
    let filled = alter.filled_by_rows().map(|(column, fill)| Filled { alter, column, fill });
    filled
        .flat_map(|filled| if filled.column.nullable { vec![filled.fill()] } else { filled.parts().into() })
        .collect()
}

struct Filled<'a> {
    alter: &'a Alter,
    column: &'a Column,
    fill: &'a Fill,
}

impl Filled<'_> {
    fn parts(&self) -> [Part; 5] {
        let table = format!("ALTER TABLE {}", POSTGRES.quoted(&self.alter.name));
        let column = POSTGRES.quoted(&self.column.name);
        let rule = POSTGRES.quoted(&not_null_name(&self.alter.name, &self.column.name));
        let drop_rule = format!("{table} DROP CONSTRAINT IF EXISTS {rule}");
        let named = format!("{}.{}", self.alter.name, self.column.name);
        let within = |does: String, up: Vec<Ddl>, down: Option<String>| Part {
            up,
            down: down.into_iter().map(Ddl::from).collect(),
            does,
            ..Part::default()
        };
        [
            self.fill(),
            within(
                format!("refuse further rows without {named}"),
                vec![format!("{table} ADD CONSTRAINT {rule} CHECK ({column} IS NOT NULL) NOT VALID").into()],
                Some(drop_rule.clone()),
            ),
            self.fill(),
            within(
                format!("look for rows without {named}, while others read and write"),
                vec![Ddl::Validate(format!("{table} VALIDATE CONSTRAINT {rule}"))],
                None,
            ),
            within(
                format!("require {named}"),
                vec![format!("{KNOWN}\n{table} ALTER COLUMN {column} SET NOT NULL").into(), drop_rule.into()],
                Some(format!("{table} ALTER COLUMN {column} DROP NOT NULL")),
            ),
        ]
    }

    /// Fills the column. It can be repeated at any time, including after it was interrupted.
    fn fill(&self) -> Part {
        let (table, name) = (self.alter.name.clone(), self.column.name.clone());
        Part {
            up: vec![Ddl::Autocommit(self.statement())],
            does: format!("fill {table}.{name}, some rows at a time"),
            trace: Trace { undone: vec![Fact::HasColumn { table, name }], ..Trace::default() },
            ..Part::default()
        }
    }

    fn statement(&self) -> String {
        let update = fill_statement(&self.alter.name, self.column, self.fill);
        if self.alter.after.placement.is_some() {
            // A distributed table has no local pages.
            return update;
        }
        let limit = lock_timeout(POSTGRES).unwrap_or_default();
        let [lift, force] = match self.alter.after.row_security {
            // A policy that is forced on the owner silently hides every row from the update.
            Some(_) => forces(&self.alter.name).map(|sql| format!("        {sql};\n")),
            None => [String::new(), String::new()],
        };
        if mentions(&self.fill.sql(POSTGRES), &self.alter.name) {
            // The value of a row depends on others, such as its number.
            return format!("DO $fill$\nBEGIN\n        {limit};\n{lift}        {update};\n{force}END $fill$");
        }
        let table = POSTGRES.quoted(&self.alter.name).replace('\'', "''");
        format!(
            "DO $fill$\n#variable_conflict use_column\nDECLARE\n    fin_page bigint := 0;\nBEGIN\n    LOOP\n        \
             EXIT WHEN fin_page * current_setting('block_size')::bigint >= pg_relation_size('{table}');\n        {limit};\n{lift}        \
             {update}\n            AND ctid >= format('(%s,0)', fin_page)::tid AND ctid < format('(%s,0)', fin_page + {PAGES})::tid;\n\
             {force}        COMMIT;\n        fin_page := fin_page + {PAGES};\n    END LOOP;\nEND $fill$"
        )
    }
}
