//! What the servers behind a wire have in common: how statements travel, and values of types that only sqlx knows, read
//! from how they do.

use crate::column::Scalar;

/// Bytes that are text, or would be.
pub(super) fn text(bytes: Vec<u8>) -> Scalar {
    String::from_utf8(bytes).map_or_else(|error| Scalar::Bytes(error.into_bytes()), Scalar::Text)
}

/// Bytes of a type that nothing is known of: no text has a zero among its bytes, and most binary values do.
pub(super) fn text_or_bytes(bytes: Vec<u8>) -> Scalar {
    if bytes.contains(&0) { Scalar::Bytes(bytes) } else { text(bytes) }
}

/// A floating-point number, or what is not as long as one.
pub(super) fn float<const N: usize>(bytes: &[u8], read: fn([u8; N]) -> f64) -> Scalar {
    match bytes.first_chunk::<N>() {
        Some(bytes) => Scalar::Float(read(*bytes)),
        None => Scalar::Bytes(bytes.to_vec()),
    }
}

/// How many bytes a message has beside the values, at most.
pub(super) const BESIDE_ALL: usize = 64;

/// How many bytes it has for each of them: its type, and whether it is null.
pub(super) const BESIDE_EACH: usize = 3;

/// The methods of [`Backend`](super::Backend) that read the same for each server, but whose bounds only hold for a concrete
/// one.
macro_rules! over_a_wire {
    () => {
        fn length(arguments: &mut Self::Arguments) -> usize {
            Probe::length::<Self>(arguments) + BESIDE_ALL + arguments.len() * BESIDE_EACH
        }

        async fn execute(
            connection: &mut Self::Connection,
            sql: SqlStr,
            mut arguments: Self::Arguments,
        ) -> Result<u64, sqlx::Error> {
            answered(async {
                Self::check_length(connection, &mut arguments).await?;
                let done = sqlx::query_with::<Self, _>(sql, arguments).execute(connection).await?;
                Ok(done.rows_affected())
            })
            .await
        }

        fn fetch(
            connection: &mut Self::Connection,
            sql: SqlStr,
            mut arguments: Self::Arguments,
        ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>> {
            if Self::length(&mut arguments) <= Self::ALWAYS_TAKEN {
                return sqlx::query_with::<Self, _>(sql, arguments).fetch(connection);
            }
            let checked = async move {
                Self::check_length(connection, &mut arguments).await?;
                Ok::<_, sqlx::Error>(sqlx::query_with::<Self, _>(sql, arguments).fetch(connection))
            };
            stream::once(checked).try_flatten().boxed()
        }
    };
}
pub(super) use over_a_wire;
