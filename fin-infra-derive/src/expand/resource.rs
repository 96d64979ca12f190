//! `impl Resource`, and the capabilities of the resource.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::{money, rules};
use crate::model::{Column, Role};

pub(super) fn resource(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let (read, filter, order) = (&resource.read.name, &resource.filter.name, &resource.order.name);
    let (id, id_type) = (&resource.id().field, &resource.id().ty);
    let (tenant, version) = (context.tenant(), version(context));
    let (column_functions, filter_functions) = (column_functions(context), filter_functions(context));
    let row = row(context);
    let (capabilities, target, scoped) = (capabilities(context), target(context), scoped(context));
    let presence = if resource.soft_delete { quote!(Sometimes) } else { quote!(Always) };
    quote! {
        #[automatically_derived]
        impl #private::Resource for #ident {
            type Id = #id_type;
            type Tenant = #tenant;
            type Read = #read;
            type Filter = #filter;
            type Order = #order;
            type Itself = Self;
            type Presence = #private::#presence;
            type Columns<FinMedium: #private::Medium> = FinColumns<FinMedium>;

            const TABLE: &'static #private::schema::Table = &FIN_TABLE;

            fn id(row: &#read) -> &#id_type {
                &row.#id
            }
            #version
            #column_functions
            #filter_functions
        }
        #row
        #capabilities
        #target
        #scoped
    }
}

/// With which tenants its rows are read.
fn scoped(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let Some(tenant) = resource.tenant().map(|tenant| &tenant.ty) else {
        return quote! {
            #[automatically_derived]
            impl<FinTenant> #private::ScopedBy<FinTenant> for #ident {
                fn scoped_by(_tenant: &FinTenant) -> #private::NoTenant {
                    #private::NoTenant
                }
            }
        };
    };
    quote! {
        #[automatically_derived]
        impl #private::ScopedBy<#tenant> for #ident {
            fn scoped_by(tenant: &#tenant) -> #tenant {
                #private::Clone::clone(tenant)
            }
        }
    }
}

/// `fn version`, if there is one.
fn version(context: &Context<'_>) -> Option<TokenStream> {
    let Context { private, resource, .. } = context;
    let (read, field) = (&resource.read.name, &resource.with_role(Role::Version)?.field);
    Some(quote! {
        fn version(row: &#read) -> #private::Option<i64> {
            #private::Some(row.#field)
        }
    })
}

fn column_functions(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let read = &context.resource.read.name;
    let reads = reads(context);
    quote! {
        #[inline]
        fn get_row<FinMedium: #private::Medium>(columns: &FinColumns<FinMedium>, row: &FinMedium::Row) -> #private::Result<#read> {
            #private::Ok(#read { #reads })
        }
    }
}

/// `impl AnyRow`: the values of a row by their ordinals, and its rules.
fn row(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let read = &context.resource.read.name;
    let (values, values_mut) = (values(context, false), values(context, true));
    let check = rules::check(context);
    quote! {
        #[automatically_derived]
        impl #private::AnyRow for #read {
            fn value(&self, ordinal: usize) -> #private::Option<&dyn #private::Any> {
                match ordinal { #values }
            }
            fn value_mut(&mut self, ordinal: usize) -> #private::Option<&mut dyn #private::Any> {
                match ordinal { #values_mut }
            }
            #check
        }
    }
}

fn filter_functions(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let filter = &context.resource.filter.name;
    let (conditions, narrowed) = (conditions(context), narrowed(context));
    quote! {
        fn filter<FinMedium: #private::Medium>(
            columns: &FinColumns<FinMedium>,
            filter: &#filter,
            to: &mut #private::Conditions<FinMedium>,
        ) -> #private::Result<()> {
            #conditions
            #private::Ok(())
        }
        fn narrow(filter: &mut #filter, by: #filter) {
            #narrowed
        }
    }
}

/// One match arm for each column. The last one is `_`, because there is no other ordinal.
fn values(context: &Context<'_>, is_mut: bool) -> TokenStream {
    let private = &context.private;
    let last = context.resource.columns.len() - 1;
    let arms = context.columns().map(|(ordinal, column)| {
        let field = &column.field;
        let money = money::value(context, ordinal, is_mut);
        let ordinal = if ordinal == last { quote!(_) } else { quote!(#ordinal) };
        if let Some(value) = money {
            return quote!(#ordinal => #value);
        }
        match (column.nullable, is_mut) {
            (false, false) => quote!(#ordinal => #private::required(&self.#field)),
            (false, true) => quote!(#ordinal => #private::required_mut(&mut self.#field)),
            (true, false) => quote!(#ordinal => #private::optional(&self.#field)),
            (true, true) => quote!(#ordinal => #private::optional_mut(&mut self.#field)),
        }
    });
    quote!(#(#arms),*)
}

fn reads(context: &Context<'_>) -> TokenStream {
    let fields = context.fields().map(|(ordinal, column)| {
        let Column { field, nullable, .. } = column;
        let method = match (column.is_amount(), *nullable) {
            (false, false) => quote!(get),
            (false, true) => quote!(get_optional),
            (true, false) => quote!(money),
            (true, true) => quote!(money_optional),
        };
        quote!(#field: columns.#field.#method(row, #ordinal)?)
    });
    quote!(#(#fields),*)
}

fn filter_fields<'a>(context: &'a Context<'_>) -> Vec<&'a syn::Ident> {
    context.resource.columns.iter().filter(|column| column.filter).map(|column| &column.field).collect()
}

fn narrowed(context: &Context<'_>) -> TokenStream {
    let (private, fields) = (&context.private, filter_fields(context));
    quote! {
        #(#private::add_conditions(&mut filter.#fields, by.#fields);)*
        #private::add_groups(&mut filter.fin_groups, by.fin_groups);
    }
}

fn conditions(context: &Context<'_>) -> TokenStream {
    let private = &context.private;
    let all = context.resource.columns.iter().filter(|column| column.filter).map(|column| {
        let (field, ty) = (&column.field, &column.inner);
        if column.is_amount() {
            return quote!(to.money(&columns.#field, &filter.#field)?;);
        }
        quote!(to.all(&columns.#field, &filter.#field, #private::CloneProbe::<#ty>::CLONE)?;)
    });
    quote! {
        #(#all)*
        for group in &filter.fin_groups {
            group.add_to(to, |filter, to| <Self as #private::Resource>::filter(columns, filter, to))?;
        }
    }
}

/// The capabilities of the resource, as traits.
fn capabilities(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let deletable = resource.parts.delete.then(|| quote!(impl #private::Deletable for #ident {}));
    let soft_delete = (resource.soft_delete && resource.parts.delete)
        .then(|| quote!(impl #private::SoftDelete for #ident {}));
    let searchable = resource.searchable.then(|| quote!(impl #private::Searchable for #ident {}));
    quote!(#deletable #soft_delete #searchable)
}

/// The target of a change: the id, with the version if there is one.
fn target(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let id = &resource.id().ty;
    let (ty, parts) = match resource.with_role(Role::Version) {
        Some(_) => (quote!((#id, i64)), quote!((self.0, #private::Some(self.1)))),
        None => (quote!(#id), quote!((self, #private::None))),
    };
    quote! {
        #[automatically_derived]
        impl #private::Target<#ident> for #ty {
            fn into_parts(self) -> (#id, #private::Option<i64>) {
                #parts
            }
        }
    }
}
