//! The status of a goal.

use std::fmt;

use fin_infra::{Error, Result};
use serde::{Deserialize, Serialize};

/// The status of a goal, as a state machine.
///
/// | from | to |
/// |---|---|
/// | active | paused, achieved, abandoned |
/// | paused | active, abandoned |
/// | achieved | active, for a target that was raised or money that was taken out |
/// | abandoned | nothing |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "resources", derive(sqlx::Type))]
#[cfg_attr(feature = "resources", sqlx(type_name = "text", rename_all = "snake_case"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum GoalStatus {
    /// Money is saved for it.
    #[default]
    Active,
    /// It is taken up again later.
    Paused,
    /// The target is reached.
    Achieved,
    /// It was given up.
    Abandoned,
}

impl GoalStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Paused, Self::Achieved, Self::Abandoned];

    /// Whether a goal may change from this status to another one.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Active, Self::Paused | Self::Achieved | Self::Abandoned)
                | (Self::Paused, Self::Active | Self::Abandoned)
                | (Self::Achieved, Self::Active)
        )
    }

    /// Changes the status. A goal that already has the status keeps it, so that a request may be sent again.
    ///
    /// ```
    /// use fin_infra_domains::goals::GoalStatus;
    ///
    /// assert_eq!(GoalStatus::Paused.change(GoalStatus::Active)?, GoalStatus::Active);
    /// let error = GoalStatus::Abandoned.change(GoalStatus::Active).unwrap_err();
    /// assert_eq!(error.to_string(), "status: an abandoned goal cannot become active");
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the change is not in the table above.
    pub fn change(self, next: Self) -> Result<Self> {
        if self == next || self.can_become(next) {
            return Ok(next);
        }
        let article = if self == Self::Paused { "a" } else { "an" };
        Err(Error::invalid("status", format!("{article} {self} goal cannot become {next}")))
    }
}

impl fmt::Display for GoalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Achieved => "achieved",
            Self::Abandoned => "abandoned",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_changes_are_allowed_and_repeating_one_is_none() {
        let all = GoalStatus::ALL;
        let changes = all.iter().flat_map(|from| all.iter().map(move |to| (*from, *to)));
        let (same, other): (Vec<_>, Vec<_>) = changes.partition(|(from, to)| from == to);
        assert!(same.iter().all(|(from, to)| from.change(*to).is_ok() && !from.can_become(*to)));
        assert_eq!(other.iter().filter(|(from, to)| from.change(*to).is_ok()).count(), 6);
        assert!(all.iter().all(|to| !GoalStatus::Abandoned.can_become(*to)));
    }
}
