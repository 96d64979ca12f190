//! Reads the query of an aggregate.

use chrono::FixedOffset;
use fin_infra_core::internal::at_most;
use fin_infra_core::query::limits::MAX_ORDER_COLUMNS;
use fin_infra_core::query::{DEFAULT_PAGE_SIZE, Direction, TimeZone};
use fin_infra_core::schema::{CurrencyOf, Table};

use super::computed::{Measure, Output};
use super::field::Field;
use super::list;
use super::parameters::Parameters;
use super::problem::Problem;
use super::rows::Aggregation;
use super::value::FilterOperator;

/// The parameters that ask for values of each group, in the order in which a response has them.
pub(super) const ASKING: [&str; 7] = ["by", "sum", "average", "min", "max", "count", "count_distinct"];

/// Reads a query, rejects unknown parameters, and returns the size of the page.
pub(super) fn read(
    mut parameters: Parameters,
    table: &'static Table,
    fields: &'static [Field],
    aggregation: &mut dyn Aggregation,
) -> Result<u32, Problem> {
    let outputs = Outputs { table, all: aggregation.outputs() };
    let taken = &mut parameters;
    let page_size = taken.read("page_size", list::page_size).unwrap_or(DEFAULT_PAGE_SIZE);
    let page = taken.read("page", list::page).unwrap_or(1);
    let search = list::search(taken, table);
    let asked = outputs.asked(taken);
    let zone = outputs.time_zone(taken, &asked);
    for &index in &asked {
        aggregation.add(index, zone.clone());
    }
    outputs.conditions(taken, aggregation);
    outputs.order(taken, &asked, aggregation);
    list::filter(taken, table, fields, aggregation);
    parameters.finish(|| names(table, fields, &outputs.all))?;
    aggregation.select(search, page, page_size);
    Ok(page_size)
}

/// The names of all parameters of an aggregate.
fn names(table: &'static Table, fields: &'static [Field], outputs: &[Output]) -> Vec<String> {
    let asks = |name: &&str| outputs.iter().any(|output| output.measure.parameter() == *name);
    let mut names: Vec<String> = ASKING.into_iter().filter(asks).map(str::to_owned).collect();
    if outputs.iter().any(|output| output.has_time_zone()) {
        names.push("time_zone".to_owned());
    }
    names.extend(["order_by", "page", "page_size"].map(str::to_owned));
    if !table.search.is_empty() {
        names.push("q".to_owned());
    }
    names.extend(outputs.iter().flat_map(|output| conditions(*output, table)).map(|(name, _)| name));
    names.extend(list::filters(table, fields));
    names
}

/// The parameters of the conditions on a value, with their operators.
pub(super) fn conditions(
    output: Output,
    table: &'static Table,
) -> impl Iterator<Item = (String, FilterOperator)> {
    let expression = output.expression(table);
    // Amounts in different currencies are neither equal nor different.
    let is_mixed = output.measure != Measure::Count
        && matches!(table.columns[output.ordinal].currency, Some(CurrencyOf::Column(_)));
    let is_offered = move |operator: &FilterOperator| {
        !is_mixed || !matches!(operator, FilterOperator::Ne | FilterOperator::NotIn)
    };
    let operators = output.is_compared().then(|| FilterOperator::of_measure(output.is_optional()));
    let operators = operators.into_iter().flatten().filter(move |(_, operator)| is_offered(operator));
    operators.map(move |(name, operator)| (format!("{expression}[{name}]"), operator))
}

/// What can be computed.
struct Outputs {
    table: &'static Table,
    all: Vec<Output>,
}

impl Outputs {
    /// Reads what is asked for, as indices.
    fn asked(&self, parameters: &mut Parameters) -> Vec<usize> {
        let mut asked = Vec::new();
        for parameter in ASKING {
            let of_parameter = |index: &usize| self.all[*index].measure.parameter() == parameter;
            let possible: Vec<usize> = (0..self.all.len()).filter(of_parameter).collect();
            let added = match (parameter, &possible[..]) {
                (_, []) => Ok(()),
                ("count", &[count]) => self.ask(parameters.flag("count").then_some(count), &mut asked),
                // As with an order, a list is one parameter or a repeated one.
                _ => match parameters.take_all(parameter).as_slice() {
                    [] => Ok(()),
                    texts => self
                        .listed(&texts.join(","), &possible)
                        .and_then(|listed| self.ask(listed, &mut asked)),
                },
            };
            if let Err(reason) = added {
                parameters.reject(parameter, reason);
            }
        }
        asked
    }

    /// Reads names that are separated by commas.
    fn listed(&self, text: &str, possible: &[usize]) -> Result<Vec<usize>, String> {
        let argument = |index: usize| self.all[index].argument(self.table);
        let find = |name| {
            possible.iter().copied().find(|&index| argument(index) == name).ok_or_else(|| {
                let names: Vec<String> = possible.iter().map(|&index| argument(index)).collect();
                format!("must be a comma-separated list of: {}", names.join(", "))
            })
        };
        text.split(',').map(find).collect()
    }

    /// Adds what is asked for. A response has each name once.
    fn ask(&self, added: impl IntoIterator<Item = usize>, asked: &mut Vec<usize>) -> Result<(), String> {
        let property = |index: usize| self.all[index].property(self.table);
        for index in added {
            if asked.iter().any(|&other| property(other) == property(index)) {
                return Err(format!("asks for `{}` more than once", property(index)));
            }
            asked.push(index);
        }
        Ok(())
    }

    /// Reads the time zone of the periods that are asked for.
    fn time_zone(&self, parameters: &mut Parameters, asked: &[usize]) -> TimeZone {
        if !self.all.iter().any(|output| output.has_time_zone()) {
            return TimeZone::UTC;
        }
        let zoned = asked.iter().map(|&index| self.all[index]).find(|output| output.has_time_zone());
        let (is_given, by_is_invalid) = (parameters.has_name("time_zone"), parameters.is_rejected("by"));
        let zone = parameters.read("time_zone", time_zone);
        match zoned {
            Some(output) if !is_given => {
                let by = output.expression(self.table);
                parameters.reject("time_zone", format!("is required by `{by}`; it {EXPECTED}"));
            }
            None if is_given && !by_is_invalid => {
                let reason = "would be ignored: `by` has no period of an instant; omit it";
                parameters.reject("time_zone", reason);
            }
            _ => {}
        }
        zone.unwrap_or(TimeZone::UTC)
    }

    /// Reads the conditions on groups.
    fn conditions(&self, parameters: &mut Parameters, aggregation: &mut dyn Aggregation) {
        for (index, output) in self.all.iter().enumerate() {
            if !parameters.has_prefix(&format!("{}[", output.expression(self.table))) {
                continue;
            }
            for (name, operator) in conditions(*output, self.table) {
                let Some(condition) = list::condition(parameters, &name, operator) else { continue };
                if let Err(reason) = aggregation.having(index, &condition) {
                    parameters.reject(&name, reason);
                }
            }
        }
    }

    /// Reads `order_by=-sum(amount),category`.
    fn order(&self, parameters: &mut Parameters, asked: &[usize], aggregation: &mut dyn Aggregation) {
        let texts = parameters.take_all("order_by");
        if texts.is_empty() {
            return;
        }
        let by_is_invalid = parameters.is_rejected("by");
        let text = texts.join(",");
        if text.split(',').count() > MAX_ORDER_COLUMNS {
            return parameters.reject("order_by", at_most("columns", MAX_ORDER_COLUMNS));
        }
        for name in text.split(',') {
            let (name, direction) = match name.strip_prefix('-') {
                Some(name) => (name, Direction::Descending),
                None => (name, Direction::Ascending),
            };
            let found = self.all.iter().enumerate();
            let mut found = found.filter_map(|(index, output)| Some((index, output, output.sort()?)));
            match found.find(|(_, output, _)| output.expression(self.table) == name) {
                None => return parameters.reject("order_by", self.orders()),
                Some((index, output, _)) if output.is_key() && !asked.contains(&index) && !by_is_invalid => {
                    let reason = format!("has `{name}`, by which groups are ordered only if it is in `by`");
                    return parameters.reject("order_by", reason);
                }
                Some((.., sort)) => aggregation.order_by(sort, direction),
            }
        }
    }

    /// The reason for rejecting an order.
    fn orders(&self) -> String {
        let outputs = self.all.iter().filter(|output| output.sort().is_some());
        let names: Vec<String> = outputs.map(|output| output.expression(self.table)).collect();
        format!("must be a comma-separated list of: {}", names.join(", "))
    }
}

/// What a time zone has to be.
#[cfg(feature = "time-zones")]
const EXPECTED: &str = "must be UTC, an offset such as +02:00 (a URL has %2B for the plus sign), or a name of the IANA time \
                        zone database such as Europe/Berlin";
/// What a time zone has to be.
#[cfg(not(feature = "time-zones"))]
const EXPECTED: &str = "must be UTC, or an offset such as +02:00 (a URL has %2B for the plus sign); this server does not know \
                        the names of time zones, which need the feature `time-zones` of fin-infra";

fn time_zone(text: &str) -> Result<TimeZone, String> {
    let fixed = if text == "UTC" { Some(TimeZone::UTC) } else { offset(text).map(TimeZone::from) };
    fixed.or_else(|| named(text)).ok_or_else(|| EXPECTED.to_owned())
}

/// Reads `+02:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, text) = match text.split_at_checked(1)? {
        ("+", text) => (1, text),
        ("-", text) => (-1, text),
        _ => return None,
    };
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str, most: i32| {
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten().filter(|&number: &i32| number <= most)
    };
    FixedOffset::east_opt(sign * (number(hours, 23)? * 3600 + number(minutes, 59)? * 60))
}

#[cfg(feature = "time-zones")]
fn named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

#[cfg(not(feature = "time-zones"))]
fn named(_name: &str) -> Option<TimeZone> {
    None
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn an_offset_has_a_sign_two_digits_of_hours_and_two_of_minutes() {
        for (text, seconds) in [("+02:00", 7_200), ("-03:30", -12_600), ("+00:00", 0), ("+05:45", 20_700)] {
            assert_eq!(offset(text).map(|offset| offset.local_minus_utc()), Some(seconds), "{text}");
        }
        for text in
            ["", "+", "02:00", " 02:00", "+2:00", "+24:00", "+02:60", "+02", "+0200", "+02:00:00", "+é:00"]
        {
            assert_eq!(offset(text), None, "{text}");
        }
    }
}
