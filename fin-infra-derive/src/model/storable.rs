//! The types that no column can hold, as far as their spelling tells, and what stands in for them.

use darling::Result;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type, parse_quote, parse_quote_spanned};

use super::kinds::{last_segment, only_argument, optional, span, spelled, ungrouped};
use super::{Backends, Kind};
use crate::attr::error;

/// Types that several owners share or change, and their only argument.
const SHARED: [&str; 8] = ["Rc", "Weak", "Cell", "RefCell", "OnceCell", "Mutex", "RwLock", "OnceLock"];

/// Refuses the first reason why no column can hold a type. JSON holds everything that owns its values.
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
        .and_then(|()| check_is_not_a_letter(ty))
        .and_then(|()| check_time_is_utc(ty))
}

/// Refuses a parent where its id is meant.
pub(super) fn check_is_not_the_parent(ty: &Type, parent: Option<&Path>) -> Result<()> {
    let parent = parent.and_then(|parent| parent.segments.last());
    match (last_segment(optional(ty).unwrap_or(ty)), parent) {
        (Some(segment), Some(parent)) if segment.ident == parent.ident => Err(error(
            segment.ident.span(),
            format!(
                "a row holds the id of its `{0}`, not the `{0}` itself: write `Uuid`, or the type that the id of \
                 `{0}` has",
                parent.ident
            ),
        )),
        _ => Ok(()),
    }
}

/// What stands in for a refused type, so that the generated types are well-formed: what a reference or a shared value
/// refers to, a single `Option`, nothing at all for what has no value, and otherwise the type itself, since the program
/// uses it so.
pub(super) fn meant(ty: &Type) -> Type {
    let nothing = || parse_quote_spanned!(ty.span()=> ());
    match ungrouped(ty) {
        Type::Reference(reference) => meant(&reference.elem),
        Type::Slice(_) => nothing(),
        other if find(other, &has_no_value).is_some() || find(other, &is_the_struct_itself).is_some() => {
            nothing()
        }
        other => match (optional(other), last_segment(other)) {
            (_, Some(segment)) if segment.ident == "str" => {
                parse_quote_spanned!(ty.span()=> ::std::string::String)
            }
            (Some(inner), _) if optional(inner).is_some() => meant(inner),
            (Some(inner), Some(segment)) => {
                let (option, inner) = (&segment.ident, meant(inner));
                parse_quote!(#option<#inner>)
            }
            _ if is_shared(other) => last_segment(other).and_then(only_argument).map_or_else(nothing, meant),
            _ => other.clone(),
        },
    }
}

/// The first of a type and those inside of it for which something holds.
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
        let sentence = match last_segment(&reference.elem) {
            Some(segment) if segment.ident == "str" => {
                "a row owns its values, and a reference borrows: write `String`"
            }
            _ => "a row owns its values, and a reference borrows: write the type without `&`",
        };
        return Err(error(reference.span(), sentence));
    }
    match find(ty, &has_no_value) {
        None => Ok(()),
        Some(found) if is_unsized(found) => Err(error(found.span(), UNSIZED)),
        Some(found) => Err(error(
            found.span(),
            "this type has no value that could be stored: write one that has, or leave the field out with \
             `#[fin(skip)]`",
        )),
    }
}

const UNSIZED: &str = "a column is of one type whose size is known: write such a type, or leave the field out with \
                       `#[fin(skip)]`";

fn check_has_a_known_size(ty: &Type) -> Result<()> {
    match (ungrouped(ty), last_segment(ty)) {
        (Type::Slice(slice), _) => Err(error(slice.span(), UNSIZED)),
        (_, Some(segment)) if segment.ident == "str" => {
            Err(error(segment.ident.span(), "a row owns its text: write `String`"))
        }
        _ => Ok(()),
    }
}

fn check_is_not_shared(ty: &Type) -> Result<()> {
    match find(ty, &is_shared) {
        None => Ok(()),
        Some(shared) => Err(error(
            span(shared),
            "a row is a value of its own, and this is shared while the program runs: write the type inside of it, or \
             leave the field out with `#[fin(skip)]`",
        )),
    }
}

fn check_is_not_the_struct_itself(ty: &Type) -> Result<()> {
    match find(ty, &is_the_struct_itself) {
        None => Ok(()),
        Some(found) => Err(error(
            span(found),
            "a row cannot hold rows of its own table: keep the id of the other row, in a `Uuid` with \
             `#[fin(belongs_to = \"..\")]`",
        )),
    }
}

fn check_is_optional_once(ty: &Type) -> Result<()> {
    match optional(ty).and_then(last_segment) {
        Some(inner) if inner.ident == "Option" => Err(error(
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
        // What lacks its arguments is an error of the compiler's.
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
    Err(error(segment.ident.span(), sentence))
}

fn check_is_not_a_letter(ty: &Type) -> Result<()> {
    match last_segment(ty) {
        Some(segment) if segment.ident == "char" => Err(error(
            segment.ident.span(),
            "no store has a column type for a single letter: write `String` with `#[fin(length(max = 1))]`",
        )),
        _ => Ok(()),
    }
}

fn check_time_is_utc(ty: &Type) -> Result<()> {
    let Some(segment) = last_segment(ty) else { return Ok(()) };
    match segment.ident.to_string().as_str() {
        "SystemTime" | "Instant" => Err(error(
            segment.ident.span(),
            format!("no store keeps a `{}`: write `DateTime<Utc>`", segment.ident),
        )),
        "DateTime" => match only_argument(segment).and_then(last_segment) {
            Some(zone) if zone.ident == "FixedOffset" || zone.ident == "Local" => Err(error(
                zone.ident.span(),
                "no column keeps the offset of a time, so what is read back would not be what was stored: write \
                 `DateTime<Utc>`, and keep the offset in a column of its own if it matters",
            )),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
