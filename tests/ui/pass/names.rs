//! `table`, `path`, `crate`, `column` and `renamed_from`.

use fin_infra::Resource;
use fin_infra::prelude::*;

use super::{column, columns};

/// The core under another name, as in a facade of an application.
mod facade {
    pub(super) use fin_infra as persistence;
}

#[derive(FinResource)]
#[fin(table = "plans", path = "/spending-plans", crate = "crate::pass::names::facade::persistence")]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
pub struct NetWorthSnapshot {
    pub worth: Decimal,
}

#[derive(FinResource)]
#[fin(crate = self::facade::persistence)]
pub struct Category {
    #[fin(column = "title", renamed_from = "label")]
    pub name: String,
}

#[test]
fn a_table_has_the_name_of_its_struct_or_a_chosen_one() {
    assert_eq!(Budget::TABLE.name, "plans");
    assert_eq!(NetWorthSnapshot::TABLE.name, "net_worth_snapshots");
    assert_eq!(Category::TABLE.name, "categories");
}

#[test]
fn a_column_has_the_name_of_its_field_or_a_chosen_one() {
    assert_eq!(columns::<Category>(), ["id", "title", "created_at", "updated_at"]);
    assert_eq!(column::<Category>("title").field, "name");
    assert_eq!(column::<Category>("title").renamed_from, Some("label"));
}

#[test]
fn a_column_name_only_applies_to_the_table() {
    let create = CategoryCreate { name: "Food".to_owned() };
    let update = CategoryUpdate { name: Some("Rent".to_owned()) };
    assert_eq!((create.name.as_str(), update.name.as_deref()), ("Food", Some("Rent")));
}
