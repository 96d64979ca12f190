//! The databases of other programs: their structs compile, read the rows that are there, and are compared with the tables.

use std::io::Write as _;
use std::process::{Command, Stdio};

use fin_infra::prelude::*;
use fin_infra::schema::Definition;

use crate::golden;
use crate::project::{Kind, Project};
use crate::script::{name, run, source};

/// The structs, as the tool wrote them.
mod sqlite {
    include!("golden/sqlite.rs");
}
mod postgres {
    include!("golden/postgres.rs");
}
mod mysql {
    include!("golden/mysql.rs");
}

/// A database of another program.
async fn foreign(kind: Kind) -> Project {
    let project = Project::new(kind);
    let tables = match kind {
        Kind::Sqlite => include_str!("foreign/sqlite.sql"),
        Kind::Postgres => include_str!("foreign/postgres.sql"),
        Kind::MySql => include_str!("foreign/mysql.sql"),
    };
    run(&project, tables).await;
    project
}

/// Reads the structs, and compares the tables with them.
async fn is_read(project: &Project, tenant: &[&str], definitions: &[Definition]) -> Db {
    let text = source(project, tenant);
    golden::is(&format!("{}.rs", name(project.kind)), &text);
    assert_eq!(source(project, tenant), text, "the same database has the same structs");
    is_formatted(&text);
    let db = Db::connect(&project.url).await.unwrap();
    let drift = schema::verify_of(&db, definitions).await.unwrap();
    golden::is(&format!("{}.txt", name(project.kind)), &format!("{drift}\n"));
    db
}

/// rustfmt, with its defaults, changes nothing.
fn is_formatted(text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut rustfmt = Command::new("rustfmt");
    rustfmt
        .args(["--edition", "2024"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut rustfmt = rustfmt.spawn().unwrap();
    let mut input = rustfmt.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = rustfmt.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
}

#[tokio::test]
async fn a_music_shop_on_sqlite() {
    use sqlite::{Album, Artist, Customer, MediaType, Staff, Track, TrackUpdate};

    let project = foreign(Kind::Sqlite).await;
    let definitions = [
        schema::of::<Album>(),
        schema::of::<Artist>(),
        schema::of::<Customer>(),
        schema::of::<MediaType>(),
        schema::of::<Staff>(),
        schema::of::<Track>(),
    ];
    let db = is_read(&project, &[], &definitions).await;
    run(
        &project,
        "INSERT INTO \"Artist\" VALUES (7, 'Ärzte'); INSERT INTO \"Album\" VALUES (1, 'Planet Punk', 7); \
         INSERT INTO \"MediaType\" VALUES (1, NULL); INSERT INTO \"Track\" (\"TrackId\", \"Name\", \"AlbumId\", \
         \"MediaTypeId\", \"Milliseconds\", \"UnitPrice\", \"Day\") VALUES (5, 'Schunder', 1, 1, 180000, 0.99, '2025-02-03'); \
         INSERT INTO staff (number, tenant_id, \"select\", \"a b\") VALUES (1, 't', 0.5, '')",
    )
    .await;
    assert_eq!(Album::repository().get(&db, 1).await.unwrap().artist_id, 7);
    let tracks = Track::repository();
    let track = tracks.get(&db, 5).await.unwrap();
    assert_eq!(
        (track.cents, track.day.to_string().as_str(), track.album_id),
        (dec!(1.50), "2025-02-03", Some(1))
    );
    let update = TrackUpdate { cents: Some(dec!(0.75)), ..TrackUpdate::default() };
    assert_eq!(tracks.update(&db, 5, update).await.unwrap().cents, dec!(0.75));
    assert_eq!(Artist::repository().count(&db, sqlite::ArtistQuery::new()).await.unwrap(), 1);
    Staff::repository().delete(&db, 1).await.unwrap();
    let tenant = Customer::repository().tenant("shop".to_owned());
    let customer = sqlite::CustomerCreate { name: "Bela".to_owned(), is_new: true, created_at: 5 };
    let created = tenant.create(&db, customer).await.unwrap();
    assert_eq!(tenant.get(&db, created.id.clone()).await.unwrap(), created);
}

#[tokio::test]
async fn a_shop_with_accounts_on_postgres() {
    use postgres::{
        Account, Customer, CustomerFilter, Order, OrderCreate, OrderState, Product, Quota, ShippingKind,
    };

    let project = foreign(Kind::Postgres).await;
    let definitions = [
        schema::of::<Account>(),
        schema::of::<Customer>(),
        schema::of::<Order>(),
        schema::of::<Product>(),
        schema::of::<Quota>(),
    ];
    let db = is_read(&project, &["--tenant", "account_id"], &definitions).await;
    run(
        &project,
        "INSERT INTO accounts (name) VALUES ('one'), ('two'); \
         INSERT INTO customers (account_id, email, \"displayName\", tags, type) VALUES (1, 'a@b', 'Ada', '{x,y}', 'q'), \
         (2, 'c@d', 'Grace', '{}', 'q'); INSERT INTO products VALUES ('a-1', 1.5, 7, NULL, 1, 2)",
    )
    .await;
    assert_eq!(Account::repository().get(&db, 2).await.unwrap().plan, "free");
    assert_eq!(Product::repository().get(&db, "a-1".to_owned()).await.unwrap().price, dec!(1.5));
    let customers = Customer::repository().tenant(1);
    let named = postgres::CustomerQuery::new().filter(CustomerFilter::new().display_name("Ada".to_owned()));
    let [ada] = &customers.list(&db, named).await.unwrap().items[..] else {
        panic!("one customer is called Ada")
    };
    assert_eq!((ada.tags.join(""), ada.self_, ada.credit), ("xy".to_owned(), false, dec!(0)));
    assert!(customers.get(&db, 2).await.unwrap_err().is_not_found(), "the other account's customer");
    let orders = Order::repository().tenant(1);
    let order = OrderCreate {
        customer_id: ada.id,
        state: OrderState::SentBack,
        shipping: Some(ShippingKind::ByAir2),
        total: dec!(123456789012345678.123456),
        rate: Some(0.5),
        placed_on: "2025-02-03".parse().unwrap(),
        placed_at: "12:30:00".parse().unwrap(),
        local: None,
        updated_at: None,
    };
    let created = orders.create(&db, order).await.unwrap();
    let read = orders.get(&db, created.id).await.unwrap();
    assert_eq!((read.total, read.state, read.version), (created.total, OrderState::SentBack, 1));
    customers.delete(&db, ada.id).await.unwrap();
    assert!(customers.restore(&db, ada.id).await.unwrap().deleted_at.is_none());
}

#[tokio::test]
async fn a_film_rental_on_mysql() {
    use mysql::{Film, FilmRating, FilmUpdate, Language, Option2, Option2Create, OptionValue, Wide};

    let project = foreign(Kind::MySql).await;
    let definitions = [
        schema::of::<Film>(),
        schema::of::<Language>(),
        schema::of::<Option2>(),
        schema::of::<OptionValue>(),
        schema::of::<Wide>(),
    ];
    let db = is_read(&project, &[], &definitions).await;
    run(
        &project,
        "INSERT INTO language (name) VALUES ('Deutsch'); INSERT INTO film (title, language_id, rating, shelf, created_at, \
         updated_at, big) VALUES (' M', 1, ''',''', UNHEX('00000000000000000000000000000001'), '2025-01-01', '2025-01-01', \
         18446744073709551615)",
    )
    .await;
    assert_eq!(Language::repository().get(&db, 1).await.unwrap().name, "Deutsch");
    let films = Film::repository();
    let film = films.get(&db, 1).await.unwrap();
    assert_eq!((film.title.as_str(), film.rating, film.big), ("M", Some(FilmRating::N), u64::MAX));
    assert_eq!((film.rental_rate, film.is_new, film.shelf), (dec!(4.99), true, Uuid::from_u128(1)));
    let update = FilmUpdate { rating: Some(Some(FilmRating::ItS)), ..FilmUpdate::default() };
    assert_eq!(films.update(&db, 1, update).await.unwrap().rating, Some(FilmRating::ItS));
    let options = Option2::repository().tenant(Uuid::nil());
    let created = options.create(&db, Option2Create { key: "a".to_owned(), value: None }).await.unwrap();
    assert_eq!(options.get(&db, created.id).await.unwrap(), created);
}
