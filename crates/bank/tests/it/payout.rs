//! The file that pays suppliers. Against the published schema it is held in `peers`. Source: TP-21.

use bank::{PayoutError, PayoutOrder, PayoutSchema, Transfer, TransferReference};
use calendar::SettlementDay;
use sepa::RfReference;
use units::{MicroEuro, Ogm};

pub fn order(schema: PayoutSchema) -> PayoutOrder {
    let transfer = |supplier: &str, number: u32, micro: i64, reference| Transfer {
        supplier: supplier.to_owned(),
        iban: "NL91ABNA0417164300".parse().unwrap(),
        bic: None,
        period: "2026-11".to_owned(),
        amount: MicroEuro(micro),
        reference,
        end_to_end_id: format!("PAY-2026-11-{number}"),
    };
    let ogm = TransferReference::Ogm(Ogm::of_base(4_490_123_456).unwrap());
    let rf = TransferReference::Rf("RF18539007547034".parse::<RfReference>().unwrap());
    PayoutOrder {
        message_id: "REMIT-2026-11".to_owned(),
        created: SettlementDay::from_ymd(2026, 12, 2).unwrap().at(9, 30),
        execute: SettlementDay::from_ymd(2026, 12, 3).unwrap(),
        debtor: "Opérateur du réseau".to_owned(),
        debtor_iban: "BE68539007547034".parse().unwrap(),
        debtor_bic: Some("GEBABEBB".parse().unwrap()),
        transfers: vec![
            transfer("Énergie & Cie", 1, 1_234_560_000, rf),
            transfer("Lumière", 2, 999_990_000, ogm),
        ],
        schema,
    }
}

/// Texts of all elements with this name.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    xml.split(&open).skip(1).map(|rest| rest.split('<').next().unwrap()).collect()
}

#[test]
fn tp_21_number_and_sum_are_those_that_were_asked() {
    for schema in [PayoutSchema::V3, PayoutSchema::V9] {
        let file = order(schema).file().unwrap();
        assert_eq!((file.count, file.control_sum), (2, MicroEuro(2_234_550_000)));
        assert_eq!(all(&file.xml, "NbOfTxs"), ["2", "2"]);
        assert_eq!(all(&file.xml, "CtrlSum"), ["2234.55", "2234.55"]);
        let amounts = file.xml.split("<InstdAmt Ccy=\"EUR\">").skip(1);
        let amounts: Vec<_> = amounts.map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(amounts, ["1234.56", "999.99"]);
        assert_eq!(all(&file.xml, "Ref"), ["RF18539007547034", "449012345652"]);
        assert_eq!(all(&file.xml, "Issr"), ["ISO", "BBA"]);
        assert_eq!(all(&file.xml, "EndToEndId"), ["PAY-2026-11-1", "PAY-2026-11-2"]);
        assert_eq!(all(&file.xml, "CreDtTm"), ["2026-12-02T08:30:00Z"]);
    }
}

#[test]
fn tp_21_one_transfer_per_supplier_and_period() {
    let mut twice = order(PayoutSchema::V9);
    twice.transfers[1].supplier = twice.transfers[0].supplier.clone();
    let error = twice.file().unwrap_err();
    assert_eq!(error.to_string(), "`Énergie & Cie` is paid twice for `2026-11`");
    twice.transfers[1].period = "2026-10".to_owned();
    assert_eq!(twice.file().unwrap().count, 2);
    twice.transfers[1].end_to_end_id = "PAY-2026-11-1".to_owned();
    assert_eq!(twice.file().unwrap_err().to_string(), "transfer id `PAY-2026-11-1` occurs twice");
}

#[test]
fn tp_21_a_name_that_is_too_long_does_not_hold_up_the_others() {
    let mut long = order(PayoutSchema::V9);
    long.transfers[0].supplier = "Coopérative ".repeat(11);
    // More characters when they are written as SEPA has them.
    long.debtor = "Ünion ".repeat(11);
    let file = long.file().unwrap();
    let names = all(&file.xml, "Nm");
    assert!(names.iter().all(|name| name.chars().count() <= 70), "{names:?}");
    assert!(
        names.contains(&"Lumiere") && names.iter().any(|name| name.starts_with("Cooperative C"))
    );
    assert_eq!(file.count, 2);
}

#[test]
fn tp_21_amounts_are_whole_cents_and_positive() {
    for micro in [0, -10_000, 1_005_000, 10_001] {
        let mut order = order(PayoutSchema::V9);
        order.transfers[0].amount = MicroEuro(micro);
        assert!(matches!(order.file(), Err(PayoutError::Amount { .. })), "{micro}");
    }
    let none = PayoutOrder { transfers: Vec::new(), ..order(PayoutSchema::V9) };
    assert!(matches!(none.file(), Err(PayoutError::Nothing)));
    let mut most = order(PayoutSchema::V9);
    most.transfers
        .iter_mut()
        .for_each(|transfer| transfer.amount = MicroEuro(9_223_372_036_854_770_000));
    assert!(matches!(most.file(), Err(PayoutError::TooMuch)));
}

#[test]
fn tp_21_what_no_bank_takes_is_refused() {
    for spoil in [
        |order: &mut PayoutOrder| order.message_id = "x".repeat(36),
        |order: &mut PayoutOrder| order.message_id.clear(),
        |order: &mut PayoutOrder| order.transfers[0].end_to_end_id = "/slash".to_owned(),
        |order: &mut PayoutOrder| order.transfers[0].supplier = "  ".to_owned(),
    ] {
        let mut order = order(PayoutSchema::V9);
        spoil(&mut order);
        assert!(matches!(order.file(), Err(PayoutError::Refused(_))));
    }
}
