//! What a user changes about a generated type: `create(name = "NewBudget", derive(Hash), attr(non_exhaustive))`.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Ident, Meta, Path};

use super::value::{Switch, metas, paths, string, switch};
use super::words::{items, spelled};
use super::{nearest, refuse, suggestion};

/// What can be changed about a generated type.
const CHANGES: [&str; 3] = ["name", "derive", "attr"];

const NAME: &str = "name = \"OtherName\"";
const DERIVE: &str = "derive(Hash)";
const ATTR: &str = "attr(must_use)";

/// A generated type that is always there.
#[derive(Default)]
pub(crate) struct GeneratedWords {
    /// Where it was first spoken of.
    pub(crate) span: Option<Span>,
    /// Where something was first added to it, rather than changed.
    pub(crate) added: Option<Span>,
    pub(crate) name: Option<Ident>,
    pub(crate) derives: Vec<Path>,
    pub(crate) attributes: Vec<Meta>,
}

/// A generated type that can be left out.
#[derive(Default)]
pub(crate) struct PartWords {
    pub(crate) switch: Option<Switch>,
    pub(crate) generated: GeneratedWords,
}

impl PartWords {
    /// Reads `create`, `create = false` or `create(..)`.
    pub(super) fn keep(&mut self, item: &Meta, errors: &mut Accumulator) {
        match item {
            Meta::List(_) => self.generated.keep(item, errors),
            Meta::Path(_) | Meta::NameValue(_) => {
                errors.handle(self.check_switched_once(item));
                self.switch = Some(switch(item, errors));
            }
        }
    }

    fn check_switched_once(&self, item: &Meta) -> darling::Result<()> {
        let word = spelled(item.path());
        match self.switch {
            None => Ok(()),
            Some(_) => Err(refuse(item.path().span(), format!("`{word}` is switched twice: remove one"))),
        }
    }
}

impl GeneratedWords {
    /// Reads `read(..)` and its like.
    pub(super) fn keep(&mut self, item: &Meta, errors: &mut Accumulator) {
        let word = spelled(item.path());
        let Meta::List(list) = item else {
            errors.push(refuse(
                item.path().span(),
                format!(
                    "this generated type is always there: remove `{word}`, or rename the type with \
                    `{word}({NAME})`"
                ),
            ));
            return;
        };
        for inner in items(list.tokens.clone(), errors) {
            match &inner {
                NestedMeta::Meta(meta) => self.keep_change(&word, meta, errors),
                other => errors.push(refuse(
                    other.span(),
                    format!("expected a change to the type: write `{word}({NAME})`"),
                )),
            }
        }
        if list.tokens.is_empty() {
            errors.push(refuse(
                item.path().span(),
                format!("`{word}()` changes nothing: write `{word}({NAME})`, or remove it"),
            ));
        }
    }

    /// Reads one change, of the type that `word` stands for.
    pub(super) fn keep_change(&mut self, word: &str, meta: &Meta, errors: &mut Accumulator) {
        let change = spelled(meta.path());
        self.span.get_or_insert(meta.path().span());
        if change == "derive" || change == "attr" {
            self.added.get_or_insert(meta.path().span());
        }
        match change.as_str() {
            "name" => self.keep_name(meta, errors),
            "derive" => self.derives.extend(paths(meta, DERIVE, errors)),
            "attr" => {
                self.attributes.extend(metas(meta, ATTR, errors).into_iter().flat_map(|metas| metas.items));
            }
            _ => {
                let meant = suggestion(&change, CHANGES);
                errors.push(refuse(
                    meta.path().span(),
                    format!("`{change}` is no word of `{word}(..)`: {meant}"),
                ));
                self.recover_from_typo(&change, meta);
            }
        }
    }

    /// Goes on as though the word had been spelled right, so that a type is there by the name that was chosen for it.
    fn recover_from_typo(&mut self, change: &str, meta: &Meta) {
        let mut unheard = darling::Error::accumulator();
        match nearest(change, CHANGES) {
            Some("name") if self.name.is_none() => self.keep_name(meta, &mut unheard),
            Some("derive") => self.derives.extend(paths(meta, DERIVE, &mut unheard)),
            _ => {}
        }
        drop(unheard.into_inner());
    }

    fn keep_name(&mut self, meta: &Meta, errors: &mut Accumulator) {
        if self.name.is_some() {
            errors.push(refuse(meta.path().span(), "the type is renamed twice: remove one `name`"));
            return;
        }
        let Some(literal) = string(meta, NAME, errors) else { return };
        match literal.parse() {
            Ok(name) => self.name = Some(name),
            Err(_) => errors.push(refuse(
                literal.span(),
                format!(
                    "`{}` cannot be the name of a type: write a plain name, as in `{NAME}`",
                    literal.value()
                ),
            )),
        }
    }
}
