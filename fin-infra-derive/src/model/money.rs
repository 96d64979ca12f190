//! Fields of the type `Money`: the column of the amount, and that of its currency.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::{Span, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, LitStr, Meta, Path, Type, parse_quote, parse_quote_spanned};

use super::draft::Draft;
use super::kinds::{is_money, optional};
use super::{Column, Default, Kind, Money, Role};
use crate::attr::{FieldOptions, error, on};

/// The length of a code of ISO 4217.
const CODE: u32 = 3;

/// Whether a field is money, and its currency if all amounts have the same.
pub(super) fn of(ty: &Type, options: &FieldOptions, errors: &mut Accumulator) -> Option<Money> {
    let is_money = is_money(optional(ty).unwrap_or(ty)) && on(options.json).is_none();
    for option in &options.seen {
        errors.handle(check_has_effect(option, is_money, options));
    }
    if !is_money {
        return None;
    }
    for annotation in options.schema.iter().flat_map(|schema| &schema.items) {
        errors.handle(check_annotates_an_object(annotation, options));
    }
    let fixed = options.fixed.as_ref();
    if optional(ty).is_none() {
        errors.handle(check_default_has_a_currency(options));
    }
    let code = fixed.and_then(|literal| errors.handle(check_is_a_code(literal)));
    if let Some(code) = &code {
        errors.handle(check_default_is_in(code, options));
    }
    Some(code.map_or(Money::Amount, Money::AmountIn))
}

/// The type of the generated types, and the one that is stored. A type with the same name is reported once, because generated
/// code does not contain it.
pub(super) fn types(written: &Type, nullable: bool, core: &Path) -> (Type, Type) {
    let span = written.span();
    let money: Type = parse_quote_spanned!(span=> #core::Money);
    let ty = if nullable { parse_quote_spanned!(span=> #core::private::Option<#money>) } else { money };
    (ty, parse_quote_spanned!(span=> #core::private::Decimal))
}

/// The column of the currency of an amount, which follows it.
pub(super) fn currency(amount: &Draft, core: &Path) -> Option<Draft> {
    let Draft { column, span, options } = amount;
    if column.money != Some(Money::Amount) {
        return None;
    }
    let currency: Type = parse_quote!(#core::private::Currency);
    let ty = if column.nullable { parse_quote!(#core::private::Option<#currency>) } else { currency.clone() };
    let field = format_ident!("{}_currency", column.field.unraw(), span = *span);
    let derived = || format!("{}_currency", column.name);
    let column = Column {
        name: options.currency_column.as_ref().map_or_else(derived, LitStr::value),
        money: Some(Money::Currency),
        access: column.access,
        default: column.default.clone().filter(|default| matches!(default, Default::Expr(_))),
        renamed_from: currency_renamed_from(column, options),
        docs: vec![parse_quote!(#[doc = "The code of the currency, of ISO 4217."])],
        ..Column::of(field, Role::Data, ty, currency, Kind::Other { max: Some(CODE) })
    };
    // Errors about the column are on what names it.
    let options = FieldOptions {
        column: options.currency_column.clone(),
        renamed_from: options.currency_renamed_from.clone(),
        ..FieldOptions::default()
    };
    Some(Draft { column, options, span: *span })
}

/// The previous name of the column of a currency. It is renamed with its amount, unless it has a name of its own.
fn currency_renamed_from(amount: &Column, options: &FieldOptions) -> Option<String> {
    let of_amount = amount.renamed_from.as_ref().filter(|_| options.currency_column.is_none());
    let written = options.currency_renamed_from.as_ref().map(LitStr::value);
    written.or_else(|| of_amount.map(|name| format!("{name}_currency")))
}

/// Reports a field with the name of the field of a currency.
pub(super) fn check_name_is_free(draft: &Draft, drafts: &[Draft]) -> Result<()> {
    let is_currency = |other: &&Draft| other.column.money == Some(Money::Currency);
    let name = draft.name();
    if !draft.column.declared || !drafts.iter().filter(is_currency).any(|other| other.name() == name) {
        return Ok(());
    }
    Err(error(
        draft.span,
        format!(
            "the currency of `{}` has the name `{name}`: rename this field, or remove it",
            amount_of(draft)
        ),
    ))
}

/// Whether two columns have one name because two fields have, which is reported as such.
pub(super) fn is_reported(one: &Draft, other: &Draft) -> bool {
    one.column.declared != other.column.declared
        && one.name() == other.name()
        && [one, other].iter().any(|draft| draft.column.money == Some(Money::Currency))
}

/// Whether the name of a column follows from that of the amount before it.
pub(super) fn is_named_after_amount(draft: &Draft) -> bool {
    draft.column.money == Some(Money::Currency) && draft.options.column.is_none()
}

/// The name of the field to which the field of a currency belongs.
pub(super) fn amount_of(currency: &Draft) -> String {
    let name = currency.name();
    name.strip_suffix("_currency").map_or(name.clone(), str::to_owned)
}

/// Reports an order by amounts that may be null, each in its own currency.
pub(super) fn check_can_be_ordered(draft: &Draft, span: Span) -> Result<()> {
    if draft.column.money != Some(Money::Amount) || !draft.column.nullable {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "no index serves an order by amounts in several currencies that may be null: make `{}` a `Money` without \
             `Option`, or keep one currency with `fixed = \"EUR\"`",
            draft.name()
        ),
    ))
}

/// Gives the field of a currency another name, after the error that its name is taken.
pub(super) fn make_names_differ(drafts: &mut [Draft]) {
    let declared: Vec<String> =
        drafts.iter().filter(|draft| draft.column.declared).map(Draft::name).collect();
    for draft in drafts.iter_mut().filter(|draft| draft.column.money == Some(Money::Currency)) {
        if declared.contains(&draft.name()) {
            draft.column.field = format_ident!("fin_{}", draft.column.field, span = draft.span);
        }
    }
}

/// Reports amounts of several currencies that would be told apart by their numbers alone.
pub(super) fn check_has_no_groups(draft: &Draft, span: Span) -> Result<()> {
    if draft.column.money != Some(Money::Amount) {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` has amounts in several currencies, and equal numbers of them are not equal: remove this, or keep one \
             currency with `fixed = \"EUR\"`",
            draft.name()
        ),
    ))
}

/// Whether a default remains after the errors about it.
pub(super) fn may_be_default(money: Option<&Money>, nullable: bool, default: &Default) -> bool {
    money.is_none() || nullable || matches!(default, Default::Expr(_))
}

fn check_default_has_a_currency(options: &FieldOptions) -> Result<()> {
    match (&options.default, options.span_of("default")) {
        (Some(default), Some(span)) if default.value.is_none() => Err(error(
            span,
            "a `Money` has no default of its own, because it has a currency: write `default = money!(0 EUR)`",
        )),
        _ => Ok(()),
    }
}

/// Reports a default in another currency than the fixed one, if it is a literal.
fn check_default_is_in(code: &Ident, options: &FieldOptions) -> Result<()> {
    let default = options.default.as_ref().and_then(|default| default.value.as_ref());
    let Some(Expr::Macro(literal)) = default else { return Ok(()) };
    match literal.mac.tokens.clone().into_iter().last() {
        Some(TokenTree::Ident(other)) if other != *code && literal.mac.path.is_ident("money") => Err(error(
            other.span(),
            format!("all amounts are in {code}: write the default in {code}, or `fixed = \"{other}\"`"),
        )),
        _ => Ok(()),
    }
}

/// The annotations after which a schema is not that of an object.
const TYPES: [&str; 3] = ["value_type", "schema_with", "inline"];

/// Whether annotations for utoipa give the field another schema.
pub(crate) fn has_own_schema(annotations: &[Meta]) -> bool {
    annotations.iter().any(|meta| TYPES.iter().any(|option| meta.path().is_ident(option)))
}

/// Reports an annotation that utoipa drops: of an object, it keeps nothing but the following.
fn check_annotates_an_object(annotation: &Meta, options: &FieldOptions) -> Result<()> {
    let all = options.schema.as_ref().map(|schema| &schema.items[..]).unwrap_or_default();
    if has_own_schema(all) || annotation.path().is_ident("deprecated") {
        return Ok(());
    }
    Err(error(
        annotation.span(),
        "this has no effect on a `Money`, whose schema is an object: describe the field in its doc comment, or give it another \
         schema with `value_type = ..`",
    ))
}

/// Reports an option of money elsewhere, and one of a column that does not exist.
fn check_has_effect(option: &Ident, is_money: bool, options: &FieldOptions) -> Result<()> {
    let what = match option.to_string().as_str() {
        "fixed" => "the only currency",
        "currency_column" => "the column of the currency",
        "currency_renamed_from" => "the previous name of the column of the currency",
        _ => return Ok(()),
    };
    if !is_money {
        let reason = if on(options.json).is_some() { "is JSON" } else { "has another type" };
        return Err(error(
            option.span(),
            format!("`{option}` is {what} of a `Money`, and this field {reason}: remove it"),
        ));
    }
    if option == "fixed" || options.fixed.is_none() {
        return Ok(());
    }
    Err(error(
        option.span(),
        format!("with `fixed`, there is no column of the currency: remove `{option}` or `fixed`"),
    ))
}

/// The compiler finds out whether the currency exists.
fn check_is_a_code(literal: &LitStr) -> Result<Ident> {
    let code = literal.value();
    let is_code = code.len() == CODE as usize && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code {
        return Ok(Ident::new(&code, literal.span()));
    }
    Err(error(
        literal.span(),
        format!(
            "`{code}` is not the code of a currency: write three capital letters, as in `fixed = \"EUR\"`"
        ),
    ))
}
