//! Parses SQLite URLs, and checks that all connections to one see the same database.
//!
//! To SQLite, an empty name is a temporary database and `:memory:` is one in memory, and each connection has its own:
//! rows that are stored by one connection do not exist for the next. sqlx reads some of these spellings as a shared
//! database and passes others on unchanged, and SQLite itself parses a name that begins with `file:` once more. A
//! database that is private to a connection is rejected here, with what to write instead.

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};

/// A parsed URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SqliteUrl {
    /// It is lost when its last connection is closed.
    pub(crate) in_memory: bool,
    /// The URL allows writes.
    pub(crate) is_writable: bool,
    /// It is created if it does not exist.
    pub(crate) is_made: bool,
}

const TEMPORARY: &str = "names a temporary database, of which each connection has its own, so that rows would be lost: write \
                         `sqlite::memory:` for one in memory, or the name of a file, as in `sqlite://app.db?mode=rwc`";

const PRIVATE: &str = "names a database in memory with a private cache, so that it is lost with its connection: leave \
                       `cache=private` out";

const UNSHARED: &str = "names a database in memory that each connection has for itself: write `sqlite::memory:`, or \
                        `sqlite:file:NAME?mode=memory` for one with a name, which SQLite shares within the process";

const URI: &str = "has a name that SQLite parses as a URI: write the plain file name, without `file:`, as in \
                   `sqlite://app.db?mode=rwc`";

const MEMORY_VFS: &str = "names a database that each connection has for itself: write `sqlite::memory:`, or \
                          `sqlite:file:NAME?mode=memory`, instead of `vfs=memdb`";

const NOTHING_TO_READ: &str = "names a read-only database in memory, which is always empty: leave \
                               `mode=ro` and `immutable` out";

impl SqliteUrl {
    /// Parses a URL that sqlx accepts, as sqlx and SQLite do.
    pub(crate) fn read(url: &str) -> Result<Self> {
        let url = url.trim_start_matches("sqlite://").trim_start_matches("sqlite:");
        let (name, parameters) = url.split_once('?').unwrap_or((url, ""));
        // sqlx replaces only this name by one that connections can share.
        let is_unnamed = name == ":memory:";
        let parameters = Parameters::read(parameters, is_unnamed);
        let name = percent_decode_str(name)
            .decode_utf8()
            .map_err(|error| Error::invalid("url", "has a name that is not UTF-8").with_source(error))?;
        if parameters.vfs.as_deref() == Some("memdb") {
            return Err(Error::invalid("url", MEMORY_VFS));
        }
        if !is_unnamed {
            check_name(&name, &parameters)?;
        }
        let in_memory = parameters.in_memory;
        if in_memory && !parameters.shared_cache {
            return Err(Error::invalid("url", PRIVATE));
        }
        let is_writable = !parameters.read_only && !parameters.immutable;
        if in_memory && !is_writable {
            return Err(Error::invalid("url", NOTHING_TO_READ));
        }
        Ok(Self { in_memory, is_writable, is_made: parameters.create_if_missing })
    }
}

/// The parameters after the name.
#[expect(clippy::struct_excessive_bools, reason = "each is a separate parameter")]
struct Parameters {
    in_memory: bool,
    shared_cache: bool,
    create_if_missing: bool,
    read_only: bool,
    immutable: bool,
    vfs: Option<String>,
}

impl Parameters {
    /// Reads the parameters in order, since a later one overrides an earlier one. sqlx rejects unknown ones.
    fn read(parameters: &str, in_memory: bool) -> Self {
        let mut read = Self {
            in_memory,
            shared_cache: in_memory,
            create_if_missing: false,
            read_only: false,
            immutable: false,
            vfs: None,
        };
        for (key, value) in form_urlencoded::parse(parameters.as_bytes()) {
            match (&*key, &*value) {
                ("mode", "ro") => read.read_only = true,
                ("mode", "rwc") => read.create_if_missing = true,
                ("mode", "memory") => (read.in_memory, read.shared_cache) = (true, true),
                ("cache", shared) => read.shared_cache = shared == "shared",
                ("immutable", value) => read.immutable = matches!(value, "true" | "1"),
                ("vfs", vfs) => read.vfs = Some(vfs.to_owned()),
                _ => {}
            }
        }
        read
    }
}

fn check_name(name: &str, parameters: &Parameters) -> Result<()> {
    let refuse = |reason| Err(Error::invalid("url", reason));
    if name.contains('\0') {
        return refuse("has a name with U+0000, which no file can have");
    }
    let uri = name.strip_prefix("file:");
    let path = match uri.and_then(|uri| uri.strip_prefix("//")) {
        Some(rest) => rest.find('/').map_or("", |start| &rest[start..]),
        None => uri.unwrap_or(name),
    };
    match path {
        "" => refuse(TEMPORARY),
        ":memory:" if !parameters.in_memory => refuse(TEMPORARY),
        // Only a URI gives the cache a name that other connections can use.
        _ if parameters.in_memory && uri.is_none() => refuse(UNSHARED),
        // A file does not need one, and sqlx wraps it in another URI if it has parameters.
        _ if uri.is_some_and(|uri| !parameters.in_memory || uri.contains(['?', '#', '%'])) => refuse(URI),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::SqliteUrl;

    #[test]
    fn a_url_determines_where_its_rows_are() {
        let memory = SqliteUrl { in_memory: true, is_writable: true, is_made: false };
        let file = SqliteUrl { in_memory: false, is_writable: true, is_made: false };
        let made = SqliteUrl { is_made: true, ..file };
        let read_only = SqliteUrl { is_writable: false, ..file };
        for (url, expected) in [
            ("sqlite::memory:", memory),
            ("sqlite://:memory:", memory),
            ("sqlite::memory:?cache=shared", memory),
            ("sqlite:file:budgets?mode=memory", memory),
            ("sqlite:file:budgets?cache=private&mode=memory", memory),
            ("sqlite:file:budgets?mode=memory&cache=shared", memory),
            ("sqlite:///:memory:", file),
            ("sqlite:./:memory:?mode=rwc", made),
            ("sqlite:app.db", file),
            ("sqlite:app%3Fmode=memory", file),
            ("sqlite:my mode=memory.db", file),
            ("sqlite: ", file),
            ("sqlite:app.db?mode=ro", read_only),
            ("sqlite:app.db?mode=%72o", read_only),
            ("sqlite:app.db?immutable=1", read_only),
            ("sqlite:app.db?immutable=1&immutable=0", file),
        ] {
            assert_eq!(SqliteUrl::read(url).ok(), Some(expected), "{url}");
        }
    }

    #[test]
    fn a_database_that_is_private_to_a_connection_is_refused() {
        for (url, word) in [
            ("sqlite:", "sqlite::memory:"),
            ("sqlite://", "sqlite::memory:"),
            ("sqlite://?mode=rwc", "sqlite::memory:"),
            ("sqlite:?mode=memory", "sqlite::memory:"),
            ("sqlite:?immutable=1", "sqlite::memory:"),
            ("sqlite:%3Amemory%3A", "sqlite::memory:"),
            ("sqlite:file:", "sqlite::memory:"),
            ("sqlite:file::memory:", "sqlite::memory:"),
            ("sqlite:file://localhost", "sqlite::memory:"),
            ("sqlite:file:budgets%3Fmode=memory", "without `file:`"),
            ("sqlite:file:%253Amemory%253A", "without `file:`"),
            ("sqlite:file:budgets%23x?mode=memory", "without `file:`"),
            ("sqlite:file:app.db", "without `file:`"),
            ("sqlite:file://localhost/app.db?mode=rwc", "without `file:`"),
            ("sqlite:file:app.db?immutable=1", "without `file:`"),
            ("sqlite::memory:?cache=private", "cache=private"),
            ("sqlite:budgets?mode=memory", "sqlite:file:NAME"),
            ("sqlite:%3Amemory%3A?mode=memory", "sqlite:file:NAME"),
            ("sqlite:file:budgets?mode=memory&cache=private", "cache=private"),
            ("sqlite::memory:?mode=ro", "mode=ro"),
            ("sqlite::memory:?immutable=true", "immutable"),
            ("sqlite:budgets?vfs=memdb", "vfs=memdb"),
            ("sqlite:a%00b", "U+0000"),
            ("sqlite:%FF", "UTF-8"),
        ] {
            let error = SqliteUrl::read(url).unwrap_err();
            assert!(error.is_invalid() && error.to_string().contains(word), "{url}: {error}");
        }
    }
}
