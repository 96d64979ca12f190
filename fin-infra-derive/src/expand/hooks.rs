//! The program's own functions that tidy and refuse what comes in.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::context::{Context, here};

/// `prepare` of Create or Update: the program's `prepare`, the rules on fields, and the program's `validate`.
pub(super) fn prepare(context: &Context<'_>, variant: &str, value: &TokenStream, ty: &Ident) -> TokenStream {
    let Context { private, resource, .. } = context;
    let hook = |path: &Option<syn::Path>| {
        path.as_ref().map(|path| {
            let span = here(path.span());
            let private = context.private_at(span);
            let variant = Ident::new(variant, span);
            quote_spanned!(span=> #path(#private::Input::#variant(&mut *#value))?;)
        })
    };
    let rules = resource.columns.iter().any(|column| !column.validate.is_empty());
    let rules = rules.then(|| quote!(#private::validate(&*#value)?;));
    let (prepare, validate) = (hook(&resource.prepare), hook(&resource.validate));
    if prepare.is_none() && validate.is_none() && rules.is_none() {
        return TokenStream::new();
    }
    quote! {
        fn prepare(#value: &mut #ty) -> #private::Result<()> {
            #prepare
            #rules
            #validate
            #private::Ok(())
        }
    }
}

/// What the program's functions are shown.
pub(super) fn inputs(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let name = |there: bool, name: &Ident| if there { quote!(#name) } else { quote!(#private::Never) };
    let create = name(resource.parts.create, &resource.create.name);
    let update = name(resource.parts.update, &resource.update.name);
    quote! {
        #[automatically_derived]
        impl #private::Inputs for #ident {
            type Create = #create;
            type Update = #update;
        }
    }
}
