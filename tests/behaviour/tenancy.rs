//! What one tenant does, another never sees.

use fin_infra_core::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery, BudgetUpdate};

on_each_store! {
    [Budget]
    async fn another_tenants_row_is_not_found(db: &Db) {
        let ours = Budget::repository().tenant(Uuid::now_v7());
        let theirs = Budget::repository().tenant(Uuid::now_v7());
        let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();

        assert_eq!(theirs.find(db, food.id).await.unwrap(), None);
        assert!(theirs.get(db, food.id).await.unwrap_err().is_not_found());
        assert!(theirs.get_many(db, &[food.id]).await.unwrap().is_empty());
        assert!(theirs.list(db, BudgetQuery::new()).await.unwrap().items.is_empty());
        assert!(theirs.update(db, food.id, BudgetUpdate::default()).await.unwrap_err().is_not_found());
        assert!(theirs.delete(db, food.id).await.unwrap_err().is_not_found());
        assert_eq!(ours.get(db, food.id).await.unwrap(), food);
    }
}
