//! `tirelire meter evening`: one home from its last euros to the dark and back to the light, with a virtual
//! meter over DLMS. Nothing is staged: nights, guards, orders, the counter of a shop and the meter are those
//! of every other home; only the days and the people are written down here.

use super::field::{Field, ToPlace};
use super::served::HomeLoad;
use crate::books::{enter_illustrative_parameter, enter_illustrative_price};
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::till::{Answer, Request, SaleCall, SaleRequest, serve};
use calendar::{Instant, SettlementDay};
use clap::Args;
use guards::LawfulBasis;
use params::PriceBasis;
use prepay::{Rates, TariffGroup};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use store::Store;
use timeline::{EventLine, Fact, Output};
use units::{Dso, Ean, Energy, MicroEuro, ObisCode};
use vending::{Advice, Means};
use virtual_meters::{Button, Draw, Kind, Profile};

const DSO: Dso = Dso::Ores;
/// What the meter before this one had left: enough that nothing is advanced (PA-05).
const AT_FIRST: &str = "23.40";
/// Half a kilowatt, or half a cubic metre an hour of 10 kWh each at a tenth of the price: 4.80 EUR a day.
const WATT: i32 = 500;
const LITRES_PER_H: u32 = 500;
const FIRST_DAY: &str = "2026-10-26";
/// The day after the one that exhausts the emergency credit: 15.00 below zero, and no further.
const AWAY_ON: &str = "2026-11-03";
const TILL: &str = "T-1";

#[cfg(test)]
mod tests;

#[derive(Debug, Args)]
pub struct Evening {
    /// `electricity` or `gas`.
    #[arg(long, default_value = "electricity")]
    energy: Energy,
}

/// The world of one home.
struct Home<'a> {
    engine: Engine,
    field: Field,
    account: store::Account,
    energy: Energy,
    json: bool,
    out: &'a mut dyn Write,
    /// When each clock was reached.
    clocks: Vec<(&'static str, Instant)>,
}

pub fn run(asked: &Evening, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    // Counters and keys are written over a connection of their own, so it is a file.
    let folder = std::env::temp_dir().join(format!("tirelire-evening-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let url = format!("sqlite:{}", folder.join("evening.db").display());
    let played = play(&url, asked.energy, json, out);
    std::fs::remove_dir_all(&folder)?;
    played
}

fn play(url: &str, energy: Energy, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut home = Home::move_in(url, energy, json, out)?;
    let (first, last): (SettlementDay, SettlementDay) = (FIRST_DAY.parse()?, AWAY_ON.parse()?);
    for days in 0..last.days_since(first) {
        let day = first.plus(days);
        home.go_to(day.end())?;
        if day.next() == last {
            home.line(last.start(), "at home", "away for a day, everything is switched off")?;
            home.field.plug_in(home.account.ean, Draw::watt(0));
        }
        home.night(day)?;
    }
    home.night(last)?;
    home.until("2026-11-04T18:10:00+01:00")?;
    home.look()?;
    home.pay("15.50")?;
    home.until("2026-11-04T18:11:00+01:00")?;
    home.look()?;
    match energy {
        Energy::Electricity => home.press("2026-11-04T18:14:00+01:00")?,
        Energy::Gas => {
            home.people("2026-11-04T18:14:00+01:00", "the cooker is still open")?;
            home.field.plug_in(home.account.ean, Draw::gas(200));
            home.press("2026-11-04T18:15:00+01:00")?;
            home.until("2026-11-04T18:16:00+01:00")?;
            home.look()?;
            home.people("2026-11-04T18:17:00+01:00", "all appliances are closed")?;
            home.field.plug_in(home.account.ean, Draw::gas(0));
            home.press("2026-11-04T18:18:00+01:00")?;
        }
    }
    home.until("2026-11-04T18:35:00+01:00")?;
    home.look()?;
    home.clocks()
}

/// Prices and a factor for training: real ones have to be loaded.
fn books(store: &mut Store) -> Result<(), Failure> {
    for (energy, price) in [(Energy::Electricity, "0.40"), (Energy::Gas, "0.04")] {
        enter_illustrative_price(store, (DSO, energy, PriceBasis::Average), None, price)?;
    }
    enter_illustrative_parameter(store, Some(Energy::Gas), ("gas.energy_factor", "10"))
}

impl<'a> Home<'a> {
    fn move_in(
        url: &str,
        energy: Energy,
        json: bool,
        out: &'a mut dyn Write,
    ) -> Result<Self, Failure> {
        let mut store = Store::open(url)?;
        books(&mut store)?;
        drop(store);
        let mut engine = Engine::open(url)?;
        if crate::seal::public_key(&mut engine.store)?.is_none() {
            crate::seal::seal(&mut engine.store, crate::seal::demo_key())?;
        }
        let (first, ean): (SettlementDay, Ean) =
            (FIRST_DAY.parse()?, "541449012345678908".parse()?);
        let zero: &[ObisCode] = match energy {
            Energy::Electricity => &[ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
            Energy::Gas => &[ObisCode::GAS_VOLUME],
        };
        let registers: BTreeMap<_, _> = zero.iter().map(|code| (*code, "0".to_owned())).collect();
        let start =
            Fact::Swap { old_balance_eur: Some(AT_FIRST.parse()?), registers, old_registers: None };
        let opening = Opening {
            start,
            protected: Vec::new(),
            basis: LawfulBasis::Request { id: "R-1".to_owned() },
            answers: None,
            area: None,
            notices_are_facts: false,
            closing: None,
        };
        let rates = match energy {
            Energy::Electricity => Rates::Two,
            Energy::Gas => Rates::Single,
        };
        engine.open_account(ean, DSO, TariffGroup { energy, rates }, first.start(), &opening)?;
        let account = engine.account_of(ean)?;
        let (kind, draw) = match energy {
            Energy::Electricity => (Kind::SmartElectricity, Draw::watt(WATT)),
            Energy::Gas => (Kind::SmartGas, Draw::gas(LITRES_PER_H)),
        };
        let load = HomeLoad::Given(Arc::new(Profile::new(vec![(first.start(), draw)])));
        // Gas is reached over M-Bus only, as it is in Belgium.
        let (at, behind) = (first.start(), energy == Energy::Gas);
        let mut field = Field::begin(
            &mut engine,
            vec![ToPlace { ean, dso: DSO, kind, at, load, behind }],
            1,
            at,
        )?;
        field.asks_as_often_as_a_worker();
        Ok(Self { engine, field, account, energy, json, out, clocks: Vec::new() })
    }

    /// The midnight that ends `day` is read, and the night settles it.
    fn night(&mut self, day: SettlementDay) -> Result<(), Failure> {
        let read_at = day.next().start().plus_min(5);
        self.go_to(read_at)?;
        let report = self.field.collect(&mut self.engine, DSO, day, read_at, &[])?;
        if report.read != 1 {
            return refuse(format!("the meter was not read: {:?}", report.refused));
        }
        let run_at = self.engine.books.run_at(DSO, day)?;
        self.go_to(run_at.plus_s(-1))?;
        let mut said = Vec::new();
        self.engine.settle(DSO, day, &mut said, &mut |_| {})?;
        self.field.tell(run_at);
        self.balance("night")?;
        for (_, output) in said {
            if let Output::Event(line) = output {
                self.event(&line)?;
            }
        }
        self.field.something_may_leave(run_at);
        Ok(())
    }

    /// How the account stands.
    fn balance(&mut self, what: &str) -> Result<(), Failure> {
        let now = self.field.now();
        let known = self.engine.rebuild(std::slice::from_ref(&self.account), now)?.pop();
        let Some(known) = known else { return refuse("the account is gone") };
        let rules = self.engine.books.rules(DSO, self.energy)?;
        let shown = known.timeline.snapshot(now, rules);
        let text = format!("{}  {}", shown.balance, shown.displayed.word());
        self.line(now, what, &text)
    }

    fn until(&mut self, to: &str) -> Result<(), Failure> {
        self.go_to(to.parse()?)
    }

    fn go_to(&mut self, to: Instant) -> Result<(), Failure> {
        while let Some(said) = self.field.step(&mut self.engine, DSO, to)? {
            self.happened()?;
            for (_, line) in said {
                self.event(&line)?;
            }
        }
        self.field.tell(to);
        Ok(())
    }

    fn event(&mut self, line: &EventLine) -> Result<(), Failure> {
        let clock = match line.event.as_str() {
            "order_disconnect" => Some("cut ordered, with its proof"),
            "cut_confirmed" => Some("cut, read back"),
            "order_release" => Some("paid, credited and release ordered"),
            "release_confirmed" => Some("ready, read back"),
            "connected" | "leak_test_passed" => Some("on, read back"),
            _ => None,
        };
        if let Some(clock) = clock {
            self.clocks.push((clock, line.at));
        }
        let guards: Vec<&str> = line.guards.iter().map(|guard| guard.id()).collect();
        let (shown, balance) = (line.snapshot.displayed.word(), line.snapshot.balance);
        let text = format!("{balance}  {shown} {}", guards.join(" "));
        self.line(line.at, &line.event, text.trim_end())?;
        self.guide(line)
    }

    /// Whoever stands at the meter is told what to do: with the event that it follows from.
    fn guide(&mut self, line: &EventLine) -> Result<(), Failure> {
        if line.event != "leak_test_failed" {
            return Ok(());
        }
        for message in self.engine.store.messages(&[self.account.id])? {
            if message.kind == "notice" && message.at == line.at {
                let body: serde_json::Value = serde_json::from_str(&message.body)?;
                let what = body.get("notice").and_then(serde_json::Value::as_str);
                self.line(line.at, "notice", what.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    fn line(&mut self, at: Instant, what: &str, text: &str) -> Result<(), Failure> {
        let time = at.to_local_string();
        if self.json {
            let line = json!({"kind": "event", "at": time, "event": what, "text": text});
            writeln!(self.out, "{line}")?;
        } else {
            let time = time.get(..19).unwrap_or(&time).replace('T', " ");
            writeln!(self.out, "{}", format!("{time}  {what:<18} {text}").trim_end())?;
        }
        Ok(())
    }

    fn people(&mut self, at: &str, what: &str) -> Result<(), Failure> {
        self.until(at)?;
        self.line(at.parse()?, "at home", what)
    }

    /// What happened at the meter.
    fn happened(&mut self) -> Result<(), Failure> {
        let Some(meter) = self.field.meter(self.account.ean) else { return Ok(()) };
        for event in meter.events() {
            if let Some(text) = event.line() {
                self.line(event.at, "at the meter", text.get(10..).unwrap_or(&text))?;
            }
        }
        Ok(())
    }

    /// What the meter shows when somebody wakes it.
    fn look(&mut self) -> Result<(), Failure> {
        self.happened()?;
        let Some(meter) = self.field.meter(self.account.ean) else { return Ok(()) };
        let button = match self.energy {
            Energy::Electricity => Button::Strip,
            Energy::Gas => Button::UnderEuro,
        };
        meter.press(button, 1);
        let screen = meter.screen().to_string();
        self.line(self.field.now(), "display", &screen)
    }

    /// A shop sells a top-up at this moment.
    fn pay(&mut self, eur: &str) -> Result<(), Failure> {
        let (now, ean) = (self.field.now(), self.account.ean);
        let amount: MicroEuro = eur.parse()?;
        let (cashier, means) = ("A".to_owned(), Means::Cash);
        let vend = SaleCall::Vend { ean, amount, card: None, cashier: cashier.clone(), means };
        let confirm = SaleCall::Confirm(Advice {
            ean: Some(ean),
            amount,
            taken_at: now,
            cashier,
            means,
            promise: false,
        });
        for call in [vend, confirm] {
            let (terminal, number) = (TILL.to_owned(), "1".to_owned());
            let asked = Request::Sale(SaleRequest {
                dso: DSO,
                terminal,
                number,
                guessed_too_often: false,
                call,
            });
            for answer in serve(&mut self.engine, &[asked], now) {
                if let Answer::Sale(sold) = answer? {
                    sold?;
                }
            }
        }
        self.line(now, "at the shop", &format!("{eur} EUR in cash"))?;
        self.balance("credited")?;
        let at = self.engine.store.messages(&[self.account.id])?;
        let ordered = at.iter().rev().find(|message| message.lane == 0);
        if let Some(message) = ordered {
            self.clocks.push(("paid, credited and release ordered", message.at));
        }
        self.field.something_may_leave(now);
        Ok(())
    }

    /// Somebody holds the button under the arrow.
    fn press(&mut self, at: &str) -> Result<(), Failure> {
        self.until(at)?;
        let at: Instant = at.parse()?;
        let button = match self.energy {
            Energy::Electricity => "the green button is held",
            Energy::Gas => "the button under the arrow is held",
        };
        self.line(at, "at home", button)?;
        self.clocks.push(("pressed", at));
        self.field.press(&mut self.engine, &self.account, at)?;
        self.happened()?;
        self.field.something_may_leave(at);
        Ok(())
    }

    /// How long each step took after the one before.
    fn clocks(&mut self) -> Result<(), Failure> {
        let mut before: Option<Instant> = None;
        for (what, at) in std::mem::take(&mut self.clocks) {
            let after = before.map_or(0, |before| at.seconds_since(before));
            let time = at.to_local_string();
            if self.json {
                let line = json!({"kind": "clock", "clock": what, "at": time, "after_s": after});
                writeln!(self.out, "{line}")?;
            } else {
                let time = time.get(11..19).unwrap_or(&time);
                writeln!(self.out, "{time}  {after:>6} s  {what}")?;
            }
            before = Some(at);
        }
        Ok(())
    }
}
