//! What comes in, as a program's `prepare` and `validate` see it.

use crate::error::Error;
use crate::resource::Resource;

/// What is to be created or changed: what the functions named by `prepare` and `validate` take.
///
/// They run on every way in: create, bulk, upsert and update. `prepare` comes first and may tidy; `validate` comes last,
/// behind the rules on fields, and sees what will be stored.
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
    /// A row to be created.
    Create(&'a mut R::Create),
    /// A row to be changed.
    Update(&'a mut R::Update),
}

/// The types of what comes in.
pub trait Inputs: Resource {
    /// What a row is made of, or [`Never`].
    type Create;
    /// What can be changed, or [`Never`].
    type Update;
    /// The function that `prepare` names.
    #[doc(hidden)]
    const PREPARE: Hook<Self> = accept;
    /// The function that `validate` names.
    #[doc(hidden)]
    const VALIDATE: Hook<Self> = accept;
}

/// A function of the program's that sees what comes in. As a constant of this type, one that takes or returns something else
/// is one error.
pub type Hook<R> = fn(Input<'_, R>) -> Result<(), Error>;

#[expect(clippy::unnecessary_wraps, reason = "it is a hook")]
fn accept<R: Inputs>(_input: Input<'_, R>) -> Result<(), Error> {
    Ok(())
}

/// What never comes in.
#[derive(Debug)]
pub enum Never {}

/// What garde's rules refused: all of the fields, and why.
#[cfg(feature = "garde")]
pub(crate) fn refused(report: &garde::Report) -> Error {
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
