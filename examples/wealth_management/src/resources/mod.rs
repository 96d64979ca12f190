//! The tables. An advisor is a tenant, and the id of a client is the `user_id` of goals, accounts and snapshots.

mod advisor;
mod client;

use fin_infra::schema::{self, Definition};
pub use fin_infra_domains::goals::{FundingAccount, Goal, GoalContribution, GoalFunding, GoalMilestone};
pub use fin_infra_domains::net_worth::NetWorthSnapshot;

pub use self::advisor::*;
pub use self::client::*;

/// All of them.
///
/// The migration tool takes this list, and not every resource that is linked in: in a workspace, cargo compiles
/// `fin-infra-domains` once for all programs, with the tables that any of them enables.
#[must_use]
pub fn all() -> [Definition; 9] {
    [
        schema::of::<Advisor>(),
        schema::of::<ApiToken>(),
        schema::of::<Client>(),
        schema::of::<NetWorthSnapshot>(),
        schema::of::<Goal>(),
        schema::of::<GoalMilestone>(),
        schema::of::<GoalContribution>(),
        schema::of::<FundingAccount>(),
        schema::of::<GoalFunding>(),
    ]
}
