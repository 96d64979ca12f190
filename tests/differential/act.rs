//! One operation on a store, and its result.

use std::fmt::Debug;
use std::sync::Arc;

use fin_infra::{Db, DbTransaction, Error};
use futures_util::future::LocalBoxFuture;

use crate::contents::{Contents, Fields};
use crate::player::Executor;
use crate::scribe::Generator;

/// An operation that runs in the same way on each store.
pub(crate) trait Act: Debug + Send + Sync {
    /// Does it.
    fn play<'a>(&'a self, player: &'a mut Executor, source: &'a mut Source<'_>)
    -> LocalBoxFuture<'a, Answer>;

    /// The table, and the rows that it would contain if no constraint were checked: to find the constraints that they
    /// violate.
    fn wish(&self, _player: &Executor, _contents: &Contents) -> Option<Wish> {
        None
    }
}

/// Rows that an act wants to be there.
pub(crate) struct Wish {
    pub(crate) table: &'static fin_infra::schema::Table,
    pub(crate) rows: Vec<Fields>,
    /// Whether they replace rows with the same ids, or are added to the existing rows.
    pub(crate) are_changed: bool,
}

/// Makes an act up.
pub(crate) type Maker = fn(&mut Generator) -> Arc<dyn Act>;

/// An act and its number, which identifies its time and the rows that it created.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) number: usize,
    pub(crate) act: Arc<dyn Act>,
}

/// Where an act is done.
pub(crate) enum Source<'a> {
    Db(&'a Db),
    Transaction(&'a mut DbTransaction),
}

/// Makes a call on a source, whichever it is.
macro_rules! on {
    ($source:expr, $store:ident => $call:expr) => {
        match $source {
            $crate::act::Source::Db(db) => {
                let $store: &fin_infra::Db = db;
                $call
            }
            $crate::act::Source::Transaction(transaction) => {
                let $store: &mut fin_infra::DbTransaction = transaction;
                $call
            }
        }
    };
}
pub(crate) use on;

/// The result of an act, as text that is equal for results of equal meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) text: String,
    /// The violated constraint, if one of several could have been reported.
    pub(crate) constraint: Option<String>,
}

impl Answer {
    /// A value that was returned.
    pub(crate) fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), constraint: None }
    }

    /// An error, by everything that a program can inspect.
    pub(crate) fn refused(error: &Error) -> Self {
        let fields: Vec<_> = error.fields().collect();
        let text = format!(
            "{:?} of {}: {} [{}] {}",
            error.kind(),
            error.resource().unwrap_or("nothing"),
            error.constraint().unwrap_or("no constraint"),
            fields.join(", "),
            reason(error),
        );
        let one_of_several = error.is_conflict() || error.is_foreign_key();
        let constraint = error.constraint().filter(|_| one_of_several).map(str::to_owned);
        Self { text, constraint }
    }
}

/// The reason of an error. Where rows of several tables refer to one, each store names whichever it finds first.
fn reason(error: &Error) -> &str {
    let refers = "refer to it";
    if error.is_foreign_key() && error.reason().ends_with(refers) { refers } else { error.reason() }
}
