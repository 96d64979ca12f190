//! Evaluates filters and searches on rows in memory.

use super::Row;
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::Result;
use crate::predicate::{Clause, Conditions, Term};
use crate::query::Selected;
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// The conditions for a row to be listed, except whether it is live or deleted.
pub(super) struct Filter {
    table: &'static Table,
    tenant: Option<Scalar>,
    clauses: Vec<Valued>,
    search: Vec<String>,
}

impl Filter {
    pub(super) fn new(scope: ErasedScope<'_, InMemory>, selected: Selected<'_, InMemory>) -> Result<Self> {
        let mut tenant = Vec::new();
        scope.add_tenant(&mut tenant)?;
        let mut conditions = Conditions::<InMemory>::after(Vec::new());
        selected.filter.conditions(&mut conditions)?;
        let mut values = conditions.arguments.into_iter().map(|cell| cell.scalar);
        Ok(Self {
            table: scope.stored.table,
            tenant: tenant.pop().map(|cell| cell.scalar),
            clauses: valued(conditions.clauses, &mut values),
            search: selected.folded_searches()?.collect(),
        })
    }

    /// Returns `true` if a row matches.
    pub(super) fn row(&self, row: &Row) -> bool {
        self.is_tenants(row) && all_hold(&self.clauses, row) && self.is_found(row)
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

/// A [`Clause`] with its values.
enum Valued {
    Term(Term, Vec<Scalar>),
    AnyOf(Vec<Vec<Valued>>),
    Not(Vec<Valued>),
}

/// Distributes the values among the clauses.
fn valued(clauses: Vec<Clause>, values: &mut dyn Iterator<Item = Scalar>) -> Vec<Valued> {
    let mut with_values = |clause| match clause {
        Clause::Term(term) => Valued::Term(term, values.take(term.operator.arity()).collect()),
        Clause::AnyOf(branches) => {
            Valued::AnyOf(branches.into_iter().map(|branch| valued(branch, values)).collect())
        }
        Clause::Not(clauses) => Valued::Not(valued(clauses, values)),
    };
    clauses.into_iter().map(&mut with_values).collect()
}

fn all_hold(clauses: &[Valued], row: &[Cell]) -> bool {
    clauses.iter().all(|clause| match clause {
        Valued::Term(term, values) => term.operator.holds(&row[term.ordinal].scalar, values),
        Valued::AnyOf(branches) => branches.iter().any(|branch| all_hold(branch, row)),
        Valued::Not(clauses) => !all_hold(clauses, row),
    })
}

fn contains(text: &Scalar, part: &str) -> bool {
    matches!(text, Scalar::Text(text) if text.contains(part))
}
