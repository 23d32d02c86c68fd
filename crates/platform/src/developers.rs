//! What the pages of developers say, taken from where it is decided: the documentation of the API, the
//! catalogue of problems, the types of events.

pub(crate) mod french;
mod kit;
#[cfg(test)]
mod tests;
mod uptime;

pub use kit::KitDesk;

use http_api::webhooks::{EventType, RETRIES_S, Secret};
use http_api::{Code as ApiCode, VERSIONS};
use portal::developers::{Answered, Code, Example, Guide, Line, Operation, Parameter, Words};
use serde_json::Value;
use units::Language;

/// The vector of Standard Webhooks: secret, id, seconds, body.
const VECTOR: (&str, &str, i64, &str) = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1_614_265_330,
    r#"{"test": 2432232314}"#,
);

/// Calls of the sandbox, with what comes back.
const EXAMPLES: [(&str, &str, &str); 9] = [
    (
        "What happened",
        "/v1/events?limit=1",
        r#"{
  "events": [
    {
      "data": {
        "account": "sandbox-s3"
      },
      "id": "evt_sandbox_1",
      "timestamp": "2026-11-20T06:00:01Z",
      "type": "supply.state_changed"
    }
  ],
  "has_more": true,
  "next": "c1"
}"#,
    ),
    (
        "One event",
        "/v1/events/evt_sandbox_1",
        r#"{
  "data": {
    "account": "sandbox-s3"
  },
  "id": "evt_sandbox_1",
  "timestamp": "2026-11-20T06:00:01Z",
  "type": "supply.state_changed"
}"#,
    ),
    (
        "What it points to",
        "/v1/accounts/sandbox-s3",
        r#"{
  "account": "sandbox-s3",
  "energy": "electricity",
  "label": "an example",
  "money": {
    "as_of": "2026-11-20T07:00:00+01:00",
    "balance": "-3.20",
    "to_clear": "3.20",
    "to_stay_on": "0.00"
  },
  "state": "emergency",
  "supply": "connected"
}"#,
    ),
    (
        "Groups of energy sharing",
        "/v1/sharing/groups",
        r#"{
  "groups": [
    {
      "form": "building",
      "group": "sandbox-g1",
      "name": "an example",
      "state": "accepted"
    }
  ],
  "has_more": false,
  "next": "c1"
}"#,
    ),
    (
        "Versions of a group's months",
        "/v1/sharing/groups/sandbox-g1/versions?after=c1",
        r#"{
  "has_more": false,
  "next": "c2",
  "versions": [
    {
      "cause": "register replaced",
      "changed": 2,
      "made_at": "2026-11-20T07:00:02+01:00",
      "month": "2026-10",
      "points": 3,
      "sha256": "cd467c827974be7f2c8580fbb53e2790dddb91a9f595c1392fc276788dddd6d7",
      "state": "corrected",
      "version": 2
    }
  ]
}"#,
    ),
    (
        "What each point got and gave",
        "/v1/sharing/groups/sandbox-g1/months/2026-10/versions/2?after=c2",
        r#"{
  "has_more": false,
  "next": "c3",
  "volumes": [
    {
      "changed": true,
      "coverage": "0.000000",
      "injection_kwh": "0.000000",
      "offtake_kwh": "250.000000",
      "point": "sandbox-p3",
      "quarter_hours_missing": 0,
      "received_kwh": "90.000000",
      "residual_offtake_kwh": "160.000000",
      "self_sufficiency": "0.360000",
      "share_kwh": "90.000000",
      "shared_kwh": "0.000000",
      "surplus_kwh": "0.000000"
    }
  ]
}"#,
    ),
    (
        "A supplier's request that was refused",
        "/v1/suppliers/requests?state=refused",
        r#"{
  "has_more": false,
  "next": "c1",
  "requests": [
    {
      "asked_at": "2026-11-20T07:00:00+01:00",
      "asked_by": "an example",
      "documents": [
        "registered letter RR 1"
      ],
      "due": "2026-11-30",
      "ground": "default",
      "late": false,
      "open": false,
      "point": "sandbox-p1",
      "request": "sandbox-r1",
      "state": "refused",
      "steps": [
        {
          "day": "2026-11-16",
          "step": "letter_sent"
        },
        {
          "channel": "card",
          "day": "2026-11-19",
          "step": "refused"
        }
      ]
    }
  ]
}"#,
    ),
    (
        "Months of a supplier's money",
        "/v1/suppliers/settlements",
        r#"{
  "has_more": false,
  "next": "c24321",
  "settlements": [
    {
      "month": "2026-10",
      "remittances": [
        "sandbox-7"
      ],
      "runs": false
    }
  ]
}"#,
    ),
    (
        "What is settled for a month",
        "/v1/suppliers/settlements/2026-10?after=c2",
        r#"{
  "customers": [
    {
      "advances_recovered_eur": "0.000000",
      "given_back_eur": "20.000000",
      "point": "sandbox-p3",
      "received_eur": "30.000000",
      "to_remit_eur": "10.000000"
    }
  ],
  "has_more": false,
  "next": "c3",
  "settlement": {
    "advances_recovered_eur": "7.000000",
    "customer_count": 3,
    "given_back_eur": "20.000000",
    "month": "2026-10",
    "not_yet_remitted_eur": "0.000000",
    "received_eur": "145.000000",
    "remittances": [
      {
        "carried_in_eur": "0.000000",
        "carried_out_eur": "0.000000",
        "difference_eur": "0.000000",
        "from": "2026-10-01",
        "moved_eur": "118.000000",
        "paid_eur": "118.000000",
        "remittance": "sandbox-7",
        "state": "paid",
        "to": "2026-10-31"
      }
    ],
    "runs": false,
    "to_remit_eur": "118.000000"
  }
}"#,
    ),
];

/// What a supplier's system files: title, address, body, answer.
const FILED: (&str, &str, &str, &str) = (
    "File a supplier's request",
    "/v1/suppliers/requests",
    r#"{"point": "541449012345678908", "ground": "default", "notified": "2026-10-01",
 "owed": "150.00", "both_energies": false, "documents": ["registered letter RR 1"]}"#,
    r#"{
  "asked_at": "2026-11-20T07:00:00+01:00",
  "asked_by": "an example",
  "documents": [
    "registered letter RR 1"
  ],
  "due": "2026-11-30",
  "ground": "default",
  "late": false,
  "open": true,
  "point": "541449012345678908",
  "request": "sandbox-r9",
  "state": "requested",
  "steps": []
}"#,
);

/// All that the pages say in English or French. `base_url`: where the API is. Errors: the documentation is not whole.
pub fn guide(base_url: &str, language: Language) -> Result<Guide, crate::failure::Failure> {
    let said = |text: &str| french::said(text, language);
    let document = http_api::openapi()?;
    let example = |(title, target, answer): (&str, &str, &str)| Example {
        title: said(title),
        command: format!("curl -sH \"Authorization: Bearer $KEY\" \"{base_url}{target}\""),
        answer: answer.to_owned(),
    };
    let (title, target, body, answer) = FILED;
    let filed = Example {
        title: said(title),
        command: format!(
            "curl -sH \"Authorization: Bearer $KEY\" -H \"Idempotency-Key: request-1\" \\\n  -d '{body}' \
             \\\n  \"{base_url}{target}\""
        ),
        answer: answer.to_owned(),
    };
    let line = |name: &str, text: &str| Line { name: name.to_owned(), text: said(text) };
    let waits: Vec<String> = RETRIES_S.map(wait).to_vec();
    Ok(Guide {
        examples: EXAMPLES.map(example).into_iter().chain([filed]).collect(),
        operations: operations(&document, language),
        codes: ApiCode::ALL.iter().map(|code| code_of(*code, language)).collect(),
        events: EventType::ALL.map(|kind| line(kind.name(), kind.meaning())).to_vec(),
        retries: waits.join(", "),
        vector: vector(language)?,
        versions: VERSIONS.map(|change| line(change.version.name(), change.what)).to_vec(),
        sandbox: false,
    })
}

/// The vector, with the signature that is ours.
fn vector(language: Language) -> Result<Vec<Line>, crate::failure::Failure> {
    let (secret, id, at, body) = VECTOR;
    let signature = secret.parse::<Secret>()?.signature(id, at, body.as_bytes());
    let line =
        |name: &str, text: &str| Line { name: french::said(name, language), text: text.to_owned() };
    Ok(vec![
        line("Secret", secret),
        line("webhook-id", id),
        line("webhook-timestamp", &at.to_string()),
        line("Body", body),
        line("Signature", &signature),
    ])
}

fn wait(seconds: i64) -> String {
    match seconds {
        3_600.. => format!("{} h", seconds / 3_600),
        60.. => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

fn code_of(code: ApiCode, language: Language) -> Code {
    let words = code.in_words().into_iter().map(|words| Words {
        tag: words.tag.to_owned(),
        language: french::said(language_name(words.tag), language),
        title: words.title.to_owned(),
        detail: words.detail.to_owned(),
    });
    Code {
        name: code.name().to_owned(),
        status: code.status().as_u16(),
        retryable: code.is_retryable(),
        words: words.collect(),
    }
}

fn language_name(tag: &str) -> &'static str {
    match tag {
        "fr" => "French",
        "nl" => "Dutch",
        "de" => "German",
        _ => "English",
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn fields<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn operations(document: &Value, language: Language) -> Vec<Operation> {
    let said = |value: &Value, name: &str| french::said(&text(value, name), language);
    let mut all = Vec::new();
    for (path, item) in fields(document, "paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let parameters = list(operation, "parameters").map(|one| Parameter {
                name: text(one, "name"),
                place: text(one, "in"),
                required: one.get("required").and_then(Value::as_bool).unwrap_or(false),
                description: said(one, "description"),
                example: text(one, "example"),
            });
            all.push(Operation {
                id: text(operation, "operationId"),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: said(operation, "summary"),
                description: said(operation, "description"),
                permission: permission(operation, language),
                parameters: parameters.collect(),
                answers: fields(operation, "responses")
                    .map(|one| answered(one, language))
                    .collect(),
            });
        }
    }
    all
}

fn permission(operation: &Value, language: Language) -> String {
    let scheme = list(operation, "security").next().and_then(Value::as_object);
    let Some((scheme, roles)) = scheme.and_then(|scheme| scheme.iter().next()) else {
        return french::said("For everybody, without a key.", language);
    };
    let role = roles.get(0).and_then(Value::as_str).unwrap_or_default();
    let said = match scheme.as_str() {
        "partner" => "For a partner's key with the scope {role}.",
        _ => "For a terminal, signed ({role}).",
    };
    french::said(said, language).replace("{role}", role)
}

fn answered((status, response): (&String, &Value), language: Language) -> Answered {
    let problem =
        response.get("content").and_then(|content| content.get("application/problem+json"));
    let codes =
        problem.map(|problem| fields(problem, "examples").map(|(name, _)| name.clone()).collect());
    Answered {
        status: status.clone(),
        description: french::said(&text(response, "description"), language),
        codes: codes.unwrap_or_default(),
    }
}
