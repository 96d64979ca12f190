//! Which tokens of a database's SQL a program's own condition may hold.

/// The tokens of a database that are taken besides words, numbers, commas and parentheses.
///
/// It lists what is taken and not what is refused: a construct that nobody thought of is an error. Left out is also
/// what a setting of the server gives another meaning: text in double quotes on MySQL (`ANSI_QUOTES`), and backslashes
/// (`NO_BACKSLASH_ESCAPES`, `standard_conforming_strings`).
#[derive(Debug)]
pub struct Lexicon {
    /// What begins a name or a text in quotes, and what ends it. Where both are one character, that character twice is
    /// one of the text's own.
    pub(crate) quotes: &'static [(char, char)],
    /// The characters of operators.
    pub(crate) operators: &'static str,
    /// Whether `[` and `]` pair up as parentheses do.
    pub(crate) subscripts: bool,
    /// Whether `::` is a cast.
    pub(crate) casts: bool,
}

/// The characters of operators on each database.
macro_rules! operators {
    ($more:literal) => {
        concat!("=<>!+-*/%.|&~^", $more)
    };
}

impl Lexicon {
    /// Of SQLite: <https://sqlite.org/lang_keywords.html> has its four kinds of quotes.
    #[cfg(feature = "sqlite")]
    pub(crate) const SQLITE: Self = Self {
        quotes: &[('\'', '\''), ('"', '"'), ('`', '`'), ('[', ']')],
        operators: operators!(""),
        subscripts: false,
        casts: false,
    };

    /// Of PostgreSQL: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>.
    #[cfg(feature = "postgres")]
    pub(crate) const POSTGRES: Self = Self {
        quotes: &[('\'', '\''), ('"', '"')],
        operators: operators!("@"),
        subscripts: true,
        casts: true,
    };

    /// Of MySQL and MariaDB: <https://dev.mysql.com/doc/refman/8.4/en/language-structure.html>.
    #[cfg(feature = "mysql")]
    pub(crate) const MYSQL: Self = Self {
        quotes: &[('\'', '\''), ('`', '`')],
        operators: operators!(""),
        subscripts: false,
        casts: false,
    };
}
