//! Which field plays which part: the one that is marked for it, or else the one that has its name.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;

use super::{Role, Settings};
use crate::attr::{Field, error};

impl Role {
    /// All parts that the library plays by itself.
    pub(super) const MANAGED: [Self; 6] =
        [Self::Id, Self::Tenant, Self::CreatedAt, Self::UpdatedAt, Self::DeletedAt, Self::Version];

    /// The field's name where the struct does not choose one.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Tenant => "tenant_id",
            Self::Data => "",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::DeletedAt => "deleted_at",
            Self::Version => "version",
        }
    }

    /// The word that marks a field for the part.
    pub(super) fn word(self) -> &'static str {
        if self == Self::Tenant { "tenant" } else { self.name() }
    }

    /// Whether a resource with these settings has such a column.
    pub(super) fn is_in(self, settings: &Settings) -> bool {
        match self {
            Self::Id => true,
            Self::Tenant => settings.tenant,
            Self::Data => false,
            Self::CreatedAt => settings.timestamps,
            Self::UpdatedAt => settings.timestamps && !settings.immutable,
            Self::DeletedAt => settings.soft_delete,
            Self::Version => settings.version,
        }
    }
}

/// The part of each field that is stored, `None` for one that is not.
pub(super) fn assign(fields: &[Field], settings: &Settings, errors: &mut Accumulator) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> =
        fields.iter().map(|field| stored(field).then_some(Role::Data)).collect();
    for (field, role) in fields.iter().zip(&mut roles) {
        errors.handle(check_plays_one_part(field));
        if let (Some(marked), Some(role)) = (marked(field), role) {
            *role = marked;
        }
    }
    for role in Role::MANAGED {
        if role.is_in(settings) {
            assign_one(role, fields, &mut roles, errors);
        }
    }
    for (field, role) in fields.iter().zip(&roles) {
        errors.handle(check_skipped_is_no_part(field, *role, settings));
    }
    roles
}

/// Lets one field play a part, and refuses the others that would.
fn assign_one(role: Role, fields: &[Field], roles: &mut [Option<Role>], errors: &mut Accumulator) {
    let marked = |ordinal: &usize| roles[*ordinal] == Some(role);
    let named =
        |ordinal: &usize| roles[*ordinal] == Some(Role::Data) && fields[*ordinal].name() == role.name();
    let candidates: Vec<usize> =
        (0..fields.len()).filter(marked).chain((0..fields.len()).filter(named)).collect();
    let Some((chosen, others)) = candidates.split_first() else { return };
    roles[*chosen] = Some(role);
    for other in others {
        errors.handle(check_part_is_free(role, &fields[*other], &fields[*chosen]));
        roles[*other] = Some(Role::Data);
    }
}

/// Whether the field is a column at all.
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
    ]
    .into_iter()
    .filter_map(|(role, span)| Some((role, span?)))
}

fn marked(field: &Field) -> Option<Role> {
    marks(field).next().map(|(role, _)| role)
}

fn check_plays_one_part(field: &Field) -> Result<()> {
    let mut marks = marks(field);
    match (marks.next(), marks.next()) {
        (Some((first, _)), Some((second, span))) => Err(error(
            span,
            format!(
                "one field cannot be both the `{}` and the `{}`: remove one",
                first.word(),
                second.word()
            ),
        )),
        _ => Ok(()),
    }
}

fn check_part_is_free(role: Role, field: &Field, chosen: &Field) -> Result<()> {
    let word = role.word();
    let chosen = chosen.name();
    match field.options.span_of(word) {
        Some(span) => {
            Err(error(span, format!("`{chosen}` is marked `{word}` already: remove one of the two")))
        }
        None => Err(error(
            field.ident.span(),
            format!(
                "`{chosen}` is marked `{word}`, so a second field must not go by the library's own name for \
                 it: rename `{}`",
                field.name()
            ),
        )),
    }
}

/// A field that is left out of the table cannot be a column that the library keeps.
fn check_skipped_is_no_part(field: &Field, role: Option<Role>, settings: &Settings) -> Result<()> {
    let managed = Role::MANAGED.into_iter().any(|role| role.is_in(settings) && field.name() == role.name());
    match field.options.skip {
        Some(skip) if role.is_none() && managed => Err(error(
            skip.span,
            format!(
                "`{}` is a column that the library keeps, so it is stored: remove `skip`, or rename the field",
                field.name()
            ),
        )),
        _ => Ok(()),
    }
}
