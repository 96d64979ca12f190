//! Mistakes in the SQL of a query: each is shown with its line.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Budget {
    pub name: String,
    #[fin(decimal(precision = 18, scale = 2))]
    pub planned: Decimal,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Transaction {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
    pub amount: Decimal,
    pub booked_at: DateTime<Utc>,
}

#[derive(FinRow)]
pub struct Named {
    pub name: String,
}

fn a_table_that_is_no_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT b.name FROM budgets b");
}

fn a_table_in_a_sub_query(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget}
         WHERE id IN (SELECT budget_id FROM transactions)");
}

fn a_table_beside_a_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT b.name FROM {Budget} b, budgets");
}

fn a_table_in_a_schema(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT b.name FROM {Budget} b JOIN public.budgets c ON c.id = b.id");
}

fn with_its_own_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "WITH budgets AS (SELECT name FROM budgets) SELECT name FROM budgets");
}

fn with_a_later_query(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "WITH a AS (SELECT name FROM b), b AS (SELECT name FROM {Budget}) SELECT name FROM a");
}

fn with_out_of_scope(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM (WITH a AS (SELECT name FROM {Budget}) SELECT name FROM a) b
         WHERE name IN (SELECT name FROM a)");
}

fn an_update(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "UPDATE {Budget} SET name = 'x'");
}

fn a_delete_in_with(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "WITH gone AS (DELETE FROM {Budget} RETURNING name) SELECT name FROM gone");
}

fn two_statements(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget}; SELECT 1");
}

fn a_table_command(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "TABLE budgets");
}

fn a_lock(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} FOR UPDATE");
}

fn into_a_table(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name INTO copy FROM {Budget}");
}

fn a_function_that_runs_sql(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT query_to_xml('SELECT 1', true, true, '') AS name FROM {Budget}");
}

fn a_function_in_from(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT s.name FROM {Budget} b, generate_series(1, 3) s");
}

fn a_mistyped_function(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT uper(name) AS name FROM {Budget}");
}

fn a_comment(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name -- the name
         FROM {Budget}");
}

fn a_placeholder(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name = $1");
}

fn a_quoted_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT \"name\" FROM {Budget}");
}

fn a_backslash(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        r"SELECT name FROM {Budget} WHERE name = '\'");
}

fn a_value_without_a_type(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name = {name}");
}

fn a_brace_without_an_end(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget WHERE name = 1");
}

fn every_column(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT * FROM {Budget}");
}

fn a_column_without_a_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT UPPER(name) FROM {Budget}");
}

fn no_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT 'x' AS name");
}

fn a_syntax_error(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} b
         WHERE b.name = = 'x' ORDER BY name");
}

fn a_reserved_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM fin__table0 JOIN {Budget} ON 1 = 1");
}

fn no_text(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        name);
}

fn a_text_for_no_database(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        oracle: "SELECT name FROM {Budget}");
}

fn two_texts_that_differ(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        sqlite: "SELECT name FROM {Budget}",
         postgres: "SELECT id AS key FROM {Budget}");
}

fn a_value_that_is_not_used(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget}", name = 1);
}

fn main() {}
