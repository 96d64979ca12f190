//! The lengths of the texts that functions make.

use sqlparser::ast::{Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Value};

use super::input::Database;

/// The maximum length of a text that a function makes, as far as its length is an argument.
const MAX_LENGTH: u32 = 1_000;

/// Returns the error if the length of the result is not written into the SQL. A value in its place could take all memory.
pub(super) fn unbounded(function: &Function, database: Option<Database>) -> Option<String> {
    let name = function.name.to_string().to_ascii_lowercase();
    let argument = |index: usize| {
        let FunctionArguments::List(list) = &function.args else { return None };
        match list.args.get(index)? {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => Some(&value.value),
            _ => None,
        }
    };
    let is_short = |digits: &str| digits.parse::<u32>().is_ok_and(|length| length <= MAX_LENGTH);
    let length = match name.as_str() {
        "space" => Some(0),
        "lpad" | "repeat" | "rpad" => Some(1),
        _ => None,
    };
    if let Some(index) = length {
        return match argument(index) {
            Some(Value::Number(digits, _)) if is_short(digits) => None,
            _ => Some(format!(
                "`{name}` makes a text as long as a number says: write a number of at most 1,000 there"
            )),
        };
    }
    // In MySQL, `format` takes a number.
    let takes_a_format = name == "printf" || name == "format" && database != Some(Database::MySql);
    let is_bounded = match argument(0) {
        Some(Value::SingleQuotedString(format)) => {
            let mut numbers = format.split(|other: char| !other.is_ascii_digit());
            !format.contains('*') && numbers.all(|digits| digits.is_empty() || is_short(digits))
        }
        _ => false,
    };
    (takes_a_format && !is_bounded).then(|| {
        format!("`{name}` takes a format that is written into the SQL, without `*` and with widths of at most 1,000")
    })
}
