//! An application that outgrows its machine.

use fin_infra_core::schema::{self, Definition};

use crate::subjects::Group;

/// An application on one machine, on many, with a further table there, and with half of its tables there.
pub(crate) fn outgrowing() -> Vec<Group> {
    let (currency, goal) = (schema::of::<many::Currency>(), schema::of::<many::Goal>());
    let (deposit, remark) = (schema::of::<many::Deposit>(), schema::of::<many::Remark>());
    let earlier = [currency, schema::of::<one::Goal>(), schema::of::<one::Deposit>()];
    let group = |name, definitions: &[Definition]| Group { name, definitions: definitions.to_vec() };
    vec![
        group("one", &earlier),
        group("many", &[currency, goal, deposit]),
        group("more", &[currency, goal, deposit, remark]),
        group("half", &[earlier[0], earlier[1], deposit]),
    ]
}

/// On one machine.
pub(crate) mod one {
    use fin_infra_core::prelude::*;

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
    use fin_infra_core::prelude::*;

    pub(crate) use super::one::Currency;

    /// Something to save for.
    #[derive(FinResource, Debug)]
    #[fin(tenant, distribution = "citus")]
    pub(crate) struct Goal {
        #[fin(belongs_to = "Currency")]
        pub(crate) currency_id: Uuid,
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
        pub(crate) text: String,
    }
}
