//! Whether an application can move to many machines without a change: every statement says whose rows it is about.
//!
//! Citus, Vitess and their like place rows by the tenant. They take a table only if the tenant is in its primary key, in
//! each unique index and on both sides of each foreign key, and they send a statement to one machine only if the tenant
//! is among the values of an insert, in the conflict target of an upsert, and in the `WHERE` of everything else.
//!
//! That is read off the statements here, by a parser of SQL: the fixed texts, what is put together at run time, as sqlx
//! reports it, and the migrations. `judge` has the rules, and `exceptions` what need not keep them.

mod citus;
mod conflicts;
mod evolving;
mod exceptions;
mod fixed;
mod judge;
mod migrations;
mod own_sql;
mod play;
mod positions;
mod project;
mod roles;
mod rules;
mod run_time;
mod sharded;
mod subjects;
