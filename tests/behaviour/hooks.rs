//! The program's own functions normalize and validate every input.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// A name that is tidied and checked.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, unique("name"), prepare = tidy, validate = check)]
struct Category {
    name: String,
    limit: Option<i64>,
}

/// Trims the name, and sets a limit if there is none.
fn tidy(input: Input<'_, Category>) -> Result<(), Error> {
    match input {
        Input::Create(create) => {
            create.name = create.name.trim().to_owned();
            create.limit.get_or_insert(100);
        }
        Input::Update(update) => {
            if let Some(name) = &mut update.name {
                *name = name.trim().to_owned();
            }
        }
    }
    Ok(())
}

/// Rejects an empty name after normalization.
fn check(input: Input<'_, Category>) -> Result<(), Error> {
    let (name, limit) = match input {
        Input::Create(create) => (Some(&create.name), create.limit),
        Input::Update(update) => (update.name.as_ref(), update.limit.flatten()),
    };
    if name.is_some_and(String::is_empty) {
        return Err(Error::invalid("name", "must not be empty"));
    }
    match limit {
        Some(limit) if limit < 0 => Err(Error::invalid("limit", "must not be negative")),
        _ => Ok(()),
    }
}

fn category(name: &str) -> CategoryCreate {
    CategoryCreate { name: name.to_owned(), limit: None }
}

fn categories() -> CategoryRepository {
    Category::repository().tenant(Uuid::now_v7())
}

on_each_store!(
    [Category] what_comes_in_is_tidied_on_every_way,
    [Category] what_is_refused_is_refused_on_every_way,
    [Category] an_update_is_checked_for_what_it_has,
);

async fn what_comes_in_is_tidied_on_every_way(db: &Db) {
    let categories = categories();
    let one = categories.create(db, category(" one ")).await.unwrap();
    let two = categories.create_with_id(db, Uuid::now_v7(), category("two\n")).await.unwrap();
    let many = categories.create_many(db, ["\tthree", "four  "].map(category)).await.unwrap();
    let five = categories.upsert_by_name(db, category(" five")).await.unwrap();
    let rows = [one, two, many[0].clone(), many[1].clone(), five];
    assert_eq!(rows.each_ref().map(|row| row.name.as_str()), ["one", "two", "three", "four", "five"]);
    assert!(rows.iter().all(|row| row.limit == Some(100)));
    assert_eq!(categories.list(db, CategoryQuery::new()).await.unwrap().items, rows);

    let again = categories.upsert_by_name(db, category("  one")).await.unwrap();
    assert_eq!(again.id, rows[0].id);
    let update = CategoryUpdate { name: Some(" uno ".to_owned()), ..CategoryUpdate::default() };
    assert_eq!(categories.update(db, rows[0].id, update).await.unwrap().name, "uno");
}

async fn what_is_refused_is_refused_on_every_way(db: &Db) {
    let categories = categories();
    let row = categories.create(db, category("kept")).await.unwrap();
    let blank = || category(" ");
    let errors = [
        categories.create(db, blank()).await.unwrap_err(),
        categories.create_with_id(db, Uuid::now_v7(), blank()).await.unwrap_err(),
        categories.create_many(db, [category("fine"), blank()]).await.unwrap_err(),
        categories.upsert_by_name(db, blank()).await.unwrap_err(),
        categories
            .update(db, row.id, CategoryUpdate { name: Some(" ".into()), limit: None })
            .await
            .unwrap_err(),
    ];
    for error in &errors {
        assert_eq!(
            (error.kind(), error.resource(), fields(error)),
            (ErrorKind::Invalid, Some("categories"), vec!["name"])
        );
        assert!(error.reason().starts_with("must not be empty"), "{error}");
    }
    assert_eq!(errors[2].to_string(), "categories: name: must not be empty (in row 1)");
    assert_eq!(categories.list(db, CategoryQuery::new()).await.unwrap().items, [row]);
}

async fn an_update_is_checked_for_what_it_has(db: &Db) {
    let categories = categories();
    let row = categories.create(db, category("kept")).await.unwrap();
    let limit = |limit| CategoryUpdate { limit: Some(limit), ..CategoryUpdate::default() };
    let error = categories.update(db, row.id, limit(Some(-1))).await.unwrap_err();
    assert_eq!(fields(&error), ["limit"]);
    assert_eq!(categories.update(db, row.id, limit(None)).await.unwrap().limit, None);
    // Invalid input is rejected before the row is looked up.
    assert!(categories.update(db, Uuid::now_v7(), limit(Some(-1))).await.unwrap_err().is_invalid());
}
