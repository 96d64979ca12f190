//! Input and output as JSON.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, from_value, json, to_value};

use crate::support::{decimal, tick};

/// A user with secrets.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version)]
struct User {
    name: String,
    nickname: Option<String>,
    balance: Decimal,
    #[fin(default)]
    active: bool,
    #[fin(default = usual_level() + 1)]
    level: i64,
    #[fin(default = Some("EUR".to_owned()))]
    currency: Option<String>,
    #[fin(readonly)]
    country: String,
    #[fin(internal, default = 5)]
    score: i64,
    #[fin(internal)]
    remark: Option<String>,
    #[fin(secret)]
    token: Option<String>,
    #[fin(json, default)]
    tags: Vec<String>,
    #[fin(skip, default = 42)]
    cached: u32,
}

fn usual_level() -> i64 {
    2
}

/// The minimal input for a user.
fn least() -> Value {
    json!({"name": "Ada", "balance": "1.5", "country": "AT"})
}

/// The minimal input with one field added or changed.
fn with(field: &str, value: Value) -> Value {
    let mut all = least();
    all[field] = value;
    all
}

fn create() -> UserCreate {
    from_value(least()).unwrap()
}

fn users() -> UserRepository {
    User::repository().tenant(Uuid::now_v7())
}

#[test]
fn what_is_absent_from_a_create_has_its_default() {
    let create = create();
    assert_eq!((create.name.as_str(), create.balance), ("Ada", decimal("1.5")));
    assert_eq!((create.nickname, create.active, create.level), (None, false, 3));
    assert_eq!((create.currency.as_deref(), create.score, create.remark), (Some("EUR"), 5, None));
    assert_eq!((create.token, create.tags.len()), (None, 0));
    let full = json!({
        "name": "", "balance": "0", "country": "", "nickname": null, "active": true, "level": -1, "currency": null,
        "token": "hidden", "tags": ["a"],
    });
    let create: UserCreate = from_value(full).unwrap();
    assert_eq!((create.active, create.level, create.currency), (true, -1, None));
}

#[test]
fn what_a_create_must_have_is_what_new_takes() {
    let create = UserCreate::new("Ada".to_owned(), decimal("1.5"), "AT".to_owned());
    assert!(create == self::create());
}

#[test]
fn money_is_no_number_in_json() {
    for number in ["1.5", "1234567890123.4567", "1", "1e2"] {
        let create = format!(r#"{{"name": "Ada", "balance": {number}, "country": "AT"}}"#);
        assert!(serde_json::from_str::<UserCreate>(&create).is_err(), "{number}");
        assert!(
            serde_json::from_str::<UserUpdate>(&format!(r#"{{"balance": {number}}}"#)).is_err(),
            "{number}"
        );
    }
}

#[test]
fn a_create_takes_what_it_needs_and_nothing_else() {
    for field in ["name", "balance", "country"] {
        let mut less = least();
        less.as_object_mut().unwrap().remove(field);
        assert!(from_value::<UserCreate>(less).unwrap_err().to_string().contains(field), "without {field}");
        assert!(from_value::<UserCreate>(with(field, Value::Null)).is_err(), "{field} is null");
    }
    for field in [
        "id",
        "tenant_id",
        "created_at",
        "updated_at",
        "deleted_at",
        "version",
        "score",
        "remark",
        "cached",
        "other",
    ] {
        let error = from_value::<UserCreate>(with(field, json!(1))).unwrap_err().to_string();
        assert!(error.contains("unknown field") && error.contains(field), "{error}");
    }
    for (field, value) in [
        ("active", json!(null)),
        ("level", json!("1")),
        ("level", json!(1.5)),
        ("tags", json!("a")),
        ("balance", json!("1e")),
    ] {
        assert!(from_value::<UserCreate>(with(field, value)).is_err(), "{field}");
    }
    let twice = r#"{"name": "Ada", "name": "Bob", "balance": "1", "country": "AT"}"#;
    assert!(serde_json::from_str::<UserCreate>(twice).unwrap_err().to_string().contains("duplicate field"));
}

#[test]
fn the_error_of_an_input_says_what_it_takes() {
    let said = |json: &str| serde_json::from_str::<UserCreate>(json).unwrap_err().to_string();
    let fields = "expected one of `name`, `nickname`, `balance`, `active`, `level`, `currency`, `country`, `token`, `tags`";
    assert_eq!(said(r#"{"score": 1}"#), format!("unknown field `score`, {fields} at line 1 column 8"));
    assert_eq!(said(r#"{"token": "a"}"#), "missing field `name` at line 1 column 14");
    assert_eq!(said(r#"{"name": "a", "name""#), "duplicate field `name` at line 1 column 20");
    assert_eq!(said("1"), "invalid type: integer `1`, expected struct UserCreate at line 1 column 1");
}

#[test]
fn an_input_is_read_from_a_sequence_in_the_order_of_the_struct() {
    let json = json!(["Ada", null, "1.5", true, 4, "USD", "AT"]);
    let user: UserCreate = from_value(json).unwrap();
    let given = UserCreate { active: true, level: 4, currency: Some("USD".to_owned()), ..create() };
    assert!(user == given);
    assert!(from_value::<UserCreate>(json!(["Ada", null, "1.5", true, 4, "USD"])).is_err());
    let update: UserUpdate = from_value(json!(["Bob", null])).unwrap();
    assert!(
        update == UserUpdate { name: Some("Bob".to_owned()), nickname: Some(None), ..UserUpdate::default() }
    );
}

#[test]
fn an_update_tells_absent_from_null() {
    let update: UserUpdate = from_value(json!({})).unwrap();
    assert!(update == UserUpdate::default());
    let update: UserUpdate =
        from_value(json!({"nickname": null, "name": "Bob", "level": 0, "tags": []})).unwrap();
    assert_eq!((update.nickname, update.name.as_deref(), update.level), (Some(None), Some("Bob"), Some(0)));
    assert_eq!((update.tags, update.token, update.active), (Some(vec![]), None, None));
    let update: UserUpdate = from_value(json!({"nickname": "B", "token": null})).unwrap();
    assert_eq!((update.nickname, update.token), (Some(Some("B".to_owned())), Some(None)));
}

#[test]
fn an_update_refuses_null_where_there_must_be_a_value_and_what_it_does_not_know() {
    for field in ["name", "balance", "active", "level", "tags"] {
        assert!(from_value::<UserUpdate>(json!({field: null})).is_err(), "{field}");
    }
    for field in [
        "country",
        "id",
        "tenant_id",
        "created_at",
        "updated_at",
        "deleted_at",
        "version",
        "score",
        "remark",
        "other",
    ] {
        let error = from_value::<UserUpdate>(json!({field: "1"})).unwrap_err().to_string();
        assert!(error.contains("unknown field") && error.contains(field), "{error}");
    }
}

#[test]
fn a_secret_is_never_printed() {
    let create = UserCreate { token: Some("hidden".to_owned()), ..create() };
    let update = UserUpdate { token: Some(Some("hidden".to_owned())), ..UserUpdate::default() };
    for text in [format!("{create:?}"), format!("{update:?}"), format!("{create:#?}")] {
        assert!(!text.contains("hidden") && text.contains("token") && text.contains("[secret]"), "{text}");
    }
    assert!(format!("{create:?}").contains("Ada"));
}

on_each_store!(
    [User] a_row_in_json_has_everything_but_its_secrets,
    [User] an_internal_field_is_set_by_the_program,
    [User] an_update_of_nulls_in_json_clears,
    [User] a_row_becomes_the_struct_and_the_struct_a_row,
);

async fn a_row_in_json_has_everything_but_its_secrets(db: &Db) {
    let create = UserCreate { token: Some("hidden".to_owned()), ..create() };
    let row = users().create(db, create).await.unwrap();
    let shown = to_value(&row).unwrap();
    let expected = json!({
        "id": row.id, "tenant_id": row.tenant_id, "name": "Ada", "nickname": null, "balance": "1.5000",
        "active": false, "level": 3, "currency": "EUR", "country": "AT", "score": 5, "remark": null, "tags": [],
        "created_at": row.created_at, "updated_at": row.updated_at, "deleted_at": null, "version": 1,
    });
    assert_eq!(shown, expected);
    assert!(!format!("{row:?}").contains("hidden"));
    assert_eq!(row.token.as_deref(), Some("hidden"), "the program sees it");
}

async fn an_internal_field_is_set_by_the_program(db: &Db) {
    let users = users();
    let row = users.create(db, UserCreate { score: 1, remark: Some("r".into()), ..create() }).await.unwrap();
    assert_eq!((row.score, row.remark.as_deref()), (1, Some("r")));
    let update = UserUpdate { score: Some(2), remark: Some(None), ..UserUpdate::default() };
    let row = users.update(db, (row.id, 1), update).await.unwrap();
    assert_eq!((row.score, row.remark), (2, None));
}

async fn an_update_of_nulls_in_json_clears(db: &Db) {
    let users = users();
    let full = UserCreate { nickname: Some("A".into()), token: Some("hidden".into()), ..create() };
    let row = users.create(db, full).await.unwrap();
    tick();
    let update: UserUpdate = from_value(json!({"nickname": null, "currency": null, "token": null})).unwrap();
    let changed = users.update(db, (row.id, 1), update).await.unwrap();
    assert_eq!((changed.nickname, changed.currency, changed.token), (None, None, None));
    assert_eq!((changed.name, changed.level), (row.name, row.level));
}

async fn a_row_becomes_the_struct_and_the_struct_a_row(db: &Db) {
    let users = users();
    let row = users.create(db, UserCreate { token: Some("hidden".into()), ..create() }).await.unwrap();
    let user = User::from(row.clone());
    assert_eq!((user.name.as_str(), user.cached, user.token.as_deref()), ("Ada", 42, Some("hidden")));
    let copy = users.create(db, User { name: "Bob".to_owned(), ..user }).await.unwrap();
    assert_eq!((copy.name.as_str(), copy.balance, copy.country.as_str()), ("Bob", row.balance, "AT"));
    assert_ne!(copy.id, row.id);
}
