//! The input of a program's `prepare` and `validate`.

use crate::error::Error;
use crate::resource::Resource;

/// The row to create or the changes to apply: the argument of the functions that `prepare` and `validate` name.
///
/// They run for every create, bulk create, upsert, update and adjustment. `prepare` runs first and may normalize the input;
/// `validate` runs last, after the rules on fields, and sees what will be stored.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(prepare = tidy)]
/// pub struct Category {
///     pub name: String,
/// }
///
/// fn tidy(input: Input<'_, Category>) -> Result<(), Error> {
///     let name = match input {
///         Input::Create(create) => &mut create.name,
///         Input::Update(CategoryUpdate { name: Some(name) }) => name,
///         Input::Update(_) => return Ok(()),
///     };
///     *name = name.trim().to_owned();
///     if name.is_empty() { Err(Error::invalid("name", "must not be empty")) } else { Ok(()) }
/// }
/// ```
pub enum Input<'a, R: Inputs> {
    /// A row to create.
    Create(&'a mut R::Create),
    /// The changes of an update.
    Update(&'a mut R::Update),
    /// The amounts of an adjustment. A resource without [`adjust`](crate::FinResource#adjust) has none, and its
    /// functions need no arm for them.
    Adjust(R::Adjust<'a>),
}

/// The input types of a resource.
pub trait Inputs: Resource {
    /// The input of a create, or [`Never`].
    type Create;
    /// The input of an update, or [`Never`].
    type Update;
    /// The input of an adjustment by reference, or [`Never`].
    type Adjust<'a>;
    /// The function that `prepare` names.
    #[doc(hidden)]
    const PREPARE: Hook<Self> = accept;
    /// The function that `validate` names.
    #[doc(hidden)]
    const VALIDATE: Hook<Self> = accept;
}

/// A function of the program that receives the input. A constant of this type reports a function with another signature
/// as a single error.
pub type Hook<R> = fn(Input<'_, R>) -> Result<(), Error>;

#[expect(clippy::unnecessary_wraps, reason = "it is a hook")]
fn accept<R: Inputs>(_input: Input<'_, R>) -> Result<(), Error> {
    Ok(())
}

/// The input type of an operation that the resource does not have.
#[derive(Debug)]
pub enum Never {}

/// Converts a report of garde to an error: all invalid fields, with the reasons.
#[cfg(feature = "garde")]
pub(crate) fn invalid(report: &garde::Report) -> Error {
    let mut fields = Vec::new();
    let mut reasons = Vec::new();
    for (path, error) in report.iter() {
        fields.push(path.to_string());
        reasons.push(error.message().to_owned());
    }
    fields
        .into_iter()
        .fold(Error::new(crate::error::ErrorKind::Invalid, reasons.join("; ")), Error::with_field)
}
