//! An application that outgrows its machine.

/// On one machine.
pub(crate) mod one {
    use fin_infra::prelude::*;

    /// A currency, which is everybody's.
    #[derive(FinResource, Debug)]
    pub(crate) struct Currency {
        #[fin(length(max = 3))]
        pub(crate) code: String,
    }

    /// Something to save for.
    #[derive(FinResource, Debug)]
    #[fin(tenant)]
    pub(crate) struct Goal {
        #[fin(belongs_to = "Currency")]
        pub(crate) currency_id: Uuid,
        #[fin(length(max = 100))]
        pub(crate) name: String,
    }

    /// Money that went into it.
    #[derive(FinResource, Debug)]
    #[fin(tenant)]
    pub(crate) struct Deposit {
        #[fin(belongs_to = "Goal")]
        pub(crate) goal_id: Uuid,
        pub(crate) amount: Decimal,
    }
}

/// On many.
pub(crate) mod many {
    use fin_infra::prelude::*;

    pub(crate) use super::one::Currency;

    /// Something to save for.
    #[derive(FinResource, Debug)]
    #[fin(tenant, distribution = "citus")]
    pub(crate) struct Goal {
        #[fin(belongs_to = "Currency")]
        pub(crate) currency_id: Uuid,
        #[fin(length(max = 100))]
        pub(crate) name: String,
    }

    /// Money that went into it.
    #[derive(FinResource, Debug)]
    #[fin(tenant, distribution = "citus")]
    pub(crate) struct Deposit {
        #[fin(belongs_to = "Goal")]
        pub(crate) goal_id: Uuid,
        pub(crate) amount: Decimal,
    }

    /// What is said of a deposit.
    #[derive(FinResource, Debug)]
    #[fin(tenant, distribution = "citus")]
    pub(crate) struct Remark {
        #[fin(belongs_to = "Deposit")]
        pub(crate) deposit_id: Uuid,
        #[fin(number(per = "tenant"))]
        pub(crate) number: i64,
        pub(crate) text: String,
    }
}

/// With a table that distributed ones refer to from now on, and changes of each kind.
pub(crate) mod wider {
    use fin_infra::prelude::*;

    /// A country, which is everybody's.
    #[derive(FinResource, Debug)]
    pub(crate) struct Country {
        pub(crate) name: String,
    }

    /// A currency, which is everybody's.
    #[derive(FinResource, Debug)]
    pub(crate) struct Currency {
        #[fin(length(max = 5))]
        pub(crate) code: String,
        #[fin(default)]
        pub(crate) name: String,
    }

    /// Something to save for.
    #[derive(FinResource, Debug)]
    #[fin(tenant, soft_delete, distribution = "citus", check(priority >= 0))]
    pub(crate) struct Goal {
        #[fin(belongs_to = "Currency")]
        pub(crate) currency_id: Uuid,
        #[fin(belongs_to = "Country")]
        pub(crate) country_id: Option<Uuid>,
        #[fin(unique, order, filter, length(max = 200))]
        pub(crate) name: String,
        pub(crate) priority: i64,
    }

    /// Money that went into it.
    #[derive(FinResource, Debug)]
    #[fin(tenant, distribution = "citus")]
    pub(crate) struct Deposit {
        #[fin(belongs_to = "Goal")]
        pub(crate) goal_id: Uuid,
        pub(crate) amount: Decimal,
        #[fin(search)]
        pub(crate) note: Option<String>,
    }
}

/// Without countries and remarks.
pub(crate) mod fewer {
    use fin_infra::prelude::*;

    use super::wider::Currency;

    /// Something to save for.
    #[derive(FinResource, Debug)]
    #[fin(tenant, soft_delete, distribution = "citus")]
    pub(crate) struct Goal {
        #[fin(belongs_to = "Currency")]
        pub(crate) currency_id: Uuid,
        #[fin(renamed_from = "name", unique, order, length(max = 200))]
        pub(crate) title: String,
        pub(crate) priority: i64,
    }
}
