//! Calls to a server that does not respond, and their time limits.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use futures_util::future::join_all;

use crate::private::{NoteQuery, connect, eventually, fill, note, notes, timed};

/// For a connection.
pub(crate) const WAIT: Duration = Duration::from_millis(500);
/// For the answer to a statement.
pub(crate) const RESPONSE: Duration = Duration::from_millis(700);
/// The additional time for a busy machine.
const SLACK: Duration = Duration::from_millis(700);
/// How long a connection is trusted that was used just now, and a moment.
const TRUST: Duration = Duration::from_millis(1_100);

/// A way to make a server silent, and to make it answer again.
pub(crate) trait Silence {
    fn begin(&self);
    fn end(&self);
}

pub(crate) fn options() -> DbOptions {
    DbOptions::new().max_connections(4).wait(WAIT).response_timeout(RESPONSE)
}

/// Runs everything that waits for a server.
pub(crate) async fn all_have_an_end(url: &str, silence: &impl Silence) {
    let db = connect(url, options()).await;
    idle_connections(&db, silence).await;
    a_connection_used_just_now(&db, silence).await;
    a_transaction(&db, silence).await;
    the_first_connection(url, silence).await;
    closing(url, silence).await;
}

/// Four of them, each of which would be asked.
async fn idle_connections(db: &Db, silence: &impl Silence) {
    fill(db, 4).await;
    tokio::time::sleep(TRUST).await;
    silence.begin();
    let calls = join_all((0..6).map(|_| timed(async { notes().list(db, NoteQuery::new()).await }))).await;
    calls.into_iter().for_each(|(time, answer)| held_up(time, WAIT, answer));
    let (time, answer) = timed(db.ping()).await;
    held_up(time, WAIT, answer);
    let (time, answer) = timed(db.begin()).await;
    held_up(time, WAIT, answer.map(drop));
    silence.end();
    recovers(db).await;
}

/// It is not asked, and neither are the others: they are when the first call came to nothing.
async fn a_connection_used_just_now(db: &Db, silence: &impl Silence) {
    fill(db, 4).await;
    silence.begin();
    let (time, answer) = timed(notes().create(db, note("lost?"))).await;
    assert!(answer.as_ref().is_err_and(|error| error.to_string().contains("is not known")), "{answer:?}");
    held_up(time, RESPONSE, answer);
    let (time, answer) = timed(notes().list(db, NoteQuery::new())).await;
    held_up(time, WAIT, answer);
    silence.end();
    recovers(db).await;

    for ping in [true, false] {
        notes().list(db, NoteQuery::new()).await.unwrap();
        silence.begin();
        let (time, answer) =
            timed(async { if ping { db.ping().await } else { db.begin().await.map(drop) } }).await;
        held_up(time, if ping { WAIT } else { WAIT + Duration::from_secs(1) }, answer);
        silence.end();
        recovers(db).await;
    }
}

async fn a_transaction(db: &Db, silence: &impl Silence) {
    let before = notes().count(db, NoteQuery::new()).await.unwrap();

    let mut transaction = db.begin().await.unwrap();
    notes().create(&mut transaction, note("undone")).await.unwrap();
    silence.begin();
    let (time, answer) = timed(notes().create(&mut transaction, note("undone"))).await;
    held_up(time, RESPONSE, answer);
    let (time, answer) = timed(transaction.commit()).await;
    held_up(time, Duration::ZERO, answer);
    silence.end();
    recovers(db).await;

    let mut transaction = db.begin().await.unwrap();
    notes().create(&mut transaction, note("undone")).await.unwrap();
    silence.begin();
    let (time, answer) = timed(transaction.rollback()).await;
    held_up(time, WAIT + Duration::from_secs(1), answer);
    silence.end();
    recovers(db).await;
    assert_eq!(notes().count(db, NoteQuery::new()).await.unwrap(), before);

    let mut transaction = db.begin().await.unwrap();
    notes().create(&mut transaction, note("lost?")).await.unwrap();
    silence.begin();
    let (time, answer) = timed(transaction.commit()).await;
    assert!(answer.as_ref().is_err_and(|error| error.to_string().contains("is not known")), "{answer:?}");
    held_up(time, RESPONSE, answer);
    silence.end();
    recovers(db).await;
}

async fn the_first_connection(url: &str, silence: &impl Silence) {
    silence.begin();
    let (time, answer) = timed(Db::connect_with(url, options())).await;
    held_up(time, WAIT, answer.map(drop));
    silence.end();
}

async fn closing(url: &str, silence: &impl Silence) {
    let db = connect(url, options()).await;
    fill(&db, 3).await;
    let transaction = db.begin().await.unwrap();
    silence.begin();
    let (time, answer) = timed(db.close()).await;
    held_up(time, WAIT, answer);
    silence.end();
    drop(transaction);
}

/// An `Unavailable` error within the time limit.
#[track_caller]
fn held_up<T: std::fmt::Debug>(time: Duration, limit: Duration, answer: Result<T, Error>) {
    let error = answer.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    assert!(time < limit + SLACK, "{time:?} instead of {limit:?}: {error:?}");
}

/// By itself, and with as many connections as before.
async fn recovers(db: &Db) {
    eventually("the calls succeed", async || notes().list(db, NoteQuery::new()).await.ok()).await;
    for _ in 0..4 {
        notes().list(db, NoteQuery::new()).await.unwrap();
    }
}
