//! The log of a request has the resource and the action, and no personal data.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use axum::extract::Extension;
use axum::routing::get;
use fin_infra::http::{ExtensionTenant, Resources, Tenant};
use fin_infra::prelude::*;
use fin_infra_tests::resources::Budget;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;

use crate::client::{Client, draft, path_of};

/// Records every field of every span and event of the library.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut log = self.0.lock().unwrap();
        write!(log, "{}={value:?} ", field.name()).unwrap();
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().target().starts_with("fin_infra") {
            attributes.record(&mut self.clone());
        }
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut self.clone());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("fin_infra") {
            event.record(&mut self.clone());
        }
    }
}

#[tokio::test]
async fn a_span_names_the_resource_and_the_action_and_nothing_personal() {
    let log = Log::default();
    let db = Db::connect("sqlite::memory:").await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let tenant = Uuid::now_v7();
    let resources = Resources::new(db.clone())
        .add_with::<Budget>(|budgets| budgets.route("/own/{name}", get(async || "own")));
    let client = Client::of(resources).of_tenant(tenant).with("x-request-id", "request-1");
    // What is logged is decided where it is logged for the first time, and other tests may be about to: it has been then.
    client.get("/budgets").await.expect(200);
    let _guard = tracing::subscriber::set_default(Registry::default().with(log.clone()));

    let path = path_of(&client.post("/budgets", &draft("Ada's debts")).await);
    client.post("/budgets", &draft("Ada's debts")).await.problem(409, "conflict");
    client.get("/budgets/search?q=Ada").await.expect(200);
    client.get("/budgets?name=Ada&order_by=name&nothing=Ada").await.problem(400, "invalid-query");
    client.get(&path).await.expect(200);
    assert_eq!(client.get("/budgets/own/Ada").await.body, b"own");
    client.post(&format!("{path}/restore"), &serde_json::json!({})).await.problem(403, "forbidden");

    let log = log.0.lock().unwrap().clone();
    for expected in [
        "resource=\"budgets\"",
        "action=\"create\"",
        "action=\"search\"",
        "action=\"get\"",
        "status=201",
        "status=409",
        "method=POST",
        "method=GET",
        "route=\"/budgets/{id}\"",
        "route=\"/budgets/own/{name}\"",
        "action=\"custom\"",
        "latency_ms=",
        "message=request completed",
        "request_id=\"request-1\"",
        // The log has the details that the response hides.
        "grant the action with `Resources::permissions`",
    ] {
        assert!(log.contains(expected), "{expected} is missing: {log}");
    }
    let id = path.rsplit('/').next().unwrap().to_owned();
    for personal in ["Ada".to_owned(), tenant.to_string(), id] {
        assert!(!log.contains(&personal), "{personal} is logged: {log}");
    }
}

/// A resource without tenants.
#[derive(FinResource)]
struct Rate {
    currency: String,
}

#[tokio::test]
async fn a_missing_extension_is_logged_with_advice() {
    let log = Log::default();
    let resources = Resources::new(Db::memory()).add_with::<Rate>(|rates| {
        rates
            .route("/tenant", get(async |tenant: Extension<Tenant>| tenant.0.0))
            .route("/number", get(async |number: Extension<u8>| number.0.to_string()))
    });
    let client = Client::of(resources);
    client.get("/rates/tenant").await.problem(500, "internal");
    let _guard = tracing::subscriber::set_default(Registry::default().with(log.clone()));
    let said = async |path: &str| {
        log.0.lock().unwrap().clear();
        client.get(path).await.problem(500, "internal");
        log.0.lock().unwrap().clone()
    };
    let (tenant, other) = (said("/rates/tenant").await, said("/rates/number").await);
    assert!(tenant.contains("add the route to a resource with tenants"), "{tenant}");
    assert!(other.contains("put the extension there in a layer around the router"), "{other}");
}

#[test]
fn missing_configuration_is_logged_when_the_router_is_built() {
    let said = |resources: fn(Resources) -> Resources| {
        let log = Log::default();
        let _guard = tracing::subscriber::set_default(Registry::default().with(log.clone()));
        // Another test may have decided that nobody listens.
        tracing::callsite::rebuild_interest_cache();
        drop(resources(Resources::new(Db::memory())).into_router());
        log.0.lock().unwrap().clone()
    };
    let both = said(|resources| resources.add::<Budget>().add::<Rate>());
    assert!(both.contains("resources=\"budgets\" ") && both.contains("`Resources::tenant`"), "{both}");
    assert!(both.contains("resources=\"rates\" ") && both.contains("`Resources::permissions`"), "{both}");
    assert_eq!(said(|resources| resources.add_with::<Rate>(|rates| rates.read_only())), "");
    assert_eq!(said(|resources| resources.add::<Budget>().tenant(ExtensionTenant)), "");
    assert_eq!(said(|resources| resources.add::<Rate>().permissions(|_: &_, _, _: &str| Ok(()))), "");
}
