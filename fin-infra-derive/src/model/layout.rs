//! From fields to columns: each in its place in the table, with the words that it was written with still at hand.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::Path;
use syn::ext::IdentExt as _;

use super::draft::Draft;
use super::identifiers::{Name, check_column};
use super::{Role, Settings, Skipped, data, lookalikes, managed, roles};
use crate::attr::{Struct, error, nearest, suggestion};

/// Everything that is settled about the struct's fields one by one.
pub(super) struct Layout {
    /// In table order.
    pub(super) drafts: Vec<Draft>,
    pub(super) skipped: Vec<Skipped>,
    /// What the whole resource does, for the questions that later steps ask.
    pub(super) settings: Settings,
}

/// Puts the columns in table order: the id, the tenant, the struct's own, then what the library keeps beside them.
pub(super) fn resolve_columns(
    written: Struct,
    core: &Path,
    settings: Settings,
    errors: &mut Accumulator,
) -> Layout {
    let roles = roles::assign(&written.fields, &settings, errors);
    let table_span = written.ident.span();
    let mut drafts = Vec::new();
    let mut skipped = Vec::new();
    for (field, role) in written.fields.into_iter().zip(roles) {
        match role {
            None => skipped.push(data::skipped(field, errors)),
            Some(Role::Data) => drafts.push(data::column(field, &settings, core, errors)),
            Some(role) => drafts.push(managed::declared(field, role, core, errors)),
        }
    }
    for role in Role::MANAGED {
        if role.is_in(&settings) && drafts.iter().all(|draft| draft.column.role != role) {
            drafts.push(managed::undeclared(role, core, table_span));
        }
    }
    drafts.sort_by_key(|draft| ordinal(draft.column.role));
    errors.handle(check_stores_something(&drafts, table_span));
    for (ordinal, draft) in drafts.iter().enumerate() {
        let named = check_name(draft, &settings)
            .and_then(|()| check_name_is_free(draft, &drafts[..ordinal]))
            .and_then(|()| lookalikes::check_is_none(draft, &drafts, &settings));
        errors.handle(named);
        errors.handle(check_renamed_from_is_gone(draft, &drafts));
        errors.handle(check_renamed_from_is_claimed_once(draft, &drafts[..ordinal]));
    }
    Layout { drafts, skipped, settings }
}

/// Where columns of a role stand in the table. Columns of one role keep the struct's order.
fn ordinal(role: Role) -> usize {
    match role {
        Role::Id => 0,
        Role::Tenant => 1,
        Role::Data => 2,
        Role::CreatedAt => 3,
        Role::UpdatedAt => 4,
        Role::DeletedAt => 5,
        Role::Version => 6,
    }
}

impl Layout {
    /// The place of the column that a list or a rule means.
    pub(super) fn find(&self, name: &str, span: Span) -> Result<usize> {
        match self.drafts.iter().position(|draft| draft.name() == name) {
            Some(ordinal) => Ok(ordinal),
            None => Err(error(span, self.unknown(name))),
        }
    }

    /// Forgets the rules that other crates would be given.
    pub(super) fn forward_nothing(&mut self) {
        for draft in &mut self.drafts {
            draft.column.validate.clear();
            draft.column.schema.clear();
        }
    }

    /// The place of the column that a name without a column was probably meant for.
    pub(super) fn meant(&self, name: &str) -> Option<usize> {
        let by_column = self.drafts.iter().position(|draft| draft.column.name == name);
        by_column.or_else(|| {
            let names: Vec<String> = self.drafts.iter().map(Draft::name).collect();
            let nearest = nearest(name, names.iter().map(String::as_str))?;
            names.iter().position(|name| name == nearest)
        })
    }

    /// Why there is no column of that name, and which was probably meant.
    fn unknown(&self, name: &str) -> String {
        if self.skipped.iter().any(|skipped| skipped.field.unraw() == name) {
            return format!(
                "`{name}` is not stored (`skip`), so it is no column: remove `skip`, or name another"
            );
        }
        if let Some(draft) = self.drafts.iter().find(|draft| draft.column.name == name) {
            return format!("columns go by the names of their fields here: write `{}`", draft.name());
        }
        if let Some(role) = Role::MANAGED.into_iter().find(|role| role.name() == name) {
            return match self.drafts.iter().find(|draft| draft.column.role == role) {
                Some(draft) => {
                    format!("the `{name}` of this resource is another field: write `{}`", draft.name())
                }
                None => format!("this resource has no `{name}`: {}", absent(role)),
            };
        }
        let names: Vec<String> = self.drafts.iter().map(Draft::name).collect();
        format!("there is no field `{name}`: {}", suggestion(name, names.iter().map(String::as_str)))
    }
}

/// What would give a resource the managed column that it lacks.
fn absent(role: Role) -> &'static str {
    match role {
        Role::Tenant => "it would with `tenant`",
        Role::DeletedAt => "it would with `soft_delete`",
        Role::Version => "it would with `version`",
        Role::UpdatedAt => "it would without `immutable` and `timestamps = false`",
        Role::Id | Role::Data | Role::CreatedAt => "it would without `timestamps = false`",
    }
}

fn check_stores_something(drafts: &[Draft], span: Span) -> Result<()> {
    if drafts.iter().any(|draft| draft.column.role == Role::Data) {
        return Ok(());
    }
    Err(error(
        span,
        "this resource has no column of its own, so there is nothing to store: add a field that is neither \
         managed nor `skip`",
    ))
}

fn check_name(draft: &Draft, settings: &Settings) -> Result<()> {
    let remedy = match draft.options.column {
        Some(_) => "choose another name",
        None => "choose the column's name with `#[fin(column = \"..\")]`",
    };
    check_column(&Name { text: &draft.column.name, span: draft.name_span(), remedy }, settings)
}

/// The stores do not tell names apart by their case.
fn check_name_is_free(draft: &Draft, before: &[Draft]) -> Result<()> {
    let Some(other) = before.iter().find(|other| other.column.name.eq_ignore_ascii_case(&draft.column.name))
    else {
        return Ok(());
    };
    // A column without a field cannot be at fault for the name that a field took.
    let (at_fault, owner) = if draft.column.declared { (draft, other) } else { (other, draft) };
    let owner_is =
        if owner.column.declared { format!("`{}`", owner.name()) } else { "the library".to_owned() };
    Err(error(
        at_fault.name_span(),
        format!(
            "{owner_is} has a column `{}` in this table already: choose another name with `#[fin(column = \
             \"..\")]`",
            owner.column.name
        ),
    ))
}

fn check_renamed_from_is_gone(draft: &Draft, drafts: &[Draft]) -> Result<()> {
    let Some(literal) = &draft.options.renamed_from else { return Ok(()) };
    let old = literal.value();
    let Some(owner) = drafts.iter().find(|other| other.column.name.eq_ignore_ascii_case(&old)) else {
        return Ok(());
    };
    if owner.column.name == draft.column.name {
        return Err(error(
            literal.span(),
            format!(
                "`{old}` is what the column is called now: write its name before the change, or remove \
                 `renamed_from`"
            ),
        ));
    }
    Err(error(
        literal.span(),
        format!(
            "`{old}` is the column of `{}` still, so it cannot have become this one: remove `renamed_from`",
            owner.name()
        ),
    ))
}

fn check_renamed_from_is_claimed_once(draft: &Draft, before: &[Draft]) -> Result<()> {
    let Some(old) = &draft.column.renamed_from else { return Ok(()) };
    match (
        before.iter().find(|other| other.column.renamed_from.as_ref() == Some(old)),
        &draft.options.renamed_from,
    ) {
        (Some(other), Some(literal)) => Err(error(
            literal.span(),
            format!(
                "`{}` says the same, and one column can have become one only: remove one of the two",
                other.name()
            ),
        )),
        _ => Ok(()),
    }
}
