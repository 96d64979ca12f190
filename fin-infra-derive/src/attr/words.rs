//! The walk over `#[fin(..)]`: from tokens to words, each handed on to the place that keeps it.

use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Meta, Path, Token, ext::IdentExt as _};

use super::{nearest, refuse, suggestion};

/// The words that may stand in one place (the struct, a field).
pub(super) trait AttributeOptions: Default {
    /// All of them.
    const KNOWN: &'static [&'static str];
    /// Those that may be written more than once.
    const REPEATABLE: &'static [&'static str];
    /// Options that are known elsewhere only, and the sentence that says where.
    const ELSEWHERE: (&'static [&'static str], &'static str);

    /// The words met so far, for the refusal of a second one and for pointing at one later.
    fn seen(&mut self) -> &mut Vec<Ident>;

    /// Keeps the value of one known word.
    fn keep(&mut self, word: &str, item: &Meta, errors: &mut Accumulator);
}

/// Reads every `#[fin(..)]` among some attributes.
pub(super) fn read<W: AttributeOptions>(attributes: &[Attribute], errors: &mut Accumulator) -> W {
    let mut words = W::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("fin")) {
        match &attribute.meta {
            Meta::List(list) => {
                for item in items(list.tokens.clone(), errors) {
                    read_item(&mut words, &item, errors);
                }
            }
            Meta::Path(path) => errors.push(refuse(
                path.span(),
                "`#[fin]` alone says nothing: put words in parentheses, as in `#[fin(tenant)]`, or remove it",
            )),
            Meta::NameValue(pair) => errors.push(refuse(
                pair.eq_token.span,
                "`fin` takes words in parentheses: write `#[fin(..)]`, as in `#[fin(table = \"budgets\")]`",
            )),
        }
    }
    words
}

/// The items between two parentheses. One that cannot be read costs one error, and the next comma starts afresh.
pub(super) fn items(tokens: TokenStream, errors: &mut Accumulator) -> Vec<NestedMeta> {
    let mut items = Vec::new();
    let outcome = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            match input.parse() {
                Ok(item) => items.push(item),
                Err(error) => {
                    errors.push(error.into());
                    skip_to_comma(input)?;
                }
            }
            let comma: Option<Token![,]> = input.parse()?;
            if comma.is_none() && !input.is_empty() {
                errors.push(refuse(input.span(), "expected `,` (or `=` and a value) before this"));
                if !input.peek(Ident::peek_any) {
                    // What stands before is half of something, and would be refused once more for what it lacks.
                    items.pop();
                    skip_to_comma(input)?;
                    input.parse::<Option<Token![,]>>()?;
                }
            }
        }
        Ok(())
    })
    .parse2(tokens);
    errors.handle(outcome.map_err(Into::into));
    items
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn read_item<W: AttributeOptions>(words: &mut W, item: &NestedMeta, errors: &mut Accumulator) {
    match item {
        NestedMeta::Meta(meta) => read_word(words, meta, errors),
        NestedMeta::Lit(literal) => {
            errors.push(refuse(
                literal.span(),
                "expected a word such as `tenant`; words are written without quotes",
            ));
        }
        NestedMeta::NameValueInvalidExpr(pair) => errors.push(refuse(
            pair.eq_token.span,
            format!("`{}` has no value behind its `=`: write one, or remove the word", spelled(&pair.path)),
        )),
    }
}

fn read_word<W: AttributeOptions>(words: &mut W, meta: &Meta, errors: &mut Accumulator) {
    let word = spelled(meta.path());
    if let Some(known) = W::KNOWN.iter().find(|known| **known == word) {
        errors.handle(check_written_once(words, meta.path(), known));
        words.keep(known, meta, errors);
    } else {
        errors.handle(check_stands_here::<W>(meta.path(), &word));
        recover_from_typo(words, &word, meta);
    }
}

fn check_written_once<W: AttributeOptions>(words: &mut W, path: &Path, word: &str) -> darling::Result<()> {
    let again = words.seen().iter().any(|seen| seen == word);
    words.seen().extend(path.get_ident().cloned());
    if again && !W::REPEATABLE.contains(&word) {
        return Err(refuse(path.span(), format!("`{word}` is written twice: remove one")));
    }
    Ok(())
}

fn check_stands_here<W: AttributeOptions>(path: &Path, word: &str) -> darling::Result<()> {
    let (elsewhere, sentence) = W::ELSEWHERE;
    if elsewhere.contains(&word) {
        return Err(refuse(path.span(), format!("`{word}` {sentence}")));
    }
    let known = W::KNOWN.iter().copied();
    Err(refuse(path.span(), format!("`{word}` is no word of `#[fin(..)]`: {}", suggestion(word, known))))
}

/// Goes on as though the word had been spelled right, so that `tenent` does not also make a `tenant_id` field wrong.
fn recover_from_typo<W: AttributeOptions>(words: &mut W, word: &str, meta: &Meta) {
    let Some(meant) = nearest(word, W::KNOWN.iter().copied()) else { return };
    if words.seen().iter().any(|seen| seen == meant) {
        return;
    }
    let mut unheard = darling::Error::accumulator();
    words.keep(meant, meta, &mut unheard);
    drop(unheard.into_inner());
}

/// A path as the user wrote it.
pub(super) fn spelled(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}
