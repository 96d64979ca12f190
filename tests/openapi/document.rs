//! The document, compared with the behaviour of the API.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use fin_infra::http::{Action, Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_tests::resources::Budget;
use serde_json::{Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::inspect::{allowed, ask, field_errors, keys, names, operations, parameter, properties, texts};
use crate::installed::run;
use crate::python::program;
use crate::resources::Currency;
use crate::served::{TENANT, everything};

pub(crate) fn budgets() -> Resources {
    Resources::new(Db::memory()).tenant(TrustedHeaderTenant::new(TENANT)).add::<Budget>()
}

pub(crate) fn value(resources: &Resources) -> Value {
    serde_json::to_value(resources.openapi()).unwrap()
}

#[test]
fn the_document_is_valid() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
    std::fs::write(&file, value(&everything(&Db::memory())).to_string()).unwrap();
    run(Command::new(program("openapi-spec-validator")).args(["--schema", "3.1"]).arg(file));
}

#[test]
fn each_action_has_an_operation() {
    let document = value(&everything(&Db::memory()));
    let operations = [
        (Action::List, "/budgets", "get", "listBudgets"),
        (Action::Search, "/budgets/search", "get", "searchBudgets"),
        (Action::Aggregate, "/accounts/aggregate", "get", "aggregateAccounts"),
        (Action::Get, "/budgets/{id}", "get", "getBudget"),
        (Action::Create, "/budgets", "post", "createBudget"),
        (Action::Update, "/budgets/{id}", "patch", "updateBudget"),
        (Action::Delete, "/budgets/{id}", "delete", "deleteBudget"),
        (Action::Restore, "/budgets/{id}/restore", "post", "restoreBudget"),
    ];
    for (action, path, method, id) in operations {
        let operation = &document["paths"][path][method];
        assert_eq!(operation["operationId"], id);
        let description = operation["description"].as_str().unwrap();
        assert!(description.contains(&format!("permission `{action}`")), "{description}");
    }
    let parameters = [
        (Action::HardDelete, "/budgets/{id}", "delete", "hard"),
        (Action::IncludeDeleted, "/budgets", "get", "include_deleted"),
        (Action::OnlyDeleted, "/budgets", "get", "only_deleted"),
    ];
    for (action, path, method, name) in parameters {
        let operation = &document["paths"][path][method];
        let description = parameter(operation, name)["description"].as_str().unwrap();
        assert!(description.contains(&format!("permission `{action}`")), "{description}");
    }
}

#[test]
fn only_the_id_of_a_row_with_selected_fields_is_required() {
    let document = value(&everything(&Db::memory()));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["MovementFields"]["required"], json!(["id"]));
    assert!(schemas["Movement"]["required"].as_array().unwrap().contains(&json!("amount")));
    assert_eq!(keys(&schemas["MovementFields"]["properties"]), keys(&schemas["Movement"]["properties"]));
    let items = &schemas["MovementPage"]["properties"]["items"]["items"];
    assert_eq!(items["$ref"], "#/components/schemas/MovementFields");
    let of = |path: &str, method: &str, status: &str| {
        let response = &document["paths"][path][method]["responses"][status];
        response["content"]["application/json"]["schema"]["$ref"].as_str().unwrap().to_owned()
    };
    assert!(of("/movements/{id}", "get", "200").ends_with("/MovementFields"));
    assert!(of("/movements/{id}", "patch", "200").ends_with("/Movement"));
    assert!(of("/movements", "post", "201").ends_with("/Movement"));
    for path in ["/movements", "/movements/{id}"] {
        let fields = &parameter(&document["paths"][path]["get"], "fields")["schema"];
        assert_eq!((&fields["uniqueItems"], &fields["maxItems"]), (&json!(true), &json!(10)));
        assert_eq!(fields["items"]["enum"][0], "id");
    }
    // A resource without the option is as without the feature.
    assert_eq!(schemas["AccountFields"], Value::Null);
    assert!(!names(&document["paths"]["/accounts"]["get"], "query").contains("fields"));
}

#[test]
fn left_out_actions_are_not_in_the_document() {
    let resources = Resources::new(Db::memory()).add_with::<Budget>(|budgets| budgets.read_only());
    let document = value(&resources.without_health());
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/budgets", "/budgets/search", "/budgets/{id}"]);
    for (path, item) in document["paths"].as_object().unwrap() {
        assert_eq!(item.as_object().unwrap().keys().collect::<Vec<_>>(), ["get"], "{path}");
    }
    let without = [Action::Search, Action::HardDelete, Action::IncludeDeleted, Action::OnlyDeleted];
    let resources = Resources::new(Db::memory()).add_with::<Budget>(|budgets| budgets.without(without));
    let document = value(&resources);
    let list = names(&document["paths"]["/budgets"]["get"], "query");
    assert!(["q", "include_deleted", "only_deleted"].iter().all(|name| !list.contains(*name)), "{list:?}");
    assert_eq!(names(&document["paths"]["/budgets/{id}"]["delete"], "query"), BTreeSet::new());
}

/// A rejection names the accepted parameters.
#[tokio::test]
async fn the_parameters_are_those_that_the_api_accepts() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let id = Uuid::now_v7();
    let lists = ["/budgets", "/budgets/search", "/accounts", "/movements", "/money/currencies"];
    for path in lists.into_iter().chain(["/accounts/aggregate", "/movements/aggregate"]) {
        let answer = ask(&router, "GET", &format!("{path}?nonsense=1&q=x"), "").await;
        assert_eq!(names(&document["paths"][path]["get"], "query"), allowed(&answer, "nonsense"), "{path}");
    }
    for path in ["/budgets/{id}", "/accounts/{id}", "/movements/{id}"] {
        let answer = ask(&router, "DELETE", &path.replace("{id}", &format!("{id}?nonsense=1")), "").await;
        let documented = names(&document["paths"][path]["delete"], "query");
        assert_eq!(documented, allowed(&answer, "nonsense"), "{path}");
    }
}

#[tokio::test]
async fn the_fields_of_a_body_are_those_that_the_api_accepts() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let id = Uuid::now_v7();
    let resources = [
        ("/budgets", "Budget"),
        ("/accounts", "Account"),
        ("/movements", "Movement"),
        ("/money/currencies", "Currency"),
    ];
    for (path, name) in resources {
        let nonsense = r#"{"nonsense": 1}"#;
        let schemas = &document["components"]["schemas"];
        let create = ask(&router, "POST", path, nonsense).await;
        assert_eq!(properties(&schemas[format!("{name}Create")]), allowed(&create, "nonsense"), "{name}");
        let missing: BTreeSet<String> =
            field_errors(&create).into_iter().filter(|name| name != "nonsense").collect();
        assert_eq!(texts(&schemas[format!("{name}Create")]["required"]), missing, "{name}");
        let update = ask(&router, "PATCH", &format!("{path}/{id}"), nonsense).await;
        assert_eq!(properties(&schemas[format!("{name}Update")]), allowed(&update, "nonsense"), "{name}");
        assert_eq!(schemas[format!("{name}Update")]["required"], Value::Null);
    }
}

#[tokio::test]
async fn the_fields_of_a_child_in_a_body_are_those_that_the_api_accepts() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let schemas = &document["components"]["schemas"];
    let nonsense = r#"{"nonsense": 1, "lines": [{"nonsense": 1}]}"#;
    let refused = ask(&router, "POST", "/invoices", nonsense).await;
    assert_eq!(properties(&schemas["InvoiceCreate"]), allowed(&refused, "nonsense"));
    let child = &schemas["InvoiceCreateLine"];
    assert_eq!(properties(child), allowed(&refused, "lines[0].nonsense"));
    assert_eq!(properties(child), BTreeSet::from(["amount", "purpose"].map(str::to_owned)));
    let missing = field_errors(&refused).into_iter();
    let missing = missing.filter_map(|name| Some(name.strip_prefix("lines[0].")?.to_owned()));
    assert_eq!(texts(&child["required"]), missing.filter(|name| name != "nonsense").collect());

    let mut body = schemas["InvoiceCreate"]["examples"][0].clone();
    body["lines"] = json!([child["examples"][0]]);
    let created = ask(&router, "POST", "/invoices", &body.to_string()).await;
    assert_eq!(properties(&schemas["InvoiceCreated"]), keys(&created), "{created}");
    let related = &schemas["InvoiceCreated"]["properties"]["related"];
    assert_eq!(properties(related), keys(&created["related"]));
    let lines = &related["properties"]["lines"];
    assert_eq!(texts(&lines["required"]), keys(&created["related"]["lines"]));
    let line = &schemas["Line"];
    assert_eq!(texts(&line["required"]), keys(&created["related"]["lines"]["items"][0]));
    let alone = ask(&router, "POST", "/invoices", r#"{"customer": "Ada"}"#).await;
    assert_eq!(texts(&schemas["InvoiceCreated"]["required"]), keys(&alone));
}

#[tokio::test]
async fn a_group_has_the_values_of_the_document() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let create = document["components"]["schemas"]["AccountCreate"]["examples"][0].to_string();
    ask(&router, "POST", "/accounts", &create).await;
    let operation = &document["paths"]["/accounts/aggregate"]["get"];
    let everything = ["by", "sum", "average", "min", "max", "count_distinct"].map(|name| {
        let names = texts(&parameter(operation, name)["schema"]["items"]["enum"]);
        format!("{name}={}", names.into_iter().collect::<Vec<_>>().join(","))
    });
    let path = format!("/accounts/aggregate?count=true&time_zone=UTC&{}", everything.join("&"));
    let groups = ask(&router, "GET", &path, "").await;
    let group = &document["components"]["schemas"]["AccountAggregate"];
    assert_eq!(keys(&groups["items"][0]), properties(group), "{groups}");
    assert_eq!(keys(&groups), properties(&document["components"]["schemas"]["AccountAggregatePage"]));
}

#[tokio::test]
async fn the_fields_of_a_response_match_the_document() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let example = |name: &str| document["components"]["schemas"][name]["examples"][0].to_string();
    for (path, name) in [("/budgets", "Budget"), ("/accounts", "Account"), ("/money/currencies", "Currency")]
    {
        let row = ask(&router, "POST", path, &example(&format!("{name}Create"))).await;
        assert_eq!(row["status"], Value::Null, "{row}");
        let page = ask(&router, "GET", path, "").await;
        for (answer, schema) in [(&row, name.to_owned()), (&page, format!("{name}Page"))] {
            let schema = &document["components"]["schemas"][schema];
            assert_eq!(properties(schema), keys(answer), "{name}");
            assert_eq!(texts(&schema["required"]), keys(answer), "{name}");
        }
        let path = format!("{path}/{}", row["id"].as_str().unwrap());
        let changed = ask(&router, "PATCH", &path, &example(&format!("{name}Update"))).await;
        assert_eq!(changed["id"], row["id"], "{changed}");
    }
}

#[test]
fn a_comment_on_a_field_describes_it_everywhere() {
    let document = value(&everything(&Db::memory()));
    let schemas = &document["components"]["schemas"];
    for schema in ["Account", "AccountCreate", "AccountUpdate"] {
        assert_eq!(schemas[schema]["properties"]["ceiling"]["description"], "The maximum balance.");
    }
    assert_eq!(schemas["Account"]["description"], "An account with money.");
    let tag = document["tags"].as_array().unwrap().iter().find(|tag| tag["name"] == "Account").unwrap();
    assert_eq!(tag["description"], "An account with money.");
}

#[test]
fn a_value_is_described_with_its_limits() {
    let document = value(&everything(&Db::memory()));
    let of =
        |schema: &str, field: &str| document["components"]["schemas"][schema]["properties"][field].clone();
    let ceiling = of("AccountCreate", "ceiling");
    assert_eq!(ceiling["type"], json!(["string", "null"]));
    assert_eq!(ceiling["pattern"], r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$");
    assert_eq!(ceiling.get("default"), None);
    assert_eq!(of("AccountCreate", "name")["maxLength"], 40);
    assert_eq!(of("AccountCreate", "purpose")["$ref"], "#/components/schemas/Purpose");
    assert_eq!(document["components"]["schemas"]["Purpose"]["enum"], json!(["everyday", "savings"]));
    assert_eq!(of("Account", "version")["readOnly"], true);
    assert_eq!(of("Account", "version")["maximum"], i64::MAX);
    assert_eq!(of("CurrencyCreate", "code")["pattern"], "^[A-Z]{3}$");
    let position = of("CurrencyCreate", "position");
    assert_eq!(position["description"], "The position in a list of currencies.\n\nDefaults to `10`.");
    assert_eq!(of("CurrencyCreate", "position")["minimum"], i32::MIN);
    assert_eq!(of("MovementCreate", "labels")["items"]["type"], "string");
    assert_eq!(document["components"]["schemas"]["MovementCreate"]["additionalProperties"], false);
}

#[test]
fn everything_is_described_and_every_reference_resolves() {
    let document = value(&everything(&Db::memory()));
    let mut ids = BTreeSet::new();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        assert!(operation["summary"].is_string() && operation["description"].is_string(), "{id}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{id}: {parameter}");
            assert!(parameter["schema"].is_object(), "{id}: {parameter}");
        }
        for status in ["500", "503"] {
            assert!(operation["responses"][status].is_object(), "{id}: {status}");
        }
    }
    let text = document.to_string();
    for (at, _) in text.match_indices(r##""$ref":"#"##) {
        let pointer = text[at..].split('"').nth(3).unwrap().trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{pointer} does not exist");
    }
    for (at, _) in text.match_indices(r#""operationId":""#) {
        assert!(ids.contains(text[at..].split('"').nth(3).unwrap()));
    }
}

/// Each kind of problem has an example, which equals the response.
#[tokio::test]
async fn each_kind_of_problem_has_an_example() {
    let db = Db::memory();
    let (router, document) = (everything(&db).into_router(), value(&everything(&db)));
    let examples = document["components"]["examples"].as_object().unwrap();
    let kinds = texts(&document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]);
    for example in examples.values() {
        let kind = example["value"]["type"].as_str().unwrap();
        assert!(kinds.contains(kind), "{kind}");
    }
    let text = document.to_string();
    for response in text.split(r##""$ref":"#/components/responses/"##).skip(1) {
        let (name, _) = response.split_once('"').unwrap();
        assert!(examples.contains_key(name), "{name} is answered, and has no example");
    }
    let answered = ask(&router, "GET", "/budgets?page_size=0", "").await;
    assert_eq!(examples["InvalidQuery"]["value"], answered);
    let answered = ask(&router, "GET", "/budgets/nothing", "").await;
    assert_eq!(examples["NotFound"]["value"], answered);
    let answered = ask(&router, "POST", "/budgets", "{\n \"name\": \"a\",\n").await;
    assert_eq!(examples["MalformedBody"]["value"]["title"], answered["title"]);
}

#[test]
fn the_document_has_the_security_requirements() {
    let document = value(&budgets());
    let header = json!({
        "type": "apiKey", "in": "header", "name": TENANT,
        "description": "The tenant of the request. Set by the gateway.",
    });
    assert_eq!(document["components"]["securitySchemes"]["tenant"], header);
    let list = &document["paths"]["/budgets"]["get"];
    assert_eq!(list["security"], json!([{ "tenant": [] }]));
    assert!(list["responses"]["401"].is_null(), "a header that a gateway sets is 400 where it is missing");

    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let document = value(&Resources::new(Db::memory()).add::<Budget>().security("session", bearer));
    let list = &document["paths"]["/budgets"]["get"];
    assert_eq!(list["security"], json!([{ "session": [] }]));
    assert_eq!(list["responses"]["401"]["$ref"], "#/components/responses/Unauthorized");
    assert_eq!(document["paths"]["/health/live"]["get"]["security"], json!([]));

    let document =
        value(&Resources::new(Db::memory()).add_with::<Currency>(|currencies| currencies.at("/money")));
    assert_eq!(document["paths"]["/money"]["get"]["security"], json!([]), "nothing is asked for");
}

/// All names stay unique if a resource is added twice.
#[test]
fn the_same_resource_at_two_paths_has_two_names() {
    let resources = budgets().add_with::<Budget>(|budgets| budgets.at("/archive/budgets").read_only());
    let document = value(&resources);
    assert_eq!(document["paths"]["/archive/budgets"]["get"]["operationId"], "listBudgets2");
    assert_eq!(document["paths"]["/archive/budgets/{id}"]["get"]["operationId"], "getBudget2");
}

#[tokio::test]
async fn the_pattern_of_a_decimal_matches_what_is_accepted() {
    let db = Db::memory();
    let router = everything(&db).into_router();
    let mut body = json!({ "name": "x", "purpose": "savings" });
    for refused in ["1.000000000000000000000000000000001", "+1", "1_0", "5.", ".5", "1e2", "12345678901"] {
        body["ceiling"] = refused.into();
        let answer = ask(&router, "POST", "/accounts", &body.to_string()).await;
        assert_eq!(answer["status"], 422, "{refused}: {answer}");
        assert_eq!(field_errors(&answer), BTreeSet::from(["ceiling".to_owned()]));
    }
    body["ceiling"] = "-1234567890.12".into();
    assert_eq!(ask(&router, "POST", "/accounts", &body.to_string()).await["ceiling"], "-1234567890.12");
}

#[tokio::test]
async fn hard_cannot_be_combined_with_if_match() {
    let db = Db::memory();
    let answer =
        ask(&everything(&db).into_router(), "DELETE", &format!("/accounts/{}?hard=true", Uuid::now_v7()), "")
            .await;
    assert_eq!(answer["status"], 400, "{answer}");
    assert_eq!(field_errors(&answer), BTreeSet::from(["if-match".to_owned()]));
}
