//! The acts: every method of a repository.

mod adjust;
pub(crate) mod aggregate;
mod change;
mod create;
mod everyone;
pub(crate) mod family;
mod forge;
mod list;
mod look;
pub(crate) mod own;
pub(crate) mod relation;
mod remove;
pub(crate) mod scoped;
pub(crate) mod select;
mod spec;
mod walk;

use crate::act::Maker;
use crate::subjects::{Adjusting, Changing, Kept, Owned, Subject, Upserting};

/// The operations on any resource, with their weights.
pub(crate) fn of_any<R: Subject>() -> Vec<(usize, Maker)> {
    let mut makers = of_any_row::<R>();
    makers.push((3, remove::many::<R>));
    makers.push((1, remove::by_condition::<R>));
    makers
}

/// The operations without those that delete several rows at once.
pub(crate) fn of_any_row<R: Subject>() -> Vec<(usize, Maker)> {
    vec![
        (30, create::one::<R>),
        (8, create::many::<R>),
        (4, look::one::<R>),
        (3, look::many::<R>),
        (10, list::page::<R>),
        (4, list::count::<R>),
        (3, list::exists::<R>),
        (4, list::stream::<R>),
        (8, walk::to_the_end::<R>),
        (3, walk::by_number::<R>),
        (4, walk::interrupted::<R>),
        (4, forge::tampered::<R>),
        (8, remove::one::<R>),
    ]
}

/// The operations on resources that can be updated.
pub(crate) fn of_changing<R: Changing>() -> Vec<(usize, Maker)> {
    vec![(18, change::update::<R>)]
}

/// The operations that change several rows at once. If they violated several unique constraints, each store would report
/// another one.
pub(crate) fn of_changing_without_uniques<R: Changing>() -> Vec<(usize, Maker)> {
    vec![(6, change::by_condition::<R>)]
}

/// The operations on resources with numbers that are adjusted.
pub(crate) fn of_adjusting<R: Adjusting>() -> Vec<(usize, Maker)> {
    vec![(10, adjust::one::<R>), (4, adjust::many::<R>)]
}

/// The operations on resources with unique values.
pub(crate) fn of_upserting<R: Upserting>() -> Vec<(usize, Maker)> {
    vec![(16, create::upsert::<R>)]
}

/// The operations on resources with soft delete.
pub(crate) fn of_kept<R: Kept>() -> Vec<(usize, Maker)> {
    vec![
        (3, remove::for_good::<R>),
        (8, change::restore::<R>),
        (3, list::deleted::<R>),
        (2, remove::purge::<R>),
    ]
}

/// The operations on tenant-scoped resources.
pub(crate) fn of_owned<R: Owned>() -> Vec<(usize, Maker)> {
    vec![(3, everyone::read::<R>)]
}
