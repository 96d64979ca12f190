//! Counts how often a call hands work over to SQLite's thread, which corresponds to a round trip.
//!
//! sqlx sends each command with the caller's tracing span, and the thread enters the span while it works; so entering
//! the span there is counted. Each statement, whoever runs it, is an event of the target `sqlx::query`. If sqlx gives
//! either up, nothing is counted and the tests fail.

use std::collections::HashMap;
use std::sync::{Mutex, Once};
use std::thread;
use std::time::Duration;

use tracing::span::Id;
use tracing::{Event, Instrument, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::meter::{Cost, Meter};

/// Counts the statements and hand-overs of a call.
pub(crate) struct HandOvers(());

static INSTALLED: Once = Once::new();
static CALLS: Mutex<Option<HashMap<Id, Call>>> = Mutex::new(None);

/// The counts of a call.
#[derive(Clone, Copy, Default)]
struct Call {
    cost: Cost,
    /// How often SQLite's thread has ended its work.
    ended: usize,
}

impl HandOvers {
    pub(crate) fn new() -> Self {
        INSTALLED.call_once(|| {
            tracing::subscriber::set_global_default(Registry::default().with(Counting)).unwrap();
        });
        Self(())
    }
}

impl Meter for HandOvers {
    async fn cost(&self, call: impl Future<Output = ()>) -> Cost {
        let span = info_span!("call");
        let id = span.id().expect("the span is counted");
        call_of(&id, |call| *call = Call::default());
        call.instrument(span).await;
        loop {
            // The caller gets its result while the thread still cleans up, and the thread reports the statement after
            // that.
            let Call { cost, ended } = call_of(&id, |call| *call);
            if cost.round_trips == ended {
                return cost;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

fn call_of<T>(id: &Id, look: impl FnOnce(&mut Call) -> T) -> T {
    look(CALLS.lock().unwrap().get_or_insert_default().entry(id.clone()).or_default())
}

fn on_the_thread_of_sqlite() -> bool {
    thread::current().name().is_some_and(|name| name.starts_with("sqlx-sqlite-worker"))
}

struct Counting;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counting {
    fn on_enter(&self, id: &Id, _context: Context<'_, S>) {
        if on_the_thread_of_sqlite() {
            call_of(id, |call| call.cost.round_trips += 1);
        }
    }

    fn on_exit(&self, id: &Id, _context: Context<'_, S>) {
        if on_the_thread_of_sqlite() {
            call_of(id, |call| call.ended += 1);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query"
            && let Some(span) = context.event_span(event)
        {
            call_of(&span.id(), |call| call.cost.statements += 1);
        }
    }
}
