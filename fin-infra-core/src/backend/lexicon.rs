//! The tokens of each database that the program's own SQL may contain.

/// The tokens of a database that are accepted in addition to words, numbers, commas and parentheses.
///
/// This is an allow list, so that a construct that was not considered is an error. It also excludes tokens whose
/// meaning depends on a setting of the server: text in double quotes on MySQL (`ANSI_QUOTES`), and backslashes
/// (`NO_BACKSLASH_ESCAPES`, `standard_conforming_strings`).
#[derive(Debug)]
pub struct Lexicon {
    /// The opening and closing quotes of identifiers and strings. If both are the same character, doubling it escapes
    /// it.
    pub(crate) quotes: &'static [(char, char)],
    /// The characters of operators.
    pub(crate) operators: &'static str,
    /// Whether `[` and `]` pair up like parentheses.
    pub(crate) subscripts: bool,
    /// Whether `::` is a cast.
    pub(crate) casts: bool,
}

/// The operator characters of all databases, and those of one of them.
macro_rules! operators {
    ($more:literal) => {
        concat!("=<>!+-*/%.|&~^", $more)
    };
}

impl Lexicon {
    /// The tokens of SQLite: <https://sqlite.org/lang_keywords.html> lists its four kinds of quotes.
    #[cfg(feature = "sqlite")]
    pub(crate) const SQLITE: Self = Self {
        quotes: &[('\'', '\''), ('"', '"'), ('`', '`'), ('[', ']')],
        operators: operators!(""),
        subscripts: false,
        casts: false,
    };

    /// The tokens of PostgreSQL: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>.
    #[cfg(feature = "postgres")]
    pub(crate) const POSTGRES: Self = Self {
        quotes: &[('\'', '\''), ('"', '"')],
        operators: operators!("@"),
        subscripts: true,
        casts: true,
    };

    /// The tokens of MySQL and MariaDB: <https://dev.mysql.com/doc/refman/8.4/en/language-structure.html>.
    #[cfg(feature = "mysql")]
    pub(crate) const MYSQL: Self = Self {
        quotes: &[('\'', '\''), ('`', '`')],
        operators: operators!(""),
        subscripts: false,
        casts: false,
    };
}
