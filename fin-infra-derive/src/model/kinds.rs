//! What the spelling of a type tells: which kind of column it is, and the types that no column can hold.

use darling::Result;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, PathSegment, Type, parse_quote, parse_quote_spanned};

use super::{Backends, Kind};
use crate::attr::refuse;

/// The digits a decimal column has unless it says otherwise: what an `i64` holds exactly, to a hundredth of a cent.
pub(super) const DECIMAL: Kind = Kind::Decimal { precision: 18, scale: 4 };

/// The kind that a type's name stands for.
pub(super) fn spelled(ty: &Type) -> Kind {
    let Some(segment) = last_segment(ty) else { return Kind::Other { max: None } };
    match segment.ident.to_string().as_str() {
        "String" => Kind::Text { max: None },
        "Decimal" => DECIMAL,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            Kind::Integer
        }
        "bool" => Kind::Bool,
        "f32" | "f64" => Kind::Float,
        "Uuid" => Kind::Uuid,
        "DateTime" if argument_is(segment, "Utc") => Kind::Time,
        "Vec" if argument_is(segment, "u8") => Kind::Bytes { max: None },
        _ => Kind::Other { max: None },
    }
}

/// The largest magnitude that a value of a whole number's type has.
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

/// `T` of an `Option<T>`.
pub(super) fn optional(ty: &Type) -> Option<&Type> {
    last_segment(ty).filter(|segment| segment.ident == "Option").and_then(only_argument)
}

/// How a kind is spoken of.
pub(super) fn described(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::Decimal { .. } => "a decimal",
        Kind::Integer => "a whole number",
        Kind::Bool => "a truth value",
        Kind::Float => "a floating-point number",
        Kind::Time => "a time",
        Kind::Uuid => "a UUID",
        Kind::Json => "JSON",
        Kind::Bytes { .. } => "bytes",
        Kind::Other { .. } => "of a type of your own",
    }
}

/// Refuses the first reason why no column can hold a type. JSON holds everything that owns its values.
pub(super) fn check_can_be_stored(ty: &Type, json: bool, backends: Backends) -> Result<()> {
    check_owns_its_value(ty).and_then(|()| check_is_optional_once(ty)).and_then(|()| {
        let inner = optional(ty).unwrap_or(ty);
        if json {
            return check_owns_its_value(inner);
        }
        check_owns_its_value(inner)
            .and_then(|()| check_is_one_value(inner, backends))
            .and_then(|()| check_integer_fits(inner, backends))
            .and_then(|()| check_is_not_a_letter(inner))
            .and_then(|()| check_time_is_utc(inner))
    })
}

/// What stands in for a refused type, so that the generated types are well-formed: what a reference refers to, a single
/// `Option`, nothing at all for what has no value, and otherwise the type itself, since the program uses it so.
pub(super) fn meant(ty: &Type) -> Type {
    match ungrouped(ty) {
        Type::Reference(reference) => match &*reference.elem {
            elem if last_segment(elem).is_some_and(|segment| segment.ident == "str") => {
                parse_quote_spanned!(ty.span()=> ::std::string::String)
            }
            elem => meant(elem),
        },
        Type::Ptr(_)
        | Type::FnPtr(_)
        | Type::Never(_)
        | Type::Infer(_)
        | Type::ImplTrait(_)
        | Type::TraitObject(_)
        | Type::Slice(_) => parse_quote_spanned!(ty.span()=> ()),
        other => match (optional(other), last_segment(other)) {
            (Some(inner), _) if optional(inner).is_some() => meant(inner),
            (Some(inner), Some(segment)) => {
                let (option, inner) = (&segment.ident, meant(inner));
                parse_quote!(#option<#inner>)
            }
            _ => other.clone(),
        },
    }
}

fn check_owns_its_value(ty: &Type) -> Result<()> {
    let sentence = match ungrouped(ty) {
        Type::Reference(reference) => match last_segment(&reference.elem) {
            Some(segment) if segment.ident == "str" => {
                "a row owns its values, and a reference borrows: write \
                `String`"
            }
            _ => "a row owns its values, and a reference borrows: write the type without `&`",
        },
        Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) | Type::Infer(_) => {
            "this type has no value that could be stored: write one that has, or leave the field out with \
             `#[fin(skip)]`"
        }
        Type::ImplTrait(_) | Type::TraitObject(_) | Type::Slice(_) => {
            "a column is of one type whose size is known: write such a type, or leave the field out with \
             `#[fin(skip)]`"
        }
        _ => return Ok(()),
    };
    Err(refuse(ty.span(), sentence))
}

fn check_is_optional_once(ty: &Type) -> Result<()> {
    match optional(ty).and_then(last_segment) {
        Some(inner) if inner.ident == "Option" => Err(refuse(
            inner.ident.span(),
            "a column has one way to be empty: write `Option<T>` with a single `Option`",
        )),
        _ => Ok(()),
    }
}

fn check_is_one_value(ty: &Type, backends: Backends) -> Result<()> {
    const SEVERAL: [&str; 9] = [
        "HashMap",
        "BTreeMap",
        "IndexMap",
        "HashSet",
        "BTreeSet",
        "IndexSet",
        "VecDeque",
        "LinkedList",
        "BinaryHeap",
    ];
    let (span, several) = match (ungrouped(ty), last_segment(ty)) {
        (Type::Tuple(tuple), _) => (tuple.paren_token.span.open(), "a tuple".to_owned()),
        (_, Some(segment)) if SEVERAL.iter().any(|name| segment.ident == name) => {
            (segment.ident.span(), format!("a `{}`", segment.ident))
        }
        // PostgreSQL has arrays.
        (_, Some(segment)) if segment.ident == "Vec" && (backends.sqlite || backends.mysql) => {
            if matches!(spelled(ty), Kind::Bytes { .. }) {
                return Ok(());
            }
            (segment.ident.span(), "a `Vec`".to_owned())
        }
        _ => return Ok(()),
    };
    Err(refuse(
        span,
        format!(
            "{several} is several values and a column holds one: store it as JSON with `#[fin(json)]`, or make \
             its items a resource of their own"
        ),
    ))
}

fn check_integer_fits(ty: &Type, backends: Backends) -> Result<()> {
    let Some(segment) = last_segment(ty) else { return Ok(()) };
    let sentence = match segment.ident.to_string().as_str() {
        "u64" if backends.sqlite || backends.postgres => {
            "MySQL alone has a column for every `u64`: write `i64`, or `backends(\"mysql\", \"memory\")` on \
             the struct"
        }
        "usize" | "isize" => {
            "how large this is depends on the machine, and a column is the same on all: write \
                              `i64`"
        }
        "i128" | "u128" => "no store has a column for numbers so large: write `i64`",
        _ => return Ok(()),
    };
    Err(refuse(segment.ident.span(), sentence))
}

fn check_is_not_a_letter(ty: &Type) -> Result<()> {
    match last_segment(ty) {
        Some(segment) if segment.ident == "char" => Err(refuse(
            segment.ident.span(),
            "no store has a column type for a single letter: write `String` with `#[fin(length(max = 1))]`",
        )),
        _ => Ok(()),
    }
}

fn check_time_is_utc(ty: &Type) -> Result<()> {
    let Some(segment) = last_segment(ty) else { return Ok(()) };
    match segment.ident.to_string().as_str() {
        "SystemTime" | "Instant" => Err(refuse(
            segment.ident.span(),
            format!("no store keeps a `{}`: write `DateTime<Utc>`", segment.ident),
        )),
        "DateTime" => match only_argument(segment).and_then(last_segment) {
            Some(zone) if zone.ident == "FixedOffset" || zone.ident == "Local" => Err(refuse(
                zone.ident.span(),
                "no column keeps the offset of a time, so what is read back would not be what was stored: write \
                 `DateTime<Utc>`, and keep the offset in a column of its own if it matters",
            )),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// A type without the invisible group that a declarative macro puts around it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// The last name of a path: `Utc` of `chrono::Utc`.
pub(super) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ungrouped(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

fn only_argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}

fn argument_is(segment: &PathSegment, name: &str) -> bool {
    only_argument(segment).and_then(last_segment).is_some_and(|argument| argument.ident == name)
}
