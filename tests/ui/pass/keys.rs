//! `unique`, `unique_ci` and `index`, on the struct and on its fields.

use fin_infra::Resource;
use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(
    tenant,
    unique("user_id", "name"),
    unique_ci("alias"),
    unique_ci("name", "year"),
    index("year", "name")
)]
pub struct Account {
    pub user_id: Uuid,
    pub name: String,
    pub alias: String,
    #[fin(unique)]
    pub number: i64,
    #[fin(index, unique = false)]
    pub year: i32,
    #[fin(index = false)]
    pub notes: String,
}

#[test]
fn each_key_exists_without_its_tenant() {
    let names = |places: &[usize]| -> Vec<&str> {
        places
            .iter()
            .filter_map(|&position| Account::TABLE.columns.get(position))
            .map(|column| column.name)
            .collect()
    };
    let uniques: Vec<_> =
        Account::TABLE.uniques.iter().map(|unique| (names(unique.columns), unique.ignore_case)).collect();
    assert_eq!(
        uniques,
        [
            (vec!["alias"], true),
            (vec!["name", "year"], true),
            (vec!["number"], false),
            (vec!["user_id", "name"], false),
        ]
    );
    let indexes: Vec<_> = Account::TABLE.indexes.iter().map(|index| names(index.columns)).collect();
    assert!(indexes.contains(&vec!["year"]) && indexes.contains(&vec!["year", "name"]), "{indexes:?}");
}

#[tokio::test]
async fn each_unique_constraint_has_an_upsert() {
    let db = Db::memory();
    let accounts = Account::repository().tenant(Uuid::nil());
    let account = |name: &str, number| AccountCreate {
        user_id: Uuid::nil(),
        name: name.to_owned(),
        alias: name.to_owned(),
        number,
        year: 2030,
        notes: String::new(),
    };
    let first = accounts.upsert_by_number(&db, account("Savings", 1)).await.expect("created");
    let same = accounts.upsert_by_user_id_and_name(&db, account("Savings", 2)).await.expect("changed");
    let again = accounts.upsert_by_alias(&db, account("SAVINGS", 3)).await.expect("changed");
    let last = accounts.upsert_by_name_and_year(&db, account("savings", 4)).await.expect("changed");
    assert_eq!([same.id, again.id, last.id], [first.id; 3]);
    let taken = accounts.create(&db, account("saVings", 5)).await.expect_err("taken");
    assert!(taken.is_conflict());
}

/// Constraints with similar columns, and separate methods.
#[derive(FinResource)]
#[fin(unique("a_b"), unique("a", "b"))]
pub struct Alike {
    pub a: i64,
    pub b: i64,
    pub a_b: i64,
}

#[tokio::test]
async fn constraints_with_similar_names_have_separate_methods() {
    let (db, rows) = (Db::memory(), Alike::repository());
    let row = rows.upsert_by_a_b(&db, AlikeCreate { a: 1, b: 2, a_b: 3 }).await.expect("created");
    let same = rows.upsert_by_a_and_b(&db, AlikeCreate { a: 1, b: 2, a_b: 4 }).await.expect("changed");
    assert_eq!((row.id, same.a_b), (same.id, 4));
}
