//! Defaults that a database can have as well, because they are plain values.

use syn::{Expr, Lit, Macro, UnOp};

use super::{Column, Default, Kind};

/// A plain value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Literal {
    Bool(bool),
    Integer(i64),
    /// In decimal digits, with its sign and point.
    Decimal(String),
    Text(String),
}

impl Column {
    /// The column's default, if it is a constant of a type that the library knows.
    pub(crate) fn literal(&self) -> Option<Literal> {
        match self.default.as_ref()? {
            Default::Trait if self.nullable => None,
            Default::Trait => of_type(&self.kind),
            Default::Expr(expression) => of_expression(&self.kind, expression),
        }
    }
}

/// The value of `Default`.
fn of_type(kind: &Kind) -> Option<Literal> {
    match kind {
        Kind::Bool => Some(Literal::Bool(false)),
        Kind::Integer => Some(Literal::Integer(0)),
        Kind::Decimal { .. } => Some(Literal::Decimal("0".to_owned())),
        Kind::Text { .. } => Some(Literal::Text(String::new())),
        _ => None,
    }
}

fn of_expression(kind: &Kind, expression: &Expr) -> Option<Literal> {
    match (kind, expression) {
        (_, Expr::Paren(inner)) => of_expression(kind, &inner.expr),
        // `money!(0 EUR)`
        (Kind::Decimal { .. } | Kind::Other { .. }, Expr::Macro(call)) => money(kind, &call.mac),
        // `true`, `7`, `"text"`
        (Kind::Bool, Expr::Lit(literal)) => match &literal.lit {
            Lit::Bool(value) => Some(Literal::Bool(value.value)),
            _ => None,
        },
        (Kind::Integer, _) => integer(expression).map(Literal::Integer),
        // `"text".to_owned()`, `String::from("text")`
        (Kind::Text { .. }, _) => converted(expression).and_then(text).map(Literal::Text),
        // `7.into()`, `Decimal::from(7)`, `Decimal::ZERO`
        (Kind::Decimal { .. }, Expr::Path(path)) => {
            match path.path.segments.last()?.ident.to_string().as_str() {
                "ZERO" => Some(Literal::Decimal("0".to_owned())),
                "ONE" => Some(Literal::Decimal("1".to_owned())),
                _ => None,
            }
        }
        (Kind::Decimal { .. }, _) => {
            converted(expression).and_then(integer).map(|value| Literal::Decimal(value.to_string()))
        }
        _ => None,
    }
}

fn integer(expression: &Expr) -> Option<i64> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(value) => value.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(negated) if matches!(negated.op, UnOp::Neg(_)) => integer(&negated.expr)?.checked_neg(),
        _ => None,
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(value) => Some(value.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The expression that is converted into the column's type: the receiver of `.into()`, or the argument of `from`.
fn converted(expression: &Expr) -> Option<&Expr> {
    const METHODS: [&str; 3] = ["into", "to_owned", "to_string"];
    match expression {
        Expr::MethodCall(call) if call.args.is_empty() && METHODS.iter().any(|name| call.method == name) => {
            Some(&call.receiver)
        }
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "from") => {
                call.args.first()
            }
            _ => None,
        },
        _ => None,
    }
}

/// The amount or the currency of a literal of `Money`.
fn money(kind: &Kind, literal: &Macro) -> Option<Literal> {
    let is_money = literal.path.segments.last().is_some_and(|last| last.ident == "money");
    let text = literal.tokens.to_string();
    let (amount, code) = text.rsplit_once(' ').filter(|_| is_money)?;
    match kind {
        Kind::Other { .. } => Some(Literal::Text(code.to_owned())),
        _ => Some(Literal::Decimal(amount.replace([' ', '_'], ""))),
    }
}
