//! Tokens that are not accepted.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

use crate::support::{OWNER, Program, SECRET, VIEWER};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// What a token says.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The parts of a token before its signature.
fn unsigned(algorithm: &str, claims: &Value) -> String {
    let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(&json!({ "alg": algorithm, "typ": "JWT" })), encode(claims))
}

fn signed(claims: &Value, secret: &str) -> String {
    let text = unsigned("HS256", claims);
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&text);
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn signed_with_hs512(claims: &Value, secret: &str) -> String {
    let text = unsigned("HS512", claims);
    let mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&text);
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn with(claims: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut changed = claims.clone();
    changed[name] = value.into();
    changed
}

#[test]
fn only_a_token_of_this_program_that_has_not_expired_is_accepted() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let good = claims(&token);
    let status = |token: &str| served.get(token, "/budgets").status;
    assert_eq!(status(&signed(&good, SECRET)), 200, "the tests' own token is like a real one");

    let mut without_expiry = good.clone();
    without_expiry.as_object_mut().unwrap().remove("exp");
    for (what, bad) in [
        ("expired", with(&good, "exp", now() - 60)),
        ("without expiry", without_expiry),
        ("of another issuer", with(&good, "iss", "other")),
        ("for another audience", with(&good, "aud", "other")),
        ("of nobody", with(&good, "sub", "018f2f1e-7c5e-7000-8000-000000000001")),
        ("of an earlier password", with(&good, "password_set_at", 0)),
        ("of no company", with(&good, "company", "018f2f1e-7c5e-7000-8000-000000000001")),
    ] {
        assert_eq!(status(&signed(&bad, SECRET)), 401, "{what}");
    }
    assert_eq!(status(&signed(&good, "another secret that is also long enough")), 401);
    assert_eq!(status(&signed_with_hs512(&good, SECRET)), 401, "another algorithm");
    assert_eq!(status(&format!("{token}x")), 401);
    assert_eq!(status(&"x".repeat(4_000)), 401);
    assert_eq!(status(""), 401);
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let claims = claims(&token);
    for algorithm in ["none", "None", "NONE"] {
        let unsigned = unsigned(algorithm, &claims);
        for signature in ["", token.split('.').nth(2).unwrap()] {
            assert_eq!(served.get(&format!("{unsigned}.{signature}"), "/budgets").status, 401, "{algorithm}");
        }
    }
    // The payload of a real token, and a header that promises no signature.
    let payload = token.split('.').nth(1).unwrap();
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    assert_eq!(served.get(&format!("{header}.{payload}."), "/budgets").status, 401);
}

#[test]
fn a_member_of_one_company_has_no_token_for_another() {
    let program = Program::with_sample();
    let served = program.serve();
    let (bakery, garage) = (served.sign_in("bakery", OWNER), served.sign_in("garage", OWNER));
    let (own, other) = (claims(&bakery), claims(&garage));
    // Even signed with the right secret: the member is no member there.
    let foreign = with(&own, "company", other["company"].clone());
    assert_eq!(served.get(&signed(&foreign, SECRET), "/budgets").status, 401);
}

#[test]
fn a_removed_member_is_out_at_once() {
    let program = Program::with_sample();
    let served = program.serve();
    let (owner, viewer) = (served.sign_in("bakery", OWNER), served.sign_in("bakery", VIEWER));
    assert_eq!(served.get(&viewer, "/budgets").status, 200);
    let path = format!("/members/{}/remove", served.member(&owner, VIEWER));
    assert_eq!(served.post(&owner, &path, &Value::Null).status, 204);
    assert_eq!(served.get(&viewer, "/budgets").status, 401);
    assert_eq!(served.try_sign_in("bakery", VIEWER, crate::support::PASSWORD).status, 401);
}
