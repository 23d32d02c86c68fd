//! What a representative bills for a month, by what the group agreed on. Source: ES-16, ES-17, UX R-07.

use super::*;
use crate::share::runs::terms::{Agreed, agree, bills_csv, changed_since, held, prices};
use crate::share::runs::{Bill, dossier_of};
use store::SharingTerms;

/// A version with its bills, and the terms that they rest on; without terms there are none.
struct Made {
    run: KeptRun,
    terms: Option<SharingTerms>,
    /// When it was made, other terms held.
    changed_since: bool,
    bills: Vec<Bill>,
}

fn terms_line(terms: &SharingTerms, holds: bool) -> Option<TermsLine> {
    Some(TermsLine {
        from: Month(terms.from_month).first_day()?,
        price: terms.price,
        fee: terms.fee,
        network: terms.network,
        kept: terms.at.day(),
        holds,
    })
}

impl Representatives {
    /// The bills of a version: the newest of its month, or of the newest month, where none is named.
    fn made(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        kept: &Kept,
        asked: Option<(SettlementDay, Option<i32>)>,
    ) -> Result<Option<Made>, Failure> {
        let month = asked.map(|(month, _)| Month::of(month).0);
        let runs = engine.store.sharing_runs(kept.id, month)?;
        let run = match asked.and_then(|(_, seq)| seq) {
            Some(seq) => runs.into_iter().find(|run| run.seq == seq),
            None => runs.into_iter().next_back(),
        };
        let Some(run) = run else { return Ok(None) };
        let (month, all) = (Month(run.month), engine.store.sharing_terms(kept.id)?);
        let terms = held(&all, month).cloned();
        let (Some(day), Some(known)) = (month.first_day(), &terms) else {
            return Ok(Some(Made { run, terms, changed_since: false, bills: Vec::new() }));
        };
        let volumes = engine.store.volumes(kept.id, run.month, run.seq)?;
        let points = volumes.iter().map(|volume| volume.ean);
        self.note_version(engine, visitor, (kept, &run), points)?;
        // The form is that of the version: what is billed does not change with the dossier.
        let kept = Kept { dossier: dossier_of(kept, &run)?, ..kept.clone() };
        let bills = bills(engine, &kept, &volumes, prices(known), (day, self.now()))?;
        let changed_since = changed_since(&all, &run).is_some();
        Ok(Some(Made { run, terms, changed_since, bills }))
    }

    pub(super) fn bills_of(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: Option<(SettlementDay, Option<i32>)>,
    ) -> Result<Option<Bills>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let made = self.made(&mut engine, visitor, &kept, asked)?;
        let runs = engine.store.sharing_runs(group, None)?;
        let mut months: Vec<SettlementDay> =
            runs.iter().filter_map(|run| Month(run.month).first_day()).collect();
        months.dedup();
        months.reverse();
        let shown = made.as_ref().map(|made| made.run.month);
        let versions = runs.iter().filter(|run| Some(run.month) == shown);
        let versions = versions.map(|run| version_line(run, 0)).collect();
        let holds = made.as_ref().and_then(|made| made.terms.clone());
        let all = engine.store.sharing_terms(group)?;
        let terms = all.iter().rev().filter_map(|one| terms_line(one, holds.as_ref() == Some(one)));
        let lines = made.as_ref().map_or(&[][..], |made| &made.bills).iter().map(|bill| BillLine {
            ean: bill.ean,
            shared: bill.by_representative.shared,
            energy: bill.by_representative.energy,
            fee: bill.by_representative.fee,
            total: bill.by_representative.total,
            paid_to_producer: bill.paid_to_producer,
            supplier_energy: bill.by_supplier.energy_on,
            supplier_network: bill.by_supplier.network_on,
            network: bill.network,
            relief: bill.relief,
        });
        let version = made.as_ref().map(|made| version_line(&made.run, 0));
        let next = Month::of(self.now().day()).next().first_day();
        Ok(Some(Bills {
            changed_since: made.as_ref().is_some_and(|made| made.changed_since),
            next: next.unwrap_or(self.now().day()),
            months,
            versions,
            version,
            terms: terms.collect(),
            lines: lines.collect(),
        }))
    }

    /// `None` also where the group agreed on nothing for that month.
    pub(super) fn bills_file_of(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: (SettlementDay, Option<i32>),
    ) -> Result<Option<String>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let made = self.made(&mut engine, visitor, &kept, Some(asked))?;
        Ok(made.and_then(|made| {
            let terms = made.terms?;
            Some(bills_csv(&made.run, (&terms, made.changed_since), &made.bills))
        }))
    }

    pub(super) fn agreed(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &TermsWanted,
    ) -> Result<Option<Result<(), AgreeRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let terms = SharingTerms {
            from_month: Month::of(wanted.from).0,
            price: wanted.price,
            fee: wanted.fee,
            network: wanted.network,
            at: self.now(),
            // Whoever is forgotten is nobody's name in it. Source: PD-07.
            by: format!("#{}", visitor.person),
            cause: String::new(),
        };
        Ok(Some(match agree(&mut engine, (group, kept.dso), &terms)? {
            Agreed::Kept | Agreed::Known => Ok(()),
            Agreed::Final(month) => {
                Err(AgreeRefused::Final(month.first_day().unwrap_or(wanted.from)))
            }
        }))
    }
}
