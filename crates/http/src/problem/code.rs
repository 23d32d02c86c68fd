//! All codes.

use axum::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident, $name:literal, $status:ident, [$($member:literal),*];)*) => {
        /// A stable name for what went wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $code,)*
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// As it goes out; never changed.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$code => StatusCode::$status,)*
                }
            }

            /// Members that come with it and that its sentence may name.
            pub(crate) fn members(self) -> &'static [&'static str] {
                match self {
                    $(Self::$code => &[$($member),*],)*
                }
            }
        }
    };
}

codes! {
    /// Not signed, wrongly signed, by a key that is not valid, replayed: which is not told.
    SignatureRefused, "signature-refused", UNAUTHORIZED, [];
    /// Rightly signed at another time. Told, so that a till with a wrong clock can be put right.
    ClockOutOfWindow, "clock-out-of-window", UNAUTHORIZED, ["server_time"];
    NoSuchAddress, "no-such-address", NOT_FOUND, [];
    MethodNotAllowed, "method-not-allowed", METHOD_NOT_ALLOWED, [];
    BodyTooLarge, "body-too-large", PAYLOAD_TOO_LARGE, ["most_bytes"];
    BodyTooSlow, "body-too-slow", REQUEST_TIMEOUT, [];
    BodyNotUnderstood, "body-not-understood", BAD_REQUEST, ["reason"];
    NameNotUnderstood, "name-not-understood", BAD_REQUEST, ["name"];
    IdempotencyKeyMissing, "idempotency-key-missing", BAD_REQUEST, [];
    IdempotencyKeyReused, "idempotency-key-reused", CONFLICT, ["fingerprint"];
    ReferenceWrong, "reference-wrong", UNPROCESSABLE_ENTITY, [];
    ReferenceUnknown, "reference-unknown", NOT_FOUND, [];
    TooManyWrongReferences, "too-many-wrong-references", TOO_MANY_REQUESTS, ["retry_after_s"];
    AmountNotUnderstood, "amount-not-understood", UNPROCESSABLE_ENTITY, ["field"];
    AmountTooLarge, "amount-too-large", UNPROCESSABLE_ENTITY, [];
    AmountOutsideLimits, "amount-outside-limits", UNPROCESSABLE_ENTITY, ["least", "most"];
    AmountAboveCeiling, "amount-above-ceiling", UNPROCESSABLE_ENTITY, [];
    ShopLimitReached, "shop-limit-reached", UNPROCESSABLE_ENTITY, ["left"];
    /// By the operator: what was begun comes to its end.
    TerminalStopped, "terminal-stopped", FORBIDDEN, [];
    CardRefused, "card-refused", UNPROCESSABLE_ENTITY, ["taken"];
    TransactionNumberTaken, "transaction-number-taken", CONFLICT, ["transaction"];
    /// The sale was reversed before it was reserved: take no money for it.
    SaleReversed, "sale-reversed", CONFLICT, ["transaction"];
    SaleUnknown, "sale-unknown", NOT_FOUND, [];
    NoSaleYet, "no-sale-yet", NOT_FOUND, [];
    ReversalTooLate, "reversal-too-late", CONFLICT, ["minutes"];
    /// By how much is not told: it would tell what the household uses.
    CreditSpent, "credit-spent", CONFLICT, [];
    SaleInSuspense, "sale-in-suspense", CONFLICT, [];
    /// The account that a sale was credited to: what is left of it goes back at its end.
    AccountClosed, "account-closed", CONFLICT, [];
    ShiftNotOpen, "shift-not-open", CONFLICT, [];
    ShiftAlreadyOpen, "shift-already-open", CONFLICT, [];
    DifferenceUnexplained, "difference-unexplained", UNPROCESSABLE_ENTITY, ["cash", "card"];
    /// Unknown, ended, garbled: which is not told.
    KeyRefused, "key-refused", UNAUTHORIZED, [];
    ScopeMissing, "scope-missing", FORBIDDEN, ["scope"];
    VersionUnknown, "version-unknown", BAD_REQUEST, ["known"];
    RateLimited, "rate-limited", TOO_MANY_REQUESTS, ["retry_after_s"];
    QueryNotUnderstood, "query-not-understood", BAD_REQUEST, ["parameter"];
    /// There is none, or the caller may not hear of it: which is not told.
    EventUnknown, "event-unknown", NOT_FOUND, [];
    AccountUnknown, "account-unknown", NOT_FOUND, [];
    GroupUnknown, "group-unknown", NOT_FOUND, [];
    VolumesUnknown, "volumes-unknown", NOT_FOUND, [];
    /// Of a supplier's request: missing, not of its form, or of another ground.
    FieldNotUnderstood, "field-not-understood", UNPROCESSABLE_ENTITY, ["field"];
    FieldTooLong, "field-too-long", UNPROCESSABLE_ENTITY, ["field", "letters", "documents"];
    DocumentMissing, "document-missing", UNPROCESSABLE_ENTITY, ["field"];
    DebtTooSmall, "debt-too-small", UNPROCESSABLE_ENTITY, ["field", "least"];
    NoticeTooRecent, "notice-too-recent", UNPROCESSABLE_ENTITY, ["field", "first"];
    /// Nobody's, or another supplier's: which is not told.
    CustomerUnknown, "customer-unknown", NOT_FOUND, ["field"];
    RequestUnknown, "request-unknown", NOT_FOUND, [];
    MonthUnknown, "month-unknown", NOT_FOUND, [];
    /// It never began, or has ended.
    CallUnknown, "call-unknown", NOT_FOUND, [];
    CallEventOrder, "call-event-order", CONFLICT, ["expected"];
    NoPhoneLine, "no-phone-line", FORBIDDEN, [];
    Unavailable, "unavailable", SERVICE_UNAVAILABLE, [];
    OutcomeUnknown, "outcome-unknown", GATEWAY_TIMEOUT, [];
    Failed, "failed", INTERNAL_SERVER_ERROR, [];
}

impl Code {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether the same request with the same key may succeed later.
    pub fn is_retryable(self) -> bool {
        let status = self.status();
        status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT
    }
}
