//! What the clock makes due besides the nights, and the last look before an order leaves.

use super::{Engine, Opening};
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use guards::{Guard, Service};
use store::Message;
use supply::{CommandKind, MeterCommand, SupplyState};
use timeline::{EventLine, Fact};
use units::{AccountId, Dso, Ean, Energy};

/// Whether an order may leave at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    Now,
    /// It is no longer under way: nothing is to be sent.
    Ended,
    /// It was withdrawn by these guards, just now.
    HeldBack(Vec<Guard>),
}

/// Points that are advanced in one transaction.
const TOGETHER: i64 = 200;
/// Later than any instant at which something was learnt, by whatever clock.
const ALL_KNOWN: Instant = Instant(i64::MAX / 2);

impl Engine {
    /// Does what is due by the clock for points of an operator up to `now`: ends of protected hours,
    /// last calls, expiries. Nothing is done past a night that is still to come, since a decision
    /// needs its day settled. Returns what was said.
    pub fn advance_due(
        &mut self,
        dso: Dso,
        now: Instant,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        let mut said = Vec::new();
        let nights = self.store.runs(dso)?;
        let Some(last) = nights.iter().rev().find(|night| night.done) else { return Ok(said) };
        let next_run = self.books.run_at(dso, last.day.next())?;
        let now = now.min(Instant(next_run.0 - 1));
        loop {
            let due = self.store.due(dso, now, TOGETHER)?;
            let mut accounts = Vec::with_capacity(due.len());
            for id in &due {
                accounts.extend(self.store.account(*id)?);
            }
            match self.advance(&accounts, now) {
                Ok(lines) => said.extend(lines),
                Err(_) if accounts.len() > 1 => {
                    // One that cannot go on holds up nobody else.
                    for account in &accounts {
                        match self.advance(std::slice::from_ref(account), now) {
                            Ok(lines) => said.extend(lines),
                            Err(failure) => {
                                eprintln!("EAN {}: {}", account.ean, chain(failure.as_ref()));
                            }
                        }
                    }
                }
                Err(failure) => return Err(failure),
            }
            if due.len() < usize::try_from(TOGETHER)? {
                return Ok(said);
            }
        }
    }

    /// Releases the points that an undo of the night of `day` concerns. They need not wait for the
    /// clock: some wait for nothing any more. Returns how many were released. Source: CG-18.
    pub fn release_undone(
        &mut self,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        now: Instant,
    ) -> Result<usize, Failure> {
        let mut released = 0;
        for (id, _) in self.store.candidates(dso, day, energy)? {
            let Some(account) = self.store.account(id)?.filter(|one| one.closed_at.is_none())
            else {
                continue;
            };
            let said = self.advance(std::slice::from_ref(&account), now)?;
            released += usize::from(said.iter().any(|(_, line)| line.event == "undo"));
        }
        Ok(released)
    }

    /// When something is due next for a point of an operator, besides the night.
    pub fn next_due(&mut self, dso: Dso) -> Result<Option<Instant>, Failure> {
        Ok(self.store.next_due(dso)?)
    }

    /// The last look before a command leaves: an order to cut or limit that a guard now holds back
    /// is withdrawn, and the guards are named. Source: CG-17, CG-14.
    pub fn hold_back(&mut self, message: &Message, now: Instant) -> Result<Vec<Guard>, Failure> {
        match self.may_leave(message, now)? {
            Leave::HeldBack(guards) => Ok(guards),
            Leave::Now | Leave::Ended => Ok(Vec::new()),
        }
    }

    /// The same, which also tells an order that has ended: it was withdrawn, or is over, or another one
    /// took its place, and only the outbox does not know yet. Source: MT-07, CG-17.
    pub fn may_leave(&mut self, message: &Message, now: Instant) -> Result<Leave, Failure> {
        let command: MeterCommand = serde_json::from_str(&message.body)?;
        match &command.kind {
            CommandKind::Disconnect | CommandKind::Limit { .. } => {}
            // What is older would take the place of what is newer.
            CommandKind::Display { .. } if self.is_overtaken(message, &command)? => {
                return Ok(Leave::Ended);
            }
            _ => return Ok(Leave::Now),
        }
        let Some(account) = self.store.account(message.account)? else { return Ok(Leave::Ended) };
        let Some(known) = self.rebuild(std::slice::from_ref(&account), ALL_KNOWN)?.pop() else {
            return Ok(Leave::Ended);
        };
        if !known.timeline.is_under_way(&command.id) {
            return Ok(Leave::Ended);
        }
        let rules = self.books.rules(account.dso, account.group.energy)?;
        // What another server learnt by a clock that is ahead of ours is known all the same.
        let at = now.max(known.timeline.reached());
        let recovery_h = rules.parameters.at(at.day(), at).outage_recovery_h;
        let mut failing = known.timeline.holds_back(&command.id, at, rules)?;
        let mut fails = |guard: Guard, holds: bool| {
            if holds && !failing.contains(&guard) {
                failing.push(guard);
            }
        };
        // What the till knows and no timeline was told, since the point was an ordinary one then.
        fails(Guard::MoneyInFlight, !self.store.money_in_flight(account.id)?.is_empty());
        // A meter that was hung there since the last settled day may not be the one that was judged.
        let settled_to = known.timeline.last_settled();
        let meter = self.store.meter_of(account.ean)?;
        let hung_since = |placed: Instant| settled_to.is_none_or(|day| placed > day.end());
        fails(Guard::RightPoint, meter.is_some_and(|meter| hung_since(meter.placed_at)));
        // What the fleet learnt while a night is late is told to the point after that night; it stops a cut
        // at once.
        let opening: Opening = serde_json::from_str(&account.opening)?;
        let (energy, area) = (account.group.energy, opening.area.as_deref());
        let fleet = self.fleet_book(account.dso)?;
        fails(Guard::StopSwitch, fleet.stops(energy, area));
        for incident in fleet.incidents.values() {
            if !incident.covers.includes(energy, area) {
                continue;
            }
            let open = incident.closed_at.is_none();
            let recent = incident.closed_at.is_some_and(|end| at < end.plus_h(recovery_h));
            let service = Service::from(incident.kind.clone());
            match service {
                Service::Other(_) => fails(Guard::OwnIncident, open || recent),
                Service::ReconnectionPath => fails(Guard::WayBack, open || recent),
                Service::Staff => fails(Guard::WayBack, open),
            }
        }
        if failing.is_empty() {
            return Ok(Leave::Now);
        }
        let fact = Fact::HeldBack { command: command.id, guards: failing.clone() };
        self.record(&account, &fact, now)?;
        Ok(Leave::HeldBack(failing))
    }

    /// Asks now for what a meter would be asked for later, and tries again what it was to give: it was
    /// heard. Returns how much waited for it.
    pub fn hurry_questions(&mut self, account: AccountId, now: Instant) -> Result<usize, Failure> {
        let mut waited = 0;
        for message in self.store.waiting_commands(account)? {
            let command: MeterCommand = serde_json::from_str(&message.body)?;
            if matches!(
                command.kind,
                CommandKind::Read | CommandKind::Connect | CommandKind::Unlimit
            ) {
                self.store.message_failed(account, &message.key, now)?;
                waited += 1;
            }
        }
        Ok(waited)
    }

    /// The open accounts of the points that a meter speaks for: its own, and those behind it on M-Bus.
    pub fn accounts_behind(&mut self, serial: &str) -> Result<Vec<AccountId>, Failure> {
        let mut meters = self.store.meters_behind(serial)?;
        meters.extend(self.store.meter(serial)?);
        let points: Vec<Ean> = meters.iter().map(|meter| meter.ean).collect();
        let accounts = self.store.accounts_of(&points)?;
        let open = accounts.into_values().filter(|account| account.closed_at.is_none());
        Ok(open.map(|account| account.id).collect())
    }

    /// Whether the display was given something newer than this, whatever has become of it. Source: PA-42.
    pub fn is_overtaken(
        &mut self,
        message: &Message,
        command: &MeterCommand,
    ) -> Result<bool, Failure> {
        let CommandKind::Display { at: shown, .. } = command.kind else { return Ok(false) };
        for other in self.store.commands_since(message.account, message.at)? {
            let newer: MeterCommand = serde_json::from_str(&other.body)?;
            if let CommandKind::Display { at, .. } = newer.kind
                && (at, other.at, &other.key) > (shown, message.at, &message.key)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How the supply of an account stands, by all that was learnt.
    pub fn supply_of(&mut self, account: AccountId) -> Result<Option<SupplyState>, Failure> {
        let Some(account) = self.store.account(account)? else { return Ok(None) };
        let known = self.rebuild(std::slice::from_ref(&account), ALL_KNOWN)?;
        Ok(known.first().map(|known| known.timeline.supply()))
    }
}
