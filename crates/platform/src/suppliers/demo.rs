//! What the suppliers of a demo ask.

use super::asked::request_rules;
use super::steps::{self, take};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::visits;
use calendar::Instant;
use procedures::{Appointment, Channel, Ground, Home, Request, Slot, Step, VisitReason, VisitStep};
use store::{NewSupplierCase, SupplierCaseKind};
use units::{Dso, Ean, Energy, Language, MicroEuro};

/// The first point for which a supplier asks; those behind it are numbered on.
const FIRST_POINT: u64 = 54_144_900_088_000_001;
const OWED: MicroEuro = MicroEuro(180_000_000);

/// A request that its household has refused, one that has just come, one that waits for a second visit, and the end of
/// a customer's prepayment.
pub fn ask_as_demo(
    engine: &mut Engine,
    dso: Dso,
    supplier: &str,
    customer: Option<Ean>,
    now: Instant,
) -> Result<(), Failure> {
    let mut asks = Asks { engine, dso, supplier };
    let refused = asks.unpaid(FIRST_POINT, now)?;
    asks.unpaid(FIRST_POINT + 1, now)?;
    let (asked, letter, visit) = (now.plus_h(-20 * 24), now.plus_h(-16 * 24), now.plus_h(-8 * 24));
    let absent = asks.unpaid(FIRST_POINT + 2, asked)?;
    if customer.is_some() {
        asks.ask(Ground::Paid, customer, now)?;
    }
    let engine = asks.engine;
    take(engine, refused, Step::LetterSent, "demo", now)??;
    take(engine, refused, Step::Refused { channel: Channel::Card }, "demo", now)??;
    let home = Home {
        name: String::new(),
        street: "Rue de l’Exemple 88".to_owned(),
        postcode: "4800".to_owned(),
        town: "Verviers".to_owned(),
        language: Language::Fr,
        phone: None,
        energy: Energy::Electricity,
    };
    steps::learn_home(engine, absent, home, letter)??;
    take(engine, absent, Step::LetterSent, "demo", letter)??;
    let Some(point) = Ean::with_check_digit(FIRST_POINT + 2) else { return Ok(()) };
    let mut day = visit.day();
    while !day.is_working_day() {
        day = day.previous();
    }
    let task = "Remplacer le compteur classique".to_owned();
    let asked = Appointment { reason: VisitReason::NewMeter, day, slot: Slot::Morning, task };
    let number = visits::plan(engine, point, &asked, ("demo", "demo"), letter)??;
    let in_vain = VisitStep::Absent { words: String::new() };
    visits::take(engine, number, &in_vain, ("demo", 0), day.at(9, 30))??;
    Ok(())
}

struct Asks<'a> {
    engine: &'a mut Engine,
    dso: Dso,
    supplier: &'a str,
}

impl Asks<'_> {
    /// For a point whose bills were not paid; the number of the request.
    fn unpaid(&mut self, point: u64, now: Instant) -> Result<i64, Failure> {
        let notified = now.day().plus(-30);
        let ground = Ground::Default { notified, owed: OWED, both_energies: false };
        self.ask(ground, Ean::with_check_digit(point), now)
    }

    fn ask(&mut self, ground: Ground, ean: Option<Ean>, now: Instant) -> Result<i64, Failure> {
        let rules = request_rules(self.engine, self.dso, now)?;
        let papers = vec!["registered letter".to_owned()];
        let request = Request::open(ground, papers, "supplier", now, &rules)?;
        let (dso, supplier) = (self.dso, self.supplier);
        self.engine.locked(dso, |engine| {
            Ok(engine.store.add_supplier_case(&NewSupplierCase {
                dso,
                supplier,
                kind: SupplierCaseKind::Request,
                ean,
                page: &format!("demo/{}", ean.map(|ean| ean.to_string()).unwrap_or_default()),
                due: request.due,
                body: &serde_json::to_string(&request)?,
            })?)
        })
    }
}
