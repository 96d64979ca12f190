//! SQL that is closed in itself: whatever stands around it, it ends nothing that it did not begin.
//!
//! A condition stands in parentheses, and so does each term of an order. So it is enough that the tokens between them are
//! the ones that the database sees, and that parentheses pair up: no keyword leads out of parentheses.

use super::tokens::{Kind, Letter, Token, at, tokens};
use crate::backend::Lexicon;

/// How deep parentheses may be within each other. SQLite's own parser takes about a hundred.
const MAX_DEPTH: usize = 50;

/// Refuses a condition that is not closed in itself, with the reason.
pub(super) fn check(lexicon: &Lexicon, letters: &[Letter]) -> Result<(), String> {
    pair_up(letters, &tokens(lexicon, letters)?).map(drop)
}

/// Refuses parentheses that do not pair up, and gives the places of the tokens that are commas outside of all of them.
fn pair_up(letters: &[Letter], tokens: &[Token]) -> Result<Vec<usize>, String> {
    let mut open: Vec<usize> = Vec::new();
    let mut commas = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol('(' | '[') if open.len() == MAX_DEPTH => {
                return Err(format!("its parentheses are more than {MAX_DEPTH} deep, {}", at(token.start)));
            }
            Kind::Symbol('(' | '[') => open.push(token.start),
            Kind::Symbol(close @ (')' | ']')) => {
                let opened = open.pop().and_then(|position| letters[position]);
                if opened != Some(if close == ')' { '(' } else { '[' }) {
                    return Err(format!("the `{close}` {} closes nothing that it opened", at(token.start)));
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

/// A term of an order: an expression, and which way it goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) expression: String,
    pub(super) direction: String,
}

/// The terms of an order. Nothing of one stands outside of its parentheses but `ASC`, `DESC`, `NULLS FIRST` and `NULLS
/// LAST`.
pub(super) fn terms(lexicon: &Lexicon, sql: &str) -> Result<Vec<Term>, String> {
    let letters: Vec<Letter> = sql.chars().map(Some).collect();
    let tokens = tokens(lexicon, &letters)?;
    let commas = pair_up(&letters, &tokens)?;
    let starts = std::iter::once(0).chain(commas.iter().map(|comma| comma + 1));
    let ends = commas.iter().copied().chain([tokens.len()]);
    starts.zip(ends).map(|(start, end)| term(&letters, &tokens[start..end])).collect()
}

fn term(letters: &[Letter], tokens: &[Token]) -> Result<Term, String> {
    let text = |token: &Token| -> String { letters[token.start..token.end].iter().flatten().collect() };
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
    if let [before @ .., way] = rest
        && is(way, &["ASC", "DESC"])
    {
        direction.insert_str(0, &format!(" {}", text(way)));
        rest = before;
    }
    match rest {
        [] => Err("a column is missing in it".to_owned()),
        [token] if token.kind == Kind::Number => {
            Err("a number orders nothing in it; name the column".to_owned())
        }
        [first, ..] => {
            let end = rest.last().map_or(first.end, |last| last.end);
            let expression = letters[first.start..end].iter().flatten().collect();
            Ok(Term { expression, direction })
        }
    }
}
