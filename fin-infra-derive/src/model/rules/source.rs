//! The text of a rule: for messages, and for the name of its constraint.

use quote::ToTokens as _;
use syn::{Expr, UnOp};

/// The rule with one space around each operator, whatever its formatting. The constraint's name contains a hash of this
/// text, so it must not change with the formatting or the compiler.
pub(super) fn written(expression: &Expr) -> String {
    match expression {
        Expr::Group(group) => written(&group.expr),
        Expr::Paren(paren) => format!("({})", written(&paren.expr)),
        Expr::Binary(binary) => {
            format!("{} {} {}", written(&binary.left), binary.op.to_token_stream(), written(&binary.right))
        }
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => format!("-{}", written(&unary.expr)),
        other => other.to_token_stream().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn formatting_does_not_change_the_text() {
        for rule in ["a==b-( c+1.50 )&&-d<2", "a == b - (c + 1.50) && -d < 2"] {
            let expression = syn::parse_str(rule).expect("an expression");
            assert_eq!(written(&expression), "a == b - (c + 1.50) && -d < 2");
        }
    }
}
