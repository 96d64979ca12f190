//! What is said of a method that a resource's struct leaves out.
//!
//! A repository has the methods of what its resource can do. Behind them stand these, by the same names, so that the
//! compiler says what the struct would need, and says it once.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::purged::Purged;
use crate::query::Page;
use crate::repository::Repository;
use crate::resource::{Creatable, Deletable, Resource, SoftDelete, Updatable};

/// The methods that a repository does not have.
#[doc(hidden)]
pub struct UnsupportedMethods<R>(PhantomData<fn() -> R>);

#[doc(hidden)]
impl<R: Resource> Deref for Repository<R> {
    type Target = UnsupportedMethods<R>;

    fn deref(&self) -> &UnsupportedMethods<R> {
        &UnsupportedMethods(PhantomData)
    }
}

/// Methods that are there to be refused, each by its name, with as many arguments as it has and the type of its result:
/// what is done with the result is no further mistake.
macro_rules! unsupported_methods {
    (impl<$($parameter:ident $(: $bound:ident)?),*> $Type:ty where $missing:ident:
        $($method:ident($($argument:ident),*) -> $Result:ty;)*) => {
        impl<$($parameter $(: $bound)?),*> $Type {$(
            #[doc(hidden)]
            pub fn $method<$($argument),*>(&self, $(_: $argument),*) -> $Result
            where
                R: $missing,
            {
                $crate::stub::refused()
            }
        )*}
    };
}
pub(crate) use unsupported_methods;

/// The future of a method that is there to be refused.
pub(crate) type Refused<T> = futures_util::future::BoxFuture<'static, crate::error::Result<T>>;

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Creatable:
    create(A, B) -> Refused<R::Read>;
    create_with_id(A, B, C) -> Refused<R::Read>;
    create_many(A, B) -> Refused<Vec<R::Read>>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Updatable:
    update(A, B, C) -> Refused<R::Read>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Deletable:
    delete(A, B) -> Refused<()>;
    delete_many(A, B) -> Refused<u64>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where SoftDelete:
    hard_delete(A, B) -> Refused<()>;
    restore(A, B) -> Refused<R::Read>;
    list_deleted(A, B) -> Refused<Page<R::Read>>;
    purge_deleted(A, B) -> Refused<Purged>;
}
