//! A day of 10,000 smart meters: how long the steps take, and how much memory the meters.
//! `cargo run --release -p virtual-meters --example fleet`

use calendar::Instant;
use params::ParameterBook;
use units::{Dso, Energy, MilliWattHours};
use virtual_meters::{
    Draw, MeterCalendar, MeterClock, MeterSerial, ReturnAfterOverload, SmartElectricity,
    SmartSetup, Timing,
};

const METERS: u64 = 10_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start: Instant = "2026-11-03T00:00:00+01:00".parse()?;
    let book = ParameterBook::shipped()?;
    let timing = Timing::of(&book, Dso::Ores, Energy::Electricity, start.day(), start)?;
    let placed = |serial: u64| {
        let setup = SmartSetup {
            serial: MeterSerial(serial),
            clock: MeterClock::wrong(start, 0, 20),
            three_phase: false,
            registers: [MilliWattHours::ZERO; 4],
            prepayment: true,
            timing,
            after_overload: ReturnAfterOverload::ByHand,
            calendar: MeterCalendar::Valid,
        };
        SmartElectricity::new(setup, start)
    };
    let mut meters: Vec<SmartElectricity> = (0..METERS).map(placed).collect();
    let begun = std::time::Instant::now();
    let mut events = 0;
    for meter in &mut meters {
        let mut watt = i32::try_from(meter.serial().0 % 900)?;
        let mut load = |at: Instant| {
            watt = (watt * 31 + 77) % 3_000;
            Draw { until: Some(at.plus_min(15)), ..Draw::watt(watt) }
        };
        events += meter.advance(start.day().end(), &mut load).len();
    }
    let took = begun.elapsed();
    let bytes = size_of::<SmartElectricity>();
    println!("{METERS} meters of {bytes} bytes, a day in {took:?}, {events} events");
    Ok(())
}
