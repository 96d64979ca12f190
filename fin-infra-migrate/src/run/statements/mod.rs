//! Splitting a file into statements.
//!
//! PostgreSQL gets them one at a time, since Citus forwards a message to its workers, which reject more than one
//! statement. The other databases get a file as a whole, and it is split only to report which statement failed.

mod block;
mod token;

use self::block::Block;
use self::token::{is_space, token_length};
use super::super::dialect::Database;

/// A statement and its first line in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    pub(super) sql: &'a str,
    pub(super) line: usize,
}

/// The length of an excerpt.
const SHOWN: usize = 100;

impl Statement<'_> {
    /// Its line and its beginning.
    pub(super) fn excerpt(&self) -> String {
        let first = self.sql.lines().next().unwrap_or_default().trim_end();
        let shown: String = first.chars().take(SHOWN).collect();
        let more = if shown.len() < self.sql.len() { " …" } else { "" };
        format!("line {}: `{shown}{more}`", self.line)
    }

    /// Whether a server may send several results for it.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    pub(super) fn has_many_answers(&self) -> bool {
        self.sql.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("call"))
    }
}

/// Splits a file into statements, without comments between them and without empty statements.
pub(super) fn statements(sql: &str, database: Database) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut block = Block::new(database);
    let (mut position, mut start) = (0, None);
    while let Some(letter) = sql[position..].chars().next() {
        let rest = &sql[position..];
        let length = token_length(rest, sql[..position].chars().next_back(), database);
        let ends = letter == ';' && block.is_outside();
        if ends {
            statements.extend(start.take().map(|start| statement(sql, start, position)));
            block = Block::new(database);
        } else if !is_space(rest, database) {
            start.get_or_insert(position);
            block.pass(&rest[..length]);
        }
        position += length;
    }
    statements.extend(start.map(|start| statement(sql, start, sql.len())));
    statements
}

fn statement(sql: &str, start: usize, end: usize) -> Statement<'_> {
    Statement { sql: sql[start..end].trim_end(), line: sql[..start].matches('\n').count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::{Database, Statement, statements};

    fn split_for(database: Database, sql: &str) -> Vec<&str> {
        statements(sql, database).into_iter().map(|statement| statement.sql).collect()
    }

    fn split(sql: &str) -> Vec<&str> {
        split_for(Database::Postgres, sql)
    }

    #[test]
    fn each_statement_comes_by_itself_with_its_line() {
        let sql = "-- first tables\n\nCREATE TABLE a (b text);\n\n/* of; a */\nINSERT INTO a\nVALUES ('x');\n-- end;\n";
        assert_eq!(
            statements(sql, Database::Postgres),
            [
                Statement { sql: "CREATE TABLE a (b text)", line: 3 },
                Statement { sql: "INSERT INTO a\nVALUES ('x')", line: 6 },
            ]
        );
    }

    #[test]
    fn a_semicolon_in_quotes_in_a_comment_or_in_parentheses_ends_nothing() {
        for whole in [
            "SELECT 'a;''b;', U&'c;'",
            "SELECT E'it\\'s;', e';\\\\'",
            "SELECT \"a;b\"\";c\" FROM t",
            "SELECT 1 /* a; /* b; */ c; */ + 1",
            "SELECT 1 -- a;\n+ 1",
            "SELECT $$a;b$$, $tag$ $$;$$ $tagg$ ; $tag$",
            "SELECT $ä$;$ä$",
            "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2)",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
            "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END",
            "DO $do$ BEGIN PERFORM 1; END $do$",
        ] {
            assert_eq!(split(&format!("{whole}; SELECT 'last'")), [whole, "SELECT 'last'"]);
        }
    }

    #[test]
    fn what_only_looks_like_a_quote_or_a_block_ends_as_usual() {
        for [one, other] in [
            ["SELECT 'a\\'", "SELECT ';'"],
            ["SELECT a$b$c", "SELECT 1 AS d$b$e"],
            ["PREPARE p AS SELECT $1 + $2", "EXECUTE p(1, 2)"],
            ["BEGIN", "COMMIT"],
            ["SELECT 1 - -1 / 2 * 3", "SELECT 4"],
            ["CREATE TABLE \"begin\" (a int)", "SELECT CASE WHEN true THEN 1 END"],
            ["SELECT name'x;'", "SELECT 2"],
        ] {
            assert_eq!(split(&format!("{one};\n{other};")), [one, other]);
        }
    }

    #[test]
    fn what_is_empty_or_not_closed_is_left_to_the_database() {
        assert_eq!(split(" ;; -- nothing\n; /* nothing */"), Vec::<&str>::new());
        for open in ["SELECT 'a; b", "SELECT $$; b", "SELECT (1; 2", "SELECT /* ; b", "SELECT \"; b"] {
            assert_eq!(split(open), [open]);
        }
    }

    #[test]
    fn each_database_has_quotes_comments_and_blocks_of_its_own() {
        for (database, whole) in [
            (Database::Sqlite, "SELECT 'a\\' || [b;c] || `d;` || \"e;\" /* f; */ -- g;"),
            (
                Database::Sqlite,
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END",
            ),
            (Database::Sqlite, "CREATE TEMP TRIGGER t DELETE ON a BEGIN DELETE FROM b; END"),
            (Database::MySql, "SELECT 'it\\'s;', \"a\\\";\", `b;` # c;\n, 1 -- d;\n, 2 /* e; */"),
            (Database::MySql, "/*!40101 SET NAMES utf8mb4; */"),
            (Database::MySql, "SELECT 1--2"),
            (
                Database::MySql,
                "CREATE DEFINER = me PROCEDURE p() BEGIN IF a THEN SELECT 1; ELSE SELECT IF(b, 1, 2); END IF; \
                 WHILE c DO SET d = CASE WHEN e THEN 1 END; END WHILE; \
                 REPEAT SET f = REPEAT('g', 2); UNTIL h END REPEAT; END",
            ),
            (Database::MySql, "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1"),
            (Database::MySql, "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END"),
        ] {
            let file = format!("{whole}\n;\nSELECT 'last'");
            assert_eq!(split_for(database, &file), [whole, "SELECT 'last'"], "{database:?}");
        }
        assert_eq!(split_for(Database::Sqlite, "BEGIN; SELECT 1; END"), ["BEGIN", "SELECT 1", "END"]);
        assert_eq!(split_for(Database::MySql, "BEGIN; SELECT 1; COMMIT"), ["BEGIN", "SELECT 1", "COMMIT"]);
    }

    #[test]
    fn a_statement_is_shown_by_its_line_and_its_beginning() {
        let said = |sql: &str| statements(sql, Database::MySql).pop().map(|statement| statement.excerpt());
        assert_eq!(said("\n\nDROP TABLE a;").as_deref(), Some("line 3: `DROP TABLE a`"));
        assert_eq!(said("DROP TABLE a,\nb").as_deref(), Some("line 1: `DROP TABLE a, …`"));
        let long = said(&format!("SELECT '{}'", "ä".repeat(200))).unwrap();
        assert!(long.ends_with("ä …`") && long.chars().count() < 120, "{long}");
    }
}
