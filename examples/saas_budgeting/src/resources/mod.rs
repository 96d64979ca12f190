//! The tables. Budgets, their categories and transactions are the ready ones of `fin-infra-domains`.
//!
//! Each row belongs to a company, which is the tenant, except the companies themselves.

mod company;
mod member;

use fin_infra::prelude::*;
use fin_infra::query::Query;
use fin_infra::schema::Definition;
use fin_infra::{OpenTransaction, Purged};
pub use fin_infra_domains::budgets::{Budget, BudgetCategory, Transaction};
use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, StreamExt};
use serde_json::Value;

pub use self::company::*;
pub use self::member::*;

type Rows = for<'a> fn(&'a OpenTransaction, Uuid) -> BoxStream<'a, Result<Value, Error>>;

type Purge = for<'a> fn(&'a Db, Uuid, DateTime<Utc>) -> BoxFuture<'a, Result<Purged, Error>>;

/// A table of tenant-scoped rows, and the operations that run on each such table.
pub(crate) struct TenantTable {
    pub(crate) definition: Definition,
    /// All rows of a company, deleted ones as well.
    pub(crate) rows: Rows,
    /// Removes a company's rows that were deleted before a time.
    pub(crate) purge: Purge,
}

impl TenantTable {
    pub(crate) fn name(&self) -> &'static str {
        self.definition.table.name
    }
}

macro_rules! tenant_tables {
    ($($Resource:ty),*) => {
        vec![$(TenantTable {
            definition: schema::of::<$Resource>(),
            rows: |store, company| {
                let query = Query::new().include_deleted();
                let rows = <$Resource>::repository().tenant(company).stream(store, query);
                Box::pin(rows.map(|row| to_json(&row?)))
            },
            purge: |store, company, before| <$Resource>::repository().tenant(company).purge_deleted(store, before),
        }),*]
    };
}

/// The tenant-scoped tables, parents before children. Exports, erasures, purges and grants read this list, so that none of them
/// omits a table.
pub(crate) fn tenant_tables() -> Vec<TenantTable> {
    tenant_tables![Member, Budget, BudgetCategory, Transaction]
}

/// A row as the API shows it, without what is secret.
pub(crate) fn to_json(row: &impl serde::Serialize) -> Result<Value, Error> {
    serde_json::to_value(row).map_err(|error| Error::database(format!("a row is not JSON: {error}")))
}

/// All tables, parents before children.
///
/// The migration tool takes this list, and not every resource that is linked in: in a workspace, cargo compiles
/// `fin-infra-domains` once for all programs, with the tables that any of them enables.
#[must_use]
pub fn all() -> Vec<Definition> {
    let mut all = vec![schema::of::<Company>()];
    all.extend(tenant_tables().iter().map(|table| table.definition));
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What is linked in, and not what is in the list: a forgotten table would be missing in exports and survive an erasure.
    #[test]
    fn no_table_is_forgotten() {
        let names = |tables: Vec<Definition>| -> BTreeSet<&str> {
            tables.into_iter().map(|definition| definition.table.name).collect()
        };
        // Other programs of a workspace may enable further domains in the same build.
        let other = [
            "goals",
            "goal_milestones",
            "goal_contributions",
            "funding_accounts",
            "goal_fundings",
            "net_worth_snapshots",
        ];
        let mut linked = names(fin_infra::migrate::discovered());
        linked.retain(|name| !other.contains(name));
        assert_eq!(names(all()), linked);
    }

    #[test]
    fn every_table_of_a_company_has_row_level_security() {
        for table in tenant_tables() {
            let described = table.definition.table;
            assert!(described.rls && described.tenant.is_some(), "{}", described.name);
        }
    }
}
