//! Unique constraints and indexes.

mod check;

use darling::error::Accumulator;
use proc_macro2::Span;
use syn::LitStr;

use super::draft::Draft;
use super::layout::Layout;
use super::{Index, IndexedRows, Kind, Role, Unique, names};
use crate::attr::on;
use crate::attr::{Columns, StructOptions};

/// The purpose of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Unique,
    UniqueIgnoringCase,
    Index,
}

/// A requested key.
struct Key {
    purpose: Purpose,
    /// The option's name.
    span: Span,
    /// Each column's ordinal, and the span of its name.
    columns: Vec<(usize, Span)>,
    /// Whether it serves an order, which ends with the id.
    is_order: bool,
    /// Whether a name was unknown and had to be guessed. It has been reported, and nothing else about the key is.
    guessed: bool,
}

/// The valid keys.
pub(super) struct Keys {
    pub(super) uniques: Vec<Unique>,
    pub(super) indexes: Vec<Index>,
    /// The columns of each key and the span of its option, for the check of its size.
    pub(super) requested: Vec<(Vec<usize>, Span)>,
}

impl Purpose {
    fn option(self) -> &'static str {
        match self {
            Self::Unique => "unique",
            Self::UniqueIgnoringCase => "unique_ci",
            Self::Index => "index",
        }
    }
}

impl Key {
    fn ordinals(&self) -> Vec<usize> {
        self.columns.iter().map(|(ordinal, _)| *ordinal).collect()
    }

    fn has_the_columns_of(&self, other: &Self) -> bool {
        self.columns.len() == other.columns.len()
            && self.columns.iter().all(|(ordinal, _)| other.columns.iter().any(|(same, _)| same == ordinal))
    }

    /// Whether the columns compare as they are, and not by their folded copies.
    fn compares_as_written(&self, layout: &Layout) -> bool {
        self.purpose != Purpose::UniqueIgnoringCase
            || self.columns.iter().all(|(ordinal, _)| !is_text(&layout.drafts[*ordinal]))
    }
}

/// Collects the keys, and reports invalid and redundant ones.
pub(super) fn collect(
    layout: &Layout,
    options: &StructOptions,
    orders: &[Columns],
    table: &str,
    errors: &mut Accumulator,
) -> Keys {
    let mut kept: Vec<Key> = Vec::new();
    for key in requested(layout, options, orders, errors) {
        let sound = check::check_all(&key, layout).and_then(|()| check::check_is_new(&key, &kept, layout));
        let keeps = if key.guessed { sound.ok() } else { errors.handle(sound) };
        if keeps.is_some() {
            kept.push(key);
        }
    }
    let mut keys = Keys { uniques: Vec::new(), indexes: Vec::new(), requested: Vec::new() };
    for key in kept {
        keys.keep(&key, layout, table);
    }
    // The order in which databases check them: see `render/order.rs` in `fin-infra-migrate`.
    let is_nullable =
        |unique: &Unique| unique.columns.iter().any(|&ordinal| layout.drafts[ordinal].column.nullable);
    keys.uniques.sort_by_key(|unique| (is_nullable(unique), unique.name.clone()));
    keys
}

impl Keys {
    fn keep(&mut self, key: &Key, layout: &Layout, table: &str) {
        let columns = key.ordinals();
        self.requested.push((columns.clone(), key.span));
        let name = self.free_name(key.purpose, &columns, layout, table);
        match key.purpose {
            Purpose::Index => self.indexes.push(Index { name, columns, rows: IndexedRows::Live }),
            Purpose::Unique => self.uniques.push(Unique { name, columns, ignore_case: false }),
            Purpose::UniqueIgnoringCase => self.uniques.push(Unique { name, columns, ignore_case: true }),
        }
    }

    /// `uq_budgets_user_id_name`. If two lists of columns have the same spelling (`a_b`, and `a` with `b`), the later one
    /// ends with a hash.
    fn free_name(&self, purpose: Purpose, columns: &[usize], layout: &Layout, table: &str) -> String {
        let columns: Vec<&str> =
            columns.iter().map(|ordinal| layout.drafts[*ordinal].column.name.as_str()).collect();
        let (kind, ending) = match purpose {
            Purpose::Unique => ("uq", ""),
            Purpose::UniqueIgnoringCase => ("uq", "_ci"),
            Purpose::Index => ("ix", ""),
        };
        let name = names::constraint_name(kind, table, &format!("{}{ending}", columns.join("_")));
        let taken = self.uniques.iter().any(|unique| unique.name == name)
            || self.indexes.iter().any(|index| index.name == name);
        if !taken {
            return name;
        }
        let hash = names::name_hash(&columns.join(","));
        names::constraint_name(kind, table, &format!("{}{ending}_{hash}", columns.join("_")))
    }
}

/// Every requested key whose columns exist: those of fields first, and indexes after the constraints that may make them
/// redundant.
fn requested(
    layout: &Layout,
    options: &StructOptions,
    orders: &[Columns],
    errors: &mut Accumulator,
) -> Vec<Key> {
    let on_field = |purpose: Purpose| {
        layout.drafts.iter().enumerate().filter_map(move |(ordinal, draft)| {
            // `managed` has reported keys on the id and the tenant.
            if matches!(draft.column.role, Role::Id | Role::Tenant) {
                return None;
            }
            let number = draft.options.number.filter(|_| draft.column.role == Role::Number);
            let span = match (purpose, number) {
                (Purpose::Unique, Some(number)) => Some(number.span),
                (_, Some(_)) => None,
                (Purpose::Unique, None) => on(draft.options.unique),
                (_, None) => on(draft.options.index),
            }?;
            let columns = layout.key_columns(ordinal).map(|ordinal| (ordinal, span)).collect();
            Some(Key { purpose, span, columns, is_order: false, guessed: false })
        })
    };
    let mut keys: Vec<Key> = on_field(Purpose::Unique).collect();
    keys.extend(options.uniques.iter().filter_map(|list| named(Purpose::Unique, list, layout, errors)));
    keys.extend(
        options
            .uniques_ignoring_case
            .iter()
            .filter_map(|list| named(Purpose::UniqueIgnoringCase, list, layout, errors)),
    );
    keys.extend(on_field(Purpose::Index));
    keys.extend(options.indexes.iter().filter_map(|list| named(Purpose::Index, list, layout, errors)));
    let orders = orders.iter().filter_map(|list| named(Purpose::Index, list, layout, errors));
    keys.extend(orders.map(|key| Key { is_order: true, ..key }));
    keys
}

fn named(purpose: Purpose, list: &Columns, layout: &Layout, errors: &mut Accumulator) -> Option<Key> {
    let mut guessed = false;
    let mut ordinal = |name: &LitStr| {
        errors.handle(layout.find(&name.value(), name.span())).or_else(|| {
            guessed = true;
            layout.guess(&name.value())
        })
    };
    let named: Vec<_> = list.names.iter().filter_map(|name| Some((ordinal(name)?, name.span()))).collect();
    let complete = !named.is_empty() && named.len() == list.names.len();
    let columns = named
        .into_iter()
        .flat_map(|(ordinal, span)| layout.key_columns(ordinal).map(move |ordinal| (ordinal, span)))
        .collect();
    complete.then_some(Key { purpose, span: list.span, columns, is_order: false, guessed })
}

fn is_text(draft: &Draft) -> bool {
    matches!(draft.column.kind, Kind::Text { .. })
}
