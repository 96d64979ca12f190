//! The options of a generated type: `create(name = "NewBudget", derive(Hash), attr(non_exhaustive))`.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Meta, Path};

use super::options::{items, spelled};
use super::value::{Metas, Read, Switch, Value, paths};
use super::{error, nearest, suggestion};

/// The options of a generated type.
const KNOWN: [&str; 3] = ["name", "derive", "attr"];

const NAME: &str = "name = \"OtherName\"";
const DERIVE: &str = "derive(Hash)";
const ATTR: &str = "attr(must_use)";

/// The options of a type that is always generated.
#[derive(Default)]
pub(crate) struct GeneratedOptions {
    /// The first option that was written.
    pub(crate) span: Option<Span>,
    /// The first `derive` or `attr`.
    pub(crate) added: Option<Span>,
    pub(crate) name: Option<Ident>,
    pub(crate) derives: Vec<Path>,
    pub(crate) attributes: Vec<Meta>,
}

/// The options of a type that can be left out.
#[derive(Default)]
pub(crate) struct PartOptions {
    pub(crate) switch: Option<Switch>,
    pub(crate) generated: GeneratedOptions,
}

impl Value for PartOptions {
    const IS_REPEATABLE: bool = true;

    /// Reads `create`, `create = false` or `create(..)`.
    fn set(&mut self, item: &Meta, example: &str, errors: &mut Accumulator) {
        match item {
            Meta::List(_) => self.generated.set(item, example, errors),
            Meta::Path(_) | Meta::NameValue(_) => {
                errors.handle(self.check_switched_once(item));
                self.switch = Switch::read(item, example, errors);
            }
        }
    }
}

impl PartOptions {
    fn check_switched_once(&self, item: &Meta) -> darling::Result<()> {
        let option = spelled(item.path());
        match self.switch {
            None => Ok(()),
            Some(_) => {
                Err(error(item.path().span(), format!("duplicate option `{option}`: remove one of them")))
            }
        }
    }
}

impl Value for GeneratedOptions {
    const IS_REPEATABLE: bool = true;

    /// Reads `read(..)` and the like.
    fn set(&mut self, item: &Meta, _example: &str, errors: &mut Accumulator) {
        let option = spelled(item.path());
        let Meta::List(list) = item else {
            errors.push(error(
                item.path().span(),
                format!(
                    "this type is always generated: remove `{option}`, or rename the type with `{option}({NAME})`"
                ),
            ));
            return;
        };
        for inner in items(list.tokens.clone(), errors) {
            match &inner {
                NestedMeta::Meta(meta) => self.set_one(&option, meta, errors),
                other => errors.push(error(
                    other.span(),
                    format!("expected `name`, `derive` or `attr`: write `{option}({NAME})`"),
                )),
            }
        }
        if list.tokens.is_empty() {
            errors.push(error(
                item.path().span(),
                format!("`{option}()` is empty: write `{option}({NAME})`, or remove it"),
            ));
        }
    }
}

impl GeneratedOptions {
    /// Reads one item of `option(..)`.
    pub(super) fn set_one(&mut self, option: &str, meta: &Meta, errors: &mut Accumulator) {
        let name = spelled(meta.path());
        self.span.get_or_insert(meta.path().span());
        if name == "derive" || name == "attr" {
            self.added.get_or_insert(meta.path().span());
        }
        match name.as_str() {
            "name" => self.set_name(meta, errors),
            "derive" => self.derives.extend(paths(meta, DERIVE, errors)),
            "attr" => {
                self.attributes
                    .extend(Metas::read(meta, ATTR, errors).into_iter().flat_map(|metas| metas.items));
            }
            _ => {
                let suggestion = suggestion(&name, KNOWN);
                errors.push(error(
                    meta.path().span(),
                    format!("unknown option `{name}` in `{option}(..)`: {suggestion}"),
                ));
                self.recover_from_typo(&name, meta);
            }
        }
    }

    /// Sets the option that was probably meant, so that the type has the name that was chosen for it.
    fn recover_from_typo(&mut self, name: &str, meta: &Meta) {
        let mut ignored = darling::Error::accumulator();
        match nearest(name, KNOWN) {
            Some("name") if self.name.is_none() => self.set_name(meta, &mut ignored),
            Some("derive") => self.derives.extend(paths(meta, DERIVE, &mut ignored)),
            _ => {}
        }
        drop(ignored.into_inner());
    }

    fn set_name(&mut self, meta: &Meta, errors: &mut Accumulator) {
        if self.name.is_some() {
            errors.push(error(meta.path().span(), "duplicate option `name`: remove one of them"));
            return;
        }
        let Some(literal) = LitStr::read(meta, NAME, errors) else { return };
        match literal.parse() {
            Ok(name) => self.name = Some(name),
            Err(_) => errors.push(error(
                literal.span(),
                format!(
                    "`{}` is not a valid type name: write an identifier, as in `{NAME}`",
                    literal.value()
                ),
            )),
        }
    }
}
