//! `tirelire verify`: the chain, the trial balance, stored against derived, and a proof that replays
//! for every order.

#[cfg(test)]
mod closed;

use crate::engine::{Engine, derived_rows};
use crate::failure::{Failure, chain};
use guards::Proof;
use std::collections::BTreeSet;
use store::{Point, PointNow};
use supply::{Cause, MeterCommand};
use units::Dso;

/// One check: what was looked at, and the first fault.
#[derive(Debug)]
pub struct Check {
    pub what: String,
    pub fault: Option<String>,
}

/// All checks of a store.
#[derive(Debug, Default)]
pub struct Report {
    pub checks: Vec<Check>,
}

impl Report {
    pub fn first_fault(&self) -> Option<&Check> {
        self.checks.iter().find(|check| check.fault.is_some())
    }

    fn add(&mut self, what: impl Into<String>, fault: Option<String>) {
        self.checks.push(Check { what: what.into(), fault });
    }
}

/// Accounts looked at together.
const TOGETHER: usize = 2_000;

/// Checks everything that is kept of every operator that has accounts.
pub fn verify(engine: &mut Engine) -> Result<Report, Failure> {
    let mut report = Report::default();
    for dso in Dso::ALL {
        if engine.store.accounts(Some(dso), None, 1)?.is_empty() {
            continue;
        }
        let journal = engine.store.verify_chain(dso)?;
        let fault = journal.fault.map(|fault| chain(&fault));
        report.add(format!("{dso}: hash chain of {} batches", journal.links), fault);
        let loose = engine.store.rows_without_batch(dso)?;
        let fault = (loose != 0).then(|| format!("{loose} rows belong to no batch"));
        report.add(format!("{dso}: every row belongs to a batch"), fault);
        let excess = engine.store.trial_balance(dso)?.excess();
        let fault = (excess != 0).then(|| format!("debits exceed credits by {excess} micro-euro"));
        report.add(format!("{dso}: trial balance is zero"), fault);
        let unequal = engine.store.unequal_balances(dso)?;
        let fault = unequal.first().map(|one| {
            format!("account {}: stored {} but derived {}", one.account, one.stored, one.derived)
        });
        report.add(format!("{dso}: stored balances are the sums of their postings"), fault);
        // What cannot even be read is a fault like any other, not the end of the checks.
        if let Err(failure) = rederive(engine, dso, &mut report) {
            let fault = chain(failure.as_ref());
            report.add(format!("{dso}: accounts can be derived anew"), Some(fault));
        }
        if let Err(failure) = prove(engine, dso, &mut report) {
            let fault = chain(failure.as_ref());
            report.add(format!("{dso}: proofs can be read"), Some(fault));
        }
    }
    Ok(report)
}

/// Derives every day row and entry anew from facts and readings, and compares.
fn rederive(engine: &mut Engine, dso: Dso, report: &mut Report) -> Result<(), Failure> {
    let (mut after, mut days, mut entries, mut fault) = (None, 0usize, 0usize, None);
    let points = engine.store.points(dso)?;
    loop {
        let accounts = engine.store.accounts(Some(dso), after, TOGETHER)?;
        let Some(last) = accounts.last() else { break };
        after = Some(last.id);
        let rebuilt = engine.derive(&accounts)?;
        for (account, mut known) in accounts.iter().zip(rebuilt) {
            let to = known.timeline.reached().day();
            let from = account.opened_at.day();
            let stored = engine.store.days(&[account.id], from, to)?;
            let mut derived: std::collections::BTreeMap<_, _> = std::collections::BTreeMap::new();
            for row in derived_rows(&mut known) {
                derived.insert(row.day, row);
            }
            days += stored.len();
            for row in &stored {
                if derived.get(&row.day) != Some(row) {
                    let other = derived.get(&row.day);
                    fault.get_or_insert(format!(
                        "EAN {}: the row of {} is not what its readings give: stored {row:?}, derived {other:?}",
                        account.ean, row.day
                    ));
                }
            }
            if stored.len() != derived.len() {
                fault.get_or_insert(format!(
                    "EAN {}: {} days are stored, {} follow from its readings",
                    account.ean,
                    stored.len(),
                    derived.len()
                ));
            }
            let at = known.timeline.reached();
            let plain =
                |point: &&Point| point.supply == 0 && !point.held && point.grace_until <= at;
            let point = points.get(&account.id).filter(|point| !plain(point));
            let listed = point.map_or(PointNow::Plain, |point| PointNow::Special(*point));
            if account.closed_at.is_none() && listed != known.point(at) {
                fault.get_or_insert(format!(
                    "EAN {}: the supply on the list of accounts is not what its facts give",
                    account.ean
                ));
            }
            let kept = engine.store.entries(&[account.id])?;
            entries += kept.len();
            if kept.as_slice() != known.timeline.account.journal() {
                fault.get_or_insert(format!(
                    "EAN {}: the journal is not what its facts give",
                    account.ean
                ));
            }
        }
    }
    report.add(
        format!("{dso}: {days} day rows and {entries} entries follow from facts and readings"),
        fault,
    );
    Ok(())
}

/// Every order has a proof, and every proof replays.
fn prove(engine: &mut Engine, dso: Dso, report: &mut Report) -> Result<(), Failure> {
    let check = engine.store.verify_proofs(dso)?;
    let fault = check.fault.map(|fault| chain(&fault));
    report.add(format!("{dso}: chain of {} proofs", check.links), fault);
    let key = crate::seal::public_key(&mut engine.store)?;
    let mut unsigned = None;
    let (mut after, mut count, mut fault) = (0, 0usize, None);
    let mut known: BTreeSet<String> = BTreeSet::new();
    loop {
        let proofs = engine.store.proofs(dso, after, TOGETHER)?;
        let Some(last) = proofs.last() else { break };
        after = last.number;
        for kept in &proofs {
            count += 1;
            let proof: Proof = serde_json::from_str(&kept.body)?;
            if let Err(error) = proof.replay() {
                fault.get_or_insert(chain(&error));
            }
            known.insert(proof.hash.to_string());
            let signed = |key| crate::seal::is_signed(key, &kept.hash, &kept.signature);
            if key.as_ref().is_some_and(|key| !signed(key)) {
                unsigned.get_or_insert(format!("proof {} is not signed", kept.number));
            }
        }
    }
    if key.is_some() {
        report.add(format!("{dso}: {count} proofs are signed"), unsigned);
    }
    report.add(format!("{dso}: {count} decisions replay to the same result"), fault);
    let (mut orders, mut fault, mut after) = (0usize, None, None);
    loop {
        let accounts = engine.store.accounts(Some(dso), after, TOGETHER)?;
        let Some(last) = accounts.last() else { break };
        after = Some(last.id);
        let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
        for message in engine.store.messages(&ids)? {
            if message.kind != "command" {
                continue;
            }
            let command: MeterCommand = serde_json::from_str(&message.body)?;
            if let Cause::Exhausted { proof } = &command.cause {
                orders += 1;
                if !known.contains(proof) {
                    fault.get_or_insert(format!("order {} has no proof", command.id));
                }
            }
        }
    }
    report.add(format!("{dso}: {orders} orders to cut or limit have their proof"), fault);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testing::{ean, engine_with, instant, night_of_home, sound};
    use calendar::SettlementDay;
    use ledger::LedgerAccount;
    use readings::Registers;
    use store::Reading;
    use timeline::Fact;
    use units::Dso;

    /// From the row of the night to the trial balance: what is kept is what the facts give.
    #[test]
    fn pa_16_what_is_owed_apart_is_stored_as_it_is_derived() {
        let parameters = [("limiter.booking", "separate_debt"), ("ndp.holidays", "false")];
        let mut engine = engine_with(&parameters, true);
        let account = engine.account_of(ean()).unwrap();
        // 20.00, 35.00 on Friday, then 1.00 a day for the advance: limited on Monday at 08:00.
        night_of_home(&mut engine, "2026-10-30", 175);
        night_of_home(&mut engine, "2026-10-31", 175);
        night_of_home(&mut engine, "2026-11-01", 175);
        let morning = instant("2026-11-02T09:00:00+01:00");
        engine.advance(std::slice::from_ref(&account), morning).unwrap();
        night_of_home(&mut engine, "2026-11-02", 180);
        night_of_home(&mut engine, "2026-11-03", None);
        night_of_home(&mut engine, "2026-11-04", 200);
        sound(&mut engine);
        // Tuesday's midnight comes late, and 1.00 is repaid.
        let reading = Reading {
            midnight: "2026-11-04".parse().unwrap(),
            account: account.id,
            registers: Registers([188_000_000, 0]),
            learnt_at: instant("2026-11-05T12:00:00+01:00"),
        };
        engine.store.record_readings(&[reading]).unwrap();
        let eur = "1.00".parse().unwrap();
        let repaid = Fact::LimiterRepayment { eur, channel: "online".into(), id: "R-1".into() };
        let at = instant("2026-11-05T13:00:00+01:00");
        assert_eq!(engine.record(&account, &repaid, at).unwrap().len(), 1);
        assert!(engine.record(&account, &repaid, at.plus_h(1)).unwrap().is_empty());
        night_of_home(&mut engine, "2026-11-05", 200);
        sound(&mut engine);
        let (from, to) = (SettlementDay(0), SettlementDay(99_999));
        let rows = engine.store.days(&[account.id], from, to).unwrap();
        let told: Vec<String> =
            rows.iter().map(|row| format!("{} {} {}", row.day, row.charge, row.balance)).collect();
        assert_eq!(
            told[2..],
            [
                "2026-11-01 0.000000 -17.000000",
                "2026-11-02 1.000000 -18.000000",
                "2026-11-03 0.333333 -19.000000",
                "2026-11-04 0.333333 -20.000000",
                "2026-11-05 0.000000 -21.000000",
            ]
        );
        let trial = engine.store.trial_balance(Dso::Ores).unwrap();
        // 5.00 for 25 kWh under the limit, less 1.00.
        assert_eq!(trial.of(LedgerAccount::DebtToSupplier), 4_000_000);
    }
}
