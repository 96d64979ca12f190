//! The chain of causes of an error, without repetitions.

use std::error::Error as StdError;

/// Returns the messages of an error and its sources. A message that repeats the one before it is left out.
#[must_use]
pub fn causes(first: Option<&(dyn StdError + 'static)>) -> Vec<String> {
    let chain: Vec<_> = std::iter::successors(first, |&error| error.source()).collect();
    let known = chain.iter().find_map(|error| Some((error.to_string(), database_message(*error)?)));
    let mut messages: Vec<String> = Vec::new();
    for error in chain {
        let text = error.to_string();
        match &known {
            // Its source is the database's own error, which has the same message.
            Some((own, message)) if text.contains(own) => {
                messages.push(text.replace(own, message));
                break;
            }
            _ if messages.last().is_some_and(|last| last.contains(&text)) => {}
            _ => messages.push(text),
        }
    }
    messages
}

/// The message of a database error, without the prefix of the driver. For PostgreSQL, it includes the detail and the
/// hint, which the driver's `Display` leaves out, and omits the line of the server's source code.
fn database_message(error: &(dyn StdError + 'static)) -> Option<String> {
    let Some(sqlx::Error::Database(error)) = error.downcast_ref() else { return None };
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        let further = [error.detail(), error.hint()].into_iter().flatten();
        return Some(std::iter::once(error.message()).chain(further).collect::<Vec<_>>().join("; "));
    }
    Some(error.to_string())
}
