//! Pages of lists.

use super::Cursor;

/// One page of a list.
///
/// ```
/// # use fin_infra::prelude::*;
/// # #[derive(FinResource)]
/// # pub struct Goal { pub name: String }
/// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
/// let page = goals.list(db, GoalQuery::new().page_size(10).with_total()).await?;
/// println!("{} of {}", page.items.len(), page.total.unwrap_or_default());
/// if let Some(cursor) = &page.next {
///     println!("more after {cursor}");
/// }
/// for goal in &page {
///     println!("{}", goal.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows, at most as many as the query's page size.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one: for [`Query::after`](super::Query::after).
    pub next: Option<Cursor>,
    /// The number of rows on all pages, if the query asked for it.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Returns an iterator over the rows.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
