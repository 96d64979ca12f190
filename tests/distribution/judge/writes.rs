//! Inserts, upserts and updates.

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, DoUpdate, Expr, Insert, ObjectName, OnConflict,
    OnConflictAction, OnInsert, Query, SelectItem, SetExpr, TableFactor, TableObject, Update,
};

use super::numbers::queries_within;
use super::{
    Kind, StatementChecker, Verdict, all_of, equality, is_column, is_path, is_placeholder, last, only_tables,
};

impl StatementChecker {
    /// Every row brings its tenant, as a bound value.
    pub(super) fn insert(&self, insert: &Insert) -> Verdict {
        let TableObject::TableName(name) = &insert.table else {
            return Err("it inserts into no table".to_owned());
        };
        let table = last(name)?;
        let rows = Rows::of(insert.source.as_deref())?;
        let within = queries_within(&rows.values.concat());
        only_tables(insert, 1 + rows.parents.len() + within.len())?;
        within.iter().try_for_each(|query| self.query(query).map(drop))?;
        // The rows that it refers to are the tenant's as well.
        rows.parents.into_iter().try_for_each(|parent| self.query(parent).map(drop))?;
        let tenant = self.tenant(&table)?;
        let columns = insert.columns.iter().map(last).collect::<Result<Vec<_>, _>>()?;
        let project = columns.iter().position(|column| column == tenant);
        let project = project.ok_or_else(|| format!("`{tenant}` is not among the columns"))?;
        if !rows.values.iter().all(|row| row.get(project).copied().is_some_and(is_placeholder)) {
            return Err(format!("a row has no bound value for `{tenant}`"));
        }
        match &insert.on {
            None => Ok(Kind::Insert),
            // The tenant is the whole key, so that a row that is there is the tenant's.
            Some(OnInsert::DuplicateKeyUpdate(changes)) if self.counters.contains(&*table) => {
                stays(changes, tenant).map(|()| Kind::Upsert)
            }
            Some(OnInsert::OnConflict(conflict)) => {
                upsert(&table, tenant, self.counters.contains(&*table), conflict)
            }
            Some(_) => Err("`ON DUPLICATE KEY` does not say which key it is about".to_owned()),
        }
    }

    pub(super) fn update(&self, update: &Update) -> Verdict {
        let TableFactor::Table { name, .. } = &update.table.relation else {
            return Err("it updates no table".to_owned());
        };
        let table = last(name)?;
        let within = self.within(update.selection.as_ref())?;
        only_tables(update, 1 + within)?;
        stays(&update.assignments, self.tenant(&table)?)?;
        self.predicate(&table, update.selection.as_ref())?;
        Ok(Kind::Update)
    }
}

/// The rows of an insert.
struct Rows<'a> {
    values: Vec<Vec<&'a Expr>>,
    /// What asks whether a row is there that they refer to.
    parents: Vec<&'a Query>,
}

impl<'a> Rows<'a> {
    fn of(source: Option<&'a Query>) -> Result<Self, String> {
        match source.map(|query| &*query.body) {
            Some(SetExpr::Values(values)) => Ok(Self {
                values: values.rows.iter().map(|row| row.content.iter().collect()).collect(),
                parents: Vec::new(),
            }),
            Some(SetExpr::Select(select)) if select.from.is_empty() => Ok(Self {
                values: vec![select.projection.iter().map(value).collect::<Result<_, _>>()?],
                parents: select.selection.iter().flat_map(all_of).filter_map(question).collect(),
            }),
            _ => Err("its rows are not written out".to_owned()),
        }
    }
}

fn value(item: &SelectItem) -> Result<&Expr, String> {
    match item {
        SelectItem::UnnamedExpr(value) => Ok(value),
        other => Err(format!("`{other}` is no value")),
    }
}

fn question(condition: &Expr) -> Option<&Query> {
    match condition {
        Expr::Exists { subquery, negated: false } => Some(subquery),
        _ => None,
    }
}

/// The conflict is one within the tenant, and so is the row that is changed.
fn upsert(table: &str, tenant: &str, is_counter: bool, conflict: &OnConflict) -> Verdict {
    let Some(ConflictTarget::Columns { columns, .. }) = &conflict.conflict_target else {
        return Err("it does not say which columns conflict".to_owned());
    };
    if !columns.iter().any(|column| column.value == tenant) {
        return Err(format!("`{tenant}` is not in the conflict target"));
    }
    let OnConflictAction::DoUpdate(DoUpdate { assignments, selection }) = &conflict.action else {
        return Err("nothing is changed where there is a conflict".to_owned());
    };
    stays(assignments, tenant)?;
    let same = |(left, right): (&Expr, &Expr)| {
        let is_new =
            matches!(right, Expr::CompoundIdentifier(names) if is_path(names, &["excluded", tenant]));
        is_new && is_column(left, table, tenant)
    };
    let conditions = selection.iter().flat_map(all_of);
    if !is_counter && !conditions.filter_map(equality).any(same) {
        return Err(format!("the row that is changed need not have the same `{tenant}`"));
    }
    Ok(Kind::Upsert)
}

/// No row moves to another tenant.
fn stays(assignments: &[Assignment], tenant: &str) -> Result<(), String> {
    let is_tenant = |name: &ObjectName| last(name).is_ok_and(|name| name == tenant);
    let changes = assignments.iter().any(|assignment| match &assignment.target {
        AssignmentTarget::ColumnName(name) => is_tenant(name),
        AssignmentTarget::Tuple(names) => names.iter().any(is_tenant),
    });
    if changes { Err(format!("it changes `{tenant}`")) } else { Ok(()) }
}
