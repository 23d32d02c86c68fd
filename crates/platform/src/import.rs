//! `tirelire import`: readings from files into the store.

use crate::engine::Engine;
use crate::estimates;
use crate::failure::{Failure, refuse};
use crate::intervals::calendars::Calendars;
use crate::progress::Bar;
use calendar::{Instant, SettlementDay};
use headend::{
    Content, Format, HomeSeries, Occasion, Options, RatePair, RegisterReading, RegisterValue,
    import_file, registers_by_midnight, shift_to,
};
use prepay::HourlyShape;
use readings::Registers;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use store::Reading;
use units::{AccountId, Ean, Energy, ObisCode};

/// What an import is asked for.
#[derive(Debug)]
pub struct Request {
    pub url: String,
    pub file: PathBuf,
    pub format: Option<String>,
    pub partial: bool,
    pub shift_to: Option<SettlementDay>,
    /// `HOME=EAN`.
    pub homes: Vec<String>,
    pub learnt_at: Option<Instant>,
}

/// Reads the file and books its readings, all or none.
pub fn run(request: &Request, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let p1 = match request.format.as_deref() {
        Some(format) => format == crate::meters::p1::FORMAT,
        None => headend::p1::is_of_telegrams(&request.file)?,
    };
    if p1 {
        return crate::meters::p1::import(&request.file, request.partial, json, out);
    }
    let format: Option<Format> = request.format.as_deref().map(str::parse).transpose()?;
    let options = Options { format, home: None, partial: request.partial };
    let bar = Bar::bytes("import", &request.file);
    let import = import_file(&request.file, &options, &mut |progress| bar.at(progress.bytes_read))?;
    bar.done();
    for problem in import.problems.listed() {
        eprintln!("{problem}");
    }
    let mut engine = Engine::open(&request.url)?;
    let learnt_at = request.learnt_at.unwrap_or_else(crate::clock::now);
    let mut shapes = BTreeMap::new();
    let (readings, injected) = match import.content {
        Content::QuarterHours(homes) => {
            of_homes(&mut engine, request, &homes, learnt_at, &mut shapes)?
        }
        Content::Registers(rows) => {
            if request.shift_to.is_some() {
                return refuse("only series of quarter-hours can be moved in time");
            }
            of_registers(&mut engine, &import.file, &rows, learnt_at)?
        }
    };
    let recorded = engine.store.record_readings(&readings)?;
    crate::producers::record_injected(&mut engine, &injected)?;
    let shapes = engine.store.keep_shapes(&shapes)?;
    if json {
        let line = serde_json::json!({
            "file": import.file.as_ref(), "format": import.format.name(), "rows": import.rows,
            "new": recorded.new, "same": recorded.same, "superseded": recorded.superseded,
            "problems": import.problems.count(), "hourly_shapes": shapes,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{}: {} rows, {} readings new, {} known already, {} superseded, {} lines left out",
            import.file,
            import.rows,
            recorded.new,
            recorded.same,
            recorded.superseded,
            import.problems.count()
        )?;
        if shapes > 0 {
            writeln!(out, "{}: {shapes} hourly shapes learnt", import.file)?;
        }
    }
    Ok(())
}

fn of_homes(
    engine: &mut Engine,
    request: &Request,
    homes: &[HomeSeries],
    learnt_at: Instant,
    shapes: &mut BTreeMap<AccountId, HourlyShape>,
) -> Result<(Vec<Reading>, Vec<Reading>), Failure> {
    let mut points = BTreeMap::new();
    for pair in &request.homes {
        let Some((home, ean)) = pair.split_once('=') else {
            return refuse(format!("`{pair}` is not HOME=EAN"));
        };
        let ean: Ean = ean.parse()?;
        points.insert(home.to_owned(), engine.account_of(ean)?);
    }
    let (mut readings, mut injected) = (Vec::new(), Vec::new());
    for home in homes {
        let Some(account) = points.remove(home.id()) else { continue };
        if account.group.energy != Energy::Electricity {
            return refuse(format!(
                "EAN {} is a gas point, home `{}` is not",
                account.ean,
                home.id()
            ));
        }
        let moved = request.shift_to.map(|day| shift_to(home, day));
        let series = moved.as_ref().unwrap_or(home);
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let parameters = rules.parameters.at(series.end_day(), learnt_at);
        if let Some(shape) = estimates::learn_from(series, parameters) {
            shapes.insert(account.id, shape);
        }
        let days = (series.first_day(), series.end_day());
        let book = engine.books.parameters();
        let calendars = Calendars::of_history(book, account.dso, days, learnt_at)?;
        let slot = |at| calendars.slot(at);
        let midnights = registers_by_midnight(series, slot, headend::Registers::default())?;
        for midnight in midnights {
            if midnight.at > learnt_at {
                return refuse(format!(
                    "home `{}`: the reading of {} lies in the future",
                    home.id(),
                    midnight.at.to_local_string()
                ));
            }
            let reading = |pair: RatePair| Reading {
                midnight: midnight.ends.next(),
                account: account.id,
                registers: Registers([pair.peak.0, pair.off_peak.0]),
                learnt_at,
            };
            readings.push(reading(midnight.off_take));
            injected.extend(midnight.injection.map(reading));
        }
    }
    if let Some(home) = points.keys().next() {
        return refuse(format!("there is no home `{home}` in the file"));
    }
    if readings.is_empty() {
        let names: Vec<&str> = homes.iter().map(HomeSeries::id).take(5).collect();
        return refuse(format!(
            "say which supply point a home is: --home {}=EAN",
            names.first().copied().unwrap_or("HOME")
        ));
    }
    Ok((readings, injected))
}

/// Register values by point and midnight: both registers of a point have to be there.
fn of_registers(
    engine: &mut Engine,
    file: &str,
    rows: &[RegisterReading],
    learnt_at: Instant,
) -> Result<(Vec<Reading>, Vec<Reading>), Failure> {
    let mut by_midnight: BTreeMap<(Ean, Instant), (u64, BTreeMap<ObisCode, i64>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.occasion == Occasion::Midnight) {
        if row.at > learnt_at {
            return refuse(format!(
                "line {} of `{file}`: the reading of {} lies in the future",
                row.line,
                row.at.to_local_string()
            ));
        }
        let value = match row.value {
            RegisterValue::Energy(energy) => energy.0,
            RegisterValue::Volume(volume) => volume.0,
        };
        let known = by_midnight.entry((row.ean, row.at)).or_insert((row.line, BTreeMap::new()));
        known.1.insert(row.obis, value);
    }
    let mut accounts = BTreeMap::new();
    let (mut readings, mut injected) = (Vec::new(), Vec::new());
    for ((ean, at), (line, values)) in by_midnight {
        if let std::collections::btree_map::Entry::Vacant(slot) = accounts.entry(ean) {
            let found = engine.store.account_of(ean)?;
            let Some(account) = found else {
                return refuse(format!("line {line} of `{file}`: no account has EAN {ean}"));
            };
            slot.insert(account);
        }
        let Some(account) = accounts.get(&ean) else { continue };
        let value = |register: ObisCode| match values.get(&register) {
            Some(value) => Ok(*value),
            None => refuse(format!(
                "line {line} of `{file}`: EAN {ean} has no register {register} at {}",
                at.to_local_string()
            )),
        };
        let registers = match account.group.energy {
            Energy::Electricity => {
                Registers([value(ObisCode::IMPORT_PEAK)?, value(ObisCode::IMPORT_OFF_PEAK)?])
            }
            Energy::Gas => Registers([value(ObisCode::GAS_VOLUME)?, 0]),
        };
        let (midnight, account) = (at.day(), account.id);
        readings.push(Reading { midnight, account, registers, learnt_at });
        let of_export =
            [ObisCode::EXPORT_PEAK, ObisCode::EXPORT_OFF_PEAK].map(|code| values.get(&code));
        if let [Some(peak), Some(off_peak)] = of_export {
            let registers = Registers([*peak, *off_peak]);
            injected.push(Reading { midnight, account, registers, learnt_at });
        }
    }
    Ok((readings, injected))
}
