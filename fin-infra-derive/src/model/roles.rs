//! The role of each field: a marker decides, or else the name.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;

use super::{Role, Settings};
use crate::attr::{Field, error};

impl Role {
    /// The roles of managed columns that need no field.
    pub(super) const MANAGED: [Self; 6] =
        [Self::Id, Self::Tenant, Self::CreatedAt, Self::UpdatedAt, Self::DeletedAt, Self::Version];

    /// The default name of the field.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Tenant => "tenant_id",
            Self::Data | Self::Number => "",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::DeletedAt => "deleted_at",
            Self::Version => "version",
        }
    }

    /// The option that marks a field.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Number => "number",
            _ => self.name(),
        }
    }

    /// Whether a resource with these settings has such a column.
    pub(super) fn is_in(self, settings: &Settings) -> bool {
        match self {
            Self::Id => true,
            Self::Tenant => settings.tenant,
            Self::Data | Self::Number => false,
            Self::CreatedAt => settings.timestamps,
            Self::UpdatedAt => settings.timestamps && !settings.immutable,
            Self::DeletedAt => settings.soft_delete,
            Self::Version => settings.version,
        }
    }
}

/// The role of each stored field, and `None` for others.
pub(super) fn assign(fields: &[Field], settings: &Settings, errors: &mut Accumulator) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> =
        fields.iter().map(|field| stored(field).then_some(Role::Data)).collect();
    for (field, role) in fields.iter().zip(&mut roles) {
        errors.handle(check_has_one_role(field));
        if let (Some(marked), Some(role)) = (marked(field), role) {
            *role = marked;
        }
    }
    for role in Role::MANAGED {
        if role.is_in(settings) {
            assign_one(role, fields, &mut roles, errors);
        }
    }
    assign_one(Role::Number, fields, &mut roles, errors);
    for (field, role) in fields.iter().zip(&roles) {
        errors.handle(check_skipped_has_no_role(field, *role, settings));
    }
    roles
}

/// Assigns a role to one field, and reports other candidates.
fn assign_one(role: Role, fields: &[Field], roles: &mut [Option<Role>], errors: &mut Accumulator) {
    let marked = |ordinal: &usize| roles[*ordinal] == Some(role);
    let named =
        |ordinal: &usize| roles[*ordinal] == Some(Role::Data) && fields[*ordinal].name() == role.name();
    let candidates: Vec<usize> =
        (0..fields.len()).filter(marked).chain((0..fields.len()).filter(named)).collect();
    let Some((chosen, others)) = candidates.split_first() else { return };
    roles[*chosen] = Some(role);
    for other in others {
        errors.handle(check_role_is_free(role, &fields[*other], &fields[*chosen]));
        roles[*other] = Some(Role::Data);
    }
}

/// Whether the field is a column.
pub(super) fn stored(field: &Field) -> bool {
    !field.options.skip.is_some_and(|skip| skip.on)
}

fn marks(field: &Field) -> impl Iterator<Item = (Role, Span)> {
    let options = &field.options;
    [
        (Role::Id, options.id),
        (Role::Tenant, options.tenant),
        (Role::CreatedAt, options.created_at),
        (Role::UpdatedAt, options.updated_at),
        (Role::DeletedAt, options.deleted_at),
        (Role::Version, options.version),
        (Role::Number, options.number.map(|number| number.span)),
    ]
    .into_iter()
    .filter_map(|(role, span)| Some((role, span?)))
}

fn marked(field: &Field) -> Option<Role> {
    marks(field).next().map(|(role, _)| role)
}

fn check_has_one_role(field: &Field) -> Result<()> {
    let mut marks = marks(field);
    match (marks.next(), marks.next()) {
        (Some((first, _)), Some((second, span))) => Err(error(
            span,
            format!(
                "one field cannot be both the `{}` and the `{}`: remove one of them",
                first.option(),
                second.option()
            ),
        )),
        _ => Ok(()),
    }
}

fn check_role_is_free(role: Role, field: &Field, chosen: &Field) -> Result<()> {
    let option = role.option();
    let chosen = chosen.name();
    match field.options.span_of(option) {
        Some(span) => {
            Err(error(span, format!("`{chosen}` is already marked `{option}`: remove one of them")))
        }
        None => Err(error(
            field.ident.span(),
            format!(
                "`{chosen}` is marked `{option}`, so no other field can have its default name: rename `{}`",
                field.name()
            ),
        )),
    }
}

/// A skipped field cannot be a managed column.
fn check_skipped_has_no_role(field: &Field, role: Option<Role>, settings: &Settings) -> Result<()> {
    let managed = Role::MANAGED.into_iter().any(|role| role.is_in(settings) && field.name() == role.name());
    match field.options.skip {
        Some(skip) if role.is_none() && managed => Err(error(
            skip.span,
            format!(
                "`{}` is managed by the library and cannot be skipped: remove `skip`, or rename the field",
                field.name()
            ),
        )),
        _ => Ok(()),
    }
}
