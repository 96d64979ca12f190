//! `check(..)`: a rule over columns, read from a Rust expression.
//!
//! A rule contains only what means the same in every store and in Rust: comparisons, sums, `&&`, and literals that the
//! columns can hold exactly.

mod compare;
mod money;
mod source;
mod sum;

use darling::error::Accumulator;
use darling::{Error, Result};
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{BinOp, Expr, ExprBinary};

use super::kinds::described;
use super::layout::Layout;
use super::{Check, Kind, Operator, Rule, Sign, Sum, Term, names};
use crate::attr::{StructOptions, error};
use sum::{Part, column};

/// Reads every rule, and leaves out invalid ones.
pub(super) fn collect(
    layout: &Layout,
    options: &StructOptions,
    table: &str,
    errors: &mut Accumulator,
) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for expression in &options.checks {
        let Some(rule) = errors.handle(read(expression, layout)) else { continue };
        let source = source::written(expression);
        if errors.handle(check_is_new(&source, expression, &checks)).is_some() {
            // A hash of the rule, not its position: rules can be reordered, and a changed rule is a new constraint.
            checks.push(Check {
                name: names::constraint_name("ck", table, &names::name_hash(&source)),
                source,
                rule,
            });
        }
    }
    checks.extend(money::null_together(layout, table));
    checks.extend(money::in_currencies(layout, table));
    // The order in which databases check them, so that every store reports the same rule of several that a row violates.
    checks.sort_by(|one, other| one.name.cmp(&other.name));
    checks
}

fn check_is_new(source: &str, expression: &Expr, before: &[Check]) -> Result<()> {
    if before.iter().all(|check| check.source != source) {
        return Ok(());
    }
    Err(error(expression.span(), format!("duplicate rule `{source}`: remove one of them")))
}

fn read(expression: &Expr, layout: &Layout) -> Result<Rule> {
    match expression {
        Expr::Group(group) => read(&group.expr, layout),
        Expr::Paren(paren) => read(&paren.expr, layout),
        Expr::Path(_) => read_boolean(expression, layout),
        Expr::Binary(binary) => read_binary(binary, layout),
        other => Err(rule_error(other)),
    }
}

fn read_binary(binary: &ExprBinary, layout: &Layout) -> Result<Rule> {
    if matches!(binary.op, BinOp::And(_)) {
        return both(read(&binary.left, layout), read(&binary.right, layout))
            .map(|(left, right)| Rule::And(Box::new(left), Box::new(right)));
    }
    let operator = operator(&binary.op)?;
    let (left, right) = both(sum::read(&binary.left, layout), sum::read(&binary.right, layout))?;
    compare::check(&left, operator, binary.op.span(), &right, layout)?;
    let currency = money::in_one_currency(&left, &right, layout)?;
    let compared = Rule::Compare { left: total(left), operator, right: total(right) };
    Ok(match currency {
        Some(currency) => Rule::And(Box::new(currency), Box::new(compared)),
        None => compared,
    })
}

/// A boolean column alone means that it is true.
fn read_boolean(expression: &Expr, layout: &Layout) -> Result<Rule> {
    let ordinal = column(expression, layout)?;
    check_is_boolean(ordinal, expression.span(), layout)?;
    let one = |term| Sum { terms: vec![(Sign::Plus, term)] };
    Ok(Rule::Compare {
        left: one(Term::Column(ordinal)),
        operator: Operator::Eq,
        right: one(Term::Bool(true)),
    })
}

fn check_is_boolean(ordinal: usize, span: Span, layout: &Layout) -> Result<()> {
    let draft = &layout.drafts[ordinal];
    if draft.column.kind == Kind::Bool {
        return Ok(());
    }
    let kind = described(&draft.column.kind);
    Err(error(
        span,
        format!("expected a boolean, and `{}` is {kind}: compare it with something", draft.name()),
    ))
}

fn operator(written: &BinOp) -> Result<Operator> {
    let message = match written {
        BinOp::Eq(_) => return Ok(Operator::Eq),
        BinOp::Ne(_) => return Ok(Operator::Ne),
        BinOp::Lt(_) => return Ok(Operator::Lt),
        BinOp::Le(_) => return Ok(Operator::Le),
        BinOp::Gt(_) => return Ok(Operator::Gt),
        BinOp::Ge(_) => return Ok(Operator::Ge),
        BinOp::Or(_) => {
            "`||` is not supported in a rule, because Rust and SQL treat null differently: use the function \
             of `validate = ..`"
        }
        BinOp::Add(_) | BinOp::Sub(_) => {
            "expected a boolean, found a sum: compare it with something, as in `a + b == c`"
        }
        _ => return Err(sum::operator_error(written)),
    };
    Err(error(written.span(), message))
}

fn rule_error(expression: &Expr) -> Error {
    let (span, message) = match expression {
        Expr::Unary(unary) => match unary.op {
            syn::UnOp::Not(_) => (
                unary.op.span(),
                "`!` is not supported in a rule: write `active == false`, or reverse the comparison",
            ),
            _ => (
                unary.op.span(),
                "expected a boolean, found a sum: compare it with something, as in `-a < b`",
            ),
        },
        Expr::Assign(assign) => (
            assign.eq_token.span,
            "expected a comparison, found an assignment: write \
                                                        `==`",
        ),
        Expr::Lit(literal) => {
            (literal.lit.span(), "expected a comparison, found a literal: compare it with a column")
        }
        other => return sum::expression_error(other),
    };
    error(span, message)
}

fn total(parts: Vec<Part>) -> Sum {
    Sum { terms: parts.into_iter().map(|part| (part.sign, part.term)).collect() }
}

/// Two results, or the errors of both.
fn both<L, R>(left: Result<L>, right: Result<R>) -> Result<(L, R)> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(left), Err(right)) => Err(Error::multiple(vec![left, right])),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}
