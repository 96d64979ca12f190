//! One side of a comparison: columns and literals, added and subtracted.

use darling::{Error, Result};
use proc_macro2::Span;
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{BinOp, Expr, ExprBinary, ExprUnary, Lit, UnOp};

use super::super::layout::Layout;
use super::super::{Role, Sign, Term};
use super::both;
use crate::attr::error;

/// A term with its sign and span.
pub(super) struct Part {
    pub(super) sign: Sign,
    pub(super) term: Term,
    pub(super) span: Span,
}

/// Reads one side of a comparison.
pub(super) fn read(expression: &Expr, layout: &Layout) -> Result<Vec<Part>> {
    match expression {
        Expr::Group(group) => read(&group.expr, layout),
        Expr::Paren(paren) => read(&paren.expr, layout),
        Expr::Path(path) => {
            column(expression, layout).map(|ordinal| vec![plus(Term::Column(ordinal), path.span())])
        }
        Expr::Lit(literal) => self::literal(&literal.lit).map(|term| vec![plus(term, literal.lit.span())]),
        Expr::Unary(unary) => read_unary(unary, layout),
        Expr::Binary(binary) => read_binary(binary, layout),
        other => Err(expression_error(other)),
    }
}

fn plus(term: Term, span: Span) -> Part {
    Part { sign: Sign::Plus, term, span }
}

fn read_unary(unary: &ExprUnary, layout: &Layout) -> Result<Vec<Part>> {
    match unary.op {
        UnOp::Neg(_) => read(&unary.expr, layout).map(negated),
        _ => Err(error(
            unary.op.span(),
            "this operator is not supported in a rule: write `== false` instead of `!`, and columns without \
             `*`",
        )),
    }
}

fn read_binary(binary: &ExprBinary, layout: &Layout) -> Result<Vec<Part>> {
    let (left, right) = match binary.op {
        BinOp::Add(_) => both(read(&binary.left, layout), read(&binary.right, layout))?,
        BinOp::Sub(_) => both(read(&binary.left, layout), read(&binary.right, layout).map(negated))?,
        _ => return Err(operator_error(&binary.op)),
    };
    Ok(left.into_iter().chain(right).collect())
}

fn negated(mut parts: Vec<Part>) -> Vec<Part> {
    for part in &mut parts {
        part.sign = match part.sign {
            Sign::Plus => Sign::Minus,
            Sign::Minus => Sign::Plus,
        };
    }
    parts
}

/// The ordinal of the column that an expression names.
pub(super) fn column(expression: &Expr, layout: &Layout) -> Result<usize> {
    let name = match expression {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    };
    let Some(name) = name else { return Err(expression_error(expression)) };
    check_is_no_none(name)?;
    let ordinal = layout.find(&name.unraw().to_string(), name.span())?;
    check_is_the_structs_own(layout, ordinal, name.span())?;
    Ok(ordinal)
}

fn check_is_no_none(name: &syn::Ident) -> Result<()> {
    if name != "None" {
        return Ok(());
    }
    Err(error(
        name.span(),
        "a rule cannot test for null, because it holds if a column in it is null: remove this comparison",
    ))
}

fn check_is_the_structs_own(layout: &Layout, ordinal: usize, span: Span) -> Result<()> {
    let draft = &layout.drafts[ordinal];
    if draft.column.role == Role::Data {
        return Ok(());
    }
    Err(error(
        span,
        format!("`{}` is set by the library after the rules are checked: name another field", draft.name()),
    ))
}

fn literal(literal: &Lit) -> Result<Term> {
    check_has_no_suffix(literal)?;
    match literal {
        Lit::Int(number) => Ok(Term::Number(number.base10_digits().to_owned())),
        Lit::Float(number) => {
            let digits = number.base10_digits();
            check_has_plain_digits(digits, literal.span())?;
            Ok(Term::Number(digits.trim_end_matches('.').to_owned()))
        }
        Lit::Str(text) => {
            check_has_no_nul(text)?;
            Ok(Term::Text(text.value()))
        }
        Lit::Bool(truth) => Ok(Term::Bool(truth.value)),
        other => Err(error(
            other.span(),
            "this literal is not supported in a rule: write a number, a text in double quotes, `true` or \
             `false`",
        )),
    }
}

fn check_has_no_suffix(literal: &Lit) -> Result<()> {
    let suffix = literal.suffix();
    if suffix.is_empty() {
        return Ok(());
    }
    Err(error(
        literal.span(),
        format!("the type of a number follows from its column: write it without `{suffix}`"),
    ))
}

fn check_has_plain_digits(digits: &str, span: Span) -> Result<()> {
    if digits.contains(['e', 'E']) {
        return Err(error(span, "exponents are not supported in a rule: write the number in plain digits"));
    }
    Ok(())
}

fn check_has_no_nul(text: &syn::LitStr) -> Result<()> {
    if text.value().contains('\0') {
        return Err(error(text.span(), "PostgreSQL cannot store a NUL character: write the text without it"));
    }
    Ok(())
}

/// The error about an operator in a rule.
pub(super) fn operator_error(operator: &BinOp) -> Error {
    let written = operator.to_token_stream().to_string();
    let message = match operator {
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
            "comparisons cannot be chained: join them with `&&`, as in `a < b && b < c`".to_owned()
        }
        BinOp::And(_) | BinOp::Or(_) => {
            format!("`{written}` joins comparisons and cannot be part of one: move the parentheses")
        }
        BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => format!(
            "`{written}` is not supported in a rule, because stores round it differently: store the result \
             in a separate column, or use the function of `validate = ..`"
        ),
        _ => format!("`{written}` is not supported in a rule: use the function of `validate = ..`"),
    };
    error(operator.span(), message)
}

/// The error about an expression in a rule.
pub(super) fn expression_error(expression: &Expr) -> Error {
    let (span, message) = match expression {
        Expr::Field(field) => {
            (field.dot_token.span(), "expected the name of a field: write `amount`, not `self.amount`")
        }
        Expr::MethodCall(call) => (
            call.method.span(),
            "method calls are not supported in a rule: compare the columns directly, or use the function of \
             `validate = ..`",
        ),
        Expr::Call(call) => (
            call.func.span(),
            "function calls are not supported in a rule: compare the columns directly, or use the function \
             of `validate = ..`",
        ),
        Expr::Path(path) => (path.span(), "expected a column or a literal: write the name of a field"),
        other => (
            other.span(),
            "a rule supports columns, literals, comparisons, `+`, `-` and `&&`: for anything else, use the \
             function of `validate = ..`",
        ),
    };
    error(span, message)
}
