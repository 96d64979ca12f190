//! The actions of requests, which permissions grant and options leave out.

use std::fmt;

use axum::http::Method;

/// An action that a request performs on a resource.
///
/// A request can perform more than one: `GET /budgets?include_deleted=true` lists rows and includes deleted ones.
/// [`Permissions`](super::Permissions) has to grant each of them.
///
/// ```
/// use fin_infra::http::Action;
///
/// assert_eq!(Action::HardDelete.to_string(), "hard_delete");
/// assert!(Action::HardDelete.is_privileged());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// `GET /budgets`
    List,
    /// `GET /budgets/search?q=` and `GET /budgets?q=`
    Search,
    /// `GET /budgets/aggregate`, if the struct declares something to compute: `sum`, `min`, `max`, `count_distinct` or
    /// `group` on a field. With `?q=`, the request needs [`Search`](Self::Search) as well.
    Aggregate,
    /// `GET /budgets/{id}`
    Get,
    /// `POST /budgets`
    Create,
    /// `PATCH /budgets/{id}`
    Update,
    /// `POST /budgets/{id}/adjust`, if [`ResourceOptions::adjustable`](super::ResourceOptions::adjustable) exposes it
    Adjust,
    /// `DELETE /budgets/{id}`
    Delete,
    /// `DELETE /budgets/{id}?hard=true`
    HardDelete,
    /// `POST /budgets/{id}/restore`
    Restore,
    /// `?include_deleted=true` of a list or a search
    IncludeDeleted,
    /// `?only_deleted=true` of a list or a search
    OnlyDeleted,
    /// Any request to a custom route: see [`ResourceOptions::route`](super::ResourceOptions::route)
    Custom,
}

impl Action {
    /// The actions that [`ResourceOptions::read_only`](super::ResourceOptions::read_only) leaves out.
    pub(super) const WRITES: &'static [Self] =
        &[Self::Create, Self::Update, Self::Adjust, Self::Delete, Self::HardDelete, Self::Restore];

    /// Whether the action only reads. For a custom route, the method decides.
    pub(super) fn reads(self, method: &Method) -> bool {
        match self {
            Self::List | Self::Search | Self::Aggregate | Self::Get => true,
            Self::Custom => method.is_safe(),
            _ => false,
        }
    }

    /// Whether the action is rejected unless installed permissions grant it: listing or restoring deleted rows, and
    /// removing rows permanently.
    #[must_use]
    pub fn is_privileged(self) -> bool {
        matches!(self, Self::HardDelete | Self::Restore | Self::IncludeDeleted | Self::OnlyDeleted)
    }

    /// The name in logs and in problem documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Search => "search",
            Self::Aggregate => "aggregate",
            Self::Get => "get",
            Self::Create => "create",
            Self::Update => "update",
            Self::Adjust => "adjust",
            Self::Delete => "delete",
            Self::HardDelete => "hard_delete",
            Self::Restore => "restore",
            Self::IncludeDeleted => "include_deleted",
            Self::OnlyDeleted => "only_deleted",
            Self::Custom => "custom",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
