//! Data fields that look like a managed column.
//!
//! A `deleted_at` or a `tenant_id` that is plain data is worse than none: readers of the struct take it for the managed
//! column, while callers set it and nothing enforces it. So plain data with such a name needs an explicit option.

use darling::Result;

use super::draft::Draft;
use super::{Kind, Role, Settings};
use crate::attr::error;

/// Reports a data field that looks like a managed column.
pub(super) fn check(draft: &Draft, drafts: &[Draft], settings: &Settings) -> Result<()> {
    let has_the_name = |other: &&Draft| other.column.name.eq_ignore_ascii_case(&draft.column.name);
    // Two columns with the same name are a different error.
    if draft.column.role != Role::Data || drafts.iter().filter(has_the_name).count() > 1 {
        return Ok(());
    }
    Role::MANAGED.into_iter().try_for_each(|role| {
        let lookalike = Lookalike { draft, role, settings, has_another_field: is_declared(role, drafts) };
        lookalike.check_name().and_then(|()| lookalike.check_column())
    })
}

fn is_declared(role: Role, drafts: &[Draft]) -> bool {
    drafts.iter().any(|draft| draft.column.role == role && draft.column.declared)
}

/// Whether two names differ at most in case and underscores.
fn look_alike(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    plain(one) == plain(other)
}

/// A data field, and a managed column that it may look like.
struct Lookalike<'a> {
    draft: &'a Draft,
    role: Role,
    settings: &'a Settings,
    /// Whether another field is the managed column.
    has_another_field: bool,
}

impl Lookalike<'_> {
    /// Reports a field with such a name. `column = ".."` states that it is plain data.
    fn check_name(&self) -> Result<()> {
        let name = self.draft.name();
        // `roles` has decided about a field with the exact name of a managed column that the resource has.
        let is_managed = self.role.is_in(self.settings) && self.has_its_name();
        if !look_alike(&name, self.role.name()) || self.draft.options.column.is_some() || is_managed {
            return Ok(());
        }
        Err(error(
            self.draft.span,
            format!(
                "this would be an ordinary column, {}: {}; if it is plain data, write `#[fin(column = \
                 \"{name}\")]` on the field",
                self.consequence(),
                self.remedy()
            ),
        ))
    }

    /// Reports a field with another name whose column has the name of a managed column, if its type fits.
    fn check_column(&self) -> Result<()> {
        let Some(column) = &self.draft.options.column else { return Ok(()) };
        let (field, role) = (self.draft.name(), self.role.name());
        if !look_alike(&column.value(), role) || look_alike(&field, role) || !self.could_be_it() {
            return Ok(());
        }
        // With the exact name, the field would become the managed column.
        let otherwise = if self.has_another_field {
            format!(
                "the `{}` of this resource is another field, so give this column another name",
                self.role.option()
            )
        } else if self.role.is_in(self.settings) {
            format!("{}, or give its column another name", self.remedy())
        } else {
            format!("{}; if it is plain data, rename the field to `{role}`", self.remedy())
        };
        Err(error(
            column.span(),
            format!("this would be an ordinary column, {}: {otherwise}", self.consequence()),
        ))
    }

    /// Whether the managed column could have the field's type.
    fn could_be_it(&self) -> bool {
        match (self.role, &self.draft.column.kind) {
            (_, Kind::Other { .. })
            | (Role::Id | Role::Tenant, Kind::Uuid | Kind::Text { .. } | Kind::Integer)
            | (Role::Version, Kind::Integer)
            | (Role::CreatedAt | Role::UpdatedAt | Role::DeletedAt, Kind::Time) => true,
            (_, _) => false,
        }
    }

    /// The consequence of plain data in place of the managed column.
    fn consequence(&self) -> &'static str {
        match self.role {
            Role::Tenant => "and tenants would see each other's rows",
            Role::DeletedAt => "which callers set and `delete` ignores",
            Role::Version => "which callers set and no change checks",
            Role::CreatedAt => "which callers set to any value",
            Role::UpdatedAt => "which no update sets",
            Role::Id | Role::Data | Role::Number => "and no call would look a row up by it",
        }
    }

    /// How to make the field the managed column, or avoid the name.
    fn remedy(&self) -> String {
        let option = self.role.option();
        if self.has_another_field {
            return format!("the `{option}` of this resource is another field, so rename this one");
        }
        match self.role {
            Role::Version | Role::UpdatedAt if self.settings.immutable => {
                "rows of an `immutable` resource never change, so remove it".to_owned()
            }
            Role::CreatedAt | Role::UpdatedAt if !self.settings.timestamps => {
                let mark = if self.has_its_name() {
                    String::new()
                } else {
                    format!(" and write `#[fin({option})]` on the field")
                };
                format!("remove `timestamps = false` from the struct{mark}")
            }
            _ if self.role.is_in(self.settings) || !self.has_its_name() => {
                format!("write `#[fin({option})]` on the field{}", self.purpose())
            }
            Role::DeletedAt => format!("write `#[fin(soft_delete)]` on the struct{}", self.purpose()),
            _ => format!("write `#[fin({option})]` on the struct{}", self.purpose()),
        }
    }

    fn has_its_name(&self) -> bool {
        self.draft.name() == self.role.name()
    }

    fn purpose(&self) -> &'static str {
        match self.role {
            Role::Tenant => " to isolate tenants",
            Role::DeletedAt => " to keep deleted rows",
            Role::Version => " to detect conflicting changes",
            Role::Id | Role::Data | Role::Number | Role::CreatedAt | Role::UpdatedAt => "",
        }
    }
}
