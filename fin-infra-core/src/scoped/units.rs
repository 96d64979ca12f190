//! Queries that would take values for what they are not on SQLite, where decimals are stored in units of the last decimal
//! place of their column, and times in microseconds.

use super::source::Source;
use super::value::{Compared, Value};
use crate::backend::Backend;
use crate::column::{Kind, Like};
use crate::error::{Error, Result};
use crate::shared::Database;
use crate::stored::StoredTable;

/// In whose units a value of a query is.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// Those of a column, by the ordinal of its resource, if it is known, and its name.
    Column(Option<usize>, &'static str),
    /// Those of what a value is compared with, by its ordinal.
    Value(usize),
    /// Those of one of all columns.
    Every,
    /// None: it is a number.
    Number,
    /// None: it is a date or a time as a database prints it.
    Calendar,
    /// None: it is a text in quotes.
    Text,
    /// None: it is a number, a text, or a date as a database prints it.
    Unknown,
    /// What is added or subtracted.
    Summand,
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
    /// As it is.
    Plain(Kind),
}

/// Returns an error if a text takes values that SQLite stores differently for values that are stored alike, or if a field
/// reads them as something else.
pub(crate) fn check_units<DB: Backend>(
    source: &Source,
    tables: &[&'static StoredTable<DB>],
    values: &[Value],
    fields: &Fields,
) -> Result<()> {
    if DB::DATABASE != Database::Sqlite {
        return Ok(());
    }
    let forms = |origins: &[Origin]| forms(origins, tables, values);
    source.alike.iter().try_for_each(|origins| check_alike(origins, &forms(origins)))?;
    let likes = fields.likes.map(|likes| likes()).unwrap_or_default();
    for (field, (name, ordinal)) in fields.names.iter().zip(fields.ordinals).enumerate() {
        let origins = source.origins.get(*ordinal).copied().unwrap_or_default();
        let like = likes.get(field).and_then(Option::as_ref);
        check_read::<DB>(name, like, &forms(origins))?;
    }
    Ok(())
}

/// A value with its form, and the column that it is stored in, if any: its resource and its field.
type Found = (Form, Option<(&'static str, &'static str)>);

fn forms<DB: Backend>(
    origins: &[Origin],
    tables: &[&'static StoredTable<DB>],
    values: &[Value],
) -> Vec<Found> {
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
        Origin::Value(value) => match values[value].compared() {
            Compared::Column(table, field) => of(tables[table], &|_, other| other == field),
            Compared::Plain(kind) => vec![(Form::Plain(kind), None)],
        },
        Origin::Every => tables.iter().flat_map(|stored| of(stored, &|_, _| true)).collect(),
        Origin::Number => vec![(Form::Plain(Kind::Number), None)],
        Origin::Text | Origin::Unknown => vec![(Form::Plain(Kind::Other), None)],
        Origin::Calendar | Origin::Summand => Vec::new(),
    });
    forms.collect()
}

fn form<DB: Backend>(stored: &StoredTable<DB>, ordinal: usize) -> Form {
    let (scale, kind) = (stored.table.columns[ordinal].limits.scale, stored.columns[ordinal].kind());
    in_units::<DB>(&stored.sql_type(ordinal), scale).unwrap_or(Form::Plain(kind))
}

/// An amount without decimal places is stored as it is.
fn in_units<DB: Backend>(sql_type: &str, scale: u8) -> Option<Form> {
    (scale > 0 && DB::is_in_units(sql_type)).then_some(Form::Units(scale))
}

/// Values that a text treats alike.
struct Group<'a> {
    origins: &'a [Origin],
    forms: &'a [Found],
}

impl Group<'_> {
    fn has(&self, is_meant: fn(&Origin) -> bool) -> bool {
        self.origins.iter().any(is_meant)
    }

    fn is_any(&self) -> bool {
        self.has(|origin| matches!(origin, Origin::Every))
    }

    /// Whether one of them is a text, or a date as a database prints it.
    fn is_printed(&self) -> bool {
        self.has(|origin| matches!(origin, Origin::Calendar))
            || self.has_value(Kind::Other)
            || self.has_value(Kind::Date)
    }

    /// Whether one of them is in no column. A column of a type of the program's own may be stored as any of these.
    fn has_value(&self, kind: Kind) -> bool {
        self.forms.contains(&(Form::Plain(kind), None))
    }

    fn meets(&self, is_other: fn(Kind) -> bool) -> bool {
        self.forms.iter().any(|(other, _)| matches!(*other, Form::Plain(kind) if is_other(kind)))
    }

    /// Why this form is not what the text takes it for, if so.
    fn reason(&self, form: Form) -> Option<&'static str> {
        match form {
            Form::Units(_) if self.is_any() => Some(ANY),
            // Those of all columns do not meet.
            Form::Plain(_) if self.is_any() => None,
            Form::Units(_) if self.meets(|_| true) => Some(NUMBER),
            Form::Units(_) if self.forms.iter().any(|(other, _)| *other != form) => Some(SCALES),
            Form::Plain(Kind::Time) if self.is_printed() || self.meets(|kind| kind == Kind::Date) => {
                Some(TIME)
            }
            Form::Plain(Kind::Date) if self.has(|origin| matches!(origin, Origin::Summand)) => Some(DAYS),
            Form::Plain(Kind::Date) if self.meets(|kind| kind == Kind::Time) => Some(DATE),
            Form::Plain(Kind::Uuid) if self.has_value(Kind::Other) => Some(UUID),
            Form::Plain(Kind::Number) if self.has(|origin| matches!(origin, Origin::Text)) => Some(QUOTED),
            _ => None,
        }
    }
}

fn check_alike(origins: &[Origin], forms: &[Found]) -> Result<()> {
    let group = Group { origins, forms };
    let refused = forms.iter().find_map(|(form, column)| Some((group.reason(*form)?, *column)));
    let Some((reason, column)) = refused else { return Ok(()) };
    match column.or_else(|| forms.iter().find_map(|(_, column)| *column)) {
        Some((table, field)) => Err(Error::invalid(field, reason).of(table)),
        None => Err(Error::invalid("scoped_sql", reason)),
    }
}

fn check_read<DB: Backend>(field: &'static str, like: Option<&Like>, forms: &[Found]) -> Result<()> {
    let read_as = like.and_then(|like| in_units::<DB>(&like.sql_type, like.scale));
    let is_read_as = |form: &Form| match (form, read_as) {
        (Form::Units(_), Some(units)) => *form == units,
        (Form::Plain(_), None) => true,
        _ => false,
    };
    if forms.iter().all(|(form, _)| is_read_as(form)) {
        return Ok(());
    }
    let amount =
        forms.iter().find(|(form, _)| matches!(form, Form::Units(_))).and_then(|(_, column)| *column);
    let reason = match amount {
        Some((table, column)) => format!(
            "is read from `{column}` of `{table}`, which is stored in units of its last decimal place on SQLite: read the \
             field by `like` with that column, or one of as many decimal places"
        ),
        None => "is read from a number, and `like` names a column that is stored in units of its last decimal place on SQLite: \
                 read a number without `like`, write a zero without decimal places, or give SQLite its own text, as in \
                 `sqlite: \"..\"`"
            .to_owned(),
    };
    Err(Error::invalid(field, reason))
}

const ANY: &str = "is stored in units of its last decimal place on SQLite, and the SQL compares columns that it does not name: \
                   name the columns in place of `*`, and write `ON` in place of `NATURAL`";

const NUMBER: &str = "is stored in units of its last decimal place on SQLite, so that the SQL, which multiplies, divides, averages \
                      or converts it, or takes it for a number or a text, would mean something else there: bind the number as a \
                      value of the column, write a zero as `0`, or give SQLite its own text, as in `sqlite: \"..\"`";

const SCALES: &str = "is stored in units of its last decimal place on SQLite, and the SQL takes it for an amount with another \
                      number of decimal places: give both columns the same `decimal(scale = ..)`, name the table before \
                      the column if it is another one, or give SQLite its own text, as in `sqlite: \"..\"`";

const TIME: &str = "is stored as a number of microseconds on SQLite, so that functions for dates and comparisons with a date do \
                    not work there: bind a `DateTime<Utc>` as a value of the column, or give SQLite its own text, in which \
                    `booked_at / 1000000.0, 'unixepoch'` are the arguments of `date(..)` and `strftime(..)`";

const DATE: &str = "is a date, and the SQL compares it with a time, which SQLite stores as a number of microseconds: compare it with \
                    a date, or give SQLite its own text, as in `sqlite: \"..\"`";

const DAYS: &str = "is stored as a text on SQLite and counts as a number on MariaDB, so that the SQL, which adds to it or subtracts \
                    it, would mean something else there: add days in Rust and bind the date as a value of the column, or \
                    give each database its own text";

const UUID: &str = "is stored as 16 bytes on SQLite, which are not equal to a text: bind a `Uuid` as a value of the column, or \
                    give SQLite its own text, as in `sqlite: \"..\"`";

const QUOTED: &str = "meets a number and a text, and a text is greater than every number on SQLite: write numbers without quotes";
