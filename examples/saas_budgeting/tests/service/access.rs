//! Signing in, and what each role may do.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{EDITOR, OWNER, PASSWORD, Program, VIEWER};

#[test]
fn signing_in_needs_the_company_the_address_and_the_password() {
    let program = Program::with_sample();
    let served = program.serve();
    assert_eq!(served.try_sign_in(" Bakery ", "Olivia@Example.org", PASSWORD).status, 200);
    let mut answers = Vec::new();
    for (company, email, password) in [
        ("nowhere", OWNER, PASSWORD),
        ("bakery", "nobody@example.org", PASSWORD),
        ("bakery", OWNER, "another password"),
        ("bakery", OWNER, ""),
        ("bakery", &"x".repeat(300), PASSWORD),
    ] {
        let answer = served.try_sign_in(company, email, password);
        assert_eq!(answer.status, 401, "{company} {email} {password}");
        answers.push(answer.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "what is wrong is not told: {answers:?}");
}

#[test]
fn a_sign_in_that_cannot_be_read_is_a_problem_that_names_the_field() {
    let program = Program::with_sample();
    let served = program.serve();
    let json = "content-type: application/json\r\n";
    let large = format!(r#"{{"company":"{}"}}"#, "x".repeat(5_000));
    for (headers, body, status, words) in [
        (json, "", 400, "the body is not JSON"),
        (json, "{", 400, "the body is not JSON"),
        ("content-type: text/plain\r\n", "{}", 415, "application/json"),
        ("", "{}", 415, "application/json"),
        (json, "[]", 422, "must be an object"),
        (json, "null", 422, "must be an object"),
        (json, r#"{"company":"bakery"}"#, 422, r#""name":"email""#),
        (json, r#"{"company":1}"#, 422, r#""name":"company""#),
        (json, r#"{"company":"a","email":null}"#, 422, r#""name":"email""#),
        (json, r#"{"company":"a","email":"b","password":"c","role":"owner"}"#, 422, "role"),
        (json, &large, 413, "larger than this route accepts"),
        (json, r#"{"company":"bakery","email":"b","password":"c"}"#, 401, "is wrong"),
    ] {
        let answer = served.send("POST /api/sign-in", headers, body);
        assert_eq!(answer.status, status, "{body:.100}: {}", answer.body);
        assert!(answer.body.contains(words), "{body:.100}: {}", answer.body);
        answer.assert_is_problem();
    }
}

#[test]
fn an_error_of_the_api_is_a_problem_whatever_the_path() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", VIEWER);
    let bearer = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let member = served.member(&token, OWNER);
    for (request, headers, body, status) in [
        ("GET /api", "", "", 404),
        ("GET /api/", "", "", 404),
        ("POST /api/nothing", "", "", 404),
        ("DELETE /api/nothing", &bearer, "", 404),
        ("GET /api/sign-in", "", "", 405),
        ("PUT /api/budgets", &bearer, "", 405),
        ("GET /api/budgets", "", "", 401),
        ("GET /api/budgets", "authorization: Bearer forged\r\n", "", 401),
        ("GET /api/budgets/1", &bearer, "", 404),
        ("POST /api/members/1/role", &bearer, r#"{"role":"owner"}"#, 404),
        (&format!("POST /api/members/{member}/role"), &bearer, "{}", 422),
        (&format!("POST /api/members/{member}/role"), &bearer, r#"{"role":"owner"}"#, 403),
        (&format!("POST /api/members/{member}/remove"), &bearer, "", 403),
        (&format!("POST /api/members/{member}/password"), &bearer, r#"{"password":1}"#, 422),
        (&format!("POST /api/members/{member}/password"), &bearer, r#"{"password":"twelve letters"}"#, 403),
    ] {
        let answer = served.send(request, headers, body);
        assert_eq!(answer.status, status, "{request}: {}", answer.body);
        answer.assert_is_problem();
        let challenge = answer.head.contains("www-authenticate: Bearer");
        assert_eq!(challenge, status == 401, "{request}: {}", answer.head);
    }
}

/// The hash takes most of the time of a response. Without it, one about an unknown address would be many times faster.
#[test]
fn a_response_takes_as_long_for_an_address_that_nobody_has() {
    let program = Program::with_sample();
    let served = program.serve();
    let accounts = [("bakery", OWNER), ("bakery", "nobody@example.org"), ("nowhere", OWNER)];
    let mut fastest = [Duration::MAX; 3];
    // In turns, so that all of them meet the same load.
    for _ in 0..8 {
        for ((company, email), fastest) in accounts.iter().zip(&mut fastest) {
            let start = Instant::now();
            assert_eq!(served.try_sign_in(company, email, "a wrong password").status, 401);
            *fastest = start.elapsed().min(*fastest);
        }
    }
    let [known, unknown @ ..] = fastest;
    assert!(unknown.iter().all(|time| *time * 3 > known && known * 3 > *time), "{fastest:?}");
}

#[test]
fn the_document_and_the_health_check_need_no_token() {
    let program = Program::with_sample();
    let served = program.serve();
    assert_eq!(served.get("", "/health/ready").status, 200);
    let document = served.get("", "/openapi.json").json();
    assert!(document["paths"]["/members/{id}/role"]["post"].is_object());
    let sign_in = &document["paths"]["/sign-in"]["post"];
    assert_eq!(sign_in["security"], json!([{}]));
    assert_eq!(
        sign_in["responses"]["200"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Token"
    );
    let body = &sign_in["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(body, "#/components/schemas/Credentials");
    let fields = &document["components"]["schemas"]["Credentials"]["properties"];
    assert!(["company", "email", "password"].iter().all(|field| fields[field].is_object()), "{fields}");
    assert!(
        ["401", "413", "422", "429"].iter().all(|status| sign_in["responses"][status].is_object()),
        "{sign_in}"
    );
    assert!(document["info"]["description"].as_str().unwrap().contains("POST /api/sign-in"));
    let schema = document["components"]["schemas"]["Member"].to_string();
    assert!(schema.contains("email") && !schema.contains("password_hash"), "{schema}");
    assert_eq!(served.try_sign_in("bakery", OWNER, &"x".repeat(5_000)).status, 413);
}

#[test]
fn a_password_cannot_be_guessed_often() {
    let program = Program::with_sample();
    let served = program.serve();
    // All at once, so that no time passes in which further attempts become possible.
    let attempts = std::thread::scope(|scope| {
        let try_it = || scope.spawn(|| served.try_sign_in("bakery", OWNER, "a wrong password").status);
        let all: Vec<_> = std::iter::repeat_with(try_it).take(30).collect();
        all.into_iter().map(|attempt| attempt.join().unwrap()).collect::<Vec<u16>>()
    });
    let count = |status| attempts.iter().filter(|it| **it == status).count();
    assert!((10..=12).contains(&count(401)) && count(401) + count(429) == 30, "{attempts:?}");
    // Others are not kept out.
    served.sign_in("bakery", VIEWER);
}

#[test]
fn each_role_may_do_what_it_is_for() {
    let program = Program::with_sample();
    let served = program.serve();
    let [owner, editor, viewer] = [OWNER, EDITOR, VIEWER].map(|email| served.sign_in("bakery", email));
    for token in [&owner, &editor, &viewer] {
        assert_eq!(served.get(token, "/budgets?include=budget_categories").status, 200);
        assert_eq!(
            served.get(token, "/transactions/aggregate?by=category,amount_currency&sum=amount").status,
            200
        );
    }

    let plan = served.budget(&viewer, "Parties");
    assert_eq!(served.post(&viewer, "/budgets", &plan).status, 403);
    let budget = served.post(&editor, "/budgets", &plan).json();
    let path = format!("/budgets/{}", budget["id"].as_str().unwrap());
    let change = |token: &str, version: u64| {
        let headers = format!(
            "authorization: Bearer {token}\r\nif-match: \"{version}\"\r\ncontent-type: application/json\r\n"
        );
        served.send(&format!("PATCH /api{path}"), &headers, r#"{"name":"Christmas party"}"#).status
    };
    assert_eq!((change(&viewer, 1), change(&editor, 1), change(&editor, 1)), (403, 200, 412));

    let delete = |token: &str| {
        let headers = format!("authorization: Bearer {token}\r\nif-match: \"2\"\r\n");
        served.send(&format!("DELETE /api{path}"), &headers, "").status
    };
    assert_eq!((delete(&viewer), delete(&editor), delete(&owner)), (403, 403, 204));
    let restore = |token: &str| served.post(token, &format!("{path}/restore"), &Value::Null).status;
    assert_eq!((restore(&editor), restore(&owner)), (403, 200));
    assert_eq!(served.get(&editor, "/budgets?only_deleted=true").status, 403);
    assert_eq!(served.call(&owner, "DELETE", &format!("{path}?hard=true"), &Value::Null).status, 403);
}

#[test]
fn only_owners_manage_members() {
    let program = Program::with_sample();
    let served = program.serve();
    let [owner, editor] = [OWNER, EDITOR].map(|email| served.sign_in("bakery", email));
    let new = json!({ "email": " Nora@Example.org", "name": "Nora", "role": "viewer" });
    assert_eq!(served.post(&editor, "/members", &new).status, 403);
    let nora = served.post(&owner, "/members", &new).json();
    assert_eq!((&nora["email"], nora.get("password_hash")), (&json!("nora@example.org"), None));
    assert_eq!(served.post(&owner, "/members", &new).status, 409);

    // Without a password, nobody signs in.
    assert_eq!(served.try_sign_in("bakery", "nora@example.org", PASSWORD).status, 401);
    let path = format!("/members/{}", nora["id"].as_str().unwrap());
    let set = |token: &str, body: Value| served.post(token, &format!("{path}/password"), &body).status;
    assert_eq!(set(&editor, json!({ "password": "twelve letters" })), 403);
    assert_eq!(set(&owner, json!({ "password": "too short" })), 422);
    assert_eq!(set(&owner, json!({ "password": "twelve letters" })), 204);
    assert_eq!(served.try_sign_in("bakery", "nora@example.org", "twelve letters").status, 200);

    let role = |token: &str, role: &str| {
        served.post(token, &format!("{path}/role"), &json!({ "role": role })).status
    };
    assert_eq!((role(&editor, "owner"), role(&owner, "king"), role(&owner, "editor")), (403, 422, 204));
    assert_eq!(served.call(&owner, "PATCH", &path, &json!({ "role": "owner" })).status, 405);
    assert_eq!(served.call(&owner, "DELETE", &path, &Value::Null).status, 405);
}

#[test]
fn a_member_changes_their_own_password_and_their_earlier_tokens_end() {
    let program = Program::with_sample();
    let served = program.serve();
    let [owner, viewer] = [OWNER, VIEWER].map(|email| served.sign_in("bakery", email));
    let own = format!("/members/{}/password", served.member(&owner, OWNER));
    let path = format!("/members/{}/password", served.member(&viewer, VIEWER));
    let new = "another password";
    for wrong in [json!({ "password": new }), json!({ "password": new, "current": "not the password" })] {
        assert_eq!(served.post(&viewer, &path, &wrong).fields(), ["current"]);
    }
    let wrong = json!({ "password": new, "current": "not the password" });
    let attempts: Vec<u16> = (0..12).map(|_| served.post(&owner, &own, &wrong).status).collect();
    assert_eq!(attempts.last(), Some(&429), "{attempts:?}");
    assert_eq!(served.post(&viewer, &path, &json!({ "password": new, "current": PASSWORD })).status, 204);
    assert_eq!(served.get(&viewer, "/budgets").status, 401);
    assert_eq!(served.try_sign_in("bakery", VIEWER, new).status, 200);
}

#[test]
fn a_company_keeps_an_owner() {
    let program = Program::with_sample();
    let served = program.serve();
    let owner = served.sign_in("bakery", OWNER);
    let [olivia, eric] = [OWNER, EDITOR].map(|email| format!("/members/{}", served.member(&owner, email)));
    let set_role = |path: &str, role: &str| {
        served.post(&owner, &format!("{path}/role"), &json!({ "role": role })).status
    };
    assert_eq!(served.post(&owner, &format!("{olivia}/remove"), &Value::Null).status, 409);
    assert_eq!(set_role(&olivia, "editor"), 409);
    assert_eq!(set_role(&eric, "owner"), 204);
    assert_eq!(set_role(&olivia, "editor"), 204);
    // The role is that of the row: the token from before does not help.
    assert_eq!(set_role(&eric, "viewer"), 403);
}

const OWNERS: &str = "SELECT COUNT(*) FROM members JOIN companies ON companies.id = tenant_id \
                      WHERE slug = 'bakery' AND role = 'owner' AND deleted_at IS NULL";

#[test]
fn two_owners_cannot_remove_each_other() {
    let program = Program::with_sample();
    let served = program.serve();
    let owner = served.sign_in("bakery", OWNER);
    let [olivia, eric] = [OWNER, EDITOR].map(|email| format!("/members/{}", served.member(&owner, email)));
    served.post(&owner, &format!("{eric}/role"), &json!({ "role": "owner" }));
    let other = served.sign_in("bakery", EDITOR);
    let demote = |token: &str, path: &str| {
        served.post(token, &format!("{path}/role"), &json!({ "role": "editor" })).status
    };
    let lock = "SELECT 1 FROM members WHERE role = 'owner' FOR UPDATE";
    let mut statuses = program.run_at_once(lock, [&|| demote(&owner, &eric), &|| demote(&other, &olivia)]);
    statuses.sort_unstable();
    // Who comes second is no owner any more.
    assert_eq!(statuses, [204, 403]);
    assert_eq!(program.number(OWNERS), 1);
}
