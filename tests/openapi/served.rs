//! A served API.

use std::time::Duration;

use axum::http::request::Parts;
use fin_infra::http::{
    self, Action, Denied, IdempotencyKey, Resources, ServeOptions, TenantRejection, TenantResolver,
    TrustedHeaderTenant,
};
use fin_infra::prelude::*;
use fin_infra::schema;
use fin_infra_tests::resources::Budget;
use fin_infra_tests::{Fixture, StoreKind};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use utoipa::openapi::security::SecurityScheme;
use utoipa::openapi::{ContactBuilder, Info, InfoBuilder, LicenseBuilder};

use crate::resources::{Account, Currency, Invoice, Line, Movement};

/// The header with the tenant.
pub(crate) const TENANT: &str = "x-tenant-id";

/// A request with the header is authenticated. Do not do this outside of tests.
struct SignedIn(TrustedHeaderTenant);

impl TenantResolver for SignedIn {
    fn tenant(&self, request: &Parts) -> Option<String> {
        self.0.tenant(request)
    }

    fn rejection(&self) -> TenantRejection {
        TenantRejection::Unauthorized
    }

    fn security(&self) -> Option<SecurityScheme> {
        self.0.security()
    }
}

/// An API with everything that the document can describe, and all permissions granted.
pub(crate) fn everything(db: &Db) -> Resources {
    let granted = |_: &Parts, _: Action, _: &str| Ok::<(), Denied>(());
    Resources::new(db.clone())
        .info(info())
        .tenant(SignedIn(TrustedHeaderTenant::new(TENANT)))
        .permissions(granted)
        .idempotency_keys(Duration::from_secs(24 * 60 * 60))
        .add::<Budget>()
        .add_with::<Account>(|accounts| accounts.adjustable())
        .add_with::<Movement>(|movements| movements.selectable())
        .add_with::<Invoice>(|invoices| invoices.create_with(Invoice::lines()))
        .add::<Line>()
        .add_with::<Currency>(|currencies| currencies.at("/money/currencies").without([Action::Delete]))
}

/// The metadata that linters require.
fn info() -> Info {
    let contact = ContactBuilder::new().name(Some("Budgets")).email(Some("api@budgets.example")).build();
    let license = LicenseBuilder::new().name("Apache 2.0").identifier(Some("Apache-2.0")).build();
    InfoBuilder::new().title("Budgets").version("1.0.0").contact(Some(contact)).license(Some(license)).build()
}

/// A server, until it is dropped.
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) db: Db,
    server: JoinHandle<()>,
}

impl Served {
    /// On a free port, over SQLite in memory.
    pub(crate) async fn start(resources: impl FnOnce(&Db) -> axum::Router) -> Self {
        let definitions = [
            schema::of::<Budget>(),
            schema::of::<Account>(),
            schema::of::<Movement>(),
            schema::of::<Invoice>(),
            schema::of::<Line>(),
            schema::of::<Currency>(),
            schema::of::<IdempotencyKey>(),
        ];
        let Fixture { db, .. } = Fixture::new(StoreKind::Sqlite, &definitions).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = resources(&db);
        let forever = std::future::pending();
        let server = tokio::spawn(http::serve_until(listener, router, ServeOptions::new(), forever));
        Self { url, db, server }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
    }
}
