//! Types that a column cannot have, by their spelling, and stubs for them.

use darling::Result;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type, parse_quote, parse_quote_spanned};

use super::kinds::{last_segment, only_argument, optional, span, spelled, ungrouped};
use super::{Backends, Kind};
use crate::attr::error;

/// Types with one argument that are shared, or mutable through a shared reference.
const SHARED: [&str; 8] = ["Rc", "Weak", "Cell", "RefCell", "OnceCell", "Mutex", "RwLock", "OnceLock"];

/// Reports the first reason why a column cannot have a type. A JSON column can have any type that owns its values.
pub(super) fn check_can_be_stored(ty: &Type, json: bool, backends: Backends) -> Result<()> {
    let inner = optional(ty).unwrap_or(ty);
    check_owns_its_value(ty)
        .and_then(|()| check_has_a_known_size(inner))
        .and_then(|()| check_is_not_shared(ty))
        .and_then(|()| check_is_not_the_struct_itself(ty))
        .and_then(|()| check_is_optional_once(ty))
        .and_then(|()| if json { Ok(()) } else { check_is_a_column(inner, backends) })
}

fn check_is_a_column(ty: &Type, backends: Backends) -> Result<()> {
    check_is_one_value(ty, backends)
        .and_then(|()| check_integer_fits(ty, backends))
        .and_then(|()| check_is_not_a_char(ty))
        .and_then(|()| check_time_is_utc(ty))
}

/// Reports the type of the parent where the type of its id is needed.
pub(super) fn check_is_not_the_parent(ty: &Type, parent: Option<&Path>) -> Result<()> {
    let parent = parent.and_then(|parent| parent.segments.last());
    match (last_segment(optional(ty).unwrap_or(ty)), parent) {
        (Some(segment), Some(parent)) if segment.ident == parent.ident => Err(error(
            segment.ident.span(),
            format!(
                "a column holds the id of a `{0}`, not a `{0}`: write `Uuid`, or the type of the id of \
                 `{0}`",
                parent.ident
            ),
        )),
        _ => Ok(()),
    }
}

/// The stub for an invalid type, so that the generated types are well-formed: the target of a reference or a shared value, a
/// single `Option`, `()` for a type without values, and otherwise the type itself, because the program uses it.
pub(super) fn stub_type(ty: &Type) -> Type {
    let nothing = || parse_quote_spanned!(ty.span()=> ());
    match ungrouped(ty) {
        Type::Reference(reference) => stub_type(&reference.elem),
        Type::Slice(_) => nothing(),
        other if find(other, &has_no_value).is_some() || find(other, &is_the_struct_itself).is_some() => {
            nothing()
        }
        other => match (optional(other), last_segment(other)) {
            (_, Some(segment)) if segment.ident == "str" => {
                parse_quote_spanned!(ty.span()=> ::std::string::String)
            }
            (Some(inner), _) if optional(inner).is_some() => stub_type(inner),
            (Some(inner), Some(segment)) => {
                let (option, inner) = (&segment.ident, stub_type(inner));
                parse_quote!(#option<#inner>)
            }
            _ if is_shared(other) => {
                last_segment(other).and_then(only_argument).map_or_else(nothing, stub_type)
            }
            _ => other.clone(),
        },
    }
}

/// The first type, of this one and those inside it, for which something holds.
fn find<'t>(ty: &'t Type, holds: &impl Fn(&Type) -> bool) -> Option<&'t Type> {
    let ty = ungrouped(ty);
    if holds(ty) {
        return Some(ty);
    }
    match ty {
        Type::Path(path) => path.path.segments.iter().flat_map(arguments).find_map(|ty| find(ty, holds)),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|ty| find(ty, holds)),
        Type::Array(array) => find(&array.elem, holds),
        Type::Slice(slice) => find(&slice.elem, holds),
        Type::Reference(reference) => find(&reference.elem, holds),
        _ => None,
    }
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn has_no_value(ty: &Type) -> bool {
    is_unsized(ty) || matches!(ty, Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) | Type::Infer(_))
}

fn is_unsized(ty: &Type) -> bool {
    matches!(ty, Type::ImplTrait(_) | Type::TraitObject(_))
}

fn is_shared(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| {
        SHARED.iter().any(|name| segment.ident == name) && only_argument(segment).is_some()
    })
}

fn is_the_struct_itself(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "Self")
}

fn check_owns_its_value(ty: &Type) -> Result<()> {
    if let Some(Type::Reference(reference)) = find(ty, &|ty| matches!(ty, Type::Reference(_))) {
        let message = match last_segment(&reference.elem) {
            Some(segment) if segment.ident == "str" => "a column cannot be a reference: write `String`",
            _ => "a column cannot be a reference: write the type without `&`",
        };
        return Err(error(reference.span(), message));
    }
    match find(ty, &has_no_value) {
        None => Ok(()),
        Some(found) if is_unsized(found) => Err(error(found.span(), UNSIZED)),
        Some(found) => Err(error(
            found.span(),
            "this type has no values that can be stored: write another type, or leave the field out with \
             `#[fin(skip)]`",
        )),
    }
}

const UNSIZED: &str = "a column cannot have an unsized type: write a sized one, or leave the field out with \
                       `#[fin(skip)]`";

fn check_has_a_known_size(ty: &Type) -> Result<()> {
    match (ungrouped(ty), last_segment(ty)) {
        (Type::Slice(slice), _) => Err(error(slice.span(), UNSIZED)),
        (_, Some(segment)) if segment.ident == "str" => {
            Err(error(segment.ident.span(), "a column cannot have the unsized type `str`: write `String`"))
        }
        _ => Ok(()),
    }
}

fn check_is_not_shared(ty: &Type) -> Result<()> {
    match find(ty, &is_shared) {
        None => Ok(()),
        Some(shared) => Err(error(
            span(shared),
            "a column cannot be shared or mutable through a reference: write the inner type, or leave the \
             field out with `#[fin(skip)]`",
        )),
    }
}

fn check_is_not_the_struct_itself(ty: &Type) -> Result<()> {
    match find(ty, &is_the_struct_itself) {
        None => Ok(()),
        Some(found) => Err(error(
            span(found),
            "a row cannot contain rows of its own table: store the id of the other row, in a `Uuid` with \
             `#[fin(belongs_to = \"..\")]`",
        )),
    }
}

fn check_is_optional_once(ty: &Type) -> Result<()> {
    match optional(ty).and_then(last_segment) {
        Some(inner) if inner.ident == "Option" => {
            Err(error(inner.ident.span(), "a column cannot have a nested `Option`: write a single `Option`"))
        }
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
        // The compiler reports missing arguments.
        (_, Some(segment)) if segment.arguments.is_none() => return Ok(()),
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
    Err(error(
        span,
        format!(
            "a column cannot hold {several}, which is several values: store it as JSON with `#[fin(json)]`, \
             or make its items a separate resource"
        ),
    ))
}

fn check_integer_fits(ty: &Type, backends: Backends) -> Result<()> {
    let Some(segment) = last_segment(ty) else { return Ok(()) };
    let message = match segment.ident.to_string().as_str() {
        "u64" if backends.sqlite || backends.postgres => {
            "only MySQL has a column type for `u64`: write `i64`, or `backends(\"mysql\", \"memory\")` on \
             the struct"
        }
        "usize" | "isize" => "the size of this type depends on the platform: write `i64`",
        "i128" | "u128" => "no store has a column type for 128-bit integers: write `i64`",
        _ => return Ok(()),
    };
    Err(error(segment.ident.span(), message))
}

fn check_is_not_a_char(ty: &Type) -> Result<()> {
    match last_segment(ty) {
        Some(segment) if segment.ident == "char" => Err(error(
            segment.ident.span(),
            "no store has a column type for `char`: write `String` with `#[fin(length(max = 1))]`",
        )),
        _ => Ok(()),
    }
}

fn check_time_is_utc(ty: &Type) -> Result<()> {
    let Some(segment) = last_segment(ty) else { return Ok(()) };
    match segment.ident.to_string().as_str() {
        "SystemTime" | "Instant" => Err(error(
            segment.ident.span(),
            format!("no store has a column type for `{}`: write `DateTime<Utc>`", segment.ident),
        )),
        "DateTime" => match only_argument(segment).and_then(last_segment) {
            Some(zone) if zone.ident == "FixedOffset" || zone.ident == "Local" => Err(error(
                zone.ident.span(),
                "no store keeps the offset of a timestamp: write `DateTime<Utc>`, and store the offset in a \
                 separate column if you need it",
            )),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
