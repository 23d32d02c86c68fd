//! The file that is made: written under another name, and there only when it is whole.

use super::line::HEADER;
use super::series::Quarters;
use crate::failure::Failure;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is removed again unless it is finished.
#[derive(Debug)]
pub struct Output {
    file: Option<BufWriter<File>>,
    part: PathBuf,
    path: PathBuf,
    line: Vec<u8>,
}

/// What a quarter-hour gave to all, as wide as [`Quarters`].
#[derive(Debug, Default)]
pub struct Results {
    pub received: Vec<i64>,
    pub given: Vec<i64>,
}

impl Output {
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
        name.push(format!(".part-{}", std::process::id()));
        let part = path.with_file_name(name);
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&part)?);
        writeln!(
            file,
            "{HEADER},received_kwh,given_kwh,residual_offtake_kwh,residual_injection_kwh"
        )?;
        Ok(Self { file: Some(file), part, path: path.to_owned(), line: Vec::new() })
    }

    /// The lines as they came, each with what its member received, gave, and still takes and injects.
    pub fn write(
        &mut self,
        quarters: &Quarters,
        results: &Results,
        members: usize,
    ) -> Result<(), Failure> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let mut from = 0;
        for &(to, row, member) in &quarters.lines {
            let cell = usize::try_from(row)? * members + usize::try_from(member)?;
            let value = |values: &[i64]| values.get(cell).copied().unwrap_or(0);
            let (received, given) = (value(&results.received), value(&results.given));
            let taken = value(&quarters.offtake).max(0);
            let injected = value(&quarters.injection).max(0);
            self.line.clear();
            self.line.extend_from_slice(quarters.text.get(from..to).unwrap_or_default());
            from = to;
            for energy in [received, given, taken - received, injected - given] {
                push_kwh(&mut self.line, energy);
            }
            self.line.push(b'\n');
            file.write_all(&self.line)?;
        }
        Ok(())
    }

    /// Gives the file its name. Errors: it could not be written to its end.
    pub fn finish(mut self) -> Result<(), Failure> {
        if let Some(file) = self.file.take() {
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
            std::fs::rename(&self.part, &self.path)?;
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // It is nobody's: what could not be removed now has a name that says so.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// A comma and kWh with six decimals.
fn push_kwh(line: &mut Vec<u8>, mwh: i64) {
    let mut digits = *b",0000000.000000";
    let mut left = mwh;
    if !(0..10_000_000_000_000).contains(&mwh) {
        line.extend_from_slice(format!(",{}", units::MilliWattHours(mwh)).as_bytes());
        return;
    }
    for digit in digits.iter_mut().rev() {
        if *digit == b'0' {
            *digit = b'0' + u8::try_from(left % 10).unwrap_or(0);
            left /= 10;
        }
    }
    // Without zeros in front but the one before the point.
    let zeros = digits.iter().skip(1).take(6).take_while(|digit| **digit == b'0').count();
    line.push(b',');
    line.extend_from_slice(digits.get(1 + zeros..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energies_have_six_decimals_and_no_zeros_in_front() {
        for (mwh, text) in [
            (0, ",0.000000"),
            (1, ",0.000001"),
            (1_250_000, ",1.250000"),
            (123_456_789_012, ",123456.789012"),
            (9_999_999_999_999, ",9999999.999999"),
            (10_000_000_000_000, ",10000000.000000"),
            (-1, ",-0.000001"),
        ] {
            let mut line = Vec::new();
            push_kwh(&mut line, mwh);
            assert_eq!(String::from_utf8(line).unwrap(), text);
        }
    }
}
