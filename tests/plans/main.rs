//! That the indexes which the migrations make serve what lists can be asked for: the plans of the statements that the
//! repositories of the examples send, read on each database among many rows.
//!
//! Each table has 100,000 rows of twenty tenants, a fifth of them those of the tenant that asks; `FIN_TEST_ROWS` is
//! another number. Nothing is explained that was not sent: PostgreSQL reports the plans of what it runs (`auto_explain`),
//! to MariaDB a proxy hands each statement on behind `ANALYZE FORMAT=JSON`, with the values that were bound, and SQLite
//! says for each statement that it ran what it plans and how many steps it took.

mod applications;
mod asks;
// Resources of tenants, whose statements `distribution` reads as well.
#[allow(missing_docs, dead_code, reason = "this is a part of a program")]
mod companies;
mod explaining;
mod fill;
// Resources without tenants, which no example shares with the other databases.
#[allow(missing_docs, dead_code, reason = "this is a part of a program")]
mod household;
mod mysql;
mod plan;
mod postgres;
mod sqlite;
mod subjects;
