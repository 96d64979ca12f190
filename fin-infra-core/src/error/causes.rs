//! What lies behind an error, in the words of whoever reported it.

use std::error::Error as StdError;

/// The causes from the first one on, each that says something new.
#[must_use]
pub fn causes(first: Option<&(dyn StdError + 'static)>) -> Vec<String> {
    let chain: Vec<_> = std::iter::successors(first, |&error| error.source()).collect();
    let known = chain.iter().find_map(|error| Some((error.to_string(), words(*error)?)));
    let mut said: Vec<String> = Vec::new();
    for error in chain {
        let text = error.to_string();
        match &known {
            // What stands behind it is the database's own error, which says the same.
            Some((own, words)) if text.contains(own) => {
                said.push(text.replace(own, words));
                break;
            }
            _ if said.last().is_some_and(|last| last.contains(&text)) => {}
            _ => said.push(text),
        }
    }
    said
}

/// What a database says of an error, without the driver's words before it. PostgreSQL's driver also adds a line of the server's
/// source, and leaves out which rows it is about and what to do.
fn words(error: &(dyn StdError + 'static)) -> Option<String> {
    let Some(sqlx::Error::Database(error)) = error.downcast_ref() else { return None };
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        let further = [error.detail(), error.hint()].into_iter().flatten();
        return Some(std::iter::once(error.message()).chain(further).collect::<Vec<_>>().join("; "));
    }
    Some(error.to_string())
}
