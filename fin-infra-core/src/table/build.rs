//! Constructors for generated code, which says of a column only what is not as usual.

use super::{Column, CurrencyOf, Distribution, Index, IndexedRows, Limits, Literal, Table, Unique};

/// A required column with the name of its field and the default limits.
#[must_use]
pub const fn field(name: &'static str) -> Column {
    Column {
        name,
        field: name,
        nullable: false,
        limits: Limits::DEFAULT,
        folded: None,
        folded_renamed_from: None,
        fixed: false,
        filter: false,
        order: false,
        renamed_from: None,
        default: None,
        currency: None,
    }
}

/// An index. `columns` are ordinals.
#[must_use]
pub const fn index(rows: IndexedRows, name: &'static str, columns: &'static [usize]) -> Index {
    Index { name, columns, rows }
}

/// A unique constraint. `columns` are ordinals.
#[must_use]
pub const fn unique(name: &'static str, columns: &'static [usize], ignore_case: bool) -> Unique {
    Unique { name, columns, ignore_case }
}

/// The table with the last number of each tenant. Its columns are the tenant and the number.
#[must_use]
pub const fn counter(
    name: &'static str,
    columns: &'static [Column],
    rls: bool,
    distribution: Option<Distribution>,
) -> Table {
    Table {
        name,
        columns,
        id: 0,
        tenant: Some(0),
        rls,
        distribution,
        deleted_at: None,
        version: None,
        updated_at: None,
        search: &[],
        uniques: &[],
        indexes: &[],
        foreign_keys: &[],
        checks: &[],
        numbering: None,
    }
}

impl Column {
    /// Sets its name in the table.
    #[doc(hidden)]
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Lets it hold null.
    #[doc(hidden)]
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Sets its maximum length.
    #[doc(hidden)]
    #[must_use]
    pub const fn length(mut self, length: u32) -> Self {
        self.limits.length = Some(length);
        self
    }

    /// Sets the digits of its decimals.
    #[doc(hidden)]
    #[must_use]
    pub const fn digits(mut self, precision: u8, scale: u8) -> Self {
        self.limits.precision = precision;
        self.limits.scale = scale;
        self
    }

    /// Makes it JSON.
    #[doc(hidden)]
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.limits.json = true;
        self
    }

    /// Gives it a folded copy, which may have had another name.
    #[doc(hidden)]
    #[must_use]
    pub const fn folded(mut self, name: &'static str, renamed_from: Option<&'static str>) -> Self {
        self.folded = Some(name);
        self.folded_renamed_from = renamed_from;
        self
    }

    /// Declares that it never changes.
    #[doc(hidden)]
    #[must_use]
    pub const fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Lets lists be filtered by it.
    #[doc(hidden)]
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }

    /// Lets lists be ordered by it.
    #[doc(hidden)]
    #[must_use]
    pub const fn order(mut self) -> Self {
        self.order = true;
        self
    }

    /// Sets its former name.
    #[doc(hidden)]
    #[must_use]
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// Sets its default.
    #[doc(hidden)]
    #[must_use]
    pub const fn default(mut self, literal: Literal) -> Self {
        self.default = Some(literal);
        self
    }

    /// Holds amounts in a currency.
    #[doc(hidden)]
    #[must_use]
    pub const fn currency(mut self, currency: CurrencyOf) -> Self {
        self.currency = Some(currency);
        self
    }
}
