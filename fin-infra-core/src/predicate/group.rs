//! Groups of filters.

use super::Conditions;
use crate::column::Medium;
use crate::error::Result;

/// Filters within a filter. The derive stores them in each filter type.
#[derive(Clone, Debug, PartialEq)]
pub enum Group<F> {
    /// One of them matches.
    AnyOf(Vec<F>),
    /// It does not match.
    Not(Box<F>),
}

impl<F> Group<F> {
    /// One of the filters matches.
    pub fn any_of(filters: impl IntoIterator<Item = F>) -> Self {
        Self::AnyOf(filters.into_iter().collect())
    }

    /// The filter does not match.
    pub fn not(filter: F) -> Self {
        Self::Not(Box::new(filter))
    }

    /// Adds the group to a filter's conditions. `add` adds those of a filter.
    pub fn add_to<M: Medium>(
        &self,
        to: &mut Conditions<M>,
        add: impl Fn(&F, &mut Conditions<M>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::AnyOf(filters) => to.any_of(filters.iter(), add),
            Self::Not(filter) => to.not(&**filter, add),
        }
    }
}
