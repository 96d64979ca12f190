//! The columns of each medium.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::context::Context;
use super::statements::statements;
use super::storages::Storages;
use crate::model::Backends;
use crate::sql;

/// The names of a database in generated code.
pub(super) struct Database {
    /// The macro that keeps its code if the core was built with the database, and its field in `StorageOf`.
    keep: Ident,
    name: Ident,
    /// The probe that finds the storage of a type.
    pub(super) probe: Ident,
    /// Whether the resource is generated for the database.
    pub(super) wanted: bool,
    sql: sql::Database,
}

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
        let stored = storages.stored_in(context, &keep, &name, wanted, statements.as_ref());
        let supported = wanted.then(|| quote!(impl #private::SqlResource<#private::#name> for #ident {}));
        quote!(#private::#keep! { #stored #supported })
    });
    let memory = resource.backends.memory;
    let (field, name) = (format_ident!("memory"), format_ident!("InMemory"));
    let in_memory = storages.stored_in(context, &field, &name, memory, None);
    let memory_resource = memory.then(|| quote!(impl #private::MemoryResource for #ident {}));
    let constants = storages.constants(context);
    quote! {
        pub struct FinColumns<FinMedium: #private::Medium> { #(#fields: #private::Column<FinMedium, #types>),* }
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

pub(super) fn databases(backends: Backends) -> [Database; 3] {
    let Backends { sqlite, postgres, mysql, .. } = backends;
    [
        ("sqlite", "Sqlite", sqlite, sql::Database::Sqlite),
        ("postgres", "Postgres", postgres, sql::Database::Postgres),
        ("mysql", "MySql", mysql, sql::Database::MySql),
    ]
    .map(|(keep, name, wanted, sql)| Database {
        keep: format_ident!("{keep}"),
        name: format_ident!("{name}"),
        probe: format_ident!("{name}Probe"),
        wanted,
        sql,
    })
}
