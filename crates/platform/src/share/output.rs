//! The file that is made: written under another name, and there only when it is whole.

use super::line::HEADER;
use super::series::Quarters;
use crate::failure::Failure;
use crate::whole::WholeFile;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Text that is written at a time.
const CHUNK: usize = 1 << 20;
/// Chunks that may wait for the disk.
const WAITING: usize = 4;

/// A file that is removed again unless it is finished. It is written beside us: half the time of a month is
/// the kernel's, taking in what we made.
#[derive(Debug)]
pub struct Output {
    writer: Option<Writer>,
    whole: Option<WholeFile>,
    text: Vec<u8>,
}

#[derive(Debug)]
struct Writer {
    to: SyncSender<Vec<u8>>,
    /// Chunks that were written, to be filled again.
    back: Receiver<Vec<u8>>,
    thread: JoinHandle<std::io::Result<()>>,
}

impl Writer {
    fn start(mut file: File) -> Self {
        let (to, chunks) = sync_channel::<Vec<u8>>(WAITING);
        let (written, back) = channel();
        let thread = std::thread::spawn(move || {
            for chunk in chunks {
                file.write_all(&chunk)?;
                // Nobody waits for it at the end.
                let _ = written.send(chunk);
            }
            file.sync_all()
        });
        Self { to, back, thread }
    }

    /// Errors: what the disk said, or that the thread is gone.
    fn end(self) -> Result<(), Failure> {
        drop(self.to);
        Ok(self.thread.join().map_err(|_| "the writer of the file stopped")??)
    }
}

/// What a quarter-hour gave to all, as wide as [`Quarters`].
#[derive(Debug, Default)]
pub struct Results {
    pub received: Vec<i64>,
    pub given: Vec<i64>,
}

impl Output {
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let whole = WholeFile::at(path)?;
        let writer = Some(Writer::start(File::create(whole.part())?));
        let mut text = Vec::with_capacity(CHUNK + CHUNK / 8);
        writeln!(
            text,
            "{HEADER},received_kwh,given_kwh,residual_offtake_kwh,residual_injection_kwh"
        )?;
        Ok(Self { writer, whole: Some(whole), text })
    }

    /// The lines as they came, each with what its member received, gave, and still takes and injects.
    pub fn write(
        &mut self,
        quarters: &Quarters,
        results: &Results,
        members: usize,
    ) -> Result<(), Failure> {
        let mut from = 0;
        for &(to, row, member) in &quarters.lines {
            let cell = usize::try_from(row)? * members + usize::try_from(member)?;
            let value = |values: &[i64]| values.get(cell).copied().unwrap_or(0);
            let (received, given) = (value(&results.received), value(&results.given));
            let taken = value(&quarters.offtake).max(0);
            let injected = value(&quarters.injection).max(0);
            self.text.extend_from_slice(quarters.text.get(from..to).unwrap_or_default());
            from = to;
            for energy in [received, given, taken - received, injected - given] {
                push_kwh(&mut self.text, energy);
            }
            self.text.push(b'\n');
            if self.text.len() >= CHUNK {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    /// Errors: what was given before could not be written.
    fn hand_over(&mut self) -> Result<(), Failure> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let mut empty = writer.back.try_recv().unwrap_or_default();
        empty.clear();
        if writer.to.send(std::mem::replace(&mut self.text, empty)).is_err() {
            self.writer.take().map_or(Ok(()), Writer::end)?;
        }
        Ok(())
    }

    /// Gives the file its name. Errors: it could not be written to its end.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.hand_over()?;
        if let Some(writer) = self.writer.take() {
            writer.end()?;
            if let Some(whole) = self.whole.take() {
                whole.finish()?;
            }
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Before the part goes, whoever writes it has to be done.
        if let Some(writer) = self.writer.take() {
            let _ = writer.end();
        }
    }
}

/// Two digits for each number below 100.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        #[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
        {
            pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        }
        number += 1;
    }
    pairs
};

fn pair(number: u64) -> [u8; 2] {
    usize::try_from(number).ok().and_then(|at| PAIRS.get(at)).copied().unwrap_or([b'0'; 2])
}

/// A comma and kWh with six decimals.
pub fn push_kwh(text: &mut Vec<u8>, mwh: i64) {
    let Some(mwh) = u64::try_from(mwh).ok().filter(|mwh| *mwh < 10_000_000_000_000) else {
        text.extend_from_slice(format!(",{}", units::MilliWattHours(mwh)).as_bytes());
        return;
    };
    let (mut whole, part) = (mwh / 1_000_000, mwh % 1_000_000);
    text.push(b',');
    if whole < 10 {
        text.push(b'0' + u8::try_from(whole).unwrap_or(0));
    } else {
        // At most seven digits, two at a time from behind.
        let mut digits = [b'0'; 8];
        for place in digits.rchunks_exact_mut(2) {
            place.copy_from_slice(&pair(whole % 100));
            whole /= 100;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        text.extend_from_slice(digits.get(zeros..).unwrap_or_default());
    }
    let ([a, b], [c, d], [e, f]) = (pair(part / 10_000), pair(part / 100 % 100), pair(part % 100));
    text.extend_from_slice(&[b'.', a, b, c, d, e, f]);
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
            (10_000_000, ",10.000000"),
            (120_000_001, ",120.000001"),
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
