//! The columns of the fields in table order, with the options of each field.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::Path;
use syn::ext::IdentExt as _;

use super::draft::Draft;
use super::identifiers::{Name, check_column};
use super::{Money, Role, Settings, Skipped, data, lookalikes, managed, money, roles};
use crate::attr::{Struct, error, nearest, suggestion};

/// The columns of a resource while the model is built.
pub(super) struct Layout {
    /// In table order.
    pub(super) drafts: Vec<Draft>,
    pub(super) skipped: Vec<Skipped>,
    /// The settings of the whole resource.
    pub(super) settings: Settings,
}

/// Puts the columns in table order: the id, the tenant, the data columns, then the other managed columns.
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
            Some(Role::Data) => drafts.extend(data::columns(field, &settings, core, errors)),
            Some(role) => drafts.push(managed::declared(field, role, core, settings.backends, errors)),
        }
    }
    for role in Role::MANAGED {
        if role.is_in(&settings) && drafts.iter().all(|draft| draft.column.role != role) {
            drafts.push(managed::undeclared(role, core, table_span));
        }
    }
    drafts.sort_by_key(|draft| ordinal(draft.column.role));
    errors.handle(check_stores_something(&drafts, table_span));
    let mut has_name = true;
    for (ordinal, draft) in drafts.iter().enumerate() {
        if !has_name && money::is_named_after_amount(draft) {
            // The name of the amount is at fault.
            continue;
        }
        let named = check_name(draft, &settings)
            .and_then(|()| money::check_name_is_free(draft, &drafts))
            .and_then(|()| check_name_is_free(draft, &drafts[..ordinal]))
            .and_then(|()| lookalikes::check(draft, &drafts, &settings));
        has_name = errors.handle(named).is_some();
        errors.handle(check_renamed_from_is_free(draft, &drafts));
        errors.handle(check_renamed_from_is_unique(draft, &drafts[..ordinal]));
    }
    money::make_names_differ(&mut drafts);
    Layout { drafts, skipped, settings }
}

/// The position of a role in table order. Data columns keep the order of the struct.
fn ordinal(role: Role) -> usize {
    match role {
        Role::Id => 0,
        Role::Tenant => 1,
        Role::Data | Role::Number => 2,
        Role::CreatedAt => 3,
        Role::UpdatedAt => 4,
        Role::DeletedAt => 5,
        Role::Version => 6,
    }
}

impl Layout {
    /// The ordinal of the column that a list or a rule names.
    pub(super) fn find(&self, name: &str, span: Span) -> Result<usize> {
        match self.drafts.iter().position(|draft| draft.name() == name) {
            Some(ordinal) => Ok(ordinal),
            None => Err(error(span, self.unknown(name))),
        }
    }

    /// The columns of a field in a key: amounts compare only in the same currency.
    pub(super) fn key_columns(&self, ordinal: usize) -> impl Iterator<Item = usize> {
        let is_amount = self.drafts[ordinal].column.money == Some(Money::Amount);
        is_amount.then_some(ordinal + 1).into_iter().chain([ordinal])
    }

    /// Removes the attributes that would be forwarded to other crates.
    pub(super) fn forward_nothing(&mut self) {
        for draft in &mut self.drafts {
            draft.column.validate.clear();
            draft.column.schema.clear();
        }
    }

    /// The ordinal of the column that an unknown name probably means.
    pub(super) fn guess(&self, name: &str) -> Option<usize> {
        let by_column = self.drafts.iter().position(|draft| draft.column.name == name);
        by_column.or_else(|| {
            let names: Vec<String> = self.drafts.iter().map(Draft::name).collect();
            let nearest = nearest(name, names.iter().map(String::as_str))?;
            names.iter().position(|name| name == nearest)
        })
    }

    /// The message about an unknown name, with the column that it probably means.
    fn unknown(&self, name: &str) -> String {
        if self.skipped.iter().any(|skipped| skipped.field.unraw() == name) {
            return format!(
                "`{name}` is not a column, because the field has `skip`: remove `skip`, or name another \
                 field"
            );
        }
        if let Some(draft) = self.drafts.iter().find(|draft| draft.column.name == name) {
            return format!("expected the name of a field, not of its column: write `{}`", draft.name());
        }
        if let Some(role) = Role::MANAGED.into_iter().find(|role| role.name() == name) {
            return match self.drafts.iter().find(|draft| draft.column.role == role) {
                Some(draft) => {
                    format!("the `{name}` of this resource has another name: write `{}`", draft.name())
                }
                None => format!("this resource has no `{name}`: {}", how_to_add(role)),
            };
        }
        let names: Vec<String> = self.drafts.iter().map(Draft::name).collect();
        format!("unknown field `{name}`: {}", suggestion(name, names.iter().map(String::as_str)))
    }
}

/// How to add a managed column.
fn how_to_add(role: Role) -> &'static str {
    match role {
        Role::Tenant => "add `tenant` to the struct's options",
        Role::DeletedAt => "add `soft_delete` to the struct's options",
        Role::Version => "add `version` to the struct's options",
        Role::UpdatedAt => "remove `immutable` or `timestamps = false` from the struct's options",
        Role::Id | Role::Data | Role::Number | Role::CreatedAt => {
            "remove `timestamps = false` from the struct's options"
        }
    }
}

fn check_stores_something(drafts: &[Draft], span: Span) -> Result<()> {
    if drafts.iter().any(|draft| draft.column.role == Role::Data) {
        return Ok(());
    }
    Err(error(span, "this resource has no data column: add a field that is neither managed nor `skip`"))
}

fn check_name(draft: &Draft, settings: &Settings) -> Result<()> {
    let remedy = match draft.options.column {
        Some(_) => "choose another name",
        None if draft.column.money == Some(Money::Currency) => {
            "choose the name of the currency's column with `#[fin(currency_column = \"..\")]`"
        }
        None => "choose the column's name with `#[fin(column = \"..\")]`",
    };
    check_column(&Name { text: &draft.column.name, span: draft.name_span(), remedy }, settings)
}

/// Names are case-insensitive in the stores.
fn check_name_is_free(draft: &Draft, before: &[Draft]) -> Result<()> {
    let Some(other) = before.iter().find(|other| other.column.name.eq_ignore_ascii_case(&draft.column.name))
    else {
        return Ok(());
    };
    if money::is_reported(draft, other) {
        return Ok(());
    }
    // A column without a name of the user's cannot be at fault for the name of a field.
    let is_named = draft.column.declared || draft.options.column.is_some();
    let (at_fault, owner) = if is_named { (draft, other) } else { (other, draft) };
    let owner_is = match &owner.column.money {
        _ if owner.column.declared => format!("`{}`", owner.name()),
        Some(Money::Currency) => format!("the currency of `{}`", money::amount_of(owner)),
        _ => "the library".to_owned(),
    };
    Err(error(
        at_fault.name_span(),
        format!(
            "{owner_is} already has the column `{}` in this table: choose another name with `#[fin(column = \
             \"..\")]`",
            owner.column.name
        ),
    ))
}

fn check_renamed_from_is_free(draft: &Draft, drafts: &[Draft]) -> Result<()> {
    let Some(literal) = &draft.options.renamed_from else { return Ok(()) };
    let old = literal.value();
    let Some(owner) = drafts.iter().find(|other| other.column.name.eq_ignore_ascii_case(&old)) else {
        return Ok(());
    };
    if owner.column.name == draft.column.name {
        return Err(error(
            literal.span(),
            format!(
                "`{old}` is the current name of the column: write its previous name, or remove \
                 `renamed_from`"
            ),
        ));
    }
    Err(error(
        literal.span(),
        format!(
            "`{old}` is still the column of `{}`, so this column cannot be renamed from it: remove \
             `renamed_from`",
            owner.name()
        ),
    ))
}

fn check_renamed_from_is_unique(draft: &Draft, before: &[Draft]) -> Result<()> {
    let Some(old) = &draft.column.renamed_from else { return Ok(()) };
    match (
        before.iter().find(|other| other.column.renamed_from.as_ref() == Some(old)),
        &draft.options.renamed_from,
    ) {
        (Some(other), Some(literal)) => Err(error(
            literal.span(),
            format!("`{}` is renamed from the same column: remove one of them", other.name()),
        )),
        _ => Ok(()),
    }
}
