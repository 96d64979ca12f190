//! Resources that use all features of the document.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};

/// The purpose of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// Money for daily expenses.
    Everyday,
    /// Savings.
    Savings,
}

/// An account with money.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("name"))]
pub(crate) struct Account {
    /// The name.
    #[fin(order, length(max = 40))]
    pub(crate) name: String,
    /// The owner.
    #[fin(filter, group, count_distinct, max, length(max = 80))]
    pub(crate) owner: Option<String>,
    /// The purpose.
    #[fin(filter, group)]
    pub(crate) purpose: Purpose,
    /// The maximum balance.
    #[fin(filter, decimal(precision = 12, scale = 2))]
    pub(crate) ceiling: Option<Decimal>,
    /// The balance.
    #[fin(adjust, default, sum, min, max, decimal(precision = 12, scale = 2))]
    pub(crate) balance: Decimal,
    /// How often the balance was changed.
    #[fin(adjust, default, sum)]
    pub(crate) bookings: u32,
    /// When it was closed.
    #[fin(max, group(month, year))]
    pub(crate) closed_at: Option<DateTime<Utc>>,
}

/// An amount that goes into an account, or out of it.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub(crate) struct Movement {
    /// The account.
    #[fin(belongs_to = "Account")]
    pub(crate) account_id: Uuid,
    /// The amount; negative if it leaves the account.
    #[fin(order)]
    pub(crate) amount: Decimal,
    /// The value date.
    #[fin(filter, order, group(month))]
    pub(crate) valued_on: NaiveDate,
    /// Whether the bank has confirmed it.
    #[fin(filter, default)]
    pub(crate) confirmed: bool,
    /// Labels to find it by.
    #[fin(json)]
    pub(crate) labels: Vec<String>,
    /// The share of each owner.
    #[fin(json)]
    pub(crate) shares: Option<BTreeMap<String, Decimal>>,
}

/// An invoice.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, children("Line"))]
pub(crate) struct Invoice {
    /// The customer.
    #[fin(length(max = 40))]
    pub(crate) customer: String,
}

/// A line of an invoice.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub(crate) struct Line {
    /// The invoice.
    #[fin(belongs_to = "Invoice")]
    pub(crate) invoice_id: Uuid,
    /// The purpose.
    pub(crate) purpose: Purpose,
    /// The amount.
    #[fin(decimal(precision = 12, scale = 2))]
    pub(crate) amount: Decimal,
}

/// A currency, without tenants.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "currencies", unique("code"))]
pub(crate) struct Currency {
    /// The ISO 4217 code.
    #[fin(filter, length(max = 3))]
    #[fin(validate(pattern("^[A-Z]{3}$")), schema(pattern = "^[A-Z]{3}$", example = "EUR"))]
    pub(crate) code: String,
    /// The value of one euro in the currency.
    #[fin(filter)]
    pub(crate) rate: f64,
    /// The position in a list of currencies.
    #[fin(order, default = 10)]
    pub(crate) position: i32,
}

/// A size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[sqlx(type_name = "TEXT")]
pub(crate) enum Size {
    Small,
    Large,
}

/// The name is taken by a schema of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[sqlx(type_name = "TEXT")]
pub(crate) enum Problem {
    Lost,
    Broken,
}

pub(crate) mod inner {
    /// Another type of the same name.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
    pub(crate) enum Size {
        Inner,
    }
}

/// The content of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Content {
    /// The name.
    pub(crate) name: String,
    /// The size.
    pub(crate) size: Size,
}

/// A parcel.
#[derive(FinResource, Debug, Clone)]
pub(crate) struct Parcel {
    /// The size.
    #[fin(filter)]
    pub(crate) size: Size,
    pub(crate) other_size: Option<Size>,
    #[fin(json)]
    pub(crate) sizes: Vec<Size>,
    #[fin(json)]
    pub(crate) sizes_by_name: BTreeMap<String, Size>,
    #[fin(json)]
    pub(crate) contents: Vec<Content>,
    #[fin(json)]
    pub(crate) inner_size: inner::Size,
    pub(crate) problem: Problem,
}
