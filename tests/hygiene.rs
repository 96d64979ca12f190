//! Generated code compiles without warnings in any module, whatever names the module has, imports, shadows, forbids or
//! hides, and behaves the same.

// The core under another name, as in a program that renames the dependency.
extern crate fin_infra as persistence;

#[path = "hygiene/enums.rs"]
mod enums;
#[path = "hygiene/generics.rs"]
mod generics;
#[path = "hygiene/keywords.rs"]
mod keywords;
#[path = "hygiene/lints.rs"]
mod lints;
#[path = "hygiene/locals.rs"]
mod locals;
#[path = "hygiene/macros.rs"]
mod macros;
#[path = "hygiene/no_prelude.rs"]
mod no_prelude;
#[path = "hygiene/renamed.rs"]
mod renamed;
#[path = "hygiene/shadowed.rs"]
mod shadowed;
#[path = "hygiene/visibility.rs"]
mod visibility;

use fin_infra::{Db, DbResource, schema};

/// A store with a table for a resource. It is SQLite, so that statements run.
async fn store<R: DbResource>() -> Db {
    let db = Db::connect("sqlite::memory:").await.expect("SQLite opens");
    schema::create_all(&db, &[schema::of::<R>()]).await.expect("the table is made");
    db
}

#[tokio::test]
async fn a_module_without_a_prelude_has_resources() {
    let db = store::<no_prelude::Posting>().await;
    let posting = no_prelude::PostingCreate { text: "a".to_owned() };
    let posting = no_prelude::Posting::repository().create(&db, posting).await.expect("created");
    assert_eq!(no_prelude::Posting::from(posting).text, "a");
}
