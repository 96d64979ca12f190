//! A unique value is taken once, and the error says which.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// A member who is identified by more than one value.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, unique("email"), unique_ci("handle"), unique("country", "number"))]
struct Member {
    email: String,
    handle: String,
    country: Option<String>,
    number: i64,
}

fn member(name: &str, number: i64) -> MemberCreate {
    MemberCreate {
        email: format!("{name}@secret.example"),
        handle: name.to_owned(),
        country: Some("AT".to_owned()),
        number,
    }
}

/// Something with two names, of which it need not have one.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, unique("code"), unique("name"))]
struct Label {
    code: Option<String>,
    name: String,
}

fn members() -> MemberRepository {
    Member::repository().tenant(Uuid::now_v7())
}

/// Everything that an error reports.
fn said(error: &Error) -> (ErrorKind, Option<&str>, Vec<&str>, String) {
    (error.kind(), error.constraint(), fields(error), error.to_string())
}

/// Everything that a conflict reports.
fn conflict<'a>(
    constraint: &'a str,
    fields: &[&'a str],
) -> (ErrorKind, Option<&'a str>, Vec<&'a str>, String) {
    let text = format!("members: {}: already taken ({constraint})", fields.join(", "));
    (ErrorKind::Conflict, Some(constraint), fields.to_vec(), text)
}

on_each_store!(
    [Member, Label] an_error_shows_once_what_the_database_said,
    [Member, Label] of_several_broken_constraints_each_store_names_the_same,
    [Member] each_constraint_is_told_from_the_others,
    [Member] a_change_into_a_taken_value_changes_nothing,
    [Member] of_several_broken_constraints_one_is_named,
    [Member] a_null_never_conflicts,
    [Member] an_id_is_taken_once_also_by_a_deleted_row,
    [Member] values_can_be_exchanged_by_way_of_a_third,
    [Member] a_row_that_is_not_there_is_named_by_its_resource_alone,
);

async fn an_error_shows_once_what_the_database_said(db: &Db) {
    let members = members();
    members.create(db, member("ada", 1)).await.unwrap();
    let error = members.create(db, member("ada", 1)).await.unwrap_err();
    let shown = format!("{error:?}");
    let causes = shown.split_once("Caused by:\n").map(|(_, causes)| causes.lines().count());
    assert_eq!(causes, std::error::Error::source(&error).map(|_| 1), "{shown}");
    // PostgreSQL's driver adds a line of the server's source.
    assert!(!shown.contains(" at line "), "{shown}");
}

async fn of_several_broken_constraints_each_store_names_the_same(db: &Db) {
    let members = members();
    let ada = members.create(db, member("ada", 1)).await.unwrap();
    let bob = members.create(db, member("bob", 2)).await.unwrap();
    let error = members.create(db, member("ada", 1)).await.unwrap_err();
    assert_eq!(error.constraint(), Some("uq_members_email"));
    let error =
        members.create(db, MemberCreate { email: "eve".into(), ..member("ada", 1) }).await.unwrap_err();
    assert_eq!(error.constraint(), Some("uq_members_handle_ci"));
    let as_ada = MemberUpdate { handle: Some("Ada".into()), number: Some(1), ..MemberUpdate::default() };
    let error = members.update(db, bob.id, as_ada.clone()).await.unwrap_err();
    assert_eq!(error.constraint(), Some("uq_members_handle_ci"));
    members.delete(db, ada.id).await.unwrap();
    members.update(db, bob.id, as_ada).await.unwrap();
    assert_eq!(members.restore(db, ada.id).await.unwrap_err().constraint(), Some("uq_members_handle_ci"));

    let labels = Label::repository().tenant(Uuid::now_v7());
    let label = LabelCreate { code: Some("c".to_owned()), name: "n".to_owned() };
    labels.create(db, label.clone()).await.unwrap();
    assert_eq!(labels.create(db, label).await.unwrap_err().constraint(), Some("uq_labels_name"));
}

async fn each_constraint_is_told_from_the_others(db: &Db) {
    let members = members();
    members.create(db, member("ada", 1)).await.unwrap();
    let cases = [
        (
            MemberCreate { email: "ada@secret.example".into(), ..member("bob", 2) },
            conflict("uq_members_email", &["email"]),
        ),
        (
            MemberCreate { handle: "ADA".into(), ..member("bob", 2) },
            conflict("uq_members_handle_ci", &["handle"]),
        ),
        (member("bob", 1), conflict("uq_members_country_number", &["country", "number"])),
    ];
    for (create, expected) in cases {
        let error = members.create(db, create).await.unwrap_err();
        assert_eq!(said(&error), expected);
        assert_eq!(error.resource(), Some("members"));
    }
    members
        .create(db, MemberCreate { email: "ADA@secret.example".into(), ..member("bob", 2) })
        .await
        .unwrap();
}

async fn a_change_into_a_taken_value_changes_nothing(db: &Db) {
    let members = members();
    members.create(db, member("ada", 1)).await.unwrap();
    let bob = members.create(db, member("bob", 2)).await.unwrap();
    let cases = [
        (
            MemberUpdate { email: Some("ada@secret.example".into()), ..MemberUpdate::default() },
            conflict("uq_members_email", &["email"]),
        ),
        (
            MemberUpdate { handle: Some("aDa".into()), ..MemberUpdate::default() },
            conflict("uq_members_handle_ci", &["handle"]),
        ),
        (
            MemberUpdate { number: Some(1), ..MemberUpdate::default() },
            conflict("uq_members_country_number", &["country", "number"]),
        ),
    ];
    for (update, expected) in cases {
        assert_eq!(said(&members.update(db, bob.id, update).await.unwrap_err()), expected);
    }
    assert_eq!(members.get(db, bob.id).await.unwrap(), bob);
    let own = MemberUpdate { email: Some(bob.email.clone()), number: Some(2), ..MemberUpdate::default() };
    assert_eq!(members.update(db, bob.id, own).await.unwrap().email, bob.email);
}

async fn of_several_broken_constraints_one_is_named(db: &Db) {
    let members = members();
    members.create(db, member("ada", 1)).await.unwrap();
    let error = members.create(db, member("ada", 1)).await.unwrap_err();
    let broken = ["uq_members_email", "uq_members_handle_ci", "uq_members_country_number"];
    assert!(error.is_conflict() && error.constraint().is_some_and(|name| broken.contains(&name)), "{error}");
}

async fn a_null_never_conflicts(db: &Db) {
    let members = members();
    for name in ["ada", "bob"] {
        members.create(db, MemberCreate { country: None, ..member(name, 1) }).await.unwrap();
    }
    members.create(db, member("cora", 1)).await.unwrap();
    assert_eq!(members.count(db, MemberQuery::new()).await.unwrap(), 3);
}

async fn an_id_is_taken_once_also_by_a_deleted_row(db: &Db) {
    let members = members();
    let ada = members.create(db, member("ada", 1)).await.unwrap();
    let expected = conflict("primary key", &["id"]);
    assert_eq!(said(&members.create_with_id(db, ada.id, member("bob", 2)).await.unwrap_err()), expected);
    members.delete(db, ada.id).await.unwrap();
    assert_eq!(said(&members.create_with_id(db, ada.id, member("bob", 2)).await.unwrap_err()), expected);
    members.hard_delete(db, ada.id).await.unwrap();
    members.create_with_id(db, ada.id, member("bob", 2)).await.unwrap();
}

async fn values_can_be_exchanged_by_way_of_a_third(db: &Db) {
    let members = members();
    let ada = members.create(db, member("ada", 1)).await.unwrap();
    let bob = members.create(db, member("bob", 2)).await.unwrap();
    let number = |number| MemberUpdate { number: Some(number), ..MemberUpdate::default() };
    assert!(members.update(db, ada.id, number(2)).await.unwrap_err().is_conflict());
    for (id, to) in [(ada.id, 3), (bob.id, 1), (ada.id, 2)] {
        members.update(db, id, number(to)).await.unwrap();
    }
    assert_eq!(members.get(db, ada.id).await.unwrap().number, 2);
}

async fn a_row_that_is_not_there_is_named_by_its_resource_alone(db: &Db) {
    let members = members();
    let id = Uuid::now_v7();
    let errors = [
        members.get(db, id).await.unwrap_err(),
        members.update(db, id, MemberUpdate::default()).await.unwrap_err(),
        members
            .update(db, id, MemberUpdate { number: Some(1), ..MemberUpdate::default() })
            .await
            .unwrap_err(),
        members.delete(db, id).await.unwrap_err(),
        members.hard_delete(db, id).await.unwrap_err(),
        members.restore(db, id).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(
            said(&error),
            (ErrorKind::NotFound, None, vec![], "members: there is no such row".to_owned())
        );
    }
}
