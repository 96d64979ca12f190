//! What can be computed from the rows of a resource: sums, counts, extremes and groups.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt as _;

use super::draft::Draft;
use super::kinds::described;
use super::layout::Layout;
use super::names::pascal_case;
use super::secrets::check_is_not_secret;
use super::{Column, Kind, Money, Role, money};
use crate::attr::{StructOptions, Unit, error, on};

/// Something that is computed from one column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Measure {
    /// The sum, and the average.
    Sum,
    Min,
    Max,
    CountDistinct,
    /// Rows with the same value are a group.
    Key,
    /// Rows of the same period are a group.
    Period(Unit),
}

/// A measure of a column, and its name in generated code.
pub(crate) struct Aggregate {
    /// The ordinal of the column.
    pub(crate) column: usize,
    pub(crate) measure: Measure,
    /// The method that asks for it: `sum_amount`.
    pub(crate) method: Ident,
    /// The variant of the order type: `SumAmount`.
    pub(crate) variant: Ident,
}

impl Aggregate {
    /// The method that asks for the average, if this is a sum.
    pub(crate) fn average(&self) -> Ident {
        let method = self.method.to_string();
        format_ident!("average_{}", method.strip_prefix("sum_").unwrap_or(&method), span = self.method.span())
    }
}

impl Column {
    /// Whether an index serves its filter, its order or the groups by it.
    pub(crate) fn is_indexed(&self) -> bool {
        let is_group =
            self.measures.iter().any(|measure| matches!(measure, Measure::Key | Measure::Period(_)));
        self.filter || self.order || is_group
    }
}

/// Sets the measures of the columns, and returns all of them by the names of their methods.
pub(super) fn mark(layout: &mut Layout, errors: &mut Accumulator) -> Vec<Aggregate> {
    for draft in &mut layout.drafts {
        draft.column.measures = measures(draft, errors);
    }
    mark_currencies(layout);
    if layout.settings.parts.http && layout.drafts.iter().any(|draft| !draft.column.measures.is_empty()) {
        for draft in &layout.drafts {
            errors.handle(check_is_no_parameter(draft));
        }
    }
    let mut named: Vec<Aggregate> = Vec::new();
    for (ordinal, draft) in layout.drafts.iter().enumerate() {
        for &measure in &draft.column.measures {
            let aggregate = name(layout, ordinal, measure);
            if errors.handle(check_name_is_free(&aggregate, draft, &named)).is_some() {
                named.push(aggregate);
            }
        }
    }
    named
}

fn measures(draft: &Draft, errors: &mut Accumulator) -> Vec<Measure> {
    let mut measures = Vec::new();
    let options = &draft.options;
    for (switch, option, measure, check) in [
        (options.sum, "sum", Measure::Sum, check_sum as fn(&Draft, Span, &str) -> Result<()>),
        (options.min, "min", Measure::Min, check_extreme),
        (options.max, "max", Measure::Max, check_extreme),
        (options.count_distinct, "count_distinct", Measure::CountDistinct, check_distinct),
    ] {
        let Some(span) = on(switch) else { continue };
        measures.extend(errors.handle(check(draft, span, option)).map(|()| measure));
    }
    if let Some(group) = &options.group
        && errors.handle(money::check_has_no_groups(draft, group.span)).is_some()
        && errors.handle(check_group(draft, group.span, &group.units)).is_some()
    {
        match &group.units[..] {
            [] => measures.push(Measure::Key),
            units => measures.extend(units.iter().map(|&unit| Measure::Period(unit))),
        }
    }
    measures
}

/// Rows are grouped by the currency of what is computed.
fn mark_currencies(layout: &mut Layout) {
    for ordinal in 1..layout.drafts.len() {
        let (before, rest) = layout.drafts.split_at_mut(ordinal);
        let (amount, currency) = (&before[ordinal - 1].column, &mut rest[0].column);
        if currency.money == Some(Money::Currency) && !amount.measures.is_empty() {
            currency.measures.push(Measure::Key);
        }
    }
}

/// Names a measure. A unit that one column has needs no more words.
fn name(layout: &Layout, column: usize, measure: Measure) -> Aggregate {
    let field = layout.drafts[column].column.field.unraw();
    let variant_of_field = layout.drafts[column].column.variant();
    let (method, variant) = match measure {
        Measure::Sum => (format!("sum_{field}"), format!("Sum{variant_of_field}")),
        Measure::Min => (format!("min_{field}"), format!("Min{variant_of_field}")),
        Measure::Max => (format!("max_{field}"), format!("Max{variant_of_field}")),
        Measure::CountDistinct => {
            (format!("count_distinct_{field}"), format!("CountDistinct{variant_of_field}"))
        }
        Measure::Key => (format!("by_{field}"), variant_of_field.to_string()),
        Measure::Period(unit) => {
            let columns = layout.drafts.iter().filter(|draft| draft.column.measures.contains(&measure));
            let name = match columns.count() {
                1 => unit.name().to_owned(),
                _ => format!("{}_of_{field}", unit.name()),
            };
            (format!("by_{name}"), pascal_case(&name))
        }
    };
    let span = layout.drafts[column].span;
    let ident = |name: String| format_ident!("{name}", span = span);
    Aggregate { column, measure, method: ident(method), variant: ident(variant) }
}

/// In the REST API, a filter is a query parameter of the aggregates as well, in addition to those that they have.
fn check_is_no_parameter(draft: &Draft) -> Result<()> {
    const PARAMETERS: [&str; 8] =
        ["by", "sum", "average", "min", "max", "count", "count_distinct", "time_zone"];
    let name = draft.name();
    if !draft.column.filter || !PARAMETERS.contains(&name.as_str()) {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "`{name}` is a query parameter of the aggregates of this resource in the REST API and cannot be a filter: rename \
             the field (and keep the column with `column = \"{name}\"`), or write `http = false` on the struct"
        ),
    ))
}

fn check_name_is_free(aggregate: &Aggregate, draft: &Draft, before: &[Aggregate]) -> Result<()> {
    let is_taken = aggregate.variant == "Count"
        || before.iter().any(|other| other.method == aggregate.method || other.variant == aggregate.variant);
    if !is_taken {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "the method `{}` or the order `{}` would exist twice: rename this field (and keep its column with `column = \
             \"{}\"`)",
            aggregate.method, aggregate.variant, draft.column.name
        ),
    ))
}

fn check_sum(draft: &Draft, span: Span, option: &str) -> Result<()> {
    check_is_no_reference(draft, span, option)
        .and_then(|()| check_is_data(draft, span, option))
        .and_then(|()| check_is_a_number(draft, span))
        .and_then(|()| check_is_not_secret(draft, span, option))
}

fn check_extreme(draft: &Draft, span: Span, option: &str) -> Result<()> {
    check_has_an_order(draft, span, option).and_then(|()| check_compares(draft, span, option))
}

fn check_distinct(draft: &Draft, span: Span, option: &str) -> Result<()> {
    money::check_has_no_groups(draft, span).and_then(|()| check_compares(draft, span, option))
}

fn check_compares(draft: &Draft, span: Span, option: &str) -> Result<()> {
    check_has_groups_of_rows(draft, span, option)
        .and_then(|()| draft.check_is_not_json(span, option))
        .and_then(|()| check_is_not_secret(draft, span, option))
}

fn check_group(draft: &Draft, span: Span, units: &[Unit]) -> Result<()> {
    check_compares(draft, span, "group").and_then(|()| match units.first() {
        Some(unit) => check_has_a_calendar(draft, span, *unit),
        None => Ok(()),
    })
}

fn check_is_data(draft: &Draft, span: Span, option: &str) -> Result<()> {
    if draft.column.role == Role::Data {
        return Ok(());
    }
    Err(error(
        span,
        format!("`{}` is managed by the library, and its sum means nothing: remove `{option}`", draft.name()),
    ))
}

fn check_is_a_number(draft: &Draft, span: Span) -> Result<()> {
    let reason = match &draft.column.kind {
        Kind::Decimal { .. } | Kind::Integer => return Ok(()),
        Kind::Float => {
            "and a sum of floating-point numbers depends on their order: make it a `Decimal`".to_owned()
        }
        Kind::Other { .. } => {
            "and the derive cannot tell whether this type is one: write the integer type itself, or add \
             `decimal(..)` to an alias of `Decimal`"
                .to_owned()
        }
        kind => format!("and this field is {}: remove `sum`", described(kind)),
    };
    Err(error(span, format!("`sum` needs a decimal or an integer, {reason}")))
}

fn check_is_no_reference(draft: &Draft, span: Span, option: &str) -> Result<()> {
    if draft.options.belongs_to.is_none() {
        return Ok(());
    }
    Err(error(
        span,
        format!("`{}` refers to another row, and ids are not added up: remove `{option}`", draft.name()),
    ))
}

fn check_has_an_order(draft: &Draft, span: Span, option: &str) -> Result<()> {
    match &draft.column.kind {
        kind @ (Kind::Bool | Kind::Uuid | Kind::Bytes { .. }) => Err(error(
            span,
            format!(
                "`{option}` needs a number, a text or a time, and this field is {}: remove `{option}`",
                described(kind)
            ),
        )),
        _ => Ok(()),
    }
}

fn check_has_groups_of_rows(draft: &Draft, span: Span, option: &str) -> Result<()> {
    let reason = match draft.column.role {
        Role::Id => "each row has an id of its own",
        Role::Tenant => "a repository sees the rows of one tenant",
        Role::DeletedAt => "an aggregate is of live rows, where it is null",
        Role::Version => "versions of different rows have nothing in common",
        Role::Data | Role::Number | Role::CreatedAt | Role::UpdatedAt => return Ok(()),
    };
    Err(error(span, format!("`{option}` has no effect here, because {reason}: remove it")))
}

fn check_has_a_calendar(draft: &Draft, span: Span, unit: Unit) -> Result<()> {
    match &draft.column.kind {
        Kind::Time | Kind::Date | Kind::Other { .. } => Ok(()),
        kind => Err(error(
            span,
            format!(
                "`group({})` needs a date or a time, and this field is {}: write `group` to group by its value",
                unit.name(),
                described(kind)
            ),
        )),
    }
}

/// Reports options of types that are not generated.
pub(super) fn check_are_generated(layout: &Layout, options: &StructOptions) -> Result<()> {
    match options.aggregate.span {
        Some(span) if !layout.settings.parts.aggregate => Err(error(
            span,
            "nothing can be computed from the rows of this resource, so there is no Aggregate type: write `sum` or `group` \
             on a field, or remove this",
        )),
        _ => Ok(()),
    }
}
