//! `id`, `created_at`, `updated_at`, `deleted_at` and `version`, implicit and declared; `soft_delete`, `version`,
//! `immutable` and `timestamps`.

use fin_infra::Resource;
use fin_infra::prelude::*;

use super::columns;

#[derive(FinResource)]
#[fin(soft_delete, version)]
pub struct Budget {
    pub name: String,
}

/// The id of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
pub struct GoalId(Uuid);

impl From<Uuid> for GoalId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

#[derive(FinResource)]
pub struct Goal {
    #[fin(id)]
    pub number: GoalId,
    pub name: String,
    #[fin(created_at, column = "made")]
    pub made_at: DateTime<Utc>,
    #[fin(updated_at, order)]
    pub changed_at: DateTime<Utc>,
    #[fin(deleted_at)]
    pub gone_at: Option<DateTime<Utc>>,
    #[fin(version)]
    pub revision: i64,
}

#[derive(FinResource)]
pub struct Entry {
    pub id: Uuid,
    pub text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The tenant follows the number, and both have other names in the table.
#[derive(FinResource)]
#[fin(soft_delete, order("number, placed_at"), index("number", "customer"), filter(derive(Debug)))]
pub struct Order {
    #[fin(number(per = "tenant"), column = "no", filter, order)]
    pub number: i64,
    #[fin(tenant, column = "shop")]
    pub shop_id: String,
    #[fin(unique)]
    pub customer: String,
    pub placed_at: DateTime<Utc>,
}

#[derive(FinResource)]
#[fin(tenant, create(name = "NewParcel"), migrate = false, http = false, repository = false)]
pub struct Parcel {
    #[fin(number(per = "tenant"))]
    pub r#type: i64,
    pub weight: Decimal,
}

#[derive(FinResource)]
#[fin(immutable)]
pub struct Posting {
    pub text: String,
}

#[derive(FinResource)]
#[fin(timestamps = false, soft_delete = false, version = false, immutable = false)]
pub struct Setting {
    pub value: String,
}

#[test]
fn a_resource_has_its_managed_columns() {
    assert_eq!(columns::<Budget>(), ["id", "name", "created_at", "updated_at", "deleted_at", "version"]);
    assert_eq!(columns::<Goal>(), ["number", "name", "made", "changed_at", "gone_at", "revision"]);
    assert_eq!(columns::<Entry>(), ["id", "text", "created_at", "updated_at"]);
    assert_eq!(columns::<Posting>(), ["id", "text", "created_at"]);
    assert_eq!(columns::<Setting>(), ["id", "value"]);
    assert_eq!(
        (Goal::TABLE.deleted_at, Goal::TABLE.version, Goal::TABLE.updated_at),
        (Some(4), Some(5), Some(3))
    );
}

#[tokio::test]
async fn changes_take_the_version_and_a_deleted_row_is_restored() {
    let db = Db::memory();
    let goals = Goal::repository();
    let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned() }).await.expect("created");
    let change = GoalUpdate { name: Some("Ship".to_owned()) };
    let ship = goals.update(&db, (boat.number, 1), change.clone()).await.expect("updated");
    assert_eq!(ship.revision, 2);
    assert!(goals.update(&db, (boat.number, 1), change).await.expect_err("stale").is_stale_version());
    goals.delete(&db, (boat.number, 2)).await.expect("deleted");
    assert_eq!(goals.restore(&db, boat.number).await.expect("restored").gone_at, None);
    let latest = GoalQuery::new().order_by(GoalOrder::ChangedAt.desc());
    assert_eq!(goals.list(&db, latest).await.expect("listed").items.len(), 1);
}

#[tokio::test]
async fn an_immutable_row_can_be_deleted_and_created_again() {
    let db = Db::memory();
    let postings = Posting::repository();
    let posting = postings.create(&db, PostingCreate { text: "1,00".to_owned() }).await.expect("created");
    postings.delete(&db, posting.id).await.expect("deleted");
    assert_eq!(postings.count(&db, PostingQuery::new()).await.expect("counted"), 0);
}
