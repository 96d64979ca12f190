//! Captures what sqlx reports during a call: the statements that it ran, and the notices of PostgreSQL.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::Id;
use tracing::{Event, Instrument, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

static INSTALLED: Once = Once::new();
static REPORTS: Mutex<Option<HashMap<Id, Reports>>> = Mutex::new(None);

/// The reports of a call.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    /// The statements that ran, in full.
    pub statements: Vec<String>,
    /// The notices of PostgreSQL.
    pub notices: Vec<String>,
}

/// Runs a call and returns its reports. `settled` runs after the call: SQLite reports a statement from its own thread,
/// which has finished when its connection is closed.
///
/// # Panics
///
/// If the program has a subscriber already.
pub async fn of<T>(call: impl Future<Output = T>, settled: impl Future<Output = ()>) -> (T, Reports) {
    INSTALLED.call_once(|| {
        tracing::subscriber::set_global_default(Registry::default().with(Capturing)).unwrap();
    });
    let span = info_span!("call");
    let id = span.id().expect("spans are recorded");
    let output = call.instrument(span.clone()).await;
    settled.await;
    let reports = REPORTS.lock().unwrap().get_or_insert_default().remove(&id).unwrap_or_default();
    (output, reports)
}

struct Capturing;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capturing {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let target = event.metadata().target();
        if !matches!(target, "sqlx::query" | "sqlx::postgres::notice") {
            return;
        }
        let Some(span) = context.event_span(event) else { return };
        let mut texts = Texts::default();
        event.record(&mut texts);
        let mut reports = REPORTS.lock().unwrap();
        let reports = reports.get_or_insert_default().entry(span.id()).or_default();
        match texts.message {
            Some(message) if target == "sqlx::postgres::notice" => reports.notices.push(message),
            // A short statement is its own summary.
            _ => reports.statements.extend(texts.statement.filter(|text| !text.is_empty()).or(texts.summary)),
        }
    }
}

#[derive(Default)]
struct Texts {
    message: Option<String>,
    statement: Option<String>,
    summary: Option<String>,
}

impl Texts {
    fn keep(&mut self, field: &Field, text: String) {
        match field.name() {
            "message" => self.message = Some(text),
            "db.statement" => self.statement = Some(text.trim().to_owned()),
            "summary" => self.summary = Some(text),
            _ => {}
        }
    }
}

impl Visit for Texts {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.keep(field, format!("{value:?}"));
    }
}
