//! Whose rows a request is about.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::HeaderName;
use axum::http::request::Parts;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use super::problem::{Kind, Problem};

/// Says whose rows a request is about.
///
/// It alone does: no query, path or body can name a tenant. The text is read as the resource's type of tenant.
///
/// Install one with [`Resources::tenant`](super::Resources::tenant). Without one, that is
/// [`ExtensionTenant`].
///
/// ```
/// use axum::http::request::Parts;
/// use fin_infra::http::TenantResolver;
///
/// /// `acme.budgets.example` is about `acme`.
/// struct Subdomain;
///
/// impl TenantResolver for Subdomain {
///     fn tenant(&self, request: &Parts) -> Option<String> {
///         let host = request.headers.get("host")?.to_str().ok()?;
///         host.strip_suffix(".budgets.example").map(str::to_owned)
///     }
/// }
/// ```
pub trait TenantResolver: Send + Sync + 'static {
    /// The tenant, as text, or nothing if the request does not say.
    fn tenant(&self, request: &Parts) -> Option<String>;

    /// How a request is answered that names no tenant, or none that there can be.
    fn rejection(&self) -> TenantRejection {
        TenantRejection::Unauthorized
    }

    /// What a client has to send for it, for the OpenAPI document; nothing if that is the app's own authentication, which
    /// [`Resources::security`](super::Resources::security) describes.
    fn security(&self) -> Option<SecurityScheme> {
        None
    }
}

/// How a request without a tenant is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantRejection {
    /// 400: whoever sends the requests has to name a tenant, and did not.
    BadRequest,
    /// 401: nobody signed in.
    Unauthorized,
}

impl TenantRejection {
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::BadRequest => Problem::new(Kind::TenantMissing, "the request names no tenant"),
            Self::Unauthorized => Problem::new(Kind::Unauthorized, "sign in first"),
        }
    }
}

/// The tenant of a request, put into its extensions by the app's own authentication.
///
/// In routes of the app's own that are added with [`ResourceOptions::route`](super::ResourceOptions::route) to a
/// resource with tenants, it is there whichever resolver found it, and a handler takes it as an argument of this type.
/// On any other route it is there only if a layer around the router put it there; otherwise the answer is a problem
/// document with the status 500, and the log says what is missing. `Extension<Tenant>`, which is axum's, answers with
/// plain text there, which names types of the program: take `Tenant` instead.
///
/// ```
/// use axum::extract::Request;
/// use axum::middleware::Next;
/// use axum::response::Response;
/// use fin_infra::http::Tenant;
///
/// async fn authenticate(mut request: Request, next: Next) -> Response {
///     # let session = "7f1c1a52-6d0a-4c5e-9d5c-3a8f0a0f0001";
///     // Here the session is looked up; a request without one gets no tenant, and is answered 401.
///     request.extensions_mut().insert(Tenant(session.to_owned()));
///     next.run(request).await
/// }
/// # let router: axum::Router = axum::Router::new().layer(axum::middleware::from_fn(authenticate));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Tenant(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!(
                "the extensions of the request have no `Tenant`: add the route with `ResourceOptions::route` to a \
                 resource with tenants, or put the `Tenant` there in a layer around the router"
            );
            Problem::new(Kind::Internal, "the request was not done; it is logged")
        })
    }
}

impl fmt::Debug for Tenant {
    /// That there is one; which is nobody's business in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tenant(..)")
    }
}

/// The tenant is the [`Tenant`] in the request's extensions, where the app's own authentication puts it. A request
/// without one is answered 401.
///
/// It is what holds where [`Resources::tenant`](super::Resources::tenant) names no resolver. Naming it says that this is
/// meant: there is no warning when the router is made.
///
/// ```
/// use axum::extract::Extension;
/// use fin_infra::http::{ExtensionTenant, Resources, Tenant};
/// # use fin_infra::Db;
///
/// let router = Resources::new(Db::memory()).tenant(ExtensionTenant).into_router();
/// // In a program, a middleware takes the tenant out of a session.
/// let router = router.layer(Extension(Tenant("7f1c1a52-6d0a-4c5e-9d5c-3a8f0a0f0001".to_owned())));
/// # drop(router);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExtensionTenant;

impl TenantResolver for ExtensionTenant {
    fn tenant(&self, request: &Parts) -> Option<String> {
        request.extensions.get::<Tenant>().map(|tenant| tenant.0.clone())
    }
}

/// The tenant stands in a header, which a gateway sets **and takes away from what comes from outside**.
///
/// Whoever can set the header can read every tenant's rows, so this is for apps that can be reached through the gateway
/// alone. A request without the header, or with more than one, is answered 400.
///
/// ```
/// use fin_infra::http::TrustedHeaderTenant;
/// # use fin_infra::{Db, http::Resources};
///
/// let resources = Resources::new(Db::memory()).tenant(TrustedHeaderTenant::new("x-tenant-id"));
/// # drop(resources);
/// ```
#[derive(Clone, Debug)]
pub struct TrustedHeaderTenant(HeaderName);

impl TrustedHeaderTenant {
    /// The header of this name, in lower case.
    ///
    /// # Panics
    ///
    /// If a header cannot have that name.
    #[must_use]
    pub fn new(header: &'static str) -> Self {
        Self(HeaderName::from_static(header))
    }
}

impl TenantResolver for TrustedHeaderTenant {
    fn tenant(&self, request: &Parts) -> Option<String> {
        let mut values = request.headers.get_all(&self.0).iter();
        let value = values.next()?.to_str().ok()?;
        // Two of them: one may be what the gateway was to take away.
        values.next().is_none().then(|| value.to_owned())
    }

    fn rejection(&self) -> TenantRejection {
        TenantRejection::BadRequest
    }

    fn security(&self) -> Option<SecurityScheme> {
        let description = "Whose rows the request is about. The gateway sets it.";
        let value = ApiKeyValue::with_description(self.0.as_str(), description);
        Some(SecurityScheme::ApiKey(ApiKey::Header(value)))
    }
}

/// The tenant is part of what the app's own authentication put into the request's extensions: a claim of a token, a
/// session. A request without it is answered 401.
///
/// ```
/// use fin_infra::http::ClaimTenant;
/// # use fin_infra::{Db, http::Resources};
///
/// #[derive(Clone)]
/// struct Claims {
///     organisation: String,
/// }
///
/// let tenant = ClaimTenant::new(|claims: &Claims| Some(claims.organisation.clone()));
/// let resources = Resources::new(Db::memory()).tenant(tenant);
/// # drop(resources);
/// ```
pub struct ClaimTenant<C, F> {
    claim: F,
    claims: PhantomData<fn(&C)>,
}

impl<C, F> ClaimTenant<C, F>
where
    C: Send + Sync + 'static,
    F: Fn(&C) -> Option<String> + Send + Sync + 'static,
{
    /// What the function takes out of the extension of type `C`.
    #[must_use]
    pub fn new(claim: F) -> Self {
        Self { claim, claims: PhantomData }
    }
}

impl<C, F> fmt::Debug for ClaimTenant<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClaimTenant({})", type_name::<C>())
    }
}

impl<C, F> TenantResolver for ClaimTenant<C, F>
where
    C: Send + Sync + 'static,
    F: Fn(&C) -> Option<String> + Send + Sync + 'static,
{
    fn tenant(&self, request: &Parts) -> Option<String> {
        request.extensions.get::<C>().and_then(&self.claim)
    }
}
