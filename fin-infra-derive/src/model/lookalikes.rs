//! Fields of the struct's own that look like a column that the library keeps.
//!
//! A `deleted_at` or a `tenant_id` that is plain data is worse than none: who reads the struct takes it for the library's,
//! while callers set it and nothing holds to it. So plain data of such a name says that it is.

use darling::Result;

use super::draft::Draft;
use super::{Kind, Role, Settings};
use crate::attr::error;

/// Refuses a field that looks like a column of the library's and is none.
pub(super) fn check_is_none(draft: &Draft, drafts: &[Draft], settings: &Settings) -> Result<()> {
    let has_the_name = |other: &&Draft| other.column.name.eq_ignore_ascii_case(&draft.column.name);
    // Two columns of one name are refused as such.
    if draft.column.role != Role::Data || drafts.iter().filter(has_the_name).count() > 1 {
        return Ok(());
    }
    Role::MANAGED.into_iter().try_for_each(|role| {
        let lookalike = Lookalike { draft, role, settings, is_kept_elsewhere: is_declared(role, drafts) };
        lookalike.check_name().and_then(|()| lookalike.check_column())
    })
}

fn is_declared(role: Role, drafts: &[Draft]) -> bool {
    drafts.iter().any(|draft| draft.column.role == role && draft.column.declared)
}

/// Whether two names differ in case and underscores at most.
fn look_alike(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    plain(one) == plain(other)
}

/// A field of the struct's own, and a column of the library's that it may look like.
struct Lookalike<'a> {
    draft: &'a Draft,
    role: Role,
    settings: &'a Settings,
    /// Whether another field is that column.
    is_kept_elsewhere: bool,
}

impl Lookalike<'_> {
    /// A field that names its column says that it is meant as it is.
    fn check_name(&self) -> Result<()> {
        let name = self.draft.name();
        // What has the very name of a column that is there was given that part, or refused it.
        let is_settled = self.role.is_in(self.settings) && self.has_its_name();
        if !look_alike(&name, self.role.name()) || self.draft.options.column.is_some() || is_settled {
            return Ok(());
        }
        Err(error(
            self.draft.span,
            format!(
                "this would be an ordinary column, {}: {}, or, if it really is plain data, write `#[fin(column = \
                 \"{name}\")]` on the field",
                self.harm(),
                self.remedy()
            ),
        ))
    }

    /// A field of another name whose column is called as the library's is, and which could be it.
    fn check_column(&self) -> Result<()> {
        let Some(column) = &self.draft.options.column else { return Ok(()) };
        let (field, role) = (self.draft.name(), self.role.name());
        if !look_alike(&column.value(), role) || look_alike(&field, role) || !self.could_be_it() {
            return Ok(());
        }
        // The very name would make the field the library's column where there is one.
        let otherwise = if self.is_kept_elsewhere {
            format!(
                "the `{}` of this resource is another field, so give this column another name",
                self.role.word()
            )
        } else if self.role.is_in(self.settings) {
            format!("{}, or give its column another name", self.remedy())
        } else {
            format!("{}, or, if it really is plain data, call the field `{role}`, too", self.remedy())
        };
        Err(error(column.span(), format!("this would be an ordinary column, {}: {otherwise}", self.harm())))
    }

    /// Whether a value of the field's type could play the part.
    fn could_be_it(&self) -> bool {
        match (self.role, &self.draft.column.kind) {
            (_, Kind::Other { .. })
            | (Role::Id | Role::Tenant, Kind::Uuid | Kind::Text { .. } | Kind::Integer)
            | (Role::Version, Kind::Integer)
            | (Role::CreatedAt | Role::UpdatedAt | Role::DeletedAt, Kind::Time) => true,
            (_, _) => false,
        }
    }

    /// What would come of it.
    fn harm(&self) -> &'static str {
        match self.role {
            Role::Tenant => "and every caller would see every tenant's rows",
            Role::DeletedAt => "which callers set, and `delete` would pay no heed to it",
            Role::Version => "which callers set, and it would guard no change",
            Role::CreatedAt => "which callers set to whatever they like",
            Role::UpdatedAt => "which no update sets by itself",
            Role::Id | Role::Data => "and no call would find a row by it",
        }
    }

    /// What makes the field, or the library, play the part.
    fn remedy(&self) -> String {
        let word = self.role.word();
        if self.is_kept_elsewhere {
            return format!("the `{word}` of this resource is another field, so rename this one");
        }
        match self.role {
            Role::Version | Role::UpdatedAt if self.settings.immutable => {
                "rows of an `immutable` resource never change, so remove it".to_owned()
            }
            Role::CreatedAt | Role::UpdatedAt if !self.settings.timestamps => {
                let mark = if self.has_its_name() {
                    String::new()
                } else {
                    format!(" and write `#[fin({word})]` on the field")
                };
                format!("remove `timestamps = false` from the struct{mark}")
            }
            _ if self.role.is_in(self.settings) || !self.has_its_name() => {
                format!("write `#[fin({word})]` on the field{}", self.purpose())
            }
            Role::DeletedAt => format!("write `#[fin(soft_delete)]` on the struct{}", self.purpose()),
            _ => format!("write `#[fin({word})]` on the struct{}", self.purpose()),
        }
    }

    fn has_its_name(&self) -> bool {
        self.draft.name() == self.role.name()
    }

    fn purpose(&self) -> &'static str {
        match self.role {
            Role::Tenant => " to keep tenants apart",
            Role::DeletedAt => " to keep deleted rows",
            Role::Version => " to guard changes against each other",
            Role::Id | Role::Data | Role::CreatedAt | Role::UpdatedAt => "",
        }
    }
}
