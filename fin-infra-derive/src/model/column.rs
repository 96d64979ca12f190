//! A column, and what is known of it.

use proc_macro2::Span;
use syn::{Attribute, Expr, Ident, Meta, Path, Type};

use super::kinds;

/// One stored column.
#[expect(clippy::struct_excessive_bools, reason = "each is a word that the user may write")]
pub(crate) struct Column {
    /// The field's name on the generated types.
    pub(crate) field: Ident,
    /// Whether the struct itself has the field; a managed column may exist without it.
    pub(crate) declared: bool,
    /// The column's name in the table.
    pub(crate) name: String,
    /// The type as it was written, where it stands in generated code as it does in the struct.
    pub(crate) written: Type,
    /// The Rust type (or the default of a managed column), `Option<..>` included.
    pub(crate) ty: Type,
    /// `T` of a nullable column's `Option<T>`, and `ty` itself of a required one.
    pub(crate) inner: Type,
    pub(crate) nullable: bool,
    /// Whether the type was refused. The generated types have the column all the same, and no store holds it.
    pub(crate) refused: bool,
    pub(crate) role: Role,
    pub(crate) kind: Kind,
    pub(crate) access: Access,
    pub(crate) default: Option<Default>,
    pub(crate) filter: bool,
    pub(crate) order: bool,
    pub(crate) search: bool,
    /// Whether a case-folded copy is stored beside the column (for search and `unique_ci`), and that copy's column name.
    pub(crate) folded: Option<Folded>,
    pub(crate) belongs_to: Option<BelongsTo>,
    pub(crate) renamed_from: Option<String>,
    /// Rules forwarded to the validation crate, and to the OpenAPI crate.
    pub(crate) validate: Vec<Meta>,
    pub(crate) schema: Vec<Meta>,
    /// The field's doc comments, or one written for a managed column.
    pub(crate) docs: Vec<Attribute>,
}

impl Column {
    /// Whether lists could be filtered and ordered by it.
    pub(crate) fn can_be_listed(&self) -> bool {
        self.role != Role::Tenant && self.kind != Kind::Json && !self.access.secret
    }

    /// Where the name of its type stands: `Duration` of `std::time::Duration`.
    pub(crate) fn type_span(&self) -> Span {
        kinds::span(&self.inner)
    }

    /// Its type as it was written, without the `Option`.
    pub(crate) fn written_value(&self) -> &Type {
        kinds::optional(&self.written).unwrap_or(&self.written)
    }

    /// The largest magnitude that a value of it has, where it is a whole number.
    pub(crate) fn magnitude(&self) -> u128 {
        kinds::magnitude(self.written_value())
    }
}

/// The case-folded copy of a text column, for searches and `unique_ci`.
pub(crate) struct Folded {
    /// Its column's name.
    pub(crate) name: String,
    /// The name that it had before, where the text's column was called otherwise.
    pub(crate) renamed_from: Option<String>,
    /// Whether an index serves searches: whether it fits into one.
    pub(crate) fits_an_index: bool,
}

/// What a column is to the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    Id,
    Tenant,
    Data,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
    Version,
}

/// What the derive can tell of a column's type from its spelling and attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `String`: at most `max` characters where a limit was given or the column is part of a key.
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
    Uuid,
    /// A field marked `json`.
    Json,
    /// Bytes (`Vec<u8>`), at most `max` of them.
    Bytes {
        max: Option<u32>,
    },
    /// Everything else: the type's own sqlx traits say how it is stored. `max` as written, for types that wrap text.
    Other {
        max: Option<u32>,
    },
}

/// Who may set a column, and where it shows.
#[expect(clippy::struct_excessive_bools, reason = "each is a word that the user may write")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Access {
    /// A field of Create.
    pub(crate) create: bool,
    /// A field of Update.
    pub(crate) update: bool,
    /// Set by the app's code only: never in the JSON of Create and Update.
    pub(crate) internal: bool,
    /// Never in Read's JSON, and masked in every Debug.
    pub(crate) secret: bool,
}

/// Where a column's value comes from when Create's JSON leaves it out.
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

/// A foreign key to another resource's id.
pub(crate) struct BelongsTo {
    pub(crate) parent: Path,
    /// The constraint's name.
    pub(crate) name: String,
}
