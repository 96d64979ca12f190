//! Relations of many rows to many others.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

/// A person.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, children("Membership"))]
struct Person {
    #[fin(filter, order)]
    name: String,
}

/// A team.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, children("Membership"))]
struct Team {
    name: String,
}

/// A person in a team.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, unique("team_id", "person_id"))]
struct Membership {
    #[fin(belongs_to = "Team")]
    team_id: Uuid,
    #[fin(belongs_to = "Person")]
    person_id: Uuid,
    #[fin(filter)]
    role: String,
}

on_each_store!(
    [Person, Team, Membership] the_people_of_each_team_come_through_their_memberships,
    [Person, Team, Membership] people_are_filtered_ordered_and_limited_in_each_team,
    [Person, Team, Membership] people_through_deleted_memberships_and_deleted_people_are_left_out,
    [Person, Team, Membership] people_come_with_their_other_teams,
);

struct Club {
    teams: TeamRepository,
    people: PersonRepository,
    memberships: MembershipRepository,
    rows: Vec<TeamRead>,
}

/// A team of Mira, Ada and Leo, and one of Leo and Mira.
async fn club(db: &Db) -> Club {
    let tenant = Uuid::now_v7();
    let (teams, people) = (Team::repository().tenant(tenant), Person::repository().tenant(tenant));
    let memberships = Membership::repository().tenant(tenant);
    let mut rows = Vec::new();
    for name in ["crew", "band"] {
        rows.push(teams.create(db, TeamCreate { name: name.to_owned() }).await.unwrap());
    }
    let mut ids = Vec::new();
    for name in ["Mira", "Ada", "Leo"] {
        ids.push(people.create(db, PersonCreate { name: name.to_owned() }).await.unwrap().id);
    }
    for (team, person, role) in [(0, 0, "lead"), (0, 1, ""), (1, 2, "lead"), (0, 2, ""), (1, 0, "")] {
        let (team_id, person_id) = (rows[team].id, ids[person]);
        let create = MembershipCreate { team_id, person_id, role: role.to_owned() };
        memberships.create(db, create).await.unwrap();
    }
    Club { teams, people, memberships, rows }
}

fn names(rows: &[PersonRead]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn the_people_of_each_team_come_through_their_memberships(db: &Db) {
    let Club { teams, rows, .. } = club(db).await;
    let loaded = teams.load(db, rows, Team::memberships().through(Membership::person())).await.unwrap();
    assert_eq!(names(&loaded[0].related), ["Mira", "Ada", "Leo"], "in the order of the memberships");
    assert_eq!(names(&loaded[1].related), ["Leo", "Mira"]);
}

async fn people_are_filtered_ordered_and_limited_in_each_team(db: &Db) {
    let Club { teams, rows, .. } = club(db).await;
    let people = || Team::memberships().through(Membership::person());
    let load = async |relation| {
        let loaded = teams.load(db, rows.clone(), relation).await.unwrap();
        loaded.into_iter().map(|team| team.related).collect::<Vec<_>>()
    };
    let by_name = people().order_by(PersonOrder::Name.asc());
    let found = load(by_name.clone()).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Ada", "Leo", "Mira"], vec!["Leo", "Mira"]));
    let found = load(by_name.clone().limit(2)).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Ada", "Leo"], vec!["Leo", "Mira"]));
    let found = load(by_name.filter(PersonFilter::new().name(Condition::gt("B".to_owned())))).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Leo", "Mira"], vec!["Leo", "Mira"]));

    let leads = MembershipFilter::new().role("lead");
    let found = load(Team::memberships().filter(leads).through(Membership::person())).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Mira"], vec!["Leo"]));
    let found = load(Team::memberships().limit(1).through(Membership::person())).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Mira"], vec!["Leo"]), "of the first memberships");
    for limit in [0, 10_001] {
        let error = teams.load(db, rows.clone(), people().limit(limit)).await.unwrap_err();
        assert_eq!(error.to_string(), "people: limit: must be between 1 and 10,000");
    }
}

async fn people_through_deleted_memberships_and_deleted_people_are_left_out(db: &Db) {
    let Club { teams, people, memberships, rows } = club(db).await;
    let everybody = people.list(db, PersonQuery::new()).await.unwrap().items;
    people.delete(db, everybody[0].id).await.unwrap();
    let ada = MembershipFilter::new().person_id(everybody[1].id);
    assert_eq!(memberships.delete_where(db, ada).await.unwrap(), 1);
    let load = async |relation| {
        let loaded = teams.load(db, rows.clone(), relation).await.unwrap();
        loaded.into_iter().map(|team| team.related).collect::<Vec<_>>()
    };
    let found = load(Team::memberships().through(Membership::person())).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Leo"], vec!["Leo"]));
    let found = load(Team::memberships().through(Membership::person().include_deleted())).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Mira", "Leo"], vec!["Leo", "Mira"]));
    let found = load(Team::memberships().include_deleted().through(Membership::person())).await;
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["Ada", "Leo"], vec!["Leo"]));
}

async fn people_come_with_their_other_teams(db: &Db) {
    let Club { teams, mut rows, .. } = club(db).await;
    let teams_of_person = Person::memberships().through(Membership::team());
    let people = Team::memberships().through(Membership::person().with(teams_of_person));
    let loaded = teams.load(db, [rows.remove(1)], people.order_by(PersonOrder::Name.desc())).await.unwrap();
    let people: Vec<_> = loaded[0]
        .related
        .iter()
        .map(|person| {
            (person.name.as_str(), person.related.iter().map(|team| team.name.as_str()).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(people, [("Mira", vec!["crew", "band"]), ("Leo", vec!["band", "crew"])]);
}
