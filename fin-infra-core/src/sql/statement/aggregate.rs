//! The measures of groups, the conditions on them, and their order.

use super::Statement;
use crate::backend::{Backend, Nulls};
use crate::error::{Error, Result};
use crate::predicate::{Direction, Operator};
use crate::query::{Having, Key, Measure};
use crate::stored::StoredTable;
use crate::value::{Offsets, Scalar};

/// The number of values that a measure is compared with in one expression. SQLite accepts expressions of a depth of 1,000, and
/// each further comparison adds one.
const CHUNK: usize = 50;

impl<DB: Backend> Statement<DB> {
    /// Writes a measure as it is selected. `offsets` are those of the time zone of a key.
    pub(crate) fn measure(
        &mut self,
        stored: &StoredTable<DB>,
        measure: &Measure,
        offsets: &Offsets,
        wide: bool,
    ) {
        match measure {
            Measure::Sum { ordinal, .. } => {
                let sum = DB::sum_text(&quoted(stored, *ordinal), wide);
                self.push(&sum);
            }
            Measure::Key(Key { ordinal, period: Some(period) }) => {
                let period = DB::period(&quoted(stored, *ordinal), period.unit, period.column, offsets);
                self.push(&period);
            }
            Measure::Key(Key { ordinal, period: None }) => {
                self.push(&quoted(stored, *ordinal));
            }
            measure => {
                self.push(&computed(stored, measure, wide).join(", "));
            }
        }
    }

    /// Writes a condition on a measure.
    pub(crate) fn having(&mut self, stored: &StoredTable<DB>, having: &Having, wide: bool) -> Result<()> {
        let Having { measure, operator, values } = having;
        let (joint, operator) = match operator {
            // Either all parts of a measure are null, or none.
            Operator::IsNull | Operator::IsNotNull | Operator::NoneOf(0) => {
                self.push(computed(stored, measure, wide).first().map_or("", String::as_str));
                self.push(if *operator == Operator::IsNull { " IS NULL" } else { " IS NOT NULL" });
                return Ok(());
            }
            Operator::AnyOf(_) => (" OR ", " = "),
            Operator::Eq => (" AND ", " = "),
            Operator::NoneOf(_) | Operator::Ne => (" AND ", " <> "),
            Operator::Lt => (" AND ", " < "),
            Operator::Le => (" AND ", " <= "),
            Operator::Gt => (" AND ", " > "),
            Operator::Ge => (" AND ", " >= "),
            Operator::Contains => return Err(Error::database("groups are selected by comparisons only")),
        };
        // An empty list of values is met by no group.
        let start = if joint == " OR " { "(1 = 0" } else { "(1 = 1" };
        self.push(start);
        for chunk in values.chunks(CHUNK) {
            self.push(joint).push(start);
            for value in chunk {
                self.push(joint);
                self.compare_measure(stored, measure, operator, value, wide)?;
            }
            self.push(")");
        }
        self.push(")");
        Ok(())
    }

    fn compare_measure(
        &mut self,
        stored: &StoredTable<DB>,
        measure: &Measure,
        operator: &str,
        value: &Scalar,
        wide: bool,
    ) -> Result<()> {
        let parts = computed(stored, measure, wide);
        self.push("(").push(&parts.join(", ")).push(")").push(operator).push("(");
        for number in 0..parts.len() {
            self.push(if number == 0 { "" } else { ", " });
            match measure {
                Measure::Sum { scale, .. } => self.units(*scale),
                _ => self.placeholder(),
            };
        }
        self.push(")");
        self.add_compared(stored, measure, value, wide)
    }

    fn add_compared(
        &mut self,
        stored: &StoredTable<DB>,
        measure: &Measure,
        value: &Scalar,
        wide: bool,
    ) -> Result<()> {
        let to = &mut self.arguments;
        let added = match (measure, value) {
            (Measure::Sum { scale, .. }, Scalar::Int(units)) => DB::add_units(*units, *scale, wide, to),
            (Measure::Least(ordinal) | Measure::Greatest(ordinal), value) => {
                return stored.columns[*ordinal].add_scalar(value.clone(), to);
            }
            // No table has more rows.
            (_, Scalar::Int(count)) => DB::add_integer(i64::try_from(*count).unwrap_or(i64::MAX), to),
            _ => Err("not a number".into()),
        };
        added.map_err(|error| Error::invalid("having", "the value cannot be encoded").with_source(error))
    }

    /// Writes the order by a measure that is computed from the rows of a group.
    pub(crate) fn order_by_measure(
        &mut self,
        stored: &StoredTable<DB>,
        measure: &Measure,
        direction: Direction,
        wide: bool,
    ) {
        let has_nulls = matches!(measure, Measure::Least(_) | Measure::Greatest(_));
        for (number, part) in computed(stored, measure, wide).iter().enumerate() {
            self.push(if number == 0 { "" } else { ", " }).push(part);
            self.directed(direction, has_nulls);
        }
    }

    /// Writes the direction of an order.
    pub(crate) fn directed(&mut self, direction: Direction, has_nulls: bool) {
        let ascending = direction == Direction::Ascending;
        self.push(if ascending { " ASC" } else { " DESC" });
        if has_nulls && DB::NULLS == Nulls::Last {
            self.push(if ascending { " NULLS FIRST" } else { " NULLS LAST" });
        }
    }
}

fn quoted<DB: Backend>(stored: &StoredTable<DB>, ordinal: usize) -> String {
    let mut sql = String::new();
    DB::quote(stored.table.columns[ordinal].name, &mut sql);
    sql
}

/// The parts of a measure that is computed from the rows of a group, in the form in which it compares.
fn computed<DB: Backend>(stored: &StoredTable<DB>, measure: &Measure, wide: bool) -> Vec<String> {
    vec![match measure {
        Measure::Sum { ordinal, .. } => return DB::sum(&quoted(stored, *ordinal), wide),
        Measure::Count => "COUNT(*)".to_owned(),
        Measure::CountValues(ordinal) => format!("COUNT({})", quoted(stored, *ordinal)),
        Measure::CountDistinct(ordinal) => format!("COUNT(DISTINCT {})", quoted(stored, *ordinal)),
        Measure::Least(ordinal) => format!("MIN({})", quoted(stored, *ordinal)),
        Measure::Greatest(ordinal) => format!("MAX({})", quoted(stored, *ordinal)),
        Measure::Key(key) => quoted(stored, key.ordinal),
    }]
}
