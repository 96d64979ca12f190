//! Rows that are created together with their children.

use std::collections::BTreeMap;

use fin_infra_core::internal::Relation;
use serde_json::value::RawValue;

use super::related::{Related, write_with_related};
use super::{Creation, ReadRow, ReadRows, Row, Rows};
use crate::input::InputBody;
use crate::problem::{FieldError, Problem};

/// Rows that requests may create together with their children.
pub(crate) trait ParentRows: Send + Sync {
    /// The relations to the children.
    fn relations(&self) -> Vec<Relation>;

    /// Reads the body of a request for a tenant, from whose canonical text it is parsed. The lists are those of the
    /// relations, in their order; the errors are those that were found in them before.
    fn creation(
        &self,
        tenant: &str,
        body: &InputBody<'_>,
        lists: &[Option<Vec<&RawValue>>],
        errors: Vec<FieldError>,
    ) -> Option<Result<Box<dyn Creation>, Problem>>;
}

/// The ids of children, by the names of their relations.
pub(crate) type ChildIds = BTreeMap<String, Vec<String>>;

/// The children of a row that belong to one relation.
pub(crate) struct Children {
    pub(crate) name: &'static str,
    pub(crate) ids: Vec<String>,
    pub(crate) rows: Box<dyn ReadRows>,
}

/// Where the children of one relation are read.
pub(crate) struct ChildRows {
    pub(crate) name: &'static str,
    pub(crate) rows: Box<dyn Rows>,
}

/// Adds its children to a row.
pub(crate) fn with_children(row: Row, children: Vec<Children>) -> Row {
    let ids = children.iter().map(|children| (children.name.to_owned(), children.ids.clone())).collect();
    let related =
        children.into_iter().map(|children| Related::of_one(children.name, children.rows)).collect();
    Box::new(RowWithChildren { row, ids, related })
}

struct RowWithChildren {
    row: Row,
    ids: ChildIds,
    related: Vec<Related>,
}

impl ReadRow for RowWithChildren {
    fn json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = Vec::new();
        write_with_related(self.row.json()?, &self.related, 0, &mut json)?;
        Ok(json)
    }

    fn id(&self) -> Option<String> {
        self.row.id()
    }

    fn version(&self) -> Option<i64> {
        self.row.version()
    }

    fn child_ids(&self) -> ChildIds {
        self.ids.clone()
    }
}
