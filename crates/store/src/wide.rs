//! The commonest booking of all, a credit by request, in one row. A payment at the counter is one of
//! hundreds that one commit makes durable, and each touches another account: what counts is how many
//! pages of the file it changes.

use crate::booking::EntryNumbers;
use crate::database::Value;
use crate::{Booking, Fact, NewMessage, NextDue, PointNow, StoreError};
use ledger::{JournalEntry, LedgerAccount};

/// A fact, its entry of two sides under the same key, and the message that says so, with a key of money
/// that keeps all of it from being booked twice.
pub(crate) struct Wide<'a> {
    fact: &'a Fact,
    message: &'a NewMessage,
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: i64,
}

impl<'a> Wide<'a> {
    /// The booking, if it is all of that and nothing else.
    pub(crate) fn of(booking: &'a Booking) -> Option<Self> {
        let Booking { facts, entries, messages, claims, .. } = booking;
        let ([fact], [entry], [message], [_]) =
            (facts.as_slice(), entries.as_slice(), messages.as_slice(), claims.as_slice())
        else {
            return None;
        };
        let [debit, credit] = entry.transaction.postings() else { return None };
        let one_key = fact.key.is_some() && fact.key == entry.key;
        let one_instant = [entry.booked_at, message.at] == [fact.learnt_at; 2];
        let two_sides = debit.account != credit.account
            && debit.amount.0 > 0
            && credit.amount.0.checked_neg() == Some(debit.amount.0);
        let nothing_else = booking.opens.is_none()
            && booking.closes.is_none()
            && booking.rows.is_empty()
            && booking.settled.is_none()
            && booking.proofs.is_empty()
            && !booking.touches
            && booking.next_due == NextDue::Unchanged
            && booking.point == PointNow::AsBefore;
        (one_key && one_instant && two_sides && nothing_else).then_some(Self {
            fact,
            message,
            debit: debit.account,
            credit: credit.account,
            amount: debit.amount.0,
        })
    }

    /// The row in the order of the columns.
    pub(crate) fn values(
        &self,
        entry: &JournalEntry,
        EntryNumbers { kind, batch }: EntryNumbers<'_>,
    ) -> Result<[Value; 22], StoreError> {
        let Self { fact, message, .. } = self;
        let key = fact
            .key
            .as_deref()
            .ok_or_else(|| StoreError::corrupt("a wide booking without a key"))?;
        Ok([
            fact.account.0.into(),
            fact.seq.into(),
            fact.at.0.into(),
            fact.learnt_at.0.into(),
            fact.kind.as_str().into(),
            key.into(),
            fact.body.as_str().into(),
            fact.fleet_seq.into(),
            entry.seq.into(),
            i64::from(entry.day.0).into(),
            kind.into(),
            i64::from(self.debit.code()).into(),
            i64::from(self.credit.code()).into(),
            self.amount.into(),
            batch.into(),
            message.key.as_str().into(),
            i64::from(message.lane).into(),
            message.kind.as_str().into(),
            message.body.as_str().into(),
            0.into(),
            0.into(),
            message.at.0.into(),
        ])
    }
}
