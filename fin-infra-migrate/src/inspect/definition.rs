//! Clauses that SQLite keeps only in the text of `CREATE TABLE`.

use super::token::{Kind, Token, tokens};

/// A clause of a table's text that no SQLite pragma reports completely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Its name, if any.
    pub(crate) name: Option<String>,
    /// Its text.
    pub(crate) text: String,
    /// The condition of a `CHECK`.
    pub(crate) rule: Option<String>,
    /// The column that it belongs to, if any.
    pub(crate) column: Option<String>,
}

impl Clause {
    pub(crate) fn is_reference(&self) -> bool {
        ["FOREIGN", "REFERENCES"].iter().any(|word| self.begins_with(word))
    }

    fn begins_with(&self, word: &str) -> bool {
        self.text.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word))
    }
}

#[cfg(feature = "cli")]
impl Clause {
    /// Its form as a table constraint.
    pub(crate) fn at_table(&self) -> String {
        match &self.column {
            Some(column) if self.begins_with("UNIQUE") => {
                let (word, rest) = self.text.split_at("UNIQUE".len());
                format!("{word} ({column}){rest}")
            }
            Some(column) if self.is_reference() => format!("FOREIGN KEY ({column}) {}", self.text),
            _ => self.text.clone(),
        }
    }

    /// Whether a revision with `--from-database` keeps it.
    pub(crate) fn is_kept(&self) -> bool {
        let is_one_of = |words: &[&str]| {
            tokens(&self.text).iter().any(|token| words.iter().any(|word| token.is_word(word)))
        };
        self.rule.is_some()
            || (self.is_reference() || self.begins_with("UNIQUE"))
                && !is_one_of(&["ON", "COLLATE", "DEFERRABLE", "MATCH"])
    }

    /// A description for people.
    pub(crate) fn describe(&self) -> String {
        match &self.column {
            Some(column) => format!("`{}` of column `{column}`", self.text),
            None => format!("`{}`", self.text),
        }
    }
}

/// Keywords that begin a clause.
const BEGINNINGS: [&str; 8] =
    ["CHECK", "UNIQUE", "FOREIGN", "REFERENCES", "COLLATE", "AUTOINCREMENT", "GENERATED", "AS"];

/// The clauses of a `CREATE TABLE`: rules, `UNIQUE`, references, collations and the like.
pub(crate) fn clauses(sql: &str) -> Vec<Clause> {
    let tokens = tokens(sql);
    let mut reader = Reader { sql, tokens: &tokens, position: 0, column: None, name: None };
    reader.read()
}

struct Reader<'a> {
    sql: &'a str,
    tokens: &'a [Token<'a>],
    position: usize,
    /// The column that is being defined.
    column: Option<String>,
    /// The name after `CONSTRAINT`.
    name: Option<String>,
}

impl Reader<'_> {
    fn read(&mut self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let mut begins = false;
        self.skip_to_columns();
        while let Some(token) = self.tokens.get(self.position).copied() {
            if begins_item(&token, &mut begins) {
                let is_table_wide = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
                    .iter()
                    .any(|word| token.is_word(word));
                self.column = (!is_table_wide).then(|| token.name().to_owned());
                self.name = None;
            }
            if token.is(",") {
                begins = true;
            }
            if token.is_word("CONSTRAINT") {
                self.name = self.tokens.get(self.position + 1).map(|name| name.name().to_owned());
                self.position += 2;
            } else if BEGINNINGS.iter().any(|word| token.is_word(word)) {
                clauses.push(self.clause());
            } else if token.is("(") {
                self.skip_parentheses();
            } else {
                self.position += 1;
            }
        }
        clauses
    }

    /// Skips to the first column.
    fn skip_to_columns(&mut self) {
        let opening = self.tokens.iter().position(|token| token.is("("));
        self.position = opening.map_or(self.tokens.len(), |position| position + 1);
        self.column = self.tokens.get(self.position).map(|token| token.name().to_owned());
    }

    /// Reads a clause, up to the next clause or item.
    fn clause(&mut self) -> Clause {
        let first = self.position;
        let is_reference = self.is_one_of(&["FOREIGN", "REFERENCES"]);
        let is_check = self.is_one_of(&["CHECK"]);
        self.position += 1;
        let opening = self.position;
        let mut rule = None;
        while let Some(token) = self.tokens.get(self.position).copied() {
            let ends = token.is(",")
                || token.is(")")
                || self.is_one_of(&["CONSTRAINT", "PRIMARY", "DEFAULT"])
                || (self.is_one_of(&["NOT"]) && !self.is_at(1, "DEFERRABLE"))
                || (self.is_one_of(&["NULL"]) && !self.is_at_before("SET"))
                || (self.is_one_of(&BEGINNINGS) && !(is_reference && self.is_one_of(&["REFERENCES"])));
            // `ON DELETE SET DEFAULT` belongs to the reference.
            if ends && !(is_reference && self.is_one_of(&["DEFAULT"]) && self.is_at_before("SET")) {
                break;
            }
            if token.is("(") {
                self.skip_parentheses();
                if is_check && rule.is_none() {
                    rule = Some(self.inside(opening, self.position - 1));
                }
            } else {
                self.position += 1;
            }
        }
        let text = self.between(first, self.position);
        Clause { name: self.name.take(), text, rule, column: self.column.clone() }
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        self.tokens.get(self.position).is_some_and(|token| words.iter().any(|word| token.is_word(word)))
    }

    fn is_at(&self, ahead: usize, word: &str) -> bool {
        self.tokens.get(self.position + ahead).is_some_and(|token| token.is_word(word))
    }

    fn is_at_before(&self, word: &str) -> bool {
        self.position
            .checked_sub(1)
            .and_then(|position| self.tokens.get(position))
            .is_some_and(|token| token.is_word(word))
    }

    /// The text from one token up to another, exclusive.
    fn between(&self, first: usize, end: usize) -> String {
        let start = self.tokens.get(first).map_or(self.sql.len(), |token| token.start);
        let end = end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, Token::end);
        self.sql.get(start..end).unwrap_or_default().to_owned()
    }

    /// The text between two parentheses. A comment at its end keeps its line end.
    fn inside(&self, opening: usize, closing: usize) -> String {
        let start = self.tokens.get(opening).map_or(self.sql.len(), Token::end);
        let end = self.tokens.get(closing).map_or(self.sql.len(), |token| token.start);
        let text = self.sql.get(start..end).unwrap_or_default();
        if text.contains("--") { text.trim_start() } else { text.trim() }.to_owned()
    }

    fn skip_parentheses(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.position) {
            self.position += 1;
            if token.is("(") {
                depth += 1;
            } else if token.is(")") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
        }
    }
}

/// Whether a token is the first one after a comma.
fn begins_item(token: &Token<'_>, begins: &mut bool) -> bool {
    let is_first = *begins && (token.kind != Kind::Symbol);
    if is_first {
        *begins = false;
    }
    is_first
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::clauses;

    #[test]
    fn clauses_are_found_wherever_they_stand() {
        let sql = "CREATE TABLE \"t (x)\" (`id` BLOB NOT NULL, name TEXT COLLATE NOCASE UNIQUE NOT NULL DEFAULT 'CHECK (1)', \
                   amount INTEGER DEFAULT (1 + (2)) CHECK (amount < 10), -- CHECK (no)\n\
                   total INTEGER GENERATED ALWAYS AS (amount * 2) VIRTUAL, parent BLOB REFERENCES p (id) ON DELETE SET DEFAULT NOT DEFERRABLE, \
                   CONSTRAINT pk PRIMARY KEY (`id`), CONSTRAINT `ck, it` CHECK ((amount > 0) AND name <> ','), \
                   UNIQUE (name, amount) ON CONFLICT IGNORE, FOREIGN KEY (parent, id) REFERENCES p (x, y) ON UPDATE CASCADE)";
        let said: Vec<(Option<String>, String)> =
            clauses(sql).iter().map(|clause| (clause.name.clone(), clause.describe())).collect();
        let unnamed = |text: &str| (None, text.to_owned());
        assert_eq!(
            said,
            [
                unnamed("`COLLATE NOCASE` of column `name`"),
                unnamed("`UNIQUE` of column `name`"),
                unnamed("`CHECK (amount < 10)` of column `amount`"),
                unnamed("`GENERATED ALWAYS` of column `total`"),
                unnamed("`AS (amount * 2) VIRTUAL` of column `total`"),
                unnamed("`REFERENCES p (id) ON DELETE SET DEFAULT NOT DEFERRABLE` of column `parent`"),
                (Some("ck, it".to_owned()), "`CHECK ((amount > 0) AND name <> ',')`".to_owned()),
                unnamed("`UNIQUE (name, amount) ON CONFLICT IGNORE`"),
                unnamed("`FOREIGN KEY (parent, id) REFERENCES p (x, y) ON UPDATE CASCADE`"),
            ]
        );
        let rules: Vec<String> = clauses(sql).into_iter().filter_map(|clause| clause.rule).collect();
        assert_eq!(rules, ["amount < 10", "(amount > 0) AND name <> ','"]);
        assert!(clauses("CREATE TABLE t AS").is_empty());
    }
}
