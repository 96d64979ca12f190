//! Properties of every generated token.

use proc_macro2::{TokenStream, TokenTree};
use syn::{DeriveInput, parse_quote};

use crate::derive::derive;

/// A struct with every option that generates code, and without names of the prelude.
fn everything() -> DeriveInput {
    parse_quote! {
        #[fin(crate = "persistence", tenant, soft_delete, version, search = "name", children("Part"))]
        #[fin(unique("name", "place"), unique_ci("name"), index("place"), check(place > 0 && total == part + 0.5))]
        #[fin(prepare = tidy, validate = check, create(derive(Eq)))]
        pub struct Whole {
            #[fin(filter, order, validate(length(max = 3)), schema(example = "a"))]
            pub name: own::String,
            #[fin(filter, order, default = 1)]
            pub place: i64,
            pub total: Decimal,
            #[fin(readonly)]
            pub part: Decimal,
            #[fin(belongs_to = "Owner")]
            pub owner_id: OwnerId,
            #[fin(json, default)]
            pub tags: Tags,
            #[fin(secret, internal, default)]
            pub pin: own::Text,
            #[fin(skip)]
            pub cached: bool,
        }
    }
}

/// Calls `visit` with each identifier, the token before it and the token after it.
fn each_ident(tokens: TokenStream, visit: &mut impl FnMut(&str, &str, &str)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let spelled = |position: Option<usize>| {
        position.and_then(|position| tokens.get(position)).map(ToString::to_string).unwrap_or_default()
    };
    for (position, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                visit(&ident.to_string(), &spelled(position.checked_sub(1)), &spelled(Some(position + 1)));
            }
            TokenTree::Group(group) => each_ident(group.stream(), visit),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn every_path_starts_at_the_path_of_the_core() {
    const NAMES: [&str; 23] = [
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "Vec",
        "String",
        "Box",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "From",
        "Into",
        "Iterator",
        "PartialEq",
        "Eq",
        "Send",
        "Sync",
        "Drop",
        "ToOwned",
        "ToString",
    ];
    // The user's own derive.
    let derived = "Eq";
    each_ident(derive(&everything()), &mut |ident, before, _| {
        let is_a_name = NAMES.contains(&ident) && ident != derived;
        assert!(!is_a_name || before == ":", "`{ident}` is resolved in the program's prelude");
        assert!(
            !["std", "core", "alloc", "fin_infra"].contains(&ident),
            "`{ident}` is resolved in the program"
        );
    });
}

#[test]
fn generated_code_has_no_cfg_but_that_of_rustdoc() {
    each_ident(derive(&everything()), &mut |ident, _, after| {
        let is_cfg = ["cfg", "cfg_attr"].contains(&ident) && after.starts_with('(');
        let asks = after.replace(' ', "");
        let is_of_rustdoc = ["(doc)", "(not(doc))"].contains(&&*asks) || asks.starts_with("(doc,doc=");
        assert!(!is_cfg || is_of_rustdoc, "the program has other features");
    });
}
