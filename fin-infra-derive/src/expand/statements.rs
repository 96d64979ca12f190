//! The fixed statements for a database.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::sql::{self, ByKeys, Database, Numbering, Reads, Selection, Statements, Upsert};

/// The statements for a database.
pub(super) fn statements(context: &Context<'_>, database: Database) -> TokenStream {
    tokens(context, &sql::statements(context.resource, database))
}

fn tokens(context: &Context<'_>, statements: &Statements) -> TokenStream {
    let private = &context.private;
    let Statements {
        find,
        insert,
        insert_into,
        width,
        update,
        update_where,
        update_rows,
        delete,
        delete_many,
        delete_where,
        hard_delete,
        restore,
        ..
    } = statements;
    let tenant = reads(context, &statements.tenant);
    let all_tenants = match &statements.all_tenants {
        Some(all_tenants) => {
            let reads = reads(context, all_tenants);
            quote!(#private::Some(#reads))
        }
        None => quote!(#private::None),
    };
    let numbering = numbering(context, statements.numbering.as_ref());
    let upserts = statements.upserts.iter().map(|statements| upsert(context, statements));
    quote! {
        #private::Statements {
            tenant: #tenant,
            all_tenants: #all_tenants,
            find: #find,
            insert: #insert,
            insert_into: #insert_into,
            width: #width,
            update: #update,
            update_where: &[#(#update_where),*],
            update_rows: &[#(#update_rows),*],
            delete: #delete,
            delete_many: #delete_many,
            delete_where: #delete_where,
            hard_delete: #hard_delete,
            restore: #restore,
            upserts: &[#(#upserts),*],
            numbering: #numbering,
        }
    }
}

fn numbering(context: &Context<'_>, numbering: Option<&Numbering>) -> TokenStream {
    let private = &context.private;
    let Some(Numbering { take, highest, insert }) = numbering else { return quote!(#private::None) };
    let insert = match insert {
        Some([begin, end]) => quote!(#private::Some([#begin, #end])),
        None => quote!(#private::None),
    };
    quote!(#private::Some(#private::Numbering { take: #take, highest: #highest, insert: #insert }))
}

fn upsert(context: &Context<'_>, upsert: &Upsert) -> TokenStream {
    let private = &context.private;
    match upsert {
        Upsert::OneStatement(sql) => quote!(#private::Upsert::OneStatement(#sql)),
        Upsert::UpdateFirst { update, update_values, select, select_values } => quote! {
            #private::Upsert::UpdateFirst {
                update: #update,
                update_values: &[#(#update_values),*],
                select: #select,
                select_values: &[#(#select_values),*],
            }
        },
    }
}

fn reads(context: &Context<'_>, reads: &Reads) -> TokenStream {
    let private = &context.private;
    let selection = |Selection { live, deleted, all }: &Selection| quote!(#private::Selection { live: #live, deleted: #deleted, all: #all });
    let (select, rows, purge) = (selection(&reads.select), selection(&reads.rows), &reads.purge);
    let by_keys = match &reads.by_keys {
        Some(ByKeys { begin, select, end }) => {
            let select = selection(select);
            quote!(#private::Some(#private::ByKeys { begin: #begin, select: #select, end: #end }))
        }
        None => quote!(#private::None),
    };
    quote!(#private::Reads { select: #select, by_keys: #by_keys, rows: #rows, purge: #purge })
}
