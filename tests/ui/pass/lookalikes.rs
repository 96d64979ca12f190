//! Plain data with the name of a managed column, and the option that states so.

use fin_infra::Resource;
use fin_infra::prelude::*;

use super::columns;

#[derive(FinResource)]
#[fin(timestamps = false)]
pub struct Document {
    pub title: String,
    #[fin(column = "version")]
    pub version: String,
    #[fin(column = "removed")]
    pub deleted_at: Option<DateTime<Utc>>,
    #[fin(column = "created_at")]
    pub created_at: DateTime<Utc>,
    #[fin(column = "updated_at")]
    pub updated_at: i64,
}

/// A field whose type does not fit the managed column is not a lookalike.
#[derive(FinResource)]
#[fin(timestamps = false)]
pub struct Release {
    #[fin(column = "version")]
    pub number: String,
    #[fin(column = "created_at")]
    pub year: i32,
    #[fin(skip)]
    pub deleted_at: bool,
}

#[test]
fn a_lookalike_with_a_column_name_is_plain_data() {
    assert_eq!(columns::<Document>(), ["id", "title", "version", "removed", "created_at", "updated_at"]);
    assert_eq!(columns::<Release>(), ["id", "version", "created_at"]);
    assert_eq!((Document::TABLE.version, Document::TABLE.deleted_at), (None, None));
}

#[tokio::test]
async fn callers_set_and_change_it() {
    let (db, documents) = (Db::memory(), Document::repository());
    let now = Utc::now();
    let draft = DocumentCreate {
        title: "Terms".to_owned(),
        version: "1.0".to_owned(),
        deleted_at: Some(now),
        created_at: now,
        updated_at: 0,
    };
    let row = documents.create(&db, draft).await.expect("created");
    let change = DocumentUpdate { version: Some("1.1".to_owned()), ..DocumentUpdate::default() };
    assert_eq!(documents.update(&db, row.id, change).await.expect("updated").version, "1.1");
    documents.delete(&db, row.id).await.expect("deleted");
    assert_eq!(documents.count(&db, DocumentQuery::new()).await.expect("counted"), 0);
}
