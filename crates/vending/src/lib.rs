//! Money on its way to an account: references, amounts, payments and their states, the protocol of
//! terminals, matching of bank lines, suspense, refunds, who may pay and see what, and what is passed
//! on and proved.
//!
//! Everything here is a plan: a function takes what is known and says what follows, as a value that an
//! adapter books. Nothing knows the time; instants are given. Nothing is concluded from "the balance
//! went up": paid, credited, sent and confirmed are four facts with four clocks (TP-04).

mod adjust;
mod amount;
mod approval;
mod joint;
mod key;
mod matching;
mod parties;
mod payment;
mod places;
mod receipt;
mod reconcile;
mod reference;
mod refund;
mod regularisation;
mod remittance;
mod shift;
mod shop_terms;
mod suspense;
#[cfg(test)]
mod testing;
mod trueup;
mod vend;

pub use adjust::{
    Adjustment, AdjustmentDraft, AdjustmentError, Preview, PreviewCommand, ReasonCode,
};
pub use amount::{AmountError, Card, Exact, TopUpAmount, euro};
pub use approval::{Approval, ApprovalError};
pub use joint::{ShareLeft, SharePlace, Side as JointSide, equal_days, take_back};
pub use key::{Fingerprint, KeptAnswer, KeyError, KeyReused, MoneyKey, NotAKey, judge};
pub use matching::{How, MatchLine, Outcome, Registry, match_line};
pub use parties::{
    Grant, GrantAsked, GrantEnd, GrantState, Granter, PartyError, Right, Rights, Role, latest_end,
};
pub use payment::{
    Alarm, Clocks, Intent, NotInTable, OpenedInstead, Payment, PaymentError, PaymentEvent,
    PaymentState, payment_in_window,
};
pub use places::{Distance, Hours, HoursError, PlaceError, PlaceRow, TopUpPlace, postcode};
pub use receipt::{MoneyPart, Moved, Receipt, ReceiptLine, money_parts, receipt_code};
pub use reconcile::{
    Difference, Fault, PeriodFigures, PeriodGap, ReconcileEntry, Side, ThreeWay, differences,
    three_way,
};
pub use reference::{
    Candidate, Guesses, Prefix, PrefixError, Prefixes, ReferenceError, Wait, fifth_digit,
};
pub use refund::{Lot, LotLeft, RefundError, RefundPart, RefundPlan, lots_left, plan_refund};
pub use regularisation::{
    Advance, ChargedEnergy, DayCharge, LedgerYear, RegisterRead, SharedCredit, SupplierBill,
    YearError, YearFile,
};
pub use remittance::{
    Holdings, Movement, MovementKind, PaidPeriod, Payout, PayoutLine, RemittanceError, SupplierId,
    remit,
};
pub use shift::{
    CashCount, Means, Shift, ShiftClose, ShiftEntry, ShiftEntryKind, ShiftError, ShiftTotals,
};
pub use shop_terms::{Commission, Holding, OverHolding, Room, ShopTerms};
pub use suspense::{
    Owed, SuspenseAct, SuspenseError, SuspenseEvent, SuspenseItem, SuspenseState, suspense_total,
    worklist,
};
pub use trueup::{TrueUp, TrueUpError, TrueUpInput, TrueUpRegister};
pub use vend::{
    Advice, Answer, Decided, Effect, NotUndone, PromiseRefused, Reservation, SaleId, Step,
    SuspenseReason, Terms, Vend, VendCall, VendState, may_promise,
};
