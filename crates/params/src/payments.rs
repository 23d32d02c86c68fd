//! Parameters of payments, vending, suspense and remittance. Source: DOMAIN 13, payments.

use crate::book::ParameterError;
use crate::typed::Reader;
use crate::value::Value;
use units::MicroEuro;

/// What is remitted to suppliers. Source: PA-35.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemittanceBasis {
    /// Top-ups credited, less what is owed to the operator, less refunds and chargebacks.
    Payments,
}

/// How often suppliers are paid. Source: PA-35.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemittancePeriod {
    /// Monday to Sunday.
    Weekly,
    /// The calendar month.
    Monthly,
}

/// The payment parameters of one operator and energy on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentParameters {
    pub topup_min: MicroEuro,
    pub topup_max: MicroEuro,
    /// The exact amount to be back on is accepted outside of both. Source: PA-19.
    pub topup_exact_amount: bool,
    pub topup_cards: Vec<String>,
    /// Highest balance a top-up may lead to; `None` while there is no ceiling.
    pub max_balance: Option<MicroEuro>,
    pub offline_enabled: bool,
    pub offline_cap: MicroEuro,
    pub undo_min: i64,
    /// How long a reservation bars cuts.
    pub reservation_h: i64,
    pub lookup_wrong_max_per_h: usize,
    /// Six digits and whose they are, as in `541449 ORES`.
    pub ean_prefixes: Vec<String>,
    pub suspense_letter_working_days: u16,
    pub suspense_return_days: i32,
    /// Above it a refund needs two people.
    pub refund_four_eyes: MicroEuro,
    /// Above it an adjustment needs two people.
    pub adjust_four_eyes: MicroEuro,
    /// A cut that one person has asked for lapses after so long. Source: CG-20.
    pub cut_asked_h: i64,
    /// Aid above it is given by two people of a social service.
    pub aid_four_eyes: MicroEuro,
    pub paid_not_credited_alarm_min: i64,
    pub duplicate_pay_window_min: i64,
    pub idempotency_keep_days: i32,
    pub remittance_basis: RemittanceBasis,
    pub remittance_period: RemittancePeriod,
    pub trueup_warn_above: MicroEuro,
    /// Within which a mandate of a CPAS ends. Source: TP-22, PD-03.
    pub mandate_max_months: i32,
}

impl PaymentParameters {
    pub(crate) fn read(from: &Reader<'_>) -> Result<Self, ParameterError> {
        Ok(Self {
            topup_min: from.money("topup.min")?,
            topup_max: from.money("topup.max")?,
            topup_exact_amount: from.flag("topup.exact_amount")?,
            topup_cards: from.list("topup.cards")?.to_vec(),
            max_balance: match from.value("account.max_balance")? {
                Value::Missing => None,
                _ => Some(from.money("account.max_balance")?),
            },
            offline_enabled: from.flag("topup.offline_enabled")?,
            offline_cap: from.money("topup.offline_cap")?,
            undo_min: from.int("topup.undo_min")?,
            reservation_h: from.int("vend.reservation_h")?,
            lookup_wrong_max_per_h: from.count("lookup.wrong_max_per_h")?,
            ean_prefixes: from.list("ean.prefixes")?.to_vec(),
            suspense_letter_working_days: from.working_days("suspense.letter_days")?,
            suspense_return_days: from.small("suspense.return_days")?,
            refund_four_eyes: from.money("refund.four_eyes")?,
            adjust_four_eyes: from.money("adjust.four_eyes")?,
            cut_asked_h: from.int("cut.asked_h")?,
            aid_four_eyes: from.money("aid.four_eyes")?,
            paid_not_credited_alarm_min: from.int("paid_not_credited.alarm_min")?,
            duplicate_pay_window_min: from.int("duplicate_pay.window_min")?,
            idempotency_keep_days: from.small("idempotency.keep_days")?,
            // Payouts by charges are not built: asking for them is an error.
            remittance_basis: from
                .choice("remittance.basis", &[("payments", RemittanceBasis::Payments)])?,
            remittance_period: from.choice(
                "remittance.period",
                &[("weekly", RemittancePeriod::Weekly), ("monthly", RemittancePeriod::Monthly)],
            )?,
            trueup_warn_above: from.money("trueup.warn_above")?,
            mandate_max_months: from.small("mandate.max_months")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{ParameterBook, Parameters};
    use calendar::Instant;
    use units::{Dso, Energy};

    #[test]
    fn tp_03_the_shipped_limits_are_those_of_the_rule() {
        let book = ParameterBook::shipped().unwrap();
        let day = "2026-11-12".parse().unwrap();
        let all = Parameters::resolve(&book, Dso::Resa, Energy::Gas, day, Instant(0)).unwrap();
        let payments = all.payments;
        assert_eq!((payments.topup_min.0, payments.topup_max.0), (5_000_000, 250_000_000));
        assert_eq!(payments.max_balance, None);
        assert_eq!(payments.ean_prefixes.len(), 3);
        assert!(!payments.offline_enabled);
    }
}
