//! Rows that are created together with their children, with their types.

use fin_infra_core::internal::{self, ReferringColumn, Relation};
use fin_infra_core::private::FromFields;
use fin_infra_core::store::Within;
use fin_infra_core::{
    Creatable, Db, DbTransaction, Loaded, NestingStore, NewId as _, NewRelated, Repository, ScopedBy, ToMany,
};
use futures_util::future::BoxFuture;
use serde_json::value::RawValue;

use super::read_rows::ReadRowsOf;
use super::row;
use crate::HttpResource;
use crate::input::{FromBody, Given, InputBody};
use crate::problem::{FieldError, Kind, MAX_ERRORS, Problem};
use crate::rows::family::with_children;
use crate::rows::{Children, Creation, DbFuture, ParentRows, Row};
use crate::value;

/// A relation to children of the rows of `P`.
pub(crate) trait ChildrenOf<P: HttpResource>: Send + Sync {
    /// The relation.
    fn relation(&self) -> Relation;

    /// Reads the list of a request, whose children refer to the row with an id, up to the limit of errors.
    fn read(
        &self,
        list: &[&RawValue],
        parent: &P::Id,
        errors: &mut Vec<FieldError>,
    ) -> Box<dyn NewChildrenOf<P>>;
}

/// Children of a row of `P` to be created.
pub(crate) trait NewChildrenOf<P: HttpResource>: Send {
    /// Creates them.
    fn create<'a>(
        self: Box<Self>,
        store: Within<'a>,
        tenant: &'a P::Tenant,
        parent: &'a P::Id,
    ) -> DbFuture<'a, Children>;
}

impl<P, C> ChildrenOf<P> for ToMany<P, C>
where
    P: HttpResource,
    C: HttpResource + Creatable<Create: for<'de> FromFields<'de>> + ScopedBy<P::Tenant>,
{
    fn relation(&self) -> Relation {
        self.described()
    }

    fn read(
        &self,
        list: &[&RawValue],
        parent: &P::Id,
        errors: &mut Vec<FieldError>,
    ) -> Box<dyn NewChildrenOf<P>> {
        let Relation { name, .. } = self.described();
        let given = Given { name: reference(&self.described()), value: parent };
        let mut creates = Vec::with_capacity(list.len());
        for (number, json) in list.iter().enumerate() {
            if errors.len() >= MAX_ERRORS {
                break;
            }
            match given.read_object(json.get(), C::TABLE, &format!("{name}[{number}]")) {
                Ok(create) => creates.push(create),
                Err(of_child) => errors.extend(of_child),
            }
        }
        Box::new(NewChildren { relation: self.clone(), creates })
    }
}

/// The name of the field by which children refer to their parent.
pub(crate) fn reference(relation: &Relation) -> &'static str {
    let (ReferringColumn::OfRelated(ordinal) | ReferringColumn::OfRow(ordinal)) = relation.reference;
    relation.table.columns[ordinal].field
}

struct NewChildren<P: HttpResource, C: Creatable> {
    relation: ToMany<P, C>,
    creates: Vec<C::Create>,
}

impl<P, C> NewChildrenOf<P> for NewChildren<P, C>
where
    P: HttpResource,
    C: HttpResource + Creatable + ScopedBy<P::Tenant>,
{
    fn create<'a>(
        self: Box<Self>,
        store: Within<'a>,
        tenant: &'a P::Tenant,
        parent: &'a P::Id,
    ) -> DbFuture<'a, Children> {
        let Self { relation, creates } = *self;
        let name = relation.described().name;
        Box::pin(async move {
            let rows = relation.create(|_| creates).create_rows(store, tenant, parent).await?;
            let ids = rows.iter().filter_map(|row| value::text_of(C::id(row))).collect();
            Ok(Children { name, ids, rows: ReadRowsOf::<C>::boxed(rows) })
        })
    }
}

/// All children of a row, of several relations.
struct AllChildren<P: HttpResource>(Vec<Box<dyn NewChildrenOf<P>>>);

impl<P: HttpResource> NewRelated<P, Vec<Children>> for AllChildren<P> {
    fn create_rows<'a>(
        self,
        store: Within<'a>,
        tenant: &'a P::Tenant,
        id: &'a P::Id,
    ) -> BoxFuture<'a, fin_infra_core::Result<Vec<Children>>> {
        Box::pin(async move {
            let mut all = Vec::with_capacity(self.0.len());
            for children in self.0 {
                all.push(children.create(store, tenant, id).await?);
            }
            Ok(all)
        })
    }
}

/// The rows of a resource that requests may create together with their children.
pub(crate) struct ParentRowsOf<R: HttpResource>(pub(crate) Vec<Box<dyn ChildrenOf<R>>>);

impl<R: HttpResource + Creatable<Create: for<'de> FromBody<'de>>> ParentRows for ParentRowsOf<R> {
    fn relations(&self) -> Vec<Relation> {
        self.0.iter().map(|children| children.relation()).collect()
    }

    fn creation(
        &self,
        tenant: &str,
        body: &InputBody<'_>,
        lists: &[Option<Vec<&RawValue>>],
        errors: Vec<FieldError>,
    ) -> Option<Result<Box<dyn Creation>, Problem>> {
        let (tenant, _) = R::tenant_of(tenant)?;
        let creation = self.read(Repository::of(tenant), body, lists, errors);
        Some(creation.map(|creation| Box::new(creation) as Box<dyn Creation>))
    }
}

impl<R: HttpResource + Creatable<Create: for<'de> FromBody<'de>>> ParentRowsOf<R> {
    /// Reads a row and its children, and collects the errors of all.
    fn read(
        &self,
        repository: Repository<R>,
        body: &InputBody<'_>,
        lists: &[Option<Vec<&RawValue>>],
        of_lists: Vec<FieldError>,
    ) -> Result<FamilyCreation<R>, Problem> {
        let id = R::Id::new_id();
        let create = R::Create::from_body(body);
        let mut errors = match &create {
            Ok(_) => Vec::new(),
            Err(problem) => problem.field_errors().ok_or_else(|| problem.clone())?.to_vec(),
        };
        errors.extend(of_lists);
        let given = self.0.iter().zip(lists).filter_map(|(of, list)| Some((of, list.as_ref()?)));
        let children = given.map(|(of, list)| of.read(list, &id, &mut errors)).collect();
        match create {
            Ok(create) if errors.is_empty() => {
                Ok(FamilyCreation { repository, id, create, children: AllChildren(children) })
            }
            _ => Err(Problem::of(Kind::InvalidBody, errors)),
        }
    }
}

struct FamilyCreation<R: HttpResource + Creatable> {
    repository: Repository<R>,
    id: R::Id,
    create: R::Create,
    children: AllChildren<R>,
}

impl<R: HttpResource + Creatable> FamilyCreation<R> {
    fn create_in<'s>(self, store: impl NestingStore<'s>) -> DbFuture<'s, Row> {
        let Self { repository, id, create, children } = self;
        let created = internal::create_with_id(&repository, store, (id, create), children);
        Box::pin(async move {
            let Loaded { row: parent, related } = created.await?;
            Ok(with_children(row::<R>(parent), related))
        })
    }
}

impl<R: HttpResource + Creatable> Creation for FamilyCreation<R> {
    fn create(self: Box<Self>, db: &Db) -> DbFuture<'_, Row> {
        self.create_in(db)
    }

    fn create_within(self: Box<Self>, transaction: &mut DbTransaction) -> DbFuture<'_, Row> {
        self.create_in(transaction)
    }
}
