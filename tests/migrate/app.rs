//! An application whose structs change: `FIN_TEST_STAGE` selects the stage.

mod long_named;

use std::process::ExitCode;

use fin_infra::migrate::Tool;
use fin_infra::prelude::*;
use fin_infra::schema::Definition;

/// The structs after each change.
macro_rules! stages {
    ($($stage:ident: $($Resource:ident)*, { $($code:tt)* })*) => {
        $(mod $stage {
            #![allow(dead_code, unused_imports)]
            use super::*;
            $($code)*
        })*

        fn resources(stage: &str) -> Option<Vec<Definition>> {
            match stage {
                $(stringify!($stage) => Some(vec![$(schema::of::<$stage::$Resource>()),*]),)*
                _ => None,
            }
        }
    };
}

stages! {
    first: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    numbered: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, rls)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            #[fin(number(per = "tenant"))]
            pub number: i64,
        }
    }
    in_currencies: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(filter, decimal(precision = 12, scale = 2))]
            pub amount: Money,
            #[fin(default = money!(0 EUR), decimal(precision = 12, scale = 2))]
            pub spent: Money,
        }
    }
    limits_in_currencies: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(filter, renamed_from = "amount", decimal(precision = 12, scale = 2))]
            pub limit: Money,
            #[fin(default = money!(0 EUR), decimal(precision = 12, scale = 2))]
            pub spent: Money,
        }
    }
    in_euros: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(filter, fixed = "EUR", decimal(precision = 12, scale = 2))]
            pub limit: Money,
            #[fin(default = money!(0 EUR), decimal(precision = 12, scale = 2))]
            pub spent: Money,
        }
    }
    euros: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), fixed = "EUR")]
            pub amount: Money,
        }
    }
    dollars: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), fixed = "USD")]
            pub amount: Money,
        }
    }
    limits_in_dollars: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), fixed = "USD", renamed_from = "amount")]
            pub limit: Money,
        }
    }
    any_currency: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Money,
        }
    }
    maybe: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Option<Decimal>,
        }
    }
    maybe_in_currencies: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Option<Money>,
        }
    }
    maybe_in_euros: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), fixed = "EUR")]
            pub amount: Option<Money>,
        }
    }
    tipped: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Money,
            #[fin(decimal(precision = 12, scale = 2))]
            pub tip: Option<Money>,
        }
    }
    tips_required: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Money,
            #[fin(decimal(precision = 12, scale = 2))]
            pub tip: Money,
        }
    }
    with_codes: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            #[fin(length(max = 3), default = "EUR".to_owned())]
            pub ccy: String,
        }
    }
    codes_of_amounts: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), currency_column = "ccy", default = money!(0 EUR))]
            pub amount: Money,
        }
    }
    codes_renamed: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2), currency_column = "code", currency_renamed_from = "ccy", default = money!(0 EUR))]
            pub amount: Money,
        }
    }
    notes: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(default)]
            pub rollover: bool,
            #[fin(default = "new".to_owned(), length(max = 20))]
            pub state: String,
        }
    }
    notes_searched: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, search = "notes")]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            pub notes: String,
            #[fin(default)]
            pub rollover: bool,
            #[fin(default = "new".to_owned(), length(max = 20))]
            pub state: String,
        }
    }
    code: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(default)]
            pub rollover: bool,
            #[fin(default = "new".to_owned(), length(max = 20))]
            pub state: String,
            #[fin(length(max = 10))]
            pub code: String,
        }
    }
    reference: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(default)]
            pub rollover: bool,
            #[fin(default = "new".to_owned(), length(max = 20))]
            pub state: String,
            #[fin(length(max = 10))]
            pub reference: String,
        }
    }
    renamed: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(default)]
            pub rollover: bool,
            #[fin(default = "new".to_owned(), length(max = 20))]
            pub state: String,
            #[fin(length(max = 10), renamed_from = "code")]
            pub reference: String,
        }
    }
    wider: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, version, unique_ci("name"), search = "name", check(amount > 0))]
        pub struct Budget {
            pub name: String,
            #[fin(decimal(precision = 18, scale = 4), filter)]
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(default = true)]
            pub rollover: bool,
            #[fin(length(max = 20), index)]
            pub state: String,
            #[fin(length(max = 30), unique)]
            pub reference: String,
        }
    }
    deposits: Budget Deposit, {
        #[derive(FinResource)]
        #[fin(tenant, version, soft_delete, unique_ci("name"), search = "name", check(amount > 0))]
        pub struct Budget {
            pub name: String,
            #[fin(filter)]
            pub amount: Decimal,
            pub notes: String,
            #[fin(default = true)]
            pub rollover: bool,
            #[fin(length(max = 20), index)]
            pub state: String,
            #[fin(length(max = 30), unique)]
            pub reference: String,
        }
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Deposit {
            #[fin(belongs_to = "Budget")]
            pub budget_id: Option<Uuid>,
            pub amount: Decimal,
        }
    }
    fewer: Budget Deposit, {
        #[derive(FinResource)]
        #[fin(tenant, soft_delete, timestamps = false, check(amount >= 0))]
        pub struct Budget {
            #[fin(unique)]
            pub name: String,
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(length(max = 20))]
            pub state: String,
        }
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Deposit {
            pub budget_id: Option<Uuid>,
            pub amount: Decimal,
        }
    }
    shared: Budget, {
        #[derive(FinResource)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    called_alike: Goal Item, {
        #[derive(FinResource)]
        #[fin(table = "goal")]
        pub struct Goal {
            #[fin(filter)]
            pub items_name: String,
        }
        #[derive(FinResource)]
        #[fin(table = "goal_items")]
        pub struct Item {
            #[fin(filter)]
            pub name: String,
        }
    }
    circle: Left Right, {
        #[derive(FinResource)]
        pub struct Left {
            #[fin(belongs_to = "Right")]
            pub right_id: Option<Uuid>,
        }
        #[derive(FinResource)]
        pub struct Right {
            #[fin(belongs_to = "Left")]
            pub left_id: Option<Uuid>,
        }
    }
    long_names: Budget Deposit, { pub use crate::long_named::plain::{Budget, Deposit}; }
    long_names_searched: Budget Deposit, { pub use crate::long_named::searched::{Budget, Deposit}; }
    long_names_changed: Budget Deposit, { pub use crate::long_named::changed::{Budget, Deposit}; }
    checked: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, check(amount >= 0))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    kinds: Budget, {
        #[derive(FinResource)]
        #[fin(check(amount >= 0))]
        pub struct Budget {
            #[fin(length(max = 300), filter, order, unique)]
            pub name: String,
            #[fin(decimal(precision = 14, scale = 2))]
            pub amount: Decimal,
            #[fin(length(max = 20))]
            pub kind: String,
        }
    }
    before_rush: Budget Deposit, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            pub amount: i32,
            pub note: Option<String>,
            #[fin(length(max = 255))]
            pub old_name: String,
        }
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Deposit {
            pub budget_id: Option<Uuid>,
        }
    }
    rush: Budget Deposit, {
        #[derive(FinResource)]
        #[fin(tenant, check(amount >= 0), unique("code"))]
        pub struct Budget {
            #[fin(length(max = 255), filter, order)]
            pub name: String,
            pub amount: i64,
            pub note: String,
            #[fin(length(max = 255))]
            pub code: String,
            #[fin(length(max = 20))]
            pub state: String,
        }
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Deposit {
            #[fin(belongs_to = "Budget")]
            pub budget_id: Option<Uuid>,
            pub note: Option<String>,
        }
    }
    rush_keys: Budget Deposit, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            pub amount: i32,
            pub note: Option<String>,
            #[fin(length(max = 255))]
            pub old_name: String,
        }
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Deposit {
            pub budget_id: Option<Uuid>,
            #[fin(belongs_to = "Budget")]
            pub other_budget_id: Option<Uuid>,
        }
    }
    checked_notes: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, check(amount >= 0))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            #[fin(length(max = 10))]
            pub code: Option<String>,
        }
    }
    guarded_code: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, rls)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            #[fin(length(max = 255))]
            pub code: String,
        }
    }
    sums: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, check(amount - spent - saved >= 0))]
        pub struct Budget {
            pub amount: i32,
            pub spent: i32,
            pub saved: i32,
        }
    }
    named_once: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, unique("name"))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    named_once_softly: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, soft_delete, unique("name"))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    folded: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, search = "name")]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    whole: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            pub amount: i64,
        }
    }
    written: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            pub amount: String,
        }
    }
    guarded: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, rls)]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    listed: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            #[fin(filter, order, length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    unlisted: Budget, {
        #[derive(FinResource)]
        #[fin(tenant)]
        pub struct Budget {
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    text_tenant: Goal Deposit, {
        #[derive(FinResource)]
        pub struct Goal {
            #[fin(tenant, length(max = 40))]
            pub account: String,
            pub amount: i64,
        }
        #[derive(FinResource)]
        pub struct Deposit {
            #[fin(tenant, length(max = 40))]
            pub account: String,
            #[fin(belongs_to = "Goal")]
            pub goal_id: Option<Uuid>,
        }
    }
    long_text_tenant: Goal Deposit, {
        #[derive(FinResource)]
        pub struct Goal {
            #[fin(tenant, length(max = 100))]
            pub account: String,
            pub amount: i64,
        }
        #[derive(FinResource)]
        pub struct Deposit {
            #[fin(tenant, length(max = 100))]
            pub account: String,
            #[fin(belongs_to = "Goal")]
            pub goal_id: Option<Uuid>,
        }
    }
    guarded_folded: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, rls, search = "name")]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    alone_by_name: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, unique_ci("name"))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    alone_by_both: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, unique_ci("name", "state"), search = "note")]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
            #[fin(length(max = 1))]
            pub state: String,
            #[fin(length(max = 1))]
            pub note: Option<String>,
        }
    }
    guarded_alone: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, rls, unique_ci("name"))]
        pub struct Budget {
            #[fin(length(max = 255))]
            pub name: String,
            #[fin(decimal(precision = 12, scale = 2))]
            pub amount: Decimal,
        }
    }
    alone: Budget, {
        #[derive(FinResource)]
        #[fin(tenant, soft_delete, timestamps = false, check(amount >= 0))]
        pub struct Budget {
            #[fin(unique)]
            pub name: String,
            pub amount: Decimal,
            pub notes: Option<String>,
            #[fin(length(max = 20))]
            pub state: String,
        }
    }
}

fn main() -> ExitCode {
    let stage = std::env::var("FIN_TEST_STAGE").unwrap_or_default();
    match resources(&stage) {
        Some(resources) => Tool::new().resources(resources).run(),
        None => {
            eprintln!("FIN_TEST_STAGE={stage} is no stage");
            ExitCode::from(9)
        }
    }
}
