//! Tenant resolution.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::HeaderName;
use axum::http::request::Parts;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use super::problem::{Kind, Problem};

/// Resolves the tenant of a request.
///
/// It is the only source of the tenant: no query, path or body can name one. The text is parsed as the type of the resource's
/// tenant.
///
/// Install one with [`Resources::tenant`](super::Resources::tenant). The default is [`ExtensionTenant`].
///
/// ```
/// use axum::http::request::Parts;
/// use fin_infra::http::TenantResolver;
///
/// /// The tenant of `acme.budgets.example` is `acme`.
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
    /// The tenant as text, or `None` if the request has none.
    fn tenant(&self, request: &Parts) -> Option<String>;

    /// The rejection of a request without a valid tenant.
    fn rejection(&self) -> TenantRejection {
        TenantRejection::Unauthorized
    }

    /// What a client has to send, for the OpenAPI document. `None` if it is part of the app's authentication, which
    /// [`Resources::security`](super::Resources::security) describes.
    fn security(&self) -> Option<SecurityScheme> {
        None
    }
}

/// The rejection of a request without a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantRejection {
    /// 400: the client or the gateway has to send the tenant.
    BadRequest,
    /// 401: the client has to authenticate.
    Unauthorized,
}

impl TenantRejection {
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::BadRequest => Problem::new(Kind::TenantMissing, "the request has no tenant"),
            Self::Unauthorized => Problem::new(Kind::Unauthorized, "authentication is required"),
        }
    }
}

/// The tenant of a request, which the app's authentication puts into the request's extensions.
///
/// It is also an extractor. On custom routes of a resource with tenants, which are added with
/// [`ResourceOptions::route`](super::ResourceOptions::route), it always succeeds, whichever resolver found the tenant. On any
/// other route, it needs a layer around the router that inserts the tenant; otherwise the response is a problem document with
/// the status 500, and the log explains what is missing. Prefer it to axum's `Extension<Tenant>`, which responds with a plain
/// text that names types of the program.
///
/// ```
/// use axum::extract::Request;
/// use axum::middleware::Next;
/// use axum::response::Response;
/// use fin_infra::http::Tenant;
///
/// async fn authenticate(mut request: Request, next: Next) -> Response {
///     # let session = "7f1c1a52-6d0a-4c5e-9d5c-3a8f0a0f0001";
///     // Look up the session here. A request without one gets no tenant, and therefore 401.
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
            Problem::new(Kind::Internal, "the request failed; the error is logged")
        })
    }
}

impl fmt::Debug for Tenant {
    /// Hides the tenant, since it does not belong into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tenant(..)")
    }
}

/// Takes the tenant from the [`Tenant`] in the request's extensions, where the app's authentication puts it. A request without
/// one is rejected with 401.
///
/// It is the default. Install it explicitly with [`Resources::tenant`](super::Resources::tenant) to avoid the warning in the
/// log.
///
/// ```
/// use axum::extract::Extension;
/// use fin_infra::http::{ExtensionTenant, Resources, Tenant};
/// # use fin_infra::Db;
///
/// let router = Resources::new(Db::memory()).tenant(ExtensionTenant).into_router();
/// // In a program, a middleware takes the tenant from a session.
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

/// Takes the tenant from a header that a gateway sets **and removes from incoming requests**.
///
/// A client that can set the header can read the rows of every tenant. Use this only if the app is reachable only through the
/// gateway. A request without the header, or with several, is rejected with 400.
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
    /// A resolver for the header with this name, in lower case.
    ///
    /// # Panics
    ///
    /// If the name is not valid for a header.
    #[must_use]
    pub fn new(header: &'static str) -> Self {
        Self(HeaderName::from_static(header))
    }
}

impl TenantResolver for TrustedHeaderTenant {
    fn tenant(&self, request: &Parts) -> Option<String> {
        let mut values = request.headers.get_all(&self.0).iter();
        let value = values.next()?.to_str().ok()?;
        // If there are two, one may come from the client.
        values.next().is_none().then(|| value.to_owned())
    }

    fn rejection(&self) -> TenantRejection {
        TenantRejection::BadRequest
    }

    fn security(&self) -> Option<SecurityScheme> {
        let description = "The tenant of the request. Set by the gateway.";
        let value = ApiKeyValue::with_description(self.0.as_str(), description);
        Some(SecurityScheme::ApiKey(ApiKey::Header(value)))
    }
}

/// Takes the tenant from an extension that the app's authentication inserted, such as the claims of a token or a session. A
/// request without it is rejected with 401.
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
    /// A resolver that applies a function to the extension of type `C`.
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
