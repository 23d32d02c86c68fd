//! The reconciliation of the command line as a page: the same comparison, of what is kept. Nobody outside is asked for
//! it, and nothing is written. Source: UX O-09, TP-19.

use super::{Rooms, failed};
use crate::failure::Failure;
use crate::reconcile::{AtProvider, Banks, Compared, Terminals, Unasked, Way, compare};
use portal::my::{MyError, Visitor};
use portal::operator::{
    Agreement, AgreementView, DaySums, DaysWanted, DifferenceView, PeriodView, Teller, WayView,
    Wrong,
};
use units::MicroEuro;
use vending::{Difference, Fault, PaidPeriod, PeriodFigures, Side};

/// A sum that no account could hold is shown as the largest one.
fn money(micro: i128) -> MicroEuro {
    let most = if micro < 0 { i64::MIN } else { i64::MAX };
    MicroEuro(i64::try_from(micro).unwrap_or(most))
}

fn teller(side: Side) -> Teller {
    match side {
        Side::Outside => Teller::Outside,
        Side::Payments => Teller::Payments,
        Side::Ledger => Teller::Ledger,
    }
}

fn wrong(fault: Fault) -> Wrong {
    match fault {
        Fault::Missing(side) => Wrong::Missing(teller(side)),
        Fault::Doubled(side) => Wrong::Doubled(teller(side)),
        Fault::AmountsDiffer => Wrong::Amounts,
        Fault::DaysDiffer => Wrong::Days,
    }
}

fn difference(one: &Difference) -> DifferenceView {
    let lines = one.lines.iter();
    DifferenceView {
        key: one.key.clone(),
        wrong: one.faults.iter().copied().map(wrong).collect(),
        lines: lines.map(|(side, day, amount)| (teller(*side), *day, *amount)).collect(),
    }
}

fn way(name: String, compared: Compared) -> WayView {
    let days = compared.three_way.days.iter();
    WayView {
        name,
        days: days.map(|(day, sums)| DaySums { day: *day, sums: sums.map(money) }).collect(),
        differences: compared.three_way.differences.iter().map(difference).collect(),
        faults: compared.faults,
        remarks: compared.remarks,
    }
}

fn period(figures: &PeriodFigures) -> PeriodView {
    PeriodView {
        credited: money(figures.credited),
        remitted: money(figures.remitted),
        owed: money(figures.owed_to_operator),
        open: money(figures.open),
    }
}

impl Rooms {
    fn agreement_of(&self, wanted: DaysWanted) -> Result<AgreementView, Failure> {
        let (now, dso, mut engine) = (self.now(), self.operator, self.engine());
        let engine = &mut *engine;
        let days = PaidPeriod { from: wanted.from, to: wanted.to.next() };
        let online: Box<dyn Way> = match AtProvider::as_last_told(engine, days, Some(dso))? {
            Some(told) => Box::new(told),
            None => Box::new(Unasked),
        };
        let ways: [&dyn Way; 3] = [&Banks, online.as_ref(), &Terminals];
        let found = compare(engine, &ways, dso, days, wanted.from != wanted.to, now)?;
        let figures = found.period.map(|figures| match figures {
            Ok(figures) => Ok(period(&figures)),
            Err(gaps) => Err(gaps.iter().map(ToString::to_string).collect()),
        });
        Ok(AgreementView {
            dso,
            days: wanted,
            ways: found.ways.into_iter().map(|(name, compared)| way(name, compared)).collect(),
            period: figures,
            remarks: found.remarks,
            as_of: now,
        })
    }
}

impl Agreement for Rooms {
    fn agreement(&self, _: &Visitor, days: DaysWanted) -> Result<AgreementView, MyError> {
        self.agreement_of(days).map_err(failed("could not compare what all sides tell"))
    }
}
