//! SQL as tokens.

/// The kind of a token.
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

/// A token and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// Its text, including quotes.
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

    /// Its name, without quotes.
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

/// Splits SQL into tokens, without spaces and comments. An unclosed quote ends with the text.
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
    // An unclosed name has no second quote to remove.
    tokens.retain(|token| token.kind != Kind::Name || token.text.len() > 1);
    tokens
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_.$".contains(letter)
}

/// The length of the quoted text at the beginning, in which quotes are doubled.
fn quoted(sql: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(position) = sql[end..].find(quote) {
        end += position + 1;
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
    use super::tokens;

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
