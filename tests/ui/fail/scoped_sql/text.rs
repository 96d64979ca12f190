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

fn a_quoted_name_in_with(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        postgres: "WITH \"Budgets\" AS (SELECT name FROM {Budget}) SELECT name FROM Budgets");
}

fn an_empty_quoted_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        sqlite: "WITH \"\"\"budgets\"\"\" AS (SELECT name FROM {Budget}) SELECT name FROM \"budgets\"");
}

fn a_dot_in_a_bracketed_name(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        sqlite: "WITH [main.budgets] AS (SELECT name FROM {Budget}) SELECT name FROM main.budgets");
}

fn a_bracket_for_all_databases(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT x.name AS name FROM (SELECT name, id[' ] FROM budgets UNION SELECT name, 1 [ '] FROM {Budget}) x");
}

fn a_resource_as_an_alias(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT {Budget}.name AS name FROM {Budget}");
}

fn a_resource_after_in(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE id IN {Transaction}");
}

fn a_value_after_in(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name IN {n: i64}", n = 1);
}

fn one_value_of_two_types(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name = {n: Budget::name} OR name = {n: String}", n = "x");
}

fn about_the_session(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name = current_schema");
}

fn a_type_of_the_catalogue(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT CAST(name AS regclass) AS name FROM {Budget}");
}

fn a_column_that_is_no_field(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name AS self FROM {Budget}");
}

fn a_hint(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        mysql: "SELECT SQL_CALC_FOUND_ROWS name FROM {Budget}");
}

fn a_list_in_another_notation(acme: Uuid, ids: Vec<Uuid>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget}
         WHERE id IN ({ids: Vec<Uuid>})");
}

fn a_list_that_is_borrowed(acme: Uuid, ids: &[Uuid]) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE id IN ({ids: &[Uuid]})");
}

fn a_list_of_lists(acme: Uuid, ids: Vec<Vec<Uuid>>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE id IN ({ids: [[Budget::id]]})");
}

fn a_list_that_is_compared(acme: Uuid, ids: Vec<Uuid>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE id = {ids: [Budget::id]}");
}

fn a_list_after_any(acme: Uuid, ids: Vec<Uuid>) {
    let _ = scoped_sql!(acme, Named,
        postgres: "SELECT name FROM {Budget} WHERE id = ANY({ids: [Budget::id]})");
}

fn a_list_without_parentheses(acme: Uuid, ids: Vec<Uuid>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE id IN {ids: [Budget::id]}");
}

fn a_list_beside_a_value(acme: Uuid, names: Vec<String>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name IN ('x', {names: [Budget::name]})");
}

fn a_list_for_two_columns(acme: Uuid, names: Vec<String>) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE (id, name) IN ({names: [Budget::name]})");
}

fn a_list_and_a_value_of_one_name(acme: Uuid, name: String) {
    let _ = scoped_sql!(acme, Named,
        "SELECT name FROM {Budget} WHERE name IN ({name: [Budget::name]}) OR name = {name: Budget::name}");
}

fn a_column_that_a_query_does_not_have(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "WITH large AS (SELECT id, name FROM {Budget} WHERE planned > 0)
         SELECT l.title AS name FROM large l");
}

fn a_column_after_parentheses(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        postgres: "SELECT (b).name AS name FROM {Budget} b");
}

fn a_text_of_any_length(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT REPEAT(name, {n: i64}) AS name FROM {Budget}", n = 1_000_000_000);
}

fn a_format_of_any_width(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        sqlite: "SELECT printf('%1000000000d', 1) AS name FROM {Budget}");
}

fn main() {}
