use super::Words;

pub(super) const WORDS: Words = Words {
    barcode: "Barcode for the shop: {digits}",
    shop_says: "For the scanner of the shop.",
    transfer_says: "Scan this code in the app of your bank. You choose the amount.",
    send_title: "Send to a relative",
    send_lead: "They get only the digits and the energy. No name, no balance.",
    to: "Mobile number or e-mail",
    to_hint: "Of whoever pays for you.",
    send: "Send the digits",
    sent: "Sent.",
    e_wait: "Too many messages sent. Try again after {time}.",
    e_not_now: "Sending did not work. Try again in a few minutes.",
};
