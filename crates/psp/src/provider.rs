//! What Belgian providers have in common.

use crate::{
    Amount, Chargeback, Created, IdempotencyKey, NoticeError, Order, ProviderId, ProviderPayment,
    PspError, Refund, SettledLine, Settlement,
};
use calendar::SettlementDay;

/// A payment provider. Every call but `notice` goes over the network and blocks, at most for the
/// timeout of the connector; nothing is kept between calls.
pub trait Provider: Send + Sync {
    /// Its name, in lower case: half of the pair under which the ledger credits once. Source: TP-05.
    fn name(&self) -> &'static str;

    /// Has a payment made. The same order again, with the same key, is the same payment.
    /// Errors: after one whose [`PspError::may_have_happened`], repeat with the same key.
    fn create(&self, order: &Order) -> Result<Created, PspError>;

    /// Asks for the state of a payment. Errors: a payment that the provider does not know is
    /// [`PspError::Refused`] with status 404.
    fn fetch(&self, id: &ProviderId) -> Result<ProviderPayment, PspError>;

    /// Gives money back to the instrument that paid. The same key gives it back once, however much
    /// later it comes again. Errors: more than is left is [`PspError::Refused`]. Source: TP-18.
    fn refund(
        &self,
        id: &ProviderId,
        amount: Amount,
        key: &IdempotencyKey,
    ) -> Result<Refund, PspError>;

    /// The refunds of a payment, in the order of the provider.
    fn refunds(&self, id: &ProviderId) -> Result<Vec<Refund>, PspError>;

    /// What the payer's bank took back of a payment. Source: TP-17.
    fn chargebacks(&self, id: &ProviderId) -> Result<Vec<Chargeback>, PspError>;

    /// What moved at the provider on a local day, oldest first; of a day that is not over, so far.
    /// Source: TP-19.
    fn settlement(&self, day: SettlementDay) -> Result<Settlement, PspError> {
        Ok(Settlement { day, lines: self.movements(day, day.next())? })
    }

    /// The same of the local days `[from, to)` in one walk, which begins at the newest movement: one
    /// walk over a month costs as much as one to its first day.
    fn movements(
        &self,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<SettledLine>, PspError>;

    /// The payment that a notice names. Its word is not taken for anything else: fetch the payment.
    /// Source: TP-13.
    fn notice(&self, body: &[u8]) -> Result<ProviderId, NoticeError>;
}
