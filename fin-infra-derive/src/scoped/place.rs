//! Where in the SQL a mistake is. A string literal is one token for the compiler, so the message shows the line.

use syn::Error;

use super::input::Text;

/// An error about some characters of a text.
pub(super) fn error(text: &Text, from: usize, length: usize, message: &str) -> Error {
    Error::new(text.span(), marked(text, from, length, message))
}

/// A message about some characters of a text, with their line.
pub(super) fn marked(text: &Text, from: usize, length: usize, message: &str) -> String {
    let sql: Vec<char> = text.literal.value().chars().collect();
    let from = from.min(sql.len());
    let start = sql[..from].iter().rposition(|&character| character == '\n').map_or(0, |newline| newline + 1);
    let end =
        sql[from..].iter().position(|&character| character == '\n').map_or(sql.len(), |rest| from + rest);
    let line: String = sql[start..end].iter().collect();
    let indentation = line.len() - line.trim_start().len();
    let before = sql[start..from].iter().collect::<String>().chars().count().saturating_sub(indentation);
    let length = length.clamp(1, (end - from).max(1));
    let marked = format!("{}{}", " ".repeat(before), "^".repeat(length));
    format!("{message}\n\n    {}\n    {marked}", line.trim())
}
