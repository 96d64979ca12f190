//! Hooks: the program's functions that prepare and validate input.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::context::{Context, at_call_site};

/// `prepare` of Create, Update or Adjust: the program's `prepare`, the rules on fields, and the program's `validate`.
pub(super) fn prepare(context: &Context<'_>, variant: &str, value: &TokenStream, ty: &Ident) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let variant = format_ident!("{variant}");
    let hook = |path: &Option<Path>, name: &str| {
        let name = format_ident!("{name}");
        path.as_ref()
            .map(|_| quote!(<#ident as #private::Inputs>::#name(#private::Input::#variant(&mut *#value))?;))
    };
    // The rules are about values, not about amounts.
    let rules = variant != "Adjust" && resource.columns.iter().any(|column| !column.validate.is_empty());
    let rules = rules.then(|| quote!(#private::validate(&*#value)?;));
    let prepare = hook(&resource.prepare, "PREPARE");
    let validate = hook(&resource.validate, "VALIDATE");
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

/// `impl Inputs`: the program's functions, and the types that they see.
pub(super) fn inputs(context: &Context<'_>) -> TokenStream {
    let Context { private, ident, resource, .. } = context;
    let name = |there: bool, name: &Ident| if there { quote!(#name) } else { quote!(#private::Never) };
    let create = name(resource.parts.create, &resource.create.name);
    let update = name(resource.parts.update, &resource.update.name);
    let adjust = match resource.parts.adjust {
        true => {
            let adjust = &resource.adjust.name;
            quote!(&'fin mut #adjust)
        }
        false => quote!(#private::Never),
    };
    let hook = |path: &Option<Path>, name: &str| {
        path.as_ref().map(|path| {
            let private = context.private_at(at_call_site(path.span()));
            let name = format_ident!("{name}");
            quote_spanned!(at_call_site(path.span())=> const #name: #private::Hook<Self> = #path;)
        })
    };
    let prepare = hook(&resource.prepare, "PREPARE");
    let validate = hook(&resource.validate, "VALIDATE");
    quote! {
        #[automatically_derived]
        impl #private::Inputs for #ident {
            type Create = #create;
            type Update = #update;
            type Adjust<'fin> = #adjust;
            #prepare
            #validate
        }
    }
}
