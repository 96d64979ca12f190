//! Statements that try to read what is not the tenant's: by a small grammar, in which a table may be anything that has a
//! name, and then changed token by token.

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// Ways to name rows. Queries of `WITH` have the names of tables, too.
const SOURCES: &[&str] = &[
    "{Mark}",
    "{Mark}",
    "{Mark}",
    "{Note}",
    "{Note}",
    "a",
    "b",
    "marks",
    "notes",
    "Marks",
    "main.marks",
    "public.marks",
    "ONLY marks",
    "marks AS OF",
    "fin__table0",
    "LATERAL {Mark}",
    "\"marks\"",
    "`marks`",
    "pg_class",
    "sqlite_schema",
];
const NAMES: &[&str] = &["a", "b", "marks", "notes", "Marks", "NOTES"];
const ALIASES: &[&str] = &["", " x", " AS x", " AS marks", " a", " notes"];
const COLUMNS: &[&str] = &[
    "name",
    "name",
    "name",
    "name",
    "name",
    "name",
    "name",
    "name",
    "name",
    "name",
    "MAX(name)",
    "MAX(name)",
    "UPPER(name)",
    "amount",
    "a.name",
    "marks.name",
    "x.name",
    "x.to_json",
    "x.row_to_json",
    "(x).name",
    "x",
    "SUM(amount)",
    "(SELECT 'x')",
    "tenant_id",
];
const LISTS: &[&str] = &[
    "name IN ({names: [Mark::name]})",
    "name NOT IN ({names: [Mark::name]})",
    "name IN ({none: [Mark::name]})",
    "name NOT IN ({none: [Mark::name]})",
    "amount IN ({numbers: [i64]})",
    "amount NOT IN ({no_numbers: [i64]}) OR name = {name: Mark::name}",
    "(name, amount) IN ({names: [Mark::name]})",
    "name IN {names: [Mark::name]}",
];
const JOINS: &[&str] =
    &[", ", " JOIN ", " LEFT JOIN ", " CROSS JOIN ", " NATURAL JOIN ", " STRAIGHT_JOIN ", " FULL JOIN "];
const TOKENS: &[&str] = &[
    "(",
    ")",
    ",",
    "FROM",
    "SELECT",
    "UNION",
    "UNION ALL",
    "WITH",
    "RECURSIVE",
    "AS",
    "marks",
    "notes",
    "a",
    "b",
    "{Mark}",
    "{Note}",
    "{names: [Mark::name]}",
    "({none: [Mark::name]})",
    "TABLE",
    "IN",
    "EXISTS",
    "LATERAL",
    "ONLY",
    "JOIN",
    "ON",
    "USING",
    "WHERE",
    "1",
    "=",
    "*",
    "'",
    "''",
    "--",
    "/*",
    "*/",
    ";",
    "OR",
    "NOT",
    "VALUES",
    "INTO",
    "FOR UPDATE",
    "LIMIT",
    "ORDER BY",
    "name",
    ".",
    "\"",
    "`",
    "::text",
    "||",
    "CASE",
    "END",
    "WHEN",
    "THEN",
    "INTERSECT",
    "EXCEPT",
    "DISTINCT",
    "ALL",
    "ANY",
    "ARRAY",
    "[",
    "]",
    "ROW",
    "query_to_xml",
    "COUNT",
    "MAX",
    "QUALIFY",
    "FETCH FIRST 1 ROW ONLY",
    "TABLESAMPLE",
    "PARTITION",
    "USE INDEX",
    "UNNEST",
    "DUAL",
    "NATURAL",
    "WINDOW",
    "OVER",
    "FILTER",
    "GROUP BY",
    "HAVING",
    "\\",
    "{",
    "}",
    "#",
    "@",
    "$1",
    "?",
    "MATERIALIZED",
];

/// Makes statements, always the same for the same seed.
pub(crate) struct Generator(ChaCha8Rng);

impl Generator {
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list.choose(&mut self.0).expect("there is something to choose from")
    }

    pub(crate) fn statement(&mut self) -> String {
        let sql = self.query(3);
        match self.0.random_range(0..10) {
            0..5 => sql,
            changes => (0..changes - 4).fold(sql, |sql, _| self.changed(&sql)),
        }
    }

    fn query(&mut self, depth: u32) -> String {
        let mut sql = String::new();
        if depth > 0 && self.chance(35) {
            sql.push_str(if self.chance(25) { "WITH RECURSIVE " } else { "WITH " });
            for number in 0..self.0.random_range(1..3) {
                let (name, query) = (self.pick(NAMES), self.query(depth - 1));
                sql.push_str(if number > 0 { ", " } else { "" });
                sql.push_str(&format!("{name} AS ({query})"));
            }
            sql.push(' ');
        }
        sql.push_str(&self.select(depth));
        if self.chance(15) {
            sql.push_str(self.pick(&[" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT "]));
            sql.push_str(&self.select(depth));
        }
        if self.chance(15) {
            sql.push_str(self.pick(&[" ORDER BY 1", " LIMIT 3", " ORDER BY 1 LIMIT 2 OFFSET 1"]));
        }
        sql
    }

    fn select(&mut self, depth: u32) -> String {
        let column = self.pick(COLUMNS);
        let mut sql = format!("SELECT {column} AS name FROM {}", self.source(depth));
        if self.chance(30) {
            let join = self.pick(JOINS);
            let source = self.source(depth);
            sql.push_str(&format!("{join}{source}"));
            if join.ends_with("JOIN ") && !join.contains("CROSS") && !join.contains("NATURAL") {
                sql.push_str(self.pick(&[" ON 1 = 1", " USING (name)"]));
            }
        }
        if self.chance(50) {
            let condition = self.condition(depth);
            sql.push_str(&format!(" WHERE {condition}"));
        }
        sql
    }

    fn source(&mut self, depth: u32) -> String {
        if depth > 0 && self.chance(20) {
            return format!("({}){}", self.query(depth - 1), self.pick(&[" x", " AS y", " marks"]));
        }
        let sources = if self.chance(75) { &["{Mark}", "{Note}"] } else { SOURCES };
        format!("{}{}", self.pick(sources), self.pick(ALIASES))
    }

    fn condition(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.pick(&["1 = 1", "name IS NOT NULL", "name IN marks", "1 = 1 OR 1 = 1"]).to_owned();
        }
        let query = self.query(depth - 1);
        match self.0.random_range(0..7) {
            5 => self.pick(LISTS).to_owned(),
            6 => format!("{} OR name IN ({query})", self.pick(LISTS)),
            0 => format!("name IN ({query})"),
            1 => format!("EXISTS ({query})"),
            2 => format!("name <= (SELECT MAX(name) FROM ({query}) z)"),
            3 => format!("NOT EXISTS ({query}) OR 1 = 1"),
            _ => self.condition(0),
        }
    }

    /// Adds, removes or replaces a token.
    fn changed(&mut self, sql: &str) -> String {
        let mut tokens: Vec<&str> = sql.split_inclusive([' ', '(', ')', ',']).collect();
        let at = self.0.random_range(0..tokens.len());
        let token = self.pick(TOKENS);
        match self.0.random_range(0..3) {
            0 => drop(tokens.remove(at)),
            1 => tokens[at] = token,
            _ => tokens.insert(at, token),
        }
        tokens.join(" ")
    }
}
