//! The traits that the derive implements for a struct that a REST API exposes.

use fin_infra_core::internal::Relation;
use fin_infra_core::{
    Adjustable, Creatable, DbResource, Deletable, Resource, Searchable, SoftDelete, Updatable,
};
use serde::Serialize;

use super::computed::Computed;
use super::field::Field;
use super::input::FromBody;
use super::value::ConditionText;

/// A resource that a REST API can expose.
///
/// The derive implements it. The functions are for the API, not for applications.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no REST API",
    label = "no REST API",
    note = "remove `http = false` from its struct"
)]
pub trait HttpResource: DbResource + Resource<Id: Serialize, Read: Serialize> {
    /// The default path, with the leading slash.
    const PATH: &'static str;
    /// The name of the struct.
    const NAME: &'static str;
    /// The doc comment of the struct.
    const ABOUT: &'static str;
    /// The metadata of the columns, in table order.
    const FIELDS: &'static [Field];
    /// What can be computed from rows.
    const AGGREGATES: &'static [Computed<Self>] = &[];

    /// The relations to other resources.
    #[must_use]
    fn relations() -> Vec<Relation> {
        Vec::new()
    }

    /// Adds the routes that the resource supports.
    #[must_use]
    fn routes<O: Expose<Self>>(routes: O) -> O;

    /// Parses an id.
    fn id_of(text: &str) -> Option<Self::Id>;

    /// Parses a tenant, and returns it with its canonical text. It always succeeds for a resource without tenants.
    fn tenant_of(text: &str) -> Option<(Self::Tenant, String)>;

    /// Adds a condition on the column with an ordinal to a filter.
    ///
    /// # Errors
    ///
    /// A message that describes the expected value.
    fn filter_by(filter: &mut Self::Filter, ordinal: usize, condition: &ConditionText) -> Result<(), String>;
}

/// Collects the routes of a resource. Generated code calls a method for each capability of the resource.
pub trait Expose<R: HttpResource>: Sized {
    /// Rows can be listed and read.
    #[must_use]
    fn readable(self) -> Self;

    /// Rows can be searched.
    #[must_use]
    fn searchable(self) -> Self
    where
        R: Searchable;

    /// Sums and the like can be computed from rows.
    #[must_use]
    fn aggregatable(self) -> Self;

    /// Rows can be created.
    #[must_use]
    fn creatable(self) -> Self
    where
        R: Creatable<Create: for<'de> FromBody<'de>>;

    /// Rows can be changed.
    #[must_use]
    fn updatable(self) -> Self
    where
        R: Updatable<Update: for<'de> FromBody<'de>>;

    /// Columns can be adjusted.
    #[must_use]
    fn adjustable(self) -> Self
    where
        R: Adjustable<Adjust: for<'de> FromBody<'de>>;

    /// Rows can be deleted.
    #[must_use]
    fn deletable(self) -> Self
    where
        R: Deletable;

    /// Deleted rows can be restored, or removed permanently.
    #[must_use]
    fn restorable(self) -> Self
    where
        R: SoftDelete;
}
