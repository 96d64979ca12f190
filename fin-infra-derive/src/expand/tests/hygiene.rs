//! What holds for every token that is generated.

use proc_macro2::{TokenStream, TokenTree};
use syn::{DeriveInput, parse_quote};

use crate::derive::derive;

/// A struct with everything that has code of its own, whose own words are none of the prelude's.
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

/// Calls `look` with each identifier, what stands before it and what stands behind it.
fn each_word(tokens: TokenStream, look: &mut impl FnMut(&str, &str, &str)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let spelled = |position: Option<usize>| {
        position.and_then(|position| tokens.get(position)).map(ToString::to_string).unwrap_or_default()
    };
    for (position, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => {
                look(&word.to_string(), &spelled(position.checked_sub(1)), &spelled(Some(position + 1)));
            }
            TokenTree::Group(group) => each_word(group.stream(), look),
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
    // What the user derives is the user's own.
    let own = "Eq";
    each_word(derive(&everything()), &mut |word, before, _| {
        let is_a_name = NAMES.contains(&word) && word != own;
        assert!(!is_a_name || before == ":", "`{word}` is left to the program's prelude");
        assert!(!["std", "core", "alloc", "fin_infra"].contains(&word), "`{word}` is left to the program");
    });
}

#[test]
fn no_feature_is_asked_of_the_program() {
    each_word(derive(&everything()), &mut |word, _, behind| {
        assert!(
            !(["cfg", "cfg_attr"].contains(&word) && behind.starts_with('(')),
            "the program has other features"
        );
    });
}
