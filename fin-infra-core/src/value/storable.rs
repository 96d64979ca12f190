//! Types that a database stores by their own sqlx traits.

use sqlx::{Database, Decode, Encode, Type};

/// A type that can be a column of `DB` by its own sqlx traits.
pub trait Storable<DB: Database>:
    for<'q> Encode<'q, DB> + for<'r> Decode<'r, DB> + Type<DB> + Send + Sync + 'static
{
}

impl<DB: Database, T> Storable<DB> for T where
    T: for<'q> Encode<'q, DB> + for<'r> Decode<'r, DB> + Type<DB> + Send + Sync + 'static
{
}
