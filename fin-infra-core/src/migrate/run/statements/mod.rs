//! The statements of a PostgreSQL file.
//!
//! They are sent one at a time. Citus passes the string that it was sent on to its workers, which refuse more than one
//! statement, and an error can then name the line of the statement that failed. The text is split as psql splits it.

/// A statement, and the line of the file that it begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    pub(super) sql: &'a str,
    pub(super) line: usize,
}

/// Splits a file. Comments between statements are left out, and what is empty but for comments is no statement.
pub(super) fn statements(sql: &str) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut scan = Scan::default();
    let (mut place, mut start) = (0, None);
    while let Some(letter) = sql[place..].chars().next() {
        let rest = &sql[place..];
        let length = token_length(rest, sql[..place].chars().next_back());
        let ends = letter == ';' && scan.is_outside();
        if ends {
            statements.extend(start.take().map(|start| statement(sql, start, place)));
            scan = Scan::default();
        } else if !is_space(rest) {
            start.get_or_insert(place);
            scan.pass(&rest[..length]);
        }
        place += length;
    }
    statements.extend(start.map(|start| statement(sql, start, sql.len())));
    statements
}

fn statement(sql: &str, start: usize, end: usize) -> Statement<'_> {
    Statement { sql: sql[start..end].trim_end(), line: sql[..start].matches('\n').count() + 1 }
}

/// What decides whether a semicolon ends a statement.
#[derive(Default)]
struct Scan {
    parentheses: usize,
    /// The blocks of a function whose body is SQL: `BEGIN ATOMIC … END`, with each `CASE … END` in it.
    blocks: usize,
    /// The first words in lower case, up to what tells that a function is created.
    words: Vec<String>,
}

impl Scan {
    fn is_outside(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn pass(&mut self, token: &str) {
        match token {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            word if word.starts_with(is_of_word) && !word.ends_with('\'') => {
                self.pass_word(&word.to_lowercase());
            }
            _ => {}
        }
    }

    fn pass_word(&mut self, word: &str) {
        if self.words.len() < 4 {
            self.words.push(word.to_owned());
        }
        if self.parentheses > 0 || !self.creates_function() {
            return;
        }
        match word {
            "begin" => self.blocks += 1,
            "case" if self.blocks > 0 => self.blocks += 1,
            "end" => self.blocks = self.blocks.saturating_sub(1),
            _ => {}
        }
    }

    fn creates_function(&self) -> bool {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        matches!(words[..], ["create", "function" | "procedure", ..])
            || matches!(words[..], ["create", "or", "replace", "function" | "procedure"])
    }
}

/// The length of the token at the beginning: a word, what stands in quotes, a comment, or one character.
fn token_length(sql: &str, before: Option<char>) -> usize {
    let first = sql.chars().next().map_or(0, char::len_utf8);
    match sql.as_bytes() {
        [b'-', b'-', ..] => sql.find('\n').unwrap_or(sql.len()),
        [b'/', b'*', ..] => comment_length(sql),
        [b'\'', ..] => quoted_length(sql, 1, '\'', false),
        [b'"', ..] => quoted_length(sql, 1, '"', false),
        [b'e' | b'E', b'\'', ..] => quoted_length(sql, 2, '\'', true),
        [b'$', ..] if !before.is_some_and(is_of_word) => dollar_length(sql).unwrap_or(first),
        _ if sql.starts_with(is_of_word) => {
            sql.find(|letter| !is_of_word(letter) && letter != '$').unwrap_or(sql.len())
        }
        _ => first,
    }
}

fn is_space(sql: &str) -> bool {
    sql.starts_with(char::is_whitespace) || sql.starts_with("--") || sql.starts_with("/*")
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || !letter.is_ascii()
}

/// Comments stand in comments.
fn comment_length(sql: &str) -> usize {
    let (mut place, mut depth) = (2, 1);
    while depth > 0 {
        let Some(mark) = sql[place..].find(['*', '/']) else { return sql.len() };
        place += mark;
        let step = match sql.as_bytes()[place..] {
            [b'*', b'/', ..] => -1,
            [b'/', b'*', ..] => 1,
            _ => 0,
        };
        depth += step;
        place += if step == 0 { 1 } else { 2 };
    }
    place
}

/// A quote that is doubled ends one text and begins the next, which comes to the same.
fn quoted_length(sql: &str, from: usize, quote: char, has_escapes: bool) -> usize {
    let mut letters = sql[from..].char_indices();
    while let Some((place, letter)) = letters.next() {
        if letter == quote {
            return from + place + 1;
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

#[cfg(test)]
mod tests {
    use super::{Statement, statements};

    fn split(sql: &str) -> Vec<&str> {
        statements(sql).into_iter().map(|statement| statement.sql).collect()
    }

    #[test]
    fn each_statement_comes_by_itself_with_its_line() {
        let sql = "-- first tables\n\nCREATE TABLE a (b text);\n\n/* of; a */\nINSERT INTO a\nVALUES ('x');\n-- end;\n";
        assert_eq!(
            statements(sql),
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
}
