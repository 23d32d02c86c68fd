//! Aid on a day, for both energies, and in place of one that was wrong.

use super::*;
use portal::cpas::{AidLine, Lapse};
use units::Ean;

fn day(text: &str) -> calendar::SettlementDay {
    text.parse().unwrap()
}

fn on(euro: i64, text: &str) -> AidWanted {
    AidWanted { on: Some(day(text)), ..aid(euro) }
}

impl Town {
    fn gives(&self, wanted: &AidWanted, attempt: &str) -> Result<i64, AidRefused> {
        self.offices.give_aid(&self.worker, account_id(), wanted, attempt).unwrap()
    }

    fn at(&self, text: &str) {
        *self.now.lock().unwrap() = instant(text);
    }

    /// As the worker does when the clock says so; returns how much it did.
    fn books_what_is_due(&self, text: &str) -> usize {
        self.at(text);
        let mut engine = self.engine();
        crate::cpas::book_due(&mut engine, instant(text)).unwrap()
    }

    fn line(&self, id: i64) -> AidLine {
        let register = self.offices.register(&self.worker, None).unwrap();
        register.lines.into_iter().find(|line| line.id == id).unwrap()
    }

    /// The gas of the same home, which the same social service sees.
    fn gas(&self) -> Ean {
        let gas: Ean = "541449012345678922".parse().unwrap();
        let mut engine = self.engine();
        let account = crate::testing::protected_gas(&mut engine, gas, "2026-10-30T00:00:00+01:00");
        let own = engine.account_of(ean()).unwrap().id;
        let mut contact = engine.store.contact(own).unwrap().unwrap();
        for (id, at) in [(own, 20), (account.id, 21)] {
            contact.account = id;
            contact.street = "Kaai 1".to_owned();
            contact.postcode = "5000".to_owned();
            contact.learnt_at = Instant(at);
            engine.store.set_contact(&contact).unwrap();
        }
        let party = engine.store.person(self.worker.person).unwrap().unwrap().party.unwrap();
        let asked = vending::GrantAsked {
            role: vending::Role::Mandate,
            last: Some(day("2026-12-31")),
            by: vending::Granter::Holder,
            reason: "budget_help".to_owned(),
        };
        let to = crate::parties::To::Known(party);
        let now = *self.now.lock().unwrap();
        crate::parties::share(&mut engine, gas, &to, &asked, "", now).unwrap();
        // As a running process takes over a new price.
        self.offices.engine().books = engine.books;
        gas
    }

    /// Aid in the journal of a home.
    fn aid_of(&self, home: Ean) -> usize {
        let mut engine = self.engine();
        let account = engine.account_of(home).unwrap();
        let far = Instant(i64::MAX / 2);
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), far).unwrap();
        let journal = rebuilt[0].timeline.account.journal();
        journal.iter().filter(|entry| entry.kind == ledger::EntryKind::Aid).count()
    }
}

#[test]
fn s_05_aid_of_a_day_is_booked_on_it_once_and_not_before() {
    let town = town();
    town.with_mandate();
    for wrong in ["2026-11-04", "2026-11-07", "2026-11-11", "2026-12-07", "2026-11-03"] {
        assert_eq!(town.gives(&on(50, wrong), ATTEMPT), Err(AidRefused::NotADay), "{wrong}");
    }
    let id = town.gives(&on(50, "2026-11-06"), ATTEMPT).unwrap();
    assert_eq!(town.gives(&on(50, "2026-11-06"), ATTEMPT), Ok(id), "sent twice");
    assert_eq!(town.gives(&on(50, "2026-11-09"), ATTEMPT), Err(AidRefused::SentBefore));
    assert_eq!(town.line(id).standing, AidStanding::Planned(day("2026-11-06")));
    assert_eq!(town.in_the_ledger(), 0);
    assert_eq!(town.books_what_is_due("2026-11-06T07:59:00+01:00"), 0, "nobody is awake");
    assert_eq!(town.books_what_is_due("2026-11-06T08:00:00+01:00"), 1);
    assert_eq!(town.books_what_is_due("2026-11-06T08:00:10+01:00"), 0, "once");
    assert_eq!(town.in_the_ledger(), 50_000_000);
    assert!(matches!(town.line(id).standing, AidStanding::Booked(_)));
    assert_eq!(
        town.offices.decide_aid(&town.colleague(), id, false).unwrap(),
        Err(AidRefused::Ended)
    );
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_05_aid_of_a_day_is_cancelled_until_then_by_anybody_of_the_team() {
    let town = town();
    town.with_mandate();
    let id = town.gives(&on(50, "2026-11-06"), ATTEMPT).unwrap();
    let signs = town.offices.decide_aid(&town.colleague(), id, true).unwrap();
    assert_eq!(signs, Err(AidRefused::Ended), "there is nothing to sign");
    assert_eq!(town.offices.decide_aid(&town.other, id, false).unwrap(), Err(AidRefused::NoAid));
    assert_eq!(town.offices.decide_aid(&town.colleague(), id, false).unwrap(), Ok(()));
    assert_eq!(town.books_what_is_due("2026-11-06T09:00:00+01:00"), 0);
    assert_eq!(town.in_the_ledger(), 0);
    assert!(matches!(town.line(id).standing, AidStanding::Cancelled(_)));
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_05_a_day_does_not_take_the_place_of_a_signature() {
    let town = town();
    town.with_mandate();
    let (first, second) =
        (town.gives(&on(150, "2026-11-06"), ATTEMPT), town.gives(&on(150, "2026-11-06"), OTHER));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(town.line(first).standing, AidStanding::Waiting { own: true });
    let sign = |who: &Visitor, id: i64| town.offices.decide_aid(who, id, true).unwrap();
    assert_eq!(sign(&town.worker, first), Err(AidRefused::SamePerson));
    let colleague = town.colleague();
    assert_eq!(sign(&colleague, first), Ok(()));
    assert_eq!(sign(&colleague, first), Ok(()), "sent twice");
    assert_eq!(town.line(first).standing, AidStanding::Planned(day("2026-11-06")));
    assert_eq!(town.in_the_ledger(), 0, "signed, and its day is to come");
    assert_eq!(town.books_what_is_due("2026-11-06T08:30:00+01:00"), 1, "only what was signed");
    assert_eq!(town.in_the_ledger(), 150_000_000);
    // Signed on its day or later it is booked by the signature.
    assert_eq!(sign(&colleague, second), Ok(()));
    assert_eq!(town.in_the_ledger(), 300_000_000);
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_05_aid_whose_mandate_has_ended_on_its_day_is_not_booked_and_says_why() {
    let town = town();
    town.with_mandate();
    let id = town.gives(&on(50, "2026-11-06"), ATTEMPT).unwrap();
    let mut engine = town.engine();
    let at = instant("2026-11-05T12:00:00+01:00");
    crate::parties::end(&mut engine, ean(), 1, vending::Granter::Holder, "", at).unwrap();
    assert_eq!(town.books_what_is_due("2026-11-06T08:00:00+01:00"), 1);
    let ended = instant("2026-11-06T08:00:00+01:00");
    assert_eq!(town.line(id).standing, AidStanding::Lapsed(ended, Lapse::NoMandate));
    assert_eq!(town.in_the_ledger(), 0);
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_05_one_page_gives_aid_for_both_energies_and_both_are_decided_together() {
    let town = town();
    town.with_mandate();
    let euro = |euro: i64| MicroEuro(euro * 1_000_000);
    let both = |own: i64, other: i64| AidWanted { other: Some(euro(other)), ..aid(own) };
    assert_eq!(town.gives(&both(20, 20), ATTEMPT), Err(AidRefused::NoOther));
    let gas = town.gas();
    let facts = town.offices.aid_form(&town.worker, account_id(), None).unwrap().unwrap();
    assert_eq!(facts.other.map(|line| line.ean), Some(gas));
    let preview =
        town.offices.aid_preview(&town.worker, account_id(), &both(20, 30)).unwrap().unwrap();
    let shown: Vec<_> = preview.parts.iter().map(|part| (part.energy, part.amount)).collect();
    assert_eq!(shown, [(units::Energy::Electricity, euro(20)), (units::Energy::Gas, euro(30))]);
    assert!(
        preview
            .parts
            .iter()
            .all(|part| { part.effect.balance.1.0 - part.effect.balance.0.0 == part.amount.0 })
    );
    assert!(!preview.second);
    // Bounds hold for each, and for what is given at once.
    for wrong in [both(20, 4), both(200, 100)] {
        assert!(matches!(town.gives(&wrong, ATTEMPT), Err(AidRefused::OutOfBounds { .. })));
    }
    let id = town.gives(&both(20, 30), ATTEMPT).unwrap();
    assert_eq!(town.gives(&both(20, 30), ATTEMPT), Ok(id), "sent twice");
    assert_eq!(town.gives(&both(20, 35), ATTEMPT), Err(AidRefused::SentBefore));
    assert_eq!(town.gives(&aid(20), ATTEMPT), Err(AidRefused::SentBefore));
    assert_eq!((town.aid_of(ean()), town.aid_of(gas)), (1, 1));
    // Each is below the cap; what is given at once is above it.
    let id = town.gives(&both(60, 60), OTHER).unwrap();
    assert_eq!((town.aid_of(ean()), town.aid_of(gas)), (1, 1), "both wait");
    assert_eq!(town.offices.decide_aid(&town.colleague(), id, true).unwrap(), Ok(()));
    assert_eq!((town.aid_of(ean()), town.aid_of(gas)), (2, 2), "one signature, once each");
}

#[test]
fn s_05_a_corrected_copy_takes_the_place_of_the_first_one_once() {
    let town = town();
    town.with_mandate();
    let first = town.gives(&on(40, "2026-11-06"), ATTEMPT).unwrap();
    let facts = |id| town.offices.aid_form(&town.worker, account_id(), Some(id)).unwrap().unwrap();
    let copy = facts(first).copy.unwrap();
    assert_eq!(
        (copy.amount, copy.motive, copy.waits),
        (aid(40).amount, Some(Motive::Energy), true)
    );
    assert_eq!(copy.budget, "2026-energy");
    let right = AidWanted { copy_of: Some(first), ..aid(50) };
    let id = town.gives(&right, OTHER).unwrap();
    assert_eq!(town.gives(&right, OTHER), Ok(id), "sent twice");
    assert!(matches!(town.line(first).standing, AidStanding::Cancelled(_)), "never both");
    let line = town.line(id);
    assert_eq!((line.copy_of, line.to_copy), (Some(first), false), "it is booked");
    assert!(!town.line(first).to_copy);
    assert_eq!(facts(first).copy, None, "it was put right");
    let again = town.gives(&right, "00000000000000000000000000000000");
    assert_eq!(again, Err(AidRefused::NotToCopy));
    let booked = AidWanted { copy_of: Some(id), ..aid(50) };
    let again = town.gives(&booked, "00000000000000000000000000000000");
    assert_eq!(again, Err(AidRefused::NotToCopy), "what is booked stays");
    assert_eq!(town.books_what_is_due("2026-11-06T09:00:00+01:00"), 0);
    assert_eq!(town.in_the_ledger(), 50_000_000);
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_05_pa_44_a_copy_of_half_an_aid_puts_both_halves_right_and_neither_twice() {
    let town = town();
    town.with_mandate();
    let gas = town.gas();
    let gas_id = town.engine().account_of(gas).unwrap().id;
    let both = |own: i64, other: i64| AidWanted {
        other: Some(MicroEuro(other * 1_000_000)),
        ..on(own, "2026-11-06")
    };
    let first = town.gives(&both(60, 40), ATTEMPT).unwrap();
    let lines = town.offices.register(&town.worker, None).unwrap().lines;
    let of_gas = lines.iter().find(|line| line.account == gas_id).unwrap().id;
    let copy =
        |account, id| town.offices.aid_form(&town.worker, account, Some(id)).unwrap().unwrap().copy;
    let shown = copy(account_id(), first).unwrap();
    assert_eq!((shown.amount, shown.other), (both(60, 40).amount, both(60, 40).other));
    assert_eq!(shown.on, Some(day("2026-11-06")));
    // The other half begins with itself; that of one home is no copy for another.
    let shown = copy(gas_id, of_gas).unwrap();
    assert_eq!((shown.amount.0, shown.other), (40_000_000, Some(MicroEuro(60_000_000))));
    assert_eq!(copy(gas_id, first), None);
    let of_another = AidWanted { copy_of: Some(of_gas), ..both(60, 30) };
    assert_eq!(town.gives(&of_another, OTHER), Err(AidRefused::NotToCopy));
    assert_eq!(town.line(of_gas).standing, AidStanding::Planned(day("2026-11-06")));

    let right = AidWanted { copy_of: Some(first), ..both(60, 30) };
    let id = town.gives(&right, OTHER).unwrap();
    assert_eq!(town.gives(&right, OTHER), Ok(id), "sent twice");
    for old in [first, of_gas] {
        assert!(matches!(town.line(old).standing, AidStanding::Cancelled(_)));
        assert!(!town.line(old).to_copy, "put right once");
    }
    assert_eq!((copy(gas_id, of_gas), copy(account_id(), first)), (None, None));
    assert_eq!(town.books_what_is_due("2026-11-06T08:30:00+01:00"), 2);
    assert_eq!((town.aid_of(ean()), town.aid_of(gas)), (1, 1), "30 for gas, not 40 and 30");
}

#[test]
fn pa_44_cg_07_between_an_aid_and_its_corrected_copy_nobody_is_to_be_cut() {
    let town = town();
    town.with_mandate();
    let first = town.gives(&on(40, "2026-11-06"), ATTEMPT).unwrap();
    let right = AidWanted { copy_of: Some(first), ..on(50, "2026-11-06") };
    town.gives(&right, OTHER).unwrap();
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    let last = |kind: &str| facts.iter().rposition(|fact| fact.kind == kind).unwrap();
    assert!(
        last("payment_pending") < last("payment_failed"),
        "the copy is under way before the first one is taken back"
    );
}

#[test]
fn pa_44_aid_that_waited_while_the_account_closed_is_not_booked() {
    let town = town();
    town.with_mandate();
    let mut other = town.engine();
    let (account, at) = (account_id(), *town.now.lock().unwrap());
    let (signal, began) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let closes = |engine: &mut Engine| {
                signal.send(())?;
                std::thread::sleep(std::time::Duration::from_millis(500));
                let closing = store::Booking { closes: Some(at), ..store::Booking::of(account) };
                engine.store.book(&closing)?;
                Ok(())
            };
            other.locked(Dso::Ores, closes).unwrap();
        });
        began.recv().unwrap();
        // Theirs as it is read, and nobody's by the time that it is this one's turn.
        let given = town.offices.give_aid(&town.worker, account, &aid(50), ATTEMPT).unwrap();
        assert_eq!(given, Err(AidRefused::NoClient));
    });
    assert_eq!((town.in_the_ledger(), town.booked()), (0, 0));
}
