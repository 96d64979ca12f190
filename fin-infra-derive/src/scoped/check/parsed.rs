//! A text as the parser sees it, and where in the written text something is.

use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span};

use crate::scoped::input::{Database, Text};
use crate::scoped::place;
pub(super) use crate::scoped::template::STANDS_FOR;
use crate::scoped::template::{Kind, Template};

/// A text whose resources and values are replaced by names.
pub(super) struct Parsed<'a> {
    pub(super) text: &'a Text,
    pub(super) template: &'a Template,
    sql: String,
    /// Where each piece begins in `sql`, in characters.
    starts: Vec<usize>,
}

impl<'a> Parsed<'a> {
    pub(super) fn of(template: &'a Template, text: &'a Text) -> syn::Result<Self> {
        let (mut sql, mut starts) = (String::new(), Vec::new());
        for (index, piece) in template.pieces.iter().enumerate() {
            starts.push(sql.chars().count());
            match &piece.kind {
                Kind::Sql(part) => {
                    if let Some(at) = part.to_ascii_lowercase().find(STANDS_FOR) {
                        let at = piece.at + part[..at].chars().count();
                        return Err(place::error(
                            text,
                            at,
                            STANDS_FOR.len(),
                            "names that begin with `fin__` are reserved",
                        ));
                    }
                    sql.push_str(part);
                }
                // The spaces separate it from an adjacent word, as in the text for a database.
                Kind::Table(_) => sql.extend([" ", STANDS_FOR, "table", &index.to_string(), " "]),
                Kind::Value(..) => sql.extend([" ", STANDS_FOR, "value", &index.to_string(), " "]),
            }
        }
        Ok(Self { text, template, sql, starts })
    }

    pub(super) fn query(&self) -> syn::Result<Box<Query>> {
        let dialect: &dyn Dialect = match self.text.database {
            None => &GenericDialect {},
            Some(Database::Sqlite) => &SQLiteDialect {},
            Some(Database::Postgres) => &PostgreSqlDialect {},
            Some(Database::MySql) => &MySqlDialect {},
        };
        let mut statements = Parser::parse_sql(dialect, &self.sql).map_err(|error| self.syntax(&error))?;
        match (statements.pop(), statements.is_empty()) {
            (Some(Statement::Query(query)), true) => Ok(query),
            (Some(_), true) => {
                Err(self.at(0, "a query only reads: write a `SELECT`; rows are written by a repository"))
            }
            _ => Err(self.at(0, "expected one `SELECT`")),
        }
    }

    /// The parser's error, where it says that it is.
    fn syntax(&self, error: &ParserError) -> syn::Error {
        let said = match error {
            ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
            ParserError::RecursionLimitExceeded => "the SQL is nested too deeply",
        };
        let (message, location) = said.split_once(" at Line: ").unwrap_or((said, ""));
        let number = |text: &str| text.trim_matches(|other: char| !other.is_ascii_digit()).parse().ok();
        let location = location
            .split_once(", Column: ")
            .and_then(|(line, column)| Some(Location { line: number(line)?, column: number(column)? }));
        let message = self.named(message);
        match location {
            Some(location) => {
                self.at(self.offset(location), &format!("this SQL cannot be parsed: {message}"))
            }
            None => syn::Error::new(self.text.span(), format!("this SQL cannot be parsed: {message}")),
        }
    }

    /// Restores the resources and values in a message of the parser.
    fn named(&self, message: &str) -> String {
        let sql = self.text.literal.value();
        let mut message = message.to_owned();
        for (index, piece) in self.template.pieces.iter().enumerate().rev() {
            let written: String = sql.chars().skip(piece.at).take(piece.length).collect();
            for kind in ["table", "value"] {
                message = message.replace(&format!("{STANDS_FOR}{kind}{index}"), &written);
            }
        }
        message
    }

    pub(super) fn error(&self, span: Span, message: &str) -> syn::Error {
        syn::Error::new(self.text.span(), self.marked(span, message))
    }

    /// A message about a part of the text, with its line.
    pub(super) fn marked(&self, span: Span, message: &str) -> String {
        let (from, to) = (self.offset(span.start), self.offset(span.end));
        let (from, to) = (self.original(from), self.original(to.max(from)));
        place::marked(self.text, from, to.saturating_sub(from), message)
    }

    /// A message about a resource or a value, with its line.
    pub(super) fn marked_piece(&self, piece: usize, message: &str) -> String {
        let piece = &self.template.pieces[piece];
        place::marked(self.text, piece.at, piece.length, message)
    }

    fn at(&self, offset: usize, message: &str) -> syn::Error {
        place::error(self.text, self.original(offset), 1, message)
    }

    /// The place in `sql` of a line and a column.
    fn offset(&self, location: Location) -> usize {
        let (line, column) = (location.line.max(1), location.column.max(1));
        let lines = self.sql.split_inclusive('\n');
        let before: usize =
            lines.take(usize::try_from(line - 1).unwrap_or(0)).map(|line| line.chars().count()).sum();
        before + usize::try_from(column - 1).unwrap_or(0)
    }

    /// The place in the written text of a place in `sql`.
    fn original(&self, offset: usize) -> usize {
        let piece = self.starts.iter().rposition(|&start| start <= offset).unwrap_or(0);
        match self.template.pieces.get(piece) {
            Some(piece_of) => match piece_of.kind {
                Kind::Sql(_) => piece_of.at + (offset - self.starts[piece]).min(piece_of.length),
                _ => piece_of.at,
            },
            None => offset,
        }
    }
}
