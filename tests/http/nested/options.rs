//! The option, which is checked when the API is built, and what the document says of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::http::request::Parts;
use fin_infra::http::{Action, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use super::{Deposit, DepositFilter, DepositOrder, Goal, Note, client};
use crate::client::Client;

/// A chapter, whose number the program sets.
#[derive(FinResource)]
#[fin(tenant)]
struct Chapter {
    #[fin(belongs_to = "Book", internal, default)]
    book_id: Option<Uuid>,
    title: String,
}

/// A page of a book.
#[derive(FinResource)]
#[fin(tenant)]
struct Leaf {
    #[fin(belongs_to = "Book")]
    book_id: Uuid,
    text: String,
}

/// A book, in whose bodies names are in camel case.
#[derive(FinResource)]
#[fin(tenant, children("Chapter", "Leaf"), create(attr(serde(rename_all = "camelCase"))))]
struct Book {
    full_title: String,
}

/// A folder, which has a field with the name of its relation.
#[derive(FinResource)]
#[fin(tenant, children("Paper"))]
struct Folder {
    papers: i32,
}

/// A paper in a folder.
#[derive(FinResource)]
#[fin(tenant)]
struct Paper {
    #[fin(belongs_to = "Folder")]
    folder_id: Uuid,
}

/// The message with which the API cannot be built.
fn panic_of(resources: impl FnOnce(Resources) -> Resources) -> String {
    let build = || drop(resources(Resources::new(Db::memory())).into_router());
    let panic = catch_unwind(AssertUnwindSafe(build)).expect_err("the API is built");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
}

#[test]
fn a_relation_that_selects_creates_no_rows() {
    let relations = [
        || Goal::deposits().limit(1),
        || Goal::deposits().filter(DepositFilter::new()),
        || Goal::deposits().order_by(DepositOrder::Amount.asc()),
        || Goal::deposits().include_deleted(),
    ];
    for relation in relations {
        let text = panic_of(|resources| {
            resources.add::<Deposit>().add_with::<Goal>(|goals| goals.create_with(relation()))
        });
        let reason = "a relation with a filter, an order or a limit creates no rows";
        assert_eq!(text, format!("Goal: `create_with` of `deposits`: {reason}"));
    }
}

#[test]
fn the_option_has_an_effect() {
    let twice = panic_of(|resources| {
        resources.add_with::<Goal>(|goals| goals.create_with(Goal::notes()).create_with(Goal::notes()))
    });
    assert_eq!(twice, "Goal: `create_with` of `notes`: the relation is given twice");
    let left_out = panic_of(|resources| {
        resources.add::<Note>().add_with::<Goal>(|goals| goals.create_with(Goal::notes()).read_only())
    });
    assert_eq!(left_out, "Goal: `create_with` has no effect, because the action `create` is left out");
    let no_route = "Goal: `create_with` of `notes`: no route creates notes: add the resource, with its action \
                    `create`";
    let goals = |resources: Resources| resources.add_with::<Goal>(|goals| goals.create_with(Goal::notes()));
    assert_eq!(panic_of(goals), no_route);
    let read_only = |resources| goals(resources).add_with::<Note>(|notes| notes.read_only());
    assert_eq!(panic_of(read_only), no_route);
}

#[test]
fn the_fields_of_the_bodies_are_free() {
    let internal = panic_of(|resources| {
        resources.add::<Chapter>().add_with::<Book>(|books| books.create_with(Book::chapters()))
    });
    let reason = "requests cannot set `book_id`, which refers to the parent";
    assert_eq!(internal, format!("Book: `create_with` of `chapters`: {reason}"));
    let taken = panic_of(|resources| {
        resources.add::<Paper>().add_with::<Folder>(|folders| folders.create_with(Folder::papers()))
    });
    let reason = "a field has this name, or is named `related`, which the response needs";
    assert_eq!(taken, format!("Folder: `create_with` of `papers`: {reason}"));
}

on_each_store!(
    [Book, Chapter, Leaf] a_row_that_serde_reads_is_created_with_its_children,
    [] the_document_describes_children,
);

async fn a_row_that_serde_reads_is_created_with_its_children(db: &Db) {
    let resources = Resources::new(db.clone()).add::<Leaf>();
    let resources = resources.add_with::<Book>(|books| books.create_with(Book::leafs()));
    let client = Client::of(resources.permissions(|_: &Parts, _: Action, _: &str| Ok(())));
    let body = json!({"leafs": [{"text": "one"}], "fullTitle": "Peru"});
    let book = client.post("/books", &body).await.expect(201);
    assert_eq!(book["full_title"], "Peru");
    assert_eq!(book["related"]["leafs"]["items"][0]["text"], "one");
    // The first error of the row, which serde reports; those of its children, if it has none.
    let refused = client.post("/books", &json!({"leafs": [{}], "full_title": "Peru"})).await;
    assert_eq!(refused.problem(422, "invalid-body"), [""; 0]);
    let refused = client.post("/books", &json!({"leafs": [{}], "fullTitle": "Peru"})).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["leafs[0].text"]);
    let twice = r#"{"fullTitle": "Peru", "leafs": [], "leafs": [{"text": "one"}]}"#;
    client.json("POST", "/books", twice).await.problem(422, "invalid-body");
    assert_eq!(client.get("/books?with_total=true").await.expect(200)["total"], 1);
}

async fn the_document_describes_children(db: &Db) {
    let document = client(db).get("/openapi.json").await.expect(200);
    let schemas = &document["components"]["schemas"];
    let lists = &schemas["GoalCreate"]["properties"];
    assert_eq!((&lists["deposits"]["type"], &lists["deposits"]["maxItems"]), (&json!("array"), &json!(500)));
    assert_eq!(lists["deposits"]["items"]["$ref"], "#/components/schemas/GoalCreateDeposit");
    assert_eq!(schemas["GoalCreate"]["required"], json!(["name"]));
    let names = |schema: &str| -> Vec<String> {
        schemas[schema]["properties"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names("GoalCreateDeposit"), ["account_id", "amount", "label", "reference"]);
    assert_eq!(schemas["GoalCreateDeposit"]["additionalProperties"], false);
    assert_eq!(schemas["GoalCreateDeposit"]["required"], json!(["label", "amount"]));
    assert_eq!(names("GoalCreateNote"), ["text"]);
    assert!(names("DepositCreate").contains(&"goal_id".to_owned()));

    let create = &document["paths"]["/goals"]["post"];
    let created = &create["responses"]["201"]["content"]["application/json"]["schema"];
    assert_eq!(created["$ref"], "#/components/schemas/GoalCreated");
    let related = &schemas["GoalCreated"]["properties"]["related"]["properties"];
    let items = &related["deposits"]["properties"]["items"];
    assert_eq!(
        (&items["items"]["$ref"], &items["maxItems"]),
        (&json!("#/components/schemas/Deposit"), &json!(500))
    );
    let required = schemas["GoalCreated"]["required"].as_array().unwrap();
    assert!(required.contains(&json!("name")) && !required.contains(&json!("related")));
    let description = create["description"].as_str().unwrap();
    assert!(description.contains("`deposits` and `notes`"), "{description}");
    // Other resources are described as without the option.
    assert_eq!(schemas["AccountCreated"], Value::Null);
    let account = &document["paths"]["/accounts"]["post"]["responses"]["201"]["content"]["application/json"];
    assert_eq!(account["schema"]["$ref"], "#/components/schemas/Account");
}
