//! The pages' figures, read from the store: the same ledger that everything else reads.

use crate::engine::{Engine, Rebuilt};
use crate::failure::Failure;
use calendar::Instant;
use ledger::LedgerAccount;
use portal::{
    AccountItem, AccountPage, DayLine, ExplainField, ExplainLine, ExplainPage, HeldBy, Modifier,
    Movement, Quality, ShownState, Source, SourceError, StateCard, StateCounts, Supply,
};
use prepay::Creditor;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use supply::{LimiterState, SupplyState};
use timeline::{Displayed, Timeline};
use units::{Ean, MicroEuro};

/// Accounts rebuilt for one page of the list.
const TOGETHER: usize = 500;

/// Reads through one connection.
struct Reader(Mutex<Engine>);

/// Serves the pages until the process is told to end.
pub fn serve(url: &str, listen: SocketAddr) -> Result<(), Failure> {
    let reader = Reader(Mutex::new(Engine::open(url)?));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        eprintln!("pages are at http://{}/", listener.local_addr()?);
        let ended = async {
            // Without a signal to wait for, the process serves until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        portal::serve(listener, portal::router(Arc::new(reader)), ended).await?;
        Ok(())
    })
}

fn failed(what: &str) -> impl FnOnce(Failure) -> SourceError + '_ {
    move |failure| SourceError::failed(what, failure)
}

impl Reader {
    fn engine(&self) -> std::sync::MutexGuard<'_, Engine> {
        // A page that panicked has changed nothing: the connection only reads.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every account after `after`, rebuilt, until `take` says that it is enough.
    fn each(
        &self,
        after: Option<i64>,
        take: &mut dyn FnMut(&store::Account, &Rebuilt, &Engine) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let mut engine = self.engine();
        let mut after = after.map(units::AccountId);
        loop {
            let accounts = engine.store.accounts(None, after, TOGETHER)?;
            let Some(last) = accounts.last() else { return Ok(()) };
            after = Some(last.id);
            let rebuilt = engine.rebuild(&accounts, Instant(i64::MAX / 2))?;
            for (account, known) in accounts.iter().zip(&rebuilt) {
                if !take(account, known, &engine)? {
                    return Ok(());
                }
            }
        }
    }

    fn one(&self, ean: Ean, known_at: Instant) -> Result<Option<Shown>, Failure> {
        let mut engine = self.engine();
        let Some(account) = engine.store.account_of(ean)? else { return Ok(None) };
        let mut rebuilt = engine.rebuild(std::slice::from_ref(&account), known_at)?;
        let Some(known) = rebuilt.pop() else { return Ok(None) };
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let at = known.timeline.reached();
        let card = card(&account, &known.timeline, at, rules);
        Ok(Some(Shown { card, timeline: known.timeline }))
    }
}

struct Shown {
    card: StateCard,
    timeline: Timeline,
}

fn shown_state(displayed: Displayed) -> ShownState {
    match displayed {
        Displayed::Ds1 => ShownState::InOrder,
        Displayed::Ds2 => ShownState::Low,
        Displayed::Ds3 => ShownState::Emergency,
        Displayed::Ds4 => ShownState::HeldOn,
        Displayed::Ds5 => ShownState::Off,
    }
}

fn shown_supply(supply: SupplyState) -> Supply {
    match supply {
        SupplyState::Connected => Supply::Connected,
        SupplyState::DisconnectOrdered => Supply::DisconnectOrdered,
        SupplyState::Disconnected => Supply::Disconnected,
        SupplyState::ReconnectOrdered => Supply::ReconnectOrdered,
        SupplyState::ReadyForReconnection => Supply::ReadyForReconnection,
        SupplyState::LeakTesting => Supply::LeakTesting,
    }
}

fn modifiers(timeline: &Timeline, ampere: i64) -> Vec<Modifier> {
    let account = &timeline.account;
    let mut modifiers = Vec::new();
    if account.silent_days() > 0 {
        let last = account.readings.last_heard().map(|at| at.to_local_string());
        modifiers.push(Modifier::Stale { last_reading: last });
    }
    if timeline.is_silent() {
        modifiers.push(Modifier::NotReached);
    }
    if timeline.limiter() != LimiterState::Off {
        let until = timeline.limiter_clock().map(|clock| clock.guaranteed_to().to_string());
        let ampere = u32::try_from(ampere).unwrap_or(0);
        modifiers.push(Modifier::Limited { ampere, until });
    }
    let left = |advance: bool| {
        let debts = account.debts().iter();
        let of_kind = debts.filter(|debt| (debt.creditor == Creditor::Advance) == advance);
        MicroEuro(of_kind.map(|debt| debt.remaining.0).fold(0, i64::saturating_add))
    };
    if left(true) > MicroEuro::ZERO {
        modifiers.push(Modifier::Advance { left: left(true) });
    }
    if left(false) > MicroEuro::ZERO {
        modifiers.push(Modifier::Plan { left: left(false) });
    }
    modifiers
}

fn card(
    account: &store::Account,
    timeline: &Timeline,
    at: Instant,
    rules: prepay::Rules<'_>,
) -> StateCard {
    let shown = timeline.snapshot(at, rules);
    let parameters = rules.parameters.at(at.day(), at);
    let levels = timeline.account.levels(at, rules);
    let protected = parameters.protected_hours.contains(at);
    let held_by = match (shown.displayed, timeline.limiter(), timeline.supply()) {
        (Displayed::Ds4, LimiterState::On | LimiterState::OnOrdered, _) => Some(HeldBy::Limiter),
        (Displayed::Ds4, _, SupplyState::DisconnectOrdered) => Some(HeldBy::Order),
        (Displayed::Ds4, _, _) if protected => Some(HeldBy::Calendar),
        (Displayed::Ds4, _, _) => Some(HeldBy::Guard),
        _ => None,
    };
    let until = (held_by == Some(HeldBy::Calendar))
        .then(|| parameters.protected_hours.end_after(at).map(|end| end.to_local_string()))
        .flatten();
    StateCard {
        ean: account.ean,
        dso: account.dso,
        energy: account.group.energy,
        state: shown_state(shown.displayed),
        supply: shown_supply(shown.supply),
        modifiers: modifiers(timeline, parameters.limiter_current_a),
        balance: shown.balance,
        emergency_credit: parameters.emergency_limit,
        emergency_left: levels.emergency_left(shown.balance),
        to_stay_on: shown.amount_to_stay_on,
        to_clear: shown.amount_to_clear,
        held_by,
        until,
        as_of: at.to_local_string(),
        last_reading: timeline.account.readings.last_heard().map(|at| at.to_local_string()),
        help: None,
    }
}

fn days(timeline: &Timeline) -> Vec<DayLine> {
    let account = &timeline.account;
    let registers = account.registers().len();
    let lines = account.days().iter().map(|(day, known)| {
        let balance = timeline::explain(account, known.settled_at, known.settled_at);
        DayLine {
            day: day.to_string(),
            quality: if known.consumption.is_none() {
                Quality::Provisional
            } else if known.charged != known.first_charge {
                Quality::Corrected
            } else {
                Quality::Measured
            },
            energy: known.energy.iter().copied().take(registers).collect(),
            charge: Some(known.charged),
            collected: known.collected,
            balance_after: balance.map(|explained| explained.balance),
            explain_at: known.settled_at.to_local_string(),
        }
    });
    let last: Vec<DayLine> = lines.collect();
    let skip = last.len().saturating_sub(60);
    last.into_iter().skip(skip).collect()
}

fn movements(timeline: &Timeline) -> Vec<Movement> {
    let entries = timeline.account.journal().iter().rev();
    let moved = entries.filter_map(|entry| {
        let postings = entry.transaction.postings().iter();
        let own = postings.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
        let amount: i64 = own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub);
        (amount != 0).then(|| Movement {
            at: entry.booked_at.to_local_string(),
            what: timeline::what(entry.kind, entry.key.as_deref(), entry.day),
            amount: MicroEuro(amount),
            rule: entry.kind.rule().to_owned(),
        })
    });
    moved.take(50).collect()
}

impl Source for Reader {
    fn counts(&self) -> Result<StateCounts, SourceError> {
        let mut counts = StateCounts::default();
        let mut count = |account: &store::Account, known: &Rebuilt, engine: &Engine| {
            let rules = engine.books.rules(account.dso, account.group.energy)?;
            let shown = known.timeline.snapshot(known.timeline.reached(), rules);
            let place =
                ShownState::ALL.iter().position(|state| *state == shown_state(shown.displayed));
            if let Some(number) = place.and_then(|place| counts.0.get_mut(place)) {
                *number += 1;
            }
            Ok(true)
        };
        self.each(None, &mut count).map_err(failed("could not count the accounts"))?;
        Ok(counts)
    }

    fn accounts(
        &self,
        state: Option<ShownState>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AccountItem>, SourceError> {
        let mut items = Vec::new();
        let mut take = |account: &store::Account, known: &Rebuilt, engine: &Engine| {
            let rules = engine.books.rules(account.dso, account.group.energy)?;
            let at = known.timeline.reached();
            let shown = known.timeline.snapshot(at, rules);
            let own = shown_state(shown.displayed);
            if state.is_none_or(|wanted| wanted == own) {
                let ampere = rules.parameters.at(at.day(), at).limiter_current_a;
                items.push(AccountItem {
                    id: account.id.0,
                    ean: account.ean,
                    dso: account.dso,
                    energy: account.group.energy,
                    state: own,
                    balance: shown.balance,
                    supply: shown_supply(shown.supply),
                    as_of: at.to_local_string(),
                    modifiers: modifiers(&known.timeline, ampere),
                });
            }
            Ok(items.len() < most)
        };
        self.each(after, &mut take).map_err(failed("could not read the accounts"))?;
        Ok(items)
    }

    fn account(&self, ean: Ean) -> Result<Option<AccountPage>, SourceError> {
        let shown = self.one(ean, Instant(i64::MAX / 2));
        let shown = shown.map_err(failed("could not read the account"))?;
        Ok(shown.map(|shown| AccountPage {
            registers: shown.timeline.account.registers().iter().map(|r| r.to_string()).collect(),
            days: days(&shown.timeline),
            movements: movements(&shown.timeline),
            card: shown.card,
        }))
    }

    fn explain(
        &self,
        ean: Ean,
        at: Option<String>,
        known: Option<String>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        let parse = |field: ExplainField, text: Option<String>| match text {
            None => Ok(None),
            Some(text) => match text.parse::<Instant>() {
                Ok(instant) => Ok(Some(instant)),
                Err(_) => Err(SourceError::NotAnInstant { field, text }),
            },
        };
        let at = parse(ExplainField::At, at)?;
        let known = parse(ExplainField::Known, known)?;
        let far = Instant(i64::MAX / 2);
        let known_at = known.or(at).unwrap_or(far);
        let shown = self.one(ean, known_at).map_err(failed("could not read the account"))?;
        let Some(shown) = shown else { return Ok(None) };
        let at = at.unwrap_or(shown.timeline.reached());
        let known_at = known.unwrap_or(at).max(at);
        let explained = timeline::explain(&shown.timeline.account, at, known_at);
        Ok(explained.map(|explained| ExplainPage {
            ean,
            at: at.to_local_string(),
            as_known_at: known_at.to_local_string(),
            balance: explained.balance,
            lines: explained
                .lines
                .into_iter()
                .map(|line| ExplainLine {
                    booked_at: line.booked_at.to_local_string(),
                    day: line.day.to_string(),
                    what: line.what,
                    amount: line.amount,
                    rule: line.rule.to_owned(),
                    reading: line.reading,
                    price_version: line.price_version.map(|version| version.to_string()),
                })
                .collect(),
        }))
    }
}
