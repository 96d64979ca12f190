//! The columns of each medium.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::databases::{Database, databases};
use super::statements::statements;
use super::storages::Storages;

/// The storage of each type, the struct of columns, which is generic over the medium, and its constant for each medium.
pub(super) fn columns(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let fields = || resource.columns.iter().map(|column| &column.field);
    let types = resource.columns.iter().map(|column| &column.inner);
    let (fields, names, count) = (fields(), fields(), resource.columns.len());
    let storages = Storages::new(context);
    let databases = databases(resource.backends).map(|Database { keep, name, wanted, sql, .. }| {
        let statements = wanted.then(|| {
            let statements = statements(context, sql);
            quote! {
                const STATEMENTS: #private::Option<&'static #private::Statements> = #private::Some(&#statements);
            }
        });
        let stored = storages.stored_in(context, &keep, &name, wanted, wanted, statements.as_ref());
        let supported = wanted.then(|| quote!(impl #private::SqlResource<#private::#name> for #ident {}));
        quote!(#private::#keep! { #stored #supported })
    });
    let memory = resource.backends.memory;
    let (field, name) = (format_ident!("memory"), format_ident!("InMemory"));
    let in_memory = storages.stored_in(context, &field, &name, memory, true, None);
    let memory_resource = memory.then(|| quote!(impl #private::MemoryResource for #ident {}));
    let constants = storages.constants(context);
    quote! {
        pub struct FinColumns<FinMedium: #private::Medium> { #(pub #fields: #private::Column<FinMedium, #types>),* }
        impl<FinMedium: #private::Medium> FinColumns<FinMedium> {
            const fn all(&'static self) -> [&'static dyn #private::AnyColumn<FinMedium>; #count] {
                [#(&self.#names),*]
            }
        }
        #constants
        #(#databases)*
        #in_memory
        #memory_resource
    }
}
