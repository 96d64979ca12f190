//! Queries of texts that are not known when the test is compiled, as the macro makes them.

use fin_infra::prelude::*;
use fin_infra::private::{Like, Medium, RowIn, SqlPart, SqlSource, plain_optional};
use syn::{Ident, LitStr, Path};

use crate::scoped::expand::has_name;
use crate::scoped::input::{Database, Text};
use crate::scoped::template::{Kind, Template, ValueType};
use crate::scoped::units::Has;

/// The first column, whatever it is.
pub struct First(pub Option<String>);

impl FinRow for First {
    type Itself = Self;

    const FIELDS: &'static [&'static str] = &["name"];
}

impl<M: Medium> RowIn<M> for First {
    fn likes() -> Vec<Option<Like>> {
        vec![None]
    }

    fn get(row: &M::Row, ordinals: &[usize]) -> Result<Self, Error> {
        let text = plain_optional::<M, String>(row, ordinals[0], "name");
        Ok(Self(match text {
            Ok(text) => text,
            Err(_) => plain_optional::<M, i64>(row, ordinals[0], "name")?.map(|number| number.to_string()),
        }))
    }
}

/// A text, for one database or for all.
pub fn text(sql: &str, database: Option<Database>) -> Text {
    Text { literal: LitStr::new(sql, proc_macro2::Span::call_site()), database }
}

/// The source of a query, in which resources and values have ordinals. It stays in memory.
pub fn source(
    template: &Template,
    table: impl Fn(&Path) -> usize,
    value: impl Fn(&Ident) -> usize,
) -> &'static SqlSource {
    let parts = template.pieces.iter().enumerate().map(|(index, piece)| match &piece.kind {
        Kind::Sql(sql) => SqlPart::Sql(sql.clone().leak()),
        Kind::Table(path) => {
            let next = template.pieces.get(index + 1).map(|piece| &piece.kind);
            SqlPart::Table(table(path), has_name(next))
        }
        Kind::Value(name, ty) => match **ty {
            ValueType::List(_) => SqlPart::List(value(name)),
            _ => SqlPart::Value(value(name)),
        },
    });
    let parts: &'static [SqlPart] = parts.collect::<Vec<_>>().leak();
    Box::leak(Box::new(SqlSource::new([parts; 3], &["name"], &[], &[])))
}

/// Whether tables have a column, as the macro checks it. `one` checks a single table.
pub fn holds(has: &Has, one: &dyn Fn(&Has) -> bool) -> bool {
    match has {
        Has::All(all) => all.iter().all(|has| holds(has, one)),
        Has::Any(all) => all.iter().any(|has| holds(has, one)),
        has => one(has),
    }
}
