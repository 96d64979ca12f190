//! PostgreSQL's row-level security of a table with tenants.
//!
//! One policy is not enough. A restrictive policy only removes access, so a permissive policy has to grant it first. A
//! permissive tenant policy alone would be defeated by any other permissive policy, since permissive policies add up.
//! Neither hides deleted rows: a policy that did would reject the statement that deletes.

use fin_infra_core::internal::{LONGEST_NAME, tenant_setting};

use super::super::model::Table;
use super::Guard;

/// The statements that protect a table; none if it has no row-level security.
pub(crate) fn protect(name: &str, table: &Table, guard: Guard) -> Vec<String> {
    let Some((tenant, tenant_type)) = tenant(table) else { return Vec::new() };
    match guard {
        Guard::None => statements(name, tenant, tenant_type),
        Guard::IfNotExists => where_missing(name, tenant, tenant_type),
    }
}

/// The statements that remove the protection; none if there is none.
#[cfg(feature = "cli")]
pub(crate) fn expose(name: &str, table: &Table) -> Vec<String> {
    let Some((tenant, tenant_type)) = tenant(table) else { return Vec::new() };
    let policies = policies(name, tenant, tenant_type);
    let dropped = policies.map(|policy| format!("DROP POLICY {} ON {}", quoted(&policy.name), quoted(name)));
    let name = quoted(name);
    let off = ["NO FORCE", "DISABLE"].map(|word| format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY"));
    dropped.into_iter().chain(off).collect()
}

/// The tenant's column, and its type in DDL.
fn tenant(table: &Table) -> Option<(&str, &str)> {
    let name = table.row_security.as_deref()?;
    Some((name, table.column(name)?.sql_type.as_str()))
}

/// The statements that protect a table: its name, the name of the tenant's column, and that column's type in DDL.
fn statements(table: &str, tenant: &str, tenant_type: &str) -> Vec<String> {
    let policies = policies(table, tenant, tenant_type);
    switches(table).into_iter().chain(policies.map(|policy| policy.create)).collect()
}

/// The same, if some of it may exist already.
fn where_missing(table: &str, tenant: &str, tenant_type: &str) -> Vec<String> {
    let literal = quoted(table).replace('\'', "''");
    let guarded = policies(table, tenant, tenant_type).map(|Policy { name, create }| {
        let name = name.replace('\'', "''");
        format!(
            "DO $policy$ BEGIN IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = '{literal}'::regclass AND polname = \
             '{name}') THEN {create}; END IF; END $policy$"
        )
    });
    switches(table).into_iter().chain(guarded).collect()
}

struct Policy {
    name: String,
    create: String,
}

fn switches(table: &str) -> [String; 2] {
    let table = quoted(table);
    // Without FORCE, policies do not apply to the table's owner, and many programs connect as the owner.
    ["ENABLE", "FORCE"].map(|word| format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY"))
}

fn policies(table: &str, tenant: &str, tenant_type: &str) -> [Policy; 2] {
    // In a subquery, it is evaluated once per statement, not once per row.
    let is_the_tenants = format!(
        concat!("{} = (SELECT nullif(current_setting('", tenant_setting!(), "', true), '')::{})"),
        quoted(tenant),
        compared_as(tenant_type)
    );
    [("access", "", "true"), ("tenant", " AS RESTRICTIVE", is_the_tenants.as_str())].map(
        |(suffix, kind, condition)| {
            let name = policy_name(table, suffix);
            let create = format!(
                "CREATE POLICY {} ON {}{kind} USING ({condition}) WITH CHECK ({condition})",
                quoted(&name),
                quoted(table)
            );
            Policy { name, create }
        },
    )
}

/// The type to cast the setting to. A cast to a text of limited length would truncate it, and so name another tenant.
fn compared_as(sql_type: &str) -> &str {
    let word = sql_type.split(['(', ' ']).next().unwrap_or_default();
    let texts = ["text", "varchar", "char", "character", "bpchar"];
    if texts.iter().any(|text| word.eq_ignore_ascii_case(text)) { "text" } else { sql_type }
}

/// Policy names are scoped to their table, so a long table name can be truncated.
fn policy_name(table: &str, suffix: &str) -> String {
    let mut length = (LONGEST_NAME - suffix.len() - 1).min(table.len());
    while !table.is_char_boundary(length) {
        length -= 1;
    }
    format!("{}_{suffix}", &table[..length])
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_switched_and_has_a_permissive_and_a_restrictive_policy() {
        let rule = "\"tenant_id\" = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)";
        assert_eq!(
            statements("budgets", "tenant_id", "UUID"),
            [
                "ALTER TABLE \"budgets\" ENABLE ROW LEVEL SECURITY".to_owned(),
                "ALTER TABLE \"budgets\" FORCE ROW LEVEL SECURITY".to_owned(),
                "CREATE POLICY \"budgets_access\" ON \"budgets\" USING (true) WITH CHECK (true)".to_owned(),
                format!(
                    "CREATE POLICY \"budgets_tenant\" ON \"budgets\" AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"
                ),
            ]
        );
    }

    #[test]
    fn text_is_read_without_a_limit_that_would_cut_it() {
        for sql_type in ["VARCHAR(255) COLLATE \"C\"", "TEXT COLLATE \"C\"", "text", "CHAR(3)"] {
            assert_eq!(compared_as(sql_type), "text");
        }
        for sql_type in ["UUID", "BIGINT", "charge", "NUMERIC(18, 4)"] {
            assert_eq!(compared_as(sql_type), sql_type);
        }
    }

    #[test]
    fn policies_of_a_table_with_a_long_name_have_two_names() {
        let table = "x".repeat(63);
        let [access, tenant] = ["access", "tenant"].map(|suffix| policy_name(&table, suffix));
        assert_eq!((access.len(), tenant.len()), (63, 63));
        assert_ne!(access, tenant);
    }
}
