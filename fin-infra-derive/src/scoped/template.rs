//! Splits a text into SQL, resources `{Budget}` and values `{from: Transaction::booked_at}`.
//!
//! SQL is accepted character by character: whatever one of the databases reads in its own way (comments, backslashes,
//! quoted identifiers, placeholders) is rejected. So the parser and every database see the same tokens.

use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Ident, Path, Token, Type};

use super::input::{Database, Text};
use super::place;

/// The prefix of the names that replace resources and values while the text is parsed.
pub(crate) const STANDS_FOR: &str = "fin__";

/// A text in parts.
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
}

/// A part of a text, with the place where it begins, in characters.
pub(crate) struct Piece {
    pub(crate) at: usize,
    pub(crate) length: usize,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Sql(String),
    Table(Path),
    Value(Ident, Box<ValueType>),
}

/// How a value is bound.
#[derive(Clone, PartialEq)]
pub(crate) enum ValueType {
    /// As a column stores it: the resource and the field.
    Column(Path, Ident),
    /// As a type that every database has.
    Plain(Type),
    /// The values after `IN`, each bound like this.
    List(Box<ValueType>),
}

impl ValueType {
    /// How a value is bound, or each one of a list.
    pub(super) fn item(&self) -> &Self {
        match self {
            Self::List(item) => item.item(),
            other => other,
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }
}

impl Template {
    /// Whether two pieces are the same resource, as it is written.
    pub(super) fn is_same_table(&self, piece: usize, other: usize) -> bool {
        let table = |index: usize| match &self.pieces.get(index)?.kind {
            Kind::Table(path) => Some(path),
            _ => None,
        };
        table(piece) == table(other)
    }

    pub(crate) fn split(text: &Text) -> syn::Result<Self> {
        let sql: Vec<char> = text.literal.value().chars().collect();
        let mut pieces = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(&character) = sql.get(at) {
            match character {
                '\'' => at = end_of_string(text, &sql, at)?,
                '"' | '`' => at = end_of_name(text, &sql, at)?,
                '{' => {
                    push_sql(&mut pieces, &sql, start, at);
                    let Some(length) = sql[at..].iter().position(|&other| other == '}') else {
                        return Err(place::error(text, at, 1, "`{` has no `}`"));
                    };
                    let inside: String = sql[at + 1..at + length].iter().collect();
                    let kind = inside_braces(text, at, length + 1, &inside)?;
                    pieces.push(Piece { at, length: length + 1, kind });
                    at += length + 1;
                    start = at;
                }
                _ => {
                    check_character(text, &sql, at)?;
                    at += 1;
                }
            }
        }
        push_sql(&mut pieces, &sql, start, at);
        Ok(Self { pieces })
    }
}

fn push_sql(pieces: &mut Vec<Piece>, sql: &[char], from: usize, to: usize) {
    if from < to {
        let text = sql[from..to].iter().collect();
        pieces.push(Piece { at: from, length: to - from, kind: Kind::Sql(text) });
    }
}

/// The place after a string.
fn end_of_string(text: &Text, sql: &[char], start: usize) -> syn::Result<usize> {
    let is_prefixed = start > 0 && (sql[start - 1].is_alphanumeric() || matches!(sql[start - 1], '_' | '\''));
    if is_prefixed {
        let message =
            "a string has no prefix, and two strings do not touch: the databases read that differently";
        return Err(place::error(text, start - 1, 2, message));
    }
    let mut at = start + 1;
    while let Some(&character) = sql.get(at) {
        match character {
            '\\' => {
                let message =
                    "a backslash in a string means something else in each database: bind the text as a value";
                return Err(place::error(text, at, 1, message));
            }
            '\'' if sql.get(at + 1) == Some(&'\'') => at += 2,
            '\'' => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err(place::error(text, start, 1, "the string has no end"))
}

/// The place after a quoted name, which one text for all databases cannot have.
fn end_of_name(text: &Text, sql: &[char], start: usize) -> syn::Result<usize> {
    let quote = sql[start];
    let expected = match text.database {
        Some(Database::MySql) => Some('`'),
        Some(_) => Some('"'),
        None => None,
    };
    if expected != Some(quote) {
        let message = "the databases quote names differently: write the name without quotes, or a text for each \
                       database, as in `postgres: \"..\"`";
        return Err(place::error(text, start, 1, message));
    }
    let length = sql[start + 1..].iter().position(|&other| other == quote).unwrap_or(0);
    let name = &sql[start + 1..start + 1 + length];
    let is_plain = name.iter().all(|other| other.is_alphanumeric() || *other == '_');
    // A quote after it would be a part of the name.
    let touches = sql.get(start + length + 2) == Some(&quote);
    if length > 0 && is_plain && !touches {
        return Ok(start + length + 2);
    }
    Err(place::error(text, start, 1, "a quoted name has letters, digits and `_` only, and an end"))
}

fn check_character(text: &Text, sql: &[char], at: usize) -> syn::Result<()> {
    let next = sql.get(at + 1).copied();
    let (length, message) = match (sql[at], next) {
        ('-', Some('-')) | ('/', Some('*')) => {
            (2, "SQL comments are not accepted: write a comment of Rust before the macro")
        }
        ('#', _) => (1, "`#` is not accepted: it begins a comment in MySQL"),
        (';', _) => (1, "one statement only: remove the `;`"),
        ('?' | '$', _) => (1, "values are named: write `{name: Resource::field}` in place of a placeholder"),
        ('@', _) => (1, "variables are not accepted: bind a value, as in `{name: Resource::field}`"),
        ('}', _) => (1, "`}` has no `{`"),
        (':', Some(':')) if text.database != Some(Database::Postgres) => {
            (2, "`::` is a cast in PostgreSQL only: write `CAST(.. AS ..)`")
        }
        (':', Some(':')) => return Ok(()),
        (':', _) if at > 0 && sql[at - 1] == ':' => return Ok(()),
        (':', _) => (1, "values are named in braces: write `{name: Resource::field}`"),
        ('\\', _) => (1, "a backslash is not accepted"),
        ('[' | ']', _) if text.database != Some(Database::Postgres) => (
            1,
            "`[` is a quoted name in SQLite and a subscript in PostgreSQL: it is accepted in a text for PostgreSQL only",
        ),
        (other, _) if other.is_ascii() || other.is_alphanumeric() => return Ok(()),
        _ => (1, "this character is accepted in strings only"),
    };
    Err(place::error(text, at, length, message))
}

/// `Budget`, `models::Budget`, `from: Transaction::booked_at` or `count: i64`.
struct Inside(Kind);

impl Parse for Inside {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
            let name = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty: Type = input.parse()?;
            return Ok(Self(Kind::Value(name, Box::new(value_type(ty)))));
        }
        let path = input.call(Path::parse_mod_style)?;
        Ok(Self(Kind::Table(path)))
    }
}

/// A path that ends in a lower-case name is a column, and `[..]` is a list; anything else is a type.
fn value_type(ty: Type) -> ValueType {
    if let Type::Slice(slice) = ty {
        return ValueType::List(Box::new(value_type(*slice.elem)));
    }
    let Type::Path(path) = &ty else { return ValueType::Plain(ty) };
    let mut resource = path.path.clone();
    let field = resource.segments.pop();
    resource.segments.pop_punct();
    match field {
        Some(field)
            if !resource.segments.is_empty() && field.arguments.is_none() && is_a_field(&field.ident) =>
        {
            ValueType::Column(resource, field.ident)
        }
        _ => ValueType::Plain(ty),
    }
}

/// Whether a type is that of several values, but not written as a list.
fn is_another_list(ty: &ValueType) -> bool {
    let ty = match ty {
        ValueType::Column(..) => return false,
        ValueType::List(item) => return item.is_list() || is_another_list(item),
        ValueType::Plain(ty) => ty,
    };
    match ty {
        Type::Array(_) => true,
        Type::Reference(reference) => matches!(*reference.elem, Type::Slice(_) | Type::Array(_)),
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Vec"),
        _ => false,
    }
}

fn is_a_field(name: &Ident) -> bool {
    let name = syn::ext::IdentExt::unraw(name).to_string();
    !name.starts_with(char::is_uppercase)
}

fn inside_braces(text: &Text, at: usize, length: usize, inside: &str) -> syn::Result<Kind> {
    const EXPECTED: &str =
        "expected a resource, as in `{Budget}`, or a value, as in `{from: Transaction::booked_at}`";
    let parsed = inside.parse().map_err(|_| place::error(text, at, length, EXPECTED)).and_then(|tokens| {
        let located = relocate(tokens, text.span());
        Inside::parse.parse2(located).map_err(|_| place::error(text, at, length, EXPECTED))
    });
    match parsed?.0 {
        Kind::Value(name, ty) if is_another_list(&ty) => {
            let message = format!(
                "write a list as `{{{name}: [..]}}`, with the column that its values are compared with, as in \
                 `{{{name}: [Transaction::id]}}`, or with their type, as in `{{{name}: [i64]}}`"
            );
            Err(place::error(text, at, length, &message))
        }
        Kind::Table(path) if path.segments.last().is_some_and(|segment| is_a_field(&segment.ident)) => {
            let name = inside.trim();
            let message = format!(
                "the value `{name}` has no type: write `{{{name}: Transaction::amount}}` for a value that is compared with \
                 a column, or `{{{name}: i64}}`"
            );
            Err(place::error(text, at, length, &message))
        }
        kind => Ok(kind),
    }
}

/// Errors about what is in the braces are shown on the literal.
fn relocate(tokens: proc_macro2::TokenStream, span: proc_macro2::Span) -> proc_macro2::TokenStream {
    use proc_macro2::{Group, TokenTree};
    let relocate = |token| match token {
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), relocate(group.stream(), span)))
        }
        mut token => {
            token.set_span(span);
            token
        }
    };
    tokens.into_iter().map(relocate).collect()
}
