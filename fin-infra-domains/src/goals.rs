//! Goals: what somebody saves for.

mod funding;
mod milestones;
mod progress;
mod status;

pub use self::funding::check_funding;
pub use self::milestones::{Milestone, Milestones};
pub use self::progress::{Contribution, GoalProgress, Plan, progress};
pub use self::status::GoalStatus;
