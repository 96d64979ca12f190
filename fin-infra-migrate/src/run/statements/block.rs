//! Whether a semicolon ends a statement.

use super::super::super::dialect::Database;
use super::token::is_of_word;

/// The open parentheses and blocks of a statement.
pub(super) struct Block {
    database: Database,
    parentheses: usize,
    /// The depth of `BEGIN … END` in a body, including `CASE … END` and, on MySQL, `IF … END IF` and similar blocks.
    depth: usize,
    /// The first words in lower case, as many as are needed to see whether the statement has a body.
    words: Vec<String>,
    /// The last token, in lower case.
    last: String,
}

/// The number of words up to the kind of the created object, including MySQL's definer.
const WORDS: usize = 12;

impl Block {
    pub(super) fn new(database: Database) -> Self {
        Self { database, parentheses: 0, depth: 0, words: Vec::new(), last: String::new() }
    }

    pub(super) fn is_outside(&self) -> bool {
        self.parentheses == 0 && self.depth == 0
    }

    pub(super) fn pass(&mut self, token: &str) {
        match token {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            word if word.starts_with(is_of_word) && !word.ends_with('\'') => {
                self.pass_word(&word.to_lowercase());
            }
            _ => {}
        }
        self.last = token.to_lowercase();
    }

    fn pass_word(&mut self, word: &str) {
        if self.words.len() < WORDS {
            self.words.push(word.to_owned());
        }
        if self.parentheses > 0 || !self.has_body() {
            return;
        }
        let is_mysql = self.database == Database::MySql;
        match word {
            "begin" => self.depth += 1,
            "atomic" if is_mysql && self.words.len() == 3 => self.depth += 1,
            "end" => self.depth = self.depth.saturating_sub(1),
            // The word after `END` names what ends.
            _ if self.depth == 0 || self.last == "end" => {}
            "case" => self.depth += 1,
            "loop" | "while" if is_mysql => self.depth += 1,
            "if" | "repeat" if is_mysql && self.begins_a_statement() => self.depth += 1,
            _ => {}
        }
    }

    /// Whether the next word begins a statement; otherwise it may be a function's name.
    fn begins_a_statement(&self) -> bool {
        [";", ":", "begin", "then", "else", "do", "loop", "repeat"].contains(&self.last.as_str())
    }

    fn has_body(&self) -> bool {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let creates = |what: &[&str]| {
            words.first() == Some(&"create") && words.iter().skip(1).any(|word| what.contains(word))
        };
        match self.database {
            Database::Postgres => {
                matches!(words[..], ["create", "function" | "procedure", ..])
                    || matches!(words[..], ["create", "or", "replace", "function" | "procedure", ..])
            }
            Database::Sqlite => creates(&["trigger"]),
            Database::MySql => {
                creates(&["trigger", "procedure", "function", "event"])
                    || matches!(words[..], ["begin", "not", "atomic", ..])
            }
        }
    }
}
