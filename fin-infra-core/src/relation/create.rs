//! Creating a row together with its children.

use futures_util::future::BoxFuture;

use super::Reference;
use super::include::Loaded;
use super::to_many::ToMany;
use crate::error::{Error, Result};
use crate::repository::Repository;
use crate::resource::{Creatable, DbResource, NewId as _, Resource};
use crate::store::{NestingStore, Within};
use crate::tenant::ScopedBy;

/// Children that are created together with their parent: see [`Repository::create_with`].
#[must_use = "children are created by `Repository::create_with`"]
pub struct NewChildren<P: Resource, C: Creatable> {
    reference: Reference<P, C>,
    /// The name of the relation.
    name: &'static str,
    /// Whether the relation has no filter, order or limit.
    is_whole: bool,
    creates: CreatesOf<P, C>,
}

/// Returns the children of a parent.
type CreatesOf<P, C> = Box<dyn FnOnce(&<P as Resource>::Id) -> Vec<<C as Creatable>::Create> + Send>;

impl<P: Resource, C: Creatable> std::fmt::Debug for NewChildren<P, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewChildren").field("relation", &self.name).finish_non_exhaustive()
    }
}

impl<P: Resource, C: Creatable> ToMany<P, C> {
    /// Children that are created together with their parent, whose id the function is given: for
    /// [`Repository::create_with`].
    pub fn create<I>(self, children: impl FnOnce(P::Id) -> I + Send + 'static) -> NewChildren<P, C>
    where
        I: IntoIterator<Item: Into<C::Create>>,
    {
        NewChildren {
            reference: self.reference,
            name: self.name,
            is_whole: self.is_whole,
            creates: Box::new(|id| children(id.clone()).into_iter().map(Into::into).collect()),
        }
    }
}

/// Rows that are created together with a row of `R`: [`NewChildren`], or a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created together with a row of `{R}`",
    label = "no new children of `{R}`",
    note = "write `{R}::deposits().create(|id| ..)`; several kinds of children are a tuple"
)]
pub trait NewRelated<R: Resource, T>: Send + 'static {
    /// Creates the rows.
    #[doc(hidden)]
    fn create_rows<'a>(
        self,
        store: Within<'a>,
        tenant: &'a R::Tenant,
        id: &'a R::Id,
    ) -> BoxFuture<'a, Result<T>>;
}

impl<P, C> NewRelated<P, Vec<C::Read>> for NewChildren<P, C>
where
    P: Resource,
    C: Creatable + DbResource + ScopedBy<P::Tenant>,
{
    fn create_rows<'a>(
        self,
        store: Within<'a>,
        tenant: &'a P::Tenant,
        id: &'a P::Id,
    ) -> BoxFuture<'a, Result<Vec<C::Read>>> {
        let Self { reference, name, is_whole, creates } = self;
        Box::pin(async move {
            if !is_whole {
                let reason = "a relation with a filter, an order or a limit creates no rows";
                return Err(Error::invalid(name, reason));
            }
            let children = Repository::<C>::of(C::scoped_by(tenant));
            let rows = children.create_many(store, creates(id)).await.map_err(|error| error.within(name))?;
            match rows.iter().position(|row| (reference.parent)(row) != Some(id)) {
                None => Ok(rows),
                Some(number) => {
                    let field = C::TABLE.columns[reference.column].field;
                    let reason = "must be the id of the row that is created with it";
                    Err(Error::invalid(format!("{name}[{number}].{field}"), reason))
                }
            }
        })
    }
}

macro_rules! tuples {
    ($(($($N:ident $T:ident),+))*) => {$(
        impl<R: Resource, $($N, $T),+> NewRelated<R, ($($T,)+)> for ($($N,)+)
        where
            $($N: NewRelated<R, $T>, $T: Send + 'static,)+
        {
            #[expect(non_snake_case, reason = "children have the name of their type")]
            fn create_rows<'a>(
                self,
                store: Within<'a>,
                tenant: &'a R::Tenant,
                id: &'a R::Id,
            ) -> BoxFuture<'a, Result<($($T,)+)>> {
                let ($($N,)+) = self;
                Box::pin(async move { Ok(($($N.create_rows(store, tenant, id).await?,)+)) })
            }
        }
    )*};
}

tuples! {
    (A AT)
    (A AT, B BT)
    (A AT, B BT, C CT)
    (A AT, B BT, C CT, D DT)
}

impl<R: Creatable + DbResource> Repository<R> {
    /// Creates a row together with its children: all of them or, if one is rejected, none. The ids are generated in the
    /// process, so it is one insert for the row, and one for each kind of children (of up to 500 rows).
    ///
    /// `&db` makes it a transaction of its own; in a transaction it is a savepoint.
    ///
    /// ```
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
    ///     #[fin(decimal(precision = 18, scale = 2))]
    ///     pub amount: Decimal,
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
    /// let goals = Goal::repository().tenant(tenant);
    /// let deposits = |amounts: [Decimal; 2]| {
    ///     Goal::deposits().create(move |goal_id| amounts.map(|amount| DepositCreate { goal_id, amount }))
    /// };
    /// let boat = || GoalCreate { name: "Boat".to_owned() };
    /// let boat_with_deposits = goals.create_with(&db, boat(), deposits([dec!(20), dec!(30)])).await?;
    /// assert_eq!(boat_with_deposits.related.len(), 2);
    ///
    /// let error = goals.create_with(&db, boat(), deposits([dec!(20), dec!(0.001)])).await.unwrap_err();
    /// assert_eq!(error.fields().collect::<Vec<_>>(), ["deposits[1].amount"]);
    /// assert_eq!(goals.count(&db, GoalQuery::new()).await?, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create) and [`create_many`](Self::create_many). The fields of a child follow the name of the relation
    /// and its index, which is missing if the database rejected several children at once: `deposits[3].amount`,
    /// `deposits.name`. A rule that a child breaks is an error of the child: `deposits[3]`. A child that refers to another row is
    /// [`Invalid`](crate::ErrorKind::Invalid).
    pub fn create_with<'s, N, T>(
        &self,
        store: impl NestingStore<'s>,
        create: impl Into<R::Create>,
        children: N,
    ) -> BoxFuture<'s, Result<Loaded<R::Read, T>>>
    where
        N: NewRelated<R, T>,
        T: Send + 's,
    {
        self.create_with_id_and_children(store, R::Id::new_id(), create.into(), children)
    }

    /// [`create_with`](Self::create_with), with an id that the caller chose.
    pub(crate) fn create_with_id_and_children<'s, N, T>(
        &self,
        store: impl NestingStore<'s>,
        id: R::Id,
        create: R::Create,
        children: N,
    ) -> BoxFuture<'s, Result<Loaded<R::Read, T>>>
    where
        N: NewRelated<R, T>,
        T: Send + 's,
    {
        let repository = self.clone();
        Box::pin(async move {
            let open = store.begin().await?;
            let created = repository.create_within(open.store(), id, create, children).await;
            open.end(created).await.map_err(|error| error.of(R::TABLE.name))
        })
    }

    async fn create_within<N: NewRelated<R, T>, T>(
        &self,
        store: Within<'_>,
        id: R::Id,
        create: R::Create,
        children: N,
    ) -> Result<Loaded<R::Read, T>> {
        let row = self.create_with_id(store, id.clone(), create).await?;
        let related = children.create_rows(store, self.tenant_id(), &id).await?;
        Ok(Loaded { row, related })
    }
}
