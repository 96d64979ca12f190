//! Columns that are named after their table.
//!
//! PostgreSQL reads `t.f` as the call `f(t)` if `t` has no column `f`, whatever function `f` is. So the name has to be that
//! of a column. The derive knows the columns of queries, and the core compares the others with those of the resources.
//!
//! A name may be that of several tables in different parts of a text. Each of them has to have the column.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableAlias,
    TableFactor, Visit as _, Visitor,
};
use sqlparser::tokenizer::Span;

use super::origins::{Names, Of};
use super::outputs::{column_name, factors, name_of};
use crate::scoped::template::Template;

/// When tables have a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Has {
    /// If the resource of this piece of the template has it.
    Resource(usize),
    /// If the resource has it whose table has this name.
    Table(String),
    /// If all of these hold; with none, always.
    All(Vec<Has>),
    /// If one of these holds; with none, never.
    Any(Vec<Has>),
}

/// A column that a table has to have.
pub(crate) struct Qualified {
    pub(crate) has: Has,
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// Finds the columns that are named after a table.
pub(crate) fn qualified(query: &Query, template: &Template) -> Vec<Qualified> {
    let names = Names::of(query, template);
    let mut heads = AllHeads { names: &names, all: BTreeMap::new() };
    let _ = query.visit(&mut heads);
    let mut walk = Walk { names: &names, heads: heads.all, found: Vec::new() };
    let _ = query.visit(&mut walk);
    walk.found
}

/// Names that hide the table of a resource without an alias, each with the place of the resource's piece.
pub(crate) fn hiding(query: &Query, template: &Template) -> Vec<(usize, String)> {
    let names = Names::of(query, template);
    let is_another = |unnamed: usize, of: &Of| match of {
        Of::Resource(other) => !template.is_same_table(unnamed, *other),
        _ => true,
    };
    let hides = |unnamed: usize| {
        let others = names.tables.iter().filter(move |(_, all)| all.iter().any(|of| is_another(unnamed, of)));
        others.map(move |(name, _)| (unnamed, name.clone()))
    };
    names.unnamed.iter().flat_map(|&unnamed| hides(unnamed)).collect()
}

/// The columns of a query or a join.
#[derive(Clone, Default)]
struct Heads {
    names: Vec<String>,
    /// The tables of each `*`, of which one has the column. A name may be that of several tables.
    stars: Vec<Vec<Of>>,
}

/// Collects the columns of the queries and joins that have a name.
struct AllHeads<'a> {
    names: &'a Names<'a>,
    all: BTreeMap<Of, Heads>,
}

impl AllHeads<'_> {
    fn add(&mut self, alias: &TableAlias, mut heads: Heads) {
        let list: Vec<String> =
            alias.columns.iter().map(|column| column.name.value.to_ascii_lowercase()).collect();
        if !list.is_empty() && !heads.stars.is_empty() {
            // Which columns the list renames is not known.
            heads = Heads::default();
        }
        for (index, name) in list.into_iter().enumerate() {
            match heads.names.get_mut(index) {
                Some(head) => *head = name,
                None => heads.names.push(name),
            }
        }
        self.all.insert(Of::query(&alias.name), heads);
    }

    /// The columns that a query returns. A `UNION` has those of its first part.
    fn heads(&self, set: &SetExpr) -> Heads {
        match set {
            SetExpr::Select(select) => {
                let mut heads = Heads::default();
                for item in &select.projection {
                    match item {
                        SelectItem::ExprWithAlias { .. } | SelectItem::UnnamedExpr(_) => {
                            heads.names.push(name_of(item));
                        }
                        item => heads.stars.extend(self.star(select, item)),
                    }
                }
                heads
            }
            SetExpr::Query(query) => self.heads(&query.body),
            SetExpr::SetOperation { left, .. } => self.heads(left),
            SetExpr::Values(values) => {
                let columns = values.rows.first().map_or(0, |row| row.content.len());
                Heads { names: (0..columns).map(column_name).collect(), stars: Vec::new() }
            }
            _ => Heads::default(),
        }
    }

    /// The tables of `*` or `t.*`.
    fn star(&self, select: &Select, item: &SelectItem) -> Vec<Vec<Of>> {
        if let SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) = item {
            let table = name.0.last().and_then(|part| part.as_ident());
            return table.map(|table| self.names.tables_of(table)).into_iter().collect();
        }
        select.from.iter().flat_map(factors).map(|factor| self.table(factor)).collect()
    }

    fn table(&self, factor: &TableFactor) -> Vec<Of> {
        match factor {
            TableFactor::Table { name, .. } => match self.names.piece(&name.to_string()) {
                Some((_, index)) => vec![Of::Resource(index)],
                None => self.names.queries_of(&name.to_string()).into_iter().collect(),
            },
            TableFactor::Derived { alias: Some(alias), .. } => vec![Of::query(&alias.name)],
            _ => Vec::new(),
        }
    }
}

impl Visitor for AllHeads<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.add(&cte.alias, self.heads(&cte.query.body));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Derived { subquery, alias: Some(alias), .. } => {
                self.add(alias, self.heads(&subquery.body));
            }
            TableFactor::NestedJoin { table_with_joins, alias: Some(alias) } => {
                let stars = factors(table_with_joins).into_iter().map(|factor| self.table(factor)).collect();
                self.add(alias, Heads { names: Vec::new(), stars });
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Names<'_> {
    /// The resources and queries that a name is given to.
    fn tables_of(&self, name: &Ident) -> Vec<Of> {
        let tables = self.tables.get(&name.value.to_ascii_lowercase());
        tables.into_iter().flatten().cloned().collect()
    }
}

struct Walk<'a> {
    names: &'a Names<'a>,
    heads: BTreeMap<Of, Heads>,
    found: Vec<Qualified>,
}

/// Queries select `*` from each other, and a recursive one from itself.
const MOST_QUERIES: usize = 16;

impl Walk<'_> {
    fn column(&mut self, table: &Ident, name: &Ident) {
        let column = name.value.to_ascii_lowercase();
        let has = match self.names.tables_of(table).as_slice() {
            [] => Has::Table(table.value.clone()),
            tables => self.all_have(tables, &column, 0),
        };
        if has != Has::All(Vec::new()) {
            let (table, name, span) = (table.value.clone(), name.value.clone(), name.span);
            self.found.push(Qualified { has, table, name, span });
        }
    }

    fn all_have(&self, tables: &[Of], name: &str, depth: usize) -> Has {
        let all = tables.iter().map(|of| self.has(of, name, depth));
        let mut all: Vec<Has> = all.filter(|has| *has != Has::All(Vec::new())).collect();
        match all.len() {
            _ if tables.is_empty() || all.contains(&Has::Any(Vec::new())) => Has::Any(Vec::new()),
            1 => all.remove(0),
            _ => Has::All(all),
        }
    }

    fn has(&self, of: &Of, name: &str, depth: usize) -> Has {
        if let Of::Resource(piece) = of {
            return Has::Resource(*piece);
        }
        let Some(heads) = self.heads.get(of).filter(|_| depth < MOST_QUERIES) else {
            return Has::Any(Vec::new());
        };
        if heads.names.iter().any(|head| head == name) {
            return Has::All(Vec::new());
        }
        let stars = heads.stars.iter().map(|tables| self.all_have(tables, name, depth + 1));
        let mut stars: Vec<Has> = stars.filter(|has| *has != Has::Any(Vec::new())).collect();
        match stars.len() {
            _ if stars.contains(&Has::All(Vec::new())) => Has::All(Vec::new()),
            1 => stars.remove(0),
            _ => Has::Any(stars),
        }
    }
}

impl Visitor for Walk<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::CompoundIdentifier(names) = expr
            && let [.., table, name] = names.as_slice()
        {
            self.column(table, name);
        }
        ControlFlow::Continue(())
    }
}
