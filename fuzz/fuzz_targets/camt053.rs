//! Any bytes as a camt.053. Source: TP-11.

#![no_main]

use bank::Event;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut opening, mut moved) = (None, 0i128);
    for event in bank::CamtReader::new(bytes).flatten() {
        match event {
            Event::Start(start) => (opening, moved) = (start.opening, 0),
            Event::Line(line) => {
                moved += i128::from(line.amount.0);
                let _ = (line.references(), bank::references_in(&line.text));
            }
            Event::Detail(_) => unreachable!("only CODA has details"),
            Event::End(end) => {
                if end.controls.passed() {
                    let balance = |balance: Option<bank::Balance>| {
                        balance.map_or(0, |balance| i128::from(balance.amount.0))
                    };
                    assert_eq!(balance(opening) + moved, balance(end.closing));
                }
            }
        }
    }
});
