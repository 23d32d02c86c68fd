//! Laws of the readers, over files of the sample. Source: TP-10, TP-11.

use crate::events;
use bank::sample::{Movement, Sample};
use bank::{Control, Event, Reference, StatementLine, read};
use proptest::prelude::*;
use units::MicroEuro;

fn coda(sample: &Sample) -> Vec<u8> {
    let mut out = Vec::new();
    sample.write_coda(&mut out).unwrap();
    out
}

fn camt(sample: &Sample) -> Vec<u8> {
    let mut out = Vec::new();
    sample.write_camt(&mut out).unwrap();
    out
}

fn any_sample() -> impl Strategy<Value = Sample> {
    (any::<u64>(), 0u64..60, 1u64..40).prop_map(|(seed, lines, per)| Sample {
        lines_per_statement: per,
        ..Sample::new(seed, lines)
    })
}

/// Whether the file can be read, and whether all of its controls passed.
fn verdict(bytes: &[u8]) -> (bool, bool) {
    let (events, error) = events(bytes);
    let passed = |event: &Event| match event {
        Event::End(end) => end.controls.passed(),
        _ => true,
    };
    (error.is_none(), events.iter().all(passed))
}

fn lines(bytes: &[u8]) -> Vec<StatementLine> {
    let line = |event| match event {
        Event::Line(line) => Some(*line),
        _ => None,
    };
    events(bytes).0.into_iter().filter_map(line).collect()
}

fn same(line: &StatementLine, movement: &Movement) {
    assert_eq!(line.booked, Some(movement.day));
    assert_eq!(line.value, Some(movement.value));
    assert_eq!(line.counterparty.name, movement.name);
    assert_eq!(line.counterparty.account, movement.account);
    assert_eq!(line.counterparty.bic, "NICABEBB");
    assert_eq!(line.bank_reference, movement.bank_reference);
    assert_eq!(line.text, movement.text);
    assert_eq!(line.references(), movement.ogm.map(Reference::Ogm).into_iter().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tp_10_a_coda_of_the_sample_passes_and_says_what_was_written(sample in any_sample()) {
        let bytes = coda(&sample);
        prop_assert_eq!(verdict(&bytes), (true, true));
        let lines = lines(&bytes);
        prop_assert_eq!(lines.len() as u64, sample.lines);
        for (line, movement) in lines.iter().zip(sample.movements()) {
            same(line, &movement);
            prop_assert_eq!(line.amount, movement.amount);
        }
    }

    #[test]
    fn tp_11_a_camt_of_the_sample_passes_and_says_what_was_written(sample in any_sample()) {
        let bytes = camt(&sample);
        prop_assert_eq!(verdict(&bytes), (true, true));
        let mut lines = lines(&bytes).into_iter();
        for movement in sample.movements() {
            let parts = if movement.parts.is_empty() { vec![movement.amount] } else { movement.parts.clone() };
            for part in parts {
                let line = lines.next().unwrap();
                same(&line, &movement);
                prop_assert_eq!(line.amount, part);
            }
        }
        prop_assert_eq!(lines.next(), None);
    }

    /// (account, statement, line) is a key.
    #[test]
    fn tp_05_positions_in_a_statement_are_unique(sample in any_sample()) {
        for bytes in [coda(&sample), camt(&sample)] {
            let mut seen = std::collections::BTreeSet::new();
            for event in events(&bytes).0 {
                match event {
                    Event::Start(_) => seen.clear(),
                    Event::Line(line) | Event::Detail(line) => prop_assert!(seen.insert(line.position)),
                    Event::End(_) => {}
                }
            }
        }
    }

    /// One cent more in one movement: the file can still be read, and its controls fail.
    #[test]
    fn tp_10_a_coda_off_by_a_cent_fails_its_controls(seed: u64, count in 1u64..40, which: prop::sample::Index) {
        let sample = Sample::new(seed, count);
        let mut bytes = coda(&sample);
        let places: Vec<usize> = (0..bytes.len() / 130)
            .map(|line| line * 130)
            .filter(|at| &bytes[*at..at + 2] == b"21" && &bytes[at + 6..at + 10] == b"0000")
            .collect();
        let at = places[which.index(places.len())] + 32;
        add_a_cent(&mut bytes[at..at + 14]);
        let (read, passed) = verdict(&bytes);
        prop_assert!(read && !passed);
        let failed = differences(&bytes);
        prop_assert!(failed.contains(&Control::NewBalance), "{failed:?}");
        prop_assert!(failed.contains(&Control::DebitTotal) || failed.contains(&Control::CreditTotal));
    }

    #[test]
    fn tp_10_a_coda_with_a_lost_movement_or_another_trailer_fails_its_controls(seed: u64, count in 2u64..40, what in 0..4) {
        let sample = Sample::new(seed, count);
        let mut bytes = coda(&sample);
        let end = bytes.len() - 130;
        let expected = match what {
            0 => {
                // Everything from the second movement to the third, or to the balance.
                let starts: Vec<usize> = (0..bytes.len() / 130)
                    .map(|line| line * 130)
                    .filter(|at| bytes[*at] == b'8' || &bytes[*at..at + 2] == b"21" && &bytes[at + 6..at + 10] == b"0000")
                    .collect();
                bytes.drain(starts[1]..starts[2]);
                Control::RecordCount
            }
            1 => {
                add_a_cent(&mut bytes[end + 22..end + 36]);
                Control::DebitTotal
            }
            2 => {
                add_a_cent(&mut bytes[end + 37..end + 51]);
                Control::CreditTotal
            }
            _ => {
                add_a_cent(&mut bytes[end + 16..end + 22]);
                Control::RecordCount
            }
        };
        let failed = differences(&bytes);
        prop_assert!(failed.contains(&expected), "{failed:?}");
    }

    #[test]
    fn tp_11_a_camt_off_by_a_cent_fails_its_controls(seed: u64, count in 1u64..40, which: prop::sample::Index) {
        let text = String::from_utf8(camt(&Sample::new(seed, count))).unwrap();
        let places: Vec<usize> = text.match_indices("<Amt Ccy=\"EUR\">").map(|(at, found)| at + found.len()).collect();
        // The first two are the balances. Of a single transaction the amount of its entry counts.
        let is_single = |at: usize| {
            let before = text[..at].rfind("<NtryDtls>").unwrap_or(0);
            let inside = text[..at].rfind("<Ntry>").unwrap_or(0) < before;
            let after = text[before..].find("</NtryDtls>").map_or(0, |end| before + end);
            inside && text[before..after].matches("<TxDtls>").count() == 1
        };
        let places: Vec<usize> = places.into_iter().filter(|at| !is_single(*at)).collect();
        let at = places[which.index(places.len())];
        let end = at + text[at..].find('<').unwrap();
        let cents: i64 = text[at..end].replace('.', "").parse::<i64>().unwrap() + 1;
        let changed = format!("{}{}.{:02}{}", &text[..at], cents / 100, cents % 100, &text[end..]);
        prop_assert_eq!(verdict(changed.as_bytes()), (true, false));
    }

    #[test]
    fn tp_10_tp_11_readers_never_panic_on_any_bytes(bytes: Vec<u8>, start in 0..5usize) {
        let starts: [&[u8]; 5] = [b"", b"00000", b"<", b"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt>", b"<Document"];
        events(&[starts[start], &bytes].concat());
        bank::CodaReader::new(&bytes[..]).for_each(drop);
        bank::CamtReader::new(&bytes[..]).for_each(drop);
    }

    /// Bytes overwritten, removed, doubled and put elsewhere in files that were right.
    #[test]
    fn tp_10_tp_11_readers_never_panic_on_spoilt_files(
        seed: u64,
        shape in 0..3u8,
        changes in prop::collection::vec((0..5u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let sample = Sample::new(seed, 8);
        let mut bytes = match shape {
            0 => coda(&sample),
            1 => camt(&sample),
            _ => crate::pages::three_pages().into_bytes(),
        };
        for (kind, from, to, byte) in changes {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let (from, to) = (from.min(to), from.max(to));
            match kind {
                0 => bytes[from] = byte,
                1 => { bytes.drain(from..to.min(from + 300)); }
                2 => { let part = bytes[from..to].to_vec(); bytes.splice(to..to, part); }
                3 => bytes.swap(from, to),
                _ => bytes[from] = b"0129 <>&;/\"\n"[usize::from(byte) % 12],
            }
            if bytes.is_empty() { bytes.push(byte); }
        }
        events(&bytes);
    }

    /// A reader that gets its bytes in another portion says the same.
    #[test]
    fn tp_10_tp_11_portions_do_not_matter(seed: u64, portion in 1usize..200) {
        let sample = Sample::new(seed, 12);
        for bytes in [coda(&sample), camt(&sample)] {
            let slow = std::io::BufReader::with_capacity(portion, &bytes[..]);
            let portioned: Vec<Event> = read(slow).unwrap().map(Result::unwrap).collect();
            prop_assert_eq!(portioned, events(&bytes).0);
        }
    }
}

fn differences(bytes: &[u8]) -> Vec<Control> {
    let failed = |event| match event {
        Event::End(end) => end.controls.differences().iter().map(|d| d.control).collect(),
        _ => Vec::new(),
    };
    events(bytes).0.into_iter().flat_map(failed).collect()
}

/// Adds one to a number of ASCII digits.
fn add_a_cent(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
}

#[test]
fn tp_10_tp_11_both_formats_tell_the_same_of_the_same_movements() {
    let sample = Sample::new(7, 200);
    let parts = sample.movements().filter(|movement| !movement.parts.is_empty()).count();
    assert!(parts > 0, "a batch is among them");
    let of_coda: i64 = lines(&coda(&sample)).iter().map(|line| line.amount.0).sum();
    let of_camt: i64 = lines(&camt(&sample)).iter().map(|line| line.amount.0).sum();
    let written: i64 = sample.movements().map(|movement| movement.amount.0).sum();
    assert_eq!((MicroEuro(of_coda), MicroEuro(of_camt)), (MicroEuro(written), MicroEuro(written)));
}

/// Files without end: the reader gives up, in the memory of one line or piece.
#[test]
fn tp_10_tp_11_endless_files_are_refused() {
    use std::io::{BufRead, BufReader, Read, repeat};
    fn refused(endless: impl BufRead) -> bool {
        read(endless).is_ok_and(|mut events| events.any(|event| event.is_err()))
    }
    assert!(refused(BufReader::new(repeat(b'0'))));
    let head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>";
    for more in ["<Stmt><Id>", "<Stmt><Acct", "<!--", "<![CDATA[", "<?", "<!DOCTYPE", "<Stmt><Id>&"]
    {
        let start = [head, more].concat();
        assert!(refused(BufReader::new(start.as_bytes().chain(repeat(b'x')))), "{more}");
    }
    assert!(refused(BufReader::new(head.as_bytes().chain(repeat(b'<')))));
}
