//! Terminals that sell no more, and mandates by time.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{Store, TerminalStop};
use units::Dso;

on_both! {
    a_11_the_newest_change_says_whether_a_terminal_sells_and_one_alone_lets_none_sell_again
    a_11_a_terminal_is_heard_of_by_what_it_asked_and_sold
}

fn stopped(at: i64) -> TerminalStop {
    let (by, reason) = ("an #1".to_owned(), "stolen".to_owned());
    TerminalStop { at: Instant(at), stopped: true, by, approved_by: None, reason }
}

fn resumed(at: i64) -> TerminalStop {
    TerminalStop { stopped: false, approved_by: Some("bo #2".to_owned()), ..stopped(at) }
}

fn a_11_the_newest_change_says_whether_a_terminal_sells_and_one_alone_lets_none_sell_again(
    place: &Place,
) {
    let mut store = Store::open(&place.url).unwrap();
    for (terminal, dso) in [("T1", Dso::Ores), ("T2", Dso::Resa)] {
        store.keep_terminal(terminal, dso, "{}").unwrap();
    }
    let which = |store: &mut Store| -> Vec<String> {
        store.stopped_terminals(&["T1", "T2", "T3", "T1"]).unwrap().into_iter().collect()
    };
    assert!(which(&mut store).is_empty() && store.stopped_terminals(&[]).unwrap().is_empty());
    store.add_terminal_stop("T1", &stopped(10)).unwrap();
    store.add_terminal_stop("T2", &stopped(20)).unwrap();
    assert_eq!(which(&mut store), ["T1", "T2"]);
    store.add_terminal_stop("T1", &resumed(30)).unwrap();
    assert_eq!(which(&mut store), ["T2"]);
    assert_eq!(store.terminal_stops("T1").unwrap(), [resumed(30), stopped(10)]);
    let (from, to) = (Instant(10), Instant(30));
    let seen = store.terminal_stops_between(Dso::Ores, from, to).unwrap();
    assert_eq!(seen, [("T1".to_owned(), stopped(10))]);
    for wrong in [
        TerminalStop { approved_by: None, ..resumed(40) },
        TerminalStop { approved_by: Some("an #1".to_owned()), ..resumed(40) },
        TerminalStop { approved_by: Some("bo #2".to_owned()), ..stopped(40) },
        TerminalStop { reason: String::new(), ..stopped(40) },
        TerminalStop { by: String::new(), ..stopped(40) },
    ] {
        assert!(store.add_terminal_stop("T1", &wrong).is_err(), "{wrong:?}");
    }
}

fn a_11_a_terminal_is_heard_of_by_what_it_asked_and_sold(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    assert_eq!(store.last_sale("T1").unwrap(), None);
    assert_eq!(store.last_request(Dso::Ores, "T1").unwrap(), None);
    let sale = |number: &str, at: i64| store::KeptSale {
        terminal: "T1".to_owned(),
        number: number.to_owned(),
        account: None,
        at: Instant(at),
        in_flight: false,
        promise: false,
        body: "{}".to_owned(),
    };
    store.keep_sales(&[sale("1", 70), sale("2", 50)]).unwrap();
    assert_eq!(store.last_sale("T1").unwrap(), Some(Instant(70)));
    assert_eq!(store.last_sale("T2").unwrap(), None);
}
