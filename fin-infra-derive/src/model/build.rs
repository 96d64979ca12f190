//! Builds the validated resource from what the user wrote, step by step.

use darling::Result;
use darling::error::Accumulator;
use quote::format_ident;
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Ident, LitStr, Path, Visibility};

use super::generated::{self, Types};
use super::identifiers::{Name, check_path, check_table};
use super::keys::{self, Keys};
use super::layout::{self, Layout};
use super::settings::{self, Settings};
use super::{
    Aggregate, Backends, Check, Resource, adjust, aggregates, backends, distribution, lengths, lists, names,
    number, relations, row_size, rules,
};
use crate::attr::{self, Hook, Struct, StructOptions, error};

/// Builds the resource and collects all errors. Always returns a resource: anything invalid is left out or replaced by its
/// default, so that the types are generated in spite of the errors.
pub(crate) fn build(mut written: Struct, errors: &mut Accumulator) -> Resource {
    let mut options = std::mem::take(&mut written.options);
    let core = options.core_path();
    let settings = settings::resolve(&options, &written.fields, errors);
    errors.handle(distribution::check(options.distribution.as_ref(), &settings));
    let (ident, visibility, docs) =
        (written.ident.clone(), written.visibility.clone(), std::mem::take(&mut written.docs));
    let table = table(&ident, &options, settings.backends, errors);
    let path = path(&ident, &options, errors);
    let mut types = generated::types(&ident, &options);
    types.check(&ident, &options, settings.parts, errors);
    let [prepare, validate] = [options.prepare.take(), options.validate.take()]
        .map(|hook| hook.map(|hook| resolve_self(hook, &ident)));
    let children = children(std::mem::take(&mut options.children), errors);

    let (layout, keys, checks, aggregates) = columns(written, &options, settings, &core, &table, errors);
    for check in relations::check(&children, layout.drafts.iter().map(|draft| &draft.column)) {
        errors.handle(check);
    }

    let Types { create, read, update, adjust, aggregate, filter, order, query, repository } = types;
    Resource {
        counter: number::counter(&layout, &table),
        searchable: lists::is_searchable(&layout, &options),
        ident,
        visibility,
        docs,
        core,
        table,
        path,
        soft_delete: layout.settings.soft_delete,
        rls: layout.settings.rls,
        distribution: layout.settings.distribution,
        parts: layout.settings.parts,
        backends: layout.settings.backends,
        named_databases: backends::named_databases(&options),
        columns: layout.drafts.into_iter().map(|draft| draft.column).collect(),
        skipped: layout.skipped,
        create,
        read,
        update,
        adjust,
        aggregate_order: format_ident!("{}Order", aggregate.name),
        aggregate,
        aggregates,
        filter,
        order,
        query,
        repository,
        uniques: keys.uniques,
        indexes: keys.indexes,
        checks,
        prepare,
        validate,
        children,
    }
}

/// The columns, and the keys and rules over them.
fn columns(
    written: Struct,
    options: &StructOptions,
    settings: Settings,
    core: &Path,
    table: &str,
    errors: &mut Accumulator,
) -> (Layout, Keys, Vec<Check>, Vec<Aggregate>) {
    let span = written.ident.span();
    let mut layout = layout::resolve_columns(written, core, settings, errors);
    let orders = lists::mark(&mut layout, options, table, errors);
    errors.handle(adjust::check_is_generated(&layout, options));
    let aggregates = aggregates::mark(&mut layout, errors);
    errors.handle(aggregates::check_are_generated(&layout, options));
    errors.handle(number::check(&layout, options));
    let keys = keys::collect(&layout, options, &orders, table, errors);
    lengths::resolve(&mut layout, &keys, errors);
    errors.handle(row_size::check(&layout, span));
    let mut checks = rules::collect(&layout, options, table, errors);
    if layout.drafts.iter().any(|draft| draft.column.invalid) {
        // Rules require traits of every column's type, which an invalid one may not have.
        checks.clear();
        layout.forward_nothing();
    }
    (layout, keys, checks, aggregates)
}

/// What is known about an item that cannot be a resource, such as an enum: enough for stubs of the generated types.
pub(crate) struct Outline {
    pub(crate) visibility: Visibility,
    /// The names of the types that would have been generated.
    pub(crate) names: Vec<Ident>,
}

/// Outlines an item for which [`attr::parse`] returned nothing.
pub(crate) fn outline(input: &DeriveInput) -> Outline {
    let options = attr::struct_options(input);
    let Types { create, read, update, adjust, aggregate, filter, order, query, repository } =
        generated::types(&input.ident, &options);
    let parts = settings::parts(&options, &[]);
    let there = [
        (create, parts.create),
        (read, true),
        (update, parts.update),
        (adjust, parts.adjust),
        (aggregate, parts.aggregate),
        (filter, true),
        (order, true),
        (query, true),
        (repository, parts.repository),
    ];
    Outline {
        visibility: input.vis.clone(),
        names: there.into_iter().filter(|(_, there)| *there).map(|(generated, _)| generated.name).collect(),
    }
}

/// The table's name: the chosen one, even if it is invalid, or else the default.
fn table(ident: &Ident, options: &StructOptions, backends: Backends, errors: &mut Accumulator) -> String {
    let text = options.table.as_ref().map_or_else(|| names::table(ident), LitStr::value);
    let (span, remedy) = match &options.table {
        Some(literal) => (literal.span(), "choose another name"),
        None => (ident.span(), "choose the table's name with `#[fin(table = \"..\")]`"),
    };
    errors.handle(check_table(&Name { text: &text, span, remedy }, backends));
    text
}

fn path(ident: &Ident, options: &StructOptions, errors: &mut Accumulator) -> String {
    let Some(literal) = &options.path else { return names::path(ident) };
    errors.handle(check_path(literal));
    literal.value()
}

/// The path of a hook. Generated types call it, so an invalid `Self` becomes the name of the struct.
fn resolve_self(hook: Hook, ident: &Ident) -> Path {
    let mut path = hook.path;
    if let Some(first) = path.segments.first_mut()
        && first.ident == "Self"
    {
        first.ident = Ident::new(&ident.to_string(), first.ident.span());
    }
    path
}

/// The children without duplicates.
fn children(written: Vec<Path>, errors: &mut Accumulator) -> Vec<Path> {
    let mut children = Vec::new();
    for child in written {
        if errors.handle(check_method_is_new(&child, &children)).is_some() {
            children.push(child);
        }
    }
    children
}

/// The method that loads children has their name.
fn check_method_is_new(child: &Path, before: &[Path]) -> Result<()> {
    let Some(method) = names::children_method(child) else { return Ok(()) };
    if before.iter().all(|other| names::children_method(other).as_ref() != Some(&method)) {
        return Ok(());
    }
    Err(error(
        child.span(),
        format!("two children would have the same method `{method}`: remove one, or rename its struct"),
    ))
}
