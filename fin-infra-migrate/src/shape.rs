//! Properties of tables that changes depend on.

use super::model::{Column, Index, Schema, Table};

impl Column {
    /// Whether both are the same column to the database.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let Self { name, sql_type, nullable, default, generated, folded_from: _ } = self;
        (name, sql_type, nullable, default, generated)
            == (&other.name, &other.sql_type, &other.nullable, &other.default, &other.generated)
    }

    /// Whether its values can be computed from other columns.
    pub(crate) fn is_derived(&self) -> bool {
        self.generated.is_some() || self.folded_from.is_some()
    }
}

impl Index {
    /// Whether it belongs to a constraint, and is created and dropped with it.
    pub(crate) fn is_of_constraint(&self) -> bool {
        self.made_by.as_ref().is_some_and(|sql| sql.starts_with("ALTER TABLE"))
    }
}

impl Table {
    /// The tables to create first: those that it refers to and, for a table of counters, the numbered table.
    pub(crate) fn parents(&self) -> impl Iterator<Item = &str> {
        self.foreign_keys.values().map(|key| key.parent.as_str()).chain(self.numbers.as_deref())
    }
}

impl Schema {
    /// The names of the tables, parents before children. Tables that refer to each other in a circle come last, sorted by
    /// name.
    pub(crate) fn parents_first(&self) -> Vec<&str> {
        let mut waiting: Vec<&str> = self.tables.keys().map(String::as_str).collect();
        let mut ordered = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let is_free = |name: &str| {
                self.tables[name].parents().all(|parent| parent == name || !waiting.contains(&parent))
            };
            let next = waiting.iter().position(|name| is_free(name)).unwrap_or(0);
            ordered.push(waiting.remove(next));
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{ForeignKey, Schema, Table};

    fn table(parents: &[&str]) -> Table {
        let key = |parent: &&str| {
            let columns = vec![format!("{parent}_id")];
            let key =
                ForeignKey { columns, parent: (*parent).to_owned(), parent_columns: vec!["id".to_owned()] };
            (format!("fk_{parent}"), key)
        };
        Table { foreign_keys: parents.iter().map(key).collect(), ..Table::default() }
    }

    #[test]
    fn parents_come_first_and_circles_end() {
        let tables = [
            ("a", table(&["b"])),
            ("b", table(&["b", "c"])),
            ("c", table(&[])),
            ("x", table(&["y"])),
            ("y", table(&["x"])),
        ];
        let schema = Schema {
            tables: tables.into_iter().map(|(name, table)| (name.to_owned(), table)).collect(),
            ..Schema::default()
        };
        assert_eq!(schema.parents_first(), ["c", "b", "a", "x", "y"]);
    }
}
