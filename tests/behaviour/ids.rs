//! An id can have any type that can be created from a UUID.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// The id of a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(transparent)]
struct WalletId(Uuid);

impl From<Uuid> for WalletId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

/// The id of a country.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(transparent)]
struct CountryCode(String);

impl From<Uuid> for CountryCode {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

/// Money somewhere.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Wallet {
    id: WalletId,
    name: String,
}

/// A resource whose id has its own type.
#[derive(FinResource, Debug, Clone)]
struct Country {
    #[fin(id, column = "country_code")]
    code: CountryCode,
    name: String,
}

/// Something known by a text.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete)]
struct Setting {
    #[fin(id)]
    key: String,
    value: String,
}

fn setting(value: &str) -> SettingCreate {
    SettingCreate { value: value.to_owned() }
}

on_each_store!(
    [Wallet] an_id_may_be_a_newtype,
    [Country] an_id_may_be_text_in_a_column_of_another_name,
    [Setting] ids_of_text_are_told_apart_letter_for_letter,
    [Setting] an_id_that_no_column_can_hold_is_refused,
    [Wallet] ids_are_made_in_the_order_of_their_rows,
    [Wallet] many_are_found_in_the_order_of_their_ids_each_time_they_are_asked_for,
);

async fn an_id_may_be_a_newtype(db: &Db) {
    let wallets = Wallet::repository().tenant(Uuid::now_v7());
    let mut rows = Vec::new();
    for name in ["a", "b", "c"] {
        rows.push(wallets.create(db, WalletCreate { name: name.into() }).await.unwrap());
    }
    assert_eq!(wallets.get(db, rows[1].id).await.unwrap(), rows[1]);
    assert_eq!(
        wallets.get_many(db, &[rows[2].id, rows[0].id]).await.unwrap(),
        [rows[2].clone(), rows[0].clone()]
    );
    let filter = WalletFilter::new().id(Condition::any_of([rows[0].id, rows[2].id]));
    assert_eq!(wallets.count(db, WalletQuery::new().filter(filter)).await.unwrap(), 2);
    let query = WalletQuery::new().page_size(2).order_by(WalletOrder::Id.desc());
    let page = wallets.list(db, query.clone()).await.unwrap();
    let rest = wallets.list(db, query.after(page.next.unwrap())).await.unwrap();
    assert_eq!(rest.items, rows[..1]);
    wallets.delete(db, rows[0].id).await.unwrap();
    wallets.restore(db, rows[0].id).await.unwrap();
    assert_eq!(wallets.delete_many(db, &[rows[0].id, rows[1].id]).await.unwrap(), 2);
}

async fn an_id_may_be_text_in_a_column_of_another_name(db: &Db) {
    let countries = Country::repository();
    let new = countries.create(db, CountryCreate { name: "Atlantis".into() }).await.unwrap();
    assert_eq!(new.code.0.len(), 36);
    let code = CountryCode("AT".into());
    let row = countries
        .create_with_id(db, code.clone(), CountryCreate { name: "Österreich".into() })
        .await
        .unwrap();
    assert_eq!(countries.get(db, code.clone()).await.unwrap(), row);
    let update = CountryUpdate { name: Some("Austria".into()) };
    assert_eq!(countries.update(db, code.clone(), update).await.unwrap().name, "Austria");
    let error = countries.create_with_id(db, code, CountryCreate { name: "Other".into() }).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Conflict, vec!["code"]));
}

async fn ids_of_text_are_told_apart_letter_for_letter(db: &Db) {
    let settings = Setting::repository();
    let keys = ["", " ", "k", "K", "k ", "ḱ", "k\u{301}", "'", "%", "😀", &"x".repeat(255)];
    for key in keys {
        settings.create_with_id(db, key.to_owned(), setting(key)).await.unwrap();
    }
    for key in keys {
        assert_eq!(settings.get(db, key.to_owned()).await.unwrap().value, key);
        settings.delete(db, key.to_owned()).await.unwrap();
        assert!(settings.find(db, key.to_owned()).await.unwrap().is_none());
        assert_eq!(settings.restore(db, key.to_owned()).await.unwrap().value, key);
    }
    assert_eq!(settings.count(db, SettingQuery::new()).await.unwrap(), keys.len() as u64);
}

async fn an_id_that_no_column_can_hold_is_refused(db: &Db) {
    let settings = Setting::repository();
    settings.create_with_id(db, "plain".to_owned(), setting("kept")).await.unwrap();
    for key in ["nul\0".to_owned(), "x".repeat(256)] {
        let error = settings.create_with_id(db, key, setting("lost")).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["key"]));
    }
    assert_eq!(settings.count(db, SettingQuery::new()).await.unwrap(), 1);
}

async fn ids_are_made_in_the_order_of_their_rows(db: &Db) {
    let wallets = Wallet::repository().tenant(Uuid::now_v7());
    let creates = (0..50).map(|number| WalletCreate { name: number.to_string() });
    let rows = wallets.create_many(db, creates).await.unwrap();
    assert!(rows.is_sorted_by(|one, next| one.id.0 < next.id.0));
    assert_eq!(wallets.list(db, WalletQuery::new().page_size(50)).await.unwrap().items, rows);
}

async fn many_are_found_in_the_order_of_their_ids_each_time_they_are_asked_for(db: &Db) {
    let wallets = Wallet::repository().tenant(Uuid::now_v7());
    let creates = (0..1_201).map(|number| WalletCreate { name: number.to_string() });
    let rows = wallets.create_many(db, creates).await.unwrap();
    let mut ids: Vec<_> = rows.iter().rev().map(|row| row.id).collect();
    ids.insert(600, WalletId(Uuid::now_v7()));
    let found = wallets.get_many(db, &ids).await.unwrap();
    assert!(found.iter().eq(rows.iter().rev()));
    assert_eq!(wallets.get_many(db, &[]).await.unwrap(), []);
    assert_eq!(wallets.delete_many(db, &ids).await.unwrap(), 1_201);
}
