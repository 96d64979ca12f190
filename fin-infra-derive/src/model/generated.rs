//! The names of the generated types, and what the user adds to them.

use darling::Result;
use darling::error::Accumulator;
use quote::{ToTokens as _, format_ident};
use syn::{Ident, Path};

use super::{Generated, Parts};
use crate::attr::{GeneratedOptions, StructOptions, error};

/// Every generated type of a resource.
pub(super) struct Types {
    pub(super) create: Generated,
    pub(super) read: Generated,
    pub(super) update: Generated,
    pub(super) filter: Generated,
    pub(super) order: Generated,
    pub(super) query: Generated,
    pub(super) repository: Generated,
}

/// A generated type, by its own ending or by the name that was chosen for it.
struct Named<'a> {
    ending: &'static str,
    generated: &'a mut Generated,
    chosen: bool,
}

impl<'a> Named<'a> {
    fn new(ending: &'static str, generated: &'a mut Generated, options: &GeneratedOptions) -> Self {
        Self { ending, generated, chosen: options.name.is_some() }
    }
}

/// The types of a struct, named as the user chose or by what they are.
pub(super) fn types(ident: &Ident, options: &StructOptions) -> Types {
    let of = |ending: &str, options: &GeneratedOptions| Generated {
        name: options.name.clone().unwrap_or_else(|| format_ident!("{}{}", ident, ending)),
        derives: options.derives.clone(),
        attributes: options.attributes.clone(),
    };
    Types {
        create: of("Create", &options.create.generated),
        read: of("Read", &options.read),
        update: of("Update", &options.update.generated),
        filter: of("Filter", &options.filter.generated),
        order: of("Order", &options.order.generated),
        query: of("Query", &options.query),
        repository: of("Repository", &options.repository.generated),
    }
}

impl Types {
    /// Refuses names that are taken, and derives that are there already. What is refused is as if not written.
    pub(super) fn check(
        &mut self,
        ident: &Ident,
        options: &StructOptions,
        parts: Parts,
        errors: &mut Accumulator,
    ) {
        let mut there = vec![
            Named::new("Read", &mut self.read, &options.read),
            Named::new("Filter", &mut self.filter, &options.filter.generated),
            Named::new("Order", &mut self.order, &options.order.generated),
            Named::new("Query", &mut self.query, &options.query),
        ];
        if parts.create {
            there.push(Named::new("Create", &mut self.create, &options.create.generated));
        }
        if parts.update {
            there.push(Named::new("Update", &mut self.update, &options.update.generated));
        }
        if parts.repository {
            there.push(Named::new("Repository", &mut self.repository, &options.repository.generated));
        }
        // Names that were chosen come last: of two equal names, the chosen one is at fault.
        there.sort_by_key(|named| named.chosen);
        for position in 0..there.len() {
            let (before, rest) = there.split_at_mut(position);
            let named = &mut rest[0];
            let free = check_is_not_the_struct(&named.generated.name, ident)
                .and_then(|()| check_names_differ(&named.generated.name, before));
            if errors.handle(free).is_none() {
                named.generated.name = format_ident!("{}{}", ident, named.ending);
            }
        }
        errors.handle(check_query_is_an_alias(&options.query));
        self.check_derives(errors);
    }

    /// Leaves the derives out that are refused.
    fn check_derives(&mut self, errors: &mut Accumulator) {
        let with_their_own: [(&mut Generated, &[&str]); 6] = [
            (&mut self.create, &["Clone", "Debug", "PartialEq", "Deserialize"]),
            (&mut self.read, &["Clone", "Debug", "PartialEq", "Serialize"]),
            (&mut self.update, &["Clone", "Debug", "PartialEq", "Default", "Deserialize"]),
            (&mut self.filter, &["Clone", "Default"]),
            (&mut self.order, &["Clone", "Copy", "Debug", "PartialEq", "Eq"]),
            (&mut self.repository, &["Clone", "Debug"]),
        ];
        for (generated, own) in with_their_own {
            let mut kept: Vec<Path> = Vec::new();
            for path in std::mem::take(&mut generated.derives) {
                let new = check_is_not_its_own(&path, own).and_then(|()| check_is_derived_once(&path, &kept));
                if errors.handle(new).is_some() {
                    kept.push(path);
                }
            }
            generated.derives = kept;
        }
    }
}

fn check_is_not_the_struct(name: &Ident, ident: &Ident) -> Result<()> {
    if name != ident {
        return Ok(());
    }
    Err(error(
        name.span(),
        format!("`{ident}` is the struct itself: choose another name for the generated type"),
    ))
}

fn check_names_differ(name: &Ident, before: &[Named<'_>]) -> Result<()> {
    if before.iter().all(|other| other.generated.name != *name) {
        return Ok(());
    }
    Err(error(
        name.span(),
        format!("another generated type of this resource is called `{name}`: choose another name"),
    ))
}

/// `BudgetQuery` is another name for a type of the core, and nothing can be added to that.
fn check_query_is_an_alias(query: &GeneratedOptions) -> Result<()> {
    match query.added {
        None => Ok(()),
        Some(span) => Err(error(
            span,
            "this is another name for the library's own `Query`, so it can be renamed and nothing else: write \
             `query(name = \"OtherName\")`, or remove this",
        )),
    }
}

fn check_is_not_its_own(path: &Path, own: &[&str]) -> Result<()> {
    match path.segments.last() {
        Some(last) if own.iter().any(|name| last.ident == name) => Err(error(
            last.ident.span(),
            format!("the generated type has `{}` already: remove it", last.ident),
        )),
        _ => Ok(()),
    }
}

fn check_is_derived_once(path: &Path, before: &[Path]) -> Result<()> {
    let spelled = |path: &Path| path.to_token_stream().to_string();
    match path.segments.last() {
        Some(last) if before.iter().any(|other| spelled(other) == spelled(path)) => {
            Err(error(last.ident.span(), format!("`{}` is derived twice: remove one", last.ident)))
        }
        _ => Ok(()),
    }
}
