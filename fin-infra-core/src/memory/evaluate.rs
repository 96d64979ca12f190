//! Evaluates filters and searches on rows in memory.

use super::Row;
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::Result;
use crate::predicate::{Conditions, Operator, Term};
use crate::query::Selected;
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// The conditions for a row to be listed, except whether it is live or deleted.
pub(super) struct Filter {
    table: &'static Table,
    tenant: Option<Scalar>,
    terms: Vec<(Term, Vec<Scalar>)>,
    search: Vec<String>,
}

impl Filter {
    pub(super) fn new(scope: ErasedScope<'_, InMemory>, selected: Selected<'_, InMemory>) -> Result<Self> {
        let mut tenant = Vec::new();
        scope.add_tenant(&mut tenant)?;
        let mut conditions = Conditions::<InMemory>::after(Vec::new());
        selected.filter.conditions(&mut conditions)?;
        let mut arguments = conditions.arguments.into_iter().map(|cell| cell.scalar);
        let terms = conditions.terms.into_iter().map(|term| {
            let values = arguments.by_ref().take(term.operator.arity()).collect();
            (term, values)
        });
        Ok(Self {
            table: scope.stored.table,
            tenant: tenant.pop().map(|cell| cell.scalar),
            terms: terms.collect(),
            search: selected.folded_searches()?.collect(),
        })
    }

    /// Returns `true` if a row matches.
    pub(super) fn row(&self, row: &Row) -> bool {
        self.is_tenants(row)
            && self.terms.iter().all(|(term, values)| holds(*term, values, row))
            && self.is_found(row)
    }

    fn is_tenants(&self, row: &[Cell]) -> bool {
        match (&self.tenant, self.table.tenant) {
            (Some(tenant), Some(ordinal)) => row[ordinal].scalar == *tenant,
            _ => true,
        }
    }

    fn is_found(&self, row: &[Cell]) -> bool {
        self.search.iter().all(|part| {
            let mut searched = self.table.search.iter().map(|&ordinal| self.table.folded_ordinal(ordinal));
            searched.any(|ordinal| contains(&row[ordinal].scalar, part))
        })
    }
}

impl Operator {
    /// Returns the number of values that the operator compares with.
    fn arity(self) -> usize {
        match self {
            Self::AnyOf(count) | Self::NoneOf(count) => count,
            Self::IsNull | Self::IsNotNull => 0,
            _ => 1,
        }
    }
}

fn contains(text: &Scalar, part: &str) -> bool {
    matches!(text, Scalar::Text(text) if text.contains(part))
}

fn holds(term: Term, values: &[Scalar], row: &[Cell]) -> bool {
    let column = &row[term.ordinal].scalar;
    match (term.operator, values) {
        (Operator::IsNull, _) => column.is_null(),
        (Operator::IsNotNull, _) => !column.is_null(),
        _ if column.is_null() => false,
        (Operator::AnyOf(_), values) => values.contains(column),
        (Operator::NoneOf(_), values) => !values.contains(column),
        (Operator::Contains, [Scalar::Text(part)]) => contains(column, part),
        (Operator::Eq, [value]) => column == value,
        (Operator::Ne, [value]) => column != value,
        (Operator::Lt, [value]) => column < value,
        (Operator::Le, [value]) => column <= value,
        (Operator::Gt, [value]) => column > value,
        (Operator::Ge, [value]) => column >= value,
        _ => false,
    }
}
