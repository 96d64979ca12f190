//! Where an error is: in which row, and in which relation.

use std::borrow::Cow;

use super::{Error, Inner};

impl Error {
    /// Adds the index of the row among several, counted from zero.
    pub(crate) fn in_row(mut self, number: usize) -> Self {
        let Inner { reason, further, row, .. } = &mut *self.0;
        *row = Some(number);
        for reason in std::iter::once(reason).chain(further.iter_mut().map(|(_, reason)| reason)) {
            *reason = format!("{reason} (in {})", row_text(number)).into();
        }
        self
    }

    /// Puts each field within a relation, at the index of its row if that is known: `deposits[3].amount`. An error of a row
    /// without a field, such as a broken rule, is that of the row: `deposits[3]`.
    pub(crate) fn within(mut self, relation: &str) -> Self {
        let row = self.0.row.take();
        let (path, location) = match row {
            Some(number) => (format!("{relation}[{number}]"), format!(" (in {})", row_text(number))),
            None => (relation.to_owned(), String::new()),
        };
        let Inner { fields, reason, further, resource, .. } = &mut *self.0;
        *resource = None;
        let without = |reason: &mut Cow<'static, str>| {
            if let Some(text) = reason.strip_suffix(&*location).filter(|_| !location.is_empty()) {
                *reason = text.to_owned().into();
            }
        };
        without(reason);
        for field in fields.iter_mut() {
            *field = format!("{path}.{field}").into();
        }
        if fields.is_empty() && row.is_some() {
            fields.push(path.clone().into());
        }
        for (field, reason) in further {
            *field = format!("{path}.{field}").into();
            without(reason);
        }
        self
    }
}

fn row_text(number: usize) -> String {
    format!("row {number}")
}
