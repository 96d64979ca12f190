//! The kind of a column, from the spelling of its type.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

use super::Kind;

/// The default precision and scale of a decimal: what an `i64` holds exactly, to a hundredth of a cent.
pub(super) const DECIMAL: Kind = Kind::Decimal { precision: 18, scale: 4 };

/// A `Money` in a message, after "is".
pub(super) const MONEY: &str = "an amount of money";

/// The kind of a type, by its name.
pub(super) fn spelled(ty: &Type) -> Kind {
    let Some(segment) = last_segment(ty) else { return Kind::Other { max: None } };
    match segment.ident.to_string().as_str() {
        "String" => Kind::Text { max: None },
        "Decimal" | "Money" => DECIMAL,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            Kind::Integer
        }
        "bool" => Kind::Bool,
        "f32" | "f64" => Kind::Float,
        "Uuid" => Kind::Uuid,
        "DateTime" if argument_is(segment, "Utc") => Kind::Time,
        "NaiveDate" => Kind::Date,
        "Vec" if argument_is(segment, "u8") => Kind::Bytes { max: None },
        _ => Kind::Other { max: None },
    }
}

/// The largest magnitude of the values of an integer type.
pub(super) fn magnitude(ty: &Type) -> u128 {
    match last_segment(ty).map(|segment| segment.ident.to_string()).as_deref() {
        Some("i8") => 1 << 7,
        Some("i16") => 1 << 15,
        Some("i32") => 1 << 31,
        Some("u8") => u8::MAX.into(),
        Some("u16") => u16::MAX.into(),
        Some("u32") => u32::MAX.into(),
        Some("u64") => u64::MAX.into(),
        _ => 1 << 63,
    }
}

/// Whether a type is spelled `Money`.
pub(super) fn is_money(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "Money" && segment.arguments.is_none())
}

/// `T` of an `Option<T>`.
pub(crate) fn optional(ty: &Type) -> Option<&Type> {
    last_segment(ty).filter(|segment| segment.ident == "Option").and_then(only_argument)
}

/// A kind in a message, after "is".
pub(super) fn described(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::Decimal { .. } => "a decimal",
        Kind::Integer => "an integer",
        Kind::Bool => "a boolean",
        Kind::Float => "a floating-point number",
        Kind::Time => "a timestamp",
        Kind::Date => "a date",
        Kind::Uuid => "a UUID",
        Kind::Json => "JSON",
        Kind::Bytes { .. } => "bytes",
        Kind::Other { .. } => "of a custom type",
    }
}

/// The span of the last segment of a type: `Utc` of `chrono::Utc`.
pub(super) fn span(ty: &Type) -> Span {
    last_segment(ty).map_or_else(|| ty.span(), |segment| segment.ident.span())
}

/// A type without the invisible group that a declarative macro puts around it.
pub(super) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// The last segment of a path: `Utc` of `chrono::Utc`.
pub(super) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ungrouped(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

pub(super) fn only_argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}

fn argument_is(segment: &PathSegment, name: &str) -> bool {
    only_argument(segment).and_then(last_segment).is_some_and(|argument| argument.ident == name)
}
