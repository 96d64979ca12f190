//! Snapshots of generated code. `INSTA_UPDATE=always cargo test -p fin-infra-derive` updates them.

mod field_docs;
mod hygiene;
mod snapshots;

use proc_macro2::TokenStream;
use syn::{DeriveInput, Item, parse_quote};

use super::context::Context;
use crate::{attr, model};

/// One artifact of a struct.
fn artifact<T>(input: &DeriveInput, expand: impl FnOnce(&Context<'_>) -> T) -> T {
    let mut errors = darling::Error::accumulator();
    let written = attr::parse(input, &mut errors).expect("a plain struct");
    let resource = model::build(written, &mut errors);
    errors.finish().expect("a valid struct");
    expand(&Context::new(&resource))
}

/// A formatted artifact, without the path of the core. Includes the code for every database.
fn formatted(input: &DeriveInput, expand: fn(&Context<'_>) -> TokenStream) -> String {
    let file: syn::File = syn::parse2(artifact(input, expand)).expect("items");
    let items = file.items.into_iter().flat_map(kept).collect();
    let text = prettyplease::unparse(&syn::File { items, ..file });
    let text = text.replace("::fin_infra::private::", "").replace(":: fin_infra :: private :: ", "");
    text.replace("__fin::", "")
}

fn kept(item: Item) -> Vec<Item> {
    match item {
        Item::Macro(item) if matches!(item.mac.path.segments.len(), 2 | 3) => {
            syn::parse2::<syn::File>(item.mac.tokens.clone())
                .map_or_else(|_| vec![Item::Macro(item)], |file| file.items)
        }
        other => vec![other],
    }
}

/// A struct with every option that affects statements.
fn goal() -> DeriveInput {
    parse_quote! {
        /// Money to be saved.
        #[fin(tenant, soft_delete, version, unique("name"))]
        pub struct Goal {
            /// What for.
            #[fin(filter, order)]
            pub name: String,
            /// How much.
            pub target: Option<Decimal>,
        }
    }
}

/// A minimal resource.
fn note() -> DeriveInput {
    parse_quote! {
        #[fin(timestamps = false)]
        struct Note {
            text: String,
            #[fin(json, default)]
            tags: Vec<String>,
        }
    }
}
