//! The validated resource.
//!
//! [`build`] turns what the user wrote into a [`Resource`] and collects all errors. `sql` and `expand` read it and check
//! nothing again. After errors, the resource contains what is valid, for stubs of the generated types.

mod adjust;
mod aggregates;
mod backends;
mod build;
mod column;
mod data;
mod distribution;
mod draft;
mod generated;
mod identifiers;
mod keys;
mod kinds;
pub(crate) use kinds::optional;
mod layout;
mod lengths;
mod lists;
mod literals;
mod lookalikes;
mod managed;
mod money;
mod names;
mod number;
mod orders;
mod relations;
mod roles;
mod row_size;
mod rules;
mod secrets;
mod serving;
mod settings;
mod sizes;
mod storable;
#[cfg(test)]
mod tests;

use syn::{Attribute, Ident, LitStr, Meta, Path, Visibility};

pub(crate) use aggregates::{Aggregate, Measure};
pub(crate) use build::{Outline, build, outline};
pub(crate) use column::{Access, BelongsTo, Column, Default, Folded, Kind, Money, Role, Skipped};

pub(crate) use literals::Literal;
pub(crate) use managed::managed_docs;
pub(crate) use money::has_own_schema;
pub(crate) use names::{children_method, children_relation, children_sum_method};
pub(crate) use number::LAST_NUMBER;
pub(crate) use settings::Distribution;
use settings::Settings;

/// One annotated struct.
pub(crate) struct Resource {
    /// The struct's name, and its visibility, which the generated types have as well.
    pub(crate) ident: Ident,
    pub(crate) visibility: Visibility,
    /// The struct's own doc comments.
    pub(crate) docs: Vec<Attribute>,
    /// The path of the core crate as the user's crate knows it.
    pub(crate) core: Path,
    pub(crate) table: String,
    /// The path of the REST API, with its leading slash.
    pub(crate) path: String,
    /// The stored columns in table order: the id, the tenant, the data columns in the order of the struct, then the other
    /// managed columns (`created_at`, `updated_at`, `deleted_at`, `version`).
    pub(crate) columns: Vec<Column>,
    /// Fields that are not stored.
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) soft_delete: bool,
    /// Whether PostgreSQL's row-level security isolates tenants as well.
    pub(crate) rls: bool,
    pub(crate) distribution: Option<Distribution>,
    pub(crate) parts: Parts,
    pub(crate) backends: Backends,
    /// The databases that the user named, whose features the core needs.
    pub(crate) named_databases: Vec<LitStr>,
    pub(crate) create: Generated,
    pub(crate) read: Generated,
    pub(crate) update: Generated,
    pub(crate) adjust: Generated,
    pub(crate) aggregate: Generated,
    /// The order of the groups of an aggregate.
    pub(crate) aggregate_order: Ident,
    pub(crate) filter: Generated,
    pub(crate) order: Generated,
    pub(crate) query: Generated,
    pub(crate) repository: Generated,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    pub(crate) prepare: Option<Path>,
    pub(crate) validate: Option<Path>,
    pub(crate) children: Vec<Path>,
    /// What can be computed from the rows.
    pub(crate) aggregates: Vec<Aggregate>,
    /// The table with the last number of each tenant, if the rows are numbered.
    pub(crate) counter: Option<String>,
    /// Whether any option requests a search.
    pub(crate) searchable: bool,
}

impl Resource {
    /// The name of the relation of a reference. None after the error that it is taken.
    pub(crate) fn relation(&self, reference: &Column) -> Option<Ident> {
        relations::reference(reference, &self.children, &self.columns)
    }

    /// Whether every column is valid, as after no errors.
    pub(crate) fn is_whole(&self) -> bool {
        self.columns.iter().all(|column| !column.invalid)
    }
}

/// The parts that can be left out.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Parts {
    pub(crate) repository: bool,
    pub(crate) create: bool,
    pub(crate) update: bool,
    pub(crate) adjust: bool,
    /// The type that computes sums and groups.
    pub(crate) aggregate: bool,
    pub(crate) delete: bool,
    pub(crate) http: bool,
    pub(crate) migrate: bool,
    /// The upserts by unique values. A numbered row has none: where an upsert updates a row, the number that it took for a
    /// new one would be missing.
    pub(crate) upserts: bool,
}

/// The stores for which code is generated.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Backends {
    pub(crate) sqlite: bool,
    pub(crate) postgres: bool,
    pub(crate) mysql: bool,
    pub(crate) memory: bool,
}

/// A generated type: its name, and what the user adds to it.
pub(crate) struct Generated {
    pub(crate) name: Ident,
    pub(crate) derives: Vec<Path>,
    pub(crate) attributes: Vec<Meta>,
}

/// Uniqueness among live rows. The constraint starts with the tenant, which is not in `columns`.
pub(crate) struct Unique {
    /// The constraint's name, within every backend's length limit.
    pub(crate) name: String,
    /// Ordinals of columns.
    pub(crate) columns: Vec<usize>,
    /// Whether text columns compare by their folded copy.
    pub(crate) ignore_case: bool,
}

/// An index that the user requested or that a list needs. It starts with the tenant and ends with the id.
pub(crate) struct Index {
    pub(crate) name: String,
    /// Ordinals of columns; folded copies follow all columns.
    pub(crate) columns: Vec<usize>,
    pub(crate) rows: IndexedRows,
}

/// The rows in an index, with soft delete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexedRows {
    Live,
    Deleted,
    All,
}

/// A rule over columns.
pub(crate) struct Check {
    /// The constraint's name.
    pub(crate) name: String,
    /// The rule as the user wrote it, for messages.
    pub(crate) source: String,
    pub(crate) rule: Rule,
}

/// A condition on the columns of one row. It is unknown if a column in it is null, and an unknown rule holds, as in SQL's
/// CHECK.
pub(crate) enum Rule {
    And(Box<Rule>, Box<Rule>),
    Compare {
        left: Sum,
        operator: Operator,
        right: Sum,
    },
    /// An amount and its currency are null together. The types of Rust cannot break it.
    NullTogether {
        amount: usize,
        currency: usize,
    },
    /// All amounts are in the currency with this code. It always holds, and tells everybody who reads the table what its
    /// numbers mean.
    InCurrency {
        amount: usize,
        code: String,
    },
}

impl Rule {
    /// Whether it compares a column.
    pub(crate) fn names(&self, ordinal: usize) -> bool {
        let has = |sum: &Sum| sum.terms.iter().any(|(_, term)| *term == Term::Column(ordinal));
        match self {
            Self::And(left, right) => left.names(ordinal) || right.names(ordinal),
            Self::Compare { left, right, .. } => has(left) || has(right),
            Self::NullTogether { amount, currency } => [*amount, *currency].contains(&ordinal),
            Self::InCurrency { amount, .. } => *amount == ordinal,
        }
    }
}

/// `a + b - c`, or a single term.
pub(crate) struct Sum {
    pub(crate) terms: Vec<(Sign, Term)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// The ordinal of a column.
    Column(usize),
    /// A number in decimal digits without its sign (`"0.5"`).
    Number(String),
    Text(String),
    Bool(bool),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}
