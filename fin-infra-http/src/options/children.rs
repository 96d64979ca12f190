//! The option to create a row together with its children.

use fin_infra_core::private::{FromFields, InputFields};
use fin_infra_core::schema::Column;
use fin_infra_core::{Creatable, ScopedBy, ToMany};

use super::ResourceOptions;
use crate::HttpResource;
use crate::rows::{RELATED, reference};

impl<R: HttpResource> ResourceOptions<R> {
    /// Lets a request create a row together with its children, all or nothing: `POST /goals` with
    /// `{"name": "Boat", "deposits": [{"amount": "20.00"}]}`. Call it again for another relation.
    ///
    /// The field has the name of the relation, and may be absent. Its objects are those of `POST /deposits` without the field
    /// that refers to the parent. The response has the children as `?include=deposits` has them. An error names the field of
    /// the child: `deposits[3].amount`. The children of all relations in one request are at most 500.
    ///
    /// A request with the field needs the permission [`Action::Create`](crate::Action::Create) for the children as well, and the
    /// API has to expose a route that creates them. They are created as [`Repository::create_with`](fin_infra_core::Repository::create_with)
    /// creates them.
    ///
    /// ```
    /// use fin_infra::http::Resources;
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, children("Deposit"))]
    /// pub struct Goal {
    ///     pub name: String,
    /// }
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Deposit {
    ///     #[fin(belongs_to = "Goal")]
    ///     pub goal_id: Uuid,
    ///     pub amount: Decimal,
    /// }
    ///
    /// let resources = Resources::new(Db::memory())
    ///     .add_with::<Goal>(|goals| goals.create_with(Goal::deposits()))
    ///     .add::<Deposit>();
    /// # drop(resources.into_router());
    /// ```
    ///
    /// # Panics
    ///
    /// If the relation has a filter, an order or a limit, or is given twice; if requests cannot set the field that refers to
    /// the parent, as with `internal`; or if the parent has a field with the name of the relation, or one named `related`,
    /// which the response needs.
    ///
    /// When the resource is added, if its action [`Action::Create`](crate::Action::Create) is left out; and when the router is built, if no route
    /// creates the children.
    #[must_use]
    pub fn create_with<C>(mut self, relation: ToMany<R, C>) -> Self
    where
        R: Creatable,
        C: HttpResource + Creatable<Create: for<'de> FromFields<'de>> + ScopedBy<R::Tenant>,
    {
        let (name, field) = (relation.described().name, reference(&relation.described()));
        let check = |holds: bool, reason: &str| {
            assert!(holds, "{}: `create_with` of `{name}`: {reason}", R::NAME);
        };
        check(relation.is_whole(), "a relation with a filter, an order or a limit creates no rows");
        let is_new = self.children.iter().all(|other| other.relation().name != name);
        check(is_new, "the relation is given twice");
        let is_free = |column: &Column| ![name, RELATED].contains(&column.field);
        let reason = "a field has this name, or is named `related`, which the response needs";
        check(R::TABLE.columns.iter().all(is_free), reason);
        let reason = format!("requests cannot set `{field}`, which refers to the parent");
        check(<C::Create as InputFields>::FIELDS.contains(&field), &reason);
        self.children.push(Box::new(relation));
        self
    }
}
