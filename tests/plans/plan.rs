//! Reads plans and finds their defects.

use fin_infra::Db;
use fin_infra::schema::Table;

use crate::asks::{Ask, Reads};

/// The report of a database on one statement that it ran.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The full report, for debugging.
    pub(crate) text: String,
    /// How many rows of tables and entries of indexes were read.
    pub(crate) read: u64,
    /// How many rows were brought into an order.
    pub(crate) sorted: u64,
    /// The table, where it was read from one end to the other.
    pub(crate) scan: Option<String>,
    /// Whether each way into a table begins with the tenant.
    pub(crate) is_within_tenant: bool,
}

/// A database that reports how it ran a call.
pub(crate) trait Explain {
    /// The handle for calls that are not reported.
    fn db(&self) -> &Db;

    /// Whether an index is looked into for a decimal. Under row-level security PostgreSQL compares values by leakproof
    /// functions alone before it knows that a row is the tenant's, and those of `NUMERIC` are not.
    fn compares_decimals_in_indexes(&self) -> bool {
        true
    }

    /// Whether rows that arrive in the order of a first column are sorted incrementally by the others.
    fn sorts_ties_alone(&self) -> bool {
        true
    }

    /// Makes a call, and gives the plans of its statements about a table.
    async fn plans(&self, ask: &Ask, table: &'static Table) -> Vec<Plan>;
}

/// How many rows may be read for a page of twenty: its rows and those of an index that lead to them, of nulls as well as of
/// values, and some that are passed over.
const FOR_A_PAGE: u64 = 150;

/// How many rows may be read that are sorted then.
const FEW: u64 = 500;

impl Plan {
    /// Returns the defects of the plan, given the number of rows that may be read.
    pub(crate) fn faults(&self, reads: Reads, table: &Table, of_tenant: u64) -> Vec<String> {
        let mut faults = Vec::new();
        if reads == Reads::Table {
            return faults;
        }
        if let Some(table) = &self.scan {
            faults.push(format!("reads the whole of {table}"));
        }
        if table.tenant.is_some() && !self.is_within_tenant {
            faults.push("does not begin with the tenant".to_owned());
        }
        let limit = match reads {
            Reads::PageInOrder => FOR_A_PAGE,
            Reads::Few | Reads::Ties => FEW,
            // And the entries of an index that led to them.
            Reads::TenantsRows | Reads::SortedTenantsRows | Reads::Table => 2 * of_tenant + FEW,
        };
        if self.sorted > FOR_A_PAGE && reads.may_not_sort() {
            faults.push("sorts".to_owned());
        }
        if self.read > limit {
            faults.push(format!("reads {} rows, more than {limit}", self.read));
        }
        faults
    }
}
