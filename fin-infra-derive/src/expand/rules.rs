//! Rules over the columns of a row, in Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::money;
use crate::model::{Kind, Operator, Rule, Sign, Sum, Term};

/// `fn check`, if there are rules.
pub(super) fn check(context: &Context<'_>) -> Option<TokenStream> {
    let Context { private, resource, .. } = context;
    let currencies = money::checks(context);
    if resource.checks.is_empty() && currencies.is_empty() {
        return None;
    }
    let rules = resource.checks.iter().enumerate().map(|(number, check)| {
        let truth = rule(context, &check.rule);
        quote!(#private::rule::hold(&FIN_TABLE.checks[#number], #truth)?;)
    });
    let row = (!resource.checks.is_empty()).then(|| quote!(let row = self;));
    Some(quote! {
        fn check(&self) -> #private::Result<()> {
            #(#currencies)*
            #row
            #(#rules)*
            #private::Ok(())
        }
    })
}

fn rule(context: &Context<'_>, rule_: &Rule) -> TokenStream {
    let private = &context.private;
    match rule_ {
        Rule::And(left, right) => {
            let (left, right) = (rule(context, left), rule(context, right));
            quote!(#private::rule::and(#left, #right))
        }
        Rule::NullTogether { .. } | Rule::InCurrency { .. } => quote!(#private::Some(true)),
        Rule::Compare { left, operator, right } => {
            let decimal = is_decimal(context, left) || is_decimal(context, right);
            let (left, right) = (sum(context, left, decimal), sum(context, right, decimal));
            let operator = match operator {
                Operator::Eq => quote!(is_eq),
                Operator::Ne => quote!(is_ne),
                Operator::Lt => quote!(is_lt),
                Operator::Le => quote!(is_le),
                Operator::Gt => quote!(is_gt),
                Operator::Ge => quote!(is_ge),
            };
            quote!(#private::rule::compare(&[#left], #private::Ordering::#operator, &[#right]))
        }
    }
}

fn is_decimal(context: &Context<'_>, sum: &Sum) -> bool {
    sum.terms.iter().any(|(_, term)| match term {
        Term::Column(ordinal) => matches!(context.resource.columns[*ordinal].kind, Kind::Decimal { .. }),
        Term::Number(digits) => digits.contains('.'),
        _ => false,
    })
}

fn sum(context: &Context<'_>, sum: &Sum, decimal: bool) -> TokenStream {
    let private = &context.private;
    let terms = sum.terms.iter().map(|(sign, operand)| {
        let sign = match sign {
            Sign::Plus => quote!(Plus),
            Sign::Minus => quote!(Minus),
        };
        let operand = term(context, operand, decimal);
        quote!((#private::rule::Sign::#sign, #operand))
    });
    quote!(#(#terms),*)
}

fn term(context: &Context<'_>, term: &Term, decimal: bool) -> TokenStream {
    let private = &context.private;
    match term {
        Term::Column(ordinal) => {
            let column = &context.resource.columns[*ordinal];
            if let Some(value) = money::rule_term(context, *ordinal) {
                return value;
            }
            let (field, reader) =
                (&column.field, if column.nullable { quote!(optional) } else { quote!(column) });
            quote!(#private::rule::#reader(&row.#field))
        }
        Term::Number(digits) if decimal => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let scale = u32::try_from(fraction.len()).unwrap_or_default();
            let digits: i128 = format!("{whole}{fraction}").parse().unwrap_or_default();
            quote!(#private::rule::decimal(#digits, #scale))
        }
        Term::Number(digits) => {
            let value: i64 = digits.parse().unwrap_or_default();
            quote!(#private::rule::integer(#value))
        }
        Term::Text(text) => quote!(#private::rule::text(#text)),
        Term::Bool(value) => quote!(#private::rule::boolean(#value)),
    }
}
