//! Mistakes in the types around the SQL of a query.

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

#[derive(FinRow)]
pub struct Two {
    pub name: String,
    pub title: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Note {
    #[fin(tenant)]
    pub tenant_id: String,
    pub text: String,
}

pub struct Plain {
    pub name: String,
}

fn an_unknown_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Bugdet}");
}

fn a_struct_that_is_no_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Plain}");
}

fn a_struct_that_is_no_resource_beside_one(acme: Uuid) {
    let least = dec!(1);
    let _ = scoped_sql!(acme, Named,
        "SELECT p.name FROM {Budget} b JOIN {Plain} p ON p.name = b.name WHERE b.planned > {least: Budget::planned}");
}

fn a_row_without_the_derive(acme: Uuid) {
    let _ = scoped_sql!(acme, Plain, "SELECT name FROM {Budget}");
}

fn a_column_that_the_row_does_not_have(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name, planned FROM {Budget}");
}

fn a_field_that_is_not_selected(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name AS title FROM {Budget}");
}

fn too_few_columns(acme: Uuid) {
    let _ = scoped_sql!(acme, Two, "SELECT name FROM {Budget}");
}

fn a_column_that_the_resource_does_not_have(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT b.name FROM {Budget} b
         WHERE b.plannned > 0");
}

fn a_function_as_a_column(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT budgets.pg_sleep AS name FROM {Budget}");
}

fn an_unknown_column_of_a_value(acme: Uuid) {
    let least = dec!(1);
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Budget::plannned}");
}

fn a_value_of_another_type(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Budget::planned}", least = "1");
}

fn a_number_for_an_amount(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Budget::planned}", least = 1);
}

fn a_money_for_an_amount(acme: Uuid, least: Money) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Budget::planned}");
}

fn a_value_of_a_struct_that_is_no_resource(acme: Uuid) {
    let _ = scoped_sql!(acme, Named,
        "SELECT p.name FROM {Budget} b JOIN {Plain} p ON p.name = b.name WHERE p.name = {name: Plain::name}", name = "Rent");
}

fn a_value_that_is_not_there(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Budget::planned}");
}

fn a_decimal_without_a_column(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned > {least: Decimal}", least = dec!(1));
}

fn a_list_of_another_type(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned IN ({amounts: [Budget::planned]})", amounts = [1, 2]);
}

fn a_list_with_nulls(acme: Uuid, names: Vec<Option<String>>) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE name IN ({names: [Budget::name]})");
}

fn a_list_that_is_one_value(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned IN ({amounts: [Budget::planned]})", amounts = dec!(1));
}

fn a_list_of_decimals_without_a_column(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned IN ({amounts: [Decimal]})", amounts = [dec!(1)]);
}

fn a_list_of_optional_numbers(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {Budget} WHERE planned IN ({amounts: [Option<i64>]})", amounts = [Some(1)]);
}

fn a_tenant_of_another_type(acme: &str) {
    let _ = scoped_sql!(acme.to_owned(), Named, "SELECT name FROM {Budget}");
}

fn two_types_of_tenants(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT b.name FROM {Budget} b JOIN {Note} n ON n.text = b.name");
}

fn with_the_name_of_a_table(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "WITH budgets AS (SELECT id, name FROM {Budget}) SELECT name FROM budgets");
}

fn a_generic_resource<T: Resource<Tenant = Uuid> + Send + Sync + 'static>(acme: Uuid) {
    let _ = scoped_sql!(acme, Named, "SELECT name FROM {T}");
}

async fn a_store_by_value(acme: Uuid, db: Db) -> Result<(), Error> {
    scoped_sql!(acme, Named, "SELECT name FROM {Budget}").fetch_all(db).await?;
    Ok(())
}

fn main() {}
