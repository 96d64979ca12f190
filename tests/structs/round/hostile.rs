//! Databases whose names, comments, values and rules look like code. Anything of them that became code would not compile.

use std::fmt::Write as _;

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::{KINDS, Read};
use crate::project::{Kind, Project};
use crate::script::run;

const TOKENS: [&str; 24] = [
    "\"",
    "`",
    "'",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "\n",
    "\r",
    "\r\n    ",
    "#[cfg(x)]",
    "compile_error!(\"x\");",
    "{",
    "}",
    "]",
    ")",
    "\\",
    "\u{202e}",
    "é",
    "```\n",
    "r#\"",
    "\"#",
    "{{}}",
];

/// The structs of a few such databases.
pub(super) async fn read(seeds: std::ops::Range<u64>) -> Vec<Read> {
    let mut read = Vec::new();
    for seed in seeds {
        for kind in KINDS {
            let project = Project::new(kind);
            let mut hostile = Hostile { random: ChaCha8Rng::seed_from_u64(seed), kind, count: 0 };
            run(&project, &hostile.tables()).await;
            read.push(Read::of(&format!("hostile {seed}"), project, "tenant_id"));
        }
    }
    read
}

struct Hostile {
    random: ChaCha8Rng,
    kind: Kind,
    count: usize,
}

impl Hostile {
    /// A text that is like no other.
    fn text(&mut self) -> String {
        self.count += 1;
        let tokens = self.random.random_range(1..4);
        let text: String = (0..tokens).map(|_| *TOKENS.choose(&mut self.random).unwrap()).collect();
        format!("{text}{}", self.count)
    }

    fn name(&mut self) -> String {
        let text = self.text();
        match self.kind {
            Kind::MySql => format!("`{}`", text.replace('`', "``")),
            _ => format!("\"{}\"", text.replace('"', "\"\"")),
        }
    }

    fn literal(&mut self) -> String {
        let text = self.text().replace('\'', "''");
        let text = if self.kind == Kind::MySql { text.replace('\\', "\\\\") } else { text };
        format!("'{text}'")
    }

    /// A table whose names are good, with bad ones in it, a bad table, and what belongs to them.
    fn tables(&mut self) -> String {
        let [column, rule, index, table, other, view, trigger] = [(); 7].map(|()| self.name());
        let [default, compared, comment, about] = [(); 4].map(|()| self.literal());
        let labels = [(); 3].map(|()| self.literal()).join(", ");
        let mut sql = String::new();
        let (kind, said, of_column) = match self.kind {
            Kind::Sqlite => ("TEXT".to_owned(), String::new(), String::new()),
            Kind::Postgres => {
                let kind = self.name();
                writeln!(sql, "CREATE TYPE {kind} AS ENUM ({labels});").unwrap();
                (kind, String::new(), String::new())
            }
            Kind::MySql => {
                (format!("ENUM ({labels})"), format!(" COMMENT {comment}"), format!(" COMMENT {about}"))
            }
        };
        writeln!(
            sql,
            "CREATE TABLE goods (id VARCHAR(40) NOT NULL PRIMARY KEY, name VARCHAR(120) DEFAULT {default} NOT NULL{of_column}, \
             {column} VARCHAR(40) DEFAULT {compared}, kind {kind}, CONSTRAINT {rule} CHECK (name <> {compared})){said};\n\
             CREATE INDEX {index} ON goods (name, {column});\n\
             CREATE TABLE {table} (id VARCHAR(40) NOT NULL PRIMARY KEY, {other} VARCHAR(40));\n\
             CREATE VIEW {view} AS SELECT {other} FROM {table};"
        )
        .unwrap();
        match self.kind {
            Kind::Sqlite => {
                writeln!(sql, "CREATE TRIGGER {trigger} AFTER INSERT ON goods BEGIN SELECT {compared}; END;")
            }
            Kind::Postgres => {
                writeln!(
                    sql,
                    "COMMENT ON TABLE goods IS {comment};\nCOMMENT ON COLUMN goods.name IS {about};"
                )
            }
            Kind::MySql => {
                writeln!(
                    sql,
                    "CREATE TRIGGER {trigger} BEFORE INSERT ON goods FOR EACH ROW SET NEW.name = {compared};"
                )
            }
        }
        .unwrap();
        sql
    }
}
