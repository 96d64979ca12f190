//! The tables of a behaviour, distributed.

use std::collections::BTreeSet;

use fin_infra::schema::{Definition, Table};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// Distributes tables as a migration does: those with tenants by their tenant, and tables without tenants that those refer to
/// everywhere. Tables with `rls` stay where they are, since that and `distribution` exclude each other.
pub(crate) async fn distribute(url: &str, definitions: &[Definition]) {
    let tables: Vec<&Table> =
        definitions.iter().flat_map(Definition::tables).map(|definition| definition.table).collect();
    let mut connection = PgConnection::connect(url).await.expect("the cluster lets us in");
    for sql in statements(&tables) {
        let done = connection.execute(AssertSqlSafe(sql.clone())).await;
        done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }
    connection.close().await.expect("the connection can be closed");
}

fn statements(tables: &[&'static Table]) -> Vec<String> {
    let by_tenant: Vec<&Table> =
        tables.iter().copied().filter(|table| table.tenant.is_some() && !table.rls).collect();
    let parents = by_tenant.iter().flat_map(|table| table.foreign_keys).map(|key| (key.parent)());
    let everywhere: BTreeSet<&str> =
        parents.filter(|parent| parent.tenant.is_none()).map(|parent| parent.name).collect();
    let mut statements = vec![
        "BEGIN".to_owned(),
        // If tests distribute tables at once, each may create its own colocation group.
        "SELECT pg_advisory_xact_lock(hashtext('fin-infra tests distribute'))".to_owned(),
        "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'".to_owned(),
        "SET LOCAL citus.enable_local_reference_table_foreign_keys TO off".to_owned(),
    ];
    statements.extend(everywhere.iter().map(|name| format!("SELECT create_reference_table('\"{name}\"')")));
    statements.extend(parents_first(by_tenant).into_iter().map(by_its_tenant));
    statements.push("COMMIT".to_owned());
    statements
}

fn parents_first(mut waiting: Vec<&Table>) -> Vec<&Table> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let is_free = |table: &&Table| {
            let mut parents = table.foreign_keys.iter().map(|key| (key.parent)().name);
            parents.all(|parent| parent == table.name || !waiting.iter().any(|other| other.name == parent))
        };
        let next = waiting.iter().position(is_free).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

fn by_its_tenant(table: &Table) -> String {
    let tenant = table.tenant.map_or("", |position| table.columns[position].name);
    let mut parents = table.foreign_keys.iter().map(|key| (key.parent)());
    let beside = parents.rfind(|parent| parent.tenant.is_some() && parent.name != table.name);
    let beside = beside.map(|parent| format!(", colocate_with => '\"{}\"'", parent.name)).unwrap_or_default();
    format!("SELECT create_distributed_table('\"{}\"', '{tenant}'{beside})", table.name)
}
