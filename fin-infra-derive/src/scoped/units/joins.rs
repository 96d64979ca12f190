//! Columns that meet without an expression: in `USING` and `NATURAL JOIN`, and in the frame of a window.

use sqlparser::ast::{JoinConstraint, TableWithJoins, WindowFrameBound, WindowFrameUnits, WindowSpec};

use super::origins::{Origin, Origins};
use super::outputs::{Table, constraint, within};
use super::walk::Walk;

impl Walk<'_> {
    pub(super) fn joins(&mut self, from: &TableWithJoins) {
        let names = self.names;
        let tables = |factor| within(factor).into_iter().filter_map(|factor| names.table(factor));
        let mut left: Vec<Table> = tables(&from.relation).collect();
        for join in &from.joins {
            let right: Vec<Table> = tables(&join.relation).collect();
            match constraint(&join.join_operator) {
                Some(JoinConstraint::Using(columns) | JoinConstraint::UsingAlias(columns, _)) => {
                    let columns = columns.iter().filter_map(|column| column.0.last()?.as_ident());
                    columns.for_each(|column| self.joined(&left, &right, &column.value.to_ascii_lowercase()));
                }
                Some(JoinConstraint::Natural) => self.natural(&left, &right),
                Some(JoinConstraint::On(_) | JoinConstraint::None) | None => {}
            }
            left.extend(right);
        }
    }

    /// The columns with a name are equal.
    fn joined(&mut self, left: &[Table], right: &[Table], name: &str) {
        let origins = |tables: &[Table]| -> Origins {
            let has = |table: &&Table| {
                table.heads.as_ref().is_none_or(|heads| heads.iter().any(|head| head == name))
            };
            let columns = tables.iter().filter(has);
            columns.map(|table| Origin::Column(table.of.clone(), name.to_owned())).collect()
        };
        self.meet([origins(left), origins(right)]);
    }

    /// The names of the columns of one side are known, or any columns may be equal.
    fn natural(&mut self, left: &[Table], right: &[Table]) {
        let heads = |tables: &[Table]| -> Option<Vec<String>> {
            let heads = tables.iter().map(|table| table.heads.clone());
            heads.collect::<Option<Vec<_>>>().map(|heads| heads.concat())
        };
        match heads(right).or_else(|| heads(left)) {
            Some(names) => names.iter().for_each(|name| self.joined(left, right, name)),
            None => self.meet([[Origin::Every].into()]),
        }
    }

    /// The offset of a range is added to what the window is ordered by.
    pub(super) fn window(&mut self, window: &WindowSpec) {
        let Some(frame) = &window.window_frame else { return };
        let mut has_offset = false;
        for bound in std::iter::once(&frame.start_bound).chain(&frame.end_bound) {
            if let WindowFrameBound::Preceding(Some(offset)) | WindowFrameBound::Following(Some(offset)) =
                bound
            {
                has_offset = true;
                self.converted(offset);
            }
        }
        if !has_offset || frame.units != WindowFrameUnits::Range {
            return;
        }
        window.order_by.iter().for_each(|order| self.converted(&order.expr));
        if window.window_name.is_some() {
            self.names.windows.iter().for_each(|order| self.converted(order));
        }
    }
}
