//! The resources that are linked into a program.

use fin_infra_core::schema::Definition;

/// A table of this program, for [`discovered`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Discovered(pub Definition);

inventory::collect!(Discovered);

/// The tables of every resource that is linked into this program, including those of its libraries, sorted by name.
///
/// A library is not linked unless the program names one of its items; write `use that_library as _;`.
///
/// ```standalone_crate
/// use fin_infra::migrate;
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// assert_eq!(migrate::discovered()[0].table.name, "goals");
/// ```
#[must_use]
pub fn discovered() -> Vec<Definition> {
    let mut found: Vec<Definition> = inventory::iter::<Discovered>().map(|found| found.0).collect();
    found.sort_by_key(|definition| definition.table.name);
    found
}
