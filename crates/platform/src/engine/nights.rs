//! The nights of an operator.

use super::Engine;
use super::rebuilt::Sources;
use crate::books::Books;
use crate::failure::{Failure, refuse};
use crate::settle::{Escalated, Settled, SlowNights, settle_night};
use calendar::SettlementDay;
use std::collections::BTreeMap;
use store::{Booking, Run, Store};
use timeline::{Fact, Output};
use units::{AccountId, Dso, Energy};

/// Accounts read together where nothing is written.
const TOGETHER: usize = 30_000;

impl Engine {
    /// What a night of an operator would do: nothing is written.
    pub fn plan_only(&mut self, dso: Dso, day: SettlementDay) -> Result<Settled, Failure> {
        let night = self.books.night(dso, day)?;
        let (first, _) = AccountId::range_of(dso);
        let run = Run {
            id: 0,
            dso,
            day,
            run_at: self.books.run_at(dso, day)?,
            done: false,
            last_account: AccountId(first.0 - 1),
        };
        let mut reader = self.store.night(&run)?;
        let mut planned = Settled::default();
        while let Some(batch) = reader.next_batch(TOGETHER)? {
            planned.slow += u64::try_from(batch.missing.len())?;
            for input in &batch.inputs {
                match night.plan(input) {
                    Ok((row, plan)) => {
                        planned.ordinary += 1;
                        planned.notices += u64::from(plan.deepest_crossing(&row).is_some());
                    }
                    Err(_) => planned.slow += 1,
                }
            }
        }
        Ok(planned)
    }

    /// Settles the night of `day` of an operator.
    pub fn settle(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        said: &mut Vec<(AccountId, Output)>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Settled, Failure> {
        let night = self.books.night(dso, day)?;
        let run_at = self.books.run_at(dso, day)?;
        // Which days are netted is told before they are charged (PS-11).
        crate::producers::tell_all(self, dso, run_at);
        let mut slow = Slow { books: &self.books, said };
        let settled = settle_night(&mut self.store, dso, &night, run_at, &mut slow, progress)?;
        // Displays are told each morning, from the rows of the night (PA-42).
        let body = serde_json::json!({ "dso": dso, "day": day }).to_string();
        let displays = format!("display/{dso}/{day}");
        self.store.add_job(&displays, crate::work::DISPLAYS, run_at, &body)?;
        let calendars = format!("calendar/{dso}/{day}");
        self.store.add_job(&calendars, crate::work::CALENDARS, run_at, &body)?;
        // How far off the estimates were is measured beside the night, not in it (PA-37).
        let key = crate::estimates::job_key(dso, day);
        self.store.add_job(&key, crate::estimates::JOB, run_at, &body)?;
        let key = crate::notices::job_key(dso, day);
        self.store.add_job(&key, crate::notices::JOB, run_at, &body)?;
        let rules = self.books.rules(dso, Energy::Electricity)?;
        let hours = &rules.parameters.at(day.next(), run_at).protected_hours;
        if let Some(due) = crate::notices::forecast::due_after(day, hours) {
            let key = crate::notices::forecast::job_key(dso, day.next());
            let due = due.max(run_at);
            self.store.add_job(&key, crate::notices::forecast::JOB, due, &body)?;
        }
        let decided = self.count_candidates(dso, day, run_at)?;
        said.extend(decided.into_iter().map(|(account, line)| (account, Output::Event(line))));
        Ok(settled)
    }
}

/// Settles accounts whose night is not an ordinary one.
struct Slow<'a> {
    books: &'a Books,
    said: &'a mut Vec<(AccountId, Output)>,
}

impl SlowNights for Slow<'_> {
    fn settle(
        &mut self,
        store: &mut Store,
        run: &Run,
        escalated: &[Escalated],
    ) -> Result<Vec<Booking>, Failure> {
        let (Some(first), Some(last)) = (escalated.first(), escalated.last()) else {
            return Ok(Vec::new());
        };
        // One query for the range, then those that are asked for.
        let span = usize::try_from(last.account.0 - first.account.0 + 1)?;
        let before = AccountId(first.account.0 - 1);
        let mut accounts = store.accounts(Some(run.dso), Some(before), span)?;
        let asked: BTreeMap<AccountId, &Escalated> =
            escalated.iter().map(|one| (one.account, one)).collect();
        accounts.retain(|account| asked.contains_key(&account.id));
        if accounts.len() != asked.len() {
            // A night that is done is never looked at again: nobody may be left out of it.
            return refuse(format!(
                "{} accounts need their timeline, and {} of them were found",
                asked.len(),
                accounts.len()
            ));
        }
        let sources = Sources::load(store, &accounts, run.run_at)?;
        let mut bookings = Vec::with_capacity(accounts.len());
        for account in &accounts {
            let mut rebuilt = sources.rebuild(account, self.books)?;
            if let Some(input) = asked.get(&account.id).and_then(|one| one.input) {
                // What the night would have started from and what the facts give are one balance.
                let kept = input.before.balance.checked_add(input.moved);
                let derived = rebuilt.timeline.account.balance();
                if kept != Some(derived) {
                    return refuse(format!(
                        "EAN {}: the balance kept is not the {derived} EUR that its facts give",
                        account.ean
                    ));
                }
            }
            let rules = self.books.rules(account.dso, account.group.energy)?;
            rebuilt.timeline.advance_to(run.run_at, rules)?;
            for output in rebuilt.timeline.take_outputs() {
                self.said.push((account.id, output));
            }
            let facts = [(Fact::Clock {}, run.run_at)];
            let (booking, _) = rebuilt.booking(&facts, false, rules)?;
            bookings.push(booking);
        }
        Ok(bookings)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{ean, empty, move_in, nights};
    use calendar::SettlementDay;

    #[test]
    fn pa_07_a_night_settles_each_account_also_one_before_an_account_on_hold() {
        let mut engine = empty("sqlite::memory:");
        let first = move_in(&mut engine, ean()).id;
        let held = move_in(&mut engine, "541449000000000010".parse().unwrap()).id;
        nights(&mut engine, &[(first, 10), (held, 10)], "2026-10-30");
        // It goes backward, and is on hold from then on.
        nights(&mut engine, &[(first, 20), (held, 2)], "2026-10-31");
        // The first one uses up its credit: neither night is an ordinary one.
        nights(&mut engine, &[(first, 170), (held, 3)], "2026-11-01");
        let [from, to] = ["2026-10-30", "2026-11-01"].map(|day| day.parse().unwrap());
        let mut days = |account| -> Vec<SettlementDay> {
            let rows = engine.store.days(&[account], from, to).unwrap();
            rows.iter().map(|row| row.day).collect()
        };
        assert_eq!(days(held), [from], "on hold");
        assert_eq!(days(first), [from, from.next(), to]);
    }
}
