//! The meters of the homes to practise on: registered, so that whoever learns the desk may send an order again. Nobody
//! dials them: a home's story says how its meter answers, and one of them answers nobody. Source: UX 9, F-42.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::sandbox::{homes, time};
use calendar::SettlementDay;
use store::Meter;
use units::Energy;
use virtual_meters::MeterSerial;

/// Where nothing listens, should anybody dial after all.
const NOWHERE: &str = "127.0.0.1:9";
/// How far the numbers of meters that only speak for a gas meter are from those of the others.
const SPEAKERS: u64 = 500_000_000;

/// Registers a meter for each home that has none.
pub(super) fn register(engine: &mut Engine) -> Result<(), Failure> {
    let placed_at = time::FIRST_DAY.parse::<SettlementDay>()?.start();
    let mut missing = Vec::new();
    for (place, (number, home)) in (1_u64..).zip(&homes::HOMES).enumerate() {
        let ean = homes::ean(place)?;
        if engine.store.meter_of(ean)?.is_some() {
            continue;
        }
        let is_gas = home.energy == Energy::Gas;
        let speaker = is_gas.then(|| MeterSerial(number.saturating_add(SPEAKERS)).to_string());
        missing.push(Meter {
            serial: MeterSerial(number).to_string(),
            placed_at,
            removed_at: None,
            dso: homes::DSO,
            ean,
            energy: home.energy,
            profile: if is_gas { "be-gas-mbus" } else { "be-single-phase" }.to_owned(),
            place: NOWHERE.to_owned(),
            hdlc_physical: None,
            server: Some(1),
            cell: "training".to_owned(),
            title: None,
            read_midnight: None,
            behind: speaker,
        });
    }
    if !missing.is_empty() {
        engine.store.place_meters(&missing, false)?;
    }
    Ok(())
}
