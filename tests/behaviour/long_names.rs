//! Tables and columns with names of the maximum length work like those with short ones. PostgreSQL keeps 63 bytes of a
//! name, and MySQL rejects one of more than 64 characters.

use fin_infra::Resource as _;
use fin_infra::prelude::*;
use fin_infra_tests::{is_distributed, on_each_store};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, MySqlConnection};
use url::Url;

/// The parent. The names of both tables, and of columns, differ in their last letter alone.
#[derive(FinResource, Debug, Clone)]
#[fin(
    table = "parents_with_a_name_of_sixty_three_letters_which_is_the_limit_a",
    tenant,
    rls,
    soft_delete,
    search("a_column_with_a_name_of_sixty_three_letters_which_is_the_most_a"),
    unique("a_column_with_a_name_of_sixty_three_letters_which_is_the_most_b"),
    unique_ci("a_column_with_a_name_of_sixty_three_letters_which_is_the_most_a"),
    children("Child"),
    check(a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c > 0)
)]
struct Parent {
    a_column_with_a_name_of_sixty_three_letters_which_is_the_most_a: String,
    a_column_with_a_name_of_sixty_three_letters_which_is_the_most_b: String,
    #[fin(filter, order)]
    a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c: i64,
    #[fin(filter, order)]
    a_column_with_a_name_of_sixty_three_letters_which_is_the_most_d: i64,
    #[fin(json)]
    a_column_with_a_name_of_sixty_three_letters_which_is_the_most_e: Vec<i64>,
}

/// The child, with two parents.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "parents_with_a_name_of_sixty_three_letters_which_is_the_limit_b", tenant, rls)]
struct Child {
    #[fin(belongs_to = "Parent")]
    a_reference_of_sixty_three_letters_which_are_the_most_of_a_nam1: Uuid,
    #[fin(belongs_to = "Second")]
    a_reference_of_sixty_three_letters_which_are_the_most_of_a_nam2: Option<Uuid>,
}

/// Another parent, of 61 letters.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "parents_with_a_name_of_sixty_three_letters_which_is_the_limit", tenant)]
struct Second {
    name: String,
}

/// Without tenants, of 62 letters.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "parents_with_a_name_of_sixty_three_letters_which_is_the_limit_", check(amount > 0))]
struct Third {
    #[fin(unique)]
    name: String,
    amount: i64,
}

fn parent(name: &str) -> ParentCreate {
    ParentCreate {
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_a: name.to_owned(),
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_b: name.to_owned(),
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c: 1,
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_d: 2,
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_e: vec![3],
    }
}

fn child(parent: Uuid, second: Option<Uuid>) -> ChildCreate {
    ChildCreate {
        a_reference_of_sixty_three_letters_which_are_the_most_of_a_nam1: parent,
        a_reference_of_sixty_three_letters_which_are_the_most_of_a_nam2: second,
    }
}

/// The field that an error is about, if it is one and the constraint is the table's.
fn about(error: &Error, kind: ErrorKind) -> &str {
    assert_eq!(error.kind(), kind, "{error:?}");
    assert!(error.constraint().is_some_and(|name| name.len() <= 63), "{error:?}");
    error.fields().next().unwrap_or_default()
}

#[test]
fn names_are_as_long_as_they_can_be() {
    assert!([Parent::TABLE, Child::TABLE].iter().all(|table| table.name.len() == 63));
    assert_eq!((Second::TABLE.name.len(), Third::TABLE.name.len()), (61, 62));
    assert!(Parent::TABLE.columns[2..7].iter().all(|column| column.name.len() == 63));
    assert!(Child::TABLE.columns[2..4].iter().all(|column| column.name.len() == 63));
}

on_each_store!(
    [Second, Third, Parent, Child] rows_are_stored_found_changed_and_deleted,
    [Second, Third, Parent, Child] what_is_refused_names_its_constraint,
    [Second, Third, Parent, Child] an_id_that_is_taken_is_the_ids_conflict,
    [Second, Third, Parent, Child] the_tables_are_as_their_structs_ask,
);

async fn rows_are_stored_found_changed_and_deleted(db: &Db) {
    let parents = Parent::repository().tenant(Uuid::now_v7());
    let row = parents.create(db, parent("Straße")).await.unwrap();
    let query = ParentQuery::new()
        .search("STRASSE")
        .filter(ParentFilter::new().a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c(1))
        .order_by(ParentOrder::AColumnWithANameOfSixtyThreeLettersWhichIsTheMostD.desc());
    assert_eq!(parents.list(db, query.clone()).await.unwrap().items, [row.clone()]);
    let change = ParentUpdate {
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c: Some(5),
        ..ParentUpdate::default()
    };
    let changed = parents.update(db, row.id, change).await.unwrap();
    assert_eq!(changed.a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c, 5);
    parents.delete(db, row.id).await.unwrap();
    assert_eq!(parents.count(db, query).await.unwrap(), 0);
    parents.create(db, parent("Straße")).await.unwrap();
    let again = parents.restore(db, row.id).await.unwrap_err();
    about(&again, ErrorKind::Conflict);
}

async fn what_is_refused_names_its_constraint(db: &Db) {
    let tenant = Uuid::now_v7();
    let (parents, children) = (Parent::repository().tenant(tenant), Child::repository().tenant(tenant));
    let row = parents.create(db, parent("Food")).await.unwrap();

    let other_case = ParentCreate {
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_b: "other".to_owned(),
        ..parent("FOOD")
    };
    let error = parents.create(db, other_case).await.unwrap_err();
    assert!(about(&error, ErrorKind::Conflict).ends_with("_a"), "{error:?}");
    let other_name = ParentCreate {
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_a: "other".to_owned(),
        ..parent("Food")
    };
    let error = parents.create(db, other_name).await.unwrap_err();
    assert!(about(&error, ErrorKind::Conflict).ends_with("_b"), "{error:?}");

    let change = ParentUpdate {
        a_column_with_a_name_of_sixty_three_letters_which_is_the_most_c: Some(0),
        ..ParentUpdate::default()
    };
    let error = parents.update(db, row.id, change).await.unwrap_err();
    about(&error, ErrorKind::Invalid);
    assert_eq!(error.constraint(), Some(Parent::TABLE.checks[0].name));

    let error = children.create(db, child(Uuid::now_v7(), None)).await.unwrap_err();
    assert!(about(&error, ErrorKind::ForeignKey).ends_with("nam1"), "{error:?}");
    let error = children.create(db, child(row.id, Some(Uuid::now_v7()))).await.unwrap_err();
    assert!(about(&error, ErrorKind::ForeignKey).ends_with("nam2"), "{error:?}");
    let stored = children.create(db, child(row.id, None)).await.unwrap();
    assert_eq!(parents.children_of(db, &[row.id]).await.unwrap()[&row.id], [stored]);
    let error = parents.hard_delete(db, row.id).await.unwrap_err();
    assert!(error.is_foreign_key(), "{error:?}");
}

async fn an_id_that_is_taken_is_the_ids_conflict(db: &Db) {
    let parents = Parent::repository().tenant(Uuid::now_v7());
    let row = parents.create(db, parent("Food")).await.unwrap();
    let error = parents.create_with_id(db, row.id, parent("Rent")).await.unwrap_err();
    assert_eq!(error.fields().collect::<Vec<_>>(), ["id"], "{error:?}");
    let thirds = Third::repository();
    let row = thirds.create(db, ThirdCreate { name: "one".to_owned(), amount: 1 }).await.unwrap();
    let error = thirds
        .create_with_id(db, row.id, ThirdCreate { name: "two".to_owned(), amount: 1 })
        .await
        .unwrap_err();
    assert_eq!(error.fields().collect::<Vec<_>>(), ["id"], "{error:?}");
}

async fn the_tables_are_as_their_structs_ask(db: &Db) {
    let definitions =
        [schema::of::<Parent>(), schema::of::<Child>(), schema::of::<Second>(), schema::of::<Third>()];
    let drift = schema::verify_of(db, &definitions).await.unwrap();
    // These tests use features that structs cannot declare on Citus.
    let is_placement = |said: &str| {
        is_distributed(db) && said.ends_with(": Citus distributes it, and no struct asks for it")
    };
    assert!(drift.differences().all(is_placement), "{drift}");
    assert_eq!(schema::create_all(db, &definitions).await.is_ok(), drift.is_none(), "{drift}");
}

/// The server's message contains the names of the database and of the table before that of the constraint, and the
/// server truncates long messages.
#[tokio::test]
async fn a_reference_is_named_in_a_database_with_a_long_name_on_mysql() {
    let database = fin_infra_test_servers::mysql().unwrap();
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    let name = "long_".repeat(13)[..64].to_owned();
    let mut url = Url::parse(database.url()).unwrap();
    url.set_path(&name);
    for verb in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        connection.execute(AssertSqlSafe(format!("{verb} {name}"))).await.unwrap();
    }

    let db = Db::connect(url.as_str()).await.unwrap();
    let definitions = [schema::of::<Second>(), schema::of::<Parent>(), schema::of::<Child>()];
    schema::create_all(&db, &definitions).await.unwrap();
    let tenant = Uuid::now_v7();
    let (parents, children) = (Parent::repository().tenant(tenant), Child::repository().tenant(tenant));
    let row = parents.create(&db, parent("Food")).await.unwrap();
    let error = children.create(&db, child(row.id, Some(Uuid::now_v7()))).await.unwrap_err();
    assert!(about(&error, ErrorKind::ForeignKey).ends_with("nam2"), "{error:?}");
    let error = children.create_many(&db, [child(Uuid::now_v7(), None)]).await.unwrap_err();
    assert!(about(&error, ErrorKind::ForeignKey).ends_with("nam1"), "{error:?}");
    connection.execute(AssertSqlSafe(format!("DROP DATABASE {name}"))).await.unwrap();
}
