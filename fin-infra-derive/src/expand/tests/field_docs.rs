//! The rules of fields, as their documentation says them.

use syn::{DeriveInput, parse_quote};

use super::super::context::Context;
use super::super::field_docs::{Page, not_stored, of_input, sentences};
use super::artifact;

/// What the page of a generated type says of a field.
fn said(input: &DeriveInput, page: Page, field: &str) -> String {
    artifact(input, |context| {
        let ordinal = context.columns().position(|(_, column)| column.field == field).expect("a field");
        sentences(context, ordinal, page)
    })
}

/// What it says of the only field of a struct.
macro_rules! said {
    ($page:ident, $(#[$option:meta])* $ty:ty) => {
        said(&parse_quote!(struct Note { $(#[$option])* value: $ty }), Page::$page, "value")
    };
}

#[test]
fn a_field_without_rules_gets_no_sentence() {
    for page in [Page::Create, Page::Read, Page::Update] {
        let input = parse_quote!(
            struct Note {
                text: String,
                due: Option<i64>,
            }
        );
        assert_eq!([said(&input, page, "text"), said(&input, page, "due")], ["", ""]);
    }
}

#[test]
fn a_size_is_given_in_the_unit_of_its_type() {
    assert_eq!(
        said!(
            Create,
            #[fin(length(max = 9))]
            String
        ),
        "At most 9 characters."
    );
    assert_eq!(said!(Update, #[fin(length(max = 9))] Option<Vec<u8>>), "At most 9 bytes.");
    assert_eq!(said!(Read, Decimal), "At most 18 digits, 4 of them decimal places.");
    let whole = said!(
        Read,
        #[fin(decimal(precision = 5, scale = 0))]
        Decimal
    );
    assert_eq!(whole, "At most 5 digits, no decimal places.");
    assert_eq!(
        said!(
            Create,
            #[fin(json)]
            Tags
        ),
        "Stored as JSON."
    );
}

#[test]
fn the_only_currency_of_money_is_named() {
    let said = said!(
        Create,
        #[fin(fixed = "EUR", decimal(precision = 9, scale = 2))]
        Money
    );
    assert_eq!(said, "At most 9 digits, 2 of them decimal places. Always in EUR.");
}

#[test]
fn a_default_is_on_create_alone() {
    assert_eq!(
        said!(
            Create,
            #[fin(default)]
            bool
        ),
        "Defaults to `false`."
    );
    assert_eq!(
        said!(
            Create,
            #[fin(default)]
            my::Status
        ),
        "Defaults to `Status::default()`."
    );
    assert_eq!(
        said!(
            Create,
            #[fin(default = Status::Open)]
            Status
        ),
        "Defaults to `Status::Open`."
    );
    let long = said!(
        Create,
        #[fin(default = "0123456789012345678901234567890123456789012345678901234567890123456789".to_owned())]
        String
    );
    assert_eq!(long, "Has a default.");
    assert_eq!(
        said!(
            Read,
            #[fin(default)]
            bool
        ),
        ""
    );
}

#[test]
fn it_is_said_who_sets_a_field() {
    assert_eq!(
        said!(
            Create,
            #[fin(readonly)]
            i64
        ),
        "Set when the row is created, never by an update."
    );
    let internal = said!(
        Update,
        #[fin(internal, default)]
        i64
    );
    assert_eq!(internal, "Set by code, never by JSON.");
    let secret = said!(
        Read,
        #[fin(secret)]
        String
    );
    assert_eq!(secret, "Secret: never in the JSON of a response, and masked in `Debug`.");
}

#[test]
fn a_managed_field_with_its_own_documentation_has_both() {
    let input = parse_quote! {
        struct Note {
            /// Mine.
            id: i64,
            text: String,
        }
    };
    let said = said(&input, Page::Read, "id");
    assert_eq!(
        said,
        "The id of the row, set by the library when the row is created. Lists can be filtered and ordered by it."
    );
}

#[test]
fn uniqueness_names_the_rows_and_the_other_fields() {
    assert_eq!(
        said!(
            Create,
            #[fin(unique, length(max = 9))]
            String
        ),
        "At most 9 characters. Unique."
    );
    let input = parse_quote! {
        #[fin(tenant, soft_delete, unique_ci("user", "name"))]
        struct Note { user: i64, name: String }
    };
    let expected = "Together with `user`, unique among the live rows of a tenant, ignoring case.";
    assert_eq!(said(&input, Page::Create, "name"), format!("At most 255 characters. {expected}"));
    assert_eq!(said(&input, Page::Read, "user"), expected.replace("user", "name"));
}

#[test]
fn uses_in_lists_are_on_read_alone() {
    let input = parse_quote! {
        #[fin(search = "name", filter("name"))]
        struct Note { #[fin(order, length(max = 9))] name: String }
    };
    let size = "At most 9 characters.";
    assert_eq!(
        said(&input, Page::Read, "name"),
        format!("{size} Lists can be filtered, ordered and searched by it.")
    );
    assert_eq!(said(&input, Page::Update, "name"), size);
}

#[test]
fn a_reference_links_to_its_parent() {
    let said = said!(
        Create,
        #[fin(belongs_to = "super::Goal")]
        Uuid
    );
    assert_eq!(said, "The id of a row of [`Goal`](super::Goal), which has to exist.");
}

#[test]
fn a_rule_is_on_each_field_that_it_compares() {
    let input = parse_quote! {
        #[fin(check(least >= 0), check(most > least))]
        struct Range { #[fin(adjust)] least: i64, most: i64, other: i64 }
    };
    assert_eq!(
        said(&input, Page::Create, "least"),
        "Has to satisfy `most > least` and `least >= 0`. [`RangeAdjust`] adds to it."
    );
    assert_eq!(said(&input, Page::Read, "most"), "Has to satisfy `most > least`.");
    assert_eq!(said(&input, Page::Read, "other"), "");
    assert_eq!(
        said(&input, Page::Adjust, "least"),
        "The amount to add; a negative one is subtracted. The result has to satisfy `most > least` and `least >= 0`."
    );
}

#[test]
fn rules_of_garde_are_quoted_on_inputs() {
    let said = said!(
        Update,
        #[fin(validate(length(min = 1, max = 8), custom(names::check)))]
        String
    );
    assert_eq!(said, "Validated by `length(min = 1, max = 8)` and `custom(names::check)`.");
}

#[test]
fn the_first_sentence_of_a_type_is_followed_by_what_holds_for_all_fields() {
    let input: DeriveInput = parse_quote! {
        #[fin(prepare = tidy, validate = rules::check)]
        struct Note { text: Option<String>, #[fin(skip)] cached: bool }
    };
    let hooks = " `tidy` may change or reject it first. `rules::check` may reject it last.";
    let text = |page: fn(&Context<'_>) -> String| artifact(&input, page);
    let json = " JSON may leave out a field that is an `Option` or has a default.";
    assert_eq!(text(|context| of_input(context, Page::Create)), format!("{json}{hooks}"));
    let null = " `Some(None)` sets a column to null.";
    assert_eq!(text(|context| of_input(context, Page::Update)), format!("{null}{hooks}"));
    assert_eq!(text(not_stored), " Not stored: `cached`.");
}
