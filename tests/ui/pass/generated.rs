//! `create(..)`, `read(..)`, `update(..)`, `filter(..)`, `order(..)`, `query(..)` and `repository(..)`.

use std::collections::HashSet;

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(
    create(name = "NewBudget", derive(Eq, Hash), derive(serde::Serialize)),
    read(name = "StoredBudget", derive("serde::Deserialize"), attr(non_exhaustive)),
    update(name = "BudgetChange", derive(Eq), attr(must_use = "a change that is not stored is lost")),
    filter(name = "Budgets", attr(allow(clippy::struct_field_names))),
    order(name = "BudgetSort", derive(Hash, PartialOrd, Ord)),
    query(name = "BudgetList"),
    repository(name = "BudgetStore", attr(doc = "\n\nMore about budgets."))
)]
pub struct Budget {
    #[fin(filter, order)]
    pub name: String,
}

#[tokio::test]
async fn each_generated_type_has_its_chosen_name() {
    let db = Db::memory();
    let budgets: BudgetStore = Budget::repository();
    let food: StoredBudget =
        budgets.create(&db, NewBudget { name: "Food".to_owned() }).await.expect("created");
    let change = BudgetChange { name: Some("Groceries".to_owned()) };
    budgets.update(&db, food.id, change).await.expect("updated");
    let list = BudgetList::new().filter(Budgets::new().name("Groceries")).order_by(BudgetSort::Name.desc());
    let page = budgets.list(&db, list).await.expect("listed");
    assert_eq!(page.items[0].id, food.id);
}

#[test]
fn each_generated_type_has_its_additional_derives() {
    let new = NewBudget { name: "Food".to_owned() };
    assert_eq!(serde_json::to_value(&new).expect("JSON"), serde_json::json!({ "name": "Food" }));
    assert!(HashSet::from([new.clone()]).contains(&new));
    assert!(BudgetSort::Id < BudgetSort::Name);
    let json = serde_json::json!({
        "id": Uuid::nil(), "name": "Food", "created_at": "2030-01-01T00:00:00Z", "updated_at": "2030-01-01T00:00:00Z",
    });
    let stored: StoredBudget = serde_json::from_value(json).expect("a stored budget");
    assert_eq!(stored.name, "Food");
}
