//! `tenant`, `rls` and `distribution`.

use fin_infra::prelude::*;
use fin_infra::schema::Distribution;
use fin_infra::{NoTenant, Resource};

use super::columns;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub name: String,
}

/// The owner of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
pub struct OrgId(pub String);

impl From<&str> for OrgId {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

#[derive(FinResource)]
pub struct Document {
    #[fin(tenant, column = "org")]
    pub org_id: OrgId,
    pub title: String,
}

#[derive(FinResource)]
#[fin(tenant = true, rls = false)]
pub struct Note {
    #[fin(length(max = 40))]
    pub tenant_id: String,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, rls)]
pub struct Payment {
    pub text: String,
}

#[derive(FinResource)]
#[fin(rls, backends("postgres"))]
pub struct Refund {
    #[fin(tenant)]
    pub org: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, distribution = "citus", backends("postgres", "sqlite"))]
pub struct Transfer {
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant = false)]
pub struct Currency {
    pub code: String,
    #[fin(column = "tenant_id")]
    pub tenant_id: i64,
}

#[test]
fn the_tenant_follows_the_id() {
    assert_eq!(columns::<Budget>()[..3], ["id", "tenant_id", "name"]);
    assert_eq!(columns::<Document>()[..3], ["id", "org", "title"]);
    assert_eq!(Note::TABLE.tenant, Some(1));
    assert_eq!(Currency::TABLE.tenant, None);
}

#[test]
fn a_table_states_whether_it_has_row_level_security() {
    assert!(Payment::TABLE.rls && Refund::TABLE.rls);
    assert!(!Budget::TABLE.rls && !Note::TABLE.rls);
}

#[test]
fn a_table_states_its_distribution() {
    assert_eq!(Transfer::TABLE.distribution, Some(Distribution::Citus));
    assert_eq!(Budget::TABLE.distribution, None);
}

#[tokio::test]
async fn the_tenant_has_the_type_of_its_field() {
    let db = Db::memory();
    let documents = Document::repository().tenant("acme");
    let report = documents.create(&db, DocumentCreate { title: "Report".to_owned() }).await.expect("created");
    assert_eq!(report.org_id, OrgId::from("acme"));
    let notes = Note::repository().tenant("acme");
    let note = notes.create(&db, NoteCreate { text: "Mind the gap".to_owned() }).await.expect("created");
    assert_eq!(note.tenant_id, "acme");
}

#[tokio::test]
async fn a_resource_without_tenants_needs_no_tenant() {
    let euro = CurrencyCreate { code: "EUR".to_owned(), tenant_id: 7 };
    let euro = Currency::repository().create(&Db::memory(), euro).await.expect("created");
    assert_eq!(euro.tenant_id, 7);
    let _: <Currency as Resource>::Tenant = NoTenant;
}
