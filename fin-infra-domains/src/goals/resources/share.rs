//! Accounts, and the goals that they are for.

use fin_infra::prelude::*;

use super::Goal;
use crate::text::{tidy, tidy_change};

/// An account that goals are funded from. To use the id of an account of yours, create it with
/// [`create_with_id`](fin_infra::Repository::create_with_id).
///
/// `allocated` is the percentage that goals use, from 0 to 100. The database adds to it and checks the rule in one statement,
/// so that it holds however many callers there are. Only [`fund`](super::GoalRepository::fund) and
/// [`unfund`](super::GoalRepository::unfund) change it.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::{FundingAccount, FundingAccountCreate};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::memory();
/// let accounts = FundingAccount::repository().tenant(Uuid::now_v7());
/// let savings = FundingAccountCreate::new(Uuid::now_v7(), "Savings".to_owned());
/// assert_eq!(accounts.create(&db, savings).await?.allocated, dec!(0));
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, unique_ci("user_id", "name"), prepare = prepare)]
#[fin(check(allocated >= 0 && allocated <= 100))]
pub struct FundingAccount {
    /// The user who owns it.
    #[fin(filter, readonly)]
    pub user_id: Uuid,
    /// The name.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
    /// The percentage that goals use.
    #[fin(adjust, readonly, internal, default, decimal(precision = 5, scale = 2))]
    pub allocated: Decimal,
}

/// The part of a [`FundingAccount`] that is for a [`Goal`], in percent: above 0, and at most 100.
///
/// Create it with [`fund`](super::GoalRepository::fund), which adds up all goals of the account.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::{Goal, GoalFunding};
///
/// # async fn example(db: &Db, tenant: Uuid, goal_id: Uuid) -> Result<(), Error> {
/// let goals = Goal::repository().tenant(tenant);
/// let goal = goals.get(db, goal_id).await?;
/// let loaded = goals.load(db, [goal], Goal::goal_fundings().with(GoalFunding::account())).await?;
/// for funding in loaded.iter().flat_map(|goal| &goal.related) {
///     println!("{} percent of {}", funding.percent, funding.related.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, unique("goal_id", "account_id"), check(percent > 0 && percent <= 100))]
pub struct GoalFunding {
    /// The goal.
    #[fin(belongs_to = "Goal", readonly)]
    pub goal_id: Uuid,
    /// The account.
    #[fin(belongs_to = "FundingAccount", readonly, group)]
    pub account_id: Uuid,
    /// How many percent of the account are for the goal.
    #[fin(adjust, readonly, sum, decimal(precision = 5, scale = 2))]
    pub percent: Decimal,
}

fn prepare(input: Input<'_, FundingAccount>) -> Result<(), Error> {
    match input {
        Input::Create(create) => {
            if !create.allocated.is_zero() {
                return Err(Error::invalid("allocated", "must be zero in a new account: fund goals from it"));
            }
            tidy("name", &mut create.name)
        }
        Input::Update(update) => tidy_change("name", &mut update.name),
        Input::Adjust(_) => Ok(()),
    }
}
