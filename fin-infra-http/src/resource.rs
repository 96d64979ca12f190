//! What the derive says of a struct that a REST API may offer.

use fin_infra_core::{Creatable, DbResource, Deletable, Resource, Searchable, SoftDelete, Updatable};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::field::Field;
use super::value::ConditionText;

/// A resource that a REST API may offer.
///
/// The derive implements it; the functions are what generated code and the API meet in, and are not for calling.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not for a REST API",
    label = "not offered",
    note = "`http = false` on its struct leaves it out"
)]
pub trait HttpResource: DbResource + Resource<Id: Serialize, Read: Serialize> {
    /// Where the API offers it, with the leading slash.
    const PATH: &'static str;
    /// The struct's name.
    const NAME: &'static str;
    /// The struct's comment.
    const ABOUT: &'static str;
    /// What the API says of its columns, in table order.
    const FIELDS: &'static [Field];

    /// Adds a route for each thing that the resource can do.
    #[must_use]
    fn routes<O: Expose<Self>>(routes: O) -> O;

    /// Reads an id.
    fn id_of(text: &str) -> Option<Self::Id>;

    /// Reads a tenant, and gives the one text that stands for it. Of a resource without tenants there is always the one.
    fn tenant_of(text: &str) -> Option<(Self::Tenant, String)>;

    /// Adds a condition on the column at a place to a filter.
    ///
    /// # Errors
    ///
    /// A sentence that says what was expected.
    fn filter_by(filter: &mut Self::Filter, ordinal: usize, condition: &ConditionText) -> Result<(), String>;
}

/// The routes that a resource can have. What the derive wrote calls a method for each thing that the resource can do.
pub trait Expose<R: HttpResource>: Sized {
    /// The rows can be listed and got.
    #[must_use]
    fn readable(self) -> Self;

    /// The rows can be searched.
    #[must_use]
    fn searchable(self) -> Self
    where
        R: Searchable;

    /// Rows can be created.
    #[must_use]
    fn creatable(self) -> Self
    where
        R: Creatable<Create: DeserializeOwned>;

    /// Rows can be changed.
    #[must_use]
    fn updatable(self) -> Self
    where
        R: Updatable<Update: DeserializeOwned>;

    /// Rows can be deleted.
    #[must_use]
    fn deletable(self) -> Self
    where
        R: Deletable;

    /// Deleted rows can be restored, or removed for good.
    #[must_use]
    fn restorable(self) -> Self
    where
        R: SoftDelete;
}
