//! Books of versions, and versions of the database.

use crate::place::{Place, on_both};
use crate::world::{DSO, TABLES, assert_sound, fact, first_day, id, opening, reading, settle};
use store::{Book, Booking, Fact, NEWEST_VERSION, NewVersion, Store};

on_both! {
    books_need_two_people
    a_version_keeps_why_and_since_when
    a_newer_database_is_refused
    migrations_keep_the_data
    v73_an_account_that_had_closed_keeps_nothing_unsettled
    pd_05_v79_steps_that_were_carried_over_name_people_alone_and_no_payment_that_was_none
    pd_04_v79_a_key_that_was_changed_before_is_known_as_replaced
}

fn books_need_two_people(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.enter(Book::Prices, "{}", "an").unwrap(), 1);
    assert_eq!(store.enter(Book::Parameters, "{\"p\":1}", "an").unwrap(), 1);
    assert_eq!(store.enter(Book::Parameters, "{\"p\":2}", "bo").unwrap(), 2);
    let same = store.approve(Book::Parameters, 1, "an").unwrap_err();
    assert_eq!(same.to_string(), "entry 1 was entered by `an`, another person has to approve it");
    assert!(store.approve(Book::Parameters, 1, " AN ").is_err(), "however the name is typed");
    store.approve(Book::Parameters, 1, "bo").unwrap();
    let twice = store.approve(Book::Parameters, 1, "cy").unwrap_err();
    assert_eq!(twice.to_string(), "entry 1 was approved by `bo` already");
    let unknown = store.approve(Book::Parameters, 7, "cy").unwrap_err();
    assert_eq!(unknown.to_string(), "entry 7 does not exist");
    let entries = store.book_entries(Book::Parameters).unwrap();
    let approved: Vec<_> = entries.iter().map(|entry| entry.approved_by.as_deref()).collect();
    assert_eq!(approved, [Some("bo"), None]);
    assert_eq!(store.book_entries(Book::Prices).unwrap().len(), 1);
    assert_eq!(store.setting("seed").unwrap(), None);
    store.set_setting("seed", "1").unwrap();
    store.set_setting("seed", "2").unwrap();
    assert_eq!(store.setting("seed").unwrap().as_deref(), Some("2"));
}

fn a_newer_database_is_refused(place: &Place) {
    let mut store = place.store();
    let newer = NEWEST_VERSION + 1;
    store
        .run_sql(&format!(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES ({newer}, 'later', '2027-01-01T00:00:00Z', '1')"
        ))
        .unwrap();
    drop(store);
    let refused = Store::open(&place.url).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "the database is of version {newer}, this program knows versions up to {NEWEST_VERSION}"
        )
    );
}

fn migrations_keep_the_data(place: &Place) {
    let mut old = Store::open_at_version(&place.url, 1).unwrap();
    let mut openings: Vec<Booking> = (1..=3).map(opening).collect();
    // Facts had no `fleet_seq` then: they are written as they were.
    openings[0].facts.push(fact(id(1), 2, "flag", None));
    for fact in openings.iter_mut().flat_map(|opening| std::mem::take(&mut opening.facts)) {
        let Fact { account, seq, at, learnt_at, kind, key, body, .. } = fact;
        let key = key.map_or("NULL".to_owned(), |key| format!("'{key}'"));
        old.run_sql(&format!(
            "INSERT INTO fact (account_id, seq, at_us, learnt_us, kind, key, body)
             VALUES ({account}, {seq}, {}, {}, '{kind}', {key}, '{body}')",
            at.0, learnt_at.0
        ))
        .unwrap();
    }
    // This program looks there too, and finds nothing.
    old.run_sql("CREATE TABLE wide_booking (account_id BIGINT, fact_seq BIGINT, entry_seq BIGINT)")
        .unwrap();
    old.book_all(&openings).unwrap();
    old.run_sql("DROP TABLE wide_booking").unwrap();
    old.record_readings(&[reading(1, first_day().next(), 101)]).unwrap();
    let tables = |store: &mut Store| -> Vec<Vec<String>> {
        let first = &TABLES[..9];
        let dump = |store: &mut Store, (table, order): &(&str, &str)| {
            let of_fact = "account_id, seq, at_us, learnt_us, kind, key, body";
            let columns = if *table == "fact" { of_fact } else { "*" };
            store.dump(&format!("SELECT {columns} FROM {table} ORDER BY {order}")).unwrap()
        };
        first.iter().map(|table| dump(store, table)).collect()
    };
    let before = tables(&mut old);
    assert!(old.waiting_messages().is_err(), "version 1 has no outbox");
    drop(old);
    for version in 2..=NEWEST_VERSION {
        let mut store = Store::open_at_version(&place.url, version).unwrap();
        assert_eq!(tables(&mut store), before, "version {version}");
    }
    let mut store = place.store();
    let versions =
        store.dump("SELECT version FROM refinery_schema_history ORDER BY version").unwrap();
    // By the files that there are: branches bring theirs under numbers of their own.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let number = |name: std::ffi::OsString| -> i64 {
        let name = name.into_string().unwrap();
        name[1..name.find("__").unwrap()].parse().unwrap()
    };
    let mut all: Vec<i64> = names.map(number).collect();
    all.sort_unstable();
    assert_eq!(all.last(), Some(&NEWEST_VERSION));
    let all: Vec<String> = all.iter().map(i64::to_string).collect();
    assert_eq!(versions, all, "none is left out");
    settle(&mut store, first_day()).unwrap();
    assert_sound(&mut store);
    assert_eq!(store.waiting_messages().unwrap(), 3);
}

/// What closed before did not count its own closing where no day was left to settle. Source: PA-32.
fn v73_an_account_that_had_closed_keeps_nothing_unsettled(place: &Place) {
    let mut old = Store::open_at_version(&place.url, 69).unwrap();
    let openings: Vec<Booking> = (1..=2).map(opening).collect();
    old.book_all(&openings).unwrap();
    settle(&mut old, first_day()).unwrap();
    let closes = Some(first_day().plus(2).start());
    old.book(&Booking { closes, ..Booking::of(id(1)) }).unwrap();
    for number in [1, 2] {
        old.run_sql(&format!(
            "INSERT INTO unsettled (account_id, source, number, at_us, moved_micro_eur, touches)
             VALUES ({}, 1, 9, 1, 24000000, 0)",
            id(number)
        ))
        .unwrap();
    }
    drop(old);
    let mut store = place.store();
    assert_eq!(store.unsettled(&[id(1)]).unwrap(), []);
    assert_eq!(store.unsettled(&[id(2)]).unwrap().len(), 1, "of one that is open it counts");
}

fn pd_05_v79_steps_that_were_carried_over_name_people_alone_and_no_payment_that_was_none(
    place: &Place,
) {
    let mut old = Store::open_at_version(&place.url, 78).unwrap();
    let rows = [
        ("calendar/7", 1, 5, 10, "an, bo", "", 0),
        ("calendar/7", 2, 6, 10, "an, bo", "", 0),
        ("calendar/8", 1, 5, 11, "an, bo", "", 75),
        ("calendar/8", 2, 6, 12, "An Ode: to BE68", "", 75),
        ("credit/1", 1, 1, 13, "Bo: account: BE71", "", 40),
        ("credit/2", 1, 1, 14, "Cy", "paid: in cash", 40),
    ];
    for (key, step, kind, at, by, how, amount) in rows {
        old.run_sql(&format!(
            "INSERT INTO settlement (task_key, step, account_id, kind, at_us, by_name, how, amount)
             VALUES ('{key}', {step}, {}, {kind}, {at}, '{by}', '{how}', {amount})",
            id(1)
        ))
        .unwrap();
    }
    drop(old);
    let all = (calendar::Instant(0), calendar::Instant(99));
    let kept = place.store().settlements_between(DSO, all).unwrap();
    let told: Vec<_> =
        kept.iter().map(|one| (one.key.as_str(), one.at.0, &*one.by, &*one.how)).collect();
    assert_eq!(
        told,
        [
            ("calendar/7", 10, "an, bo", ""),
            ("calendar/8", 11, "an, bo", ""),
            ("calendar/8", 12, "An Ode", "to BE68"),
            ("credit/1", 13, "Bo", "account: BE71"),
            ("credit/2", 14, "Cy", "paid: in cash"),
        ]
    );
}

fn pd_04_v79_a_key_that_was_changed_before_is_known_as_replaced(place: &Place) {
    let mut old = Store::open_at_version(&place.url, 78).unwrap();
    let (day, dso) = (86_400_000_000_i64, i64::from(DSO.code()));
    let number = |key: i64| dso * 1_000_000_000 + key;
    // The second was made for the first; the third is another's, and the last holds to its end.
    let rows = [(1, "A", 100, 500 + day), (2, "A", 500, 500 + 9 * day), (3, "B", 500, 600 + day)];
    for (key, owner, made, until) in rows {
        old.run_sql(&format!(
            "INSERT INTO api_key (key_id, dso, owner_kind, owner, hash, scopes, sandbox, version,
                 made_us, until_us)
             VALUES ({}, {dso}, 4, '{owner}', '{key:0>64}', 'events:read', 0, 'v', {made}, {until})",
            number(key)
        ))
        .unwrap();
    }
    drop(old);
    let kept = place.store().api_keys(DSO).unwrap();
    let replaced: Vec<_> = kept.iter().map(|key| key.replaced_by).collect();
    assert_eq!(replaced, [Some(number(2)), None, None]);
    assert!(kept.iter().all(|key| key.made_by.is_empty() && key.ended.is_none()));
}

fn a_version_keeps_why_and_since_when(place: &Place) {
    let mut store = place.store();
    let at = calendar::Instant(1_000_000);
    let new = NewVersion { body: "{}", person: "an", reason: "why", at, key: Some("page-1") };
    assert_eq!(store.enter_version(Book::Parameters, &new).unwrap(), 1);
    assert_eq!(store.enter_version(Book::Parameters, &new).unwrap(), 1, "the same page");
    let other = NewVersion { key: None, ..new };
    assert_eq!(store.enter_version(Book::Parameters, &other).unwrap(), 2);
    assert_eq!(store.enter_version(Book::Prices, &new).unwrap(), 1, "of another book");
    assert_eq!(store.approved_versions().unwrap(), 0);
    store.approve_at(Book::Parameters, 1, "bo", at.plus_s(9)).unwrap();
    store.turn_down(Book::Parameters, 2, ("an", "a mistake"), at.plus_s(10)).unwrap();
    let late = store.approve_at(Book::Parameters, 2, "bo", at.plus_s(11)).unwrap_err();
    assert_eq!(late.to_string(), "entry 2 was turned down by `an` already");
    let late = store.turn_down(Book::Parameters, 1, ("cy", "no"), at.plus_s(11)).unwrap_err();
    assert_eq!(late.to_string(), "entry 1 was approved by `bo` already");
    assert_eq!(store.approved_versions().unwrap(), 1);
    let first = store.book_entry(Book::Parameters, 1).unwrap().unwrap();
    assert_eq!((first.reason.as_str(), first.entered_at), ("why", Some(at)));
    assert_eq!((first.approved_by.as_deref(), first.decided_at), (Some("bo"), Some(at.plus_s(9))));
    let second = store.book_entry(Book::Parameters, 2).unwrap().unwrap();
    let refused = second.refused.unwrap();
    assert_eq!((refused.by.as_str(), refused.why.as_str()), ("an", "a mistake"));
    assert_eq!(second.approved_by, None);
    let old = store.enter(Book::Prices, "{}", "an").unwrap();
    store.approve(Book::Prices, old, "bo").unwrap();
    let old = store.book_entry(Book::Prices, old).unwrap().unwrap();
    assert_eq!((old.decided_at, old.entered_at), (None, None));
}
