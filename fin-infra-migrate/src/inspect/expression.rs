//! Comparing expressions by their structure.
//!
//! A database prints an expression with other parentheses, casts and quotes than it was given. Redundant parentheses are
//! ignored, and significant ones are kept: `a - (b - c)` differs from `a - b - c`.

use super::token::{Kind, Token, tokens};

/// Whether both are equivalent.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    match (parsed(one), parsed(other)) {
        (Some(one), Some(other)) => one == other,
        // At least one side is not SQL of a struct.
        _ => flat(one) == flat(other),
    }
}

/// A canonical form: parentheses by structure, without quotes of names, casts, spaces, the case of keywords, and trailing
/// zeros of numbers.
#[cfg(any(test, feature = "mysql"))]
pub(super) fn canonical(sql: &str) -> String {
    parsed(sql).unwrap_or_else(|| flat(sql))
}

fn parsed(sql: &str) -> Option<String> {
    let tokens = tokens(sql);
    let mut parser = Parser { tokens: &tokens, keeps_casts: false };
    let parsed = parser.expression(0)?;
    parser.tokens.is_empty().then(|| parsed.text())
}

/// The tokens without parentheses.
fn flat(sql: &str) -> String {
    tokens(sql).iter().filter(|token| !token.is("(") && !token.is(")")).map(word).collect()
}

/// The form of a token for comparison.
fn word(token: &Token<'_>) -> String {
    match token.kind {
        Kind::Symbol if token.is("!=") => "<>".to_owned(),
        Kind::Text | Kind::Symbol => token.text.to_owned(),
        Kind::Name => token.name().to_lowercase(),
        Kind::Word => canonical_word(token.text),
    }
}

fn canonical_word(word: &str) -> String {
    let word = word.to_lowercase();
    if word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.') {
        return word.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    match word.as_str() {
        "true" => "1".to_owned(),
        "false" => "0".to_owned(),
        _ => word,
    }
}

/// The structure of an expression, if it is SQL of the kind that structs have. Names are in lower case, and a cast of anything
/// but a literal is `cast(name as type)`.
pub(crate) fn tree(sql: &str) -> Option<Tree> {
    let tokens = tokens(sql);
    let mut parser = Parser { tokens: &tokens, keeps_casts: true };
    let parsed = parser.expression(0)?;
    parser.tokens.is_empty().then_some(parsed)
}

/// A parsed expression.
pub(crate) enum Tree {
    /// A name, a value, or a part without structure.
    Leaf(String),
    /// An operator between its operands. `AND` and `OR` have as many as there are.
    Chain(String, Vec<Tree>),
}

impl Tree {
    fn of(operator: &str, left: Self, right: Self) -> Self {
        let is_associative = matches!(operator, "and" | "or");
        let mut operands = Vec::new();
        for side in [left, right] {
            match side {
                Self::Chain(other, inner) if is_associative && other == operator => operands.extend(inner),
                side => operands.push(side),
            }
        }
        Self::Chain(operator.to_owned(), operands)
    }

    fn text(&self) -> String {
        match self {
            Self::Leaf(text) => text.clone(),
            Self::Chain(operator, operands) => {
                let operands: Vec<String> = operands.iter().map(Self::text).collect();
                format!("({})", operands.join(&format!(" {operator} ")))
            }
        }
    }
}

/// An operator's precedence; equal ones associate to the left.
fn strength(operator: &str) -> Option<u8> {
    Some(match operator {
        "or" => 1,
        "and" => 2,
        "=" | "<>" | "<" | ">" | "<=" | ">=" => COMPARISON,
        "|" => 5,
        "&" => 6,
        "<<" | ">>" => 7,
        "+" | "-" => 8,
        "*" | "/" | "%" => 9,
        "||" => 10,
        _ => return None,
    })
}

const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const SIGN: u8 = 11;

struct Parser<'a> {
    /// The tokens that are not parsed yet.
    tokens: &'a [Token<'a>],
    /// Whether casts are part of the structure, since they can change a value.
    keeps_casts: bool,
}

impl<'a> Parser<'a> {
    /// Parses an expression with operators of higher precedence than `least`.
    fn expression(&mut self, least: u8) -> Option<Tree> {
        let mut left = self.operand()?;
        loop {
            if COMPARISON > least && self.skip_word("is") {
                let not = if self.skip_word("not") { " not" } else { "" };
                self.skip_word("null").then_some(())?;
                left = Tree::Leaf(format!("({} is{not} null)", left.text()));
                continue;
            }
            if COMPARISON > least && self.skip_word("between") {
                // PostgreSQL keeps the two comparisons.
                let from = self.expression(COMPARISON)?;
                self.skip_word("and").then_some(())?;
                let to = self.expression(COMPARISON)?;
                let text = left.text();
                let from = Tree::of(">=", left, from);
                left = Tree::of("and", from, Tree::of("<=", Tree::Leaf(text), to));
                continue;
            }
            let Some(operator) = self.tokens.first().map(word) else { return Some(left) };
            let Some(strength) = strength(&operator).filter(|strength| *strength > least) else {
                return Some(left);
            };
            self.take()?;
            left = Tree::of(&operator, left, self.expression(strength)?);
        }
    }

    fn operand(&mut self) -> Option<Tree> {
        let token = self.take()?;
        let tree = if token.is("-") {
            Tree::Leaf(format!("-{}", self.expression(SIGN)?.text()))
        } else if token.is("(") {
            let inner = self.expression(0)?;
            self.skip(")").then_some(inner)?
        } else if token.is_word("not") {
            Tree::Leaf(format!("(not {})", self.expression(NOT)?.text()))
        } else if token.kind == Kind::Symbol
            || ["and", "or", "case", "in", "like"].iter().any(|word| token.is_word(word))
        {
            return None;
        } else if token.kind == Kind::Word && self.skip("(") {
            self.call(&word(&token))?
        } else {
            Tree::Leaf(word(&token))
        };
        self.without_casts(tree)
    }

    /// Parses the arguments of a function, up to the closing parenthesis.
    fn call(&mut self, name: &str) -> Option<Tree> {
        let mut arguments = Vec::new();
        while !self.skip(")") {
            let argument = self.expression(0)?.text();
            let sql_type =
                if self.skip_word("as") { format!(" as {}", self.sql_type()?) } else { String::new() };
            arguments.push(format!("{argument}{sql_type}"));
            if !self.skip(",") && !self.tokens.first()?.is(")") {
                return None;
            }
        }
        Some(Tree::Leaf(format!("{name}({})", arguments.join(","))))
    }

    /// Skips casts after an operand. PostgreSQL prints `'-8'::integer` for -8.
    fn without_casts(&mut self, operand: Tree) -> Option<Tree> {
        let mut operand = operand;
        while self.skip("::") {
            let sql_type = self.sql_type()?;
            operand = match operand {
                Tree::Leaf(text) => Tree::Leaf(match literal(&text, &sql_type) {
                    Some(literal) => literal,
                    None if self.keeps_casts => format!("cast({text} as {sql_type})"),
                    None => text,
                }),
                chain @ Tree::Chain(..) if self.keeps_casts => {
                    Tree::Leaf(format!("cast({} as {sql_type})", chain.text()))
                }
                chain @ Tree::Chain(..) => chain,
            };
        }
        Some(operand)
    }

    /// Parses a type with its sizes.
    fn sql_type(&mut self) -> Option<String> {
        let mut text = word(&self.take().filter(|token| token.kind != Kind::Symbol)?);
        while let Some(further) = self.tokens.first().map(word)
            && ["varying", "precision", "with", "without", "time", "zone", "unsigned"]
                .contains(&further.as_str())
        {
            self.take()?;
            text.push_str(&further);
        }
        if self.skip("(") {
            let mut sizes = String::new();
            while !self.skip(")") {
                sizes.push_str(&word(&self.take()?));
            }
            text = format!("{text}({sizes})");
        }
        Some(text)
    }

    fn take(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    fn skip(&mut self, symbol: &str) -> bool {
        self.skip_if(|token| token.is(symbol))
    }

    fn skip_word(&mut self, word: &str) -> bool {
        self.skip_if(|token| token.is_word(word))
    }

    fn skip_if(&mut self, is_meant: impl Fn(&Token<'_>) -> bool) -> bool {
        let Some((first, rest)) = self.tokens.split_first() else { return false };
        let skips = is_meant(first);
        if skips {
            self.tokens = rest;
        }
        skips
    }
}

/// A literal without a cast that does not change its value.
fn literal(text: &str, sql_type: &str) -> Option<String> {
    let quoted = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let is_integer = ["integer", "bigint", "smallint"].contains(&sql_type);
    if is_integer || sql_type == "numeric" {
        let (sign, digits) = match quoted.unwrap_or(text).strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", quoted.unwrap_or(text)),
        };
        let is_number = digits.starts_with(|first: char| first.is_ascii_digit());
        return (is_number && !(is_integer && digits.contains('.')))
            .then(|| format!("{sign}{}", canonical_word(digits)));
    }
    // A `bpchar` is compared without the spaces at its end.
    (quoted.is_some() && !sql_type.contains('(') && sql_type != "bpchar").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Tree, is_same, tree};

    #[test]
    fn the_structure_of_an_expression_has_the_casts_that_can_change_a_value() {
        let sides = |sql: &str| match tree(sql) {
            Some(Tree::Chain(_, sides)) => sides.iter().map(Tree::text).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        for (sql, left, right) in [
            ("(total > ('-8'::integer)::numeric)", "total", "-8"),
            ("((kind)::text <> 'x'::text)", "cast(kind as text)", "'x'"),
            ("(kind <> 'x'::character varying)", "kind", "'x'"),
            ("((total)::integer > 0)", "cast(total as integer)", "0"),
            ("(((a + b))::bigint > 0)", "cast((a + b) as bigint)", "0"),
            ("(total > (1.6)::integer)", "total", "cast(1.6 as integer)"),
            ("(total > '1.66'::numeric(4,1))", "total", "cast('1.66' as numeric(4,1))"),
        ] {
            assert_eq!(sides(sql), [left, right], "{sql}");
        }
    }

    #[test]
    fn what_only_sounds_different_is_the_same() {
        for (one, other) in [
            ("\"worth\" = \"assets\" - \"debts\"", "(worth = (assets - debts))"),
            ("`amount` > 0.50", "(amount > (0.5)::numeric)"),
            ("\"kind\" <> 'no ''such'' (kind)'", "((kind)::text <> 'no ''such'' (kind)'::text)"),
            ("'pending'", "'pending'::character varying(20)"),
            ("\"total\" > -8", "(total > ('-8'::integer)::numeric)"),
            ("FALSE", "0"),
            ("(TRUE)", "true"),
            ("a - b - c > 0", "(((a - b) - c) > 0)"),
            ("\"a\"::BIGINT - \"b\" + 1 >= -5", "((((a)::bigint - b) + 1) >= '-5'::integer)"),
            ("(a > 1) AND ((b > 2) AND (c != 3))", "((a > 1) AND (b > 2) AND (c <> 3))"),
            ("a BETWEEN 1 AND 2 AND b > 0", "((a >= 1) AND (a <= 2) AND (b > 0))"),
            ("NOT a = b OR c IS NOT NULL", "((NOT (a = b)) OR (c IS NOT NULL))"),
            ("IF(`deleted_at` IS NULL, 1, NULL)", "if(`deleted_at` is null,1,NULL)"),
            ("CAST(`a` AS DECIMAL(20,0)) + `b` < 9", "cast(`a` as decimal(20,0)) + `b` < 9"),
            ("(`a` >> 32) + (`a` & 4294967295) < 1", "((`a` >> 32) + (`a` & 4294967295)) < 1"),
        ] {
            assert!(is_same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn what_means_something_else_is_another_one() {
        for (one, other) in [
            ("a > 1", "a > 2"),
            ("a = 'X'", "a = 'x'"),
            ("a = 10", "a = 1"),
            ("a < b", "b < a"),
            ("a - b - c > 0", "a - (b - c) > 0"),
            ("a - b - c > 0", "((a - (b - c)) > 0)"),
            ("a - b + c > 0", "a - (b + c) > 0"),
            ("a > 0 OR b > 0 AND c > 0", "(a > 0 OR b > 0) AND c > 0"),
            ("NOT a = 1 AND b = 1", "NOT (a = 1 AND b = 1)"),
            ("a * (b + c) > 0", "a * b + c > 0"),
            ("-(a + b) > 0", "-a + b > 0"),
            ("a IS NULL", "a IS NOT NULL"),
            ("a BETWEEN 1 AND 2", "a BETWEEN 1 AND 3"),
            ("a & (b | c) > 0", "a & b | c > 0"),
        ] {
            assert!(!is_same(one, other), "{one} and {other}");
        }
    }
}
