//! What is written between the parentheses of the macro.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, LitStr, Path, Token, Type, parse_quote};

/// `tenant, Row, "SELECT ..", name = value, ..`
pub(super) struct Input {
    pub(super) core: Path,
    pub(super) tenant: Expr,
    pub(super) row: Type,
    /// One text, or one for each of some databases.
    pub(super) texts: Vec<Text>,
    pub(super) values: Vec<(Ident, Expr)>,
}

/// A text, and the databases that it is for.
pub(crate) struct Text {
    pub(crate) literal: LitStr,
    pub(crate) database: Option<Database>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
    MySql,
}

impl Text {
    pub(super) fn span(&self) -> Span {
        self.literal.span()
    }

    /// Whether the text is for a database.
    pub(super) fn is_for(&self, database: Database) -> bool {
        self.database.is_none_or(|only| only == database)
    }
}

const EXPECTED: &str = "expected `scoped_sql!(tenant, Row, \"SELECT ..\")`";

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut core: Path = parse_quote!(::fin_infra);
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            core = input.call(Path::parse_mod_style)?;
            input.parse::<Token![,]>()?;
        }
        if input.is_empty() {
            return Err(input.error(EXPECTED));
        }
        let tenant = input.parse()?;
        comma(input)?;
        if input.peek(LitStr) {
            return Err(input
                .error("the type of the rows is missing: write `scoped_sql!(tenant, Row, \"SELECT ..\")`"));
        }
        let row = input.parse()?;
        comma(input)?;
        let texts = texts(input)?;
        let values = values(input)?;
        Ok(Self { core, tenant, row, texts, values })
    }
}

fn comma(input: ParseStream<'_>) -> syn::Result<()> {
    match input.parse::<Option<Token![,]>>()? {
        Some(_) => Ok(()),
        None => Err(input.error(EXPECTED)),
    }
}

/// One text, or `sqlite: "..", postgres: "..", mysql: ".."`.
fn texts(input: ParseStream<'_>) -> syn::Result<Vec<Text>> {
    if input.peek(LitStr) {
        return Ok(vec![Text { literal: input.parse()?, database: None }]);
    }
    let mut texts: Vec<Text> = Vec::new();
    while input.peek(Ident) && input.peek2(Token![:]) {
        let name: Ident = input.parse()?;
        let database = match name.to_string().as_str() {
            "sqlite" => Database::Sqlite,
            "postgres" => Database::Postgres,
            "mysql" => Database::MySql,
            _ => {
                let message = "expected `sqlite`, `postgres` or `mysql`, the database that the text is for";
                return Err(syn::Error::new(name.span(), message));
            }
        };
        if texts.iter().any(|text| text.database == Some(database)) {
            return Err(syn::Error::new(name.span(), format!("`{name}` has a text already")));
        }
        input.parse::<Token![:]>()?;
        texts.push(Text { literal: input.parse()?, database: Some(database) });
        if !(input.peek(Token![,]) && input.peek2(Ident) && input.peek3(Token![:])) {
            break;
        }
        input.parse::<Token![,]>()?;
    }
    if texts.is_empty() {
        return Err(input.error(
            "expected the SQL as a string literal: the macro checks it when the program is compiled",
        ));
    }
    Ok(texts)
}

/// `, name = value`, any number of times.
fn values(input: ParseStream<'_>) -> syn::Result<Vec<(Ident, Expr)>> {
    let mut values: Vec<(Ident, Expr)> = Vec::new();
    while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        let name: Ident = input.parse()?;
        if values.iter().any(|(other, _)| *other == name) {
            return Err(syn::Error::new(name.span(), format!("`{name}` is given twice")));
        }
        input.parse::<Token![=]>()?;
        values.push((name, input.parse()?));
    }
    if !input.is_empty() {
        return Err(input.error("expected `, name = value`"));
    }
    Ok(values)
}
