//! Work that is announced to everybody beforehand, among the facts of the fleet. Source: UX O-10, P-10.

use super::{Done, Rooms, failed};
use crate::agents::signature;
use crate::failure::Failure;
use guards::{Covers, FleetFact};
use portal::my::{MyError, Visitor};
use portal::operator::{NewWork, Told, WorkLine, Works};

impl Rooms {
    fn planned(&self) -> Result<Vec<WorkLine>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let works = engine.fleet_book(self.operator)?.works;
        let open = works.into_iter().filter(|(_, work)| !work.cancelled && now < work.until);
        let mut lines: Vec<WorkLine> = open
            .map(|(id, work)| WorkLine {
                id,
                kind: work.kind,
                energy: work.covers.energy,
                area: work.covers.area,
                from: work.from,
                until: work.until,
            })
            .collect();
        lines.sort_by_key(|line| (line.from, line.until));
        Ok(lines)
    }

    fn announce(&self, visitor: &Visitor, new: &NewWork, attempt: &str) -> Done<()> {
        let area = Some(new.area.clone()).filter(|area| !area.is_empty());
        let fact = FleetFact::WorkPlanned {
            work: format!("page-{attempt}"),
            kind: new.kind.clone(),
            covers: Covers { energy: new.energy, area },
            from: new.from,
            until: new.until,
            by: signature(visitor),
        };
        self.record(&format!("work-{attempt}"), &fact, self.now())
    }

    fn call_off(&self, visitor: &Visitor, id: &str) -> Done<()> {
        let book = self.engine().fleet_book(self.operator)?;
        if book.works.get(id).is_some_and(|work| work.cancelled) {
            // Called off by somebody already, which is all that this one wants.
            return Ok(Ok(()));
        }
        let fact = FleetFact::WorkCancelled { work: id.to_owned(), by: signature(visitor) };
        self.record(&format!("work-end-{id}"), &fact, self.now())
    }
}

impl Works for Rooms {
    fn works(&self, _: &Visitor) -> Result<Vec<WorkLine>, MyError> {
        self.planned().map_err(failed("could not read planned work"))
    }

    fn plan_work(&self, visitor: &Visitor, new: &NewWork, attempt: &str) -> Told<()> {
        self.announce(visitor, new, attempt).map_err(failed("could not announce work"))
    }

    fn cancel_work(&self, visitor: &Visitor, id: &str) -> Told<()> {
        self.call_off(visitor, id).map_err(failed("could not call work off"))
    }
}
