//! Loading related rows: the relations of a call, on any number of levels.

use std::ops::Deref;

use futures_util::future::{BoxFuture, ready};

use crate::error::{Error, Result};
use crate::limits::{self, MAX_RELATED_ROWS};
use crate::resource::Resource;

/// A row, and what was loaded for it: see [`Repository::load`](crate::Repository::load).
///
/// It dereferences to the row. `related` has the type of the relation: the rows for [`ToMany`](super::ToMany) and
/// [`Through`](super::Through), the row or an `Option` of it for [`ToOne`](super::ToOne), and a tuple for several relations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<Row, Related> {
    /// The row.
    pub row: Row,
    /// What was loaded for it.
    pub related: Related,
}

impl<Row, Related> Deref for Loaded<Row, Related> {
    type Target = Row;

    fn deref(&self) -> &Row {
        &self.row
    }
}

/// A relation of the rows of `R`, or a tuple of up to eight: for the `with` of another relation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{R}`",
    label = "not a relation of `{R}`",
    note = "relations are functions of the struct with the `belongs_to` or the `children`, such as `{R}::deposits()`",
    note = "several relations are a tuple: `({R}::deposits(), {R}::owner())`"
)]
pub trait Include<R: Resource>: Send + 'static {
    /// What is loaded for each row.
    type Output: Clone + Send + 'static;
}

/// A relation of the rows of `R`, or a tuple of up to eight, for [`Repository::load`](crate::Repository::load). A store of the type `S` can read its rows,
/// and what is loaded for each row is a `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{R}`",
    label = "not a relation of `{R}`",
    note = "relations are functions of the struct with the `belongs_to` or the `children`, such as `{R}::deposits()`",
    note = "several relations are a tuple: `({R}::deposits(), {R}::owner())`"
)]
pub trait Load<R: Resource, S, T>: Send + 'static {
    /// Loads what is related to each of some rows.
    #[doc(hidden)]
    fn load<'a>(self, call: &'a mut Call<S>, level: Level<'a, R>) -> BoxFuture<'a, Result<Vec<T>>>;
}

/// The rows of one level.
#[doc(hidden)]
pub struct Level<'a, R: Resource> {
    pub(super) tenant: &'a R::Tenant,
    pub(super) rows: &'a [R::Read],
    /// How often each row occurs in the result.
    pub(super) copies: &'a [usize],
}

impl<R: Resource> Clone for Level<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Resource> Copy for Level<'_, R> {}

impl<'a, R: Resource> Level<'a, R> {
    /// The rows, each with the number of its copies.
    pub(super) fn counted(self) -> impl Iterator<Item = (&'a R::Read, usize)> {
        self.rows.iter().zip(self.copies.iter().copied())
    }
}

/// The state of a call that loads related rows.
#[doc(hidden)]
pub struct Call<S> {
    pub(super) store: S,
    /// The number of rows that may still be loaded.
    pub(super) rows_left: usize,
}

impl<S> Call<S> {
    /// Counts loaded rows by their copies.
    pub(super) fn count(&mut self, copies: &[usize]) -> Result<()> {
        let rows = copies.iter().fold(0_usize, |rows, &copies| rows.saturating_add(copies));
        self.rows_left = self.rows_left.checked_sub(rows).ok_or_else(|| {
            Error::invalid("related", limits::at_most("related rows in one call", MAX_RELATED_ROWS))
        })?;
        Ok(())
    }
}

/// What the rows of a relation are loaded with: nothing, or relations of their own.
#[doc(hidden)]
pub trait Nested<R: Resource>: Send + 'static {
    /// A row with what is loaded for it.
    type Item: Clone + Send + 'static;
}

/// Loads what belongs to the rows of a relation.
#[doc(hidden)]
pub trait LoadNested<R: Resource, S>: Nested<R> {
    /// Combines the rows with what is loaded for them.
    fn items<'a>(
        self,
        call: &'a mut Call<S>,
        tenant: &'a R::Tenant,
        rows: Vec<R::Read>,
        copies: Vec<usize>,
    ) -> BoxFuture<'a, Result<Vec<Self::Item>>>;
}

/// The rows of a relation alone.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Plain;

/// The rows of a relation with relations of their own.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct With<I>(pub(super) I);

impl<R: Resource> Nested<R> for Plain {
    type Item = R::Read;
}

impl<R: Resource, S: Send> LoadNested<R, S> for Plain {
    fn items<'a>(
        self,
        _call: &'a mut Call<S>,
        _tenant: &'a R::Tenant,
        rows: Vec<R::Read>,
        _copies: Vec<usize>,
    ) -> BoxFuture<'a, Result<Vec<R::Read>>> {
        Box::pin(ready(Ok(rows)))
    }
}

impl<R: Resource, I: Include<R>> Nested<R> for With<I> {
    type Item = Loaded<R::Read, I::Output>;
}

impl<R: Resource, S: Send, I: Include<R> + Load<R, S, I::Output>> LoadNested<R, S> for With<I> {
    fn items<'a>(
        self,
        call: &'a mut Call<S>,
        tenant: &'a R::Tenant,
        rows: Vec<R::Read>,
        copies: Vec<usize>,
    ) -> BoxFuture<'a, Result<Vec<Self::Item>>> {
        Box::pin(async move {
            let related = self.0.load(call, Level { tenant, rows: &rows, copies: &copies }).await?;
            Ok(loaded(rows, related))
        })
    }
}

/// Implemented where a relation is not loaded with others yet.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation is already loaded with others",
    label = "the second `with`",
    note = "pass all relations to one `with`, as a tuple: `.with((Deposit::account(), Deposit::notes()))`"
)]
pub trait NotYet {}

impl NotYet for Plain {}

macro_rules! tuples {
    ($(($($I:ident $output:ident $T:ident),+))*) => {$(
        impl<R: Resource, $($I: Include<R>),+> Include<R> for ($($I,)+) {
            type Output = ($($I::Output,)+);
        }

        impl<R, S, $($I, $T),+> Load<R, S, ($($T,)+)> for ($($I,)+)
        where
            R: Resource,
            S: Send,
            $($I: Load<R, S, $T>, $T: Send + 'static,)+
        {
            #[expect(non_snake_case, reason = "a relation has the name of its type")]
            fn load<'a>(
                self,
                call: &'a mut Call<S>,
                level: Level<'a, R>,
            ) -> BoxFuture<'a, Result<Vec<($($T,)+)>>> {
                let ($($I,)+) = self;
                Box::pin(async move {
                    $(let mut $output = $I.load(call, level).await?.into_iter();)+
                    let mut all = Vec::with_capacity(level.rows.len());
                    while let ($(Some($output),)+) = ($($output.next(),)+) {
                        all.push(($($output,)+));
                    }
                    Ok(all)
                })
            }
        }
    )*};
}

tuples! {
    (A a AT)
    (A a AT, B b BT)
    (A a AT, B b BT, C c CT)
    (A a AT, B b BT, C c CT, D d DT)
    (A a AT, B b BT, C c CT, D d DT, E e ET)
    (A a AT, B b BT, C c CT, D d DT, E e ET, F f FT)
    (A a AT, B b BT, C c CT, D d DT, E e ET, F f FT, G g GT)
    (A a AT, B b BT, C c CT, D d DT, E e ET, F f FT, G g GT, H h HT)
}

/// The rows with what was loaded for each.
pub(super) fn loaded<Row, T>(rows: Vec<Row>, related: Vec<T>) -> Vec<Loaded<Row, T>> {
    rows.into_iter().zip(related).map(|(row, related)| Loaded { row, related }).collect()
}
