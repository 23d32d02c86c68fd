//! The documentation: what the addresses say of themselves, completed with what is common to them, so
//! that it is written once. Source: OpenAPI 3.1.

mod webhooks;

use crate::gate::{Permission, StartError, operations, permission};
use crate::language::Language;
use crate::problem::{Code, Problem};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};

const SIGNATURE: &str = "`v1=` and the HMAC-SHA256, in small hexadecimal digits, of seven lines: the \
    word `tirelire-hmac-sha256-v1`, the method, path and query as sent, the header \
    `Tirelire-Timestamp`, the header `Tirelire-Key`, the header `Idempotency-Key` (of a write) or \
    `Tirelire-Nonce` (of a read), and the SHA-256 of the body in small hexadecimal digits. The lines \
    are joined by single line feeds, without one at the end. The README of the crate `http` has an \
    example to check against.";

const BEARER: &str = "A key of a partner, `tk_live_...`, with the scope that the address names. A key \
    `tk_test_...` is of the sandbox: it gets examples and reaches no account.";

const DESCRIPTION: &str = "Lookup, vend, confirm and reverse for terminals and partners; requests and \
    settlements for suppliers. Amounts are decimal strings in euro with two decimals, those of a settlement \
    (`_eur`) with six. A problem has a stable `code`; its sentence is in the language of `Accept-Language` \
    (fr, nl, de, en). 5xx, 408 or silence for 60 s: the outcome is unknown, so repeat the same request with \
    the same key and never sell again. Each answer has a header `Request-Id`: a name for the request, yours \
    if you send a plain one, by which it is found in the log.";

pub(super) fn head() -> OpenApi {
    let signature = ApiKeyValue::with_description("Tirelire-Signature", SIGNATURE);
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(BEARER)).build();
    let components = ComponentsBuilder::new()
        .security_scheme("terminal", SecurityScheme::ApiKey(ApiKey::Header(signature)))
        .security_scheme("partner", SecurityScheme::Http(bearer))
        .schema(crate::ProblemBody::name(), crate::ProblemBody::schema())
        .build();
    let mut info = InfoBuilder::new()
        .title("Tirelire vend API")
        .version("1")
        .description(Some(DESCRIPTION))
        .build();
    info.license = None;
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// What can go wrong at every address.
const ALWAYS: &[Code] = &[Code::MethodNotAllowed];
/// At every address of a terminal.
const SIGNED: &[Code] = &[
    Code::SignatureRefused,
    Code::ClockOutOfWindow,
    Code::BodyTooLarge,
    Code::BodyTooSlow,
    Code::NameNotUnderstood,
    Code::Unavailable,
    Code::Failed,
];
/// At every address of a partner.
const PARTNERS: &[Code] = &[
    Code::KeyRefused,
    Code::ScopeMissing,
    Code::VersionUnknown,
    Code::RateLimited,
    Code::Unavailable,
    Code::Failed,
];
/// At every address that changes something.
const WRITES: &[Code] = &[
    Code::IdempotencyKeyMissing,
    Code::IdempotencyKeyReused,
    Code::OutcomeUnknown,
    Code::BodyNotUnderstood,
];

/// At every address of a partner that changes something once for each key.
const KEYED: &[Code] = &[
    Code::IdempotencyKeyMissing,
    Code::IdempotencyKeyReused,
    Code::OutcomeUnknown,
    Code::BodyNotUnderstood,
    Code::BodyTooLarge,
    Code::BodyTooSlow,
];

/// What else can go wrong, by operation; `None` for one that is not written down here.
fn own_problems(operation: &str) -> Option<&'static [Code]> {
    use Code::*;
    Some(match operation {
        "lookup" => &[
            BodyNotUnderstood,
            TerminalStopped,
            AmountNotUnderstood,
            AmountTooLarge,
            AmountOutsideLimits,
            AmountAboveCeiling,
            ReferenceWrong,
            ReferenceUnknown,
            TooManyWrongReferences,
        ],
        "vend" => &[
            AmountNotUnderstood,
            AmountTooLarge,
            AmountOutsideLimits,
            AmountAboveCeiling,
            ShopLimitReached,
            TerminalStopped,
            CardRefused,
            ReferenceWrong,
            ReferenceUnknown,
            TooManyWrongReferences,
            ShiftNotOpen,
            TransactionNumberTaken,
            SaleReversed,
        ],
        "confirm" => &[AmountNotUnderstood, AmountTooLarge],
        "reverse" => &[ReversalTooLate, CreditSpent, SaleInSuspense, AccountClosed],
        "reprint" => &[SaleUnknown],
        "last_response" => &[NoSaleYet],
        "open_shift" => &[ShiftAlreadyOpen],
        "totals" => &[ShiftNotOpen],
        "close_shift" => {
            &[AmountNotUnderstood, AmountTooLarge, ShiftNotOpen, DifferenceUnexplained]
        }
        "events" => &[QueryNotUnderstood],
        "event" => &[EventUnknown, NameNotUnderstood],
        "requests" => &[QueryNotUnderstood],
        "sharing_groups" => &[QueryNotUnderstood],
        "sharing_versions" => &[GroupUnknown, QueryNotUnderstood, NameNotUnderstood],
        "sharing_volumes" | "sharing_quarter_hours" => {
            &[GroupUnknown, VolumesUnknown, QueryNotUnderstood, NameNotUnderstood]
        }
        "file_request" => &[
            FieldNotUnderstood,
            FieldTooLong,
            AmountNotUnderstood,
            AmountTooLarge,
            DocumentMissing,
            DebtTooSmall,
            NoticeTooRecent,
            CustomerUnknown,
        ],
        "supplier_requests" | "settlements" => &[QueryNotUnderstood],
        "supplier_request" => &[RequestUnknown, NameNotUnderstood],
        "settlement" => &[MonthUnknown, QueryNotUnderstood, NameNotUnderstood],
        "account" => &[AccountUnknown, NameNotUnderstood],
        "call_event" => {
            &[CallUnknown, CallEventOrder, NoPhoneLine, BodyNotUnderstood, NameNotUnderstood]
        }
        "openapi" => &[Failed],
        "problem" => &[NoSuchAddress, NameNotUnderstood],
        _ => return None,
    })
}

/// The documentation as JSON. Errors: an address that says not who may call it, or not what can go
/// wrong.
pub fn openapi() -> Result<Value, StartError> {
    let (_, document) = super::routes().split_for_parts();
    // A document of text and maps can be written down.
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    let mut added = Vec::new();
    for (path, method, operation) in operations(&document) {
        let no_problems = || StartError::NoProblems { method: method.clone(), path: path.clone() };
        let no_permission =
            || StartError::NoPermission { method: method.clone(), path: path.clone() };
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let permission = permission(operation).ok_or_else(no_permission)?;
        let mut codes = own_problems(id).ok_or_else(no_problems)?.to_vec();
        codes.extend(ALWAYS);
        codes.extend(match permission {
            Permission::Public => &[][..],
            Permission::Read | Permission::Write => SIGNED,
            Permission::Partner(_) => PARTNERS,
        });
        codes.extend(match permission {
            Permission::Partner(scope) if scope.is_keyed() => KEYED,
            Permission::Public | Permission::Read | Permission::Partner(_) => &[][..],
            Permission::Write => WRITES,
        });
        added.push((path.clone(), method.to_lowercase(), headers(permission), responses(&codes)));
    }
    for (path, method, headers, responses) in added {
        let operation = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(path))
            .and_then(|item| item.get_mut(method))
            .and_then(Value::as_object_mut);
        if let Some(operation) = operation {
            add(operation, headers, responses);
        }
    }
    if let Some(document) = document.as_object_mut() {
        document.insert("webhooks".to_owned(), webhooks::all());
    }
    Ok(document)
}

fn add(operation: &mut Map<String, Value>, headers: Vec<Value>, responses: Map<String, Value>) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.extend(headers);
    }
    let known = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(known) = known.as_object_mut() {
        known.extend(responses);
    }
}

fn headers(permission: Permission) -> Vec<Value> {
    let header = |name: &str, required: bool, example: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": required, "description": description,
            "schema": {"type": "string"}, "example": example
        })
    };
    let language = header(
        "Accept-Language",
        false,
        "fr-BE",
        "Of sentences and receipts: fr, nl, de or en, which is given where none is asked for",
    );
    let key = header("Tirelire-Key", true, "T1-2026a", "Which of the terminal's keys signs");
    let time = "Seconds since 1970 by the terminal's clock; within 5 minutes of ours";
    let time = header("Tirelire-Timestamp", true, "1794474000", time);
    let once = "New for each request, and the same to repeat it: the first answer is given again for \
                35 days, with `Idempotent-Replayed: true`. 1 to 255 letters, digits and `.-_:`";
    let nonce = "New for each request: a read is taken once. 1 to 255 letters, digits and `.-_:`";
    match permission {
        Permission::Public => Vec::new(),
        Permission::Partner(scope) => {
            let dated =
                "Version of the API; that of the key without it. The answer says which it was";
            let newest = crate::Version::newest().name();
            let dated = header("Tirelire-Version", false, newest, dated);
            if scope.is_keyed() {
                let key = header("Idempotency-Key", true, "request-2026-0001", once);
                return vec![dated, key, language];
            }
            vec![dated, language]
        }
        Permission::Read => {
            vec![key, time, header("Tirelire-Nonce", true, "n-000001", nonce), language]
        }
        Permission::Write => {
            vec![key, time, header("Idempotency-Key", true, "2026-11-12-0001:vend", once), language]
        }
    }
}

/// Responses by status, each with an example for every code.
fn responses(codes: &[Code]) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        let known = by_status.entry(code.status().as_u16()).or_default();
        if !known.contains(code) {
            known.push(*code);
        }
    }
    let response = |codes: Vec<Code>| {
        let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.name())).collect();
        let examples: Map<String, Value> = codes
            .iter()
            .map(|code| (code.name().to_owned(), json!({"value": example(*code)})))
            .collect();
        let content = json!({
            "schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples
        });
        json!({
            "description": names.join(", "), "content": {"application/problem+json": content}
        })
    };
    by_status.into_iter().map(|(status, codes)| (status.to_string(), response(codes))).collect()
}

fn example(code: Code) -> Value {
    let with_members = code
        .members()
        .iter()
        .fold(Problem::new(code), |problem, name| problem.with(name, example_of(name)));
    serde_json::to_value(with_members.body(Language::English)).unwrap_or_default()
}

fn example_of(member: &str) -> &'static str {
    match member {
        "server_time" => "2026-11-12T10:00:00+01:00",
        "most_bytes" => "16384",
        "reason" => "missing field `amount` at line 1 column 33",
        "name" => "transaction",
        "fingerprint" => "5f0c3b4b6bd5c0f6c1c3c0f5f2d7a8f0a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "retry_after_s" => "3300",
        "field" => "amount",
        "least" => "5.00",
        "left" => "40.00",
        "most" => "250.00",
        "taken" => "debit",
        "transaction" => "2026-11-12-0001",
        "minutes" => "10",
        "cash" => "-0.20",
        "card" => "0.00",
        "scope" => "events:read",
        "known" => crate::Version::newest().name(),
        "parameter" => "after",
        "expected" => "3",
        "letters" => "200",
        "documents" => "10",
        "first" => "2026-11-16",
        _ => "",
    }
}

/// The documentation as text: what `docs/openapi.json` holds.
pub fn openapi_text() -> Result<String, StartError> {
    let document = openapi()?;
    Ok(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_of_a_problem_has_an_example() {
        for member in Code::ALL.iter().flat_map(|code| code.members()) {
            assert!(!example_of(member).is_empty(), "{member}");
        }
    }

    #[test]
    fn every_code_can_happen_somewhere() {
        let text = openapi_text().unwrap();
        for code in Code::ALL {
            assert!(text.contains(&format!("`{}`", code.name())), "{code:?} is at no address");
        }
    }
}
