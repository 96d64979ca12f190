//! Reads `#[fin(..)]` into the struct of its options.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Meta, Path, Token, ext::IdentExt as _};

use super::{error, nearest, suggestion};

/// Defines the options of the struct or of a field: one line gives an option's name, the field that holds its value, and
/// an example for the errors of an option that takes a value. The field's type decides how the value is read.
macro_rules! options {
    (
        $(#[$docs:meta])*
        struct $options:ident = $owner:literal, not $other:ident;
        $($name:literal => $field:ident: $value:ty $(, $example:literal)?;)*
    ) => {
        $(#[$docs])*
        #[derive(Default)]
        pub(crate) struct $options {
            /// The options that were written, in order.
            pub(crate) seen: Vec<syn::Ident>,
            $(pub(crate) $field: $value,)*
        }

        impl $crate::attr::options::Options for $options {
            type Other = $other;
            const OWNER: &'static str = $owner;
            const KNOWN: &'static [$crate::attr::options::Known<Self>] = &[$($crate::attr::options::Known {
                name: $name,
                is_repeatable: <$value as $crate::attr::value::Value>::IS_REPEATABLE,
                set: |options, item, errors| {
                    $crate::attr::value::Value::set(&mut options.$field, item, concat!($($example)?), errors);
                },
            }),*];

            fn seen(&mut self) -> &mut Vec<syn::Ident> {
                &mut self.seen
            }
        }
    };
}
pub(super) use options;

/// The options of the struct or of a field. `options!` implements it.
pub(super) trait Options: Default + 'static {
    /// The options of a field for the struct, and the reverse.
    type Other: Options;
    /// "the struct" or "a field".
    const OWNER: &'static str;
    const KNOWN: &'static [Known<Self>];

    /// The options that were written, in order.
    fn seen(&mut self) -> &mut Vec<Ident>;
}

/// One option of `O`.
pub(super) struct Known<O> {
    pub(super) name: &'static str,
    /// Whether it can be written more than once.
    pub(super) is_repeatable: bool,
    /// Reads the value.
    pub(super) set: fn(&mut O, &Meta, &mut Accumulator),
}

/// Reads every `#[fin(..)]` among some attributes.
pub(super) fn read<O: Options>(attributes: &[Attribute], errors: &mut Accumulator) -> O {
    let mut options = O::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("fin")) {
        match &attribute.meta {
            Meta::List(list) => {
                for item in items(list.tokens.clone(), errors) {
                    read_item(&mut options, &item, errors);
                }
            }
            Meta::Path(path) => errors.push(error(
                path.span(),
                "`#[fin]` has no options: add some, as in `#[fin(tenant)]`, or remove the attribute",
            )),
            Meta::NameValue(pair) => errors.push(error(
                pair.eq_token.span,
                "`fin` takes its options in parentheses: write `#[fin(..)]`, as in `#[fin(table = \"budgets\")]`",
            )),
        }
    }
    options
}

/// The items between two parentheses. An item that cannot be parsed is one error, and parsing resumes after the next
/// comma.
pub(super) fn items(tokens: TokenStream, errors: &mut Accumulator) -> Vec<NestedMeta> {
    let mut items = Vec::new();
    let outcome = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            match input.parse() {
                Ok(item) => items.push(item),
                Err(error) => {
                    errors.push(error.into());
                    skip_to_comma(input)?;
                }
            }
            let comma: Option<Token![,]> = input.parse()?;
            if comma.is_none() && !input.is_empty() {
                errors.push(error(input.span(), "expected `,` (or `=` and a value) before this"));
                if !input.peek(Ident::peek_any) {
                    // The item before is incomplete and would cause a second error.
                    items.pop();
                    skip_to_comma(input)?;
                    input.parse::<Option<Token![,]>>()?;
                }
            }
        }
        Ok(())
    })
    .parse2(tokens);
    errors.handle(outcome.map_err(Into::into));
    items
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn read_item<O: Options>(options: &mut O, item: &NestedMeta, errors: &mut Accumulator) {
    match item {
        NestedMeta::Meta(meta) => read_option(options, meta, errors),
        NestedMeta::Lit(literal) => {
            errors.push(error(
                literal.span(),
                "expected an option such as `tenant`: option names have no quotes",
            ));
        }
        NestedMeta::NameValueInvalidExpr(pair) => errors.push(error(
            pair.eq_token.span,
            format!("missing value after `=`: write one, or remove `{}`", spelled(&pair.path)),
        )),
    }
}

fn read_option<O: Options>(options: &mut O, meta: &Meta, errors: &mut Accumulator) {
    let name = spelled(meta.path());
    match find::<O>(&name) {
        Some(known) => {
            errors.handle(check_written_once(options, meta.path(), known));
            (known.set)(options, meta, errors);
        }
        None => {
            errors.push(unknown::<O>(meta.path(), &name));
            recover_from_typo(options, &name, meta);
        }
    }
}

fn find<O: Options>(name: &str) -> Option<&'static Known<O>> {
    O::KNOWN.iter().find(|known| known.name == name)
}

fn names<O: Options>() -> impl Iterator<Item = &'static str> + Clone {
    O::KNOWN.iter().map(|known| known.name)
}

fn check_written_once<O: Options>(options: &mut O, path: &Path, known: &Known<O>) -> darling::Result<()> {
    let again = options.seen().iter().any(|seen| seen == known.name);
    options.seen().extend(path.get_ident().cloned());
    if again && !known.is_repeatable {
        return Err(error(path.span(), format!("duplicate option `{}`: remove one of them", known.name)));
    }
    Ok(())
}

fn unknown<O: Options>(path: &Path, name: &str) -> darling::Error {
    if find::<O::Other>(name).is_some() {
        let owner = O::Other::OWNER;
        return error(
            path.span(),
            format!("`{name}` is an option of {owner}: write it in `#[fin(..)]` on {owner}"),
        );
    }
    let suggestion = suggestion(name, names::<O>());
    error(path.span(), format!("unknown option `{name}` in `#[fin(..)]`: {suggestion}"))
}

/// Sets the option that was probably meant, so that `tenent` does not also make a `tenant_id` field an error.
fn recover_from_typo<O: Options>(options: &mut O, name: &str, meta: &Meta) {
    let Some(known) = nearest(name, names::<O>()).and_then(find::<O>) else { return };
    if options.seen().iter().any(|seen| seen == known.name) {
        return;
    }
    let mut ignored = darling::Error::accumulator();
    (known.set)(options, meta, &mut ignored);
    drop(ignored.into_inner());
}

/// A path as the user wrote it.
pub(super) fn spelled(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}
