//! What a text does with columns that means something else on SQLite, where decimals are stored in units of the last decimal
//! place of their column, and times in microseconds.
//!
//! The derive does not know the types of columns. So it finds out which values have to be stored alike, and where the
//! selected columns come from (`origins`); the core compares that with the columns.

mod collect;
mod currencies;
mod functions;
mod joins;
mod origins;
mod outputs;
mod qualified;
mod walk;

use std::collections::BTreeSet;

use sqlparser::ast::{Query, Visit as _};

pub(crate) use self::currencies::Place;
pub(super) use self::currencies::{Together, together};
use self::origins::Names;
pub(super) use self::origins::{Of, Origin, Origins};
pub(crate) use self::qualified::Has;
pub(super) use self::qualified::{Qualified, hiding, qualified};
use self::walk::Walk;
use super::input::{Database, Text};
use super::template::Template;

/// What is known of the values of a text.
#[derive(Default)]
pub(crate) struct Units {
    /// Values that the text treats as if they were stored alike.
    pub(super) alike: BTreeSet<Origins>,
    /// Where each selected column comes from.
    pub(super) columns: Vec<Origins>,
}

/// Finds the values of a text that have to be stored alike. A text of its own for SQLite knows that amounts are units there,
/// but functions for dates return null for a number of microseconds.
pub(super) fn units(query: &Query, template: &Template, text: &Text) -> Units {
    let (amounts, times) = match text.database {
        None => (true, true),
        Some(Database::Sqlite) => (false, true),
        Some(Database::Postgres | Database::MySql) => return Units::default(),
    };
    let names = Names::of(query, template);
    let mut walk = Walk { names: &names, amounts, times, alike: BTreeSet::new() };
    let _ = query.visit(&mut walk);
    let alike = walk.alike;
    let columns = match amounts {
        true => names.values(&query.body).iter().map(|origins| names.resolve(origins)).collect(),
        false => Vec::new(),
    };
    Units { alike, columns }
}
