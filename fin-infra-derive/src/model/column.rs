//! A column and its properties.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, Ident, Meta, Path, Type};

use super::{Measure, kinds};

/// One stored column.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option")]
pub(crate) struct Column {
    /// The field's name on the generated types.
    pub(crate) field: Ident,
    /// Whether the struct has the field. A managed column may exist without one.
    pub(crate) declared: bool,
    /// The column's name in the table.
    pub(crate) name: String,
    /// The type as it was written in the struct.
    pub(crate) written: Type,
    /// The Rust type (or the default of a managed column), `Option<..>` included.
    pub(crate) ty: Type,
    /// The type that is stored: `T` of a nullable column's `Option<T>`, `ty` of a required column, or `Decimal` of the amounts
    /// of a `Money`.
    pub(crate) inner: Type,
    pub(crate) nullable: bool,
    /// Whether the type is invalid. The generated types still have the column, and no store supports it.
    pub(crate) invalid: bool,
    pub(crate) role: Role,
    pub(crate) kind: Kind,
    /// What it is of a field of the type `Money`.
    pub(crate) money: Option<Money>,
    pub(crate) access: Access,
    pub(crate) default: Option<Default>,
    pub(crate) filter: bool,
    pub(crate) order: bool,
    pub(crate) search: bool,
    /// Whether amounts can be added to it.
    pub(crate) adjust: bool,
    /// What can be computed from it.
    pub(crate) measures: Vec<Measure>,
    /// The case-folded copy that is stored for a search or `unique_ci`.
    pub(crate) folded: Option<Folded>,
    pub(crate) belongs_to: Option<BelongsTo>,
    pub(crate) renamed_from: Option<String>,
    /// Attributes forwarded to the validation crate and to the OpenAPI crate.
    pub(crate) validate: Vec<Meta>,
    pub(crate) schema: Vec<Meta>,
    /// The field's doc comments, or the default one of a managed column.
    pub(crate) docs: Vec<Attribute>,
}

impl Column {
    /// A column without options, which nobody can set. It has the name of its field.
    pub(super) fn of(field: Ident, role: Role, ty: Type, inner: Type, kind: Kind) -> Self {
        Self {
            name: field.unraw().to_string(),
            field,
            declared: false,
            written: ty.clone(),
            nullable: kinds::optional(&ty).is_some(),
            ty,
            inner,
            invalid: false,
            role,
            kind,
            money: None,
            access: Access { create: false, update: false, internal: false, secret: false },
            default: None,
            filter: false,
            order: false,
            search: false,
            adjust: false,
            measures: Vec::new(),
            folded: None,
            belongs_to: None,
            renamed_from: None,
            validate: Vec::new(),
            schema: Vec::new(),
            docs: Vec::new(),
        }
    }

    /// Whether lists can be filtered and ordered by it.
    pub(crate) fn can_be_listed(&self) -> bool {
        self.role != Role::Tenant && self.kind != Kind::Json && !self.access.secret
    }

    /// Whether the generated types have a field for it. The currency of a `Money` is in the field of its amount.
    pub(crate) fn is_field(&self) -> bool {
        self.money != Some(Money::Currency)
    }

    /// Whether it is the amount of a `Money`.
    pub(crate) fn is_amount(&self) -> bool {
        matches!(self.money, Some(Money::Amount | Money::AmountIn(_)))
    }

    /// The type of the field in generated types whose documentation is read.
    pub(crate) fn shown_type(&self) -> &Type {
        if self.is_amount() { &self.ty } else { &self.written }
    }

    /// The type of the field's values, without the `Option`.
    pub(crate) fn value_type(&self) -> &Type {
        if self.is_amount() { kinds::optional(&self.ty).unwrap_or(&self.ty) } else { &self.inner }
    }

    /// The span of the last segment of its type: `Duration` of `std::time::Duration`.
    pub(crate) fn type_span(&self) -> Span {
        kinds::span(self.written_value())
    }

    /// Its type as it was written, without the `Option`.
    pub(crate) fn written_value(&self) -> &Type {
        kinds::optional(&self.written).unwrap_or(&self.written)
    }

    /// The largest magnitude of its values, if it is an integer.
    pub(crate) fn magnitude(&self) -> u128 {
        kinds::magnitude(self.written_value())
    }
}

/// The case-folded copy of a text column, for searches and `unique_ci`.
pub(crate) struct Folded {
    /// Its column's name.
    pub(crate) name: String,
    /// Its previous name, if the text column was renamed.
    pub(crate) renamed_from: Option<String>,
    /// Whether it fits into an index, which then serves searches.
    pub(crate) fits_an_index: bool,
}

/// The role of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    Id,
    Tenant,
    Data,
    /// The number of the row within its tenant.
    Number,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
    Version,
}

/// What the derive knows about a column's type from its spelling and options.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `String`: at most `max` characters, if limited or part of a key.
    Text {
        max: Option<u32>,
    },
    /// `Decimal`, or a type marked `decimal(..)`.
    Decimal {
        precision: u8,
        scale: u8,
    },
    /// `i8` to `i64`, `u8` to `u64`.
    Integer,
    Bool,
    Float,
    /// `DateTime<Utc>`.
    Time,
    /// `NaiveDate`.
    Date,
    Uuid,
    /// A field marked `json`.
    Json,
    /// Bytes (`Vec<u8>`), at most `max` of them.
    Bytes {
        max: Option<u32>,
    },
    /// Any other type, which its sqlx traits store. `max` is the limit of a type that wraps text.
    Other {
        max: Option<u32>,
    },
}

/// What a column is of a field of the type `Money`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Money {
    /// The amount, whose currency is in the next column.
    Amount,
    /// The amount, always in the currency with this code.
    AmountIn(Ident),
    /// The currency of the amount in the previous column.
    Currency,
}

/// Who can set a column, and where it is visible.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Access {
    /// A field of Create.
    pub(crate) create: bool,
    /// A field of Update.
    pub(crate) update: bool,
    /// Only the application's code can set it: never in the JSON of Create and Update.
    pub(crate) internal: bool,
    /// Never in the JSON of Read, and masked in every `Debug` output.
    pub(crate) secret: bool,
}

/// The value of a column that the JSON of Create leaves out.
#[derive(Clone)]
pub(crate) enum Default {
    /// `#[fin(default)]`: the type's own `Default`.
    Trait,
    /// `#[fin(default = expr)]`.
    Expr(Expr),
}

/// A field that is not stored.
pub(crate) struct Skipped {
    pub(crate) field: Ident,
    pub(crate) default: Option<Expr>,
}

/// A foreign key to the id of another resource.
pub(crate) struct BelongsTo {
    pub(crate) parent: Path,
    /// The constraint's name.
    pub(crate) name: String,
}
