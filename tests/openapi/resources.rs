//! Resources that use what the document can say.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// What is spent from day to day.
    Everyday,
    /// What is saved.
    Savings,
}

/// A place that money lies in.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("name"))]
pub(crate) struct Account {
    /// What it is called.
    #[fin(order, length(max = 40))]
    pub(crate) name: String,
    /// Whose it is.
    #[fin(filter, length(max = 80))]
    pub(crate) owner: Option<String>,
    /// What it is for.
    #[fin(filter)]
    pub(crate) purpose: Purpose,
    /// How much may lie in it.
    #[fin(filter, decimal(precision = 12, scale = 2))]
    pub(crate) ceiling: Option<Decimal>,
}

/// An amount that goes into an account, or out of it.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub(crate) struct Movement {
    /// Where it goes to, or comes from.
    #[fin(belongs_to = "Account")]
    pub(crate) account_id: Uuid,
    /// How much it is; out of the account, it is negative.
    #[fin(order)]
    pub(crate) amount: Decimal,
    /// The day on which it counts.
    #[fin(filter, order)]
    pub(crate) valued_on: NaiveDate,
    /// Whether the bank has confirmed it.
    #[fin(filter, default)]
    pub(crate) confirmed: bool,
    /// Words to find it by.
    #[fin(json)]
    pub(crate) labels: Vec<String>,
    /// How much of it is whose.
    #[fin(json)]
    pub(crate) shares: Option<BTreeMap<String, Decimal>>,
}

/// A currency, the same for all.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "currencies", unique("code"))]
pub(crate) struct Currency {
    /// Its three letters.
    #[fin(filter, length(max = 3))]
    #[fin(validate(pattern("^[A-Z]{3}$")), schema(pattern = "^[A-Z]{3}$", example = "EUR"))]
    pub(crate) code: String,
    /// How many of it one euro is.
    #[fin(filter)]
    pub(crate) rate: f64,
    /// In which order currencies are shown.
    #[fin(order, default = 10)]
    pub(crate) position: i32,
}

/// How large something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[sqlx(type_name = "TEXT")]
pub(crate) enum Size {
    Small,
    Large,
}

/// Its name is one of the document's own.
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

/// What is in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Content {
    /// What it is.
    pub(crate) name: String,
    /// How large it is.
    pub(crate) size: Size,
}

/// Something that is sent.
#[derive(FinResource, Debug, Clone)]
pub(crate) struct Parcel {
    /// How large it is.
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
