//! The test with a database of its own of the chapter about testing.

use fin_infra::prelude::*;
use fin_infra::testing::{self, TestDatabase};
use fin_infra_tests::postgres;

#[derive(FinResource)]
#[fin(tenant, rls)]
pub struct Budget {
    pub name: String,
}

/// The budgets as the program sees them: as a role that owns no table, to which row-level security applies.
async fn the_application_sees_the_rows_of_its_tenant(database: &TestDatabase) -> Result<(), Error> {
    let owner = database.connect().await?;
    schema::create_all(&owner, &[schema::of::<Budget>()]).await?; // or migrations, as below
    let db = database.connect_as_application().await?;
    assert_eq!(schema::rls_effective(&db).await?, schema::Protection::Effective);

    let (acme, globex) = (testing::tenant(), testing::tenant());
    let travel =
        Budget::repository().tenant(acme).create(&db, BudgetCreate { name: "Travel".to_owned() }).await?;
    assert_eq!(Budget::repository().tenant(globex).find(&db, travel.id).await?, None);
    Ok(())
}

#[tokio::test]
async fn the_test_with_a_database_of_its_own_passes_on_postgres_as_printed() {
    let server = postgres();
    let database = TestDatabase::create(server.url()).await.unwrap();
    the_application_sees_the_rows_of_its_tenant(&database).await.unwrap();
    super::assert_is_printed(
        include_str!("secured.rs"),
        "connect_as_application().await?;\n    assert_eq!",
        "testing::{self, TestDatabase};\n",
    );
}
