//! Which columns a list can be filtered, ordered and searched by.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::LitStr;

use super::draft::Draft;
use super::kinds::described;
use super::layout::Layout;
use super::{BelongsTo, Column, Kind, Role, names};
use crate::attr::on;
use crate::attr::{StructOptions, Switch, error};

/// One use of a list, the words that ask for it, and where the answer is kept.
struct Use {
    word: &'static str,
    on_field: fn(&Draft) -> Option<Switch>,
    flag: fn(&mut Column) -> &mut bool,
}

const FILTER: Use =
    Use { word: "filter", on_field: |draft| draft.options.filter, flag: |column| &mut column.filter };
const ORDER: Use =
    Use { word: "order", on_field: |draft| draft.options.order, flag: |column| &mut column.order };
const SEARCH: Use =
    Use { word: "search", on_field: |draft| draft.options.search, flag: |column| &mut column.search };

/// Marks the columns that the fields or the struct list.
pub(super) fn mark(layout: &mut Layout, options: &StructOptions, table: &str, errors: &mut Accumulator) {
    mark_use(&FILTER, layout, &options.filter.columns, errors);
    mark_use(&ORDER, layout, &options.order.columns, errors);
    mark_use(&SEARCH, layout, &options.search, errors);
    for draft in &mut layout.drafts {
        mark_parent(draft, table, errors);
    }
    for ordinal in 0..layout.drafts.len() {
        let (before, rest) = layout.drafts.split_at_mut(ordinal);
        let draft = &mut rest[0];
        if errors.handle(check_orders_differ(draft, before)).is_none() {
            draft.column.order = false;
        }
        if errors.handle(check_is_no_function(draft)).is_none() {
            draft.column.filter = false;
        }
        if layout.settings.parts.http {
            errors.handle(check_is_no_parameter(draft));
        }
    }
}

fn mark_use(wanted: &Use, layout: &mut Layout, listed: &[LitStr], errors: &mut Accumulator) {
    let mut asked: Vec<(usize, Span)> = layout
        .drafts
        .iter()
        .enumerate()
        // What may be said on a managed field was checked there.
        .filter(|(_, draft)| draft.column.role == Role::Data)
        .filter_map(|(ordinal, draft)| Some((ordinal, on((wanted.on_field)(draft))?)))
        .collect();
    for name in listed {
        let Some(ordinal) = errors.handle(layout.find(&name.value(), name.span())) else {
            mark_what_was_meant(wanted, layout, &name.value());
            continue;
        };
        let once = check_is_asked_once(&layout.drafts[ordinal], ordinal, name.span(), &asked, wanted);
        if errors.handle(once).is_some() {
            asked.push((ordinal, name.span()));
        }
    }
    for (ordinal, span) in asked {
        let draft = &mut layout.drafts[ordinal];
        if errors.handle(check_can_be_listed(draft, span, wanted)).is_some() {
            *(wanted.flag)(&mut draft.column) = true;
        }
    }
}

/// Goes on as though the name had been spelled right, so that a program's `BudgetOrder::Name` is no second mistake.
fn mark_what_was_meant(wanted: &Use, layout: &mut Layout, name: &str) {
    let Some(ordinal) = layout.meant(name) else { return };
    let draft = &mut layout.drafts[ordinal];
    if check_can_be_listed(draft, draft.span, wanted).is_ok() {
        *(wanted.flag)(&mut draft.column) = true;
    }
}

/// Whether any word asks for a search, be it in a column that cannot be searched.
pub(super) fn is_search_asked_for(layout: &Layout, options: &StructOptions) -> bool {
    let asked = |draft: &Draft| draft.column.role == Role::Data && on(draft.options.search).is_some();
    !options.search.is_empty() || layout.drafts.iter().any(asked)
}

/// A foreign key is what children are found by, so it can be filtered by as well.
fn mark_parent(draft: &mut Draft, table: &str, errors: &mut Accumulator) {
    let Some(parent) = draft.options.belongs_to.clone() else { return };
    if draft.column.role != Role::Data {
        return;
    }
    if errors.handle(check_can_refer(draft)).is_some() {
        let name = names::constraint_name("fk", table, &draft.column.name);
        draft.column.belongs_to = Some(BelongsTo { parent, name });
        draft.column.filter = true;
    }
}

/// Refuses the first reason why a column cannot be used by a list in this way.
fn check_can_be_listed(draft: &Draft, span: Span, wanted: &Use) -> Result<()> {
    check_is_not_the_tenant(draft, span, wanted)
        .and_then(|()| check_is_not_json(draft, span, wanted))
        .and_then(|()| check_is_not_secret(draft, span, wanted.word))
        .and_then(|()| if wanted.word == SEARCH.word { check_can_be_searched(draft, span) } else { Ok(()) })
}

fn check_is_asked_once(
    draft: &Draft,
    ordinal: usize,
    span: Span,
    asked: &[(usize, Span)],
    wanted: &Use,
) -> Result<()> {
    if asked.iter().all(|(before, _)| *before != ordinal) {
        return Ok(());
    }
    Err(error(span, format!("`{}` is named twice for `{}`: remove one", draft.name(), wanted.word)))
}

fn check_is_not_the_tenant(draft: &Draft, span: Span, wanted: &Use) -> Result<()> {
    if draft.column.role != Role::Tenant {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "a repository sees one tenant's rows only, so there is nothing to tell apart by it: remove it from \
             `{}`",
            wanted.word
        ),
    ))
}

fn check_is_not_json(draft: &Draft, span: Span, wanted: &Use) -> Result<()> {
    if draft.column.kind != Kind::Json {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` is stored as JSON, which the stores do not compare alike: keep what `{}` needs in a column \
             of its own",
            draft.name(),
            wanted.word
        ),
    ))
}

/// Who may ask whether a secret equals, precedes or contains something can read it letter by letter.
pub(super) fn check_is_not_secret(draft: &Draft, span: Span, word: &str) -> Result<()> {
    if !draft.column.access.secret {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` is `secret`, and with `{word}` anybody could find it out by trying: remove one of the two",
            draft.name()
        ),
    ))
}

fn check_can_be_searched(draft: &Draft, span: Span) -> Result<()> {
    let sentence = match (draft.column.role, &draft.column.kind) {
        (Role::Data, Kind::Text { .. }) => return Ok(()),
        (Role::Data, Kind::Other { .. }) => {
            "and whether this type is text cannot be told: make it a `String`, or use `filter`".to_owned()
        }
        (Role::Data, kind) => format!("and this field is {}: use `filter` instead", described(kind)),
        _ => "and this is a column that the library keeps: name one of the struct's own".to_owned(),
    };
    Err(error(span, format!("`search` looks in `String` columns, {sentence}")))
}

fn check_can_refer(draft: &Draft) -> Result<()> {
    let span = draft.options.span_of("belongs_to").unwrap_or(draft.span);
    let kind = &draft.column.kind;
    match kind {
        Kind::Uuid | Kind::Text { .. } | Kind::Integer | Kind::Other { .. } => {
            check_is_not_secret(draft, span, "belongs_to")
        }
        Kind::Decimal { .. } | Kind::Bool | Kind::Float | Kind::Time | Kind::Json | Kind::Bytes { .. } => {
            Err(error(
                span,
                format!(
                    "`belongs_to` holds another resource's id, and this field is {}: give it the type of that id",
                    described(kind)
                ),
            ))
        }
    }
}

/// Two fields whose names differ in underscores alone would be one variant of the order type.
fn check_orders_differ(draft: &Draft, before: &[Draft]) -> Result<()> {
    let variant = draft.column.variant();
    match before.iter().find(|other| other.column.order && other.column.variant() == variant) {
        Some(other) if draft.column.order => Err(error(
            draft.span,
            format!(
                "`{}` and this field would both be ordered by as `{variant}`: rename one of the two",
                other.name()
            ),
        )),
        _ => Ok(()),
    }
}

/// The filter type has a function `new`, and a method by the name of each of its columns.
fn check_is_no_function(draft: &Draft) -> Result<()> {
    if !draft.column.filter || draft.name() != "new" {
        return Ok(());
    }
    Err(error(
        draft.span,
        "`new` makes an empty filter, so no method of that name can filter by this column: rename the field (and keep \
         the column with `column = \"new\"`), or remove `filter`",
    ))
}

/// In the REST API a filter is a parameter of the list, beside those that every list has.
fn check_is_no_parameter(draft: &Draft) -> Result<()> {
    const PARAMETERS: [&str; 9] = [
        "page",
        "page_size",
        "cursor",
        "q",
        "order_by",
        "order_dir",
        "include_deleted",
        "only_deleted",
        "with_total",
    ];
    let name = draft.name();
    if !draft.column.filter || !PARAMETERS.contains(&name.as_str()) {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "`{name}` is a parameter of every list in the REST API, so it cannot filter by this column as well: rename \
             the field (and keep the column with `column = \"{name}\"`), or write `http = false` on the struct"
        ),
    ))
}
