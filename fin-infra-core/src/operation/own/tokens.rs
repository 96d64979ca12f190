//! The tokens of the program's own SQL, as the database reads them.

use crate::backend::Lexicon;

/// A character of SQL; `None` for a bound value.
pub(super) type SqlChar = Option<char>;

/// A token: its kind, and the range of its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Space,
    /// An unquoted identifier, or a keyword.
    Word,
    Number,
    /// A string in single quotes.
    Text,
    /// A quoted identifier.
    Name,
    /// A bound value.
    Value,
    /// A parenthesis, a comma, or a character of an operator.
    Symbol(char),
}

impl Kind {
    /// Returns `true` if two of these tokens need a separator. A word directly before a string would change how the
    /// string is read.
    fn is_word_like(self) -> bool {
        matches!(self, Self::Word | Self::Number | Self::Text | Self::Name)
    }
}

/// Splits SQL into tokens. Returns an error with the reason for anything that the lexicon does not contain.
pub(super) fn tokens(lexicon: &Lexicon, characters: &[SqlChar]) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    while let Some(&first) = characters.get(tokens.last().map_or(0, |token| token.end)) {
        let start = tokens.last().map_or(0, |token| token.end);
        let (kind, end) = match first {
            None => (Kind::Value, start + 1),
            Some(first) => token(lexicon, characters, start, first)?,
        };
        let token = Token { kind, start, end };
        check_neighbours(&tokens, token)?;
        tokens.push(token);
    }
    Ok(tokens)
}

/// Returns the kind of the token at a position, and its end.
fn token(
    lexicon: &Lexicon,
    characters: &[SqlChar],
    start: usize,
    first: char,
) -> Result<(Kind, usize), String> {
    if let Some(&(_, close)) = lexicon.quotes.iter().find(|(open, _)| *open == first) {
        let kind = if first == '\'' { Kind::Text } else { Kind::Name };
        return Ok((kind, end_of_quote(characters, start, first, close)?));
    }
    let while_some = |is_part: fn(char) -> bool| {
        let rest = characters[start..].iter();
        start + rest.take_while(|character| character.is_some_and(is_part)).count()
    };
    match first {
        ' ' | '\t' | '\n' | '\r' => Ok((Kind::Space, while_some(is_space))),
        'a'..='z' | 'A'..='Z' | '_' => Ok((Kind::Word, while_some(is_of_word))),
        '0'..='9' => Ok((Kind::Number, end_of_number(characters, start))),
        '(' | ')' | ',' => Ok((Kind::Symbol(first), start + 1)),
        '[' | ']' if lexicon.subscripts => Ok((Kind::Symbol(first), start + 1)),
        ':' if lexicon.casts && character(characters, start + 1) == Some(':') => {
            Ok((Kind::Symbol(first), start + 2))
        }
        _ if lexicon.operators.contains(first) => {
            check_operator(characters, start, first)?;
            Ok((Kind::Symbol(first), start + 1))
        }
        _ => Err(format!("`{}` {} is not allowed", first.escape_default(), at(start))),
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn character(characters: &[SqlChar], position: usize) -> SqlChar {
    characters.get(position).copied().flatten()
}

/// Formats a position, counted from one.
pub(super) fn at(position: usize) -> String {
    format!("at character {}", position + 1)
}

/// Returns the end of a quoted identifier or string.
fn end_of_quote(characters: &[SqlChar], start: usize, open: char, close: char) -> Result<usize, String> {
    let mut position = start + 1;
    loop {
        match characters.get(position) {
            None => return Err(format!("the `{open}` {} is not closed", at(start))),
            Some(None) => return Err(format!("a value is bound within the quotes that start {}", at(start))),
            Some(Some(character)) if *character == close => {
                let is_doubled = open == close && character_is(characters, position + 1, close);
                if !is_doubled {
                    return Ok(position + 1);
                }
                position += 2;
            }
            // An escape in some databases and settings, and a plain character in others.
            Some(Some('\\')) => {
                return Err(format!("the quotes contain a backslash {}; bind the value", at(position)));
            }
            Some(Some(character)) if character.is_control() && !is_space(*character) => {
                return Err(format!(
                    "the quotes contain a control character {}; bind the value",
                    at(position)
                ));
            }
            Some(_) => position += 1,
        }
    }
}

fn character_is(characters: &[SqlChar], position: usize, wanted: char) -> bool {
    character(characters, position) == Some(wanted)
}

/// Returns the end of a number: digits, decimal places, and an exponent.
fn end_of_number(characters: &[SqlChar], start: usize) -> usize {
    let digits_from = |from: usize| {
        let rest = characters.get(from..).unwrap_or_default().iter();
        from + rest
            .take_while(|character| character.is_some_and(|character| character.is_ascii_digit()))
            .count()
    };
    let mut end = digits_from(start);
    if character_is(characters, end, '.') {
        end = digits_from(end + 1);
    }
    if matches!(character(characters, end), Some('e' | 'E')) {
        let sign = usize::from(matches!(character(characters, end + 1), Some('+' | '-')));
        let exponent = digits_from(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}

/// Returns an error for the start of a comment, or of a string with escapes.
fn check_operator(characters: &[SqlChar], start: usize, first: char) -> Result<(), String> {
    match (first, character(characters, start + 1)) {
        ('-', Some('-')) | ('/', Some('*')) | ('*', Some('/')) => {
            Err(format!("a comment {} is not allowed", at(start)))
        }
        ('&', Some('\'' | '"')) => Err(format!("`&` precedes a quote without a space {}", at(start))),
        _ => Ok(()),
    }
}

/// Returns an error for tokens that the database would read as one, or that some databases combine.
fn check_neighbours(before: &[Token], token: Token) -> Result<(), String> {
    let mut before = before.iter().rev().map(|token| token.kind);
    let last = before.next();
    if token.kind.is_word_like() && last.is_some_and(Kind::is_word_like) {
        return Err(format!(
            "words, numbers or quotes touch {}: separate them with a space, and write no prefix before the quote of a \
             string",
            at(token.start)
        ));
    }
    let last = if last == Some(Kind::Space) { before.next() } else { last };
    if token.kind == Kind::Text && last == Some(Kind::Text) {
        return Err(format!("two strings are adjacent {}", at(token.start)));
    }
    Ok(())
}
