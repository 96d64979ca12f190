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
#[tokio::test]
async fn sqlite() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    run(&db).await;
}
async fn run(db: &Db) {
    let acme = Uuid::now_v7();
    let budgets = Budget::repository().tenant(acme);
    let draft = BudgetCreate { user_id: Uuid::nil(), name: "Food".into(), period_start: Utc::now(), period_end: Utc::now(), categories: BTreeMap::new(), rollover_enabled: false, limit: Some("1.5".parse().unwrap()) };
    let food = budgets.create(db, draft.clone()).await.unwrap();
    println!("{:?}", food);
    let page = budgets.list(db, BudgetQuery::new().search("FO").order_by(BudgetOrder::Name.asc()).page_size(20)).await.unwrap();
    assert_eq!(page.items, vec![food.clone()]);
    let e = budgets.create(db, draft.clone()).await.unwrap_err();
    println!("{e}");
    assert!(e.is_conflict());
    assert_eq!(e.fields().collect::<Vec<_>>(), ["user_id", "name"]);
    let g = budgets.update(db, food.id, BudgetUpdate { name: Some("Groceries".into()), limit: Some(None), ..Default::default() }).await.unwrap();
    assert_eq!(g.name, "Groceries");
    assert_eq!(g.limit, None);
    budgets.delete(db, food.id).await.unwrap();
    assert_eq!(budgets.list_deleted(db, BudgetQuery::new().with_total()).await.unwrap().total, Some(1));
    budgets.restore(db, food.id).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    budgets.create(&mut tx, draft.clone()).await.unwrap();
    tx.commit().await.unwrap();
    let up = budgets.upsert_by_user_id_and_name(db, BudgetCreate { rollover_enabled: true, ..draft.clone() }).await.unwrap();
    assert!(up.rollover_enabled);
    let many = budgets.create_many(db, (0..1200).map(|n| BudgetCreate { name: format!("b{n}"), limit: if n % 3 == 0 { None } else { Some(Decimal::from(n % 7)) }, ..draft.clone() })).await.unwrap();
    assert_eq!(many.len(), 1200);
    for order in [BudgetOrder::Limit.asc(), BudgetOrder::Limit.desc(), BudgetOrder::Name.desc(), BudgetOrder::Id.asc()] {
        let mut q = BudgetQuery::new().order_by(order).page_size(77);
        let mut seen = std::collections::HashSet::new();
        loop {
            let p = budgets.list(db, q.clone()).await.unwrap();
            for i in &p.items { assert!(seen.insert(i.id)); }
            match p.next { Some(c) => q = q.after(c), None => break }
        }
        assert_eq!(seen.len(), 1202);
    }
    let n = budgets.count(db, BudgetQuery::new().filter(BudgetFilter::new().limit(Condition::ge(Decimal::from(3))).name(Condition::contains("1")))).await.unwrap();
    println!("{n}");
    let own = budgets.scoped_query().sql("name = ").bind("name", "b7".to_string()).sql(" OR name = 'b8'").fetch_all(db).await;
    if !format!("{db:?}").contains("memory") { assert_eq!(own.unwrap().len(), 2); }
    let other = Budget::repository().tenant(Uuid::now_v7());
    assert!(other.get(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(Budget::repository().all_tenants().count(db, BudgetQuery::new()).await.unwrap(), 1202);
    assert_eq!(budgets.delete_many(db, &many.iter().map(|m| m.id).collect::<Vec<_>>()).await.unwrap(), 1200);
    assert_eq!(budgets.purge_deleted(db, Utc::now() + std::time::Duration::from_secs(1)).await.unwrap(), 1200);
}
#[tokio::test]
async fn memory2() { run(&Db::memory()).await }
#[tokio::test]
async fn pg() {
    let db = Db::connect("postgres://postgres@127.0.0.1/test").await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    run(&db).await;
}
#[tokio::test]
async fn my() {
    let db = Db::connect("mysql://root@127.0.0.1/test").await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    run(&db).await;
}
