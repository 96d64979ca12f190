//! One opaque error type with a kind.

mod aftermath;
mod causes;
mod kind;
mod path;
mod retry;
mod row;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;

pub(crate) use self::aftermath::Aftermath;
pub use self::causes::causes;
pub use self::kind::ErrorKind;

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a repository, a store or a query.
///
/// It is opaque: match on [`kind`](Error::kind) or call one of the predicates. Its `Display` output names the resource,
/// the fields and what to do; it never contains the values of a row.
///
/// The error of the database is the [`source`](StdError::source). `{:?}` prints it below the message, which is what you
/// see when `main` returns the error, and `{:#?}` prints everything that the driver reports. That text may contain the
/// values of a row: write it to a log, and do not send it to a client.
///
/// ```
/// use fin_infra::{Error, ErrorKind};
///
/// fn status(error: &Error) -> u16 {
///     match error.kind() {
///         ErrorKind::NotFound => 404,
///         ErrorKind::Conflict | ErrorKind::StaleVersion => 409,
///         ErrorKind::ForeignKey if error.fields().next().is_none() => 409, // other rows refer to it
///         ErrorKind::Invalid | ErrorKind::ForeignKey => 422,
///         ErrorKind::Unavailable => 503,
///         _ => 500,
///     }
/// }
/// assert_eq!(status(&Error::invalid("name", "must not be empty")), 422);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    resource: Option<&'static str>,
    constraint: Option<&'static str>,
    fields: Vec<Cow<'static, str>>,
    reason: Cow<'static, str>,
    /// Further fields that are invalid, each with its reason.
    further: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The consequence for the connection, if the error comes from one.
    aftermath: Option<Aftermath>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    is_unreadable: bool,
    is_retryable: bool,
    /// How often a transaction was attempted, if it gave up.
    attempts: Option<u32>,
    row_id: Option<String>,
    /// The index of the row among several.
    row: Option<usize>,
}

impl Error {
    /// The kind of this error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns `true` if there is no such row.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Returns `true` if a unique value is already taken.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Returns `true` if the row was changed since the version that the caller read.
    #[must_use]
    pub fn is_stale_version(&self) -> bool {
        self.kind() == ErrorKind::StaleVersion
    }

    /// Returns `true` if a value is invalid.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.kind() == ErrorKind::Invalid
    }

    /// Returns `true` if a foreign key was violated.
    #[must_use]
    pub fn is_foreign_key(&self) -> bool {
        self.kind() == ErrorKind::ForeignKey
    }

    /// Returns `true` if the same call may succeed later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.kind() == ErrorKind::Unavailable
    }

    /// The table of the resource, if it is known.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource
    }

    /// The name of the violated constraint, if there is one.
    ///
    /// If a row violates several, this is the first one by name; constraints with nullable columns come last. Every
    /// store reports the same one, provided that the indexes were created together with the table.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint
    }

    /// The invalid fields, by their names in the struct; empty if the error concerns no particular field.
    ///
    /// For an invalid query, it is the part of the query: `page`, `page_size`, `cursor`, `search`, `filter`,
    /// `scoped_query` or `order_by`.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// match goals.create(db, GoalCreate { name: "Boat".to_owned() }).await {
    ///     Err(error) if error.is_conflict() => {
    ///         println!("taken: {}", error.fields().collect::<Vec<_>>().join(", "));
    ///     }
    ///     result => drop(result?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.field_errors().map(|(field, _)| field)
    }

    /// The invalid fields, each with the reason. The error for a row lists all of its invalid values, not just the
    /// first one.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # pub struct Goal { #[fin(length(max = 10))] pub name: String, pub target: Decimal }
    /// # #[tokio::main]
    /// # async fn main() {
    /// # let (db, goals) = (Memory::new(), Goal::repository());
    /// let goal = GoalCreate { name: "Round the world".to_owned(), target: Decimal::new(1, 5) };
    /// let error = goals.create(&db, goal).await.unwrap_err();
    /// for (field, reason) in error.field_errors() {
    ///     println!("{field}: {reason}");
    /// }
    /// # assert_eq!(error.fields().collect::<Vec<_>>(), ["name", "target"]);
    /// # }
    /// ```
    pub fn field_errors(&self) -> impl Iterator<Item = (&str, &str)> {
        let first = self.0.fields.iter().map(|field| (field.as_ref(), self.reason()));
        first.chain(self.0.further.iter().map(|(field, reason)| (field.as_ref(), reason.as_ref())))
    }

    /// The reason without the resource and the fields. If several fields are invalid, it is the reason of the first
    /// one.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Creates an error for an invalid value, to be returned by a program's `prepare` and `validate`. See
    /// [`Input`](crate::Input).
    ///
    /// ```
    /// use fin_infra::Error;
    ///
    /// let error = Error::invalid("categories", "there must be at least one");
    /// assert_eq!(error.to_string(), "categories: there must be at least one");
    /// ```
    #[must_use]
    pub fn invalid(field: impl Into<Cow<'static, str>>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Invalid, reason).with_field(field)
    }

    pub(crate) fn new(kind: ErrorKind, reason: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            resource: None,
            constraint: None,
            fields: Vec::new(),
            reason: reason.into(),
            further: Vec::new(),
            aftermath: None,
            source: None,
            is_unreadable: false,
            is_retryable: false,
            attempts: None,
            row_id: None,
            row: None,
        }))
    }

    /// Creates an error for a row that does not exist, or is not the caller's. A handler of the REST API responds with 404.
    ///
    /// ```
    /// use fin_infra::Error;
    ///
    /// assert!(Error::not_found().is_not_found());
    /// ```
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "there is no such row")
    }

    pub(crate) fn stale_version() -> Self {
        Self::new(ErrorKind::StaleVersion, "the row was changed since that version; read it again")
    }

    /// Creates an error for a call that may succeed later, such as one that gave up after several attempts.
    ///
    /// ```
    /// use fin_infra::Error;
    ///
    /// assert!(Error::unavailable("others keep changing the account; try again").is_unavailable());
    /// ```
    #[must_use]
    pub fn unavailable(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unavailable, reason)
    }

    #[doc(hidden)]
    #[must_use]
    pub fn database(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Database, reason)
    }

    /// Returns `true` if it comes from a connection. A transaction on that connection has ended.
    pub(crate) fn is_from_connection(&self) -> bool {
        self.0.aftermath.is_some()
    }

    /// The consequence for the connection.
    pub(crate) fn aftermath(&self) -> Aftermath {
        self.0.aftermath.unwrap_or(match self.kind() {
            ErrorKind::Unavailable | ErrorKind::Database => Aftermath::Broken,
            _ => Aftermath::Intact,
        })
    }

    /// Records the consequence of this error, or of a later one, for the connection. The most severe one wins.
    pub(crate) fn with_aftermath(mut self, aftermath: Aftermath) -> Self {
        self.0.aftermath = self.0.aftermath.max(Some(aftermath));
        self
    }

    /// Adds the invalid fields of another error.
    pub(crate) fn and(mut self, other: Self) -> Self {
        let Inner { fields, reason, further, .. } = *other.0;
        self.0.further.extend(fields.into_iter().map(|field| (field, reason.clone())));
        self.0.further.extend(further);
        self
    }

    pub(crate) fn with_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.fields.push(field.into());
        self
    }

    pub(crate) fn with_constraint(
        mut self,
        constraint: &'static str,
        fields: impl Iterator<Item = &'static str>,
    ) -> Self {
        self.0.constraint = Some(constraint);
        self.0.fields.extend(fields.map(Cow::Borrowed));
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn of(mut self, resource: &'static str) -> Self {
        self.0.resource.get_or_insert(resource);
        self
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
