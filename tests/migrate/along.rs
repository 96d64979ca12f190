//! What a person made that is about a column which a revision drops.

use crate::journey::sql;
use crate::place::{Kind, Place};

/// The two databases that can drop a column where the table stands.
const IN_PLACE: [Kind; 2] = [Kind::Postgres, Kind::MySql];

async fn with_own() -> Vec<Place> {
    let mut places = Vec::new();
    for kind in IN_PLACE {
        let place = Place::new(kind);
        place.go("first", &[]);
        place.go("notes", &[]);
        sql(&place, "ALTER TABLE budgets ADD CONSTRAINT about_it CHECK (state <> 'no')").await;
        sql(&place, "CREATE INDEX by_hand ON budgets (state)").await;
        places.push(place);
    }
    places
}

/// What MariaDB would refuse half way is refused before anything is done.
#[track_caller]
fn refused_at_first(place: &Place, stage: &str, command: &[&str], done: &str) {
    let before = place.tool(stage, &["current"]).done();
    place.tool(stage, command).refused(&[
        done,
        "loses index by_hand of `budgets`, made by hand, which is about `state`",
        "rule about_it (`state` <> 'no') of `budgets`, made by hand, which is about `state`",
        "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`",
        "run this again",
    ]);
    assert_eq!(place.tool(stage, &["current"]).done(), before);
}

#[tokio::test]
async fn what_goes_with_a_column_is_named_before_it_goes() {
    for place in with_own().await {
        place.tool("first", &["revision", "-m", "first", "--autogenerate", "--allow-drop"]).done();
        if place.kind == Kind::MySql {
            refused_at_first(&place, "first", &["upgrade"], "nothing was applied");
            sql(&place, "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`").await;
        }
        let said = place.tool("first", &["upgrade"]).done();
        assert!(said.contains("loses index by_hand of `budgets`"), "{said}");
        assert_eq!(said.contains("loses rule about_it"), place.kind == Kind::Postgres, "{said}");
        place.tool("first", &["check"]).done();
    }
}

#[tokio::test]
async fn what_goes_with_a_column_is_named_on_the_way_down_as_well() {
    for place in with_own().await {
        let down = ["downgrade", "-1", "--allow-drop"];
        if place.kind == Kind::MySql {
            refused_at_first(&place, "first", &down, "nothing was undone");
            sql(&place, "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`").await;
        }
        let said = place.tool("first", &down).done();
        assert!(said.contains("loses index by_hand of `budgets`"), "{said}");
        place.tool("first", &["check"]).done();
    }
}

/// A rule that MariaDB has of a column alone goes with it.
#[tokio::test]
async fn a_rule_of_a_column_of_its_own_goes_with_it() {
    let place = Place::new(Kind::MySql);
    place.go("notes", &[]);
    let shape = sql(
        &place,
        "SELECT CONCAT(column_type, ' COLLATE ', collation_name) FROM information_schema.columns \
                     WHERE table_schema = DATABASE() AND table_name = 'budgets' AND column_name = 'state'",
    );
    let shape = shape.await.pop().unwrap();
    sql(
        &place,
        &format!("ALTER TABLE budgets MODIFY state {shape} NOT NULL DEFAULT 'new' CHECK (state <> 'no')"),
    )
    .await;
    assert!(place.tool("notes", &["check"]).done().contains("budgets: rule state"));
    place.tool("first", &["revision", "-m", "first", "--autogenerate", "--allow-drop"]).done();
    let said = place.tool("first", &["upgrade"]).done();
    assert!(said.contains("loses rule state (`state` <> 'no') of `budgets`"), "{said}");
    place.tool("first", &["check"]).done();
}
