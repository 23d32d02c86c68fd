//! `tirelire meter mbus`: what a meter on wired M-Bus answered. Nothing of it enters an account.

use crate::failure::{Failure, refuse};
use clap::Args;
use headend::mbus::{Data, Function, Quantity, Record, of_hex};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct MBus {
    /// A file with one answer, as bytes of two hexadecimal digits.
    file: PathBuf,
}

pub fn run(MBus { file }: &MBus, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return refuse(format!("could not read `{}`: {error}", file.display())),
    };
    let answer = of_hex(&text)?;
    let (id, medium) = (&answer.id, answer.medium);
    let maker = answer.maker.as_deref().unwrap_or("---");
    if json {
        let line = json!({"kind": "mbus", "address": answer.address, "id": id, "maker": answer.maker,
            "version": answer.version, "medium": medium, "access": answer.access,
            "status": answer.status, "records": answer.records.len(),
            "more_follow": answer.more_follow()});
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "meter {id} of {maker}, medium {medium}, status {:02X}", answer.status)?;
    }
    for record in &answer.records {
        let name = quantity(record);
        let value = value(record);
        if json {
            let line = json!({"kind": "record", "quantity": name, "value": value,
                "function": function(record.function), "storage": record.storage,
                "tariff": record.tariff, "device": record.device,
                "modified": record.meaning.is_modified});
            writeln!(out, "{line}")?;
        } else {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let Record { storage, tariff, .. } = record;
            let function = function(record.function);
            writeln!(out, "{name} {value}, {function}, storage {storage}, tariff {tariff}")?;
        }
    }
    Ok(())
}

fn quantity(record: &Record) -> &'static str {
    match record.meaning.quantity {
        Quantity::Energy => "energy_wh",
        Quantity::Heat => "heat_j",
        Quantity::Volume => "volume_m3",
        Quantity::Power => "power_w",
        Quantity::VolumeFlow => "flow_m3_h",
        Quantity::FlowTemperature => "flow_temperature",
        Quantity::ReturnTemperature => "return_temperature",
        Quantity::TemperatureDifference => "temperature_difference",
        Quantity::ExternalTemperature => "external_temperature",
        Quantity::Voltage => "voltage_v",
        Quantity::Current => "current_a",
        Quantity::Date => "date",
        Quantity::DateTime => "time",
        Quantity::FabricationNumber => "fabrication_number",
        Quantity::ErrorFlags => "error_flags",
        Quantity::Other => "other",
    }
}

fn function(function: Function) -> &'static str {
    match function {
        Function::Instantaneous => "now",
        Function::Maximum => "maximum",
        Function::Minimum => "minimum",
        Function::DuringError => "during_error",
        Function::OfMaker => "of_maker",
        Function::MoreFollow => "more_follow",
    }
}

/// Exact numbers as decimal text.
fn value(record: &Record) -> Value {
    match &record.data {
        Data::None | Data::Invalid => Value::Null,
        Data::Whole(whole) => json!(decimal(*whole, record.meaning.power)),
        Data::Real(bits) => json!(format!("{}e{}", f32::from_bits(*bits), record.meaning.power)),
        Data::Date([year, month, day]) => json!(format!("{year:04}-{month:02}-{day:02}")),
        Data::DateTime([year, month, day, hour, minute]) => {
            json!(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"))
        }
        Data::Text(text) => json!(text),
        Data::Bytes(bytes) => {
            json!(bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" "))
        }
    }
}

/// `whole` times 10^`power`.
fn decimal(whole: i64, power: i32) -> String {
    match u32::try_from(power.saturating_neg()) {
        Ok(places) if places > 0 => units::format_decimal(i128::from(whole), places),
        _ => format!("{whole}{}", "0".repeat(usize::try_from(power).unwrap_or(0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_with_exact_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gas.hex");
        let gas =
            "68 15 15 68 08 05 72 78 56 34 12 24 40 01 03 55 00 00 00 0C 13 67 45 23 01 3F 16";
        fs::write(&file, gas).unwrap();
        let mut text = Vec::new();
        run(&MBus { file: file.clone() }, false, &mut text).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "meter 12345678 of PAD, medium 3, status 00\n\
             volume_m3 1234.567, now, storage 0, tariff 0\n"
        );
        fs::write(&file, &gas[3..]).unwrap();
        assert!(run(&MBus { file }, false, &mut Vec::new()).is_err());
        assert_eq!(decimal(7, 3), "7000");
    }
}
