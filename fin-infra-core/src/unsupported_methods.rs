//! The compile errors for methods that a resource does not support.
//!
//! A repository has the methods that its resource supports. It dereferences to a type with all the others, by the same
//! names, so that the compiler reports once what the struct needs.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::purged::Purged;
use crate::query::Page;
use crate::repository::Repository;
use crate::resource::{Adjustable, Creatable, Deletable, Resource, SoftDelete, Updatable};

/// The methods that a repository does not support.
#[doc(hidden)]
pub struct UnsupportedMethods<R>(PhantomData<fn() -> R>);

#[doc(hidden)]
impl<R: Resource> Deref for Repository<R> {
    type Target = UnsupportedMethods<R>;

    fn deref(&self) -> &UnsupportedMethods<R> {
        &UnsupportedMethods(PhantomData)
    }
}

/// Defines methods that cannot be called. They have the name, the number of arguments and the return type of the real
/// ones, so that the use of the result is not a further error.
macro_rules! unsupported_methods {
    (impl<$($parameter:ident $(: $bound:ident)?),*> $Type:ty where $missing:ident:
        $($method:ident($($argument:ident),*) -> $Result:ty;)*) => {
        impl<$($parameter $(: $bound)?),*> $Type {$(
            #[doc(hidden)]
            pub fn $method<$($argument),*>(&self, $(_: $argument),*) -> $Result
            where
                R: $missing,
            {
                $crate::stub::stub()
            }
        )*}
    };
}
pub(crate) use unsupported_methods;

/// The future of a method that cannot be called.
pub(crate) type UnsupportedCall<T> = futures_util::future::BoxFuture<'static, crate::error::Result<T>>;

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Creatable:
    create(A, B) -> UnsupportedCall<R::Read>;
    create_with_id(A, B, C) -> UnsupportedCall<R::Read>;
    create_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
    create_with(A, B, C) -> UnsupportedCall<R::Read>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Updatable:
    update(A, B, C) -> UnsupportedCall<R::Read>;
    update_where(A, B, C) -> UnsupportedCall<u64>;
    update_where_limit(A, B, C, D) -> UnsupportedCall<u64>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Adjustable:
    adjust(A, B, C) -> UnsupportedCall<R::Read>;
    adjust_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where Deletable:
    delete(A, B) -> UnsupportedCall<()>;
    delete_many(A, B) -> UnsupportedCall<u64>;
    delete_where(A, B) -> UnsupportedCall<u64>;
    delete_where_limit(A, B, C) -> UnsupportedCall<u64>;
}

unsupported_methods! {
    impl<R: Resource> UnsupportedMethods<R> where SoftDelete:
    hard_delete(A, B) -> UnsupportedCall<()>;
    restore(A, B) -> UnsupportedCall<R::Read>;
    list_deleted(A, B) -> UnsupportedCall<Page<R::Read>>;
    purge_deleted(A, B) -> UnsupportedCall<Purged>;
}
