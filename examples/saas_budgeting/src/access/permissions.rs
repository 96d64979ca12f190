//! What each role may do.

use axum::http::request::Parts;
use fin_infra::http::{Action, Denied};

use super::Actor;
use crate::resources::Role;

/// The table of companies.
const COMPANIES: &str = "companies";

/// Grants the actions of the REST API.
pub(crate) fn permissions(request: &Parts, action: Action, resource: &str) -> Result<(), Denied> {
    // The only route of companies signs somebody in.
    if resource == COMPANIES && action == Action::Custom {
        return Ok(());
    }
    let actor = request.extensions.get::<Actor>().ok_or(Denied)?;
    match may(actor.member.role, action, resource) {
        true => Ok(()),
        false => Err(Denied),
    }
}

/// Whether a role may perform an action on the rows of a table.
pub(crate) fn may(role: Role, action: Action, table: &str) -> bool {
    let needed = match action {
        // The handlers of the application's own routes decide: a viewer may change their own password.
        Action::List | Action::Search | Action::Aggregate | Action::Get | Action::Custom => Role::Viewer,
        Action::Create | Action::Update | Action::Adjust if table != "members" => Role::Editor,
        Action::Create
        | Action::Update
        | Action::Delete
        | Action::Restore
        | Action::IncludeDeleted
        | Action::OnlyDeleted => Role::Owner,
        // Rows are removed by the purge, and an action that is not known here is nobody's.
        _ => return false,
    };
    role >= needed
}

#[cfg(test)]
mod tests {
    use super::*;

    const READS: [Action; 4] = [Action::List, Action::Search, Action::Aggregate, Action::Get];
    const WRITES: [Action; 3] = [Action::Create, Action::Update, Action::Adjust];
    const DELETIONS: [Action; 4] =
        [Action::Delete, Action::Restore, Action::IncludeDeleted, Action::OnlyDeleted];

    fn who_may(action: Action, table: &str) -> Vec<Role> {
        [Role::Viewer, Role::Editor, Role::Owner]
            .into_iter()
            .filter(|role| may(*role, action, table))
            .collect()
    }

    #[test]
    fn each_role_may_do_more_than_the_one_before() {
        for table in ["budgets", "transactions", "members"] {
            for action in READS {
                assert_eq!(who_may(action, table).len(), 3, "{action}");
            }
            for action in DELETIONS {
                assert_eq!(who_may(action, table), [Role::Owner], "{action}");
            }
            assert!(who_may(Action::HardDelete, table).is_empty());
        }
        for action in WRITES {
            assert_eq!(who_may(action, "budgets"), [Role::Editor, Role::Owner], "{action}");
        }
    }

    #[test]
    fn only_owners_manage_members() {
        for action in [Action::Create, Action::Update, Action::Delete] {
            assert_eq!(who_may(action, "members"), [Role::Owner], "{action}");
        }
    }
}
