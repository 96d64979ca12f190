//! The names of test databases, which contain the time: so a database that a killed test left is known.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// The prefix of each name, which a UUID of version 7 follows.
const PREFIX: &str = "fin_test_";

/// No test takes this long.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// A name that no other database has.
pub(crate) fn new() -> String {
    format!("{PREFIX}{}", Uuid::now_v7().simple())
}

/// The name of the role of a database's application. `MySQL` allows 32 characters.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn of_application(database: &str) -> String {
    let id = database.strip_prefix(PREFIX).unwrap_or(database);
    format!("fin_app_{}", &id[id.len().saturating_sub(20)..])
}

/// Whether a database is one of a test that no longer runs.
pub(crate) fn is_leftover(name: &str, now: SystemTime) -> bool {
    let made = name
        .strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .and_then(|id| id.get_timestamp())
        .map(|timestamp| timestamp.to_unix())
        .and_then(|(seconds, nanoseconds)| UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds)));
    made.and_then(|made| now.duration_since(made).ok()).is_some_and(|age| age > LEFT_BEHIND)
}

#[cfg(test)]
mod tests {
    use uuid::{NoContext, Timestamp};

    use super::*;

    #[test]
    fn only_a_test_database_of_yesterday_is_a_leftover() {
        let made = |seconds| {
            let id = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0));
            format!("{PREFIX}{}", id.simple())
        };
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        assert!(is_leftover(&made(900_000), now));
        assert!(!is_leftover(&made(999_000), now));
        assert!(!is_leftover(&made(2_000_000), now));
        assert!(!is_leftover("fin_test_production", now));
        assert!(!is_leftover("shop", now));
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn the_role_of_an_application_has_a_name_that_mysql_allows() {
        let (one, other) = (of_application(&new()), of_application(&new()));
        assert_ne!(one, other);
        assert!(one.len() <= 32, "{one}");
    }
}
