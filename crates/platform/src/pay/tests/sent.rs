//! A receipt that is sent to a phone. Source: UX C-04, P-02, PD-04.

use super::*;
use portal::pay::ReceiptSent;

impl Shop {
    fn sends(&self, at_bank: &AtBank, phone: &str) -> Option<ReceiptSent> {
        let AtBank { id, token, .. } = at_bank;
        self.online.send_receipt(id, token, phone, Language::Fr).unwrap()
    }

    fn heard(&self) -> Vec<(String, String)> {
        self.phones.heard.lock().unwrap().clone()
    }
}

#[test]
fn c_04_a_receipt_goes_to_the_phone_of_whoever_paid_three_times_at_most() {
    let mut shop = shop("sent", 1);
    let at_bank = shop.begin("a", "20.00");
    assert_eq!(shop.sends(&at_bank, "0475 12 34 56"), Some(ReceiptSent::NoReceipt), "not paid");
    shop.pays(&at_bank.id);
    shop.later(60);
    shop.work();
    for wrong in ["", "12", "081 12 34 56", "+33 6 12 34 56 78"] {
        assert_eq!(shop.sends(&at_bank, wrong), Some(ReceiptSent::NotAMobile), "{wrong}");
    }
    let stranger = AtBank { token: "no token".to_owned(), ..at_bank.clone() };
    assert_eq!(shop.sends(&stranger, "0475 12 34 56"), None);
    assert_eq!(shop.heard(), [], "nobody was written to so far");
    let code = shop.online.state(&at_bank.id, &at_bank.token).unwrap().unwrap().code.unwrap();
    for _ in 0..3 {
        assert_eq!(shop.sends(&at_bank, "0475/12.34.56"), Some(ReceiptSent::Sent));
    }
    let heard = shop.heard();
    let text = format!(
        "Électricité: rechargement de 20,00 € OK. Ticket {code}. Gardez-le: il retrouve le paiement."
    );
    assert_eq!(heard, vec![("+32475123456".to_owned(), text); 3]);
    assert_eq!(shop.sends(&at_bank, "0475 12 34 56"), Some(ReceiptSent::TooOften));
    shop.later(3_600);
    assert_eq!(shop.sends(&at_bank, "0475 12 34 57"), Some(ReceiptSent::TooOften), "a day");
    // The phone that was sent three is sent no fourth one of another payment.
    let another = shop.begin("b", "10.00");
    shop.pays(&another.id);
    shop.later(60);
    shop.work();
    assert_eq!(shop.sends(&another, "0475 12 34 56"), Some(ReceiptSent::TooOften));
    shop.later(86_400);
    shop.phones.ended.store(true, Ordering::SeqCst);
    assert_eq!(shop.sends(&at_bank, "0475 12 34 56"), Some(ReceiptSent::NotNow));
    assert_eq!(shop.heard().len(), 3);
    shop.proved("30.00");
}
