//! What a provider has told is kept, and what it pays out is found at our bank. Source: TP-19.

use super::*;
use crate::bank::provider::match_payouts;
use crate::bank::tests::world::{Statement, camt, pays, statement};
use crate::bank::{Importing, import_file, suspense};
use crate::reconcile::{AtProvider, Banks, Compared, Way};
use calendar::SettlementDay;
use store::LineState;

const DSO: Dso = Dso::Ores;

fn days(from: &str, to: &str) -> PaidPeriod {
    PaidPeriod { from: from.parse().unwrap(), to: to.parse().unwrap() }
}

fn whole() -> PaidPeriod {
    days("2026-10-30", "2026-11-30")
}

impl Shop {
    /// 20.00 EUR of which the payer's bank and ours have heard.
    fn paid(&mut self, attempt: &str, amount: &str) {
        let id = self.begin(attempt, amount).id;
        self.later(20);
        self.pays(&id);
        self.later(60);
        self.work();
        assert_eq!(self.state(&id), PaymentState::Credited);
        // Another payment within ten minutes would ask first.
        self.later(900);
    }

    fn asked(&mut self, days: PaidPeriod) -> Compared {
        let (at, provider) = (self.now(), self.psp.provider.clone());
        let way = AtProvider::ask(&mut self.engine, provider.as_ref(), days, Some(DSO), at);
        match_payouts(&mut self.engine, DSO, at).unwrap();
        way.unwrap().compare(&mut self.engine, DSO, days, at).unwrap()
    }

    /// When nobody answers any more.
    fn gone(&mut self, days: PaidPeriod) -> Result<Compared, Failure> {
        let psp = Psp::sandbox("http://127.0.0.1:1", "key").unwrap();
        let at = self.now();
        let way = AtProvider::ask(&mut self.engine, psp.provider.as_ref(), days, Some(DSO), at)?;
        way.compare(&mut self.engine, DSO, days, at)
    }

    fn import(&mut self, statement: &Statement) {
        let file = self.file.with_extension("camt");
        std::fs::write(&file, camt(std::slice::from_ref(statement))).unwrap();
        let request = Importing {
            file: file.clone(),
            iban_of: Some(DSO),
            out_of_sequence: false,
            partial: false,
            piece: crate::bank::pieces::PIECE,
            at: self.now(),
        };
        import_file(&mut self.engine, &request).unwrap();
        std::fs::remove_file(&file).unwrap();
    }

    /// Money in suspense, by the items and by the ledger.
    fn suspense(&mut self) -> (usize, i128, i128) {
        let now = self.now();
        let list = suspense::list(&mut self.engine, DSO, now).unwrap();
        (list.items.len(), list.total, list.ledger)
    }

    #[track_caller]
    fn bank_agrees(&mut self) {
        let now = self.now();
        let found = Banks.compare(&mut self.engine, DSO, whole(), now).unwrap();
        assert_eq!((found.three_way.differences.len(), found.faults.len()), (0, 0), "{found:?}");
        sound(&mut self.engine);
    }
}

/// A line of a statement on the 2nd of November.
fn on_a_statement(cents: i64, text: &str) -> Statement {
    let mut one = statement(1, 0, vec![pays(cents, text)]);
    one.day = "2026-11-02";
    one
}

fn eur(micro: i64) -> i128 {
    i128::from(micro) * 1_000_000
}

#[test]
fn tp_19_a_past_day_is_compared_with_what_a_provider_told_before_it_was_gone() {
    let mut shop = shop("gone", 1);
    shop.paid("a", "20.00");
    let nothing = shop.gone(whole()).unwrap_err();
    assert!(nothing.to_string().contains("sandbox"), "{nothing}");
    let first = whole().from;
    let day: SettlementDay = "2026-11-01".parse().unwrap();
    let until_today = PaidPeriod { from: first, to: day.next() };
    let live = shop.asked(until_today);
    assert_eq!((live.three_way.differences.len(), live.faults.len()), (0, 0), "{live:?}");
    let told_at = shop.now();
    shop.later(3_600);
    let kept = shop.gone(until_today).unwrap();
    assert_eq!(kept.three_way, live.three_way);
    assert_eq!(kept.three_way.days.get(&day), Some(&[eur(20), eur(20), eur(20), 0]));
    assert!(kept.remarks[0].contains("could not be asked"), "{:?}", kept.remarks);
    let last = format!("sandbox as last told at {}", told_at.to_local_string());
    assert_eq!(kept.remarks[1], last);
    assert!(kept.faults.is_empty());
    // Nobody is named: the same.
    let way = AtProvider::as_last_told(&mut shop.engine, until_today, Some(DSO)).unwrap().unwrap();
    let now = shop.now();
    let unnamed = way.compare(&mut shop.engine, DSO, until_today, now).unwrap();
    assert_eq!((unnamed.three_way, &unnamed.remarks[0]), (live.three_way, &last));
    // Money of a day of which it has told nothing is no agreement.
    shop.later(24 * 3_600);
    shop.paid("b", "30.00");
    let more = shop.gone(days("2026-10-30", "2026-11-04")).unwrap();
    assert_eq!(more.three_way.differences, []);
    assert!(more.faults[0].starts_with("1 entries of online money, 30.000000 EUR"), "{more:?}");
    // What the ledger has and it has not told is a difference still.
    shop.engine.store.run_sql("DELETE FROM provider_line").unwrap();
    let missing = shop.gone(until_today).unwrap();
    assert_eq!(missing.three_way.differences.len(), 1, "{missing:?}");
}

#[test]
fn tp_19_a_provider_that_tells_otherwise_is_taken_at_its_last_word() {
    let mut shop = shop("otherwise", 1);
    shop.paid("a", "20.00");
    shop.asked(whole());
    shop.engine.store.run_sql("UPDATE provider_line SET gross_micro_eur = 7").unwrap();
    let wrong = shop.gone(whole()).unwrap();
    assert_eq!(wrong.three_way.differences.len(), 1, "{wrong:?}");
    let again = shop.asked(whole());
    assert_eq!(again.three_way.differences, []);
    assert!(again.remarks[0].contains("1 movements otherwise"), "{:?}", again.remarks);
    let kept = shop.gone(whole()).unwrap();
    assert_eq!(kept.three_way.differences, [], "the last word holds");
}

#[test]
fn tp_19_a_payout_is_the_line_of_the_bank_with_its_amount_and_reference() {
    for told_first in [true, false] {
        let mut shop = shop(&format!("payout-{told_first}"), 1);
        shop.paid("a", "20.00");
        let (reference, amount) = shop.teller.pay_out().unwrap();
        assert_eq!(amount, "20.00");
        shop.later(24 * 3_600);
        // As a bank writes it.
        let text = format!("SANDBOX {} NOVEMBRE", reference.to_uppercase());
        if told_first {
            let live = shop.asked(whole());
            assert!(live.remarks.iter().any(|one| one.contains("on its way")), "{live:?}");
            assert_eq!((live.three_way.differences.len(), live.faults.len()), (0, 0), "{live:?}");
            shop.import(&on_a_statement(2_000, &text));
        } else {
            shop.import(&on_a_statement(2_000, &text));
            assert_eq!(shop.suspense(), (1, eur(20), eur(20)));
            shop.bank_agrees();
            shop.asked(whole());
        }
        assert_eq!(shop.suspense(), (0, 0, 0), "told first: {told_first}");
        let lines = shop.engine.store.bank_lines(DSO, whole().from, whole().to).unwrap();
        assert_eq!(lines[0].state, LineState::PaidOut);
        assert_eq!(lines[0].how, format!("payout {reference} of sandbox"));
        let live = shop.asked(whole());
        assert_eq!((live.three_way.differences.len(), live.faults.len()), (0, 0), "{live:?}");
        // 20.00 came and left.
        let day = "2026-11-01".parse().unwrap();
        assert_eq!(live.three_way.days.get(&day), Some(&[0, 0, eur(20), -eur(20)]));
        let mut online = 0;
        for entry in shop.engine.store.entries(&[AccountId::house(DSO)]).unwrap() {
            let of = entry.transaction.postings().iter();
            online += of
                .filter(|one| one.account == LedgerAccount::CashOnline)
                .map(|one| one.amount.0)
                .sum::<i64>();
        }
        assert_eq!(online, -20_000_000);
        shop.bank_agrees();
        // Once.
        assert_eq!(match_payouts(&mut shop.engine, DSO, noon()).unwrap(), 0);
    }
}

#[test]
fn tp_19_a_payout_with_another_amount_or_on_no_statement_is_a_difference() {
    let mut shop = shop("short", 1);
    shop.paid("a", "20.00");
    let (reference, _) = shop.teller.pay_out().unwrap();
    shop.later(24 * 3_600);
    shop.import(&on_a_statement(1_900, &format!("payout {reference}")));
    let found = shop.asked(whole());
    assert!(found.faults[0].contains("that names it brings 19.000000 EUR"), "{found:?}");
    assert_eq!(shop.suspense(), (1, eur(19), eur(19)));
    shop.bank_agrees();
    let mut shop = super::shop("late", 1);
    shop.paid("a", "20.00");
    shop.teller.pay_out().unwrap();
    // A Sunday; the third working day is the Wednesday.
    shop.later(3 * 24 * 3_600);
    let found = shop.asked(whole());
    assert_eq!((found.faults.len(), found.three_way.differences.len()), (0, 0), "{found:?}");
    shop.later(24 * 3_600);
    let found = shop.asked(whole());
    assert!(found.faults[0].contains("no line of a bank has paid it"), "{found:?}");
    // The same amount with another reference pays nothing.
    shop.import(&on_a_statement(2_000, "payout stl_other_1"));
    assert_eq!((shop.asked(whole()).faults.len(), shop.suspense().0), (1, 1));
}
