//! The webhooks that leave for endpoints, as OpenAPI 3.1 has them: one for each type of event, from the same table that
//! makes its name and its shape. Source: UX 10.3.

use crate::webhooks::{EventType, ID_HEADER, SIGNATURE_HEADER, Subject, TIMESTAMP_HEADER};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

/// An event as the document shows one.
const ID: &str = "evt_4f1c0de2a9b83d7715aa";
const AT: &str = "2026-11-20T05:10:00Z";

/// By the name of the type.
pub(super) fn all() -> Value {
    let each = EventType::ALL.map(|kind| (kind.name().to_owned(), json!({"post": of(kind)})));
    Value::Object(each.into_iter().collect())
}

fn of(kind: EventType) -> Value {
    let shapes = kind.shapes();
    let mut fields: Vec<&str> = shapes.iter().flat_map(|shape| shape.iter().copied()).collect();
    fields.sort_unstable();
    // The schema of all events, narrowed to what one of this type says.
    let schema = json!({
        "allOf": [
            {"$ref": "#/components/schemas/Event"},
            {
                "type": "object",
                "properties": {
                    "type": {"const": kind.name()},
                    "data": {"propertyNames": {"enum": fields}},
                },
            },
        ],
    });
    let examples = shapes.iter().map(|shape| {
        let name = if shape.is_empty() { "nothing".to_owned() } else { shape.join("_and_") };
        (name, json!({"value": example(kind, shape)}))
    });
    let examples: Map<String, Value> = examples.collect();
    let content = json!({"application/json": {"schema": schema, "examples": examples}});
    json!({
        "operationId": format!("webhook_{}", kind.name().replace('.', "_")),
        "summary": kind.meaning(),
        "description": "It comes at least once, in no order that is promised. Check the signature over \
                        `id.timestamp.body` before you believe it, and remember the `webhook-id`.",
        "tags": ["webhooks"],
        "parameters": [
            header(ID_HEADER, ID, "The same in each attempt and in a replay"),
            header(TIMESTAMP_HEADER, "1795151400", "Seconds since 1970, of this attempt"),
            header(
                SIGNATURE_HEADER,
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
                "`v1,` and HMAC-SHA256, or `v1a,` and ed25519; several with blanks between",
            ),
        ],
        "requestBody": {"required": true, "content": content},
        "responses": {
            "2XX": {"description": "Taken. Anything else is tried again, for some three days"},
            "410": {"description": "Nobody wants it any more: the endpoint is switched off"},
        },
    })
}

fn header(name: &str, example: &str, description: &str) -> Value {
    json!({
        "name": name, "in": "header", "required": true, "description": description,
        "schema": {"type": "string"}, "example": example
    })
}

fn example(kind: EventType, shape: &[&str]) -> Value {
    // As the fields of a subject are documented.
    let schema = serde_json::to_value(Subject::schema()).unwrap_or_default();
    let of = |field: &str| schema.pointer(&format!("/properties/{field}/example")).cloned();
    let told = shape.iter().filter_map(|field| Some(((*field).to_owned(), of(field)?)));
    let data: Map<String, Value> = told.collect();
    json!({"id": ID, "type": kind.name(), "timestamp": AT, "data": data})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::Envelope;
    use calendar::Instant;

    #[test]
    fn ux_10_3_each_type_of_event_is_a_webhook_of_the_document() {
        let document = crate::openapi().unwrap();
        let told = document["webhooks"].as_object().unwrap();
        assert_eq!(told.len(), EventType::ALL.len());
        for kind in EventType::ALL {
            let post = &told[kind.name()]["post"];
            assert_eq!(post["summary"], kind.meaning());
            let content = &post["requestBody"]["content"]["application/json"];
            let examples = content["examples"].as_object().unwrap();
            assert_eq!(examples.len(), kind.shapes().len());
            let allowed = &content["schema"]["allOf"][1]["properties"]["data"]["propertyNames"];
            for example in examples.values() {
                let body = &example["value"];
                for field in body["data"].as_object().unwrap().keys() {
                    assert!(allowed["enum"].as_array().unwrap().contains(&json!(field)), "{field}");
                }
            }
        }
    }

    #[test]
    fn ux_10_3_an_example_is_a_body_as_it_is_sent() {
        let at: Instant = AT.parse().unwrap();
        let data = Subject { account: Some("1000000001".to_owned()), ..Subject::default() };
        let sent = Envelope::new(ID, EventType::TopUpBooked, at, data).body();
        let sent: Value = serde_json::from_str(&sent).unwrap();
        assert_eq!(sent, example(EventType::TopUpBooked, &["account"]));
        let none = Envelope::new(ID, EventType::Test, at, Subject::default()).body();
        let none: Value = serde_json::from_str(&none).unwrap();
        assert_eq!(none, example(EventType::Test, &[]));
    }
}
