//! What a query may be: one statement that reads, whose tables are resources or its own `WITH` queries, and whose columns
//! are named.

use std::ops::ControlFlow;

use quote::format_ident;
use sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function, Ident, InTarget, ObjectName, ObjectNamePart, Query, Select,
    SelectFlavor, SelectItem, SetExpr, Spanned as _, Statement, TableFactor, TypedString, Visit, Visitor,
};
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span};
use syn::ext::IdentExt as _;

use super::input::{Database, Input, Text};
use super::template::{Kind, Template, ValueType};
use super::{functions, place, units};
use crate::attr::suggestion;

/// The beginning of the names that stand for resources and values while the text is parsed.
const STANDS_FOR: &str = "fin__";

/// What is known of a text that was checked.
pub(crate) struct Checked {
    /// The names of its columns.
    pub(crate) columns: Vec<String>,
    /// The names of its `WITH` queries.
    pub(super) with: Vec<String>,
    /// The columns that it does not treat alike in units of their last decimal place.
    pub(super) not_in_units: Vec<String>,
}

/// Checks a text.
pub(super) fn check(template: &Template, text: &Text) -> syn::Result<Checked> {
    let parsed = Parsed::of(template, text)?;
    let query = parsed.query()?;
    parsed.check_query(&query, &mut Vec::new())?;
    parsed.check_pieces(&query)?;
    parsed.check_values()?;
    let mut with = With(Vec::new());
    let _ = query.visit(&mut with);
    // A text of its own for SQLite knows that amounts are units there.
    let not_in_units = if text.database.is_none() { units::named(&query) } else { Vec::new() };
    Ok(Checked { columns: parsed.columns(&query.body)?, with: with.0, not_in_units })
}

/// Checks that the texts for several databases return the same columns.
pub(super) fn same_columns(input: &Input, templates: &[(Template, Checked)]) -> syn::Result<()> {
    let Some((_, Checked { columns: first, .. })) = templates.first() else { return Ok(()) };
    for (text, (_, Checked { columns, .. })) in input.texts.iter().zip(templates) {
        if columns != first {
            let message = format!(
                "each text must return the same columns in the same order: this one returns {}, and the first one {}",
                columns.join(", "),
                first.join(", ")
            );
            return Err(syn::Error::new(text.span(), message));
        }
    }
    Ok(())
}

/// A text in which names stand for the resources and values.
struct Parsed<'a> {
    text: &'a Text,
    template: &'a Template,
    sql: String,
    /// Where each piece begins in `sql`, in characters.
    starts: Vec<usize>,
}

impl<'a> Parsed<'a> {
    fn of(template: &'a Template, text: &'a Text) -> syn::Result<Self> {
        let (mut sql, mut starts) = (String::new(), Vec::new());
        for (index, piece) in template.pieces.iter().enumerate() {
            starts.push(sql.chars().count());
            match &piece.kind {
                Kind::Sql(part) => {
                    if let Some(at) = part.to_ascii_lowercase().find(STANDS_FOR) {
                        let at = piece.at + part[..at].chars().count();
                        return Err(place::error(
                            text,
                            at,
                            STANDS_FOR.len(),
                            "names that begin with `fin__` are reserved",
                        ));
                    }
                    sql.push_str(part);
                }
                // The spaces separate it from an adjacent word, as in the text for a database.
                Kind::Table(_) => sql.extend([" ", STANDS_FOR, "table", &index.to_string(), " "]),
                Kind::Value(..) => sql.extend([" ", STANDS_FOR, "value", &index.to_string(), " "]),
            }
        }
        Ok(Self { text, template, sql, starts })
    }

    fn query(&self) -> syn::Result<Box<Query>> {
        let dialect: &dyn Dialect = match self.text.database {
            None => &GenericDialect {},
            Some(Database::Sqlite) => &SQLiteDialect {},
            Some(Database::Postgres) => &PostgreSqlDialect {},
            Some(Database::MySql) => &MySqlDialect {},
        };
        let mut statements = Parser::parse_sql(dialect, &self.sql).map_err(|error| self.syntax(&error))?;
        match (statements.pop(), statements.is_empty()) {
            (Some(Statement::Query(query)), true) => Ok(query),
            (Some(_), true) => {
                Err(self.at(0, "a query only reads: write a `SELECT`; rows are written by a repository"))
            }
            _ => Err(self.at(0, "expected one `SELECT`")),
        }
    }

    /// The parser's error, where it says that it is.
    fn syntax(&self, error: &ParserError) -> syn::Error {
        let said = match error {
            ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
            ParserError::RecursionLimitExceeded => "the SQL is nested too deeply",
        };
        let (message, location) = said.split_once(" at Line: ").unwrap_or((said, ""));
        let number = |text: &str| text.trim_matches(|other: char| !other.is_ascii_digit()).parse().ok();
        let location = location
            .split_once(", Column: ")
            .and_then(|(line, column)| Some(Location { line: number(line)?, column: number(column)? }));
        let message = self.named(message);
        match location {
            Some(location) => {
                self.at(self.offset(location), &format!("this SQL cannot be parsed: {message}"))
            }
            None => syn::Error::new(self.text.span(), format!("this SQL cannot be parsed: {message}")),
        }
    }

    /// A message in which each name is again what it stands for.
    fn named(&self, message: &str) -> String {
        let sql = self.text.literal.value();
        let mut message = message.to_owned();
        for (index, piece) in self.template.pieces.iter().enumerate().rev() {
            let written: String = sql.chars().skip(piece.at).take(piece.length).collect();
            for kind in ["table", "value"] {
                message = message.replace(&format!("{STANDS_FOR}{kind}{index}"), &written);
            }
        }
        message
    }

    fn error(&self, span: Span, message: &str) -> syn::Error {
        let (from, to) = (self.offset(span.start), self.offset(span.end));
        let (from, to) = (self.original(from), self.original(to.max(from)));
        place::error(self.text, from, to.saturating_sub(from), message)
    }

    fn at(&self, offset: usize, message: &str) -> syn::Error {
        place::error(self.text, self.original(offset), 1, message)
    }

    /// The place in `sql` of a line and a column.
    fn offset(&self, location: Location) -> usize {
        let (line, column) = (location.line.max(1), location.column.max(1));
        let lines = self.sql.split_inclusive('\n');
        let before: usize =
            lines.take(usize::try_from(line - 1).unwrap_or(0)).map(|line| line.chars().count()).sum();
        before + usize::try_from(column - 1).unwrap_or(0)
    }

    /// The place in the written text of a place in `sql`.
    fn original(&self, offset: usize) -> usize {
        let piece = self.starts.iter().rposition(|&start| start <= offset).unwrap_or(0);
        match self.template.pieces.get(piece) {
            Some(piece_of) => match piece_of.kind {
                Kind::Sql(_) => piece_of.at + (offset - self.starts[piece]).min(piece_of.length),
                _ => piece_of.at,
            },
            None => offset,
        }
    }

    /// Checks a query, in which the names of earlier `WITH` queries are visible.
    fn check_query(&self, query: &Query, visible: &mut Vec<String>) -> syn::Result<()> {
        let known = visible.len();
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                let name = &cte.alias.name;
                // The databases compare quoted names with others in their own ways.
                if name.quote_style.is_some() || !is_unquoted(&name.value) {
                    return Err(self.error(name.span, "write the name of a query of `WITH` without quotes"));
                }
                // Some databases see a query under its own name, or under that of a later one, and others a table.
                if with.recursive {
                    visible.push(name.value.clone());
                    self.check_query(&cte.query, visible)?;
                } else {
                    self.check_query(&cte.query, visible)?;
                    visible.push(name.value.clone());
                }
            }
        }
        self.check_clauses(query)?;
        self.check_set(&query.body)?;
        let mut walk = Walk { parsed: self, visible, depth: 0, error: None };
        let mut rest = query.clone();
        // Its queries are checked: each saw what is visible to it.
        rest.with = None;
        let _ = rest.visit(&mut walk);
        let error = walk.error;
        visible.truncate(known);
        error.map_or(Ok(()), Err)
    }

    /// Clauses of a query that are not standard, or that lock rows.
    fn check_clauses(&self, query: &Query) -> syn::Result<()> {
        let is_plain = query.for_clause.is_none()
            && query.settings.is_none()
            && query.format_clause.is_none()
            && query.pipe_operators.is_empty();
        if !query.locks.is_empty() {
            let message = "a query only reads: lock rows with `get_for_update` or `lock_many`";
            return Err(self.error(query.span(), message));
        }
        if is_plain { Ok(()) } else { Err(self.error(query.span(), "this clause is not accepted")) }
    }

    /// What a query or a part of a `UNION` is.
    fn check_set(&self, set: &SetExpr) -> syn::Result<()> {
        match set {
            SetExpr::Select(select) => self.check_select(select),
            // The walk visits nested queries.
            SetExpr::Query(_) | SetExpr::Values(_) => Ok(()),
            SetExpr::SetOperation { left, right, .. } => {
                self.check_set(left)?;
                self.check_set(right)
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Err(self.error(set.span(), "a query only reads: rows are written by a repository"))
            }
            SetExpr::Table(_) => {
                Err(self.error(set.span(), "`TABLE` names a table: write `SELECT .. FROM {Budget}`"))
            }
        }
    }

    fn check_select(&self, select: &Select) -> syn::Result<()> {
        if select.into.is_some() {
            return Err(self.error(select.span(), "a query only reads: remove `INTO`"));
        }
        let is_plain = select.lateral_views.is_empty()
            && select.prewhere.is_none()
            && select.connect_by.is_empty()
            && select.cluster_by.is_empty()
            && select.distribute_by.is_empty()
            && select.sort_by.is_empty()
            && select.qualify.is_none()
            && select.optimizer_hints.is_empty()
            && select.select_modifiers.is_none()
            && select.top.is_none()
            && select.value_table_mode.is_none()
            && select.flavor == SelectFlavor::Standard;
        if is_plain {
            Ok(())
        } else {
            Err(self.error(select.span(), "a clause of this `SELECT` is not accepted"))
        }
    }

    /// The names of the columns that a query returns.
    fn columns(&self, set: &SetExpr) -> syn::Result<Vec<String>> {
        match set {
            SetExpr::Select(select) => {
                let names: syn::Result<Vec<_>> =
                    select.projection.iter().map(|item| self.column(item)).collect();
                let names = names?;
                match names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
                    Some((index, name)) => {
                        let span = select.projection[index].span();
                        Err(self.error(
                            span,
                            &format!("two columns have the name `{name}`: write `AS other_name`"),
                        ))
                    }
                    None => Ok(names),
                }
            }
            SetExpr::Query(query) => self.columns(&query.body),
            SetExpr::SetOperation { left, .. } => self.columns(left),
            other => Err(self.error(other.span(), "the columns need names: write a `SELECT`")),
        }
    }

    fn column(&self, item: &SelectItem) -> syn::Result<String> {
        let name = match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(alias),
            SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name),
            SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last(),
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                return Err(
                    self.error(item.span(), "name the columns in place of `*`: each is a field of the row")
                );
            }
            _ => None,
        };
        match name {
            Some(name) if is_a_name(&name.value) => Ok(name.value.clone()),
            _ => {
                Err(self.error(item.span(), "the column has no name: write `AS name`, the field of the row"))
            }
        }
    }

    /// Checks the name of a table.
    fn check_relation(&self, name: &ObjectName, visible: &[String]) -> syn::Result<()> {
        let written = name.to_string();
        if let [ObjectNamePart::Identifier(Ident { value, quote_style: None, .. })] = name.0.as_slice()
            && value.starts_with(STANDS_FOR)
        {
            let index: Option<usize> =
                value.strip_prefix(STANDS_FOR).and_then(|name| name.strip_prefix("table")?.parse().ok());
            return match index.and_then(|index| self.template.pieces.get(index)) {
                Some(_) => Ok(()),
                None => Err(self.error(name.span(), "a value is no table")),
            };
        }
        if let [ObjectNamePart::Identifier(Ident { value, quote_style: None, .. })] = name.0.as_slice()
            && visible.contains(value)
        {
            return Ok(());
        }
        let message = match visible.iter().find(|known| known.eq_ignore_ascii_case(&written)) {
            Some(known) => format!("write the name as `WITH` does: `{known}`"),
            None => format!(
                "`{written}` is no resource: name tables by their structs, as in `{{Budget}}`, so that the tenant is part of \
                 each; a name of `WITH` is known after its query"
            ),
        };
        Err(self.error(name.span(), &message))
    }

    /// Checks that the parser saw each resource once as a table, and each value once as a value: so the text has no part
    /// that the parser read as something else.
    fn check_pieces(&self, query: &Query) -> syn::Result<()> {
        let mut seen = Seen::default();
        let _ = query.visit(&mut seen);
        for (index, piece) in self.template.pieces.iter().enumerate() {
            let (seen, name, message) = match piece.kind {
                Kind::Sql(_) => continue,
                Kind::Table(_) => (
                    &seen.tables,
                    format!("{STANDS_FOR}table{index}"),
                    "a resource is accepted in `FROM` and `JOIN` only: name its columns by its alias, or by its table",
                ),
                Kind::Value(..) => (
                    &seen.values,
                    format!("{STANDS_FOR}value{index}"),
                    "a value is accepted where a value can be: in `IN`, it needs parentheses",
                ),
            };
            if seen.iter().filter(|other| **other == name).count() != 1 {
                return Err(place::error(self.text, piece.at, piece.length, message));
            }
        }
        Ok(())
    }

    /// Checks that each name of a value has one type.
    fn check_values(&self) -> syn::Result<()> {
        let mut known: Vec<(&proc_macro2::Ident, &ValueType)> = Vec::new();
        for piece in &self.template.pieces {
            let Kind::Value(name, ty) = &piece.kind else { continue };
            match known.iter().find(|(other, _)| *other == name) {
                Some((_, other)) if **other != **ty => {
                    let message =
                        format!("`{name}` has another type above: give the two values different names");
                    return Err(place::error(self.text, piece.at, piece.length, &message));
                }
                Some(_) => {}
                None => known.push((name, ty)),
            }
        }
        Ok(())
    }

    fn check_table_factor(&self, factor: &TableFactor) -> syn::Result<()> {
        let message = match factor {
            TableFactor::Table {
                args: None,
                sample: None,
                version: None,
                partitions,
                json_path: None,
                index_directives,
                ..
            } if partitions.is_empty() && index_directives.is_empty() => {
                return Ok(());
            }
            TableFactor::Derived { sample: None, .. } | TableFactor::NestedJoin { .. } => return Ok(()),
            _ => {
                "only resources, queries of `WITH` and sub-queries can be read: functions that return rows are not accepted"
            }
        };
        Err(self.error(factor.span(), message))
    }

    fn check_function(&self, function: &Function) -> syn::Result<()> {
        let name = function.name.to_string();
        if functions::is_known(&name) {
            return Ok(());
        }
        let suggestion = match crate::attr::nearest(&name, functions::known()) {
            Some(_) => suggestion(&name, functions::known()),
            None => "only functions that compute a value from their arguments are accepted".to_owned(),
        };
        Err(self.error(function.name.span(), &format!("the function `{name}` is not accepted: {suggestion}")))
    }
}

/// Whether a name can be a field.
fn is_a_name(name: &str) -> bool {
    let is_never_a_field = matches!(name, "_" | "self" | "Self" | "super" | "crate");
    !is_never_a_field && !name.starts_with(STANDS_FOR) && syn::parse_str::<RawIdent>(name).is_ok()
}

fn is_unquoted(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Whether PostgreSQL reads a name without parentheses as a function about the session.
fn is_of_the_session(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "current_catalog",
        "current_role",
        "current_schema",
        "current_user",
        "session_user",
        "system_user",
        "user",
    ];
    NAMES.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// `regclass` and the like.
fn is_of_a_catalogue(data_type: &DataType) -> bool {
    data_type.to_string().to_ascii_lowercase().trim_start_matches("pg_catalog.").starts_with("reg")
}

/// Any identifier, also a keyword.
struct RawIdent;

impl syn::parse::Parse for RawIdent {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        input.call(proc_macro2::Ident::parse_any).map(|_| Self)
    }
}

/// The field with a name.
pub(super) fn field(name: &str, span: proc_macro2::Span) -> proc_macro2::Ident {
    let ident = match syn::parse_str::<proc_macro2::Ident>(name) {
        Ok(ident) => ident,
        Err(_) => format_ident!("r#{name}"),
    };
    let mut ident = ident;
    ident.set_span(span);
    ident
}

/// The names of all `WITH` queries.
struct With(Vec<String>);

impl Visitor for With {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.0.extend(with.map(|cte| cte.alias.name.value.clone()));
        ControlFlow::Continue(())
    }
}

/// What the parser saw of the resources and values.
#[derive(Default)]
struct Seen {
    tables: Vec<String>,
    values: Vec<String>,
}

impl Visitor for Seen {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.tables.push(relation.to_string());
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Identifier(name) = expr {
            self.values.push(name.value.clone());
        }
        ControlFlow::Continue(())
    }
}

/// Visits what belongs to one query. A query within it is checked by itself, with the names that it sees.
struct Walk<'a, 'b> {
    parsed: &'a Parsed<'b>,
    visible: &'a mut Vec<String>,
    depth: usize,
    error: Option<syn::Error>,
}

impl Walk<'_, '_> {
    fn check(&mut self, result: syn::Result<()>) -> ControlFlow<()> {
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Whether what is visited belongs to the query itself.
    fn is_own(&self) -> bool {
        self.depth == 1
    }
}

impl Visitor for Walk<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.depth += 1;
        if self.depth != 2 {
            return ControlFlow::Continue(());
        }
        let checked = self.parsed.check_query(query, self.visible);
        self.check(checked)
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if !self.is_own() {
            return ControlFlow::Continue(());
        }
        let checked = self.parsed.check_relation(relation, self.visible);
        self.check(checked)
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        let checked = self.parsed.check_table_factor(factor);
        self.check(checked)
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let checked = self.parsed.check_select(select);
        self.check(checked)
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let checked = match expr {
            Expr::Function(function) => self.parsed.check_function(function),
            Expr::Identifier(name) if name.quote_style.is_none() && is_of_the_session(&name.value) => {
                Err(self.parsed.error(name.span, "this is about the session, and not about rows"))
            }
            Expr::Cast { data_type, .. } | Expr::TypedString(TypedString { data_type, .. })
                if is_of_a_catalogue(data_type) =>
            {
                Err(self.parsed.error(expr.span(), "this type reads the database's catalogue"))
            }
            Expr::In { target: InTarget::Table { name, .. }, .. } => {
                let message =
                    "write a sub-query after `IN`: `IN (SELECT id FROM {Budget})`, or a value in parentheses";
                Err(self.parsed.error(name.span(), message))
            }
            Expr::BinaryOp { op: BinaryOperator::PGCustomBinaryOperator(_), .. } => {
                Err(self.parsed.error(expr.span(), "an operator is written by its characters"))
            }
            _ => Ok(()),
        };
        self.check(checked)
    }
}
