//! Queries that would take values for what they are not on SQLite, where decimals are stored in units of the last decimal
//! place of their column, and times in microseconds.

use super::source::Source;
use crate::backend::Backend;
use crate::column::Like;
use crate::error::{Error, Result};
use crate::shared::Database;
use crate::stored::StoredTable;

/// In whose units a value of a query is.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// Those of a column, by the ordinal of its resource, if it is known, and its name.
    Column(Option<usize>, &'static str),
    /// Those of a column that a value is compared with, by the ordinal of its resource and the name of its field.
    Value(usize, &'static str),
    /// Those of one of all columns.
    Every,
    /// None: it is a number.
    Number,
    /// None: it is a date or a time as a database prints it.
    Calendar,
}

/// The fields of the row.
pub(crate) struct Fields {
    pub(crate) names: &'static [&'static str],
    /// The ordinal of the selected column for each field.
    pub(crate) ordinals: &'static [usize],
    /// For each field, how the column is stored that it is like.
    pub(crate) likes: Option<fn() -> Vec<Option<Like>>>,
}

/// How a value is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In units of this decimal place.
    Units(u8),
    /// As a number of microseconds.
    Micros,
    /// As it is.
    Plain,
}

/// Returns an error if a text takes values that SQLite stores differently for values that are stored alike, or if a field
/// reads them as something else.
pub(crate) fn check_units<DB: Backend>(
    source: &Source,
    tables: &[&'static StoredTable<DB>],
    fields: &Fields,
) -> Result<()> {
    if DB::DATABASE != Database::Sqlite {
        return Ok(());
    }
    source.alike.iter().try_for_each(|origins| check_alike(origins, tables))?;
    let likes = fields.likes.map(|likes| likes()).unwrap_or_default();
    for (field, (name, ordinal)) in fields.names.iter().zip(fields.ordinals).enumerate() {
        let origins = source.origins.get(*ordinal).copied().unwrap_or_default();
        let like = likes.get(field).and_then(Option::as_ref);
        check_read::<DB>(name, like, &forms(origins, tables))?;
    }
    Ok(())
}

/// A value with its form, and the column that it is stored in, if any: its resource and its field.
type Found = (Form, Option<(&'static str, &'static str)>);

fn forms<DB: Backend>(origins: &[Origin], tables: &[&'static StoredTable<DB>]) -> Vec<Found> {
    let of = |stored: &StoredTable<DB>, is_meant: &dyn Fn(&str, &str) -> bool| -> Vec<Found> {
        let columns = stored.table.columns.iter().enumerate();
        let meant = columns.filter(|(_, column)| is_meant(column.name, column.field));
        let found = meant
            .map(|(ordinal, column)| (form::<DB>(stored, ordinal), Some((stored.table.name, column.field))));
        found.collect()
    };
    let forms = origins.iter().flat_map(|origin| match *origin {
        Origin::Column(Some(table), name) => {
            of(tables[table], &|column, _| column.eq_ignore_ascii_case(name))
        }
        Origin::Column(None, name) => tables
            .iter()
            .flat_map(|stored| of(stored, &|column, _| column.eq_ignore_ascii_case(name)))
            .collect(),
        Origin::Value(table, field) => of(tables[table], &|_, other| other == field),
        Origin::Every => tables.iter().flat_map(|stored| of(stored, &|_, _| true)).collect(),
        Origin::Number => vec![(Form::Plain, None)],
        Origin::Calendar => Vec::new(),
    });
    forms.collect()
}

fn form<DB: Backend>(stored: &StoredTable<DB>, ordinal: usize) -> Form {
    let scale = stored.table.columns[ordinal].limits.scale;
    match stored.columns[ordinal].is_time() {
        true => Form::Micros,
        false => in_units::<DB>(&stored.sql_type(ordinal), scale),
    }
}

/// An amount without decimal places is stored as it is.
fn in_units<DB: Backend>(sql_type: &str, scale: u8) -> Form {
    if scale > 0 && DB::is_in_units(sql_type) { Form::Units(scale) } else { Form::Plain }
}

fn check_alike<DB: Backend>(origins: &[Origin], tables: &[&'static StoredTable<DB>]) -> Result<()> {
    let forms = forms(origins, tables);
    let is_dated = origins.iter().any(|origin| matches!(origin, Origin::Calendar));
    let is_any = origins.iter().any(|origin| matches!(origin, Origin::Every));
    for (form, column) in &forms {
        let Some((table, field)) = *column else { continue };
        let reason = match form {
            Form::Micros if is_dated => TIME,
            Form::Units(_) if is_any => ANY,
            Form::Units(_) if forms.iter().any(|(other, _)| *other == Form::Plain) => NUMBER,
            Form::Units(_) if forms.iter().any(|(other, _)| other != form) => SCALES,
            _ => continue,
        };
        return Err(Error::invalid(field, reason).of(table));
    }
    Ok(())
}

fn check_read<DB: Backend>(field: &'static str, like: Option<&Like>, forms: &[Found]) -> Result<()> {
    let read_as = like.map_or(Form::Plain, |like| in_units::<DB>(&like.sql_type, like.scale));
    let is_an_amount = |form: &Form| matches!(form, Form::Units(_));
    if forms.iter().all(|(form, _)| *form == read_as || !is_an_amount(form) && !is_an_amount(&read_as)) {
        return Ok(());
    }
    let amount = forms.iter().find(|(form, _)| is_an_amount(form)).and_then(|(_, column)| *column);
    let reason = match amount {
        Some((table, column)) => format!(
            "is read from `{column}` of `{table}`, which is stored in units of its last decimal place on SQLite: read the              field by `like` with that column, or one of as many decimal places"
        ),
        None => "is read from a number, and `like` names a column that is stored in units of its last decimal place on SQLite: \
                 read a number without `like`, or give SQLite its own text, as in `sqlite: \"..\"`"
            .to_owned(),
    };
    Err(Error::invalid(field, reason))
}

const ANY: &str = "is stored in units of its last decimal place on SQLite, and the SQL compares columns that it does not name: \
                   name the columns in place of `*`, and write `ON` in place of `NATURAL`";

const NUMBER: &str = "is stored in units of its last decimal place on SQLite, so that the SQL, which multiplies, divides, averages \
                      or converts it, or takes it for a number, would mean something else there: bind the number as a value \
                      of the column, or give SQLite its own text, as in `sqlite: \"..\"`";

const SCALES: &str = "is stored in units of its last decimal place on SQLite, and the SQL takes it for an amount with another \
                      number of decimal places: give both columns the same `decimal(scale = ..)`, name the table before \
                      the column if it is another one, or give SQLite its own text, as in `sqlite: \"..\"`";

const TIME: &str = "is stored as a number of microseconds on SQLite, so that functions for dates and comparisons with a date do \
                    not work there: bind a `DateTime<Utc>` as a value of the column, or give SQLite its own text, in which \
                    `booked_at / 1000000.0, 'unixepoch'` are the arguments of `date(..)` and `strftime(..)`";
