//! What is shown of messages and answers: enough to find a fault, and no number that leads to a household. Source: D-05,
//! PD-05, PD-06.

use serde_json::Value;

/// Of a number, the last digits stay: enough to tell two of them apart.
const TAIL: usize = 3;
/// Runs of so many digits may be an account, a reference or a phone.
const LONG: usize = 6;
/// Letters of an answer.
const MOST: usize = 500;
/// Beside the data, fields of an envelope tell nothing of anybody.
const PLAIN: [&str; 3] = ["id", "type", "timestamp"];

fn tail(digits: &str) -> String {
    let from = digits.len().saturating_sub(TAIL);
    format!("…{}", digits.get(from..).unwrap_or_default())
}

/// Long runs of digits without their beginnings. Blanks, dots and slashes between digits do not break a run: numbers of
/// phones and references are written with them.
fn without_numbers(text: &str) -> String {
    let (mut out, mut digits, mut gap, mut raw) =
        (String::new(), String::new(), String::new(), String::new());
    let flush = |out: &mut String, digits: &mut String, raw: &mut String, gap: &mut String| {
        if digits.len() >= LONG {
            out.push_str(&tail(digits));
        } else {
            out.push_str(raw);
        }
        out.push_str(gap);
        digits.clear();
        raw.clear();
        gap.clear();
    };
    for sign in text.chars() {
        if sign.is_ascii_digit() {
            raw.push_str(&std::mem::take(&mut gap));
            raw.push(sign);
            digits.push(sign);
        } else if !digits.is_empty() && gap.is_empty() && matches!(sign, ' ' | '.' | '/' | '-') {
            gap.push(sign);
        } else {
            flush(&mut out, &mut digits, &mut raw, &mut gap);
            out.push(sign);
        }
    }
    flush(&mut out, &mut digits, &mut raw, &mut gap);
    out
}

/// What an endpoint's server answered, or why it did not.
pub fn masked_answer(text: &str) -> String {
    let words = text.split(' ').map(|word| if word.contains('@') { "…@…" } else { word });
    let text = words.collect::<Vec<_>>().join(" ");
    let masked = without_numbers(&text);
    if masked.chars().count() <= MOST {
        masked
    } else {
        masked.chars().take(MOST).chain(['…']).collect()
    }
}

/// The body of a message. What it is about is masked; a field that nobody has decided on is hidden.
pub fn masked_body(body: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(body) else {
        return "(hidden)".to_owned();
    };
    for (name, value) in &mut fields {
        match (name.as_str(), &mut *value) {
            ("data", Value::Object(data)) => {
                for (name, value) in data {
                    let shown = match (name.as_str(), value.as_str()) {
                        // A merchant's own number of a sale.
                        ("sale", Some(number)) => number.to_owned(),
                        ("account" | "command", Some(text)) => without_numbers(text),
                        (_, _) => "(hidden)".to_owned(),
                    };
                    *value = Value::String(shown);
                }
            }
            (name, _) if PLAIN.contains(&name) => {}
            (_, value) => *value = Value::String("(hidden)".to_owned()),
        }
    }
    Value::Object(fields).to_string()
}

/// Scheme and host of an address, without what stands behind them.
pub fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}/…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d_05_numbers_and_addresses_of_mail_are_masked_wherever_they_stand() {
        for (text, shown) in [
            ("ok", "ok"),
            ("404 not found", "404 not found"),
            ("account 1000000001 unknown", "account …001 unknown"),
            ("541449012345678908-release-1794474000000000", "…908-release-…000"),
            ("call 0475 12 34 56 now", "call …456 now"),
            ("call 0475/12.34.56.", "call …456."),
            ("write to an@example.org please", "write to …@… please"),
            ("2026-11-20", "…120"),
        ] {
            assert_eq!(masked_answer(text), shown, "{text}");
        }
        assert_eq!(masked_answer(&"x".repeat(900)).chars().count(), MOST + 1);
    }

    #[test]
    fn d_04_a_body_is_shown_without_what_it_is_about() {
        let body = r#"{"id":"evt_1","type":"topup.booked","timestamp":"2026-11-12T09:00:00Z","data":{"account":"1000000001","sale":"s-1","command":"541449012345678908-release-1","name":"An"},"more":"1"}"#;
        let shown = masked_body(body);
        let value: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["id"], "evt_1");
        assert_eq!(value["timestamp"], "2026-11-12T09:00:00Z");
        assert_eq!(value["data"]["account"], "…001");
        assert_eq!(value["data"]["sale"], "s-1");
        assert_eq!(value["data"]["command"], "…908-release-1");
        assert_eq!(value["data"]["name"], "(hidden)");
        assert_eq!(value["more"], "(hidden)");
        assert_eq!(masked_body("no json 1000000001"), "(hidden)");
    }

    #[test]
    fn d_04_those_who_run_the_platform_see_where_a_message_goes_and_no_token() {
        assert_eq!(origin("https://a.example/hooks?token=1"), "https://a.example/…");
        assert_eq!(origin("https://a.example"), "https://a.example/…");
    }
}
