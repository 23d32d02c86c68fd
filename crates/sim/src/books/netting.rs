//! A day whose injection is netted: by how much the net since the last regularisation has grown. Source: PS-11.

use super::account::Account;
use super::scenario::Registers;
use super::settlement::Midnights;
use calendar::SettlementDay;

/// A begin or an end of days.
enum Edge<'a> {
    /// The midnight that opens the day, or the begin of the account on it.
    Opens(SettlementDay),
    /// The handover, with its registers.
    Handover(&'a Registers),
}

impl Account<'_> {
    /// From which day on a day is netted, if it is.
    pub fn netted_since(&self, day: SettlementDay) -> Option<SettlementDay> {
        let covers = |(from, to): &&(SettlementDay, Option<SettlementDay>)| {
            *from <= day && to.is_none_or(|to| day < to)
        };
        self.injection.netted.iter().find(covers).map(|(from, _)| *from)
    }

    /// What a day is charged for; `None` unless every register that counts on it is known.
    pub fn charged_use(
        &self,
        midnights: &Midnights,
        day: SettlementDay,
        handover: Option<&Registers>,
    ) -> Option<Registers> {
        let moved = self.measured_use(midnights, day, handover)?;
        let Some(begin) = self.netted_since(day) else { return Some(moved) };
        let since = self.first_with_all(midnights, begin)?;
        if day < since {
            return None;
        }
        let end = handover.map_or(Edge::Opens(day.next()), Edge::Handover);
        let now = self.net(midnights, since, day.next(), &end)?;
        let before = match day == since {
            true => vec![0; now.len()],
            false => self.net(midnights, since, day, &Edge::Opens(day))?,
        };
        let grown = now.iter().zip(&before).map(|(now, before)| now.max(&0) - before.max(&0));
        let mut grown: Vec<i64> = grown.collect();
        grown.resize(moved.len(), 0);
        (!self.injected_wrongly(midnights, day, handover)).then_some(grown)
    }

    /// Injection that went back, or more of it than the supply lets through.
    pub fn injection_cannot_be(&self, day: SettlementDay, handed_over: bool) -> bool {
        let handover = self.moved_out.as_ref().filter(|_| handed_over);
        let handover = handover.and_then(|(_, registers)| registers.as_ref());
        self.netted_since(day).is_some() && self.injected_wrongly(&self.midnights(), day, handover)
    }

    fn injected_wrongly(
        &self,
        midnights: &Midnights,
        day: SettlementDay,
        handover: Option<&Registers>,
    ) -> bool {
        let end = handover.map_or(Edge::Opens(day.next()), Edge::Handover);
        let Some((_, injected)) = self.flowed(midnights, day, day.next(), &end) else {
            return false;
        };
        let hours = (day.end().0 - day.start().0) / 3_600_000_000;
        let most = self.parameter("reading.max_power_w", day) * 1_000 * hours;
        injected.iter().any(|one| *one < 0) || injected.iter().sum::<i64>() > most
    }

    /// The first day from `begin` on that begins with all four registers known.
    fn first_with_all(&self, midnights: &Midnights, begin: SettlementDay) -> Option<SettlementDay> {
        let start = self.start.as_ref()?;
        if begin <= start.day && self.injection.start.is_some() {
            return Some(start.day);
        }
        let known = self.injection.midnights.keys().copied();
        known.filter(|day| *day >= begin.max(start.day) && midnights.contains_key(day)).min()
    }

    /// Off-take less injection from the begin of `since` to an edge of the day before `until`: by register, or of
    /// both together at a single rate.
    fn net(
        &self,
        midnights: &Midnights,
        since: SettlementDay,
        until: SettlementDay,
        end: &Edge,
    ) -> Option<Vec<i64>> {
        let (taken, injected) = self.flowed(midnights, since, until, end)?;
        let net: Vec<i64> =
            taken.iter().zip(&injected).map(|(taken, given)| taken - given).collect();
        Some(if self.scenario.single_rate { vec![net.iter().sum()] } else { net })
    }

    fn flowed(
        &self,
        midnights: &Midnights,
        since: SettlementDay,
        until: SettlementDay,
        end: &Edge,
    ) -> Option<(Registers, Registers)> {
        let (mut taken, mut injected) = self.at_edge(midnights, end)?;
        let (taken_then, injected_then) = self.at_edge(midnights, &Edge::Opens(since))?;
        for (place, swap) in self.swaps.iter().enumerate() {
            if since <= swap.day && swap.day < until {
                let [old, new] = self.injection.swaps.get(place)?;
                add(&mut taken, &swap.old, &swap.new);
                add(&mut injected, old.as_ref()?, new.as_ref()?);
            }
        }
        let nothing = vec![0; taken.len()];
        add(&mut taken, &nothing, &taken_then);
        add(&mut injected, &nothing, &injected_then);
        Some((taken, injected))
    }

    fn at_edge(&self, midnights: &Midnights, edge: &Edge) -> Option<(Registers, Registers)> {
        match edge {
            Edge::Handover(taken) => Some(((*taken).clone(), self.injection.handover.clone()?)),
            Edge::Opens(day) => {
                let start = self.start.as_ref()?;
                if start.day == *day {
                    return Some((start.registers.clone(), self.injection.start.clone()?));
                }
                let taken = midnights.get(day)?.registers.clone();
                Some((taken, self.injection.midnights.get(day)?.clone()))
            }
        }
    }
}

/// Adds what `more` has above `less`.
fn add(sum: &mut [i64], more: &[i64], less: &[i64]) {
    for ((sum, more), less) in sum.iter_mut().zip(more).zip(less) {
        *sum += more - less;
    }
}
