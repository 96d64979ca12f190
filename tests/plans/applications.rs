//! The examples, as they are.

#![allow(missing_docs, dead_code, reason = "the examples are programs, of which this is a part")]

#[path = "../../examples/quickstart/budget.rs"]
pub(crate) mod quickstart;
#[path = "../distribution/subjects/wealth.rs"]
pub(crate) mod wealth_management;

/// Features that no example has: an order with nulls, orders by several columns, row-level security, and a search without an index.
pub(crate) mod sample {
    use fin_infra::prelude::*;

    /// Something to be paid.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, rls, soft_delete, version)]
    pub struct Bill {
        /// When, if that is known.
        #[fin(filter, order)]
        pub due: Option<DateTime<Utc>>,
        /// How much, if that is known.
        #[fin(order)]
        pub amount: Option<Decimal>,
    }

    /// Something to be done, of which many have one priority.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, soft_delete, order("priority, due", "remind, priority"))]
    pub struct Task {
        /// How urgent it is.
        pub priority: i64,
        /// When it has to be done.
        pub due: DateTime<Utc>,
        /// When to remind of it, if at all.
        pub remind: Option<DateTime<Utc>>,
    }

    /// Something for sale, in one of three currencies.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, rls, soft_delete)]
    pub struct Offer {
        /// What it costs.
        #[fin(filter, order, decimal(precision = 18, scale = 0))]
        pub price: Money,
    }

    /// Something to spend on.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, children("Spending"))]
    pub struct Purse {
        /// Its name.
        pub name: String,
    }

    /// Money that was spent.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, rls, soft_delete)]
    pub struct Spending {
        /// What it was spent from.
        #[fin(belongs_to = "Purse")]
        pub purse_id: Uuid,
        /// What it was spent on.
        #[fin(group, count_distinct)]
        pub category: String,
        /// When.
        #[fin(filter, group(day, month))]
        pub booked_at: DateTime<Utc>,
        /// How much.
        #[fin(sum, max)]
        pub amount: Decimal,
    }

    /// A text that is too long for an index, with a search in it.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, soft_delete, search = "body")]
    pub struct Letter {
        /// The text.
        #[fin(length(max = 5_000))]
        pub body: String,
    }
}
