//! Tables whose rows Citus distributes.
//!
//! Tables that are connected by references are distributed together: Citus rejects a reference between a distributed
//! table and a local one, and undistributes such tables as a whole.

#[cfg(feature = "cli")]
mod moves;

use std::collections::BTreeSet;

#[cfg(feature = "cli")]
pub(super) use self::moves::{Moves, Phases, phases};

use fin_infra_core::schema::Definition;
use fin_infra_core::{Error, Result};

use super::model::{Placement, Schema};

/// Makes reference tables of the tables without tenants that distributed tables refer to.
///
/// # Errors
///
/// A table with tenants is connected with a distributed one, but not distributed itself.
pub(super) fn resolve(schema: &mut Schema, definitions: &[Definition]) -> Result<()> {
    let tenants = definitions
        .iter()
        .flat_map(Definition::tables)
        .map(|definition| definition.table)
        .filter(|table| table.tenant.is_some());
    let tenants: BTreeSet<&str> = tenants.map(|table| table.name).collect();
    for group in connected(schema) {
        let Some(distributed) = group.iter().find(|name| schema.tables[*name].placement.is_some()).cloned()
        else {
            continue;
        };
        for name in &group {
            let Some(table) = schema.tables.get_mut(name).filter(|table| table.placement.is_none()) else {
                continue;
            };
            if tenants.contains(name.as_str()) {
                return Err(Error::database(format!(
                    "`{distributed}` is distributed, and `{name}`, which references connect with it, is not: write \
                     `distribution = \"citus\"` on both structs or on neither"
                )));
            }
            table.placement = Some(Placement::Everywhere);
        }
    }
    Ok(())
}

/// Groups of tables that references connect.
fn connected(schema: &Schema) -> Vec<BTreeSet<String>> {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (name, table) in &schema.tables {
        let parents = table.foreign_keys.values().map(|key| key.parent.clone());
        let mut group: BTreeSet<String> =
            parents.filter(|parent| schema.tables.contains_key(parent)).chain([name.clone()]).collect();
        let (touching, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|other| !other.is_disjoint(&group));
        group.extend(touching.into_iter().flatten());
        groups = apart.into_iter().chain([group]).collect();
    }
    groups
}
