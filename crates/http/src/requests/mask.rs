//! What of a body may be kept: names of fields that are documented, and values that tell nothing of anybody. What is
//! not on a list is not kept, so a new field is masked until somebody decides otherwise. Source: D-05, PD-05.

use crate::problem::Code;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Characters of a masked body.
const MOST: usize = 2_000;
const MOST_ENTRIES: usize = 10;
const MOST_DEPTH: usize = 6;
/// Of a reference, the last digits stay: enough to tell two cards of a test apart.
const TAIL: usize = 3;

/// Money that somebody hands over, in euro.
const AMOUNTS: [&str; 5] = ["amount", "cash", "card", "least", "most"];
/// Numbers that count or time something of ours.
const COUNTS: [&str; 5] = ["status", "count", "keys_most", "first_s", "between_s"];
/// Words, each with all that it may be.
const WORDS: [(&str, &[&str]); 4] = [
    ("means", &["cash", "debit_card", "credit_card"]),
    ("event", &["start", "keys", "silence", "transfer_failed", "end"]),
    ("energy", &["electricity", "gas"]),
    (
        "state",
        &[
            "reserved",
            "credited",
            "in_suspense",
            "reversed",
            "undone",
            "not_undone",
            "number_taken",
        ],
    ),
];
/// What tells how a household stands, whatever is in it.
const HIDDEN: [&str; 4] = ["split", "money", "receipt", "prompts"];

/// The names of fields that are documented.
#[derive(Debug, Default)]
pub(crate) struct Masks(BTreeSet<String>);

impl Masks {
    pub(crate) fn of_document(document: &Value) -> Self {
        let mut names: BTreeSet<String> = Code::ALL
            .iter()
            .flat_map(|code| code.members())
            .map(|name| (*name).to_owned())
            .collect();
        let schemas = document.get("components").and_then(|all| all.get("schemas"));
        for schema in schemas.and_then(Value::as_object).into_iter().flat_map(Map::values) {
            fields(schema, &mut names);
        }
        Self(names)
    }

    /// What may be kept of a body.
    pub(crate) fn masked(&self, body: &[u8]) -> String {
        let text = match serde_json::from_slice::<Value>(body) {
            Ok(value) => self.value("", &value, 0).to_string(),
            Err(_) if body.is_empty() => String::new(),
            Err(_) => "(not JSON)".to_owned(),
        };
        if text.chars().count() <= MOST {
            return text;
        }
        text.chars().take(MOST).chain(['…']).collect()
    }

    fn value(&self, name: &str, value: &Value, depth: usize) -> Value {
        if depth > MOST_DEPTH || HIDDEN.contains(&name) {
            return "(hidden)".into();
        }
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => {
                let small = number.as_u64().is_some_and(|number| number < 1_000);
                if COUNTS.contains(&name) && small { value.clone() } else { "(number)".into() }
            }
            Value::String(text) => word(name, text).into(),
            Value::Array(all) => {
                let shown = all.iter().take(MOST_ENTRIES);
                let mut shown: Vec<Value> =
                    shown.map(|one| self.value(name, one, depth + 1)).collect();
                if let Some(more) = all.len().checked_sub(MOST_ENTRIES).filter(|more| *more > 0) {
                    shown.push(format!("({more} more)").into());
                }
                shown.into()
            }
            Value::Object(fields) => {
                let one = |(name, value): (&String, &Value)| match self.0.contains(name) {
                    true => (name.clone(), self.value(name, value, depth + 1)),
                    // What is no name of ours may be somebody's.
                    false => ("(unknown)".to_owned(), "(hidden)".into()),
                };
                Value::Object(fields.iter().take(4 * MOST_ENTRIES).map(one).collect())
            }
        }
    }
}

/// The properties of a schema, also where it is made of several.
fn fields(schema: &Value, names: &mut BTreeSet<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    names.extend(properties.into_iter().flat_map(Map::keys).cloned());
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        fields(part, names);
    }
}

fn word(name: &str, text: &str) -> String {
    let length = || format!("({} characters)", text.chars().count());
    if name == "reference" {
        return tail(text).unwrap_or_else(length);
    }
    let known = WORDS.iter().any(|(field, words)| *field == name && words.contains(&text));
    let code = name == "code" && Code::from_name(text).is_some();
    let kind = name == "type"
        && text.strip_prefix("/v1/problems/").is_some_and(|code| Code::from_name(code).is_some());
    let amount = AMOUNTS.contains(&name) && is_amount(text);
    if known || code || kind || amount { text.to_owned() } else { length() }
}

/// Of 13 or 18 digits the last three.
fn tail(text: &str) -> Option<String> {
    let between = |letter: &char| !matches!(letter, ' ' | '.' | '-');
    let digits: String = text.chars().filter(between).collect();
    let fits = matches!(digits.len(), 13 | 18) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let tail = digits.get(digits.len().checked_sub(TAIL)?..)?;
    fits.then(|| format!("…{tail}"))
}

/// At most six digits, a dot and two: no reference and no phone looks so.
fn is_amount(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(euro, cents)| {
        digits(euro) && euro.len() <= 6 && digits(cents) && cents.len() == 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    fn masked(body: &Value) -> String {
        let masks = Masks::of_document(&crate::openapi().unwrap());
        masks.masked(body.to_string().as_bytes())
    }

    #[test]
    fn d_05_names_of_fields_stay_and_values_that_could_be_somebodys_do_not() {
        let vend = json!({"reference": "9012 3456 78908", "amount": "20.00", "means": "cash",
            "cashier": "Marie", "Marie Dupont": {"phone": "+32475123456"}, "promised_to": null});
        let call = json!({"event": "keys", "caller": "+32475123456", "keys": "9012345678908"});
        let answer = json!({"transaction": "2026-11-12-0001", "state": "credited", "amount": "20.00",
            "receipt": {"text": "Rue Haute 7"}, "split": [{"to": "debt", "amount": "3.00"}]});
        let home = json!({"state": "off", "label": "flat 7", "money": {"balance": "-12.40"}});
        let problem = json!({"code": "body-not-understood", "status": 400,
            "type": "/v1/problems/body-not-understood", "detail": "unknown field `Marie`"});
        let strange = json!({"amount": "0475123456.00", "means": "Marie", "reference": "Marie",
            "type": "Marie", "code": "Marie", "status": 901_234_567, "energy": ["gas", "Marie"]});
        let all = [vend, call, answer, home, problem, strange].map(|body| masked(&body) + "\n");
        expect![[r#"
            {"(unknown)":"(hidden)","amount":"20.00","cashier":"(5 characters)","means":"cash","promised_to":null,"reference":"…908"}
            {"caller":"(12 characters)","event":"keys","keys":"(13 characters)"}
            {"amount":"20.00","receipt":"(hidden)","split":"(hidden)","state":"credited","transaction":"(15 characters)"}
            {"label":"(6 characters)","money":"(hidden)","state":"(3 characters)"}
            {"code":"body-not-understood","detail":"(21 characters)","status":400,"type":"/v1/problems/body-not-understood"}
            {"amount":"(13 characters)","code":"(5 characters)","energy":["gas","(5 characters)"],"means":"(5 characters)","reference":"(5 characters)","status":"(number)","type":"(5 characters)"}
        "#]]
        .assert_eq(&all.concat());
    }

    #[test]
    fn d_05_a_masked_body_is_bounded() {
        let masks = Masks::of_document(&crate::openapi().unwrap());
        let long = json!({"requests": vec![json!({"id": "x".repeat(90), "key": "y", "route": "z",
            "took_ms": 1, "at": "now", "method": "GET", "request": "{}", "response": "{}"}); 4_000]});
        let text = masks.masked(long.to_string().as_bytes());
        assert!(text.chars().count() <= MOST + 1, "{}", text.chars().count());
        let mut deep = json!("Marie");
        for _ in 0..100 {
            deep = json!([deep]);
        }
        assert!(!masks.masked(deep.to_string().as_bytes()).contains("Marie"));
        assert_eq!(masks.masked(b"Marie, 0475 12 34 56"), "(not JSON)");
        assert_eq!(masks.masked(b""), "");
    }

    #[test]
    fn d_05_what_is_kept_plain_is_documented() {
        let masks = Masks::of_document(&crate::openapi().unwrap());
        let plain = AMOUNTS.iter().chain(&COUNTS).chain(&HIDDEN).copied();
        for name in plain.chain(WORDS.iter().map(|(name, _)| *name)).chain(["reference", "code"]) {
            assert!(masks.0.contains(name), "{name}");
        }
    }
}
