//! Tariffs as operators see and publish them. Source: UX O-11, PA-08.

use super::{Rooms, failed};
use crate::agents::signature;
use crate::books::price_book;
use crate::changes::{
    self, AHEAD_DAYS, Asking, Draft, FileLine, HEADING, LineFault, PriceCheck, PriceFault,
    PriceFile, PricesRefused, Soonest,
};
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{Gap, GapKind, PriceBasis, PriceBook, PriceVersion, Scope, registers};
use portal::my::{MyError, Tariff, Visitor};
use portal::operator::{
    ChangeState, TariffAlarm, TariffCheck, TariffDraft, TariffDraftView, TariffEffect, TariffFault,
    TariffLine, TariffRefused, TariffTold, TariffWish, Tariffs, TariffsView, Written,
};
use std::collections::BTreeSet;
use store::{Book, BookEntry, StoreError};
use units::{Energy, ObisCode};

/// Prices of one draft of a page: somebody has to read them.
const MOST_OF_A_PAGE: usize = 60;
/// Decided drafts that are shown beside those that wait.
const DECIDED_SHOWN: usize = 10;
/// Prices of each tariff that are shown.
const LINES_SHOWN: usize = 16;

type Done<T> = Result<Result<T, TariffRefused>, Failure>;

fn tariff(basis: PriceBasis) -> Tariff {
    match basis {
        PriceBasis::Social => Tariff::Social,
        PriceBasis::Average => Tariff::Average,
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn fault(fault: PriceFault) -> TariffFault {
    match fault {
        PriceFault::Fields => TariffFault::Fields,
        PriceFault::Dso(text) => TariffFault::Dso(text),
        PriceFault::Foreign(_) => TariffFault::Foreign,
        PriceFault::Energy(text) => TariffFault::Energy(text),
        PriceFault::Basis(text) => TariffFault::Basis(text),
        PriceFault::Register(text) => TariffFault::Register(text),
        PriceFault::NotCharged { .. } => TariffFault::NotCharged,
        PriceFault::Day(text) => TariffFault::Day(text),
        PriceFault::Price(text) => TariffFault::Price(text),
        PriceFault::NotPositive => TariffFault::NotPositive,
        PriceFault::InCents(_) => TariffFault::InCents,
        PriceFault::Twice(line) => TariffFault::Twice(line),
        PriceFault::Known => TariffFault::Known,
        PriceFault::Charged { first } => TariffFault::Charged(first),
    }
}

fn of_lines(faults: Vec<LineFault>) -> TariffRefused {
    TariffRefused::Lines(faults.into_iter().map(|one| (one.line, fault(one.why))).collect())
}

fn refused(said: PricesRefused) -> TariffRefused {
    match said {
        PricesRefused::Heading => TariffRefused::Heading(HEADING),
        PricesRefused::Empty => TariffRefused::Empty,
        PricesRefused::TooMany { count, most } => TariffRefused::TooMany { count, most },
        PricesRefused::Lines(faults) => of_lines(faults),
    }
}

fn or_refused<T>(done: Result<T, Failure>) -> Done<T> {
    let failure = match done {
        Ok(value) => return Ok(Ok(value)),
        Err(failure) => failure,
    };
    if let Some(said) = failure.downcast_ref::<PricesRefused>() {
        return Ok(Err(refused(said.clone())));
    }
    match failure.downcast_ref::<StoreError>() {
        Some(StoreError::SamePerson { .. }) => Ok(Err(TariffRefused::SamePerson)),
        Some(StoreError::AlreadyApproved { .. } | StoreError::TurnedDown { .. }) => {
            Ok(Err(TariffRefused::Decided))
        }
        _ => Err(failure),
    }
}

fn alarm(gap: &Gap) -> TariffAlarm {
    let (missing, day) = match gap.kind {
        GapKind::Missing { day } => (true, day),
        GapKind::NotRenewed { since } => (false, since),
    };
    let (energy, register) = (gap.energy, gap.register);
    TariffAlarm { energy, tariff: tariff(gap.basis), register, missing, day }
}

fn check(known: PriceCheck) -> TariffCheck {
    let effect = |of: changes::PriceEffect| TariffEffect {
        energy: of.energy,
        tariff: tariff(of.basis),
        register: of.register,
        from: of.from,
        before: of.before,
        after: of.after,
        until: of.until,
        over: of.over,
        accounts: of.accounts,
    };
    TariffCheck {
        of: known.of.into_iter().map(effect).collect(),
        uncharged: known.uncharged,
        alarms_left: count(known.alarms_left),
    }
}

/// Of each register that a published price is of: the first later day on which it does not hold. The price itself
/// from its first day, if it never held at all.
fn ends(
    book: &PriceBook,
    price: &PriceVersion,
    all: &BTreeSet<SettlementDay>,
) -> Option<SettlementDay> {
    let own =
        registers(price.energy).iter().filter(|one| price.register.is_none_or(|of| of == **one));
    let mut last = Some(price.from);
    for register in own {
        let holds = |day: SettlementDay| {
            let ruling = book.price(price.dso, price.energy, price.basis, *register, day).ok();
            ruling.is_some_and(|ruling| ruling.version == price.version)
        };
        let end = all.range(price.from..).copied().find(|day| !holds(*day));
        // Without an end for one of its registers it holds on.
        last = match (last, end) {
            (Some(known), Some(end)) => Some(known.max(end)),
            _ => None,
        };
    }
    last
}

/// A published price, whose entry stands in the same place.
fn line(
    book: &PriceBook,
    (price, kept): (&PriceVersion, &BookEntry),
    days: &BTreeSet<SettlementDay>,
    today: SettlementDay,
) -> TariffLine {
    let to = ends(book, price, days);
    TariffLine {
        tariff: tariff(price.basis),
        register: price.register,
        price: price.price,
        from: price.from,
        to,
        in_force: price.from <= today && to.is_none_or(|to| today < to),
        source: price.source.clone(),
        asked_by: kept.entered_by.clone(),
        by: kept.approved_by.clone().unwrap_or_default(),
        at: kept.decided_at,
    }
}

fn draft(of: &Draft, own: &str) -> Option<TariffDraft> {
    let (kept, price) = of.prices.first()?;
    let approved = of.prices.iter().find(|(entry, _)| entry.approved_by.is_some());
    let turned_down = of.prices.iter().find_map(|(entry, _)| {
        entry.refused.as_ref().map(|no| (no.by.clone(), entry.decided_at, no.why.clone()))
    });
    let approved = approved.map(|(entry, _)| {
        (entry.approved_by.clone().unwrap_or_default(), entry.decided_at, String::new())
    });
    let state = match (of.waiting().is_empty(), &approved) {
        (false, _) => ChangeState::Waits,
        (true, Some(_)) => ChangeState::InForce,
        (true, None) => ChangeState::TurnedDown,
    };
    Some(TariffDraft {
        number: of.number,
        prices: count(of.prices.len()),
        from: of.prices.iter().map(|(_, price)| price.from).min().unwrap_or(price.from),
        source: price.source.clone(),
        reason: kept.reason.clone(),
        asked_by: kept.entered_by.clone(),
        asked_at: kept.entered_at,
        own: kept.entered_by == own,
        state,
        decided: approved.or(turned_down),
    })
}

impl Rooms {
    /// The drafts whose prices are all of this operator.
    fn own_drafts(&self, engine: &mut crate::engine::Engine) -> Result<Vec<Draft>, Failure> {
        let mut all = changes::drafts(&mut engine.store)?;
        all.retain(|draft| draft.prices.iter().all(|(_, price)| price.dso == self.operator));
        Ok(all)
    }

    fn prices_of(&self, visitor: &Visitor, energy: Energy) -> Result<TariffsView, Failure> {
        let (now, dso, mut engine) = (self.now(), self.operator, self.engine());
        let entries = engine.store.book_entries(Book::Prices)?;
        let book = price_book(entries.clone())?;
        let days: BTreeSet<SettlementDay> = book.versions().iter().map(|one| one.from).collect();
        let published = book.versions().iter().zip(&entries).filter(|(price, _)| {
            (price.dso, price.energy) == (dso, energy) && price.approved_by.is_some()
        });
        let mut all: Vec<TariffLine> =
            published.map(|one| line(&book, one, &days, now.day())).collect();
        // Of one day and register the one that was entered last first.
        all.reverse();
        all.sort_by_key(|line| {
            (line.tariff == Tariff::Average, std::cmp::Reverse(line.from), line.register)
        });
        let known = all.len();
        let (mut social, mut average) = (0, 0);
        all.retain(|line| {
            let of = if line.tariff == Tariff::Social { &mut social } else { &mut average };
            *of += 1;
            *of <= LINES_SHOWN || line.in_force
        });
        let (mut waiting, mut decided) = (Vec::new(), Vec::new());
        let own = signature(visitor);
        for one in self.own_drafts(&mut engine)?.iter().rev() {
            match draft(one, &own) {
                Some(draft) if draft.state == ChangeState::Waits => waiting.insert(0, draft),
                // What a world began with was decided by nobody at any time.
                Some(draft) if draft.asked_at.is_some() => decided.push(draft),
                _ => {}
            }
        }
        decided.truncate(DECIDED_SHOWN);
        let scope = Scope { dso: Some(dso), energy: None };
        Ok(TariffsView {
            dso,
            energy,
            older: count(known.saturating_sub(all.len())),
            lines: all,
            alarms: changes::price_alarms(&mut engine, dso, now)?.iter().map(alarm).collect(),
            ahead_days: AHEAD_DAYS,
            waiting,
            decided,
            first_day: changes::first_day(&mut engine.store, scope, Soonest::Tomorrow, now)?,
        })
    }

    /// The prices of a wish. Errors within: each line that is not understood, or is of another operator.
    fn written(
        &self,
        wish: &TariffWish,
        person: &str,
        now: Instant,
    ) -> Result<Vec<FileLine>, TariffRefused> {
        let of = PriceFile { source: &wish.source, by: person, now };
        let lines = match &wish.written {
            Written::Lines(text) => changes::read_prices(text, of).map_err(refused)?,
            Written::One([energy, basis, register, from, price]) => {
                let dso = self.operator.name();
                let price = changes::read_price([dso, energy, basis, register, from, price], of);
                let price = price.map_err(|why| of_lines(vec![LineFault { line: 1, why }]))?;
                vec![FileLine { number: 1, price }]
            }
        };
        if lines.len() > MOST_OF_A_PAGE {
            return Err(TariffRefused::TooMany { count: lines.len(), most: MOST_OF_A_PAGE });
        }
        let foreign = lines.iter().filter(|line| line.price.dso != self.operator);
        let foreign: Vec<LineFault> = foreign
            .map(|line| LineFault { line: line.number, why: PriceFault::Foreign(line.price.dso) })
            .collect();
        if foreign.is_empty() { Ok(lines) } else { Err(of_lines(foreign)) }
    }

    fn check_of(&self, visitor: &Visitor, wish: &TariffWish) -> Done<TariffCheck> {
        let now = self.now();
        let lines = match self.written(wish, &signature(visitor), now) {
            Ok(lines) => lines,
            Err(said) => return Ok(Err(said)),
        };
        self.effect_of_lines(&lines, now)
    }

    fn effect_of_lines(&self, lines: &[FileLine], now: Instant) -> Done<TariffCheck> {
        let mut engine = self.engine();
        let soonest = Soonest::Tomorrow;
        let known = changes::check_prices(&mut engine, self.operator, lines, soonest, now)?;
        Ok(known.map(check).map_err(of_lines))
    }

    fn ask_for_prices(&self, visitor: &Visitor, wish: &TariffWish, attempt: &str) -> Done<i64> {
        let (now, person) = (self.now(), signature(visitor));
        let lines = match self.written(wish, &person, now) {
            Ok(lines) => lines,
            Err(said) => return Ok(Err(said)),
        };
        let asking = Asking { person: &person, reason: &wish.reason, key: Some(attempt) };
        let mut engine = self.engine();
        let asked = changes::ask_prices(&mut engine, &lines, asking, Soonest::Tomorrow, now);
        let numbers = or_refused(asked)?;
        Ok(numbers.map(|numbers| numbers.first().copied().unwrap_or_default()))
    }

    fn draft_of(&self, number: i64) -> Result<Option<Draft>, Failure> {
        let mut engine = self.engine();
        let all = self.own_drafts(&mut engine)?;
        Ok(all.into_iter().find(|draft| draft.number == number))
    }

    fn draft_view(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<TariffDraftView>, Failure> {
        let Some(of) = self.draft_of(number)? else { return Ok(None) };
        let Some(draft) = draft(&of, &signature(visitor)) else { return Ok(None) };
        let price = |price: &PriceVersion| -> (Energy, Tariff, Option<ObisCode>, _, _) {
            (price.energy, tariff(price.basis), price.register, price.from, price.price)
        };
        let waiting = of.waiting();
        let check = match waiting.as_slice() {
            [] => None,
            lines => Some(self.effect_of_lines(lines, self.now())?),
        };
        let prices = of.prices.iter().map(|(_, kept)| price(kept)).collect();
        Ok(Some(TariffDraftView { draft, prices, check }))
    }

    fn decide_on_prices(
        &self,
        visitor: &Visitor,
        number: i64,
        publish: bool,
        why: &str,
    ) -> Done<()> {
        let (now, person) = (self.now(), signature(visitor));
        let Some(of) = self.draft_of(number)? else { return Ok(Err(TariffRefused::NoDraft)) };
        let waits = |entry: &BookEntry| entry.approved_by.is_none() && entry.refused.is_none();
        let waiting = of.prices.iter().filter(|(entry, _)| waits(entry));
        let numbers: Vec<i64> = waiting.map(|(entry, _)| entry.number).collect();
        if numbers.is_empty() {
            let decided = draft(&of, &person).and_then(|draft| Some((draft.state, draft.decided?)));
            let wanted = if publish { ChangeState::InForce } else { ChangeState::TurnedDown };
            // The page was sent twice.
            let same = decided.is_some_and(|(state, (by, ..))| state == wanted && by == person);
            return Ok(if same { Ok(()) } else { Err(TariffRefused::Decided) });
        }
        let mut engine = self.engine();
        or_refused(if publish {
            changes::approve_prices(&mut engine, &numbers, &person, Soonest::Tomorrow, now)
        } else {
            changes::turn_down_prices(&mut engine, &numbers, (&person, why), now)
        })
    }
}

impl Tariffs for Rooms {
    fn tariffs(&self, visitor: &Visitor, energy: Energy) -> Result<TariffsView, MyError> {
        self.prices_of(visitor, energy).map_err(failed("could not read the tariffs"))
    }

    fn check_tariffs(&self, visitor: &Visitor, wish: &TariffWish) -> TariffTold<TariffCheck> {
        self.check_of(visitor, wish).map_err(failed("could not check tariffs"))
    }

    fn ask_tariffs(&self, visitor: &Visitor, wish: &TariffWish, attempt: &str) -> TariffTold<i64> {
        self.ask_for_prices(visitor, wish, attempt).map_err(failed("could not keep a tariff"))
    }

    fn tariff_draft(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<TariffDraftView>, MyError> {
        self.draft_view(visitor, number).map_err(failed("could not read a tariff"))
    }

    fn decide_tariffs(
        &self,
        visitor: &Visitor,
        number: i64,
        publish: bool,
        why: &str,
    ) -> TariffTold<()> {
        self.decide_on_prices(visitor, number, publish, why)
            .map_err(failed("could not decide on a tariff"))
    }
}
