//! `skip`, `readonly`, `internal` and `secret`.

use fin_infra::prelude::*;

use super::columns;

#[derive(FinResource, Debug, Clone, PartialEq)]
pub struct User {
    pub name: String,
    #[fin(readonly)]
    pub email: String,
    #[fin(internal, default = 50)]
    pub score: i64,
    #[fin(internal)]
    pub referrer: Option<Uuid>,
    #[fin(secret)]
    pub pin: String,
    #[fin(skip)]
    pub cached: Vec<String>,
    #[fin(skip, default = 7)]
    pub counted: u8,
    #[fin(skip = false, readonly = false, internal = false, secret = false)]
    pub city: String,
}

fn draft() -> UserCreate {
    UserCreate {
        name: "Ada".to_owned(),
        email: "ada@example.org".to_owned(),
        score: 60,
        referrer: None,
        pin: "1234".to_owned(),
        city: "London".to_owned(),
    }
}

#[test]
fn a_skipped_field_is_not_a_column() {
    let all = ["id", "name", "email", "score", "referrer", "pin", "city", "created_at", "updated_at"];
    assert_eq!(columns::<User>(), all);
}

#[tokio::test]
async fn a_row_converts_into_its_struct_with_defaults_for_skipped_fields() {
    let users = User::repository();
    let user: User = users.create(&Db::memory(), draft()).await.expect("created").into();
    assert_eq!((user.cached.as_slice(), user.counted, user.score), ([].as_slice(), 7, 60));
    let again: UserCreate = user.clone().into();
    assert_eq!(again, draft());
}

#[test]
fn json_cannot_set_internal_or_change_readonly_columns() {
    let create = serde_json::json!({ "name": "Ada", "email": "a@b.org", "pin": "1", "city": "London" });
    let user: UserCreate = serde_json::from_value(create.clone()).expect("a draft");
    assert_eq!((user.score, user.referrer), (50, None));
    for (word, value) in [("score", serde_json::json!(99)), ("cached", serde_json::json!([]))] {
        let mut create = create.clone();
        create[word] = value;
        assert!(serde_json::from_value::<UserCreate>(create).is_err(), "{word}");
    }
    for word in ["email", "score", "referrer", "counted", "id"] {
        let update = serde_json::json!({ word: null });
        assert!(serde_json::from_value::<UserUpdate>(update).is_err(), "{word}");
    }
    let update = UserUpdate { score: Some(1), referrer: Some(None), ..UserUpdate::default() };
    assert_eq!(update.score, Some(1));
}

#[tokio::test]
async fn a_secret_is_never_visible() {
    let user = User::repository().create(&Db::memory(), draft()).await.expect("created");
    assert_eq!(user.pin, "1234");
    assert!(serde_json::to_value(&user).expect("JSON").get("pin").is_none());
    for shown in [format!("{user:?}"), format!("{:?}", draft())] {
        assert!(shown.contains("pin: [secret]") && !shown.contains("1234"), "{shown}");
    }
}
