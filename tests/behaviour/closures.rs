//! A function in a transaction: committed, rolled back, or repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{Isolation, OpenTransaction, TransactionOptions};
use fin_infra_tests::{on_each_store, on_stores};
use futures_util::future::{join_all, try_join};

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, filter("on_call"))]
struct Doctor {
    #[fin(unique)]
    name: String,
    #[fin(adjust, default)]
    shifts: i64,
    #[fin(default = true)]
    on_call: bool,
}

/// An application's own error.
#[derive(Debug)]
enum AppError {
    Db(Error),
    TooMany,
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

fn doctors() -> DoctorRepository {
    Doctor::repository().tenant(Uuid::now_v7())
}

fn doctor(name: &str) -> DoctorCreate {
    DoctorCreate::new(name.to_owned())
}

async fn count(db: &Db, doctors: &DoctorRepository) -> u64 {
    doctors.count(db, DoctorQuery::new()).await.unwrap()
}

on_each_store!(
    [Doctor] ok_commits_and_returns_its_value,
    [Doctor] an_error_of_the_programs_own_rolls_back,
    [Doctor] what_is_dropped_is_rolled_back,
    [Doctor] a_deadline_ends_it,
    [Doctor] what_follows_a_commit_runs_once_and_in_order,
    [Doctor] what_follows_a_commit_runs_although_nobody_waits_for_it,
    [Doctor] an_ignored_error_does_not_commit,
    [Doctor] a_handle_that_outlives_it_is_useless,
    [Doctor] calls_that_start_together_run_one_after_the_other,
    [Doctor] a_read_only_one_refuses_writes_and_reads_on,
    [Doctor] one_of_a_tenant_refuses_others,
    [Doctor] a_value_that_was_read_is_written_right,
    [Doctor] a_rule_over_several_rows_holds_if_serializable,
    [Doctor] an_option_out_of_range_is_refused,
);
on_stores!([in_memory: Memory, on_postgres: Postgres] [Doctor] what_others_always_abort_gives_up);
on_stores!([in_memory: Memory, on_postgres: Postgres] [Doctor] what_others_abort_once_is_repeated);
on_stores!([on_postgres: Postgres] [Doctor] what_others_abort_within_a_savepoint_is_repeated);

/// It takes any store, and calls it twice.
async fn add_two(store: impl Store<Doctor> + Copy, doctors: &DoctorRepository) -> Result<(), Error> {
    doctors.create(store, doctor("Ada")).await?;
    doctors.create(store, doctor("Bea")).await.map(drop)
}

async fn ok_commits_and_returns_its_value(db: &Db) {
    let doctors = doctors();
    let value = db.transaction(async |tx| {
        add_two(&tx, &doctors).await?;
        Ok::<_, Error>(doctors.count(&tx, DoctorQuery::new()).await? + 40)
    });
    // A handler of axum needs a future that is `Send`.
    let value: std::pin::Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>> = Box::pin(value);
    assert_eq!(value.await.unwrap(), 42);
    assert_eq!(count(db, &doctors).await, 2);
}

async fn an_error_of_the_programs_own_rolls_back(db: &Db) {
    let doctors = doctors();
    let result = db.transaction(async |tx| {
        add_two(&tx, &doctors).await?;
        if doctors.count(&tx, DoctorQuery::new()).await? > 1 { Err(AppError::TooMany) } else { Ok(()) }
    });
    assert!(matches!(result.await, Err(AppError::TooMany)));
    let taken = db.transaction(async |tx| -> Result<(), AppError> {
        add_two(&tx, &doctors).await?;
        Ok(add_two(&tx, &doctors).await?)
    });
    assert!(matches!(taken.await, Err(AppError::Db(error)) if error.is_conflict()));
    assert_eq!(count(db, &doctors).await, 0);
}

async fn what_is_dropped_is_rolled_back(db: &Db) {
    let doctors = doctors();
    let never = db.transaction(async |tx| -> Result<(), Error> {
        add_two(&tx, &doctors).await?;
        std::future::pending().await
    });
    assert!(tokio::time::timeout(Duration::from_millis(200), never).await.is_err());
    assert_eq!(count(db, &doctors).await, 0);
    add_two(db, &doctors).await.unwrap();
}

async fn a_deadline_ends_it(db: &Db) {
    let doctors = doctors();
    let options = TransactionOptions::new().deadline(Duration::from_millis(300));
    let late = db.transaction_with(options, async |tx| -> Result<(), Error> {
        add_two(&tx, &doctors).await?;
        std::future::pending().await
    });
    let error = late.await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert_eq!(error.attempts(), Some(1));
    assert!(error.reason().contains("its deadline of 300ms"), "{error}");
    assert_eq!(count(db, &doctors).await, 0);
}

async fn what_follows_a_commit_runs_once_and_in_order(db: &Db) {
    let (doctors, said) = (doctors(), Arc::new(std::sync::Mutex::new(Vec::new())));
    let say = |text: &'static str| {
        let said = said.clone();
        async move { said.lock().unwrap().push(text) }
    };
    for is_right in [false, true] {
        let result = db.transaction(async |tx| {
            tx.after_commit(say("one")).await?;
            doctors.create(&tx, doctor("Ada")).await?;
            let point = tx.savepoint().await?;
            point.after_commit(say("undone")).await?;
            point.rollback().await?;
            let point = tx.savepoint().await?;
            point.after_commit(say("two")).await?;
            point.release().await?;
            tx.after_commit(say("three")).await?;
            assert!(said.lock().unwrap().is_empty());
            if is_right { Ok(()) } else { Err(AppError::TooMany) }
        });
        assert_eq!(result.await.is_ok(), is_right);
    }
    assert_eq!(*said.lock().unwrap(), ["one", "two", "three"]);
    assert_eq!(count(db, &doctors).await, 1);
}

async fn what_follows_a_commit_runs_although_nobody_waits_for_it(db: &Db) {
    let (doctors, (done, is_done)) = (doctors(), tokio::sync::oneshot::channel());
    let done = std::sync::Mutex::new(Some(done));
    let work = db.transaction(async |tx| {
        doctors.create(&tx, doctor("Ada")).await?;
        tx.after_commit(async { panic!("an effect may fail") }).await?;
        let done = done.lock().unwrap().take();
        tx.after_commit(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            done.map(|done| done.send(()));
        })
        .await
    });
    assert!(tokio::time::timeout(Duration::from_millis(200), work).await.is_err());
    is_done.await.unwrap();
    assert_eq!(count(db, &doctors).await, 1);
}

async fn an_ignored_error_does_not_commit(db: &Db) {
    let doctors = doctors();
    let result = db.transaction(async |tx| {
        add_two(&tx, &doctors).await?;
        assert!(doctors.create(&tx, doctor("Ada")).await.unwrap_err().is_conflict());
        Ok::<_, Error>(())
    });
    let error = result.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database, "{error}");
    assert_eq!(count(db, &doctors).await, 0);
}

async fn a_handle_that_outlives_it_is_useless(db: &Db) {
    let doctors = doctors();
    let kept = db.transaction(async |tx: OpenTransaction| Ok::<_, Error>(tx)).await.unwrap();
    let error = doctors.create(&kept, doctor("Ada")).await.unwrap_err();
    assert_eq!(error.to_string(), "doctors: the transaction has ended");
    assert!(kept.savepoint().await.is_err());
    assert!(kept.after_commit(async {}).await.is_err());
    // Its connection is free: a database in memory has only one.
    assert_eq!(count(db, &doctors).await, 0);
}

async fn calls_that_start_together_run_one_after_the_other(db: &Db) {
    let doctors = doctors();
    let both = db.transaction(async |tx| {
        try_join(doctors.create(&tx, doctor("Ada")), doctors.create(&tx, doctor("Bea"))).await
    });
    both.await.unwrap();
    assert_eq!(count(db, &doctors).await, 2);
}

async fn a_read_only_one_refuses_writes_and_reads_on(db: &Db) {
    let doctors = doctors();
    let ada = doctors.create(db, doctor("Ada")).await.unwrap();
    for isolation in [Isolation::ReadCommitted, Isolation::RepeatableRead, Isolation::Serializable] {
        let options = TransactionOptions::new().read_only().isolation(isolation);
        let read = db.transaction_with(options, async |tx| {
            let errors = [
                doctors.create(&tx, doctor("Bea")).await.unwrap_err(),
                doctors.adjust(&tx, ada.id, DoctorAdjust::new().shifts(1)).await.unwrap_err(),
                doctors.delete(&tx, ada.id).await.unwrap_err(),
                doctors.get_for_update(&tx, ada.id).await.unwrap_err(),
            ];
            for error in errors {
                assert!(error.is_invalid(), "{error}");
                assert!(error.reason().starts_with("the transaction is read-only"), "{error}");
            }
            doctors.get(&tx, ada.id).await
        });
        assert_eq!(read.await.unwrap(), ada);
    }
}

async fn one_of_a_tenant_refuses_others(db: &Db) {
    let (doctors, others) = (doctors(), doctors());
    let own = *doctors.tenant_id();
    let result = db.transaction_for(own, TransactionOptions::new(), async |tx| {
        doctors.create(&tx, doctor("Ada")).await?;
        assert!(others.create(&tx, doctor("Bea")).await.unwrap_err().is_invalid());
        Ok::<_, Error>(())
    });
    result.await.unwrap();
    assert_eq!([count(db, &doctors).await, count(db, &others).await], [1, 0]);
}

/// The program that is wrong without isolation.
async fn add_a_shift(db: &Db, doctors: &DoctorRepository, id: Uuid) -> Result<(), Error> {
    let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(200);
    db.transaction_with(options, async |tx| {
        let shifts = doctors.get(&tx, id).await?.shifts + 1;
        doctors
            .update(&tx, id, DoctorUpdate { shifts: Some(shifts), ..DoctorUpdate::default() })
            .await
            .map(drop)
    })
    .await
}

async fn a_value_that_was_read_is_written_right(db: &Db) {
    let doctors = doctors();
    let ada = doctors.create(db, doctor("Ada")).await.unwrap();
    let calls = (0..12).map(|_| add_a_shift(db, &doctors, ada.id));
    for result in join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(doctors.get(db, ada.id).await.unwrap().shifts, 12);
}

/// Ends a doctor's call if another one is on call.
async fn go_home(db: &Db, doctors: &DoctorRepository, id: Uuid) -> Result<bool, Error> {
    let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(200);
    db.transaction_with(options, async |tx| {
        let on_call = DoctorQuery::new().filter(DoctorFilter::new().on_call(true));
        if doctors.count(&tx, on_call).await? < 2 {
            return Ok(false);
        }
        let update = DoctorUpdate { on_call: Some(false), ..DoctorUpdate::default() };
        doctors.update(&tx, id, update).await.map(|_| true)
    })
    .await
}

async fn a_rule_over_several_rows_holds_if_serializable(db: &Db) {
    let doctors = doctors();
    let rows = doctors.create_many(db, ["Ada", "Bea", "Cleo", "Dora"].map(doctor)).await.unwrap();
    let gone = join_all(rows.iter().map(|row| go_home(db, &doctors, row.id))).await;
    assert_eq!(gone.into_iter().filter(|gone| *gone.as_ref().unwrap()).count(), 3);
}

async fn an_option_out_of_range_is_refused(db: &Db) {
    let options = TransactionOptions::new().attempts(0);
    let error = db.transaction_with(options, async |_| Ok::<_, Error>(())).await.unwrap_err();
    assert_eq!(error.fields().collect::<Vec<_>>(), ["attempts"]);
}

/// Reads a row in the transaction, lets another call change it if `meets` says so, and changes it.
async fn meet(
    db: &Db,
    doctors: &DoctorRepository,
    attempts: u32,
    meets: impl Fn(u32) -> bool + Send + Sync,
) -> (Result<DoctorRead, Error>, u32) {
    let row = doctors.create(db, doctor("Ada")).await.unwrap();
    let ran = AtomicU32::new(0);
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).attempts(attempts);
    let result = db.transaction_with(options, async |tx| {
        let number = ran.fetch_add(1, Ordering::Relaxed) + 1;
        doctors.get(&tx, row.id).await?;
        if meets(number) {
            doctors.adjust(db, row.id, DoctorAdjust::new().shifts(100)).await?;
        }
        doctors.adjust(&tx, row.id, DoctorAdjust::new().shifts(1)).await
    });
    (result.await, ran.load(Ordering::Relaxed))
}

async fn what_others_abort_within_a_savepoint_is_repeated(db: &Db) {
    let doctors = doctors();
    let row = doctors.create(db, doctor("Ada")).await.unwrap();
    let ran = AtomicU32::new(0);
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead);
    let result = db.transaction_with(options, async |tx| {
        let number = ran.fetch_add(1, Ordering::Relaxed) + 1;
        doctors.get(&tx, row.id).await?;
        if number < 3 {
            doctors.adjust(db, row.id, DoctorAdjust::new().shifts(100)).await?;
        }
        let point = tx.savepoint().await?;
        let adjusted = doctors.adjust(&point, row.id, DoctorAdjust::new().shifts(1)).await;
        if number == 2 {
            // It cannot be undone alone.
            point.rollback().await?;
            unreachable!("the database has aborted the transaction");
        }
        let adjusted = adjusted?;
        point.release().await?;
        Ok::<_, Error>(adjusted)
    });
    assert_eq!(result.await.unwrap().shifts, 201);
    assert_eq!(ran.load(Ordering::Relaxed), 3);
}

async fn what_others_always_abort_gives_up(db: &Db) {
    for attempts in [1, 3] {
        let doctors = doctors();
        let (result, ran) = meet(db, &doctors, attempts, |_| true).await;
        let error = result.unwrap_err();
        assert!(error.is_unavailable(), "{error}");
        assert_eq!(ran, attempts);
        assert_eq!(error.attempts(), (attempts > 1).then_some(attempts));
        assert_eq!(error.is_retryable(), attempts == 1, "{error}");
        let row = doctors.list(db, DoctorQuery::new()).await.unwrap().items.remove(0);
        assert_eq!(row.shifts, i64::from(attempts) * 100);
    }
}

async fn what_others_abort_once_is_repeated(db: &Db) {
    let (result, ran) = meet(db, &doctors(), 5, |number| number < 3).await;
    assert_eq!((result.unwrap().shifts, ran), (201, 3));
}
