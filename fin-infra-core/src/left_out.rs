//! What is said of a method that a resource's struct leaves out.
//!
//! A repository has the methods of what its resource can do. Behind them stand these, by the same names, so that the
//! compiler says what the struct would need, and says it once.

use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::Result;
use crate::repository::Repository;
use crate::resource::{Creatable, Deletable, Resource, SoftDelete, Updatable};

/// The methods that a repository does not have.
#[doc(hidden)]
pub struct LeftOut<R>(PhantomData<fn() -> R>);

#[doc(hidden)]
impl<R: Resource> Deref for Repository<R> {
    type Target = LeftOut<R>;

    fn deref(&self) -> &LeftOut<R> {
        &LeftOut(PhantomData)
    }
}

/// What a method gives that is there to be refused, so that awaiting it or asking for its result is no second mistake.
#[doc(hidden)]
#[derive(Debug)]
pub struct Refused(());

impl Refused {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl Future for Refused {
    type Output = Result<Self>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Pending
    }
}

/// Methods that are there to be refused, each by its name and as many arguments as it has.
macro_rules! refused {
    (impl<$($parameter:ident $(: $bound:ident)?),*> $Type:ty where $missing:ident: $($method:ident($($argument:ident),*);)*) => {
        impl<$($parameter $(: $bound)?),*> $Type {$(
            #[doc(hidden)]
            pub fn $method<$($argument),*>(&self, $(_: $argument),*) -> $crate::left_out::Refused
            where
                R: $missing,
            {
                $crate::left_out::Refused::new()
            }
        )*}
    };
}
pub(crate) use refused;

refused! {
    impl<R: Resource> LeftOut<R> where Creatable:
    create(A, B);
    create_with_id(A, B, C);
    create_many(A, B);
}

refused! {
    impl<R: Resource> LeftOut<R> where Updatable:
    update(A, B, C);
}

refused! {
    impl<R: Resource> LeftOut<R> where Deletable:
    delete(A, B);
    delete_many(A, B);
}

refused! {
    impl<R: Resource> LeftOut<R> where SoftDelete:
    hard_delete(A, B);
    restore(A, B);
    list_deleted(A, B);
    purge_deleted(A, B);
}
