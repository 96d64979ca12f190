//! The resources of a query in its code.
//!
//! Each is named once, by an alias. So an unknown name is one error, and so is a parameter of the function around the query:
//! an item cannot name it, since the text is made once for all calls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::Path;

use super::check::{Fact, FactKind};
use super::template::{Kind, Template};
use super::units::{Has, Place};
use crate::attr::located_at;

/// The resources, each once, and where errors about them are shown.
pub(super) struct Tables<'a> {
    pub(super) core: &'a TokenStream,
    pub(super) span: Span,
    pub(super) resources: &'a [Path],
}

/// The ordinal of a resource, as it is written.
pub(super) fn position(resources: &[Path], path: &Path) -> Option<usize> {
    let written = path.to_token_stream().to_string();
    resources.iter().position(|other| other.to_token_stream().to_string() == written)
}

/// The alias of a resource.
pub(super) fn alias(table: usize) -> Ident {
    format_ident!("FinResource{table}", span = Span::call_site())
}

impl Tables<'_> {
    /// The aliases.
    pub(super) fn aliases(&self) -> TokenStream {
        let (span, resources) = (self.span, self.resources);
        let aliases = (0..resources.len()).map(alias);
        quote_spanned!(span=> #(type #aliases = #resources;)*)
    }

    /// A resource. If it is none, the type is unknown, so that nothing follows from it.
    fn itself(&self, table: usize) -> TokenStream {
        let (span, core, alias) = (self.span, located_at(self.core, self.span), alias(table));
        let alias = Ident::new(&alias.to_string(), alias.span().located_at(span));
        quote_spanned!(span=> <#alias as #core::Resource>::Itself)
    }

    /// All of them, as a type.
    pub(super) fn all(&self) -> TokenStream {
        let (span, resources) = (self.span, (0..self.resources.len()).map(|table| self.itself(table)));
        quote_spanned!(span=> (#(#resources,)*))
    }

    /// What is checked when the program is compiled.
    pub(super) fn checks<'f>(&self, facts: impl Iterator<Item = (&'f Fact, &'f Template)>) -> TokenStream {
        let (span, core, all) = (self.span, located_at(self.core, self.span), self.all());
        let tables = Ident::new("fin_tables", Span::call_site());
        let checks = facts.map(|(Fact { kind, message }, template)| {
            let is_true = match kind {
                FactKind::NoTable(name) => quote!(!#core::is_table(#tables, #name)),
                FactKind::IsNotNamed(piece, name) => {
                    let table = self.ordinal(template, *piece);
                    quote!(!#core::is_table(&[#tables[#table]], #name))
                }
                FactKind::HasColumn(has, name) => self.has(has, template, &tables, name),
                FactKind::HasOneCurrency(amount, keys) => {
                    self.has_one_currency(amount, keys, template, &tables)
                }
            };
            quote_spanned!(span=> ::std::assert!(#is_true, "{}", #message);)
        });
        quote_spanned! {span=>
            const _: () = {
                let #tables = <#all as #core::JoinedTables>::TABLES;
                #(#checks)*
                let _ = #tables;
            };
        }
    }

    fn has(&self, has: &Has, template: &Template, tables: &Ident, name: &str) -> TokenStream {
        let core = located_at(self.core, self.span);
        let each = |all: &[Has]| -> Vec<TokenStream> {
            all.iter().map(|has| self.has(has, template, tables, name)).collect()
        };
        match has {
            Has::Resource(piece) => {
                let table = self.ordinal(template, *piece);
                quote!(#core::has_column(&[#tables[#table]], #name))
            }
            Has::Table(table) => quote!(#core::named_has_column(#tables, #table, #name)),
            Has::All(all) => {
                let all = each(all);
                quote!((true #(&& #all)*))
            }
            Has::Any(all) => {
                let all = each(all);
                quote!((false #(|| #all)*))
            }
        }
    }

    fn has_one_currency(
        &self,
        (piece, amount): &Place,
        keys: &[Place],
        template: &Template,
        tables: &Ident,
    ) -> TokenStream {
        let core = located_at(self.core, self.span);
        let keys = keys.iter().filter(|(of, _)| of.is_none() || piece.is_none() || of == piece);
        let keys = keys.map(|(_, name)| name);
        let of = match piece {
            Some(piece) => {
                let table = self.ordinal(template, *piece);
                quote!(&[#tables[#table]])
            }
            None => quote!(#tables),
        };
        quote!(!#core::mixes_currencies(#of, #amount, &[#(#keys),*]))
    }

    /// The ordinal of the resource of a piece of the template.
    fn ordinal(&self, template: &Template, piece: usize) -> usize {
        let Some(Kind::Table(path)) = template.pieces.get(piece).map(|piece| &piece.kind) else { return 0 };
        position(self.resources, path).unwrap_or(0)
    }

    /// What checks the tenant of each: another type is reported on the tenant.
    pub(super) fn tenants(&self, of: Span, given: &Ident) -> TokenStream {
        let (span, core) = (self.span, located_at(self.core, self.span));
        let checks = (0..self.resources.len()).map(|table| {
            let resource = self.itself(table);
            let probe = quote_spanned!(span=> #core::TenantProbe::<#resource, _>::of(&#given));
            quote_spanned!(of=> #probe.check();)
        });
        checks.collect()
    }
}
