//! What functions do with the units of their arguments.

use sqlparser::ast::{Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, WindowType};

use super::walk::Walk;

/// What the result of a function is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Result {
    /// In the units of all its arguments from this one on.
    All(usize),
    /// In the units of its first argument. The second one is an offset, and the third one is the default.
    First,
    /// In the units of its first argument, which is compared with the second one.
    NullIf,
    /// A number, whatever the units are.
    Count,
    /// A date or a time, of arguments in the form that a database prints.
    Calendar,
    /// A number that is not the same in units.
    Other,
}

pub(super) fn result(name: &str) -> Result {
    match name {
        "abs" | "any_value" | "coalesce" | "first_value" | "greatest" | "ifnull" | "last_value" | "least"
        | "max" | "min" | "sum" => Result::All(0),
        "if" | "iif" => Result::All(1),
        "lag" | "lead" | "nth_value" => Result::First,
        "nullif" => Result::NullIf,
        "count" | "cume_dist" | "dense_rank" | "grouping" | "isnull" | "ntile" | "percent_rank" | "rank"
        | "row_number" | "sign" | "typeof" => Result::Count,
        "curdate" | "current_date" | "current_time" | "current_timestamp" | "date" | "datetime"
        | "julianday" | "localtime" | "localtimestamp" | "now" | "strftime" | "time" | "unixepoch"
        | "utc_timestamp" => Result::Calendar,
        _ => Result::Other,
    }
}

pub(super) fn name(function: &Function) -> String {
    function.name.to_string().to_ascii_lowercase()
}

/// The arguments, without `*`.
pub(super) fn arguments(function: &Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    let argument = |argument| match argument {
        &FunctionArg::Unnamed(FunctionArgExpr::Expr(ref expr))
        | &FunctionArg::Named { arg: FunctionArgExpr::Expr(ref expr), .. }
        | &FunctionArg::ExprNamed { arg: FunctionArgExpr::Expr(ref expr), .. } => Some(expr),
        _ => None,
    };
    list.args.iter().filter_map(argument).collect()
}

impl Walk<'_> {
    pub(super) fn function(&mut self, function: &Function) {
        let arguments = arguments(function);
        match result(&name(function)) {
            Result::All(from) => self.all(arguments.into_iter().skip(from)),
            Result::First => {
                self.all(arguments.first().copied().into_iter().chain(arguments.get(2).copied()));
                arguments.get(1).into_iter().for_each(|offset| self.converted(offset));
            }
            Result::NullIf => self.all(arguments),
            Result::Count => {}
            Result::Calendar => {
                for argument in arguments {
                    self.dated(argument);
                    self.converted(argument);
                }
            }
            Result::Other => arguments.iter().for_each(|argument| self.converted(argument)),
        }
        function.within_group.iter().for_each(|order| self.converted(&order.expr));
        if let Some(WindowType::WindowSpec(window)) = &function.over {
            self.window(window);
        }
    }
}
