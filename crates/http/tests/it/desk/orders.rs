//! Orders, one transaction each.

use super::{Books, levels};
use calendar::Instant;
use http_api::{
    Call, Cashier, ClosedShift, OpenShift, Outcome, Refusal, SaleOutcome, Tender, Terminal,
    Transaction,
};
use params::PaymentParameters;
use prepay::Split;
use units::{Ean, MicroEuro};
use vending::{
    Advice, Effect, Receipt, Reservation, SaleId, Shift, ShiftEntry, ShiftEntryKind, Step, Terms,
    Vend, VendCall, VendState,
};

impl Books {
    pub(super) fn carry_out(
        &mut self,
        terminal: &Terminal,
        call: Call,
        at: Instant,
        parameters: &PaymentParameters,
    ) -> Result<Outcome, Refusal> {
        match call {
            Call::Vend { transaction, reference, amount, tender, cashier } => {
                self.shift(terminal, &cashier)?;
                let ean = self.resolve(terminal, &reference, at, parameters)?;
                if let Tender::Card(card) = tender {
                    card.check(parameters)?;
                }
                let amount = self.amount(ean, amount, parameters)?;
                let split = self.split(ean, amount.amount(), at);
                let (cashier, means) = (cashier.to_string(), tender.means());
                let reservation = Reservation { ean, amount, split, cashier, means, at };
                let call = VendCall::Vend(reservation);
                Ok(self.sale(terminal, transaction, call, at, parameters))
            }
            Call::Confirm { transaction, amount, taken_at, tender, cashier, promised_to } => {
                let ean = promised_to
                    .as_ref()
                    .and_then(|text| self.resolve(terminal, text, at, parameters).ok());
                let promise = promised_to.is_some();
                let (cashier, means) = (cashier.to_string(), tender.means());
                let advice = Advice { ean, amount, taken_at, cashier, means, promise };
                let call = VendCall::Confirm(advice);
                Ok(self.sale(terminal, transaction, call, at, parameters))
            }
            Call::Reverse { transaction } => {
                Ok(self.sale(terminal, transaction, VendCall::Reverse, at, parameters))
            }
            Call::OpenShift { cashier } => {
                let place = (terminal.id.clone(), cashier.to_string());
                if self.shifts.contains_key(&place) {
                    return Err(Refusal::ShiftOpen);
                }
                let shift = Shift::open(terminal.id.as_str(), cashier.as_str(), at);
                self.shifts.insert(place, shift);
                self.open_shift(terminal, &cashier).map(Outcome::ShiftOpened)
            }
            Call::CloseShift { cashier, declared, explanation } => {
                let shift = self.open_shift(terminal, &cashier)?;
                let open = self.shift(terminal, &cashier)?;
                let closed = open.close(declared, explanation.as_deref(), at)?;
                self.shifts.remove(&(terminal.id.clone(), cashier.to_string()));
                let (difference, explanation) = (closed.difference, closed.explanation);
                let closed =
                    ClosedShift { shift, closed_at: at, declared, difference, explanation };
                Ok(Outcome::ShiftClosed(closed))
            }
        }
    }

    fn shift(&self, terminal: &Terminal, cashier: &Cashier) -> Result<&Shift, Refusal> {
        let place = (terminal.id.clone(), cashier.to_string());
        self.shifts.get(&place).ok_or(Refusal::ShiftNotOpen)
    }

    pub(super) fn open_shift(
        &self,
        terminal: &Terminal,
        cashier: &Cashier,
    ) -> Result<OpenShift, Refusal> {
        let shift = self.shift(terminal, cashier)?;
        let (opened_at, totals) = (shift.opened_at, shift.totals()?);
        Ok(OpenShift { cashier: cashier.clone(), opened_at, totals, room: None })
    }

    fn split(&self, ean: Ean, amount: MicroEuro, at: Instant) -> Split {
        let account = &self.accounts[&ean];
        Split::of(amount, account.balance, levels(), &account.debts, at.day()).unwrap()
    }

    fn sale(
        &mut self,
        terminal: &Terminal,
        transaction: Transaction,
        call: VendCall,
        at: Instant,
        parameters: &PaymentParameters,
    ) -> Outcome {
        let id = SaleId::new(terminal.id.as_str(), transaction.as_str()).unwrap();
        let known = self.sales.get(&id).cloned();
        let advice = match &call {
            VendCall::Confirm(advice) => Some(advice.clone()),
            VendCall::Vend(_) | VendCall::Reverse => None,
        };
        let ean = match known.as_ref().map(Vend::state) {
            Some(VendState::Credited { ean, .. }) => Some(*ean),
            Some(VendState::Reserved { reservation }) => Some(reservation.ean),
            _ => advice.as_ref().and_then(|advice| advice.ean),
        };
        let account = ean.and_then(|ean| self.accounts.get(&ean));
        let spent_at = self.spent_at.get(&id).copied().unwrap_or(MicroEuro::ZERO);
        let spent_since =
            account.map_or(MicroEuro::ZERO, |account| account.spent.checked_sub(spent_at).unwrap());
        let day = advice.as_ref().map(|advice| advice.taken_at.day());
        let promised = |ean: Ean| day.is_some_and(|day| self.promised.contains(&(ean, day)));
        let terms = Terms {
            parameters,
            account_open: account.is_some(),
            spent_since,
            promised_that_day: ean.is_some_and(promised),
            guessed_too_often: false,
            terminal_stopped: false,
        };
        let step = Vend::step(known, id.clone(), call, at, terms);
        let receipt = self.book(&id, &step, advice.as_ref(), at);
        let about = step.apart.as_deref().unwrap_or(&step.vend);
        let amount = match about.state() {
            VendState::Credited { amount, .. }
            | VendState::Undone { amount, .. }
            | VendState::Suspended { amount, .. } => Some(*amount),
            VendState::Reserved { reservation } => Some(reservation.amount.amount()),
            VendState::Reversed { .. } => about.reservation().map(|one| one.amount.amount()),
        };
        let answer = step.answer.clone();
        let outcome = SaleOutcome { transaction, answer, amount, receipt, at };
        if matches!(outcome.answer, vending::Answer::Credited { .. }) && !step.repeated {
            self.receipts.insert(id.clone(), outcome.clone());
        }
        self.sales.insert(id, step.vend);
        self.last.insert(terminal.id.clone(), outcome.clone());
        Outcome::Sale(outcome)
    }

    /// Books the effect; the receipt that the payer is handed.
    fn book(
        &mut self,
        id: &SaleId,
        step: &Step,
        advice: Option<&Advice>,
        at: Instant,
    ) -> Option<Receipt> {
        match &step.effect {
            Effect::Credit { key, ean, amount, shown, promise } => {
                let split = self.split(*ean, *amount, at);
                let account = self.accounts.get_mut(ean).unwrap();
                let credited = split.credited().unwrap();
                account.balance = account.balance.checked_add(credited).unwrap();
                let balance = account.balance;
                self.spent_at.insert(id.clone(), account.spent);
                self.bookings.push((id.clone(), *amount));
                let kind = if *promise { ShiftEntryKind::Promise } else { ShiftEntryKind::Sale };
                if *promise {
                    self.promised.push((*ean, advice.unwrap().taken_at.day()));
                }
                self.enter(id, kind, *amount, advice.unwrap(), at);
                Some(Receipt::after_crediting(*ean, &split, shown.as_ref(), balance, at, key))
            }
            Effect::Uncredit { ean, amount, .. } => {
                let account = self.accounts.get_mut(ean).unwrap();
                account.balance = account.balance.checked_sub(*amount).unwrap();
                self.bookings.push((id.clone(), amount.checked_neg().unwrap()));
                let reservation = step.vend.reservation().unwrap();
                let (means, taken_at) = (reservation.means, at);
                let cashier = reservation.cashier.clone();
                let advice =
                    Advice { ean: None, amount: *amount, taken_at, cashier, means, promise: false };
                self.enter(id, ShiftEntryKind::Reversal, *amount, &advice, at);
                None
            }
            Effect::Suspense { amount, .. } => {
                let id = step.apart.as_ref().map_or(id, |apart| &apart.id);
                self.suspense.push((id.clone(), *amount));
                self.enter(id, ShiftEntryKind::Sale, *amount, advice.unwrap(), at);
                None
            }
            Effect::Nothing => match step.vend.state() {
                VendState::Reserved { reservation } => {
                    let balance = self.accounts[&reservation.ean].balance;
                    Receipt::before_paying(reservation.ean, &reservation.split, balance, at)
                }
                VendState::Credited { .. } => {
                    self.receipts.get(id).and_then(|first| first.receipt.clone())
                }
                _ => None,
            },
        }
    }

    fn enter(
        &mut self,
        id: &SaleId,
        kind: ShiftEntryKind,
        amount: MicroEuro,
        advice: &Advice,
        at: Instant,
    ) {
        let terminal = match id.money_key() {
            vending::MoneyKey::Terminal { terminal, .. } => terminal.clone(),
            _ => unreachable!("a sale is of a terminal"),
        };
        let place = (terminal.parse().unwrap(), advice.cashier.clone());
        let shift =
            self.shifts.entry(place).or_insert_with(|| Shift::open(&terminal, &advice.cashier, at));
        let entry = ShiftEntry { sale: id.clone(), kind, means: advice.means, amount, at };
        shift.enter(entry).unwrap();
    }
}
