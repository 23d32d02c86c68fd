//! A household's meter, its contract, what its registers showed and what it was told. Source: UX C-17.

use super::People;
use super::figures::{at_place, known};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::meters::keep_p1_consent;
use crate::notices::port_consent;
use crate::suppliers::Kept;
use calendar::Instant;
use portal::my::{
    Contract, MyError, MyPoint, PlacedMeter, Points, Port, RegisterLine, Supplier, SupplierAsked,
    Visitor,
};
use procedures::State;
use std::collections::BTreeMap;
use units::Energy;

/// So far back registers and messages are shown.
const REGISTER_DAYS: i32 = 400;
const TOLD_DAYS: i32 = 90;
/// What the timeline calls the operator where it supplies.
const SOCIAL: &str = "social";

impl People {
    /// Said twice it is said once; while it is not near its end there is nothing to renew.
    fn allow_port(
        &self,
        visitor: &Visitor,
        place: usize,
        agrees: bool,
    ) -> Result<Option<()>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let account = own.account;
        if account.group.energy != Energy::Electricity {
            return Ok(None);
        }
        engine.locked(account.dso, |engine| {
            let known = port(engine, &account, now)?;
            if !agrees || known.open.is_none() || known.ends_soon {
                let whose = (account.id, visitor.person);
                keep_p1_consent(&mut engine.store, whose, agrees, now)?;
            }
            Ok(Some(()))
        })
    }

    fn point_of(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPoint>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let placed = engine.store.meter_history(own.account.ean)?;
        let from = now.day().plus(-REGISTER_DAYS);
        let kept = engine.store.readings(&[own.account.id], from, now.day(), now)?;
        let told = crate::notices::told_to_holder(
            &mut engine,
            own.account.id,
            now.day().plus(-TOLD_DAYS).start(),
        )?;
        let port = match own.account.group.energy {
            Energy::Electricity => Some(port(&mut engine, &own.account, now)?),
            Energy::Gas => None,
        };
        let asked = asked(&mut engine, &own.account)?;
        let suppliers = engine.store.suppliers()?;
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let (account, timeline) = (&known.own.account, &known.timeline);
        // What came last counts; it was corrected if something else was known before.
        let mut registers = BTreeMap::new();
        for reading in kept {
            let corrected = registers.contains_key(&reading.midnight);
            let (midnight, values) = (reading.midnight, reading.registers.0);
            registers.insert(midnight, RegisterLine { midnight, values, corrected });
        }
        let supplier = match timeline.account.supplier_on(now.day()) {
            None | Some(SOCIAL) => Supplier::Operator,
            // By its name, as on its bills, and not by its number on the market.
            Some(id) => {
                let known = suppliers.into_iter().find(|known| known.id == id);
                Supplier::Named(known.map_or_else(|| id.to_owned(), |known| known.name))
            }
        };
        let mut placed: Vec<PlacedMeter> = placed.into_iter().map(placed_meter).collect();
        placed.sort_by_key(|one| std::cmp::Reverse(one.from));
        Ok(Some(MyPoint {
            contract: Contract {
                since: account.opened_at.day(),
                supplier,
                social: timeline.account.status.protected_on(now.day()),
                two_rates: account.group.rates == prepay::Rates::Two,
            },
            port,
            meter: known.own.meter,
            meters,
            placed,
            registers: registers.into_values().rev().collect(),
            told,
            asked,
        }))
    }
}

/// What suppliers asked for the point of an account in its own time. Of who lived there before nothing is told.
pub(super) fn asked(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<SupplierAsked>, Failure> {
    let names = engine.store.suppliers()?;
    let mut all = Vec::new();
    for case in engine.store.supplier_cases_of_point(account.ean)? {
        let Kept::Request(request) = Kept::read(&case)? else { continue };
        let last = request.steps.last();
        let began = request.state == State::Activated
            && last.is_some_and(|taken| account.opened_at <= taken.at);
        let after = account.closed_at.is_some_and(|closed| closed < request.asked_at);
        if after || (request.asked_at < account.opened_at && !began) {
            continue;
        }
        let name = names.iter().find(|known| known.id == case.supplier);
        all.push(SupplierAsked {
            supplier: name.map_or(case.supplier, |known| known.name.clone()),
            day: request.asked_at.day(),
            begins: request.ground.activates(),
            state: request.state,
            last: last.map_or(request.asked_at.day(), procedures::Taken::day),
            due: request.due,
        });
    }
    Ok(all)
}

fn port(engine: &mut Engine, account: &store::Account, now: Instant) -> Result<Port, Failure> {
    let acts = engine.store.consents(account.id)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let given = port_consent(&acts, rules.parameters.at(now.day(), now), now.day());
    Ok(Port {
        open: given.map(|given| (given.since, given.until)),
        ends_soon: given.is_some_and(|given| given.ends_soon),
    })
}

fn placed_meter(meter: store::Meter) -> PlacedMeter {
    let day = |at: Instant| at.day();
    PlacedMeter {
        serial: meter.serial,
        from: day(meter.placed_at),
        until: meter.removed_at.map(day),
        read: meter.read_midnight,
    }
}

impl Points for People {
    fn point(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPoint>, MyError> {
        self.point_of(visitor, place).map_err(super::failed("could not read a meter"))
    }

    fn set_port(
        &self,
        visitor: &Visitor,
        place: usize,
        agrees: bool,
    ) -> Result<Option<()>, MyError> {
        self.allow_port(visitor, place, agrees).map_err(super::failed("could not keep a consent"))
    }
}
