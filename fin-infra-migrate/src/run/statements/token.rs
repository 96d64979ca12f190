//! The tokens of a file, as far as they matter for the end of a statement.

use super::super::super::dialect::Database;

/// The length of the first token: a word, a quoted text, a comment, or one character.
pub(super) fn token_length(sql: &str, before: Option<char>, database: Database) -> usize {
    let first = sql.chars().next().map_or(0, char::len_utf8);
    if begins_line_comment(sql, database) {
        return sql.find('\n').unwrap_or(sql.len());
    }
    let is_postgres = database == Database::Postgres;
    let has_escapes = database == Database::MySql;
    match sql.as_bytes() {
        [b'/', b'*', ..] => comment_length(sql, is_postgres),
        [b'\'', ..] => quoted_length(sql, 1, '\'', has_escapes),
        [b'"', ..] => quoted_length(sql, 1, '"', has_escapes),
        [b'`', ..] if !is_postgres => quoted_length(sql, 1, '`', false),
        [b'[', ..] if database == Database::Sqlite => quoted_length(sql, 1, ']', false),
        [b'e' | b'E', b'\'', ..] if is_postgres => quoted_length(sql, 2, '\'', true),
        [b'$', ..] if is_postgres && !before.is_some_and(is_of_word) => dollar_length(sql).unwrap_or(first),
        _ if sql.starts_with(is_of_word) => {
            sql.find(|letter| !is_of_word(letter) && letter != '$').unwrap_or(sql.len())
        }
        _ => first,
    }
}

pub(super) fn is_space(sql: &str, database: Database) -> bool {
    // MySQL executes the contents of such a comment.
    let is_run = database == Database::MySql && (sql.starts_with("/*!") || sql.starts_with("/*M!"));
    let begins_comment = sql.starts_with("/*") || begins_line_comment(sql, database);
    sql.starts_with(char::is_whitespace) || (begins_comment && !is_run)
}

fn begins_line_comment(sql: &str, database: Database) -> bool {
    match (database, sql.as_bytes()) {
        (Database::MySql, [b'#', ..]) => true,
        (Database::MySql, [b'-', b'-', rest @ ..]) => {
            rest.first().is_none_or(|next| next.is_ascii_whitespace() || next.is_ascii_control())
        }
        (_, bytes) => bytes.starts_with(b"--"),
    }
}

pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || !letter.is_ascii()
}

/// PostgreSQL nests comments.
fn comment_length(sql: &str, is_nested: bool) -> usize {
    if !is_nested {
        return sql[2..].find("*/").map_or(sql.len(), |end| 2 + end + 2);
    }
    let (mut position, mut depth) = (2, 1);
    while depth > 0 {
        let Some(mark) = sql[position..].find(['*', '/']) else { return sql.len() };
        position += mark;
        let step = match sql.as_bytes()[position..] {
            [b'*', b'/', ..] => -1,
            [b'/', b'*', ..] => 1,
            _ => 0,
        };
        depth += step;
        position += if step == 0 { 1 } else { 2 };
    }
    position
}

/// A doubled quote ends one text and begins the next, with the same result.
fn quoted_length(sql: &str, from: usize, quote: char, has_escapes: bool) -> usize {
    let mut letters = sql[from..].char_indices();
    while let Some((position, letter)) = letters.next() {
        if letter == quote {
            return from + position + 1;
        }
        if has_escapes && letter == '\\' {
            letters.next();
        }
    }
    sql.len()
}

/// A text between `$$` and `$$`, or `$tag$` and `$tag$`.
fn dollar_length(sql: &str) -> Option<usize> {
    let tag = &sql[1..=sql[1..].find('$')?];
    let is_tag = tag.chars().all(is_of_word) && !tag.starts_with(|first: char| first.is_ascii_digit());
    let mark = &sql[..tag.len() + 2];
    is_tag.then(|| sql[mark.len()..].find(mark).map_or(sql.len(), |end| mark.len() + end + mark.len()))
}
