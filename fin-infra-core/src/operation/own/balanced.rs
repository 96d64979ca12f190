//! Checks that SQL is balanced: it closes no parenthesis and no quote that it did not open.
//!
//! A condition is put in parentheses, and so is each term of an order. It is therefore enough that the tokens between
//! them are the ones that the database sees, and that parentheses pair up: no keyword can end a parenthesis.

use super::tokens::{Kind, SqlChar, Token, at, tokens};
use crate::backend::Lexicon;

/// The maximum depth of nested parentheses. SQLite's own parser accepts about a hundred.
const MAX_DEPTH: usize = 50;

/// Returns an error with the reason if a condition is not balanced.
pub(super) fn check(lexicon: &Lexicon, characters: &[SqlChar]) -> Result<(), String> {
    pair_up(characters, &tokens(lexicon, characters)?).map(drop)
}

/// Returns an error if parentheses do not pair up, and otherwise the indexes of the commas outside all of them.
fn pair_up(characters: &[SqlChar], tokens: &[Token]) -> Result<Vec<usize>, String> {
    let mut open: Vec<usize> = Vec::new();
    let mut commas = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol('(' | '[') if open.len() == MAX_DEPTH => {
                return Err(format!("parentheses are nested more than {MAX_DEPTH} deep {}", at(token.start)));
            }
            Kind::Symbol('(' | '[') => open.push(token.start),
            Kind::Symbol(close @ (')' | ']')) => {
                let opened = open.pop().and_then(|position| characters[position]);
                if opened != Some(if close == ')' { '(' } else { '[' }) {
                    return Err(format!(
                        "the `{close}` {} has no matching opening parenthesis",
                        at(token.start)
                    ));
                }
            }
            Kind::Symbol(',') if open.is_empty() => commas.push(number),
            _ => {}
        }
    }
    match open.pop() {
        Some(position) => Err(format!("the parenthesis {} is not closed", at(position))),
        None => Ok(commas),
    }
}

/// A term of an order: an expression and a direction.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) expression: String,
    pub(super) direction: String,
}

/// Returns the terms of an order. Only `ASC`, `DESC`, `NULLS FIRST` and `NULLS LAST` are written outside the
/// parentheses of a term.
pub(super) fn terms(lexicon: &Lexicon, sql: &str) -> Result<Vec<Term>, String> {
    let characters: Vec<SqlChar> = sql.chars().map(Some).collect();
    let tokens = tokens(lexicon, &characters)?;
    let commas = pair_up(&characters, &tokens)?;
    let starts = std::iter::once(0).chain(commas.iter().map(|comma| comma + 1));
    let ends = commas.iter().copied().chain([tokens.len()]);
    starts.zip(ends).map(|(start, end)| term(&characters, &tokens[start..end])).collect()
}

fn term(characters: &[SqlChar], tokens: &[Token]) -> Result<Term, String> {
    let text = |token: &Token| -> String { characters[token.start..token.end].iter().flatten().collect() };
    let tokens: Vec<&Token> = tokens.iter().filter(|token| token.kind != Kind::Space).collect();
    let mut rest = tokens.as_slice();
    let mut direction = String::new();
    let is = |token: &Token, words: &[&str]| {
        token.kind == Kind::Word && words.iter().any(|word| text(token).eq_ignore_ascii_case(word))
    };
    if let [before @ .., nulls, position] = rest
        && is(nulls, &["NULLS"])
        && is(position, &["FIRST", "LAST"])
    {
        direction = format!(" NULLS {}", text(position));
        rest = before;
    }
    if let [before @ .., keyword] = rest
        && is(keyword, &["ASC", "DESC"])
    {
        direction.insert_str(0, &format!(" {}", text(keyword)));
        rest = before;
    }
    match rest {
        [] => Err("a column is missing".to_owned()),
        [token] if token.kind == Kind::Number => {
            Err("a number does not order rows; name the column".to_owned())
        }
        [first, ..] => {
            let end = rest.last().map_or(first.end, |last| last.end);
            let expression = characters[first.start..end].iter().flatten().collect();
            Ok(Term { expression, direction })
        }
    }
}
