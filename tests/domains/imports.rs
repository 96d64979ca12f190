//! Transactions that are imported more than once.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Budget, Transaction, TransactionCreate, TransactionQuery, TransactionUpdate,
};
use fin_infra_tests::on_each_store;

use crate::support::{Household, at_once, day, kind};

on_each_store!(
    [Budget, Transaction] a_second_import_creates_nothing,
    [Budget, Transaction] what_the_user_changed_or_deleted_stays_so,
    [Budget, Transaction] a_line_that_occurs_twice_is_imported_once,
    [Budget, Transaction] an_identifier_belongs_to_one_user,
    [Budget, Transaction] a_line_without_an_identifier_is_always_new,
    [Budget, Transaction] a_line_that_is_refused_imports_nothing,
    [Budget, Transaction] many_imports_of_one_file_create_it_once,
);

fn lines(home: &Household, numbers: std::ops::Range<usize>) -> Vec<TransactionCreate> {
    let line = |number: usize| TransactionCreate {
        external_id: Some(format!("line-{number}")),
        ..home.spent("Unsorted", day(11, 1), money!(1 EUR))
    };
    numbers.map(line).collect()
}

async fn count(db: &Db, home: &Household) -> u64 {
    home.transactions.count(db, TransactionQuery::new()).await.unwrap()
}

async fn a_second_import_creates_nothing(db: &Db) {
    let home = Household::new();
    let first = home.transactions.import(db, &lines(&home, 0..1100)).await.unwrap();
    assert_eq!((first.created.len(), first.known.len()), (1100, 0));
    let second = home.transactions.import(db, &lines(&home, 0..1101)).await.unwrap();
    assert_eq!((second.created.len(), second.known), (1, (0..1100).collect()));
    assert_eq!(count(db, &home).await, 1101);
    assert_eq!(home.transactions.import(db, &[]).await.unwrap().created, []);
}

async fn what_the_user_changed_or_deleted_stays_so(db: &Db) {
    let home = Household::new();
    let rows = home.transactions.import(db, &lines(&home, 0..3)).await.unwrap().created;
    let sorted = TransactionUpdate { category: Some("Food".to_owned()), ..TransactionUpdate::default() };
    home.transactions.update(db, (rows[0].id, rows[0].version), sorted).await.unwrap();
    home.transactions.delete(db, (rows[1].id, rows[1].version)).await.unwrap();
    let again = home.transactions.import(db, &lines(&home, 0..3)).await.unwrap();
    assert_eq!((again.created, again.known), (vec![], vec![0, 1, 2]));
    assert_eq!(home.transactions.get(db, rows[0].id).await.unwrap().category, "Food");
    assert_eq!(count(db, &home).await, 2);
}

async fn a_line_that_occurs_twice_is_imported_once(db: &Db) {
    let home = Household::new();
    let twice = [lines(&home, 0..2), lines(&home, 1..3)].concat();
    let imported = home.transactions.import(db, &twice).await.unwrap();
    assert_eq!((imported.created.len(), imported.known), (3, vec![2]));
}

async fn an_identifier_belongs_to_one_user(db: &Db) {
    let home = Household::new();
    home.transactions.import(db, &lines(&home, 0..2)).await.unwrap();
    let mut other = lines(&home, 0..2);
    other[0].user_id = Uuid::now_v7();
    let imported = home.transactions.import(db, &other).await.unwrap();
    assert_eq!((imported.created.len(), imported.known), (1, vec![1]));
    let other_tenant = Household::new();
    assert_eq!(other_tenant.transactions.import(db, &lines(&home, 0..2)).await.unwrap().created.len(), 2);
}

async fn a_line_without_an_identifier_is_always_new(db: &Db) {
    let home = Household::new();
    let line = home.spent("Cash", day(11, 1), money!(1 EUR));
    for _ in 0..2 {
        let imported = home.transactions.import(db, &[line.clone(), line.clone()]).await.unwrap();
        assert_eq!((imported.created.len(), imported.known.len()), (2, 0));
    }
}

async fn a_line_that_is_refused_imports_nothing(db: &Db) {
    let home = Household::new();
    let mut refused = lines(&home, 0..600);
    refused[550].category = " ".to_owned();
    assert_eq!(kind(home.transactions.import(db, &refused).await).0, ErrorKind::Invalid);
    assert_eq!(count(db, &home).await, 0);
}

async fn many_imports_of_one_file_create_it_once(db: &Db) {
    let home = Arc::new(Household::new());
    let created = at_once(|_| {
        let (home, db) = (home.clone(), db.clone());
        async move { home.transactions.import(&db, &lines(&home, 0..20)).await.unwrap().created.len() }
    });
    assert_eq!(created.await.into_iter().sum::<usize>(), 20);
    assert_eq!(count(db, &home).await, 20);
}
