//! What a call costs, counted instead of timed: statements and round trips to the database, and crates to build.
//!
//! On a connection, in a transaction and through `Db`, each simple operation is one statement and one round trip. These
//! cost more, and the tests hold them to exactly that:
//!
//! | | statements | round trips |
//! |---|---|---|
//! | a page with its total | 2 | 2 |
//! | up to 1,000 rows with their related rows | 1 for each relation | 1 for each |
//! | MySQL/MariaDB: an update, restore or upsert of a row that is there, in a transaction | 2: change, read again | 2 |
//! | the same outside of one, which makes it its own | 4: begin, change, read again, commit | 4 |
//! | MySQL/MariaDB: an upsert of a new row | 2: change nothing, insert | 2 |
//! | PostgreSQL, a resource with `rls` | 4: begin, set the tenant, the statement, commit | 4 |
//! | the same in a transaction of `begin_for` | 1, and one more to begin it | 1 |
//! | the same in another transaction | 2: set the tenant, the statement | 2 |
//!
//! MySQL cannot return the rows that a statement changed (there is no RETURNING); MariaDB supports it only for inserts
//! and deletes.

mod dependencies;
mod hand_overs;
mod meter;
mod money;
mod mysql;
mod operations;
mod postgres;
mod projections;
mod proxy;
mod related;
mod rls;
mod sqlite;
mod wire;
