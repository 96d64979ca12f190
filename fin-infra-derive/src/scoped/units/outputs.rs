//! The columns that queries return.

use sqlparser::ast::{
    Expr, JoinConstraint, JoinOperator, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
    TableAlias, TableFactor, TableWithJoins,
};

use super::origins::{Names, Of, Origin, Origins};

/// Queries of `WITH` may select `*` from each other.
const MOST_QUERIES: usize = 32;

/// A table of `FROM`.
pub(super) struct Table {
    /// In lower case.
    name: Option<String>,
    pub(super) of: Of,
    /// The names of its columns, if they are known. Those of a resource are not.
    pub(super) heads: Option<Vec<String>>,
}

/// The tables of a part of `FROM`.
pub(super) fn factors(from: &TableWithJoins) -> Vec<&TableFactor> {
    let all = std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation));
    all.flat_map(within).collect()
}

/// The tables within the parentheses, if it is a join.
pub(super) fn within(factor: &TableFactor) -> Vec<&TableFactor> {
    match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => factors(table_with_joins),
        factor => vec![factor],
    }
}

pub(super) fn constraint(join: &JoinOperator) -> Option<&JoinConstraint> {
    use JoinOperator as Op;
    match join {
        Op::Join(constraint)
        | Op::Inner(constraint)
        | Op::Left(constraint)
        | Op::LeftOuter(constraint)
        | Op::Right(constraint)
        | Op::RightOuter(constraint)
        | Op::FullOuter(constraint)
        | Op::CrossJoin(constraint)
        | Op::Semi(constraint)
        | Op::LeftSemi(constraint)
        | Op::RightSemi(constraint)
        | Op::Anti(constraint)
        | Op::LeftAnti(constraint)
        | Op::RightAnti(constraint)
        | Op::AsOf { constraint, .. }
        | Op::StraightJoin(constraint) => Some(constraint),
        Op::CrossApply | Op::OuterApply | Op::ArrayJoin | Op::LeftArrayJoin | Op::InnerArrayJoin => None,
    }
}

/// Whether a part of `FROM` has fewer columns than its tables.
fn merges_columns(from: &TableWithJoins) -> bool {
    let is_nested = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => merges_columns(table_with_joins),
        _ => false,
    };
    is_nested(&from.relation)
        || from.joins.iter().any(|join| {
            let is_plain = matches!(
                constraint(&join.join_operator),
                None | Some(JoinConstraint::On(_) | JoinConstraint::None)
            );
            !is_plain || is_nested(&join.relation)
        })
}

pub(super) fn name_of(item: &SelectItem) -> String {
    let name = match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last(),
        _ => None,
    };
    name.map_or_else(String::new, |name| name.value.to_ascii_lowercase())
}

pub(super) fn column_name(index: usize) -> String {
    format!("column{}", index + 1)
}

fn renamed(alias: Option<&TableAlias>, heads: Option<Vec<String>>) -> Option<Vec<String>> {
    let names = alias.map_or(&[][..], |alias| alias.columns.as_slice());
    let mut heads = heads?;
    for (head, column) in heads.iter_mut().zip(names) {
        *head = column.name.value.to_ascii_lowercase();
    }
    Some(heads)
}

impl Names<'_> {
    /// Returns the names and the origins of a query's columns. A `*` whose columns are unknown counts as one column.
    pub(super) fn outputs(&self, set: &SetExpr) -> Vec<(String, Origins)> {
        match set {
            SetExpr::Select(select) => {
                select.projection.iter().flat_map(|item| self.output(select, item)).collect()
            }
            SetExpr::Query(query) => self.outputs(&query.body),
            SetExpr::SetOperation { left, right, .. } => {
                let pairs = self.outputs(left).into_iter().zip(self.outputs(right));
                pairs
                    .map(|((name, left), (_, right))| (name, left.into_iter().chain(right).collect()))
                    .collect()
            }
            SetExpr::Values(values) => {
                let columns = values.rows.first().map_or(0, |row| row.content.len());
                let column = |index| values.rows.iter().filter_map(move |row| row.content.get(index));
                let origins = |index| column(index).flat_map(|expr| self.origins(expr)).collect();
                (0..columns).map(|index| (column_name(index), origins(index))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn output(&self, select: &Select, item: &SelectItem) -> Vec<(String, Origins)> {
        match item {
            SelectItem::ExprWithAlias { expr, .. } | SelectItem::UnnamedExpr(expr) => {
                vec![(name_of(item), self.origins(expr))]
            }
            _ => match self.all_of(select, item, 0) {
                Some(columns) => columns
                    .into_iter()
                    .map(|(of, name)| (name.clone(), [Origin::Column(of, name)].into()))
                    .collect(),
                None => vec![("*".to_owned(), [Origin::Every].into())],
            },
        }
    }

    /// The values of a row, or the one value.
    pub(super) fn row(&self, expr: &Expr) -> Vec<Origins> {
        match expr {
            Expr::Nested(expr) => self.row(expr),
            Expr::Tuple(exprs) => exprs.iter().map(|expr| self.origins(expr)).collect(),
            Expr::Subquery(query) => self.values(&query.body),
            expr => vec![self.origins(expr)],
        }
    }

    pub(super) fn values(&self, set: &SetExpr) -> Vec<Origins> {
        self.outputs(set).into_iter().map(|(_, origins)| origins).collect()
    }

    /// A table of `FROM`, unless it is a join.
    pub(super) fn table(&self, factor: &TableFactor) -> Option<Table> {
        self.table_within(factor, 0)
    }

    fn table_within(&self, factor: &TableFactor, depth: usize) -> Option<Table> {
        let given =
            |alias: &Option<TableAlias>| alias.as_ref().map(|alias| alias.name.value.to_ascii_lowercase());
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let name = name.to_string();
                if let Some((_, index)) = self.piece(&name) {
                    return Some(Table { name: given(alias), of: Of::Resource(index), heads: None });
                }
                let name = name.to_ascii_lowercase();
                let heads = renamed(alias.as_ref(), self.heads_of(&name, depth));
                // In different parts of a text, queries may have the same name.
                let of = match self.queries.get(&name).map(Vec::as_slice) {
                    Some([cte]) => Of::query(&cte.alias.name),
                    _ => Of::Any,
                };
                Some(Table { name: given(alias).or(Some(name)), of, heads })
            }
            TableFactor::Derived { subquery, alias, .. } => {
                let heads = renamed(alias.as_ref(), self.heads(&subquery.body, depth));
                let of = alias.as_ref().map_or(Of::Any, |alias| Of::query(&alias.name));
                Some(Table { name: given(alias), of, heads })
            }
            _ => None,
        }
    }

    /// The names of the columns of a query of `WITH`.
    fn heads_of(&self, name: &str, depth: usize) -> Option<Vec<String>> {
        match self.queries.get(name)?.as_slice() {
            [cte] if depth < MOST_QUERIES => {
                renamed(Some(&cte.alias), self.heads(&cte.query.body, depth + 1))
            }
            _ => None,
        }
    }

    /// The names of the columns that a query returns. A recursive one has those of its first part.
    fn heads(&self, set: &SetExpr, depth: usize) -> Option<Vec<String>> {
        match set {
            SetExpr::Select(select) => {
                let mut heads = Vec::new();
                for item in &select.projection {
                    match item {
                        SelectItem::ExprWithAlias { .. } | SelectItem::UnnamedExpr(_) => {
                            heads.push(name_of(item));
                        }
                        _ => {
                            heads.extend(self.all_of(select, item, depth)?.into_iter().map(|(_, name)| name));
                        }
                    }
                }
                Some(heads)
            }
            SetExpr::Query(query) => self.heads(&query.body, depth),
            SetExpr::SetOperation { left, .. } => self.heads(left, depth),
            SetExpr::Values(values) => {
                Some((0..values.rows.first()?.content.len()).map(column_name).collect())
            }
            _ => None,
        }
    }

    /// Expands `*` or `t.*`. Returns `None` if any of its columns is unknown.
    fn all_of(&self, select: &Select, item: &SelectItem, depth: usize) -> Option<Vec<(Of, String)>> {
        let tables = || select.from.iter().flat_map(factors).map(|factor| self.table_within(factor, depth));
        let tables = match item {
            SelectItem::Wildcard(_) if !select.from.iter().any(merges_columns) => {
                tables().collect::<Option<Vec<_>>>()?
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let name = name.0.last()?.as_ident()?.value.to_ascii_lowercase();
                let is_meant = |table: &Table| table.name.as_deref() == Some(name.as_str());
                tables().flatten().filter(is_meant).collect()
            }
            _ => return None,
        };
        let mut columns = Vec::new();
        for Table { of, heads, .. } in &tables {
            columns.extend(heads.clone()?.into_iter().map(|head| (of.clone(), head)));
        }
        (!columns.is_empty()).then_some(columns)
    }
}
