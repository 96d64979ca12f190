// Structs for the tables of a database (SQLite), written by `migrate structs`. `migrate check`
// reports where the database differs from them. A comment says what a struct cannot.
//
// They also need the packages chrono.
//
// In SQLite, `created_at`, `updated_at` and `deleted_at` are microseconds since 1970, and text in a
// key has at most 255 characters, unless `length(max = ..)` says how many. Convert times that are
// in another unit first.
//
// fin-infra gives a row its id, a UUID, before it sends it. Where the database or another program
// gives the ids, rows are created with your own SQL, and `create = false` leaves the functions for
// it out; all others work. To create such rows as well, give the id a type of your own that
// implements `From<Uuid>`, or make a UUID the primary key, and keep the number in a unique column.

use chrono::NaiveDate;
use fin_infra::prelude::*;

// The ids in `AlbumId` are numbers that fin-infra cannot give: see the beginning of this file.
// Only the database has `COLLATE NOCASE` of column `Title`.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "Album", timestamps = false, create = false)]
pub struct Album {
    #[fin(id, column = "AlbumId")]
    pub album_id: i64,
    #[fin(column = "Title", length(max = 160))]
    pub title: String,
    // `ArtistId`: the foreign key of the database has ON UPDATE CASCADE, which no struct declares:
    // it stays there, beside the one of `belongs_to`.
    #[fin(column = "ArtistId", belongs_to = "Artist")]
    pub artist_id: i64,
}

// The ids in `ArtistId` are numbers that fin-infra cannot give: see the beginning of this file.
// Only the database has `AUTOINCREMENT` of column `ArtistId`.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "Artist", timestamps = false, create = false)]
pub struct Artist {
    #[fin(id, column = "ArtistId")]
    pub artist_id: i64,
    #[fin(column = "Name", length(max = 120))]
    pub name: Option<String>,
}

// The ids in `MediaTypeId` are numbers that fin-infra cannot give: see the beginning of this file.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "MediaType", timestamps = false, create = false)]
pub struct MediaType {
    #[fin(id, column = "MediaTypeId")]
    pub media_type_id: i64,
    #[fin(column = "Name", length(max = 120))]
    pub name: Option<String>,
}

// The table `PlaylistTrack` has no struct: its primary key consists of `PlaylistId`, `TrackId`, and
// a resource has one id. Add a column `id` of a UUID as the primary key, and make a unique
// constraint of these columns: `#[fin(unique("playlist_id", "track_id"))]`. Until then, read and
// write it with your own SQL.

// The ids in `TrackId` are numbers that fin-infra cannot give: see the beginning of this file.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "Track", timestamps = false, create = false, unique("name"))]
#[fin(index("name", "media_type_id"), check(milliseconds > 0))]
#[fin(check(cents >= 0.5))]
pub struct Track {
    #[fin(id, column = "TrackId")]
    pub track_id: i64,
    #[fin(column = "Name", length(max = 200))]
    pub name: String,
    #[fin(column = "AlbumId", belongs_to = "Album")]
    pub album_id: Option<i64>,
    #[fin(column = "MediaTypeId", belongs_to = "MediaType")]
    pub media_type_id: i64,
    #[fin(column = "Milliseconds")]
    pub milliseconds: i64,
    // The column `UnitPrice` (NUMERIC(10, 2)) has no field: NUMERIC(10, 2) is a float in SQLite,
    // which is not exact: to have `Decimal` here, convert the amounts to whole units of their last
    // decimal place in a column of the type INTEGER(18, 2). It is required and has no default, so
    // no row can be created until that changes.
    #[fin(column = "Cents", decimal(precision = 18, scale = 2))]
    #[fin(default = dec!(1.5))]
    pub cents: Decimal,
    // The column `Seconds` (INTEGER) has no field: the database computes it. Read it with your own
    // SQL.
    #[fin(column = "Bytes")]
    pub bytes: Option<Vec<u8>>,
    // `Sung`: SQLite keeps such times as text: to have `DateTime<Utc>` here, convert them to
    // microseconds since 1970 in a column of the type INTEGER.
    #[fin(column = "Sung")]
    pub sung: Option<String>,
    // `Day`: the database has the default '2025-01-01' here, which no field has.
    #[fin(column = "Day")]
    pub day: NaiveDate,
    // The column `anything` has no field: the column has no type: declare one in its table.
}

// The unique constraint `cards_name` (name) is in the database only: it compares `name` with the
// collation NOCASE.
// Only the database has `UNIQUE ON CONFLICT REPLACE` of column `code`.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, unique("code"), index("include"))]
pub struct Card {
    pub include: String,
    pub code: String,
    pub name: String,
}

// The primary key is (id) instead of (tenant_id, id): every statement has both columns all the
// same, so this may stay, but no foreign key to it can include the tenant.
// The unique constraint (name) is wider than `unique("name")`: it applies across tenants.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, timestamps = false, unique("name"))]
pub struct Customer {
    pub id: String,
    pub tenant_id: String,
    pub name: String,
    #[fin(default = true)]
    pub is_new: bool,
    // `created_at`: fin-infra sets this time only in a table that has `updated_at` as well, or if
    // `immutable` says that its rows never change.
    #[fin(column = "created_at")]
    pub created_at: i64,
}

// `tenant_id` may be null, so this struct has no tenants and its repository shows all rows: to
// isolate tenants, change the column, and run `structs` again.
// The ids in `number` are numbers that fin-infra cannot give: see the beginning of this file.
// Only the database has the trigger `*/ fn`.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "staff", soft_delete, timestamps = false, create = false)]
pub struct Staff {
    #[fin(id)]
    pub number: i64,
    #[fin(column = "tenant_id")]
    pub tenant_id: Option<String>,
    pub select: f64,
    // The column `a b` (TEXT) has no field: its name is not one in every store (letters `a` to `z`,
    // digits and `_`, and no digit first). Rename it to have it here. It is required and has no
    // default, so no row can be created until that changes.
    // `impl`: the database has the default 'a' || 'b' here, which no field has.
    pub r#impl: Option<String>,
}

// The view `*/ names` has no struct. Read it with your own SQL.

// The virtual table `found` has no struct. Read it with your own SQL.
