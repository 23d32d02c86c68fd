//! Payments that a bank booked as one line, with each of them told as a detail. Source: TP-10, TP-15.
//!
//! The first digit of a CODA operation says what an amount is: 1 totalised by the customer, with details
//! of type 5; 2 totalised by the bank, with details of type 6, and of type 7, which has details of type 9
//! itself; 3 one payment, whose details of type 8 are what it is made up of, such as charges. Source:
//! Febelfin, standard for coded statements of account, types of transaction (K).

use super::pieces::Payment;
use ::bank::StatementLine;
use units::MicroEuro;

fn kind(line: &StatementLine) -> Option<u8> {
    line.operation.bytes().next()
}

/// One payment, whatever details it has.
pub fn is_one_payment(line: &StatementLine) -> bool {
    matches!(kind(line), Some(b'3' | b'7'))
}

/// The payments of a line, each to be booked by itself, if the bank told all of them: they go the same
/// way as the line and add up to it. Else the line as it is, of which nobody knows what part is whose.
pub fn payments_of(line: StatementLine, details: Vec<StatementLine>) -> Vec<Payment> {
    if !are_all_told(&line, &details) {
        return vec![Payment { line, parts: details }];
    }
    let mut payments: Vec<Payment> = Vec::with_capacity(details.len());
    for mut detail in details {
        match (kind(&detail), payments.last_mut()) {
            // What the payment before it is made up of.
            (Some(b'8' | b'9'), Some(payment)) => payment.parts.push(detail),
            _ => {
                detail.booked = detail.booked.or(line.booked);
                // It can only go back to where the whole came from.
                if detail.counterparty.account.is_empty() {
                    detail.counterparty = line.counterparty.clone();
                }
                payments.push(Payment { line: detail, parts: Vec::new() });
            }
        }
    }
    payments
}

fn are_all_told(line: &StatementLine, details: &[StatementLine]) -> bool {
    let (mut sum, mut count) = (0i128, 0u32);
    for detail in details {
        match (kind(line), kind(detail)) {
            (Some(b'1'), Some(b'5')) | (Some(b'2'), Some(b'6' | b'7')) => {
                let with_the_line = (detail.amount > MicroEuro::ZERO)
                    == (line.amount > MicroEuro::ZERO)
                    && detail.amount != MicroEuro::ZERO;
                if !with_the_line {
                    return false;
                }
                sum = sum.saturating_add(i128::from(detail.amount.0));
                count += 1;
            }
            (Some(b'2'), Some(b'9')) if count > 0 => {}
            _ => return false,
        }
    }
    count > 0 && sum == i128::from(line.amount.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(operation: &str, euro: i64) -> StatementLine {
        let amount = MicroEuro(euro * 1_000_000);
        StatementLine { operation: format!("{operation}-01-50-000"), amount, ..Default::default() }
    }

    /// Amounts of what is booked, with how many parts each has.
    fn booked(whole: (&str, i64), details: &[(&str, i64)]) -> Vec<(i64, usize)> {
        let details = details.iter().map(|(kind, euro)| line(kind, *euro)).collect();
        let payments = payments_of(line(whole.0, whole.1), details);
        let one = |one: &Payment| (one.line.amount.0 / 1_000_000, one.parts.len());
        payments.iter().map(one).collect()
    }

    #[test]
    fn tp_10_details_are_booked_only_if_they_are_all_of_the_line() {
        assert_eq!(booked(("1", 30), &[("5", 10), ("5", 20)]), [(10, 0), (20, 0)]);
        assert_eq!(booked(("2", 30), &[("6", 10), ("7", 20), ("9", 20)]), [(10, 0), (20, 1)]);
        assert_eq!(booked(("1", -30), &[("5", -10), ("5", -20)]), [(-10, 0), (-20, 0)]);
        assert_eq!(booked(("0", 30), &[]), [(30, 0)]);
        for (whole, details) in [
            // A cent is missing, one went the other way, nothing moved.
            (("1", 30), vec![("5", 10), ("5", 19)]),
            (("1", 30), vec![("5", 40), ("5", -10)]),
            (("1", 30), vec![("5", 30), ("5", 0)]),
            // Charges of one payment.
            (("3", 30), vec![("8", 32), ("8", -2)]),
            (("3", 30), vec![("8", 30)]),
            // Types that do not belong together.
            (("1", 30), vec![("6", 10), ("6", 20)]),
            (("0", 30), vec![("5", 10), ("5", 20)]),
            (("2", 30), vec![("9", 10), ("6", 30)]),
            (("1", 30), vec![("", 10), ("", 20)]),
        ] {
            let parts = details.len();
            assert_eq!(booked(whole, &details), [(whole.1, parts)], "{whole:?} {details:?}");
        }
    }
}
