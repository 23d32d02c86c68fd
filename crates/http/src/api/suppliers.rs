//! Requests and settlements for systems of suppliers. Source: UX F-S2, F-S3, PR-01, PR-02, PA-31, PA-35.

use super::door::{Names, Once, Told, written};
use super::partners::{Asked, asked, asked_also, cut};
use crate::App;
use crate::desk::Refusal;
use crate::gate::PartnerCaller;
use crate::partners::Sandbox;
use crate::problem::{Code, Problem};
use crate::suppliers::{
    RequestOrder, RequestsFound, SettledCustomer, Settlement, SettlementMonth, SupplierRequest,
};
use crate::wire;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use calendar::SettlementDay;
use procedures::{Ground, MOST_DOCUMENTS, MOST_OF_A_LINE, RequestError, State as Stands};
use serde::{Deserialize, Serialize};
use units::Ean;
use utoipa::ToSchema;
use vending::Fingerprint;

const REQUESTS: &str = "/v1/suppliers/requests";
/// Requests on a page, if no limit is given, and at most.
const A_PAGE: usize = 50;
const MOST: usize = 200;

/// A request for an activation, or for the end of prepayment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestToFile {
    /// The EAN: 18 digits.
    #[schema(example = "541449012345678908")]
    point: String,
    /// On what it rests: `default`, a default of payment that was notified; `judgment`, of the justice of the peace;
    /// `paid`, nothing is owed any more and prepayment may end.
    #[schema(example = "default")]
    ground: String,
    /// Of a default: the day of the registered letter.
    #[serde(default)]
    #[schema(example = "2026-10-01")]
    notified: Option<String>,
    /// Of a default: euro with two decimals.
    #[serde(default)]
    #[schema(example = "150.00")]
    owed: Option<String>,
    /// Of a default: it is owed for electricity and gas together.
    #[serde(default)]
    #[schema(example = false)]
    both_energies: Option<bool>,
    /// Of a judgment: its number.
    #[serde(default)]
    #[schema(example = json!(null))]
    judgment: Option<String>,
    /// Names of documents that you keep ready. A default or a judgment has one at least.
    #[serde(default)]
    #[schema(example = json!(["registered letter RR 1"]))]
    documents: Vec<String>,
}

/// Requests by number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SupplierRequestPage {
    requests: Vec<SupplierRequest>,
    /// Behind the last of them: the `after` of the next page, now or later.
    #[schema(example = "c1000000017")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// Months, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SettlementMonthPage {
    settlements: Vec<SettlementMonth>,
    /// Behind the last of them: the `after` of the next page, now or later.
    #[schema(example = "c24321")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// A month with a page of its customers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SettlementPage {
    settlement: Settlement,
    customers: Vec<SettledCustomer>,
    /// Behind the last of them: the `after` of the next page.
    #[schema(example = "c1000000001")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

fn wrong(field: &str) -> Problem {
    Problem::new(Code::FieldNotUnderstood).with("field", field)
}

/// A line without blanks around it. `None`: nothing is in it, or what cannot be printed.
fn line(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// What a body says, once its fields are understood.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    point: Ean,
    ground: Ground,
    documents: Vec<String>,
}

impl RequestToFile {
    /// Errors: the first field that is missing, not of its form, or of another ground: whoever says more than is asked
    /// means something else.
    fn wanted(&self) -> Result<Wanted, Problem> {
        let point = self.point.parse().map_err(|_| wrong("point"))?;
        let needs: &[&str] = match self.ground.as_str() {
            "default" => &["notified", "owed", "both_energies"],
            "judgment" => &["judgment"],
            "paid" => &[],
            _ => return Err(wrong("ground")),
        };
        let told = [
            ("notified", self.notified.is_some()),
            ("owed", self.owed.is_some()),
            ("both_energies", self.both_energies.is_some()),
            ("judgment", self.judgment.is_some()),
        ];
        if let Some((field, _)) = told.iter().find(|(field, told)| *told != needs.contains(field)) {
            return Err(wrong(field));
        }
        let ground = match (&self.notified, &self.owed, self.both_energies, &self.judgment) {
            (Some(notified), Some(owed), Some(both_energies), _) => {
                let notified: SettlementDay = notified.parse().map_err(|_| wrong("notified"))?;
                let owed =
                    wire::positive("owed", owed).map_err(|problem| problem.with("field", "owed"));
                Ground::Default { notified, owed: owed?, both_energies }
            }
            (.., Some(judgment)) => {
                Ground::Judgment { id: line(judgment).ok_or_else(|| wrong("judgment"))? }
            }
            _ => Ground::Paid,
        };
        let documents: Option<Vec<String>> = self.documents.iter().map(|one| line(one)).collect();
        Ok(Wanted { point, ground, documents: documents.ok_or_else(|| wrong("documents"))? })
    }
}

impl Wanted {
    /// Which field is too long, where the rule says that one is.
    fn long_field(&self) -> &'static str {
        let long = |text: &String| text.chars().count() > MOST_OF_A_LINE;
        match self.documents.len() > MOST_DOCUMENTS || self.documents.iter().any(long) {
            true => "documents",
            false => "judgment",
        }
    }
}

/// File a request
///
/// Asks for an activation after a default of payment or by a judgment, or for the end of prepayment of a customer of
/// yours. The household may refuse at any time. Whether a point is prepaid, or whose customer it is, is not told: a
/// request for an activation is taken and waits. What becomes of it is an event, and stands at its number.
/// A key of the sandbox is answered by the same rules, with example dates. It files nothing, and keeps no
/// Idempotency-Key: the same one is answered as new each time.
#[utoipa::path(
    post,
    path = "/v1/suppliers/requests",
    operation_id = "file_request",
    tag = "suppliers",
    request_body = RequestToFile,
    responses((status = 201, description = "Filed", body = SupplierRequest)),
    security(("partner" = ["requests:write"]))
)]
pub(super) async fn file(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    Once(key): Once,
    Told { text, says }: Told<RequestToFile>,
) -> Result<Response, Problem> {
    let wanted = says.wanted()?;
    let long_field = wanted.long_field();
    let refused = |refusal: Refusal| {
        let too_long = matches!(refusal, Refusal::Request(RequestError::TooLong));
        let problem = Problem::from(refusal);
        if too_long { problem.with("field", long_field) } else { problem }
    };
    let Wanted { point, ground, documents } = wanted;
    let Some(books) = app.books_for(&partner) else {
        let filed = Sandbox::filed((&says.point, &says.ground), (ground, documents), at);
        return Ok(written(StatusCode::CREATED, filed.map_err(refused)?, false));
    };
    let fingerprint = Fingerprint::of(key.as_str(), &format!("{REQUESTS}\n{text}"));
    let order = RequestOrder { key, fingerprint, point, ground, documents };
    let filed = books.file_request(&partner, order, at).await.map_err(refused)?;
    Ok(written(StatusCode::CREATED, filed.request, filed.repeated))
}

/// Your requests
///
/// By number, with what became of them. With `state` a page may be short or empty although `has_more` is true: go on
/// with `next`. The look is kept, and the household of a request that was answered sees it.
#[utoipa::path(
    get,
    path = "/v1/suppliers/requests",
    operation_id = "supplier_requests",
    tag = "suppliers",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c1000000017"),
        ("limit" = Option<u32>, Query, description = "Requests on the page, 1 to 200; 50 without it", example = "50"),
        ("state" = Option<String>, Query, description = "Only requests that stand so", example = "refused"),
    ),
    responses((status = 200, description = "A page", body = SupplierRequestPage)),
    security(("partner" = ["requests:read"]))
)]
pub(super) async fn requests(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<SupplierRequestPage>, Problem> {
    let mut state = None;
    let Asked { after, limit } = asked_also(query.as_deref(), (A_PAGE, MOST), |name, value| {
        state = Stands::from_name(value);
        name == "state" && state.is_some()
    })?;
    let RequestsFound { requests, goes_on } = match app.books_for(&partner) {
        Some(books) => books.supplier_requests(&partner, state, (after, limit + 1), at).await?,
        None => RequestsFound { requests: Sandbox::requests(state, after), goes_on: None },
    };
    let (requests, next, has_more) = cut(requests, after, limit);
    let (next, has_more) =
        goes_on.map_or((next, has_more), |looked_to| (format!("c{looked_to}"), true));
    Ok(Json(SupplierRequestPage { requests, next, has_more }))
}

/// One request
///
/// The look is kept, and the household of a request that was answered sees it.
#[utoipa::path(
    get,
    path = "/v1/suppliers/requests/{number}",
    operation_id = "supplier_request",
    tag = "suppliers",
    params(("number" = String, Path, description = "`request` of a request or an event", example = "1000000017")),
    responses((status = 200, description = "How it stands", body = SupplierRequest)),
    security(("partner" = ["requests:read"]))
)]
pub(super) async fn request(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
) -> Result<Json<SupplierRequest>, Problem> {
    let number: String = names.get("number")?;
    let found = match app.books_for(&partner) {
        Some(books) => books.supplier_request(&partner, &number, at).await?,
        None => Sandbox::request(&number),
    };
    found.map(Json).ok_or_else(|| Problem::new(Code::RequestUnknown))
}

/// Months of your customers' money
///
/// From the first month in which you had a customer up to the one that runs, the oldest first. A remittance may touch
/// two months.
#[utoipa::path(
    get,
    path = "/v1/suppliers/settlements",
    operation_id = "settlements",
    tag = "suppliers",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c24321"),
        ("limit" = Option<u32>, Query, description = "Lines on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "A page", body = SettlementMonthPage)),
    security(("partner" = ["settlement:read"]))
)]
pub(super) async fn settlements(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<SettlementMonthPage>, Problem> {
    let Asked { after, limit } = asked(query.as_deref())?;
    let found = match app.books_for(&partner) {
        Some(books) => books.settlements(&partner, (after, limit + 1), at).await?,
        None => Sandbox::settlements(after),
    };
    let (settlements, next, has_more) = cut(found, after, limit);
    Ok(Json(SettlementMonthPage { settlements, next, has_more }))
}

/// What is settled for a month
///
/// Advance payments received, what went back, advances recovered and what is to remit: in all, for each customer on the
/// days on which you supplied it, and the remittances that touch the month. The sums are of all customers, whatever page
/// of them is read. The look is kept, and the household sees it.
#[utoipa::path(
    get,
    path = "/v1/suppliers/settlements/{month}",
    operation_id = "settlement",
    tag = "suppliers",
    params(
        ("month" = String, Path, description = "`month` of a settlement", example = "2026-10"),
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c1000000001"),
        ("limit" = Option<u32>, Query, description = "Lines on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "The month", body = SettlementPage)),
    security(("partner" = ["settlement:read"]))
)]
pub(super) async fn settlement(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
    RawQuery(query): RawQuery,
) -> Result<Json<SettlementPage>, Problem> {
    let month: String = names.get("month")?;
    let Asked { after, limit } = asked(query.as_deref())?;
    let found = match app.books_for(&partner) {
        Some(books) => books.settlement(&partner, &month, (after, limit + 1), at).await?,
        None => Sandbox::settlement(&month, after),
    };
    let (settlement, customers) = found.ok_or_else(|| Problem::new(Code::MonthUnknown))?;
    let (customers, next, has_more) = cut(customers, after, limit);
    Ok(Json(SettlementPage { settlement, customers, next, has_more }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: Value) -> Result<Wanted, Problem> {
        serde_json::from_value::<RequestToFile>(body).unwrap().wanted()
    }

    fn with(mut body: Value, field: &str, value: Value) -> Value {
        body[field] = value;
        body
    }

    fn default() -> Value {
        json!({"point": "541449900077000008", "ground": "default", "notified": "2026-10-01",
            "owed": "150.00", "both_energies": false, "documents": [" RR 1 "]})
    }

    fn judgment() -> Value {
        json!({"point": "541449900077000008", "ground": "judgment", "judgment": "26/17",
            "documents": ["the judgment"]})
    }

    #[test]
    fn pr_01_pr_02_a_body_says_the_same_as_the_form_of_the_page() {
        let wanted = read(default()).unwrap();
        assert_eq!(wanted.documents, ["RR 1"]);
        let Ground::Default { notified, owed, both_energies } = wanted.ground else { panic!() };
        assert_eq!(
            (notified.to_string().as_str(), owed.0, both_energies),
            ("2026-10-01", 150_000_000, false)
        );
        assert_eq!(read(judgment()).unwrap().ground, Ground::Judgment { id: "26/17".to_owned() });
        let end = read(json!({"point": "541449900077000008", "ground": "paid"})).unwrap();
        assert_eq!((end.ground, end.documents), (Ground::Paid, Vec::new()));
    }

    #[test]
    fn pr_02_a_field_that_is_wrong_or_of_another_ground_is_named() {
        let cases = [
            (default(), "point", json!("541449900077000005"), "field-not-understood"),
            (default(), "point", json!("5414 4990 0077 0000 08"), "field-not-understood"),
            (default(), "ground", json!("household"), "field-not-understood"),
            (default(), "notified", json!("01/10/2026"), "field-not-understood"),
            (default(), "notified", json!(null), "field-not-understood"),
            (default(), "owed", json!("150"), "amount-not-understood"),
            (default(), "owed", json!("0.00"), "amount-not-understood"),
            (default(), "owed", json!(null), "field-not-understood"),
            (default(), "both_energies", json!(null), "field-not-understood"),
            (default(), "judgment", json!("26/17"), "field-not-understood"),
            (default(), "documents", json!(["RR 1", " "]), "field-not-understood"),
            (default(), "documents", json!(["RR\n1"]), "field-not-understood"),
            (judgment(), "judgment", json!(" "), "field-not-understood"),
            (judgment(), "owed", json!("150.00"), "field-not-understood"),
        ];
        for (body, field, value, code) in cases {
            let problem = read(with(body, field, value.clone())).unwrap_err();
            assert_eq!(problem.code.name(), code, "{field}: {value}");
            let told = problem.body(crate::Language::English).members;
            assert_eq!(told.get("field").map(String::as_str), Some(field), "{value}");
        }
    }

    #[test]
    fn pr_02_of_what_is_too_long_the_field_is_found() {
        let long = "x".repeat(MOST_OF_A_LINE + 1);
        let of = |body: Value| read(body).unwrap().long_field();
        assert_eq!(of(with(default(), "documents", json!([long]))), "documents");
        let many: Vec<String> = (0..=MOST_DOCUMENTS).map(|number| format!("RR {number}")).collect();
        assert_eq!(of(with(default(), "documents", json!(many))), "documents");
        assert_eq!(of(with(judgment(), "judgment", json!(long))), "judgment");
    }
}
