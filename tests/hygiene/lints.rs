//! Modules that forbid every lint that can be forbidden.

/// The public API of a library.
pub mod shown {
    #![deny(missing_docs, warnings, dead_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
    #![deny(missing_debug_implementations, unused_qualifications, unused_results, let_underscore_drop)]
    #![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)]

    use std::collections::BTreeMap;

    use fin_infra::prelude::*;

    /// What budgets belong to.
    #[derive(FinResource, Debug)]
    #[fin(tenant, children("Budget"))]
    pub struct Plan {
        /// Its name.
        pub name: String,
    }

    /// Everything that has code of its own.
    #[derive(FinResource, Debug, Clone)]
    #[fin(tenant, soft_delete, version, search = "name", unique("name", "place"), unique_ci("name"))]
    #[fin(check(total == part + 0.5 && place > 0), prepare = tidy, validate = tidy)]
    pub struct Budget {
        /// Its name.
        #[fin(filter, order, validate(length(max = 40)), schema(example = "Food"))]
        pub name: String,
        /// Its place.
        #[fin(filter, order, default = 1, validate(range(min = 1)))]
        pub place: i64,
        /// All of it.
        pub total: Decimal,
        /// Some of it.
        pub part: Decimal,
        /// Its plan.
        #[fin(belongs_to = "Plan")]
        pub plan_id: Option<Uuid>,
        /// What is spent on what.
        #[fin(json, default)]
        pub categories: BTreeMap<String, i64>,
        /// Nobody sees it.
        #[fin(secret, internal, default = "1234".to_owned())]
        pub pin: String,
        /// Nobody changes it.
        #[fin(readonly)]
        pub origin: Option<String>,
        /// Nobody keeps it.
        #[fin(skip)]
        pub cached: bool,
    }

    /// Nothing happens.
    ///
    /// # Errors
    ///
    /// If there is nothing to do.
    pub fn tidy(input: Input<'_, Budget>) -> Result<(), Error> {
        match input {
            Input::Create(create) if create.name.is_empty() => {
                Err(Error::invalid("name", "must not be empty"))
            }
            Input::Create(_) | Input::Update(_) => Ok(()),
        }
    }

    /// Has no column but one, and nothing else.
    #[derive(FinResource, Debug)]
    #[fin(immutable, timestamps = false, create = false, delete = false)]
    pub struct Posting {
        /// What it says.
        pub text: String,
    }
}

/// What nobody sees, and what is never read: a struct says what a table looks like, be it used or not.
mod hidden {
    #![deny(warnings, dead_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]

    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("Deposit"))]
    struct Goal {
        name: String,
    }

    #[derive(FinResource)]
    #[fin(soft_delete, version, search = "note", unique("note"), check(amount > 0))]
    struct Deposit {
        #[fin(belongs_to = "Goal")]
        goal_id: Uuid,
        amount: Decimal,
        #[fin(filter, order)]
        note: String,
        #[fin(skip)]
        cached: bool,
        #[fin(internal)]
        score: Option<i64>,
    }

    #[derive(FinResource)]
    #[fin(repository = false, create = false, update = false, delete = false)]
    struct Mark {
        text: String,
    }

    #[derive(FinResource)]
    #[fin(tenant, immutable, create = false)]
    struct Entry {
        text: String,
        tenant_id: String,
    }
}
