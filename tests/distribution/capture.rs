//! The statements that sqlx reports while something is done.
//!
//! Each is an event of the target `sqlx::query`, with its whole text where the summary is not all of it.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::Id;
use tracing::{Event, Instrument, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

static INSTALLED: Once = Once::new();
static REPORTED: Mutex<Option<HashMap<Id, Vec<String>>>> = Mutex::new(None);

/// Does something that ends its connections itself, since SQLite reports a statement from a thread of its own.
pub(crate) async fn statements_of(something: impl Future<Output = ()>) -> Vec<String> {
    INSTALLED.call_once(|| {
        tracing::subscriber::set_global_default(Registry::default().with(Capturing)).unwrap();
    });
    let span = info_span!("captured");
    let id = span.id().expect("the span is looked at");
    something.instrument(span.clone()).await;
    REPORTED.lock().unwrap().get_or_insert_default().remove(&id).unwrap_or_default()
}

struct Capturing;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capturing {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query"
            && let Some(span) = context.event_span(event)
        {
            let mut text = Text::default();
            event.record(&mut text);
            let text = if text.whole.trim().is_empty() { text.summary } else { text.whole.trim().to_owned() };
            REPORTED.lock().unwrap().get_or_insert_default().entry(span.id()).or_default().push(text);
        }
    }
}

#[derive(Default)]
struct Text {
    summary: String,
    whole: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn Debug) {}
}
