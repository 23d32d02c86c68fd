//! A supplier at an operator at an instant: what it asks and what is its own, whoever of it comes, somebody on a page or
//! a system with a key. Source: PR-01, PR-02, PA-31, PA-35, UX F-S2, F-S3.

use super::Supplied;
use super::asked::{Kept, request_rules, wish_of};
use super::steps::lived_at;
use crate::bank::remit;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use portal::supplier::{
    MonthLine, NotTaken, PayoutLine, PayoutStands, RequestLine, RequestWanted, Settlement, TookPart,
};
use procedures::Request;
use std::collections::{BTreeMap, BTreeSet};
use store::{NewSupplierCase, Payout, PayoutKind, PayoutState, SupplierCase, SupplierCaseKind};
use units::{AccountId, Dso, MicroEuro};
use vending::{Movement, MovementKind, PaidPeriod};

/// With fewer customers in a month, who reads what they come to together has seen the money of each.
const FEW: usize = 5;

/// What one customer's movements come to, before they have an EAN.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sums {
    pub received: i64,
    pub back: i64,
    pub recovered: i64,
    pub remitted: i64,
}

/// Whose money is seen by whoever reads the sums of a month and the lines of some: of few customers that of each, of many
/// that of the lines. Source: PD-05.
pub fn seen_in_month(
    sums: &[(AccountId, Sums)],
    lines: impl IntoIterator<Item = AccountId>,
) -> BTreeSet<AccountId> {
    let mut seen: BTreeSet<AccountId> = lines.into_iter().collect();
    if sums.len() < FEW {
        seen.extend(sums.iter().map(|(account, _)| *account));
    }
    seen
}

impl Sums {
    fn add(&mut self, movement: &Movement) {
        let amount = movement.amount.0;
        let of = match movement.kind {
            MovementKind::TopUpCredited => &mut self.received,
            MovementKind::CollectedForOperator => &mut self.recovered,
            MovementKind::Refund | MovementKind::Chargeback => &mut self.back,
        };
        *of = of.saturating_add(amount);
        self.remitted = self.remitted.saturating_add(effect(movement));
    }
}

/// What a movement does to what the supplier gets.
fn effect(movement: &Movement) -> i64 {
    let amount = movement.amount.0;
    if movement.kind.adds() { amount } else { amount.saturating_neg() }
}

/// The month of a day, with nothing in it.
pub(super) fn empty_month(day: SettlementDay, today: SettlementDay) -> Settlement {
    let (year, number, _) = day.ymd();
    let first = SettlementDay::from_ymd(year, number, 1).unwrap_or(day);
    Settlement {
        first,
        has_next: first.plus_months(1) <= today,
        lines: Vec::new(),
        payouts: Vec::new(),
        not_yet: MicroEuro::ZERO,
    }
}

/// One supplier's own.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    pub dso: Dso,
    pub supplier: &'a str,
    pub now: Instant,
}

impl House<'_> {
    /// Keeps a request, under the operator's lock. The same `page` is the same request. Errors inside: the rule does not
    /// allow it, or an end is asked for somebody who is no customer.
    pub fn ask(
        &self,
        engine: &mut Engine,
        wanted: &RequestWanted,
        (by, page): (&str, &str),
    ) -> Result<Result<i64, NotTaken>, Failure> {
        engine.locked(self.dso, |engine| {
            // What ends is theirs; what begins may be anybody's who has no account, and nobody is told.
            if !wanted.ground.activates() && !self.supplies(engine, wanted)? {
                return Ok(Err(NotTaken::Unknown));
            }
            let rules = request_rules(engine, self.dso, self.now)?;
            let (ground, papers) = (wanted.ground.clone(), wanted.documents.clone());
            let request = match Request::open(ground, papers, by, self.now, &rules) {
                Ok(request) => request,
                Err(error) => return Ok(Err(error.into())),
            };
            let id = engine.store.add_supplier_case(&NewSupplierCase {
                dso: self.dso,
                supplier: self.supplier,
                kind: SupplierCaseKind::Request,
                ean: Some(wanted.ean),
                page,
                due: request.due,
                body: &serde_json::to_string(&request)?,
            })?;
            let known = engine.store.supplier_case(id)?;
            let kept = known.as_ref().map(Kept::read).transpose()?;
            match (known, kept) {
                (Some(case), Some(Kept::Request(kept)))
                    if case.ean == Some(wanted.ean) && kept.ground == request.ground =>
                {
                    Ok(Ok(id))
                }
                _ => Ok(Err(NotTaken::SentBefore)),
            }
        })
    }

    /// Whether it supplies an open account of this point today.
    fn supplies(&self, engine: &mut Engine, wanted: &RequestWanted) -> Result<bool, Failure> {
        let Some(account) = engine.store.account_of(wanted.ean)? else { return Ok(false) };
        let supplied = Supplied::of_one(engine, &account)?;
        let ours = supplied.on(account.id, self.now.day()) == Some(self.supplier);
        Ok(ours && account.dso == self.dso && account.closed_at.is_none())
    }

    /// Requests as they are shown. What a household wishes itself is no supplier's.
    pub fn lines(&self, cases: Vec<SupplierCase>) -> Result<Vec<RequestLine>, Failure> {
        let today = self.now.day();
        let mut found = Vec::new();
        for case in cases {
            let (Kept::Request(request), Some(ean)) = (Kept::read(&case)?, case.ean) else {
                continue;
            };
            let Some(wish) = wish_of(&request.ground) else { continue };
            found.push(RequestLine {
                id: case.id,
                ean,
                wish,
                asked_at: request.asked_at,
                lived_at: lived_at(&request),
                by: request.by.clone(),
                state: request.state,
                due: request.due,
                late: request.is_late(today),
                documents: request.documents,
                steps: request
                    .steps
                    .into_iter()
                    .map(|taken| TookPart { day: taken.day(), step: taken.step })
                    .collect(),
            });
        }
        Ok(found)
    }

    /// Of whom requests tell: of what only waits they read what they wrote; what became of the rest tells of the
    /// household that was activated, or lived there when it was asked. Source: PD-05.
    pub fn told_of<'a>(
        engine: &mut Engine,
        lines: impl IntoIterator<Item = &'a RequestLine>,
    ) -> Result<BTreeSet<AccountId>, Failure> {
        let mut seen = BTreeSet::new();
        for line in lines.into_iter().filter(|line| !line.steps.is_empty()) {
            seen.extend(engine.household_at(line.ean, line.lived_at)?.map(|account| account.id));
        }
        Ok(seen)
    }

    /// Theirs, by number: of a payout, and of the operator of these pages.
    pub fn payouts(&self, engine: &mut Engine) -> Result<Vec<Payout>, Failure> {
        let mut all = engine.store.payouts(self.dso)?;
        all.retain(|payout| {
            payout.kind == PayoutKind::Remittance && payout.subject == self.supplier
        });
        Ok(all)
    }

    /// The first days of the months with customers of theirs, the oldest first, up to the month that runs: from the first
    /// contract, or the first account if whoever has no contract is theirs.
    pub fn months(&self, engine: &mut Engine) -> Result<Vec<SettlementDay>, Failure> {
        let today = self.now.day();
        let accounts = engine.store.accounts(Some(self.dso), None, 1)?;
        let opened = accounts.first().map(|account| account.opened_at.day());
        let contract = Supplied::of_all(engine, self.dso)?.first_of(self.supplier, opened);
        let paid = self.payouts(engine)?.into_iter().map(|payout| payout.from);
        let Some(first) = paid.chain(contract).min() else { return Ok(Vec::new()) };
        let begun = empty_month(first, today).first;
        let months = (0..).map(|months| begun.plus_months(months));
        Ok(months.take_while(|month| *month <= today).collect())
    }

    /// What moved in the month of a day for their customers: the month without lines, and what each account comes to, in
    /// their order. Lines are made of those alone that are shown: each has to be looked up.
    pub fn month(
        &self,
        engine: &mut Engine,
        day: SettlementDay,
    ) -> Result<(Settlement, Vec<(AccountId, Sums)>), Failure> {
        let mut told = empty_month(day, self.now.day());
        let period = PaidPeriod { from: told.first, to: told.first.plus_months(1) };
        let mut paid = BTreeSet::new();
        for payout in self.payouts(engine)? {
            if payout.from >= period.to || period.from >= payout.to {
                continue;
            }
            let planned = remit::as_planned(engine, &payout)?;
            let moved = planned.lines.iter().map(|line| line.effect.0);
            told.payouts.push(PayoutLine {
                id: payout.id,
                from: payout.from,
                last: payout.to.previous(),
                moved: MicroEuro(moved.fold(0, i64::saturating_add)),
                carried_in: payout.carried_in,
                carried_out: payout.carried_out,
                pay: payout.amount,
                stands: match payout.state {
                    PayoutState::Proposed => PayoutStands::Proposed,
                    PayoutState::Approved => PayoutStands::Approved,
                    PayoutState::Sent => PayoutStands::Sent,
                    PayoutState::Closed => PayoutStands::Paid,
                },
            });
            paid.extend(planned.lines.into_iter().map(|line| line.movement.key));
        }
        let supplied = Supplied::of_all(engine, self.dso)?;
        let (mut sums, mut not_yet) = (BTreeMap::<AccountId, Sums>::new(), 0_i64);
        for movement in remit::movements(engine, self.dso, period)? {
            let in_month = period.from <= movement.day && movement.day < period.to;
            let ours = supplied.on(movement.account, movement.of_day) == Some(self.supplier);
            if !(in_month && ours) {
                continue;
            }
            sums.entry(movement.account).or_default().add(&movement);
            if !paid.contains(&movement.key) {
                not_yet = not_yet.saturating_add(effect(&movement));
            }
        }
        told.not_yet = MicroEuro(not_yet);
        Ok((told, sums.into_iter().collect()))
    }

    /// What these accounts come to, as it is shown.
    pub fn month_lines(
        engine: &mut Engine,
        sums: &[(AccountId, Sums)],
    ) -> Result<Vec<(AccountId, MonthLine)>, Failure> {
        let mut lines = Vec::with_capacity(sums.len());
        for (id, sums) in sums {
            let Some(account) = engine.store.account(*id)? else { continue };
            let line = MonthLine {
                ean: account.ean,
                received: MicroEuro(sums.received),
                back: MicroEuro(sums.back),
                recovered: MicroEuro(sums.recovered),
                remitted: MicroEuro(sums.remitted),
            };
            lines.push((*id, line));
        }
        Ok(lines)
    }
}
