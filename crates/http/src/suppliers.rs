//! What systems of suppliers file and read: requests for an activation or an end, and what is settled for a month.
//! Source: UX F-S2, F-S3, PR-01, PR-02, PA-31, PA-35.

use crate::desk::Answering;
use crate::names::IdempotencyKey;
use crate::partners::Partner;
use crate::sharing::InOrder;
use calendar::Instant;
use procedures::{Ground, State};
use serde::{Deserialize, Serialize};
use units::Ean;
use utoipa::ToSchema;
use vending::Fingerprint;

/// What a supplier's system asks for a supply point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOrder {
    pub key: IdempotencyKey,
    /// Of key, address and body.
    pub fingerprint: Fingerprint,
    pub point: Ean,
    pub ground: Ground,
    /// Names of documents that the supplier keeps ready.
    pub documents: Vec<String>,
}

/// A request as it was filed, now or when its key came first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub request: SupplierRequest,
    /// The key came before.
    pub repeated: bool,
}

/// A request of a supplier, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupplierRequest {
    /// Its number, as an event names it.
    #[schema(example = "1000000017")]
    pub request: String,
    /// The EAN.
    #[schema(example = "541449012345678908")]
    pub point: String,
    /// On what it rests: `default` or `judgment` for an activation, `paid` for an end.
    #[schema(example = "default")]
    pub ground: String,
    /// `requested`, `letter_sent`, `appointment`, `absent`, `activated`, `refused`, `absent_again`, `impossible`,
    /// `cancelled` or `ended`.
    #[schema(example = "refused")]
    pub state: String,
    /// It may still be answered.
    #[schema(example = false)]
    pub open: bool,
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    pub asked_at: String,
    /// Who of the supplier asked: a name, or the number of a key.
    #[schema(example = "API 1000000003")]
    pub asked_by: String,
    /// By when the next step is due; of one that has ended, the last day that was due.
    #[schema(example = "2026-11-22")]
    pub due: String,
    /// The next step is later than it was due.
    #[schema(example = false)]
    pub late: bool,
    #[schema(example = json!(["registered letter RR 1"]))]
    pub documents: Vec<String>,
    /// In order.
    pub steps: Vec<RequestStep>,
}

/// Something that happened to a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequestStep {
    /// On which it happened.
    #[schema(example = "2026-11-16")]
    pub day: String,
    /// `letter_sent`, `appointment`, `absent`, `activated`, `refused`, `impossible`, `cancelled`, `withdrawn` or `ended`.
    #[schema(example = "refused")]
    pub step: String,
    /// Of an appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-24")]
    pub visit: Option<String>,
    /// By which way the household refused: `click`, `call`, `card` or `visit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "card")]
    pub channel: Option<String>,
    /// Why it is impossible, or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "a plan was agreed")]
    pub why: Option<String>,
}

/// A month with money of a supplier's customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementMonth {
    #[schema(example = "2026-10")]
    pub month: String,
    /// It still runs.
    #[schema(example = false)]
    pub runs: bool,
    /// Numbers of the remittances that touch it, as events name them.
    #[schema(example = json!(["7"]))]
    pub remittances: Vec<String>,
}

/// What moved in a month for a supplier's customers, in euro with six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Settlement {
    #[schema(example = "2026-10")]
    pub month: String,
    /// It still runs.
    #[schema(example = false)]
    pub runs: bool,
    /// Of all customers: advance payments.
    #[schema(example = "75.000000")]
    pub received_eur: String,
    /// Refunds and chargebacks.
    #[schema(example = "0.000000")]
    pub given_back_eur: String,
    /// Advances of the operator that were recovered: its own money.
    #[schema(example = "7.000000")]
    pub advances_recovered_eur: String,
    /// Received, less the two others.
    #[schema(example = "68.000000")]
    pub to_remit_eur: String,
    /// Of it, what stands in no remittance yet.
    #[schema(example = "0.000000")]
    pub not_yet_remitted_eur: String,
    /// How many customers it is of.
    #[schema(example = 1)]
    pub customer_count: usize,
    /// That touch the month.
    pub remittances: Vec<Remittance>,
}

/// A transfer to a supplier, in euro with six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remittance {
    /// Its number, as an event names it.
    #[schema(example = "7")]
    pub remittance: String,
    /// The first day of its period.
    #[schema(example = "2026-10-01")]
    pub from: String,
    /// The last day of its period.
    #[schema(example = "2026-10-31")]
    pub to: String,
    /// `proposed`, `approved`, `sent` or `paid`.
    #[schema(example = "paid")]
    pub state: String,
    /// Sum of what moved.
    #[schema(example = "68.000000")]
    pub moved_eur: String,
    /// From the remittance before.
    #[schema(example = "0.000000")]
    pub carried_in_eur: String,
    /// To the next one.
    #[schema(example = "0.000000")]
    pub carried_out_eur: String,
    #[schema(example = "68.000000")]
    pub paid_eur: String,
    /// What does not add up: zero in sound books.
    #[schema(example = "0.000000")]
    pub difference_eur: String,
}

/// What one customer's movements of a month come to, in euro with six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettledCustomer {
    /// The EAN.
    #[schema(example = "541449012345678908")]
    pub point: String,
    #[schema(example = "75.000000")]
    pub received_eur: String,
    #[schema(example = "0.000000")]
    pub given_back_eur: String,
    #[schema(example = "7.000000")]
    pub advances_recovered_eur: String,
    #[schema(example = "68.000000")]
    pub to_remit_eur: String,
}

/// Own requests on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestsFound {
    pub requests: Vec<InOrder<SupplierRequest>>,
    /// Up to which place was looked where more may lie behind; `None` where there are enough, or no more.
    pub goes_on: Option<i64>,
}

/// A settlement with some of its customers, by account.
pub type SettledPage = (Settlement, Vec<InOrder<SettledCustomer>>);

/// The books behind the addresses of suppliers. Only a supplier's own is read, and by no key of the sandbox.
pub trait Suppliers: Send + Sync + 'static {
    /// Files a request once: in one transaction it looks for what is kept under (supplier, key) and lets
    /// [`vending::judge`] decide. What is refused keeps no key. Refused: `KeyReused`, `KeyEnded`, `UnknownCustomer`,
    /// `Request`. Source: PR-02, TP-05.
    fn file_request<'a>(
        &'a self,
        partner: &'a Partner,
        order: RequestOrder,
        at: Instant,
    ) -> Answering<'a, Filed>;

    /// Own requests, by number: up to so many behind a place; fewer where too many that stand otherwise lie between. The look is kept before it is answered. Source: PD-05.
    fn supplier_requests<'a>(
        &'a self,
        partner: &'a Partner,
        state: Option<State>,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, RequestsFound>;

    /// One of them; `None` also for another's. The look is kept before it is answered. Source: PD-05.
    fn supplier_request<'a>(
        &'a self,
        partner: &'a Partner,
        number: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<SupplierRequest>>;

    /// Months, the oldest first: up to so many behind a place. Source: PA-35.
    fn settlements<'a>(
        &'a self,
        partner: &'a Partner,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Vec<InOrder<SettlementMonth>>>;

    /// A month, with up to so many customers behind a place. `None`: no month, or one that has not begun. The look at
    /// those customers is kept before it is answered. Source: PA-35, PD-05.
    fn settlement<'a>(
        &'a self,
        partner: &'a Partner,
        month: &'a str,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Option<SettledPage>>;
}
