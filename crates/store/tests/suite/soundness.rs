//! What proves that the books are sound.

use crate::place::{Place, on_both};
use crate::world::{DSO, assert_sound, id, story};
use calendar::SettlementDay;
use ledger::ChainFault;
use std::sync::Arc;
use store::Store;

on_both! {
    the_books_are_sound_after_nights
    a_changed_row_names_its_batch
    a_proof_is_chained_and_signed
}

fn the_books_are_sound_after_nights(place: &Place) {
    let mut store = place.store();
    story(&mut store).unwrap();
    assert_sound(&mut store);
    let trial: Vec<String> = store
        .trial_balance(DSO)
        .unwrap()
        .rows()
        .map(|(account, sum)| format!("{} {sum}", account.name()))
        .collect();
    let days = store.days(&[id(1)], SettlementDay(0), SettlementDay(40_000)).unwrap();
    assert_eq!(days.len(), 3);
    let derived: i128 = store
        .dump("SELECT ledger_account, amount_micro_eur FROM journal WHERE account_id = 1000000001")
        .unwrap()
        .iter()
        .filter_map(|line| line.strip_prefix("100|"))
        .map(|amount| -amount.parse::<i128>().unwrap())
        .sum();
    assert_eq!(derived, i128::from(days[2].balance.0));
    assert_eq!(trial.len(), 4, "{trial:?}");
    assert!(trial.contains(&"cash, terminals 44500000".to_owned()), "{trial:?}");
    // A balance that was changed by hand is not the sum of its postings any more.
    store.run_sql("UPDATE account_day SET balance_micro_eur = balance_micro_eur + 1 WHERE account_id = 1000000002 AND day = 20761").unwrap();
    let unequal = store.unequal_balances(DSO).unwrap();
    assert_eq!(unequal.len(), 1);
    assert_eq!((unequal[0].account, unequal[0].stored - unequal[0].derived), (id(2), 1));
}

fn a_changed_row_names_its_batch(place: &Place) {
    let mut store = place.store();
    story(&mut store).unwrap();
    let links = store.verify_chain(DSO).unwrap().links;
    let tamper = |store: &mut Store, change: &str, back: &str| {
        store.run_sql(change).unwrap();
        let fault = store.verify_chain(DSO).unwrap().fault;
        store.run_sql(back).unwrap();
        assert_eq!(store.verify_chain(DSO).unwrap().links, links);
        fault
    };
    let of = |store: &mut Store, sql: &str| store.dump(sql).unwrap()[0].parse::<i64>().unwrap();
    let number = of(
        &mut store,
        "SELECT batch FROM account_day WHERE day = 20760 AND account_id = 1000000001",
    );
    let changed = Some(ChainFault::Changed { number });
    for column in ["charge_micro_eur", "register_1", "debt_micro_eur", "basis_until"] {
        let set = |by: &str| {
            format!(
                "UPDATE account_day SET {column} = {column} {by} 1 WHERE day = 20760 AND account_id = 1000000001"
            )
        };
        assert_eq!(tamper(&mut store, &set("-"), &set("+")), changed, "{column}");
    }
    let number =
        of(&mut store, "SELECT batch FROM journal_entry WHERE account_id = 1000000002 AND seq = 1");
    let changed = Some(ChainFault::Changed { number });
    let posting = "UPDATE posting SET amount_micro_eur = amount_micro_eur";
    let leg = "WHERE account_id = 1000000002 AND seq = 1 AND leg = 2";
    let fault =
        tamper(&mut store, &format!("{posting} + 1 {leg}"), &format!("{posting} - 1 {leg}"));
    assert_eq!(fault, changed);
    let key = "UPDATE journal_entry SET key =";
    let one = "WHERE account_id = 1000000002 AND seq = 1";
    let fault = tamper(&mut store, &format!("{key} '' {one}"), &format!("{key} NULL {one}"));
    assert_eq!(fault, changed);
    let sum = "UPDATE batch SET charge_sum_micro_eur = charge_sum_micro_eur";
    let fault = tamper(
        &mut store,
        &format!("{sum} + 1 WHERE number = 2"),
        &format!("{sum} - 1 WHERE number = 2"),
    );
    assert_eq!(fault, Some(ChainFault::Changed { number: 2 }));
    store.run_sql("DELETE FROM posting WHERE account_id = 1000000003 AND seq = 1").unwrap();
    assert_eq!(store.verify_chain(DSO).unwrap().fault, Some(ChainFault::Changed { number: 1 }));
    store.run_sql("DELETE FROM batch WHERE number = 1").unwrap();
    assert_eq!(store.verify_chain(DSO).unwrap().fault, Some(ChainFault::Missing { number: 1 }));
}

fn a_proof_is_chained_and_signed(place: &Place) {
    let mut store = place.store();
    store.seal_with(Arc::new(|hash| hash.0[..4].to_vec()));
    story(&mut store).unwrap();
    let proofs = store.proofs(DSO, 0, 100).unwrap();
    assert!(proofs.len() > 5);
    for (proof, number) in proofs.iter().zip(1..) {
        assert_eq!((proof.number, &proof.signature[..]), (number, &proof.hash.0[..4]));
    }
    assert_eq!(store.proofs(DSO, 4, 2).unwrap(), proofs[4..6]);
    let own: Vec<_> = proofs.iter().filter(|proof| proof.account == id(2)).cloned().collect();
    assert_eq!(store.proofs_of(&[id(2)]).unwrap(), own);
    assert_eq!(store.verify_proofs(DSO).unwrap().links, proofs.len() as u64);
    store.run_sql("UPDATE proof SET body = 'why not' WHERE number = 3").unwrap();
    assert_eq!(store.verify_proofs(DSO).unwrap().fault, Some(ChainFault::Changed { number: 3 }));
}
