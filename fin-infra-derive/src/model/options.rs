//! The switches of the struct, and the contradictions between them.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;

use super::{Backends, Parts, backends};
use crate::attr::{Field, Hook, PartWords, StructWords, Switch, on, refuse};

/// What places the rows of a table on many machines.
#[derive(Clone, Copy)]
pub(crate) enum Distribution {
    Citus,
}

/// What the whole resource does.
#[expect(clippy::struct_excessive_bools, reason = "each is a word that the user may write")]
pub(super) struct Options {
    pub(super) tenant: bool,
    /// Whether PostgreSQL keeps the tenants apart as well.
    pub(super) rls: bool,
    /// What places the rows on many machines.
    pub(super) distribution: Option<Distribution>,
    pub(super) soft_delete: bool,
    pub(super) version: bool,
    pub(super) immutable: bool,
    pub(super) timestamps: bool,
    pub(super) parts: Parts,
    pub(super) backends: Backends,
}

/// Settles the switches. A field that is marked as the tenant, the version or the time of deletion turns on what it is
/// for, as the word on the struct would.
pub(super) fn settle(words: &StructWords, fields: &[Field], errors: &mut Accumulator) -> Options {
    let marked = |marker: fn(&Field) -> Option<Span>| fields.iter().any(|field| marker(field).is_some());
    let tenant = is_on(words.tenant, false) || marked(|field| field.words.tenant);
    let options = Options {
        tenant,
        rls: is_on(words.rls, false),
        distribution: words.distribution.as_ref().map(|_| Distribution::Citus),
        soft_delete: is_on(words.soft_delete, false) || marked(|field| field.words.deleted_at),
        version: is_on(words.version, false) || marked(|field| field.words.version),
        immutable: is_on(words.immutable, false),
        timestamps: is_on(words.timestamps, true),
        parts: parts(words),
        backends: backends::choose(words, errors),
    };
    check_all(words, fields, &options, errors);
    options
}

/// The parts that are there.
pub(super) fn parts(words: &StructWords) -> Parts {
    let repository = is_on(words.repository.switch, true);
    Parts {
        repository,
        create: is_on(words.create.switch, true),
        update: is_on(words.update.switch, true) && !is_on(words.immutable, false),
        delete: is_on(words.delete, true),
        http: is_on(words.http, true) && repository,
        migrate: is_on(words.migrate, true),
    }
}

fn check_all(words: &StructWords, fields: &[Field], options: &Options, errors: &mut Accumulator) {
    for field in fields {
        errors.handle(check_markers_are_wanted(field, words, options));
    }
    errors.handle(check_rls_has_tenants(words, options));
    errors.handle(check_rls_has_postgres(words, options));
    errors.handle(check_immutable_is_not_updated(words, options));
    errors.handle(check_immutable_has_no_version(words, fields, options));
    errors.handle(check_version_guards_something(words, options));
    errors.handle(check_soft_delete_can_delete(words));
    errors.handle(check_http_has_a_repository(words));
    errors.handle(check_path_is_served(words, options));
    errors.handle(check_relations_have_a_repository(words, options));
    for hook in [&words.prepare, &words.validate].into_iter().flatten() {
        errors.handle(check_hook_has_work(hook.span, options));
        errors.handle(check_hook_is_named_in_full(hook));
    }
    for (word, part) in
        [("create", &words.create), ("update", &words.update), ("repository", &words.repository)]
    {
        errors.handle(check_part_is_there_to_change(word, part));
    }
}

fn is_on(switch: Option<Switch>, default: bool) -> bool {
    switch.map_or(default, |switch| switch.on)
}

/// Where a switch was turned off.
fn off(switch: Option<Switch>) -> Option<Span> {
    switch.filter(|switch| !switch.on).map(|switch| switch.span)
}

fn check_markers_are_wanted(field: &Field, words: &StructWords, options: &Options) -> Result<()> {
    let marks = &field.words;
    let unwanted = [
        ("tenant", marks.tenant, "tenant", off(words.tenant)),
        ("deleted_at", marks.deleted_at, "soft_delete", off(words.soft_delete)),
        ("version", marks.version, "version", off(words.version)),
        ("created_at", marks.created_at, "timestamps", off(words.timestamps)),
        ("updated_at", marks.updated_at, "timestamps", off(words.timestamps)),
    ];
    for (marker, marked, switch, off) in unwanted {
        if let (Some(span), Some(_)) = (marked, off) {
            return Err(refuse(
                span,
                format!(
                    "the struct says `{switch} = false`, so nothing can be its `{marker}`: remove one of the two"
                ),
            ));
        }
    }
    match marks.updated_at {
        Some(span) if options.immutable => Err(refuse(
            span,
            "rows of an `immutable` resource are never changed, so they have no `updated_at`: remove it or \
             `immutable`",
        )),
        _ => Ok(()),
    }
}

fn check_rls_has_tenants(words: &StructWords, options: &Options) -> Result<()> {
    match on(words.rls) {
        Some(span) if !options.tenant => Err(refuse(
            span,
            "`rls` lets PostgreSQL keep tenants apart, and this resource has none: write `#[fin(tenant, \
             rls)]`, or remove `rls`",
        )),
        _ => Ok(()),
    }
}

fn check_rls_has_postgres(words: &StructWords, options: &Options) -> Result<()> {
    match on(words.rls) {
        Some(span) if !options.backends.postgres => Err(refuse(
            span,
            "`rls` is PostgreSQL's row-level security: add `\"postgres\"` to `backends(..)`, or remove `rls`",
        )),
        _ => Ok(()),
    }
}

fn check_immutable_is_not_updated(words: &StructWords, options: &Options) -> Result<()> {
    match on(words.update.switch).or(words.update.generated.span) {
        Some(span) if options.immutable => Err(refuse(
            span,
            "rows of an `immutable` resource are never changed, so there is no Update: remove this or `immutable`",
        )),
        _ => Ok(()),
    }
}

fn check_immutable_has_no_version(words: &StructWords, fields: &[Field], options: &Options) -> Result<()> {
    match on(words.version).or_else(|| fields.iter().find_map(|field| field.words.version)) {
        Some(span) if options.immutable => Err(refuse(
            span,
            "`version` guards changes against each other, and an `immutable` row is never changed: remove one \
             of the two",
        )),
        _ => Ok(()),
    }
}

fn check_version_guards_something(words: &StructWords, options: &Options) -> Result<()> {
    let Parts { update, delete, .. } = options.parts;
    match on(words.version) {
        Some(span) if !update && !delete && !options.immutable => Err(refuse(
            span,
            "`version` is asked for by `update` and `delete`, and both are left out: remove it, or one `= false`",
        )),
        _ => Ok(()),
    }
}

fn check_soft_delete_can_delete(words: &StructWords) -> Result<()> {
    match (on(words.soft_delete), off(words.delete)) {
        (Some(_), Some(span)) => Err(refuse(
            span,
            "`soft_delete` says how rows are deleted, and `delete = false` that they never are: remove one of \
             the two",
        )),
        _ => Ok(()),
    }
}

fn check_http_has_a_repository(words: &StructWords) -> Result<()> {
    match (on(words.http), off(words.repository.switch)) {
        (Some(span), Some(_)) => Err(refuse(
            span,
            "the REST API calls the repository, and `repository = false` leaves that out: remove one of the two",
        )),
        _ => Ok(()),
    }
}

fn check_path_is_served(words: &StructWords, options: &Options) -> Result<()> {
    match &words.path {
        Some(path) if !options.parts.http => Err(refuse(
            path.span(),
            "`path` is where the REST API serves the resource, and there is none here: remove it, or the `= \
             false` that \
             leaves the API out",
        )),
        _ => Ok(()),
    }
}

fn check_relations_have_a_repository(words: &StructWords, options: &Options) -> Result<()> {
    match words.children.first().and_then(|path| path.segments.first()) {
        Some(first) if !options.parts.repository => Err(refuse(
            first.ident.span(),
            "children are loaded by the repository, and `repository = false` leaves that out: remove one of \
             the two",
        )),
        _ => Ok(()),
    }
}

fn check_hook_has_work(span: Span, options: &Options) -> Result<()> {
    if options.parts.create || options.parts.update {
        return Ok(());
    }
    Err(refuse(
        span,
        "this function is given each Create and Update, and both are left out: remove it, or one `= false`",
    ))
}

fn check_hook_is_named_in_full(hook: &Hook) -> Result<()> {
    match hook.path.segments.first() {
        Some(first) if first.ident == "Self" => Err(refuse(
            first.ident.span(),
            "the function is called from the generated types, where `Self` is another type: write the struct's \
             name instead",
        )),
        _ => Ok(()),
    }
}

fn check_part_is_there_to_change(word: &str, part: &PartWords) -> Result<()> {
    match (off(part.switch), part.generated.span) {
        (Some(_), Some(span)) => Err(refuse(
            span,
            format!("`{word} = false` leaves the type out that this would change: remove one of the two"),
        )),
        _ => Ok(()),
    }
}
