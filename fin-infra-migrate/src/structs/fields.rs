//! The fields of a struct: one for each column that fin-infra can store.

use fin_infra_core::internal::shortened;

use super::super::dialect::LIVE;
use super::super::model::Column;
use super::defaults::{self, Given};
use super::keys::{Found, Key};
use super::naming::{self, check_column_name};
use super::roles::{Role, Roles};
use super::types::Rust;

/// A field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) column: String,
    /// Without `r#`.
    pub(super) name: String,
    pub(super) rust: Rust,
    pub(super) nullable: bool,
    pub(super) role: Role,
    pub(super) comment: Option<String>,
    pub(super) notes: Vec<String>,
    /// The case-folded copy of its text.
    pub(super) folded: Option<String>,
    /// The struct that it belongs to.
    pub(super) parent: Option<String>,
    /// Whether an index serves lists that are filtered and ordered by it.
    pub(super) is_listed: bool,
    /// Whether it is part of a key, where text has a limit.
    pub(super) is_in_a_key: bool,
    /// `index`, and the default.
    pub(super) options: Vec<String>,
}

/// A column of a table in the source.
#[derive(Debug)]
pub(super) enum Member {
    Field(Box<Field>),
    /// Why a column has no field.
    Note(String),
}

/// The fields of a table, in the order of its columns.
pub(super) fn members(found: &Found<'_>, key: &Key, roles: &Roles) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for column in &found.table.columns {
        let is_own = column.name == LIVE && roles.deleted_at.is_some() && found.is_generated(column);
        if is_own || folded_source(found, column).is_some() {
            continue;
        }
        let is_taken = fields(&members).any(|field| field.column.eq_ignore_ascii_case(&column.name));
        let checked = match is_taken {
            true => Err("another column has this name in other letters. Rename one of them".to_owned()),
            false => check_column(found, column, key),
        };
        members.push(match checked.and_then(|()| field(found, column, key, roles)) {
            Ok(mut field) => {
                resolve_name(&mut field, &members, key, roles);
                Member::Field(Box::new(field))
            }
            Err(reason) => Member::Note(without_field(column, &reason)),
        });
    }
    members
}

/// The fields among members.
pub(super) fn fields(members: &[Member]) -> impl Iterator<Item = &Field> {
    members.iter().filter_map(|member| match member {
        Member::Field(field) => Some(&**field),
        Member::Note(_) => None,
    })
}

fn check_column(found: &Found<'_>, column: &Column, key: &Key) -> Result<(), String> {
    let is_always_numbered = found.column_facts(&column.name).is_some_and(|facts| facts.is_always_numbered);
    if is_always_numbered && column.name != key.id {
        return Err("the database computes it, as an identity. Read it with your own SQL".to_owned());
    }
    if found.is_generated(column) {
        return Err("the database computes it. Read it with your own SQL".to_owned());
    }
    check_column_name(&column.name).map_err(|reason| format!("{reason}. Rename it to have it here"))
}

fn without_field(column: &Column, reason: &str) -> String {
    let is_needed = !column.nullable && column.default.is_none() && column.generated.is_none();
    let consequence = if is_needed && !reason.starts_with("the database computes") {
        ". It is required and has no default, so no row can be created until that changes"
    } else {
        ""
    };
    let sql_type = if column.sql_type.is_empty() { String::new() } else { format!(" ({})", column.sql_type) };
    format!("The column `{}`{sql_type} has no field: {reason}{consequence}.", column.name)
}

fn field(found: &Found<'_>, column: &Column, key: &Key, roles: &Roles) -> Result<Field, String> {
    let role = roles.role(&column.name, key);
    let typed = found.type_of(column)?;
    let rust = match role {
        Role::Id | Role::Tenant => found.key_type(&column.name).unwrap_or(typed.rust),
        Role::CreatedAt | Role::UpdatedAt | Role::DeletedAt => Rust::Instant,
        _ => typed.rust,
    };
    let facts = found.column_facts(&column.name);
    let mut field = Field {
        column: column.name.clone(),
        name: String::new(),
        rust,
        nullable: column.nullable && !matches!(role, Role::Id | Role::Tenant),
        role,
        comment: facts.and_then(|facts| facts.comment.clone()).filter(|comment| !comment.trim().is_empty()),
        notes: typed
            .note
            .into_iter()
            .chain(facts.iter().flat_map(|facts| facts.notes.iter().cloned()))
            .collect(),
        folded: found
            .table
            .columns
            .iter()
            .find(|copy| folded_source(found, copy) == Some(column))
            .map(|copy| copy.name.clone()),
        parent: None,
        is_listed: false,
        is_in_a_key: matches!(role, Role::Id | Role::Tenant),
        options: Vec::new(),
    };
    add_default(found, column, &mut field);
    field.notes.extend(roles.lonely(found, column).filter(|_| role == Role::Data));
    Ok(field)
}

/// The column that another one is the case-folded copy of, by its name and type.
fn folded_source<'a>(found: &Found<'a>, copy: &Column) -> Option<&'a Column> {
    let is_its_name = |source: &&Column| shortened(format!("{}_folded", source.name)) == copy.name;
    let source = found.table.columns.iter().find(is_its_name)?;
    let is_text = matches!(found.type_of(source).ok()?.rust, Rust::Text { .. });
    let is_copy =
        source.sql_type == copy.sql_type && source.nullable == copy.nullable && copy.default.is_none();
    (is_text && is_copy).then_some(source)
}

fn add_default(found: &Found<'_>, column: &Column, field: &mut Field) {
    let is_numbered = found.column_facts(&column.name).is_some_and(|facts| facts.is_numbered);
    let Some(sql) = &column.default else {
        if is_numbered && field.role == Role::Data {
            field
                .notes
                .push("the database numbers the rows in this column, and a field has to be given".to_owned());
        }
        return;
    };
    let is_of_new_rows = field.role == Role::Version && sql.trim_matches(['(', ')', '\'']) == "1";
    if is_of_new_rows || (field.role == Role::Id && is_numbered) {
        return;
    }
    let given = match (field.role, field.nullable) {
        (Role::Data, false) => defaults::given(sql, &field.rust, found.database),
        _ => Given::Unknown,
    };
    match given {
        Given::Option(option) => field.options.push(option),
        Given::Unknown => {
            field.notes.push(format!("the database has the default {sql} here, which no field has"));
        }
    }
}

/// Chooses a name that the roles leave free, and that no other field has.
fn resolve_name(field: &mut Field, members: &[Member], key: &Key, roles: &Roles) {
    let mut name = naming::field(&field.column);
    let is_managed = Role::MANAGED
        .into_iter()
        .any(|role| roles.has(role, key) && role != field.role && role.name() == name);
    if is_managed {
        name.push('_');
    }
    let numbered = (2..).map(|number: u32| format!("{name}_{number}"));
    let is_free = |name: &String| fields(members).all(|other| other.name != *name);
    field.name = std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or_default();
}

impl Field {
    /// The options that say what the name does not: its role and its column.
    pub(super) fn name_options(&self) -> Vec<String> {
        let plain = |name: &str| name.replace('_', "");
        let is_lookalike = || Role::MANAGED.into_iter().any(|role| plain(role.name()) == plain(&self.name));
        let mut options = Vec::new();
        if !matches!(self.role, Role::Data | Role::Number) && self.name != self.role.name() {
            options.push(self.role.mark().to_owned());
        }
        if self.role == Role::Number {
            options.push("number(per = \"tenant\")".to_owned());
        }
        if self.name != self.column || (self.role == Role::Data && is_lookalike()) {
            options.push(format!("column = {:?}", self.column));
        }
        options
    }

    /// Whether the struct has the column without the field.
    pub(super) fn is_implied(&self) -> bool {
        let is_usual = match self.role {
            Role::Id | Role::Tenant => self.rust == Rust::Uuid,
            Role::Number | Role::Data => false,
            _ => true,
        };
        let is_listed = self.role == Role::CreatedAt || self.role == Role::Id;
        is_usual
            && self.comment.is_none()
            && self.notes.is_empty()
            && self.options.is_empty()
            && self.name_options().is_empty()
            && (self.role == Role::Id || self.is_listed == is_listed)
    }
}

impl Field {
    /// Whether lists can be filtered and ordered by it, where that is not as usual.
    pub(super) fn list_options(&self) -> Vec<&'static str> {
        match (self.role, self.is_listed) {
            (Role::Id | Role::Tenant, _) | (Role::CreatedAt, true) => Vec::new(),
            (Role::CreatedAt, false) => vec!["filter = false", "order = false"],
            (_, true) if self.parent.is_some() => Vec::new(),
            (_, true) => vec!["filter", "order"],
            (_, false) => Vec::new(),
        }
    }
}
