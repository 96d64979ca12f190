#![allow(missing_docs)]
use std::collections::BTreeMap;
use fin_infra_core::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("user_id", "name"))]
pub struct Budget {
    /// Whose.
    #[fin(filter)]
    pub user_id: Uuid,
    #[fin(order, filter)]
    pub name: String,
    #[fin(filter, order)]
    pub period_start: DateTime<Utc>,
    pub period_end: DateTime<Utc>,
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    #[fin(default)]
    pub rollover_enabled: bool,
    #[fin(filter, order)]
    pub limit: Option<Decimal>,
}

#[tokio::test]
async fn memory() {
    let db = Db::memory();
    let acme = Uuid::now_v7();
    let budgets = Budget::repository().tenant(acme);
    let draft = BudgetCreate { user_id: Uuid::nil(), name: "Food".into(), period_start: Utc::now(), period_end: Utc::now(), categories: BTreeMap::new(), rollover_enabled: false, limit: None };
    let food = budgets.create(&db, draft.clone()).await.unwrap();
    let page = budgets.list(&db, BudgetQuery::new().search("FO").order_by(BudgetOrder::Name.asc()).page_size(20)).await.unwrap();
    assert_eq!(page.items, vec![food.clone()]);
    assert!(budgets.create(&db, draft.clone()).await.unwrap_err().is_conflict());
    let g = budgets.update(&db, food.id, BudgetUpdate { name: Some("Groceries".into()), ..Default::default() }).await.unwrap();
    assert_eq!(g.name, "Groceries");
    budgets.delete(&db, food.id).await.unwrap();
    budgets.restore(&db, food.id).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    budgets.create(&mut tx, draft.clone()).await.unwrap();
    tx.commit().await.unwrap();
    let other = Budget::repository().tenant(Uuid::now_v7());
    assert!(other.get(&db, food.id).await.unwrap_err().is_not_found());
}
