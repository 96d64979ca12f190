//! SQL as tokens.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword, a number, or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A text in single quotes.
    Text,
    Symbol,
}

/// A token, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// As it is written, with its quotes.
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl<'a> Token<'a> {
    pub(crate) fn is(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// Whether it is this keyword, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// A name or a word without quotes.
    pub(crate) fn name(&self) -> &'a str {
        match self.kind {
            Kind::Name => &self.text[1..self.text.len() - 1],
            _ => self.text,
        }
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of a text, without spaces and comments. A quote that is not closed ends with the text.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = sql[start..].chars().next() {
        let rest = &sql[start..];
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            _ if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '\'' => (Some(Kind::Text), quoted(rest, '\'')),
            '"' | '`' => (Some(Kind::Name), quoted(rest, first)),
            '[' if rest.contains(']') => (Some(Kind::Name), rest.find(']').map_or(1, |end| end + 1)),
            _ if is_of_word(first) => {
                (Some(Kind::Word), rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len()))
            }
            _ => (Some(Kind::Symbol), symbol(rest)),
        };
        let text = &rest[..length];
        tokens.extend(kind.map(|kind| Token { kind, text, start }));
        start += length;
    }
    // A name that is not closed has no second quote to be taken away.
    tokens.retain(|token| token.kind != Kind::Name || token.text.len() > 1);
    tokens
}

/// Whether SQL says a name, of a column for one.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).iter().any(|token| matches!(token.kind, Kind::Name | Kind::Word) && token.name() == name)
}

/// SQL with another name in the place of one.
pub(crate) fn with_name(sql: &str, name: &str, other: &str) -> String {
    let (mut out, mut end) = (String::with_capacity(sql.len()), 0);
    for token in tokens(sql) {
        if matches!(token.kind, Kind::Name | Kind::Word) && token.name() == name {
            out.push_str(&sql[end..token.start]);
            out.push_str(other);
            end = token.start + token.text.len();
        }
    }
    out.push_str(&sql[end..]);
    out
}

/// Whether SQL is one number, text, or word like `TRUE`.
pub(crate) fn is_literal(sql: &str) -> bool {
    let tokens = tokens(sql);
    let [value] = (match &tokens[..] {
        [sign, rest @ ..] if sign.is("-") => rest,
        all => all,
    }) else {
        return false;
    };
    let is_number = || value.text.starts_with(|first: char| first.is_ascii_digit());
    match value.kind {
        Kind::Text => tokens.len() == 1,
        Kind::Word => is_number() || ["TRUE", "FALSE"].iter().any(|word| value.is_word(word)),
        Kind::Name | Kind::Symbol => false,
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_.$".contains(letter)
}

/// The length of a text in quotes at the beginning. A quote in it is doubled.
fn quoted(sql: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(migrator) = sql[end..].find(quote) {
        end += migrator + 1;
        if !sql[end..].starts_with(quote) {
            return end;
        }
        end += 1;
    }
    sql.len()
}

fn symbol(sql: &str) -> usize {
    let twos = ["<=", ">=", "<>", "!=", "<<", ">>", "||", "::"];
    let is_long = twos.iter().any(|two| sql.starts_with(two));
    if is_long { 2 } else { sql.chars().next().map_or(1, char::len_utf8) }
}

#[cfg(test)]
mod tests {
    use super::{is_literal, mentions, tokens, with_name};

    #[test]
    fn a_literal_is_one_value() {
        for sql in ["1", "-1.5", "'it''s'", "TRUE", " false ", "12 -- a dozen"] {
            assert!(is_literal(sql), "{sql}");
        }
        for sql in ["", "-", "name", "\"name\"", "now()", "'a' || 'b'", "1 + 1", "-'a'", "- -1", "NULL", "$1"]
        {
            assert!(!is_literal(sql), "{sql}");
        }
    }

    #[test]
    fn a_name_is_another_one_wherever_it_stands() {
        let sql = "amount < 9 AND \"amount\" <> 'amount' AND amounts = lower(amount)";
        assert_eq!(
            with_name(sql, "amount", "`total`"),
            "`total` < 9 AND `total` <> 'amount' AND amounts = lower(`total`)"
        );
        assert!(mentions(sql, "amounts") && !mentions("'amount' = amounts", "amount"));
    }

    #[test]
    fn quotes_and_comments_are_whole() {
        let sql = "a>=-1.5 -- no (b\nAND `c \"d`<>'it''s ) /* x' /* ' */ OR [e f] != \"g\"";
        let texts: Vec<&str> = tokens(sql).iter().map(|token| token.text).collect();
        assert_eq!(
            texts,
            ["a", ">=", "-", "1.5", "AND", "`c \"d`", "<>", "'it''s ) /* x'", "OR", "[e f]", "!=", "\"g\""]
        );
        assert_eq!(tokens("é 'open").len(), 2);
        assert!(tokens("\"").is_empty());
    }
}
