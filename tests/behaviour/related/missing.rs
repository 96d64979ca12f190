//! References that lead to no live row.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use super::resources::{Account, Currency, Deposit, Goal, Note, NoteCreate, repositories};

on_each_store!(
    [Currency, Account, Goal, Deposit, Note] a_deleted_row_is_none_where_it_is_referred_to,
);

async fn a_deleted_row_is_none_where_it_is_referred_to(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let [boat, car] = [all.goal(db, "boat").await, all.goal(db, "car").await];
    let rows = [all.deposit(db, &boat, &account, 1).await, all.deposit(db, &car, &account, 2).await];
    let note = NoteCreate { deposit_id: rows[0].id, text: String::new() };
    let note = all.notes.create(db, note).await.unwrap();
    all.goals.delete(db, boat.id).await.unwrap();

    let loaded = all.deposits.load(db, rows.clone(), Deposit::goal()).await.unwrap();
    assert_eq!((loaded[0].related.as_ref(), loaded[1].related.as_ref()), (None, Some(&car)));
    let loaded = all.deposits.load(db, rows.clone(), Deposit::goal().include_deleted()).await.unwrap();
    let names =
        loaded.iter().filter_map(|deposit| Some((deposit.related.as_ref()?.name.as_str(), deposit.amount)));
    assert_eq!(names.collect::<Vec<_>>(), [("boat", 1), ("car", 2)]);

    // The levels behind a row that is none are not loaded.
    let up = || Note::deposit().with(Deposit::goal());
    let loaded = all.notes.load(db, [note.clone()], up()).await.unwrap();
    assert_eq!(loaded[0].related.as_ref().map(|deposit| deposit.related.is_none()), Some(true));
    all.deposits.delete(db, rows[0].id).await.unwrap();
    let loaded = all.notes.load(db, [note], up()).await.unwrap();
    assert_eq!(loaded[0].related, None);
}
