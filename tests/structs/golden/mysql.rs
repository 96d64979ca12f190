// Structs for the tables of a database (MySQL or MariaDB), written by `migrate structs`. `migrate
// check` reports where the database differs from them. A comment says what a struct cannot.
//
// They also need the packages serde and sqlx, both with the feature `derive`, serde_json.
//
// Text of a field compares by its code points. Columns here have other collations, by which their
// unique constraints and orders ignore case or accents, for example: `check` lists them, and a
// migration changes them.
//
// fin-infra gives a row its id, a UUID, before it sends it. Where the database or another program
// gives the ids, rows are created with your own SQL, and `create = false` leaves the functions for
// it out; all others work. To create such rows as well, give the id a type of your own that
// implements `From<Uuid>`, or make a UUID the primary key, and keep the number in a unique column.

use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text")]
pub enum FilmRating {
    #[sqlx(rename = "G")]
    #[serde(rename = "G")]
    G,
    #[sqlx(rename = "PG")]
    #[serde(rename = "PG")]
    Pg,
    #[sqlx(rename = "PG-13")]
    #[serde(rename = "PG-13")]
    Pg13,
    #[sqlx(rename = "it's")]
    #[serde(rename = "it's")]
    ItS,
    #[sqlx(rename = "','")]
    #[serde(rename = "','")]
    N,
}

// The table `*/ fn main() {}` has no struct: its name is not one in every store (letters `a` to
// `z`, digits and `_`, and no digit first). Rename it in a migration, or read it with your own SQL.

// The ids in `film_id` are numbers that fin-infra cannot give: see the beginning of this file.
// The index `idx_start` (title(10)) is in the database only: `title(10)` is not a plain column with
// a field.
// The index `idx_text` (title, description) is in the database only: an index of the kind FULLTEXT.
// Only the database has the trigger `film_added` (BEFORE INSERT).
#[derive(FinResource, Debug, Clone)]
#[fin(table = "film", create = false, backends("mysql", "memory"))]
#[fin(check(length > 0))]
pub struct Film {
    #[fin(id)]
    pub film_id: u32,
    /// The \`title\`, */ #\[x\]
    #[fin(filter, order, length(max = 128))]
    pub title: String,
    pub description: Option<String>,
    // The column `release_year` (year(4)) has no field: fin-infra has no type for year(4).
    // `language_id`: the foreign key of the database has ON UPDATE CASCADE, which no struct
    // declares: it stays there, beside the one of `belongs_to`, which then refuses to delete a row
    // that others refer to: leave the revision's key out, or delete the other rows first.
    #[fin(belongs_to = "Language")]
    pub language_id: u8,
    // `original_language_id`: the foreign key of the database has ON DELETE SET NULL, which no
    // struct declares: it stays there, beside the one of `belongs_to`, which then refuses to delete
    // a row that others refer to: leave the revision's key out, or delete the other rows first.
    #[fin(belongs_to = "Language")]
    pub original_language_id: Option<u8>,
    #[fin(decimal(precision = 4, scale = 2), default = dec!(4.99))]
    pub rental_rate: Decimal,
    pub length: Option<u16>,
    // `rating`: the database has the default 'G' here, which no field has.
    pub rating: Option<FilmRating>,
    // The column `special_features` (set('Trailers','Scenes') COLLATE utf8mb4_general_ci) has no
    // field: fin-infra has no type for set('Trailers','Scenes').
    #[fin(json)]
    pub facts: Option<Value>,
    pub shelf: Uuid,
    #[fin(default)]
    pub big: u64,
    #[fin(default = true)]
    pub is_new: bool,
    #[fin(filter = false, order = false)]
    pub created_at: DateTime<Utc>,
    // `updated_at`: this column keeps 0 decimal places of a second, and a field 6.
    pub updated_at: DateTime<Utc>,
    // The column `twice` (int(11)) has no field: the database computes it. Read it with your own
    // SQL.
}

// The table `film_actor` has no struct: its primary key consists of `actor_id`, `film_id`, and a
// resource has one id. Add a column `id` of a UUID as the primary key, and make a unique constraint
// of these columns: `#[fin(unique("actor_id", "film_id"))]`. Until then, read and write it with
// your own SQL.

// The ids in `language_id` are numbers that fin-infra cannot give: see the beginning of this file.
/// Languages */ \`\`\` of films
#[derive(FinResource, Debug, Clone)]
#[fin(table = "language", timestamps = false, create = false)]
pub struct Language {
    #[fin(id)]
    pub language_id: u8,
    #[fin(length(max = 20))]
    pub name: String,
    // `changed`: this column keeps 0 decimal places of a second, and a field 6.
    // `changed`: the database sets it to the current time when a row changes.
    #[fin(default = Utc::now())]
    pub changed: DateTime<Utc>,
    // The column `last_update` (timestamp) has no field: a TIMESTAMP depends on the time zone of
    // the session. As DATETIME(6), in UTC, it is a `DateTime<Utc>`.
}

// The primary key is (id) instead of (tenant_id, id): every statement has both columns all the
// same, so this may stay, but no foreign key to it can include the tenant.
// The index `labels` (label(100)) is in the database only: `label(100)` is not a plain column with
// a field.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, timestamps = false)]
pub struct OptionValue {
    #[fin(length(max = 36))]
    pub id: String,
    // `option_id`: the foreign key of the database does not include the tenant, so it accepts a row
    // of another tenant until a migration adds the one of `belongs_to`.
    #[fin(belongs_to = "Option2")]
    pub option_id: Uuid,
    #[fin(length(max = 2000))]
    pub label: String,
    // The column `hidden` (bit(1)) has no field: fin-infra has no type for bit(1). It is required
    // and has no default, so no row can be created until that changes.
}

// The primary key is (id) instead of (tenant_id, id): every statement has both columns all the
// same, so this may stay, but no foreign key to it can include the tenant.
// The unique constraint `option_key` (tenant_id, key) is in the database only: it is too long for
// an index in every store: `length(max = ..)` limits the text in it.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "options", tenant, timestamps = false)]
pub struct Option2 {
    #[fin(length(max = 700))]
    pub key: String,
    pub value: Option<String>,
}

// Only the database has the engine MyISAM, which may have no transactions and no foreign keys.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false)]
pub struct PageView {
    #[fin(length(max = 40))]
    pub page: String,
    pub seen_at: DateTime<Utc>,
}

// The table `sessions` has no struct: its primary key `id` is uuid, and an id is a UUID
// (BINARY(16)), a text or an integer. Give the table another id column, and make a unique
// constraint of this one.

// The ids in `visit_id` are numbers that fin-infra cannot give: see the beginning of this file.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, create = false, backends("mysql", "memory"))]
pub struct Visit {
    #[fin(id)]
    pub visit_id: u64,
    #[fin(belongs_to = "Visit")]
    pub previous_id: Option<u64>,
}

// Each statement of a resource with `soft_delete` reads the column `fin_live`, which this table
// lacks: add it first, with a revision that is written with `--from-database`.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete, timestamps = false)]
pub struct Wallet {
    #[fin(length(max = 40))]
    pub name: String,
}

#[derive(FinResource, Debug, Clone)]
#[fin(table = "wide", timestamps = false)]
pub struct Wide {
    #[fin(length(max = 1000))]
    pub a: Option<String>,
    #[fin(length(max = 1000))]
    pub b: Option<String>,
    #[fin(length(max = 1000))]
    pub c: Option<String>,
    #[fin(length(max = 1000))]
    pub d: Option<String>,
    #[fin(length(max = 1000))]
    pub e: Option<String>,
    #[fin(length(max = 1000))]
    pub f: Option<String>,
    #[fin(length(max = 1000))]
    pub g: Option<String>,
    #[fin(length(max = 1000))]
    pub h: Option<String>,
    #[fin(length(max = 1000))]
    pub i: Option<String>,
    #[fin(length(max = 1000))]
    pub j: Option<String>,
    #[fin(length(max = 1000))]
    pub k: Option<String>,
    #[fin(length(max = 1000))]
    pub l: Option<String>,
    #[fin(length(max = 1000))]
    pub m: Option<String>,
    #[fin(length(max = 1000))]
    pub n: Option<String>,
    #[fin(length(max = 1000))]
    pub o: Option<String>,
    #[fin(length(max = 1000))]
    pub p: Option<String>,
    // `q`: without `length(max = 1000)`, since a row with all lengths would be too long for MySQL.
    pub q: Option<String>,
}

// The view `titles` has no struct. Read it with your own SQL.
