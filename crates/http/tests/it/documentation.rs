//! Every address has a permission, and the checked-in documentation is that of the code.

use crate::server::World;
use serde_json::Value;

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(|(method, operation)| (path.clone(), method.to_uppercase(), operation.clone()))
    });
    all.collect()
}

fn filled(path: &str) -> String {
    path.replace("{terminal}", "T1")
        .replace("{transaction}", "A1")
        .replace("{cashier}", "C7")
        .replace("{code}", "failed")
        .replace("{event}", "evt_1")
        .replace("{account}", "1000000001")
        .replace("{group}", "1000000001")
        .replace("{month}", "2026-10")
        .replace("{version}", "2")
        .replace("{call}", "pbx1-17")
        .replace("{number}", "1")
}

#[test]
fn pd_04_every_address_and_method_is_signed_public_by_name_or_denied() {
    let world = World::new();
    let document = http_api::openapi().unwrap();
    let documented = operations(&document);
    assert_eq!(documented.len(), 25);
    let mut public = Vec::new();
    for path in document["paths"].as_object().unwrap().keys() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"]
        {
            let ask = crate::server::Ask {
                method: method.to_owned(),
                target: filled(path),
                headers: Vec::new(),
                body: Vec::new(),
            };
            let known = documented.iter().find(|(p, m, _)| p == path && m == method);
            let reply = world.exchange(&ask.bytes()).unwrap();
            match known.map(|(_, _, operation)| &operation["security"]) {
                None => assert_eq!(reply.status, 405, "{method} {path}"),
                Some(security) if security == &serde_json::json!([{}]) => {
                    assert_eq!(reply.status, 200, "{method} {path}");
                    public.push(path.as_str());
                }
                Some(_) => assert_eq!(reply.status, 401, "{method} {path}"),
            }
        }
    }
    assert_eq!(public, ["/v1/openapi.json", "/v1/problems/{code}"]);
    for target in ["/v1", "/v1/", "/v1/terminals", "/v1/terminals/T1", "/v1/x/../openapi.json"] {
        let bytes = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assert_eq!(world.exchange(bytes.as_bytes()).unwrap().status, 404, "{target}");
    }
}

#[test]
fn the_documentation_is_complete() {
    let document = http_api::openapi().unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, method, operation) in operations(&document) {
        let here = format!("{method} {path}");
        assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{here}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in &parameters {
            assert!(parameter["description"].is_string(), "{here}: {parameter}");
            assert!(parameter["example"].is_string(), "{here}: {parameter}");
        }
        let has = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        for name in path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
            assert!(has(name), "{here}: {name}");
        }
        let role = operation["security"][0]["terminal"][0].as_str();
        assert_eq!(has("Tirelire-Key") && has("Tirelire-Timestamp"), role.is_some(), "{here}");
        let files = operation["security"][0]["partner"][0] == "requests:write";
        assert_eq!(has("Idempotency-Key"), role == Some("write") || files, "{here}");
        assert_eq!(has("Tirelire-Nonce"), role == Some("read"), "{here}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["description"].is_string(), "{here} {status}");
            assert!(response["content"].is_object(), "{here} {status}");
        }
    }
    // What we send is documented as what we take.
    let webhooks = document["webhooks"].as_object().unwrap();
    assert_eq!(webhooks.len(), http_api::webhooks::EventType::ALL.len());
    for (name, item) in webhooks {
        let post = &item["post"];
        assert!(post["summary"].is_string() && post["description"].is_string(), "{name}");
        for parameter in post["parameters"].as_array().unwrap() {
            assert!(parameter["example"].is_string(), "{name}: {parameter}");
        }
        let content = &post["requestBody"]["content"]["application/json"];
        assert!(!content["examples"].as_object().unwrap().is_empty(), "{name}");
    }
    // Every value in every schema has an example, or is of a schema that has.
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name}");
        for (field, value) in schema["properties"].as_object().into_iter().flatten() {
            let refers = value.to_string().contains("$ref");
            assert!(refers || value.get("example").is_some(), "{name}.{field}: {value}");
        }
    }
}

#[test]
fn the_checked_in_documentation_is_that_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, http_api::openapi_text().unwrap()).unwrap();
    }
    let kept = std::fs::read_to_string(path).expect("docs/openapi.json");
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        kept,
        http_api::openapi().unwrap(),
        "run the test with UPDATE_EXPECT=1, or `cargo run -p http-api --example openapi > docs/openapi.json`"
    );
}

#[test]
fn every_code_is_explained_in_four_languages() {
    let world = World::new();
    for code in http_api::Code::ALL {
        let target = format!("/v1/problems/{}", code.name());
        let bytes = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let reply = world.exchange(bytes.as_bytes()).unwrap();
        let body = reply.json();
        assert_eq!((reply.status, &body["code"]), (200, &Value::from(code.name())));
        for language in ["fr", "nl", "de", "en"] {
            assert!(body["title"][language].is_string() && body["detail"][language].is_string());
        }
    }
}

#[test]
fn a_problem_is_told_in_the_language_asked_for() {
    let world = World::new();
    for (asked, title) in [
        ("fr-BE,nl;q=0.5", "Caisse fermée"),
        ("nl", "Kassa gesloten"),
        ("de-BE", "Kasse geschlossen"),
        ("en", "Shift not open"),
        ("es", "Shift not open"),
    ] {
        let ask = world.ask("GET", "/v1/terminals/T1/shifts/C7/totals", &world.once(), "");
        let reply = world.send(&ask.header("accept-language", asked));
        assert_eq!(reply.json()["title"], title, "{asked}");
    }
}
