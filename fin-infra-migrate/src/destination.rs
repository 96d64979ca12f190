//! The schema in which tables are created.

use super::connection::AnyConnection;
use super::failure::Failure;

impl AnyConnection {
    /// Rejects a URL whose schema does not exist, or that names no database.
    pub(super) async fn check_destination(&mut self) -> Result<(), Failure> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                self.in_transaction(async |connection| connection.check_schema().await).await
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                let sql = "SELECT CAST(DATABASE() AS CHAR)";
                let name: Option<String> =
                    sqlx::query_scalar(sql).fetch_one(connection).await.map_err(unknown)?;
                name.map(drop).ok_or_else(|| {
                    Failure::new("the URL names no database: add its name after the server's, as in `mysql://host/app`")
                })
            }
        }
    }

    #[cfg(feature = "postgres")]
    async fn check_schema(&mut self) -> Result<(), Failure> {
        #[allow(irrefutable_let_patterns)]
        let Self::Postgres(connection) = self else { return Ok(()) };
        let sql = "SELECT current_setting('search_path'), current_schema()::text, current_user::text";
        let found = sqlx::query_as(sql).fetch_one(&mut *connection).await.map_err(unknown)?;
        let (path, current, user): (String, Option<String>, String) = found;
        let missing = missing_schema(&path, current.as_deref(), &user);
        let is_there = match &missing {
            None => false,
            Some(missing) => {
                let sql = "SELECT to_regnamespace(quote_ident($1)) IS NOT NULL";
                sqlx::query_scalar(sql).bind(missing).fetch_one(connection).await.map_err(unknown)?
            }
        };
        match (missing, current) {
            (None, Some(_)) => Ok(()),
            (None, None) => Err(Failure::new(format!(
                "the search_path `{path}` names no existing schema that is open to the role `{user}`, so no table \
                 could be created: name one, as in `?options[search_path]=public` at the end of the URL. Nothing was \
                 changed"
            ))),
            (Some(missing), current) => {
                Err(Failure::new(no_schema(&path, &missing, current.as_deref(), is_there.then_some(&user))))
            }
        }
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn unknown(error: sqlx::Error) -> Failure {
    Failure::database("the schema of the connection cannot be read", error)
}

#[cfg(feature = "postgres")]
fn no_schema(path: &str, missing: &str, current: Option<&str>, closed_to: Option<&String>) -> String {
    let instead = match current {
        Some(current) => format!("tables would be created in `{current}`"),
        None => "no table could be created".to_owned(),
    };
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let (trouble, remedy) = match closed_to {
        None => ("does not exist".to_owned(), format!("CREATE SCHEMA {}", quoted(missing))),
        Some(user) => (
            format!("is not open to the role `{user}`"),
            format!("GRANT USAGE, CREATE ON SCHEMA {} TO {}", quoted(missing), quoted(user)),
        ),
    };
    format!(
        "the search_path `{path}` names the schema `{missing}` first, which {trouble}, and {instead}: {remedy}, or \
         remove it from the search_path. Nothing was changed"
    )
}

/// The schema that a search path names before the one in which tables would be created. `$user` may be missing.
#[cfg(feature = "postgres")]
fn missing_schema(path: &str, current: Option<&str>, user: &str) -> Option<String> {
    let unquoted = |name: &str| match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_lowercase(),
    };
    let mut names = path.split(',').map(|name| unquoted(name.trim()));
    let is_told = |name: &String| !name.is_empty() && !name.starts_with("pg_");
    let first = names.find(|name| is_told(name) && (name != "$user" || current == Some(user)))?;
    let first = if first == "$user" { user.to_owned() } else { first };
    (current != Some(first.as_str())).then_some(first)
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::missing_schema;

    #[test]
    fn a_schema_that_is_named_first_has_to_be_there() {
        let missing = |path, current| missing_schema(path, current, "app");
        assert_eq!(missing("\"$user\", public", Some("public")), None);
        assert_eq!(missing("\"$user\", public", Some("app")), None);
        assert_eq!(missing("tenant_a,public", Some("tenant_a")), None);
        assert_eq!(missing("\"Tenant \"\"A\", public", Some("Tenant \"A")), None);
        assert_eq!(missing("pg_catalog, tenant_a", Some("tenant_a")), None);
        assert_eq!(missing("tenant_a,public", Some("public")), Some("tenant_a".to_owned()));
        assert_eq!(missing("Tenant_A", None), Some("tenant_a".to_owned()));
        assert_eq!(missing("\"$user\", tenant_a, public", Some("public")), Some("tenant_a".to_owned()));
        assert_eq!(missing("", None), None);
    }
}
