//! The resolved options of the struct, and contradictions between options.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;

use super::{Backends, Parts, backends};
use crate::attr::{Field, Hook, PartOptions, StructOptions, Switch, error, on};

/// How the rows of a table are distributed.
#[derive(Clone, Copy)]
pub(crate) enum Distribution {
    Citus,
}

/// The resolved options of the struct.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option")]
pub(super) struct Settings {
    pub(super) tenant: bool,
    /// Whether PostgreSQL's row-level security isolates tenants as well.
    pub(super) rls: bool,
    pub(super) distribution: Option<Distribution>,
    pub(super) soft_delete: bool,
    pub(super) version: bool,
    pub(super) immutable: bool,
    pub(super) timestamps: bool,
    pub(super) parts: Parts,
    pub(super) backends: Backends,
}

/// Resolves the options. A field that is marked as the tenant, the version or the time of deletion turns the feature on, like
/// the option of the struct.
pub(super) fn resolve(options: &StructOptions, fields: &[Field], errors: &mut Accumulator) -> Settings {
    let marked = |marker: fn(&Field) -> Option<Span>| fields.iter().any(|field| marker(field).is_some());
    let tenant = is_on(options.tenant, false) || marked(|field| field.options.tenant);
    let settings = Settings {
        tenant,
        rls: is_on(options.rls, false),
        distribution: options.distribution.as_ref().map(|_| Distribution::Citus),
        soft_delete: is_on(options.soft_delete, false) || marked(|field| field.options.deleted_at),
        version: is_on(options.version, false) || marked(|field| field.options.version),
        immutable: is_on(options.immutable, false),
        timestamps: is_on(options.timestamps, true),
        parts: parts(options, fields),
        backends: backends::choose(options, errors),
    };
    check_all(options, fields, &settings, errors);
    settings
}

/// The parts that are generated.
pub(super) fn parts(options: &StructOptions, fields: &[Field]) -> Parts {
    let adjusted = fields.iter().any(|field| on(field.options.adjust).is_some());
    let numbered = fields.iter().any(|field| field.options.number.is_some());
    let repository = is_on(options.repository.switch, true);
    let create = is_on(options.create.switch, true);
    let update = is_on(options.update.switch, true) && !is_on(options.immutable, false);
    Parts {
        repository,
        create,
        update,
        adjust: adjusted || !options.adjust.columns.is_empty(),
        aggregate: fields.iter().any(|field| field.options.has_aggregates()) && repository,
        delete: is_on(options.delete, true),
        http: is_on(options.http, true) && repository,
        migrate: is_on(options.migrate, true),
        upserts: repository && create && update && !numbered,
    }
}

fn check_all(options: &StructOptions, fields: &[Field], settings: &Settings, errors: &mut Accumulator) {
    for field in fields {
        errors.handle(check_markers_agree(field, options, settings));
    }
    errors.handle(check_rls_has_tenants(options, settings));
    errors.handle(check_rls_has_postgres(options, settings));
    errors.handle(check_immutable_is_not_updated(options, settings));
    errors.handle(check_immutable_has_no_version(options, fields, settings));
    errors.handle(check_version_has_effect(options, settings));
    errors.handle(check_soft_delete_can_delete(options));
    errors.handle(check_http_has_a_repository(options));
    errors.handle(check_path_has_effect(options, settings));
    errors.handle(check_relations_have_a_repository(options, settings));
    for hook in [&options.prepare, &options.validate].into_iter().flatten() {
        errors.handle(check_hook_is_called(hook.span, settings));
        errors.handle(check_hook_does_not_name_self(hook));
    }
    for (option, part) in
        [("create", &options.create), ("update", &options.update), ("repository", &options.repository)]
    {
        errors.handle(check_part_is_generated(option, part));
    }
}

fn is_on(switch: Option<Switch>, default: bool) -> bool {
    switch.map_or(default, |switch| switch.on)
}

/// The span of a switch that is off.
fn off(switch: Option<Switch>) -> Option<Span> {
    switch.filter(|switch| !switch.on).map(|switch| switch.span)
}

fn check_markers_agree(field: &Field, options: &StructOptions, settings: &Settings) -> Result<()> {
    let marks = &field.options;
    let contradictions = [
        ("tenant", marks.tenant, "tenant", off(options.tenant)),
        ("deleted_at", marks.deleted_at, "soft_delete", off(options.soft_delete)),
        ("version", marks.version, "version", off(options.version)),
        ("created_at", marks.created_at, "timestamps", off(options.timestamps)),
        ("updated_at", marks.updated_at, "timestamps", off(options.timestamps)),
    ];
    for (marker, marked, switch, off) in contradictions {
        if let (Some(span), Some(_)) = (marked, off) {
            return Err(error(
                span,
                format!("`{marker}` contradicts `{switch} = false` on the struct: remove one of them"),
            ));
        }
    }
    match marks.updated_at {
        Some(span) if settings.immutable => Err(error(
            span,
            "an `immutable` resource has no `updated_at`, because its rows never change: remove \
             `updated_at` or `immutable`",
        )),
        _ => Ok(()),
    }
}

fn check_rls_has_tenants(options: &StructOptions, settings: &Settings) -> Result<()> {
    match on(options.rls) {
        Some(span) if !settings.tenant => Err(error(
            span,
            "`rls` needs a tenant-scoped resource: write `#[fin(tenant, rls)]`, or remove `rls`",
        )),
        _ => Ok(()),
    }
}

fn check_rls_has_postgres(options: &StructOptions, settings: &Settings) -> Result<()> {
    match on(options.rls) {
        Some(span) if !settings.backends.postgres => {
            Err(error(span, "`rls` needs PostgreSQL: add `\"postgres\"` to `backends(..)`, or remove `rls`"))
        }
        _ => Ok(()),
    }
}

fn check_immutable_is_not_updated(options: &StructOptions, settings: &Settings) -> Result<()> {
    match on(options.update.switch).or(options.update.generated.span) {
        Some(span) if settings.immutable => Err(error(
            span,
            "an `immutable` resource has no Update type, because its rows never change: remove this or \
             `immutable`",
        )),
        _ => Ok(()),
    }
}

fn check_immutable_has_no_version(
    options: &StructOptions,
    fields: &[Field],
    settings: &Settings,
) -> Result<()> {
    match on(options.version).or_else(|| fields.iter().find_map(|field| field.options.version)) {
        Some(span) if settings.immutable => Err(error(
            span,
            "`version` has no effect on an `immutable` resource, because its rows never change: remove one \
             of them",
        )),
        _ => Ok(()),
    }
}

fn check_version_has_effect(options: &StructOptions, settings: &Settings) -> Result<()> {
    let Parts { update, adjust, delete, .. } = settings.parts;
    match on(options.version) {
        Some(span) if !update && !adjust && !delete && !settings.immutable => Err(error(
            span,
            "`version` has no effect with both `update = false` and `delete = false`: remove one of the \
             three",
        )),
        _ => Ok(()),
    }
}

fn check_soft_delete_can_delete(options: &StructOptions) -> Result<()> {
    match (on(options.soft_delete), off(options.delete)) {
        (Some(_), Some(span)) => {
            Err(error(span, "`soft_delete` contradicts `delete = false`: remove one of them"))
        }
        _ => Ok(()),
    }
}

fn check_http_has_a_repository(options: &StructOptions) -> Result<()> {
    match (on(options.http), off(options.repository.switch)) {
        (Some(span), Some(_)) => Err(error(
            span,
            "`http` needs the repository, which `repository = false` leaves out: remove one of them",
        )),
        _ => Ok(()),
    }
}

fn check_path_has_effect(options: &StructOptions, settings: &Settings) -> Result<()> {
    match &options.path {
        Some(path) if !settings.parts.http => Err(error(
            path.span(),
            "`path` has no effect without the REST API: remove it, or the `http = false` or `repository = \
             false` that leaves the API out",
        )),
        _ => Ok(()),
    }
}

fn check_relations_have_a_repository(options: &StructOptions, settings: &Settings) -> Result<()> {
    match options.children.first().and_then(|path| path.segments.first()) {
        Some(first) if !settings.parts.repository => Err(error(
            first.ident.span(),
            "`children` needs the repository, which `repository = false` leaves out: remove one of them",
        )),
        _ => Ok(()),
    }
}

fn check_hook_is_called(span: Span, settings: &Settings) -> Result<()> {
    if settings.parts.create || settings.parts.update || settings.parts.adjust {
        return Ok(());
    }
    Err(error(
        span,
        "this function is never called, because Create and Update are both left out: remove it, or one of \
         the `= false`",
    ))
}

fn check_hook_does_not_name_self(hook: &Hook) -> Result<()> {
    match hook.path.segments.first() {
        Some(first) if first.ident == "Self" => Err(error(
            first.ident.span(),
            "`Self` is not the struct here, because generated types call the function: write the struct's \
             name",
        )),
        _ => Ok(()),
    }
}

fn check_part_is_generated(option: &str, part: &PartOptions) -> Result<()> {
    match (off(part.switch), part.generated.span) {
        (Some(_), Some(span)) => {
            Err(error(span, format!("this has no effect with `{option} = false`: remove one of them")))
        }
        _ => Ok(()),
    }
}
