//! The Rust type of a column.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use super::super::dialect::Database;
use super::super::model::Column;
use super::facts::ColumnFacts;

/// A type that a field can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rust {
    Bool,
    /// `i16` and the like.
    Integer(&'static str),
    Float(&'static str),
    Decimal {
        precision: u8,
        scale: u8,
    },
    Text {
        max: Option<u32>,
    },
    Bytes {
        max: Option<u32>,
    },
    Uuid,
    /// `DateTime<Utc>`.
    Instant,
    /// A date or time of chrono without a time zone.
    Naive(&'static str),
    Json,
    /// An enum, by its name in PostgreSQL; on MySQL it has none.
    Enum {
        type_name: Option<String>,
        labels: Vec<String>,
    },
    /// A `Vec`, which only PostgreSQL has a type for.
    Array(&'static str),
}

/// The type of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) rust: Rust,
    /// What differs from the type that fin-infra gives such a field, if that matters.
    pub(super) note: Option<String>,
}

impl Typed {
    fn new(rust: Rust) -> Self {
        Self { rust, note: None }
    }

    fn but(rust: Rust, note: impl Into<String>) -> Self {
        Self { rust, note: Some(note.into()) }
    }
}

impl Rust {
    /// The type without `Option`, as it is written. An enum has the name that it is given.
    pub(super) fn written(&self, enum_name: &str) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Integer(name) | Self::Float(name) | Self::Naive(name) => (*name).to_owned(),
            Self::Decimal { .. } => "Decimal".to_owned(),
            Self::Text { .. } => "String".to_owned(),
            Self::Bytes { .. } => "Vec<u8>".to_owned(),
            Self::Uuid => "Uuid".to_owned(),
            Self::Instant => "DateTime<Utc>".to_owned(),
            Self::Json => "Value".to_owned(),
            Self::Enum { .. } => enum_name.to_owned(),
            Self::Array(of) => format!("Vec<{of}>"),
        }
    }

    /// The options of `#[fin(..)]` that belong to the type.
    pub(super) fn option(&self) -> Option<String> {
        match self {
            Self::Decimal { precision: 18, scale: 4 } => None,
            Self::Decimal { precision, scale } => {
                Some(format!("decimal(precision = {precision}, scale = {scale})"))
            }
            Self::Text { max: Some(max) } | Self::Bytes { max: Some(max) } => {
                Some(format!("length(max = {max})"))
            }
            Self::Json => Some("json".to_owned()),
            _ => None,
        }
    }

    /// Whether an id or a tenant can have it.
    pub(super) fn is_of_a_key(&self) -> bool {
        matches!(self, Self::Uuid | Self::Text { .. } | Self::Integer(_))
    }

    /// The most bytes of a value in an index, as the derive counts them: text without a limit is limited there.
    pub(super) fn bytes_in_an_index(&self) -> u64 {
        match self {
            Self::Text { max } => u64::from(max.unwrap_or(255)) * 4,
            Self::Bytes { max } => u64::from(max.unwrap_or(255)),
            _ => 16,
        }
    }

    /// The most bytes of a value in a row of MySQL, as the derive counts them.
    pub(super) fn bytes_in_a_row(&self) -> u64 {
        match self {
            Self::Text { max: Some(max) } if *max <= 1024 => u64::from(*max) * 4 + 2,
            Self::Bytes { max: Some(max) } if *max <= 1024 => u64::from(*max) + 2,
            _ => 16,
        }
    }

    /// Whether SQLite cannot store it, so that the struct has to be one of this database alone.
    pub(super) fn is_of_few_databases(&self) -> bool {
        matches!(self, Self::Decimal { precision: 19.., .. } | Self::Array(_) | Self::Integer("u64"))
    }

    /// Whether both are the same type in Rust.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.written("") == other.written("") && !matches!(self, Self::Enum { .. })
    }
}

/// The type of a column, or why there is none.
pub(super) fn of(column: &Column, facts: &ColumnFacts, database: Database) -> Result<Typed, String> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite => sqlite::of(&column.name, &column.sql_type),
        #[cfg(feature = "postgres")]
        Database::Postgres => postgres::of(&column.sql_type, facts),
        #[cfg(feature = "mysql")]
        Database::MySql => mysql::of(&column.sql_type, facts),
        #[allow(unreachable_patterns)]
        _ => Err(format!("fin-infra has no type for {}", column.sql_type)),
    }
}

/// The name of a type, the numbers in its parentheses, and what follows. A number that is none, or is negative, is too large
/// for any type.
fn parts(sql_type: &str) -> (String, Vec<u32>, String) {
    let Some((name, rest)) = sql_type.split_once('(') else {
        return (sql_type.trim().to_lowercase(), Vec::new(), String::new());
    };
    let (sizes, after) = rest.split_once(')').unwrap_or((rest, ""));
    let sizes = sizes.split(',').map(|size| size.trim().parse().unwrap_or(u32::MAX)).collect();
    (name.trim().to_lowercase(), sizes, after.trim().to_lowercase())
}

/// A decimal of the given digits.
fn decimal(sizes: &[u32], sql_type: &str) -> Result<Typed, String> {
    let (precision, scale) = match *sizes {
        [precision, scale] => (precision, scale),
        [precision] => (precision, 0),
        _ => {
            let note = "this column has no number of digits: `decimal(precision = .., scale = ..)` sets it, and a row with more \
                        digits cannot be read";
            return Ok(Typed::but(Rust::Decimal { precision: 18, scale: 4 }, note));
        }
    };
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(precision @ 1..=28), Ok(scale)) if scale <= precision => {
            Ok(Typed::new(Rust::Decimal { precision, scale }))
        }
        _ => Err(format!("a `Decimal` holds 28 digits exactly, and this column is {sql_type}")),
    }
}

/// A text with a limit, as the derive accepts it.
fn text(max: Option<u32>) -> Typed {
    Typed::new(Rust::Text { max: max.filter(|max| (1..=10_485_760).contains(max)) })
}

/// A time with the decimal places of its seconds, six unless the column says how many.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn of_time(rust: Rust, places: Option<u32>) -> Typed {
    match places {
        None | Some(6) => Typed::new(rust),
        Some(places) => {
            Typed::but(rust, format!("this column keeps {places} decimal places of a second, and a field 6"))
        }
    }
}

/// The message for a type that no field has.
fn unsupported(sql_type: &str) -> String {
    format!("fin-infra has no type for {sql_type}")
}
