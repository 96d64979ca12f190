// Structs for the tables of a database (PostgreSQL), written by `migrate structs`. `migrate check`
// reports where the database differs from them. A comment says what a struct cannot.
//
// They also need the packages chrono, serde and sqlx, both with the feature `derive`, serde_json.
//
// Text of a field compares by its code points. Columns here have other collations, by which their
// unique constraints and orders ignore case or accents, for example: `check` lists them, and a
// migration changes them.
//
// fin-infra gives a row its id, a UUID, before it sends it. Where the database or another program
// gives the ids, rows are created with your own SQL, and `create = false` leaves the functions for
// it out; all others work. To create such rows as well, give the id a type of your own that
// implements `From<Uuid>`, or make a UUID the primary key, and keep the number in a unique column.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "order_state", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    Open,
    Paid,
    SentBack,
}

#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "\"Shipping Kind\"")]
pub enum ShippingKind {
    #[sqlx(rename = "by air")]
    #[serde(rename = "by air")]
    ByAir,
    #[sqlx(rename = "By Air")]
    #[serde(rename = "By Air")]
    ByAir2,
    #[sqlx(rename = "self")]
    #[serde(rename = "self")]
    Self2,
    #[sqlx(rename = "*/ #[cfg(x)]")]
    #[serde(rename = "*/ #[cfg(x)]")]
    CfgX,
}

// The ids in `id` are numbers that fin-infra cannot give: see the beginning of this file.
/// Who pays. \`\`\` std::process::exit(1) \`\`\` indented() */ "quoted"
#[derive(FinResource, Debug, Clone)]
#[fin(create = false)]
pub struct Account {
    pub id: i64,
    pub name: String,
    /// free, or #\[paid\]
    #[fin(length(max = 20), default = "free".to_owned())]
    pub plan: String,
    // `created_at`: the database has the default now() here, which no field has.
    #[fin(filter = false, order = false)]
    pub created_at: DateTime<Utc>,
    // `updated_at`: the database has the default now() here, which no field has.
    pub updated_at: DateTime<Utc>,
}

// The primary key is (id) instead of (account_id, id): every statement has both columns all the
// same, so this may stay, but no foreign key to it can include the tenant.
// The ids in `id` are numbers that fin-infra cannot give: see the beginning of this file.
// The foreign key `customers_account_id_fkey`, (account_id) REFERENCES accounts (id) ON DELETE
// CASCADE is in the database only: `account_id` is a column that fin-infra manages itself.
// The unique constraint `customers_email_key` (account_id, email) is wider than `unique("email")`:
// it applies to deleted rows.
// The index `customers_lower` (lower("displayName"::text)) is in the database only: CREATE INDEX
// customers_lower ON public.customers USING btree (lower(("displayName")::text)).
// The index `customers_tags` (tags) is in the database only: CREATE INDEX customers_tags ON
// public.customers USING gin (tags).
// The index `customers_latest` is in the database only: CREATE INDEX customers_latest ON
// public.customers USING btree (created_at DESC).
// The rule `name_is_not_type` is in the database only, and its errors name no field: CHECK
// ((("displayName")::bpchar <> type)). A function of `validate = ..` can check it before a row is
// sent.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, create = false, backends("postgres", "memory"))]
#[fin(unique("email"), index("type", "credit"))]
#[fin(check(credit >= 0 && credit < 100000.5))]
pub struct Customer {
    pub id: i64,
    #[fin(tenant)]
    pub account_id: i64,
    // `email`: this column is of the domain email, whose rules the database checks.
    #[fin(length(max = 120))]
    pub email: String,
    #[fin(column = "displayName", filter, order, length(max = 80))]
    pub display_name: Option<String>,
    // `type`: PostgreSQL fills values of this column up with spaces, and a filter by a value with
    // them finds no row: make it a VARCHAR.
    #[fin(length(max = 2), default = "p".to_owned())]
    pub r#type: String,
    #[fin(column = "self", default)]
    pub self_: bool,
    #[fin(decimal(precision = 12, scale = 2), default)]
    pub credit: Decimal,
    #[fin(default)]
    pub tags: Vec<String>,
    #[fin(json, default = serde_json::json!({}))]
    pub preferences: Value,
    // `referred_by`: the foreign key of the database does not include the tenant, so it accepts a
    // row of another tenant until a migration adds the one of `belongs_to`.
    #[fin(belongs_to = "Customer")]
    pub referred_by: Option<i64>,
    // The column `größe` (integer) has no field: its name is not one in every store (letters `a` to
    // `z`, digits and `_`, and no digit first). Rename it to have it here.
    // The column `seen_for` (interval) has no field: fin-infra has no type for interval.
    // `created_at`: the database has the default now() here, which no field has.
    #[fin(filter = false, order = false)]
    pub created_at: DateTime<Utc>,
    // `updated_at`: the database has the default now() here, which no field has.
    pub updated_at: DateTime<Utc>,
}

// The table `measures` has no struct: its primary key consists of `id`, `at`, and a resource has
// one id. Add a column `id` of a UUID as the primary key, and make a unique constraint of these
// columns: `#[fin(unique("id", "at"))]`. Until then, read and write it with your own SQL.

// The table `notes` has no struct: it has no primary key, and a resource has an id. Add one: a
// column `id` of a UUID, with a value in each row, that is the primary key.

// The table `order_products` has no struct: its primary key consists of `order_id`, `product_id`,
// and a resource has one id. Add a column `id` of a UUID as the primary key, and make a unique
// constraint of these columns: `#[fin(unique("order_id", "product_id"))]`. Until then, read and
// write it with your own SQL.

// The primary key is (id) instead of (account_id, id): every statement has both columns all the
// same, so this may stay, but no foreign key to it can include the tenant.
// The unique constraint `orders_customer_total` (customer_id, placed_on) is wider than
// `unique("customer_id", "placed_on")`: it applies across tenants.
// The unique constraint `orders_open` (customer_id) is in the database only: it contains only some
// of the rows.
// The index `orders_during_excl` (during) is in the database only: EXCLUDE USING gist (during WITH
// &&).
// Only the database has the trigger `touch_orders` (CREATE TRIGGER touch_orders BEFORE UPDATE ON
// public.orders FOR EACH ROW EXECUTE FUNCTION touch()).
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, version, timestamps = false, backends("postgres", "memory"))]
#[fin(unique("customer_id", "placed_on"))]
pub struct Order {
    // `id`: the database has the default gen_random_uuid() here, which no field has.
    pub id: Uuid,
    #[fin(tenant)]
    pub account_id: i64,
    // `customer_id`: the foreign key of the database does not include the tenant, so it accepts a
    // row of another tenant until a migration adds the one of `belongs_to`.
    #[fin(belongs_to = "Customer")]
    pub customer_id: i64,
    // `state`: the database has the default 'open'::order_state here, which no field has.
    pub state: OrderState,
    pub shipping: Option<ShippingKind>,
    #[fin(decimal(precision = 24, scale = 6))]
    pub total: Decimal,
    pub rate: Option<f32>,
    // The column `gross` (numeric(24,6)) has no field: the database computes it. Read it with your
    // own SQL.
    pub placed_on: NaiveDate,
    pub placed_at: NaiveTime,
    pub local: Option<NaiveDateTime>,
    // The column `during` (tstzrange) has no field: fin-infra has no type for tstzrange.
    #[fin(column = "updated_at")]
    pub updated_at: Option<DateTime<Utc>>,
}

// The table `pairs` has no struct: a resource has a column beside its id and those that fin-infra
// manages, and it has no others. Read it with your own SQL.

// An id of fin-infra has 36 characters, and `code` has room for 12: see the beginning of this file.
// Only the database has the policies `everybody` of row-level security, which are not those of
// `rls`.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, create = false, unique("old_id"), index("page"))]
#[fin(index("filter_page", "page"))]
pub struct Product {
    #[fin(id, length(max = 12))]
    pub code: String,
    // `Price`: this column has no number of digits: `decimal(precision = .., scale = ..)` sets it,
    // and a row with more digits cannot be read.
    #[fin(column = "Price")]
    pub price: Decimal,
    pub old_id: Option<i64>,
    pub picture: Option<Vec<u8>>,
    pub filter_page: i32,
    pub page: i32,
}

// The primary key is (id, account_id) instead of (account_id, id): every statement has both columns
// all the same, so this may stay.
// The rule `quotas_amount_check` is in the database only, and its errors name no field: CHECK
// (((amount)::integer > 0)). A function of `validate = ..` can check it before a row is sent.
// The rule `quotas_kind_check` is in the database only, and its errors name no field: CHECK ((kind
// <> 'ab'::bpchar)). A function of `validate = ..` can check it before a row is sent.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, timestamps = false, backends("postgres", "memory"))]
#[fin(unique("name"), index("include"), check(part >= 0.5))]
pub struct Quota {
    #[fin(tenant)]
    pub account_id: i32,
    #[fin(length(max = 40))]
    pub name: String,
    // `include`: text in a key has at most 255 characters, unless `length(max = ..)` says how many;
    // the column has no limit.
    pub include: String,
    #[fin(decimal(precision = 10, scale = 2))]
    pub amount: Decimal,
    // `part`: the database has the default (1.6)::integer here, which no field has.
    #[fin(decimal(precision = 10, scale = 2))]
    pub part: Decimal,
    // `seen_at`: this column keeps 0 decimal places of a second, and a field 6.
    #[fin(default = Utc::now())]
    pub seen_at: DateTime<Utc>,
    // `expires_at`: the database has the default (now() + '1 day'::interval) here, which no field
    // has.
    pub expires_at: DateTime<Utc>,
    // The column `line` (bigint) has no field: the database computes it, as an identity. Read it
    // with your own SQL.
    pub counts: Vec<i32>,
    // `kind`: PostgreSQL fills values of this column up with spaces, and a filter by a value with
    // them finds no row: make it a VARCHAR.
    #[fin(length(max = 6))]
    pub kind: String,
}

// The table `weird"; fn main() {} /*` has no struct: its name is not one in every store (letters
// `a` to `z`, digits and `_`, and no digit first). Rename it in a migration, or read it with your
// own SQL.

// The partition `measures_2025` has no struct. Read it with your own SQL.

// The view `open_orders` has no struct. Read it with your own SQL.

// The materialized view `totals` has no struct. Read it with your own SQL.

// Left out, as tables of migration tools: `schema_migrations`.
