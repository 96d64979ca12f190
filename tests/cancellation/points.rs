//! Single points at which a future can be dropped.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery};

use crate::cut::{Cut, cut};
use crate::env::{Kind, TestEnv, on_each_env};

/// Every point up to one after the end.
fn every_cut() -> impl Iterator<Item = Cut> {
    (0..12).flat_map(|polls| [false, true].map(|late| Cut { polls, late }))
}

on_each_env! {
    async fn a_transaction_dropped_while_it_begins_is_not_open(env: &TestEnv) {
        let mut begun = 0;
        for when in every_cut() {
            begun += usize::from(cut(when, env.db.begin()).await.is_some());
            env.has_no_open_transaction().await;
        }
        assert!((1..24).contains(&begun), "some were dropped while they began, {begun} behind it");
        env.is_as_new().await;
    }

    async fn a_transaction_with_a_call_that_was_dropped_is_undone(env: &TestEnv) {
        let budgets = Budget::repository().tenant(Uuid::now_v7());
        for when in every_cut() {
            let mut transaction = env.db.begin().await.unwrap();
            budgets.create(&mut transaction, BudgetCreate::named("first")).await.unwrap();
            if cut(when, budgets.create(&mut transaction, BudgetCreate::named("second"))).await.is_some() {
                transaction.rollback().await.unwrap();
                continue;
            }
            // A future that was never polled has done nothing.
            if when.polls > 0 {
                let error = budgets.create(&mut transaction, BudgetCreate::named("third")).await.unwrap_err();
                assert!(error.is_unavailable(), "{error:?}");
                assert!(transaction.commit().await.unwrap_err().is_unavailable());
            }
            assert_eq!(budgets.count(&env.db, BudgetQuery::new()).await.unwrap(), 0);
        }
        env.is_as_new().await;
    }

    async fn a_commit_that_is_dropped_happens_or_does_not(env: &TestEnv) {
        for when in every_cut() {
            let budgets = Budget::repository().tenant(Uuid::now_v7());
            let mut transaction = env.db.begin().await.unwrap();
            for name in ["one", "other"] {
                budgets.create(&mut transaction, BudgetCreate::named(name)).await.unwrap();
            }
            let committed = cut(when, transaction.commit()).await.is_some();
            env.has_no_open_transaction().await;
            let rows = budgets.count(&env.db, BudgetQuery::new()).await.unwrap();
            assert!(rows == 2 || rows == 0 && !committed, "{rows} rows");
        }
        env.is_as_new().await;
    }

    async fn a_list_dropped_while_rows_still_come_is_not_seen_by_the_next(env: &TestEnv) {
        let budgets = Budget::repository().tenant(Uuid::now_v7());
        let categories: BTreeMap<_, _> = (0..100).map(|number| (format!("category {number}"), number.into())).collect();
        let rows = (0..1_000).map(|number| BudgetCreate {
            categories: categories.clone(),
            ..BudgetCreate::named(number.to_string())
        });
        let rows = budgets.create_many(&env.db, rows).await.unwrap();
        for when in every_cut() {
            let all = BudgetQuery::new().page_size(10_000);
            if let Some(page) = cut(when, budgets.list(&env.db, all)).await {
                assert_eq!(page.unwrap().items.len(), rows.len());
            }
            let row = &rows[when.polls * 10];
            assert_eq!(budgets.get(&env.db, row.id).await.unwrap().id, row.id);
        }
        env.is_as_new().await;
    }
}
