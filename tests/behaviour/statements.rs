//! The text of each fixed statement contains its tenant, live and version predicates.
//!
//! The other behaviours show the effect of the predicates. This one shows that each exists even if an index, a conflict
//! target or a second predicate would hide its absence.

use fin_infra::Backend;
use fin_infra::prelude::*;
use fin_infra::private::{Reads, SqlTable, Statements, Upsert};
use sqlx::{MySql, Postgres, Sqlite};

/// A resource with everything that a predicate can be about.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("name"))]
struct Thing {
    name: String,
}

fn statements<DB: Backend>() -> &'static Statements
where
    Thing: SqlTable<DB>,
{
    <Thing as SqlTable<DB>>::STATEMENTS.unwrap()
}

/// SQL in a normalized form: unquoted names, placeholders without numbers, and one keyword for live rows.
fn plain(sql: &str) -> String {
    let mut plain: String = sql.chars().filter(|letter| !matches!(letter, '"' | '`')).collect();
    for number in (1..20).rev() {
        plain = plain.replace(&format!("${number}"), "?").replace(&format!("?{number}"), "?");
    }
    plain
        .replace("deleted_at IS NULL", "live")
        .replace("fin_live = 1", "live")
        .replace("deleted_at IS NOT NULL", "deleted")
        .replace("fin_live IS NULL", "deleted")
}

/// The text after the first WHERE.
fn predicates(sql: &str) -> String {
    let (_, predicates) = sql.split_once("WHERE ").unwrap();
    let (predicates, _) = predicates.split_once(" RETURNING").unwrap_or((predicates, ""));
    plain(predicates)
}

fn check_reads(reads: &Reads, live: &str, deleted: &str, all: &str, purge: &str) {
    let by_keys = reads.by_keys.as_ref().map(|by_keys| &by_keys.select);
    for selection in [&reads.select, &reads.count].into_iter().chain(by_keys) {
        assert_eq!(predicates(selection.live), live);
        assert_eq!(predicates(selection.deleted), deleted);
        assert_eq!(predicates(selection.all), all);
    }
    assert_eq!(predicates(reads.purge), purge);
}

fn check(statements: &Statements) {
    let tenant = "tenant_id = ?";
    let (live, deleted) = (format!("{tenant} AND live"), format!("{tenant} AND deleted"));
    check_reads(&statements.tenant, &live, &deleted, tenant, &format!("{deleted} AND deleted_at < ?"));
    let all = statements.all_tenants.as_ref().unwrap();
    check_reads(all, "live", "deleted", "TRUE", "deleted AND deleted_at < ?");
    assert_eq!(predicates(statements.find), format!("{live} AND id = ?"));
    assert_eq!(predicates(&statements.update_where.join("?")), format!("{live} AND id = ? AND version = ?"));
    assert_eq!(predicates(statements.delete), format!("{live} AND id = ? AND version = ?"));
    assert_eq!(predicates(statements.delete_many), format!("{live} AND id IN ("));
    assert_eq!(predicates(statements.hard_delete), format!("{tenant} AND id = ?"));
    assert_eq!(predicates(statements.restore), format!("{deleted} AND id = ?"));
    for upsert in statements.upserts {
        match upsert {
            Upsert::OneStatement(sql) => {
                let (target, guard) = sql.split_once(" DO UPDATE SET ").unwrap();
                let target = plain(target);
                assert!(target.ends_with("ON CONFLICT (tenant_id, name) WHERE live"), "{target}");
                assert_eq!(predicates(guard), "things.tenant_id = excluded.tenant_id AND things.live");
            }
            Upsert::UpdateFirst { update, select, .. } => {
                assert_eq!(predicates(update), format!("{live} AND name = ?"));
                assert_eq!(predicates(select), format!("{live} AND name = ?"));
            }
        }
    }
    assert_eq!(statements.upserts.len(), 1);
}

#[test]
fn every_statement_holds_its_predicates_on_sqlite() {
    check(statements::<Sqlite>());
}

#[test]
fn every_statement_holds_its_predicates_on_postgresql() {
    check(statements::<Postgres>());
}

#[test]
fn every_statement_holds_its_predicates_on_mysql() {
    check(statements::<MySql>());
}
