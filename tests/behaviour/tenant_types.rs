//! A tenant can have any type.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

/// The name of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, sqlx::Type)]
#[sqlx(transparent)]
struct OrganisationId(i64);

impl From<i64> for OrganisationId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

/// A project of an organisation with a number.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete, version, unique("name"))]
struct Project {
    #[fin(tenant, column = "organisation")]
    organisation_id: OrganisationId,
    name: String,
}

/// A note of a tenant with a name.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, search = "text")]
struct Note {
    tenant_id: String,
    text: String,
}

on_each_store!(
    [Project] a_tenant_may_be_a_newtype_in_a_column_of_its_own,
    [Note] tenants_with_similar_names_are_different,
    [Note] a_tenant_that_no_column_can_hold_is_refused,
    [Note] a_tenant_that_cannot_be_has_no_rows,
);

async fn a_tenant_may_be_a_newtype_in_a_column_of_its_own(db: &Db) {
    let ours = Project::repository().tenant(OrganisationId(1));
    let theirs = Project::repository().tenant(2);
    let id = Uuid::now_v7();
    for repository in [&ours, &theirs] {
        repository.create_with_id(db, id, ProjectCreate { name: "Roof".into() }).await.unwrap();
    }

    let row = ours.get(db, id).await.unwrap();
    assert_eq!(row.organisation_id, OrganisationId(1));
    let update = ProjectUpdate { name: Some("Cellar".into()) };
    assert_eq!(ours.update(db, (id, 1), update).await.unwrap().organisation_id, OrganisationId(1));
    ours.delete(db, (id, 2)).await.unwrap();
    assert_eq!(theirs.get(db, id).await.unwrap().name, "Roof");
    assert_eq!(theirs.upsert_by_name(db, ProjectCreate { name: "Roof".into() }).await.unwrap().version, 2);
    assert_eq!(ours.count(db, ProjectQuery::new()).await.unwrap(), 0);
    assert_eq!(Project::repository().all_tenants().count(db, ProjectQuery::new()).await.unwrap(), 1);
}

async fn tenants_with_similar_names_are_different(db: &Db) {
    let tenants = ["acme", "Acme", "acme ", "ácme", "acme'", "acme%"];
    for tenant in tenants {
        let notes = Note::repository().tenant(tenant);
        let note = notes.create(db, NoteCreate { text: tenant.to_owned() }).await.unwrap();
        assert_eq!(note.tenant_id, tenant);
    }
    for tenant in tenants {
        let notes = Note::repository().tenant(tenant);
        let page = notes.list(db, NoteQuery::new().with_total()).await.unwrap();
        assert_eq!((page.total, page.items.len()), (Some(1), 1));
        assert_eq!(page.items[0].text, tenant);
    }
}

async fn a_tenant_that_no_column_can_hold_is_refused(db: &Db) {
    for tenant in ["nul\0".to_owned(), "x".repeat(256)] {
        let notes = Note::repository().tenant(tenant);
        let error = notes.create(db, NoteCreate { text: "lost".into() }).await.unwrap_err();
        assert!(error.is_invalid() && error.fields().eq(["tenant_id"]), "{error}");
    }
}

async fn a_tenant_that_cannot_be_has_no_rows(db: &Db) {
    Note::repository().tenant("acme").create(db, NoteCreate { text: "ours".into() }).await.unwrap();
    for tenant in ["nul\0".to_owned(), "x".repeat(256)] {
        let notes = Note::repository().tenant(tenant);
        let found = notes.find(db, Uuid::now_v7()).await;
        assert!(found.as_ref().is_ok_and(Option::is_none) || found.is_err_and(|error| error.is_invalid()));
    }
}
