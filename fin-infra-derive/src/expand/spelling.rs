//! Tokens as text, for documentation: as rustfmt writes them on one line.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Path;

/// The text of an expression or of an attribute's arguments.
pub(super) fn spelled(tokens: TokenStream) -> String {
    let mut text = Text::default();
    text.push_all(tokens);
    text.written
}

/// A link to another struct. The path is resolved where the user wrote it.
pub(super) fn link(path: &Path) -> String {
    let (path, last) =
        (spelled(path.to_token_stream()), path.segments.last().map(|last| last.ident.to_string()));
    match last {
        Some(last) if last != path => format!("[`{last}`]({path})"),
        _ => format!("[`{path}`]"),
    }
}

/// A list of code: "`a`, `b` and `c`". `None` of an empty one.
pub(super) fn listed(code: impl Iterator<Item = String>) -> Option<String> {
    joined(code.map(|code| format!("`{code}`")).collect())
}

/// A list: "a, b and c". `None` of an empty one.
pub(super) fn joined(mut words: Vec<String>) -> Option<String> {
    let last = words.pop()?;
    Some(if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) })
}

/// The operators of several characters, the longer of two with the same beginning first.
const LONG_OPERATORS: [&str; 13] =
    ["..=", "::", "..", "==", "!=", "<=", ">=", "&&", "||", "=>", "->", "<<", ">>"];

/// What the last token was, which decides whether a space follows.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Last {
    /// The beginning, an opening parenthesis, or an operator with one operand: the next token follows at once.
    #[default]
    Prefix,
    /// The end of an operand.
    Operand,
    /// An operator between two operands, or a comma.
    Infix,
}

#[derive(Default)]
struct Text {
    written: String,
    last: Last,
    /// The generic arguments that are open, as in `Vec::<u8>::new()`.
    generics: usize,
}

impl Text {
    fn push_all(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.push_group(group.delimiter(), group.stream()),
                TokenTree::Punct(first) => {
                    let (mut operators, mut spacing) = (first.as_char().to_string(), first.spacing());
                    while spacing == Spacing::Joint
                        && let Some(TokenTree::Punct(next)) = tokens.next()
                    {
                        operators.push(next.as_char());
                        spacing = next.spacing();
                    }
                    self.push_operators(&operators);
                }
                TokenTree::Ident(word) => self.push_operand(&word.to_string()),
                TokenTree::Literal(literal) => self.push_operand(&literal.to_string()),
            }
        }
    }

    fn push_operand(&mut self, operand: &str) {
        self.space_unless(self.last == Last::Prefix);
        self.written.push_str(operand);
        self.last = Last::Operand;
    }

    /// Operators without spaces between them: `::<` is two.
    fn push_operators(&mut self, operators: &str) {
        let mut rest = operators;
        while !rest.is_empty() {
            let closes = self.generics > 0 && rest.starts_with('>');
            let known = LONG_OPERATORS.iter().find(|known| !closes && rest.starts_with(**known));
            let (operator, after) = rest.split_at(known.map_or(1, |known| known.len()));
            self.push_operator(operator);
            rest = after;
        }
    }

    fn push_operator(&mut self, operator: &str) {
        let is_first = self.last != Last::Operand;
        let (joined_before, next) = match operator {
            "::" | "." | ".." | "..=" => (self.last != Last::Infix, Last::Prefix),
            "," | ";" | ":" => (true, Last::Infix),
            "?" => (true, Last::Operand),
            "!" if !is_first => (true, Last::Prefix),
            "<" if self.written.ends_with("::") => {
                self.generics += 1;
                (true, Last::Prefix)
            }
            ">" if self.generics > 0 => {
                self.generics -= 1;
                (true, Last::Operand)
            }
            "-" | "&" | "*" | "!" | "|" | "'" if is_first => (self.last == Last::Prefix, Last::Prefix),
            _ => (self.last == Last::Prefix, Last::Infix),
        };
        self.space_unless(joined_before);
        self.written.push_str(operator);
        self.last = next;
    }

    fn push_group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => ("", ""),
        };
        self.space_unless(
            self.last == Last::Prefix || matches!(open, "(" | "[") && self.last == Last::Operand,
        );
        self.written.push_str(open);
        self.last = Last::Prefix;
        self.push_all(inner);
        self.written.push_str(close);
        self.last = Last::Operand;
    }

    fn space_unless(&mut self, joined: bool) {
        if !joined {
            self.written.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn tokens_are_written_as_rustfmt_writes_them() {
        for text in [
            "Status::Active",
            "\"EUR\".to_owned()",
            "dec!(-0.50)",
            "money!(0 EUR)",
            "Vec::<u8>::new()",
            "[1, 2 + 3]",
            "a.b(&c, -1)? == !d",
            "length(chars, min = 1, max = 8)",
            "range(min = -10)",
            "custom(check_name)",
            "Limit { days: 30 }",
            "0..=9",
        ] {
            let tokens = text.parse().expect("tokens");
            assert_eq!(spelled(tokens), text);
        }
    }
}
