//! `belongs_to` and `children`.

use fin_infra::Resource;
use fin_infra::prelude::*;

/// A parent in another module.
mod parent {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, children("super::Deposit", "Note"))]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Note {
        #[fin(belongs_to = "Goal")]
        pub goal_id: Uuid,
        #[fin(belongs_to = "Note")]
        pub answers: Option<Uuid>,
        pub text: String,
    }
}

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Deposit {
    #[fin(belongs_to = "parent::Goal")]
    pub goal_id: Option<Uuid>,
    #[fin(belongs_to = Currency)]
    pub currency_id: Uuid,
    pub amount: Decimal,
}

#[derive(FinResource)]
pub struct Currency {
    pub code: String,
}

#[test]
fn a_reference_is_a_foreign_key_and_a_filter() {
    let keys: Vec<_> =
        Deposit::TABLE.foreign_keys.iter().map(|key| (key.name, (key.parent)().name)).collect();
    assert_eq!(keys, [("fk_deposits_goal_id", "goals"), ("fk_deposits_currency_id", "currencies")]);
    let _ = DepositFilter::new().goal_id(Uuid::nil()).currency_id(Uuid::nil());
}

#[tokio::test]
async fn children_of_many_parents_are_loaded_at_once() {
    let db = Db::memory();
    let acme = Uuid::now_v7();
    let goals = parent::Goal::repository().tenant(acme);
    let euro =
        Currency::repository().create(&db, CurrencyCreate { code: "EUR".to_owned() }).await.expect("created");
    let boat = goals.create(&db, parent::GoalCreate { name: "Boat".to_owned() }).await.expect("created");
    let deposit = DepositCreate { goal_id: Some(boat.id), currency_id: euro.id, amount: Decimal::TEN };
    Deposit::repository().tenant(acme).create(&db, deposit).await.expect("created");
    let deposits = goals.deposits_of(&db, &[boat.id, Uuid::now_v7()]).await.expect("loaded");
    assert_eq!(deposits[&boat.id].len(), 1);
    assert!(goals.notes_of(&db, &[boat.id]).await.expect("loaded").is_empty());
}

/// A row that refers to others of its kind, by fields whose names without `_id` cannot all be those of functions.
#[derive(FinResource)]
#[fin(tenant)]
pub struct Link {
    #[fin(belongs_to = "Link")]
    pub type_id: Option<Uuid>,
    #[fin(belongs_to = "Link")]
    pub self_id: Option<Uuid>,
    #[fin(belongs_to = "Link")]
    pub repository_id: Option<Uuid>,
    #[fin(belongs_to = "Link")]
    pub next: Option<Uuid>,
    #[fin(belongs_to = "Link")]
    pub next_id: Option<Uuid>,
}

#[test]
fn a_relation_has_the_name_of_its_field_without_its_ending_unless_that_is_taken() {
    let relations = [
        (Link::r#type(), "type_id"),
        (Link::self_id(), "self_id"),
        (Link::repository_id(), "repository_id"),
        (Link::next(), "next"),
        (Link::next_id(), "next_id"),
    ];
    for (relation, field) in relations {
        assert!(format!("{relation:?}").contains(&format!("\"links.{field}\"")), "{relation:?}");
    }
}
