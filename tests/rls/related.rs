//! Related rows, as the unprivileged role.

use fin_infra::prelude::*;
use fin_infra::schema;

use crate::env::TestEnv;

/// A trip.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete, children("Stop"))]
struct Trip {
    name: String,
}

/// A stop of a trip.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
struct Stop {
    #[fin(belongs_to = "Trip")]
    trip_id: Uuid,
    #[fin(order)]
    name: String,
}

/// The rows of the trips' table as a resource without tenants sees them: its statements have no predicate.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "trips", create = false, update = false, delete = false, children("AnyStop"))]
struct AnyTrip {
    name: String,
}

/// The same of the stops.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "stops", create = false, update = false, delete = false)]
struct AnyStop {
    #[fin(belongs_to = "AnyTrip")]
    trip_id: Uuid,
    #[fin(order)]
    name: String,
}

struct Tenant {
    trips: TripRepository,
    trip: TripRead,
}

/// Two tenants, whose trips have the same id, and three stops each.
async fn two_tenants() -> (TestEnv, Db, [Tenant; 2]) {
    let env = TestEnv::new().await;
    let tables = [schema::of::<Trip>(), schema::of::<Stop>()];
    schema::create_all(&env.db_of_administrator().await, &tables).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON trips, stops TO {role}").await;
    let db = env.db().await;
    let id = Uuid::now_v7();
    let mut tenants = Vec::new();
    for name in ["ours", "theirs"] {
        let trips = Trip::repository().tenant(Uuid::now_v7());
        let trip = trips.create_with_id(&db, id, TripCreate { name: name.to_owned() }).await.unwrap();
        let stops = Stop::repository().tenant(*trips.tenant_id());
        for number in 1..=3 {
            let create = StopCreate { trip_id: id, name: format!("{name} {number}") };
            stops.create(&db, create).await.unwrap();
        }
        tenants.push(Tenant { trips, trip });
    }
    (env, db, tenants.try_into().unwrap_or_else(|_| panic!("two tenants")))
}

fn names(stops: &[StopRead]) -> Vec<&str> {
    stops.iter().map(|stop| stop.name.as_str()).collect()
}

#[tokio::test]
async fn a_tenant_loads_its_own_related_rows() {
    let (_env, db, tenants) = two_tenants().await;
    for (Tenant { trips, trip }, name) in tenants.iter().zip(["ours", "theirs"]) {
        let last = Trip::stops().order_by(StopOrder::Name.desc()).limit(2);
        let loaded = trips.load(&db, [trip.clone()], (Trip::stops(), last)).await.unwrap();
        let (all, last) = &loaded[0].related;
        assert_eq!(names(all), [1, 2, 3].map(|number| format!("{name} {number}")));
        assert_eq!(names(last), [3, 2].map(|number| format!("{name} {number}")));

        let mut transaction = db.begin_for(*trips.tenant_id()).await.unwrap();
        let up = Trip::stops().with(Stop::trip());
        let loaded = trips.load(&mut transaction, [trip.clone()], up).await.unwrap();
        transaction.rollback().await.unwrap();
        let found: Vec<_> =
            loaded[0].related.iter().map(|stop| stop.related.as_ref().unwrap().name.as_str()).collect();
        assert_eq!(found, [name; 3]);
    }
}

/// Without a predicate and without a tenant that a call sets, the policies alone keep the rows back.
#[tokio::test]
async fn without_a_tenant_nothing_is_related() {
    let (env, db, [ours, _]) = two_tenants().await;
    let row = || {
        let TripRead { id, name, created_at, updated_at, .. } = ours.trip.clone();
        AnyTripRead { id, name, created_at, updated_at }
    };
    let any = AnyTrip::repository();
    for relation in [AnyTrip::any_stops(), AnyTrip::any_stops().limit(2)] {
        let loaded = any.load(&db, [row()], relation.clone()).await.unwrap();
        assert!(loaded[0].related.is_empty());
        // The administrator, whom no policy binds, shows that there is something to be kept back.
        let loaded = any.load(&env.db_of_administrator().await, [row()], relation).await.unwrap();
        assert!(loaded[0].related.len() > 1);
    }
}
