//! The conditions of a filter, as terms and the values that they compare with.

use super::NO_NUL;
use super::condition::{Condition, Kind, Operator};
use crate::column::{Column, InMemory, Medium};
use crate::error::Result;
use crate::limits::{
    self, MAX_CONDITIONS, MAX_FILTER_DEPTH, MAX_SEARCH_LENGTH, MAX_VALUES, MAX_VALUES_IN_ALL,
};
use crate::value::Scalar;

/// The conditions of a filter, all of which must hold, and the values that they compare with.
pub struct Conditions<M: Medium> {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) arguments: M::Arguments,
    /// The number of conditions, including those of groups.
    count: usize,
    /// The number of values.
    values: usize,
    /// The number of groups around the next condition.
    depth: usize,
}

/// A condition, or a group of them.
#[derive(Clone, Debug)]
pub(crate) enum Clause {
    Term(Term),
    /// All conditions of one of these must hold.
    AnyOf(Vec<Vec<Clause>>),
    /// Not all of these hold. Where a null makes one of them unknown, it does not hold.
    Not(Vec<Clause>),
}

impl Clause {
    /// The condition, unless it is a group.
    pub(crate) fn term(&self) -> Option<&Term> {
        match self {
            Self::Term(term) => Some(term),
            Self::AnyOf(_) | Self::Not(_) => None,
        }
    }
}

impl Clause {
    /// The number of values that it compares with.
    fn values(&self) -> usize {
        let all = |clauses: &[Self]| clauses.iter().map(Self::values).sum::<usize>();
        match self {
            Self::Term(term) => term.operator.arity(),
            Self::AnyOf(branches) => branches.iter().map(|branch| all(branch)).sum(),
            Self::Not(clauses) => all(clauses),
        }
    }
}

/// One condition: the ordinal of the column, and the comparison with the next arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) ordinal: usize,
    pub(crate) operator: Operator,
}

impl<M: Medium> Conditions<M> {
    /// Creates conditions whose values are appended to `arguments`.
    pub(crate) fn after(arguments: M::Arguments) -> Self {
        Self { clauses: Vec::new(), arguments, count: 0, values: 0, depth: 0 }
    }

    /// Adds a group of filters, one of which has to match.
    pub(super) fn any_of<'f, F: 'f>(
        &mut self,
        filters: impl Iterator<Item = &'f F>,
        add: impl Fn(&F, &mut Self) -> Result<()>,
    ) -> Result<()> {
        let branches = filters.map(|filter| self.group(filter, &add)).collect::<Result<Vec<_>>>()?;
        // A group of nothing is written, too.
        if branches.is_empty() {
            self.count_one()?;
        }
        self.clauses.push(Clause::AnyOf(branches));
        Ok(())
    }

    /// Adds a filter that must not match.
    pub(super) fn not<F>(&mut self, filter: &F, add: impl Fn(&F, &mut Self) -> Result<()>) -> Result<()> {
        let clauses = self.group(filter, &add)?;
        self.clauses.push(Clause::Not(clauses));
        Ok(())
    }

    /// Returns the clauses of a filter in a group.
    fn group<F>(&mut self, filter: &F, add: &impl Fn(&F, &mut Self) -> Result<()>) -> Result<Vec<Clause>> {
        self.depth += 1;
        limits::check("filter", "groups within each other", self.depth, MAX_FILTER_DEPTH)?;
        let outside = std::mem::take(&mut self.clauses);
        add(filter, self)?;
        self.depth -= 1;
        let inside = std::mem::replace(&mut self.clauses, outside);
        // An empty filter is written, too.
        if inside.is_empty() {
            self.count_one()?;
        }
        Ok(inside)
    }

    fn count_one(&mut self) -> Result<()> {
        self.count += 1;
        limits::check("filter", "conditions in all", self.count, MAX_CONDITIONS)
    }

    /// Adds conditions on a column. `clone` clones their values.
    pub fn all<T>(
        &mut self,
        column: &Column<M, T>,
        conditions: &[Condition<T>],
        clone: fn(&T) -> T,
    ) -> Result<()> {
        conditions.iter().try_for_each(|condition| self.add(column, condition, clone))
    }

    /// Adds a condition that must not hold.
    pub(super) fn negated(&mut self, add: impl Fn(&mut Self) -> Result<()>) -> Result<()> {
        self.not(&(), |(), to| add(to))
    }

    pub(super) fn add<T>(
        &mut self,
        column: &Column<M, T>,
        condition: &Condition<T>,
        clone: fn(&T) -> T,
    ) -> Result<()> {
        self.values += condition.0.values();
        limits::check("filter", "values in all", self.values, MAX_VALUES_IN_ALL)?;
        let operator = match &condition.0 {
            Kind::Compare(Operator::Contains, part) => {
                check_part(column, part)?;
                // A text that is longer than the column allows is valid; it matches no row.
                column.add(part, &mut self.arguments)?;
                Operator::Contains
            }
            Kind::Compare(operator, value) => {
                self.value(column, clone(value))?;
                *operator
            }
            Kind::Between(low, high) => {
                self.value(column, clone(low))?;
                self.term(column, Operator::Ge)?;
                self.value(column, clone(high))?;
                Operator::Le
            }
            Kind::StartsWith(beginning) => return self.starts_with(column, beginning),
            Kind::AnyOf(values) => Operator::AnyOf(self.values(column, values, clone)?),
            Kind::NoneOf(values) => Operator::NoneOf(self.values(column, values, clone)?),
            Kind::Null(true) => Operator::IsNull,
            Kind::Null(false) => Operator::IsNotNull,
        };
        self.term(column, operator)
    }

    fn term<T>(&mut self, column: &Column<M, T>, operator: Operator) -> Result<()> {
        self.term_at(column.ordinal(), operator)
    }

    /// Adds a comparison of a column with the next values.
    pub(super) fn term_at(&mut self, ordinal: usize, operator: Operator) -> Result<()> {
        self.count_one()?;
        self.clauses.push(Clause::Term(Term { ordinal, operator }));
        Ok(())
    }

    /// The strings that start with a text are those from the text itself to the first one that is greater than all of
    /// them. So each store needs no more than a comparison, which its index serves.
    fn starts_with<T>(&mut self, column: &Column<M, T>, beginning: &T) -> Result<()> {
        check_part(column, beginning)?;
        column.add(beginning, &mut self.arguments)?;
        self.term(column, Operator::Ge)?;
        let Scalar::Text(text) = column.scalar(beginning) else { return Ok(()) };
        let Some(end) = after_all_that_start_with(text) else { return Ok(()) };
        column.add_scalar(Scalar::Text(end), &mut self.arguments)?;
        self.term(column, Operator::Lt)
    }

    /// Adds the values of a list, and returns their number.
    fn values<T>(&mut self, column: &Column<M, T>, values: &[T], clone: fn(&T) -> T) -> Result<usize> {
        if values.len() > MAX_VALUES {
            return Err(column.invalid(limits::at_most("values", MAX_VALUES)));
        }
        values.iter().try_for_each(|value| self.value(column, clone(value)))?;
        Ok(values.len())
    }

    fn value<T>(&mut self, column: &Column<M, T>, mut value: T) -> Result<()> {
        column.normalize(&mut value)?;
        column.add(&value, &mut self.arguments)
    }
}

impl Conditions<InMemory> {
    /// Returns the smallest and the greatest value that the conditions outside of groups allow in a column, as far as they say
    /// so.
    pub(crate) fn bounds(&self, ordinal: usize) -> (Option<Scalar>, Option<Scalar>) {
        let (mut first, mut last) = (None::<Scalar>, None::<Scalar>);
        let mut values = self.arguments.iter().map(|cell| &cell.scalar);
        for clause in &self.clauses {
            let of_clause: Vec<_> = values.by_ref().take(clause.values()).collect();
            let Some(term) = clause.term().filter(|term| term.ordinal == ordinal) else { continue };
            let (low, high) = (of_clause.iter().min(), of_clause.iter().max());
            if matches!(term.operator, Operator::Eq | Operator::AnyOf(_) | Operator::Ge | Operator::Gt) {
                first = first.max(low.copied().cloned());
            }
            if matches!(term.operator, Operator::Eq | Operator::AnyOf(_) | Operator::Le | Operator::Lt) {
                let high = high.copied().cloned();
                last = if last.is_none() { high } else { last.min(high) };
            }
        }
        (first, last)
    }
}

/// Returns the smallest string that is greater than every string with this beginning: its last character is the next one.
/// The greatest character has none, so that the one before it counts. Strings compare by their code points.
fn after_all_that_start_with(mut beginning: String) -> Option<String> {
    while let Some(last) = beginning.pop() {
        // Surrogates are not characters, so the range leaves them out.
        if let Some(next) = (last..=char::MAX).nth(1) {
            beginning.push(next);
            return Some(beginning);
        }
    }
    None
}

/// Rejects a substring that no string can contain, or that is too long.
fn check_part<M: Medium, T>(column: &Column<M, T>, part: &T) -> Result<()> {
    match column.scalar(part) {
        Scalar::Text(text) if text.contains('\0') => Err(column.invalid(NO_NUL)),
        Scalar::Text(text) if limits::is_too_long(&text) => {
            Err(column.invalid(limits::at_most("characters to look for", MAX_SEARCH_LENGTH)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::after_all_that_start_with;

    #[test]
    fn the_end_of_a_beginning_is_the_next_string_without_it() {
        for (beginning, end) in [
            ("a", Some("b")),
            ("ab\u{10ffff}", Some("ac")),
            ("\u{10ffff}\u{10ffff}", None),
            ("", None),
            ("\u{d7ff}", Some("\u{e000}")),
        ] {
            assert_eq!(after_all_that_start_with(beginning.to_owned()).as_deref(), end, "{beginning:?}");
        }
    }
}
