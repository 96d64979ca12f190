//! The resources of a program, found when it is linked.

use crate::migrate::definition::Definition;

inventory::collect!(Definition);

/// The tables of every resource that is linked into this program, by their names: those of the libraries that it uses as
/// well as its own.
///
/// A library none of whose items the program names is not linked; `use that_library as _;` names it.
///
/// ```standalone_crate
/// use fin_infra_core::migrate;
/// use fin_infra_core::prelude::*;
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
    let mut found: Vec<Definition> = inventory::iter::<Definition>().copied().collect();
    found.sort_by_key(|definition| definition.table.name);
    found
}
