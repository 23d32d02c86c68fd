//! A client as its CPAS sees it: with the household's agreement 90 days of it, by law its state and amounts
//! alone. Source: UX S-04, 7.3.

use super::{Offices, line};
use crate::failure::Failure;
use crate::parties::movements;
use ::access::Act;
use calendar::SettlementDay;
use ledger::EntryKind;
use portal::cpas::{Client, ClientSeen, TopUps};
use portal::homes::{MovementKind, MovementLine};
use portal::my::Visitor;
use units::{AccountId, MicroEuro};

/// So far back a client is seen.
const DAYS: i32 = 90;

/// The one in the middle of a sorted list.
fn middle<T: Copy + Ord>(mut values: Vec<T>) -> Option<T> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// How somebody tops up. `moved`: newest first.
fn top_ups(moved: &[MovementLine]) -> TopUps {
    let paid = moved.iter().filter(|one| {
        let kinds = [EntryKind::TopUp, EntryKind::Aid].map(MovementKind::Entry);
        kinds.contains(&one.kind) && one.amount > MicroEuro::ZERO
    });
    let paid: Vec<&MovementLine> = paid.collect();
    let sum = paid.iter().map(|one| one.amount.0).fold(0, i64::saturating_add);
    let gaps = paid.windows(2).filter_map(|pair| match pair {
        [later, earlier] => Some(later.day.days_since(earlier.day)),
        _ => None,
    });
    TopUps {
        count: paid.len(),
        sum: MicroEuro(sum),
        usual: middle(paid.iter().map(|one| one.amount).collect()),
        every_days: middle(gaps.collect()),
        last: paid.first().map(|one| one.day),
    }
}

impl Offices {
    pub(super) fn client_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<Client>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let Some(known) = clients.first() else { return Ok(None) };
        let agreed = known.open.mandates().any(|grant| grant.role == vending::Role::Mandate);
        let saw: &[Act] = if agreed {
            &[Act::StateAndAmount, Act::ThirtyDays, Act::DebtAndPlan, Act::Messages]
        } else {
            &[Act::StateAndAmount]
        };
        self.note(engine, visitor, &clients, saw)?;
        let account = known.open.account();
        let from: SettlementDay = now.day().plus(-DAYS);
        let seen = if agreed {
            let rows = engine.store.days(&[account.id], from, now.day())?;
            let mut off = crate::off::times_of(engine, account)?;
            off.retain(|(_, until)| until.is_none_or(|until| until.day() >= from));
            off.reverse();
            Some(ClientSeen {
                balances: rows.iter().map(|row| (row.day, row.balance)).collect(),
                top_ups: top_ups(&movements(&known.timeline, from)),
                off,
                debts: crate::people::plan_lines(&known.timeline, now.day()),
                messages: crate::notices::told_to_holder(engine, account.id, from.start())?,
            })
        } else {
            None
        };
        let line = line(engine, known, now)?;
        let party = super::party_of(engine, visitor)?;
        let notes = super::notes::lines(engine, party, account.id)?;
        let charge = super::team::charge_of(engine, visitor, account.id)?;
        let card = known.card.clone();
        Ok(Some(Client { line, card, by_law: !agreed, seen, notes, charge }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_the_middle_of_amounts_and_of_gaps() {
        let line = |day: &str, euro: i64, kind: EntryKind| MovementLine {
            day: day.parse().unwrap(),
            kind: MovementKind::Entry(kind),
            amount: MicroEuro(euro * 1_000_000),
            of: None,
        };
        let moved = [
            line("2026-11-20", 20, EntryKind::TopUp),
            line("2026-11-19", -3, EntryKind::Adjustment),
            line("2026-11-13", 50, EntryKind::Aid),
            line("2026-11-06", 10, EntryKind::TopUp),
        ];
        let rhythm = top_ups(&moved);
        assert_eq!((rhythm.count, rhythm.every_days), (3, Some(7)));
        assert_eq!((rhythm.sum.0, rhythm.usual), (80_000_000, Some(MicroEuro(20_000_000))));
        assert_eq!(rhythm.last, Some("2026-11-20".parse().unwrap()));
        let never = top_ups(&[]);
        assert_eq!((never.count, never.usual, never.every_days, never.last), (0, None, None, None));
    }
}
