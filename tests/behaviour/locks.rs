//! Rows that a transaction has locked.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::query::{LockWait, limits};
use fin_infra_tests::{on_each_store, on_stores};
use futures_util::future::join_all;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, check(balance >= 0))]
struct Account {
    balance: Decimal,
}

/// A row of a queue.
#[derive(FinResource, Debug)]
#[fin(tenant, soft_delete, filter("state"), order("priority"))]
struct Job {
    priority: Option<i32>,
    #[fin(default)]
    state: String,
}

/// A row that refers to an account.
#[derive(FinResource, Debug)]
#[fin(tenant, immutable)]
struct Booking {
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
}

async fn accounts(db: &Db, number: usize) -> (AccountRepository, Vec<Uuid>) {
    let accounts = Account::repository().tenant(Uuid::now_v7());
    let rows = accounts.create_many(db, vec![AccountCreate::new(dec!(10)); number]).await.unwrap();
    (accounts, rows.into_iter().map(|row| row.id).collect())
}

fn balance(balance: Decimal) -> AccountUpdate {
    AccountUpdate { balance: Some(balance) }
}

on_each_store!(
    [Account] a_locked_row_is_read_and_changed,
    [Account] only_live_rows_of_the_tenant_are_locked,
    [Account] a_value_that_was_read_under_a_lock_is_written_right,
    [Account] rows_are_locked_in_one_order_and_returned_in_another,
    [Account] rows_that_are_missing_or_given_twice_are_refused,
    [Account] transfers_of_locked_rows_keep_the_sum,
    [Job] rows_of_a_queue_come_in_order_and_in_number,
    [Job] a_query_for_anything_else_than_the_first_rows_is_refused,
    [Job] no_job_is_done_twice_and_none_is_forgotten,
);
on_stores!([on_postgres: Postgres, on_mysql: MySql] [Account] a_row_that_is_locked_is_waited_for_or_not);
on_stores!([on_postgres: Postgres] [Account, Booking] a_locked_row_is_still_referred_to);
on_stores!([on_postgres: Postgres, on_mysql: MySql] [Job] jobs_that_are_locked_are_skipped_or_not);

async fn a_locked_row_is_read_and_changed(db: &Db) {
    let (accounts, ids) = accounts(db, 1).await;
    let mut tx = db.begin().await.unwrap();
    let row = accounts.get_for_update(&mut tx, ids[0]).await.unwrap();
    assert_eq!(row, accounts.get(&mut tx, ids[0]).await.unwrap());
    accounts.update(&mut tx, row.id, balance(row.balance + dec!(1))).await.unwrap();
    assert_eq!(accounts.get_for_update(&tx, ids[0]).await.unwrap().balance, dec!(11));
    let point = tx.savepoint().await.unwrap();
    for wait in [LockWait::Wait, LockWait::NoWait, LockWait::SkipLocked] {
        assert!(accounts.find_for_update(&point, ids[0], wait).await.unwrap().is_some(), "its own lock");
    }
    point.release().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(accounts.get(db, ids[0]).await.unwrap().balance, dec!(11));
}

async fn only_live_rows_of_the_tenant_are_locked(db: &Db) {
    let (mine, ids) = accounts(db, 2).await;
    let (others, _) = accounts(db, 0).await;
    mine.delete(db, ids[1]).await.unwrap();
    let result = db.transaction(async |tx| {
        for (accounts, id) in [(&others, ids[0]), (&mine, ids[1]), (&mine, Uuid::now_v7())] {
            assert!(accounts.get_for_update(&tx, id).await.unwrap_err().is_not_found());
            assert!(accounts.find_for_update(&tx, id, LockWait::NoWait).await?.is_none());
            assert!(accounts.lock_many(&tx, &[id]).await.unwrap_err().is_not_found());
        }
        assert!(others.list_for_update(&tx, AccountQuery::new(), LockWait::Wait).await?.is_empty());
        let listed = mine.list_for_update(&tx, AccountQuery::new(), LockWait::Wait).await?;
        assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[0]]);
        Ok::<_, Error>(())
    });
    result.await.unwrap();
}

async fn a_value_that_was_read_under_a_lock_is_written_right(db: &Db) {
    let (accounts, ids) = accounts(db, 1).await;
    let add = async || {
        db.transaction(async |tx| {
            let row = accounts.get_for_update(&tx, ids[0]).await?;
            tokio::task::yield_now().await;
            accounts.update(&tx, row.id, balance(row.balance + dec!(1))).await
        })
        .await
    };
    for result in join_all((0..12).map(|_| add())).await {
        result.unwrap();
    }
    assert_eq!(accounts.get(db, ids[0]).await.unwrap().balance, dec!(22));
}

async fn rows_are_locked_in_one_order_and_returned_in_another(db: &Db) {
    let (accounts, mut ids) = accounts(db, 600).await;
    ids.reverse();
    let locked = db.transaction(async |tx| accounts.lock_many(&tx, &ids).await).await.unwrap();
    assert_eq!(locked.into_iter().map(|row| row.id).collect::<Vec<_>>(), ids);
    assert!(db.transaction(async |tx| accounts.lock_many(&tx, &[]).await).await.unwrap().is_empty());
}

async fn rows_that_are_missing_or_given_twice_are_refused(db: &Db) {
    let (accounts, ids) = accounts(db, 2).await;
    let lock = async |ids: Vec<Uuid>| {
        db.transaction(async |tx| accounts.lock_many(&tx, &ids).await).await.unwrap_err()
    };
    assert!(lock(vec![ids[0], Uuid::now_v7()]).await.is_not_found());
    let error = lock(vec![ids[0], ids[1], ids[0]]).await;
    assert_eq!(error.to_string(), "accounts: id: must not be given twice");
    assert!(lock(vec![ids[0]; limits::MAX_IDS + 1]).await.is_invalid());
}

async fn transfers_of_locked_rows_keep_the_sum(db: &Db) {
    let (accounts, ids) = accounts(db, 3).await;
    let transfer = async |number: usize| {
        let (from, to) = (ids[number % 3], ids[(number + 1 + number / 3 % 2) % 3]);
        db.transaction(async |tx| {
            let rows = accounts.lock_many(&tx, &[from, to]).await?;
            for (row, amount) in rows.iter().zip([dec!(-3), dec!(3)]) {
                accounts.update(&tx, row.id, balance(row.balance + amount)).await?;
            }
            Ok::<_, Error>(())
        })
        .await
    };
    for result in join_all((0..24).map(transfer)).await {
        match result {
            Err(error) if error.is_invalid() => {}
            result => result.unwrap(),
        }
    }
    let rows = accounts.get_many(db, &ids).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.balance).sum::<Decimal>(), dec!(30));
}

async fn a_row_that_is_locked_is_waited_for_or_not(db: &Db) {
    let (accounts, ids) = accounts(db, 2).await;
    let holder = db.begin().await.unwrap();
    accounts.get_for_update(&holder, ids[0]).await.unwrap();

    let skipped = db.transaction(async |tx| {
        assert!(accounts.find_for_update(&tx, ids[1], LockWait::SkipLocked).await?.is_some());
        accounts.find_for_update(&tx, ids[0], LockWait::SkipLocked).await
    });
    assert_eq!(skipped.await.unwrap(), None);
    let refused = db.transaction(async |tx| {
        let point = tx.savepoint().await?;
        let error = accounts.find_for_update(&point, ids[0], LockWait::NoWait).await.unwrap_err();
        assert!(error.is_unavailable() && !error.is_retryable(), "{error}");
        point.rollback().await?;
        accounts.find_for_update(&tx, ids[1], LockWait::NoWait).await
    });
    assert!(refused.await.unwrap().is_some());

    let waiting = db.transaction(async |tx| accounts.get_for_update(&tx, ids[0]).await);
    let holding = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        accounts.update(&holder, ids[0], balance(dec!(77))).await.unwrap();
        holder.commit().await.unwrap();
    };
    let (waited, ()) = tokio::join!(waiting, holding);
    assert_eq!(waited.unwrap().balance, dec!(77));
}

/// Two that insert children of a row, and then lock the row, would wait for each other if a reference needed the row.
async fn a_locked_row_is_still_referred_to(db: &Db) {
    let (accounts, ids) = accounts(db, 1).await;
    let bookings = Booking::repository().tenant(*accounts.tenant_id());
    let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    for tx in [&one, &other] {
        bookings.create(tx, BookingCreate { account_id: ids[0] }).await.unwrap();
    }
    accounts.get_for_update(&one, ids[0]).await.unwrap();
    bookings.create(&other, BookingCreate { account_id: ids[0] }).await.unwrap();
    let waiting = accounts.get_for_update(&other, ids[0]);
    let (locked, committed) = tokio::join!(waiting, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        one.commit().await
    });
    committed.unwrap();
    locked.unwrap();
    other.commit().await.unwrap();
    assert_eq!(bookings.count(db, BookingQuery::new()).await.unwrap(), 3);
}

async fn jobs(db: &Db, priorities: impl IntoIterator<Item = Option<i32>>) -> JobRepository {
    let jobs = Job::repository().tenant(Uuid::now_v7());
    let creates = priorities.into_iter().map(|priority| JobCreate { priority, ..JobCreate::new() });
    jobs.create_many(db, creates).await.unwrap();
    jobs
}

fn open(number: u32) -> JobQuery {
    let filter = JobFilter::new().state(String::new());
    JobQuery::new().filter(filter).order_by(JobOrder::Priority.desc()).page_size(number)
}

async fn rows_of_a_queue_come_in_order_and_in_number(db: &Db) {
    let jobs = jobs(db, [Some(1), None, Some(3), Some(2), None]).await;
    let take = async |number| {
        db.transaction(async |tx| jobs.list_for_update(&tx, open(number), LockWait::SkipLocked).await).await
    };
    let priorities = |rows: Vec<JobRead>| rows.into_iter().map(|row| row.priority).collect::<Vec<_>>();
    assert_eq!(priorities(take(2).await.unwrap()), [Some(3), Some(2)]);
    assert_eq!(priorities(take(9).await.unwrap()), [Some(3), Some(2), Some(1), None, None]);
}

async fn a_query_for_anything_else_than_the_first_rows_is_refused(db: &Db) {
    let jobs = jobs(db, [Some(1), Some(2)]).await;
    let cursor = jobs.list(db, open(1)).await.unwrap().next.unwrap();
    for (field, query) in [
        ("page", open(1).page(2)),
        ("cursor", open(1).after(cursor)),
        ("with_total", open(1).with_total()),
        ("include_deleted", open(1).include_deleted()),
        ("include_deleted", open(1).only_deleted()),
        ("page_size", open(0)),
    ] {
        let listed =
            db.transaction(async |tx| jobs.list_for_update(&tx, query.clone(), LockWait::Wait).await);
        assert_eq!(listed.await.unwrap_err().fields().collect::<Vec<_>>(), [field]);
    }
}

async fn jobs_that_are_locked_are_skipped_or_not(db: &Db) {
    let jobs = jobs(db, [Some(3), Some(2), Some(1)]).await;
    let holder = db.begin().await.unwrap();
    jobs.list_for_update(&holder, open(1), LockWait::Wait).await.unwrap();
    let (first, nothing) = db
        .transaction(async |tx| {
            let first = jobs.list_for_update(&tx, open(1), LockWait::SkipLocked).await?;
            let point = tx.savepoint().await?;
            let refused = jobs.list_for_update(&point, open(1), LockWait::NoWait).await;
            point.rollback().await?;
            Ok::<_, Error>((first, refused))
        })
        .await
        .unwrap();
    assert_eq!(first[0].priority, Some(2));
    assert!(nothing.unwrap_err().is_unavailable());
    holder.rollback().await.unwrap();
}

async fn no_job_is_done_twice_and_none_is_forgotten(db: &Db) {
    let jobs = jobs(db, (0..40).map(Some)).await;
    let done = Mutex::new(Vec::new());
    let work = async |worker: usize, wait: LockWait| {
        loop {
            let taken = db.transaction(async |tx| {
                let rows = jobs.list_for_update(&tx, open(3), wait).await?;
                for row in &rows {
                    let update = JobUpdate { state: Some("done".to_owned()), ..JobUpdate::default() };
                    jobs.update(&tx, row.id, update).await?;
                }
                if worker == 0 {
                    // It dies in the middle of its work.
                    std::future::pending::<()>().await;
                }
                Ok::<_, Error>(rows)
            });
            match tokio::time::timeout(Duration::from_secs(if worker == 0 { 1 } else { 60 }), taken).await {
                Err(_) => return,
                Ok(rows) => match rows.unwrap() {
                    rows if rows.is_empty() => return,
                    rows => done.lock().unwrap().extend(rows.into_iter().map(|row| row.id)),
                },
            }
        }
    };
    join_all((0..6).map(|worker| work(worker, LockWait::SkipLocked))).await;
    // What the dead worker held becomes free when the server notices that its connection is closed.
    work(1, LockWait::Wait).await;
    let done = done.into_inner().unwrap();
    assert_eq!(done.len(), 40);
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>().len(), 40);
    assert!(jobs.list(db, open(9)).await.unwrap().items.is_empty());
}
