//! Relations that a struct does not have.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, children("Deposit"))]
pub struct Goal {
    pub name: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Deposit {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
    pub amount: Decimal,
    pub note: String,
}

async fn children_that_are_not_declared(db: &Db, deposits: &DepositRepository, rows: Vec<DepositRead>) {
    let _ = deposits.load(db, rows, Deposit::goals()).await;
}

async fn a_relation_of_another_resource(db: &Db, goals: &GoalRepository, rows: Vec<GoalRead>) {
    let _ = goals.load(db, rows, Deposit::goal()).await;
}

async fn a_tuple_with_a_relation_of_another_resource(db: &Db, goals: &GoalRepository, rows: Vec<GoalRead>) {
    let _ = goals.load(db, rows, (Goal::deposits(), Deposit::goal())).await;
}

async fn rows_of_another_resource(db: &Db, goals: &GoalRepository, rows: Vec<DepositRead>) {
    let _ = goals.load(db, rows, Goal::deposits()).await;
}

async fn no_store(goals: &GoalRepository, rows: Vec<GoalRead>) {
    let _ = goals.load("db", rows, Goal::deposits()).await;
}

async fn no_tenant(db: &Db, rows: Vec<GoalRead>) {
    let _ = Goal::repository().load(db, rows, Goal::deposits()).await;
}

async fn all_tenants(db: &Db, rows: Vec<GoalRead>) {
    let _ = Goal::repository().all_tenants().load(db, rows, Goal::deposits()).await;
}

fn a_nested_relation_of_another_resource() {
    let _ = Goal::deposits().with(Goal::deposits());
}

fn a_second_with() {
    let _ = Goal::deposits().with(Deposit::goal()).with(Deposit::goal());
}

fn a_filter_of_another_resource() {
    let _ = Goal::deposits().filter(GoalFilter::new());
}

fn an_order_that_is_not_declared() {
    let _ = Goal::deposits().order_by(DepositOrder::Note);
}

fn a_search_that_is_not_declared() {
    let _ = Goal::deposits().search("a");
}

fn rows_that_are_never_deleted_softly() {
    let _ = Goal::deposits().include_deleted();
}

fn a_limit_of_a_relation_to_one() {
    let _ = Deposit::goal().limit(1);
}

fn through_a_relation_of_another_resource() {
    let _ = Goal::deposits().through(Goal::deposits());
}

async fn new_children_of_another_resource(db: &Db, deposits: &DepositRepository, create: DepositCreate) {
    let _ = deposits.create_with(db, create, Goal::deposits().create(|_| Vec::<DepositCreate>::new())).await;
}

async fn a_store_without_transactions(memory: &fin_infra::Memory, goals: &GoalRepository, create: GoalCreate) {
    let _ = goals.create_with(memory, create, Goal::deposits().create(|_| Vec::<DepositCreate>::new())).await;
}

fn main() {}
