//! Until when staff have their role.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{KeptTerm, Store, TermAct, Ways};
use units::{Dso, Language};

on_both! {
    o_06_what_is_done_with_a_role_is_kept_and_the_newest_counts
}

fn o_06_what_is_done_with_a_role_is_kept_and_the_newest_counts(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let ways = Ways::empty(Language::Nl, Instant(5));
    let one = store.add_person(Dso::Ores, 7, None, &ways).unwrap().id;
    let two = store.add_person(Dso::Ores, 10, None, &ways).unwrap().id;
    let far = store.add_person(Dso::Resa, 10, None, &ways).unwrap().id;
    let term = |person: i64, at: i64, act: TermAct, last: Option<i32>| KeptTerm {
        person,
        at: Instant(at),
        act,
        last_day: last.map(SettlementDay),
        reviewed_on: SettlementDay(20_000),
        by: "di #1".to_owned(),
        why: "needed".to_owned(),
    };
    let given = term(one, 10, TermAct::Given, None);
    let longer = term(one, 20, TermAct::Prolonged, Some(20_400));
    let ended = term(two, 15, TermAct::Ended, Some(-3));
    let other = term(far, 12, TermAct::Confirmed, None);
    for one in [&given, &ended, &longer, &other] {
        store.add_term(one).unwrap();
    }
    assert_eq!(store.term_of(one).unwrap(), Some(longer.clone()));
    assert_eq!(store.term_of(7).unwrap(), None);
    assert_eq!(store.terms_of(one).unwrap(), [longer.clone(), given.clone()]);
    let newest = store.newest_terms(Dso::Ores).unwrap();
    assert_eq!(newest.into_values().collect::<Vec<_>>(), [longer.clone(), ended.clone()]);
    let between = store.terms_between(Dso::Ores, Instant(10), Instant(20)).unwrap();
    assert_eq!(between, [given, ended], "of this operator, without the last instant");
}
