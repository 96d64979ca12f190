//! Which columns fin-infra manages itself.

use fin_infra_core::internal::snake_case;

use super::super::dialect::Database;
use super::super::model::Column;
use super::keys::{Found, Key};
use super::types::Rust;

/// The role of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    Tenant,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
    Version,
    Number,
    Data,
}

impl Role {
    pub(super) const MANAGED: [Self; 6] =
        [Self::Id, Self::Tenant, Self::CreatedAt, Self::UpdatedAt, Self::DeletedAt, Self::Version];

    /// The name of the field that has the role without being marked.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Tenant => "tenant_id",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::DeletedAt => "deleted_at",
            Self::Version => "version",
            Self::Number | Self::Data => "",
        }
    }

    /// The option that marks a field.
    pub(super) fn mark(self) -> &'static str {
        if self == Self::Tenant { "tenant" } else { self.name() }
    }
}

/// The roles of a table's columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    pub(super) created_at: Option<String>,
    pub(super) updated_at: Option<String>,
    pub(super) deleted_at: Option<String>,
    pub(super) version: Option<String>,
    pub(super) number: Option<String>,
}

impl Roles {
    /// Finds the columns that have the name and the type of a managed one.
    pub(super) fn of(found: &Found<'_>, number: Option<String>) -> Self {
        let managed = |role: Role| {
            let is_it = |column: &&Column| {
                snake_case(&column.name) == role.name() && has_its_type(found, column, role)
            };
            found.table.columns.iter().find(is_it).map(|column| column.name.clone())
        };
        let (created_at, updated_at) = (managed(Role::CreatedAt), managed(Role::UpdatedAt));
        // The derive has both or none.
        let (created_at, updated_at) = if created_at.is_some() && updated_at.is_some() {
            (created_at, updated_at)
        } else {
            (None, None)
        };
        Self {
            created_at,
            updated_at,
            deleted_at: managed(Role::DeletedAt),
            version: managed(Role::Version),
            number,
        }
    }

    /// What is to know of a time that fin-infra manages only together with another one.
    pub(super) fn lonely(&self, found: &Found<'_>, column: &Column) -> Option<String> {
        let is = |role: Role| snake_case(&column.name) == role.name() && has_its_type(found, column, role);
        if self.created_at.is_some() {
            return None;
        }
        if is(Role::UpdatedAt) {
            return Some("fin-infra sets this time only in a table that has `created_at` as well".to_owned());
        }
        is(Role::CreatedAt).then(|| {
            "fin-infra sets this time only in a table that has `updated_at` as well, or if `immutable` says that its rows never \
             change"
                .to_owned()
        })
    }

    /// The role of a column.
    pub(super) fn role(&self, column: &str, key: &Key) -> Role {
        let is = |name: &Option<String>| name.as_deref() == Some(column);
        match () {
            () if key.id == column => Role::Id,
            () if is(&key.tenant) => Role::Tenant,
            () if is(&self.created_at) => Role::CreatedAt,
            () if is(&self.updated_at) => Role::UpdatedAt,
            () if is(&self.deleted_at) => Role::DeletedAt,
            () if is(&self.version) => Role::Version,
            () if is(&self.number) => Role::Number,
            () => Role::Data,
        }
    }

    /// Whether the struct has a column of this role.
    pub(super) fn has(&self, role: Role, key: &Key) -> bool {
        match role {
            Role::Id => true,
            Role::Tenant => key.tenant.is_some(),
            Role::CreatedAt | Role::UpdatedAt => self.created_at.is_some(),
            Role::DeletedAt => self.deleted_at.is_some(),
            Role::Version => self.version.is_some(),
            Role::Number | Role::Data => false,
        }
    }
}

fn has_its_type(found: &Found<'_>, column: &Column, role: Role) -> bool {
    let Ok(typed) = found.type_of(column) else { return false };
    // SQLite has one type for times and integers.
    let is_time = match (found.database, &typed.rust) {
        (Database::Sqlite, Rust::Integer(_)) => column.sql_type.eq_ignore_ascii_case("INTEGER"),
        (_, rust) => *rust == Rust::Instant,
    };
    let is_right = match role {
        Role::DeletedAt => is_time && column.nullable,
        Role::CreatedAt | Role::UpdatedAt => is_time && !column.nullable,
        _ => typed.rust == Rust::Integer("i64") && !column.nullable,
    };
    is_right && !found.is_generated(column)
}
