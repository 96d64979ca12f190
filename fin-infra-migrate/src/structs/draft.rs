//! A table on its way to a struct.

use std::collections::BTreeMap;

use super::fields::{Field, Member, fields};
use super::keys::{Found, Key};
use super::roles::{Role, Roles};

/// A struct that is not written yet.
pub(super) struct Draft<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) struct_name: String,
    pub(super) key: Key,
    pub(super) roles: Roles,
    pub(super) members: Vec<Member>,
    /// The options of the struct that follow from keys and rules.
    pub(super) options: Vec<String>,
    /// What the struct does not say.
    pub(super) notes: Vec<String>,
}

/// The resources of a database: the key and the name of the struct, by table.
pub(super) type Parents = BTreeMap<String, (Key, String)>;

impl Draft<'_> {
    pub(super) fn field(&self, column: &str) -> Option<&Field> {
        fields(&self.members).find(|field| field.column == column)
    }

    pub(super) fn field_mut(&mut self, column: &str) -> Option<&mut Field> {
        self.members.iter_mut().find_map(|member| match member {
            Member::Field(field) if field.column == column => Some(&mut **field),
            _ => None,
        })
    }

    /// Whether an index of the column fits into every store, after the columns of the primary key.
    pub(super) fn fits_a_list(&self, column: &str) -> bool {
        let bytes = self.field(column).map_or(0, |field| field.rust.bytes_in_an_index());
        self.key.bytes().1 + bytes <= super::keys::LONGEST_KEY
    }

    /// Whether a key of these columns fits into every store, after the tenant.
    pub(super) fn fits_a_key(&self, columns: &[String]) -> bool {
        let fields = columns.iter().filter_map(|column| self.field(column));
        let bytes: u64 = fields.map(|field| field.rust.bytes_in_an_index()).sum();
        self.key.bytes().0 + bytes <= super::keys::LONGEST_KEY
    }

    /// The names of the fields of columns, in the form of an option's list.
    pub(super) fn names(&self, columns: &[String]) -> String {
        let names = columns.iter().filter_map(|column| self.field(column));
        names.map(|field| format!("{:?}", field.name)).collect::<Vec<_>>().join(", ")
    }

    /// Marks columns as part of a key.
    pub(super) fn mark(&mut self, columns: &[String]) {
        for column in columns {
            if let Some(field) = self.field_mut(column) {
                field.is_in_a_key = true;
            }
        }
    }

    pub(super) fn has_data(&self) -> bool {
        fields(&self.members).any(|field| field.role == Role::Data)
    }
}
