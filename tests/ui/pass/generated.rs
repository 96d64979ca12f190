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

#[derive(FinResource)]
#[fin(
    create(attr(serde(rename_all = "camelCase"))),
    update(derive(serde::Serialize), attr(serde(rename_all = "camelCase"))),
    read(attr(serde(rename_all = "camelCase")))
)]
pub struct Account {
    pub full_name: String,
    pub credit_limit: Option<Decimal>,
    #[fin(default = 3)]
    pub open_orders: i32,
    #[fin(internal, default)]
    pub risk_score: i32,
}

#[test]
fn attributes_of_serde_apply_to_a_generated_type() {
    let account = r#"{ "fullName": "Ada", "creditLimit": "0.10" }"#;
    let account: AccountCreate = serde_json::from_str(account).expect("a draft");
    assert_eq!(
        account,
        AccountCreate { credit_limit: Some(dec!(0.10)), ..AccountCreate::new("Ada".to_owned()) }
    );
    for refused in ["{ \"full_name\": \"Ada\" }", "{ \"fullName\": \"Ada\", \"riskScore\": 1 }", "{}"] {
        assert!(serde_json::from_str::<AccountCreate>(refused).is_err(), "{refused}");
    }
    let rounded = r#"{ "creditLimit": "0.33333333333333333333333333333333" }"#;
    assert!(serde_json::from_str::<AccountUpdate>(rounded).is_err());
    let change: AccountUpdate = serde_json::from_str(r#"{ "creditLimit": null }"#).expect("a change");
    let change = AccountUpdate { risk_score: Some(1), ..change };
    let json = serde_json::json!({ "fullName": null, "creditLimit": null, "openOrders": null });
    assert_eq!(serde_json::to_value(&change).expect("JSON"), json);
}

#[derive(FinResource)]
#[fin(
    create(attr(cfg_attr(all(), serde(rename_all = "camelCase")))),
    read(attr(derive(serde::Deserialize)), attr(cfg_attr(all(), serde(rename_all = "camelCase"))))
)]
pub struct Member {
    pub full_name: String,
    #[fin(secret)]
    pub pass_phrase: String,
}

#[test]
fn attributes_may_be_derives_and_have_conditions() {
    let member = r#"{ "fullName": "Ada", "passPhrase": "open sesame" }"#;
    let member: MemberCreate = serde_json::from_str(member).expect("a draft");
    assert_eq!(member, MemberCreate::new("Ada".to_owned(), "open sesame".to_owned()));
    // A secret is not in the JSON of a row, whichever derive reads or writes it.
    let json = serde_json::json!({
        "id": Uuid::nil(), "fullName": "Ada", "createdAt": "2030-01-01T00:00:00Z", "updatedAt": "2030-01-01T00:00:00Z",
    });
    let row: MemberRead = serde_json::from_value(json.clone()).expect("a row");
    let row = MemberRead { pass_phrase: "open sesame".to_owned(), ..row };
    assert_eq!(serde_json::to_value(&row).expect("JSON"), json);
}
