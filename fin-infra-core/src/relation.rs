//! Rows that refer to rows of another resource.

use std::collections::HashMap;

use crate::error::Result;
use crate::operation::List;
use crate::query::{MAX_PAGE_SIZE, Query};
use crate::repository::Repository;
use crate::resource::{Resource, StoredIn};
use crate::store::{Memory, Store};

/// A resource with one column that refers to rows of `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not belong to `{P}`",
    label = "no column, or more than one, refers to `{P}`",
    note = "`children(..)` needs exactly one field with `#[fin(belongs_to = \"{P}\")]` on `{Self}`"
)]
pub trait BelongsTo<P: Resource>: Resource {
    /// The rows of these parents.
    fn of(parents: &[P::Id]) -> Self::Filter;

    /// The parent of a row.
    fn parent(row: &Self::Read) -> Option<P::Id>;
}

/// The children of many parents, by parent. A parent without children is not in it.
pub type Children<P, C> = HashMap<<P as Resource>::Id, Vec<<C as Resource>::Read>>;

/// How many parents' children one query reads.
const PARENTS_PER_QUERY: usize = 500;

impl<P: Resource> Repository<P> {
    /// The live children of many parents, in one query for every 500 parents: by parent, the oldest first. The
    /// repository's `<children>_of` methods call it.
    pub async fn children<C, S>(&self, mut store: S, parents: &[P::Id]) -> Result<Children<P, C>>
    where
        C: BelongsTo<P> + Resource<Tenant = P::Tenant> + StoredIn<Memory>,
        S: Store<C>,
    {
        let children = Repository::<C>::of(self.tenant_id().clone());
        let mut found = Children::<P, C>::with_capacity(parents.len());
        for parents in parents.chunks(PARENTS_PER_QUERY) {
            let mut query = Query::<C>::new().filter(C::of(parents)).page_size(MAX_PAGE_SIZE);
            loop {
                let page = store.run(List { scope: children.scope(), query: query.clone() }).await?;
                for row in page.items {
                    if let Some(parent) = C::parent(&row) {
                        found.entry(parent).or_default().push(row);
                    }
                }
                match page.next {
                    Some(cursor) => query = query.after(cursor),
                    None => break,
                }
            }
        }
        Ok(found)
    }
}
