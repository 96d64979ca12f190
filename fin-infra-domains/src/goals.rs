//! Goals: what somebody saves for.

mod funding;
mod milestones;
mod progress;
#[cfg(feature = "goals")]
pub mod resources;
mod status;

pub use self::funding::check_funding;
pub use self::milestones::{Milestone, Milestones};
pub use self::progress::{Contribution, GoalProgress, Plan, progress};
#[cfg(feature = "goals")]
#[doc(inline)]
pub use self::resources::*;
pub use self::status::GoalStatus;
