//! The bank at which the operator of the demo has its account. A part of the demo's world, as its people
//! are: it takes their transfers and slips, books them on working days, and writes a CODA each morning
//! after. It is written from the standard by itself and shares nothing with the reader that our bank side
//! has, so that the one is held against the other.

use calendar::SettlementDay;
use units::{MicroEuro, Ogm};

/// What a payer has the bank say to the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Communication {
    Structured(Ogm),
    Text(String),
}

/// Money on its way to the operator.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub day: SettlementDay,
    pub amount: MicroEuro,
    /// Number of the home, of which the payer's name and account follow.
    pub home: u64,
    /// A slip paid in cash at a post office: nobody's account.
    pub by_post: bool,
    pub communication: Communication,
}

/// The operator's account, and what it has not been told of yet.
#[derive(Debug)]
pub struct HouseBank {
    transfers: Vec<Transfer>,
    balance: MicroEuro,
    last_day: Option<SettlementDay>,
    statements: u32,
}

/// What the operator calls its account.
pub const HOLDER: &str = "TIRELIRE DEMO";
pub const BIC: &str = "DEMOBEBB";
/// Characters of a record.
const WIDTH: usize = 128;

impl HouseBank {
    pub fn new() -> Self {
        let balance = MicroEuro(25_000_000_000);
        Self { transfers: Vec::new(), balance, last_day: None, statements: 0 }
    }

    /// The operator's account.
    pub fn iban() -> String {
        iban(1)
    }

    pub fn take(&mut self, transfer: Transfer) {
        self.transfers.push(transfer);
    }

    /// What the bank has for the operator on the morning of a day: a statement of each day before it on
    /// which something was booked, if there is one.
    pub fn coda(&mut self, morning: SettlementDay) -> Option<Vec<u8>> {
        let mut days: Vec<SettlementDay> = self.transfers.iter().map(booked_on).collect();
        days.retain(|day| *day < morning);
        days.sort_unstable();
        days.dedup();
        let mut out = String::new();
        for (place, day) in days.iter().enumerate() {
            let of_day = |transfer: &Transfer| booked_on(transfer) == *day;
            let (booked, rest) = std::mem::take(&mut self.transfers).into_iter().partition(of_day);
            self.transfers = rest;
            self.statement(&mut out, (*day, morning), &booked, place + 1 == days.len());
        }
        (!out.is_empty()).then(|| out.into_bytes())
    }

    fn statement(
        &mut self,
        out: &mut String,
        (day, made): (SettlementDay, SettlementDay),
        transfers: &[Transfer],
        is_last: bool,
    ) {
        let own = Self::iban();
        // Numbers begin again with a year.
        let same_year = self.last_day.is_some_and(|last| last.ymd().0 == day.ymd().0);
        self.statements = if same_year { self.statements + 1 } else { 1 };
        record(
            out,
            &[(0, "00000"), (5, &ddmmyy(made)), (11, "99905"), (34, HOLDER), (60, BIC), (127, "2")],
        );
        record(
            out,
            &[
                (0, "12"),
                (2, "001"),
                (5, &own),
                (39, "EUR"),
                (42, &signed(self.balance)),
                (58, &ddmmyy(self.last_day.unwrap_or(day.previous()))),
                (64, HOLDER),
                (125, &format!("{:03}", self.statements % 1_000)),
            ],
        );
        let mut total = 0i64;
        for (sequence, transfer) in (1..).zip(transfers) {
            total = total.saturating_add(transfer.amount.0);
            movement(out, sequence, day, transfer);
        }
        self.balance = MicroEuro(self.balance.0.saturating_add(total));
        self.last_day = Some(day);
        record(
            out,
            &[
                (0, "8001"),
                (4, &own),
                (38, "EUR"),
                (41, &signed(self.balance)),
                (57, &ddmmyy(day)),
                (127, "0"),
            ],
        );
        // The old and the new balance, and three records each.
        let records = 2 + 3 * transfers.len();
        record(
            out,
            &[
                (0, "9"),
                (16, &format!("{records:06}")),
                (22, &format!("{:015}", 0)),
                (37, &milli(MicroEuro(total))),
                (127, if is_last { "2" } else { "1" }),
            ],
        );
    }
}

/// Records 2.1, 2.2 and 2.3.
fn movement(out: &mut String, sequence: u32, day: SettlementDay, transfer: &Transfer) {
    let number = format!("{sequence:04}0000");
    let communication = match &transfer.communication {
        Communication::Structured(ogm) => {
            let digits: String = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
            format!("1101{digits}")
        }
        Communication::Text(text) => format!("0{text}"),
    };
    let characters: Vec<char> = communication.chars().collect();
    let part = |from: usize, count: usize| -> String {
        characters.iter().skip(from).take(count).collect()
    };
    // Simple amounts: a transfer in our favour, or cash paid in at a counter.
    let operation = if transfer.by_post { "00952000" } else { "00150000" };
    record(
        out,
        &[
            (0, "21"),
            (2, &number),
            (10, &format!("DEMO{:017}", transfer.home)),
            (31, &signed(transfer.amount)),
            (47, &ddmmyy(day)),
            (53, operation),
            (61, &part(0, 54)),
            (115, &ddmmyy(day)),
            (121, "00101 0"),
        ],
    );
    record(out, &[(0, "22"), (2, &number), (10, &part(54, 53)), (125, "1 0")]);
    let (account, name) = if transfer.by_post {
        (String::new(), "BUREAU DE POSTE".to_owned())
    } else {
        (iban(1_000 + transfer.home), format!("HOME {}", transfer.home))
    };
    let currency = if transfer.by_post { "" } else { "EUR" };
    record(
        out,
        &[(0, "23"), (2, &number), (10, &account), (44, currency), (47, &name), (125, "0 0")],
    );
}

/// Banks book on working days.
fn booked_on(transfer: &Transfer) -> SettlementDay {
    let mut day = transfer.day;
    while !day.is_working_day() {
        day = day.next();
    }
    day
}

/// Fields at their places in a record, which is otherwise blank.
fn record(out: &mut String, fields: &[(usize, &str)]) {
    let mut characters = vec![' '; WIDTH];
    for (at, text) in fields {
        for (place, character) in characters.iter_mut().skip(*at).zip(text.chars()) {
            *place = if character.is_ascii() { character } else { '?' };
        }
    }
    out.extend(characters);
    out.push_str("\r\n");
}

/// Fifteen digits, of which three are decimals.
fn milli(amount: MicroEuro) -> String {
    format!("{:015}", amount.0.unsigned_abs() / 1_000)
}

fn signed(amount: MicroEuro) -> String {
    format!("{}{}", if amount.0 < 0 { "1" } else { "0" }, milli(amount))
}

fn ddmmyy(day: SettlementDay) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}{month:02}{:02}", year.rem_euclid(100))
}

/// A Belgian account with right check digits, at a bank whose number nobody has.
fn iban(number: u64) -> String {
    let number = 9_990_000_000 + number % 10_000_000;
    let check = if number.is_multiple_of(97) { 97 } else { number % 97 };
    let bban = number * 100 + check;
    // The letters of the country are 11 and 14, and 00 stands for the check digits.
    let whole = u128::from(bban) * 1_000_000 + 111_400;
    format!("BE{:02}{bban:012}", 98 - whole % 97)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::bank::{Event, read};

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn transfer(on: &str, euro: i64, communication: Communication, by_post: bool) -> Transfer {
        let amount = MicroEuro(euro * 1_000_000);
        Transfer { day: day(on), amount, home: 7, by_post, communication }
    }

    #[test]
    fn tp_10_the_statements_of_the_demo_hold_and_follow_each_other() {
        let mut bank = HouseBank::new();
        let ogm: Ogm = "+++449/0123/45652+++".parse().unwrap();
        let text = "pour mon compteur, avec beaucoup de mots qui ne servent à rien du tout";
        // A Friday, a Saturday and a Sunday, and the Monday after them.
        for one in [
            transfer("2026-01-09", 20, Communication::Structured(ogm), false),
            transfer("2026-01-10", 30, Communication::Text(text.to_owned()), false),
            transfer("2026-01-11", 15, Communication::Structured(ogm), true),
            transfer("2026-01-12", 40, Communication::Structured(ogm), false),
        ] {
            bank.take(one);
        }
        assert_eq!(bank.coda(day("2026-01-09")), None);
        let mut told = Vec::new();
        for morning in ["2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13", "2026-01-14"] {
            let Some(coda) = bank.coda(day(morning)) else { continue };
            for event in read(&coda[..]).unwrap() {
                told.push(match event.unwrap() {
                    Event::Start(start) => {
                        format!(
                            "{} {} {}",
                            start.number,
                            start.account,
                            start.opening.unwrap().amount
                        )
                    }
                    Event::Line(line) => format!(
                        "{} {} {} {}",
                        line.amount,
                        line.operation,
                        line.references().first().map_or(line.text.as_str(), |_| "OGM"),
                        line.counterparty.account
                    ),
                    Event::Detail(_) => "detail".to_owned(),
                    Event::End(end) => {
                        assert!(end.controls.passed(), "{:?}", end.controls);
                        format!("{} {}", end.closing.unwrap().day, end.closing.unwrap().amount)
                    }
                });
            }
        }
        let own = HouseBank::iban();
        let payer = iban(1_007);
        assert!(sepa_says_yes(&own) && sepa_says_yes(&payer));
        let text = text.replace('à', "?");
        assert_eq!(
            told,
            [
                format!("001 {own} 25000.000000"),
                format!("20.000000 0-01-50-000 OGM {payer}"),
                "2026-01-09 25020.000000".to_owned(),
                format!("002 {own} 25020.000000"),
                format!("30.000000 0-01-50-000 {text} {payer}"),
                "15.000000 0-09-52-000 OGM ".to_owned(),
                format!("40.000000 0-01-50-000 OGM {payer}"),
                "2026-01-12 25105.000000".to_owned(),
            ]
        );
    }

    fn sepa_says_yes(iban: &str) -> bool {
        iban.parse::<sepa::Iban>().is_ok()
    }
}
