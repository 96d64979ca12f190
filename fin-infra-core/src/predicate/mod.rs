//! Conditions, orders and assignments: what a statement compares, sorts by and sets.

mod adjustments;
mod assignments;
mod condition;
mod conditions;
mod group;
mod money;
mod order;

pub use self::adjustments::Adjustments;
pub(crate) use self::adjustments::{Adjustment, check_sums};
pub(crate) use self::assignments::Assignment;
pub use self::assignments::Assignments;
pub(crate) use self::condition::{Comparison, Operator};
pub use self::condition::{Condition, IntoCondition};
pub use self::conditions::Conditions;
pub(crate) use self::conditions::{Clause, Term};
pub use self::group::Group;
pub use self::order::{Direction, OrderBy, OrderColumn, Ordering};
pub(crate) use self::order::{Order, SortKey};

/// The reason for rejecting a search text that no store can hold.
pub(crate) const NO_NUL: &str = "must not contain the character U+0000";

/// Appends values. If the target is empty, nothing is copied.
pub(crate) fn append<T>(to: &mut Vec<T>, mut more: Vec<T>) {
    if to.is_empty() {
        *to = more;
    } else {
        to.append(&mut more);
    }
}
