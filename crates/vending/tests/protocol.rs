//! Random histories of terminals and providers over a tiny adapter in memory: calls repeated, lost,
//! out of order and of unknown numbers. At all times what was paid is credited, given back, in suspense
//! or on its way, to the cent, and nothing is credited twice. Source: TP-04, TP-05, TP-06, TP-07.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

use calendar::{Instant, SettlementDay};
use ledger::{Channel, LedgerAccount, Transaction, TrialBalance};
use params::{ParameterBook, Parameters, PaymentParameters};
use prepay::Split;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};
use vending::{
    Advice, Answer, Effect, Exact, Intent, Means, MoneyKey, Payment, PaymentEvent, PaymentState,
    Reservation, SaleId, SuspenseEvent, SuspenseItem, Terms, TopUpAmount, Vend, VendCall,
};

const EANS: [&str; 2] = ["541449012345678908", "541456700000012340"];
const AMOUNTS: [i64; 3] = [5_000_000, 20_000_000, 25_000_000];

#[derive(Debug, Clone)]
enum Act {
    Vend {
        sale: u8,
        point: usize,
        amount: usize,
    },
    Confirm {
        sale: u8,
        point: Option<usize>,
        amount: usize,
        promise: bool,
    },
    Reverse {
        sale: u8,
    },
    Provider {
        payment: u8,
        event: PaymentEvent,
    },
    /// A person takes the oldest money out of suspense: to an account, or back to the sender.
    Clear {
        credit: bool,
    },
    Spend {
        point: usize,
    },
    CloseAccount {
        point: usize,
    },
    Wait {
        minutes: i64,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let event = prop_oneof![
        Just(PaymentEvent::PayerAtBank),
        Just(PaymentEvent::Paid),
        Just(PaymentEvent::Failed),
        Just(PaymentEvent::Expired),
        Just(PaymentEvent::Cancelled),
        any::<bool>().prop_map(|release| PaymentEvent::Credited { release }),
        (1i64..9_000_000).prop_map(|amount| PaymentEvent::Refunded { amount: MicroEuro(amount) }),
        (1i64..9_000_000)
            .prop_map(|amount| PaymentEvent::ChargedBack { amount: MicroEuro(amount) }),
        (1i64..9_000_000)
            .prop_map(|amount| PaymentEvent::ChargebackReversed { amount: MicroEuro(amount) }),
        Just(PaymentEvent::Sent),
        Just(PaymentEvent::Confirmed),
    ];
    prop_oneof![
        4 => (0u8..5, 0usize..2, 0usize..3).prop_map(|(sale, point, amount)| Act::Vend { sale, point, amount }),
        4 => (0u8..5, proptest::option::of(0usize..2), 0usize..3, any::<bool>())
            .prop_map(|(sale, point, amount, promise)| Act::Confirm { sale, point, amount, promise }),
        3 => (0u8..5).prop_map(|sale| Act::Reverse { sale }),
        6 => (0u8..3, event).prop_map(|(payment, event)| Act::Provider { payment, event }),
        1 => any::<bool>().prop_map(|credit| Act::Clear { credit }),
        1 => (0usize..2).prop_map(|point| Act::Spend { point }),
        1 => (0usize..2).prop_map(|point| Act::CloseAccount { point }),
        2 => (1i64..8).prop_map(|minutes| Act::Wait { minutes }),
    ]
}

fn ean(point: usize) -> Ean {
    EANS[point].parse().unwrap()
}

fn plain(amount: MicroEuro) -> Split {
    let none = MicroEuro::ZERO;
    Split { amount, to_reconnection_level: none, shares: Vec::new(), to_credit: amount }
}

/// What a call of a terminal said, for the slow second judgment.
#[derive(Debug, Clone)]
enum Told {
    Vend {
        point: usize,
        amount: usize,
    },
    Confirm {
        point: Option<usize>,
        amount: usize,
        promise: bool,
        open: [bool; 2],
        promised: [bool; 2],
    },
    Reverse {
        spent: i64,
        open: bool,
        at: Instant,
    },
}

struct World {
    parameters: PaymentParameters,
    now: Instant,
    sales: BTreeMap<u8, Vend>,
    told: BTreeMap<u8, Vec<(Instant, Told)>>,
    payments: BTreeMap<u8, Payment>,
    suspense: Vec<SuspenseItem>,
    books: TrialBalance,
    /// Keys at the ledger: unique.
    booked: BTreeSet<String>,
    open: [bool; 2],
    /// When something last left the balance of a point.
    spent_at: [Option<Instant>; 2],
    promised: BTreeSet<(Ean, SettlementDay)>,
    /// By what payers handed out, in micro-euro.
    paid: i64,
    given_back: i64,
}

impl World {
    fn new() -> Self {
        let book = ParameterBook::shipped().unwrap();
        let now: Instant = "2026-11-12T10:00:00+01:00".parse().unwrap();
        let all = Parameters::resolve(&book, Dso::Ores, Energy::Electricity, now.day(), Instant(0));
        let mut parameters = all.unwrap().payments;
        parameters.offline_enabled = true;
        let payments = (0u8..3).map(|number| {
            let amount = MicroEuro(AMOUNTS[usize::from(number)]);
            let intent = Intent {
                id: format!("P-{number}"),
                ean: ean(0),
                amount,
                split: plain(amount),
                channel: Channel::Online,
                created_at: now,
                expires_at: now.plus_min(15),
            };
            (number, Payment::new(intent))
        });
        Self {
            parameters,
            now,
            sales: BTreeMap::new(),
            told: BTreeMap::new(),
            payments: payments.collect(),
            suspense: Vec::new(),
            books: TrialBalance::default(),
            booked: BTreeSet::new(),
            open: [true; 2],
            spent_at: [None; 2],
            promised: BTreeSet::new(),
            paid: 0,
            given_back: 0,
        }
    }

    fn transfer(&mut self, debit: LedgerAccount, credit: LedgerAccount, amount: MicroEuro) {
        let transaction = Transaction::transfer(debit, credit, amount).unwrap().unwrap();
        self.books.add_transaction(&transaction);
    }

    /// The ledger's own uniqueness: it stops, so a second booking of the same money is a failed test.
    fn unique(&mut self, key: &MoneyKey) {
        assert!(self.booked.insert(key.to_string()), "`{key}` is booked twice");
    }

    fn terms(&self, sale: u8, point: usize) -> (bool, MicroEuro, bool) {
        let credited_at = self.sales.get(&sale).and_then(|vend| match vend.state() {
            vending::VendState::Credited { at, .. } => Some(*at),
            _ => None,
        });
        let spent =
            self.spent_at[point].is_some_and(|spent| credited_at.is_some_and(|at| spent > at));
        let promised = self.promised.contains(&(ean(point), self.now.day()));
        (self.open[point], MicroEuro(i64::from(spent)), promised)
    }

    /// The point a call is about: the one that is bound, else the one it names.
    fn point(&self, sale: u8, named: Option<usize>) -> usize {
        let bound = self.sales.get(&sale).and_then(|vend| match vend.state() {
            vending::VendState::Reserved { reservation } => Some(reservation.ean),
            vending::VendState::Credited { ean, .. } => Some(*ean),
            _ => None,
        });
        bound.and_then(|bound| (0..2).find(|point| ean(*point) == bound)).or(named).unwrap_or(0)
    }

    fn terminal(&mut self, sale: u8, call: VendCall, point: usize) {
        let (account_open, spent_since, promised_that_day) = self.terms(sale, point);
        let parameters = self.parameters.clone();
        let terms = Terms {
            parameters: &parameters,
            account_open,
            spent_since,
            promised_that_day,
            guessed_too_often: false,
            terminal_stopped: false,
        };
        let id = SaleId::new("T1", &sale.to_string()).unwrap();
        let known = self.sales.remove(&sale);
        let before = known.clone();
        let step = Vend::step(known, id, call, self.now, terms);
        if step.repeated {
            assert_eq!(step.effect, Effect::Nothing);
            assert_eq!(before.unwrap().state(), step.vend.state());
        }
        self.sales.insert(sale, step.vend);
        match step.effect {
            Effect::Nothing => {}
            Effect::Credit { key, ean, amount, promise, .. } => {
                self.unique(&key);
                self.paid += amount.0;
                self.transfer(LedgerAccount::CashTerminal, LedgerAccount::CustomerCredit, amount);
                if promise {
                    assert!(self.promised.insert((ean, self.now.day())), "one promise a day");
                }
            }
            Effect::Uncredit { amount, key, .. } => {
                assert!(self.booked.contains(&key.to_string()));
                self.given_back += amount.0;
                self.transfer(LedgerAccount::CustomerCredit, LedgerAccount::CashTerminal, amount);
            }
            Effect::Suspense { key, amount, .. } => {
                self.unique(&key);
                self.paid += amount.0;
                self.transfer(LedgerAccount::CashTerminal, LedgerAccount::Suspense, amount);
                let item =
                    SuspenseItem::new(key, "BE1", amount, self.now.day(), Some("BE2"), Vec::new());
                self.suspense.push(item);
            }
        }
    }

    fn provider(&mut self, number: u8, event: PaymentEvent) {
        let payment = self.payments.get_mut(&number).unwrap();
        let before = payment.clone();
        let changed = payment.apply(event, self.now).unwrap_or(false);
        let (after, amount) = (payment.clone(), payment.intent.amount);
        assert_eq!(changed, before != after);
        if !changed {
            return;
        }
        if before.clocks().paid.is_none() && after.clocks().paid.is_some() {
            self.paid += amount.0;
        }
        let credited = |payment: &Payment| payment.clocks().credited.is_some();
        if !credited(&before) && credited(&after) {
            self.unique(&MoneyKey::provider("psp", &after.intent.id).unwrap());
            self.transfer(LedgerAccount::CashOnline, LedgerAccount::CustomerCredit, amount);
        }
        let back = before.left().0 - after.left().0;
        self.given_back += back;
        let (customer, cash) = (LedgerAccount::CustomerCredit, LedgerAccount::CashOnline);
        if back > 0 {
            self.transfer(customer, cash, MicroEuro(back));
        } else if back < 0 {
            self.transfer(cash, customer, MicroEuro(-back));
        }
    }

    fn clear(&mut self, credit: bool) {
        let (on, by) = (self.now.day(), "an".to_owned());
        let Some(item) = self.suspense.iter_mut().find(|item| item.is_open()) else { return };
        let amount = item.amount;
        if credit {
            item.apply(SuspenseEvent::Credit { account: AccountId(1), on, by }).unwrap();
            self.transfer(LedgerAccount::Suspense, LedgerAccount::CustomerCredit, amount);
        } else {
            item.apply(SuspenseEvent::Return { on, by, to_iban: None }).unwrap();
            self.given_back += amount.0;
            self.transfer(LedgerAccount::Suspense, LedgerAccount::CashTerminal, amount);
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Vend { sale, point, amount } => {
                let told = Told::Vend { point, amount };
                self.told.entry(sale).or_default().push((self.now, told));
                let money = MicroEuro(AMOUNTS[amount]);
                let checked =
                    TopUpAmount::new(money, MicroEuro::ZERO, Exact::default(), &self.parameters);
                let reservation = Reservation {
                    ean: ean(point),
                    amount: checked.unwrap(),
                    split: plain(money),
                    cashier: "kiosk".to_owned(),
                    means: Means::Cash,
                    at: self.now,
                };
                self.terminal(sale, VendCall::Vend(reservation), point);
            }
            Act::Confirm { sale, point, amount, promise } => {
                let promised = [0, 1].map(|p| self.promised.contains(&(ean(p), self.now.day())));
                let told = Told::Confirm { point, amount, promise, open: self.open, promised };
                self.told.entry(sale).or_default().push((self.now, told));
                let advice = Advice {
                    ean: point.map(ean),
                    amount: MicroEuro(AMOUNTS[amount]),
                    taken_at: self.now,
                    cashier: "kiosk".to_owned(),
                    means: Means::Cash,
                    promise,
                };
                let about = self.point(sale, point);
                self.terminal(sale, VendCall::Confirm(advice), about);
            }
            Act::Reverse { sale } => {
                let about = self.point(sale, None);
                let (open, spent, _) = self.terms(sale, about);
                let told = Told::Reverse { spent: spent.0, open, at: self.now };
                self.told.entry(sale).or_default().push((self.now, told));
                self.terminal(sale, VendCall::Reverse, about);
            }
            Act::Provider { payment, event } => self.provider(payment, event),
            Act::Clear { credit } => self.clear(credit),
            Act::Spend { point } => self.spent_at[point] = Some(self.now),
            Act::CloseAccount { point } => self.open[point] = false,
            Act::Wait { minutes } => self.now = self.now.plus_min(minutes),
        }
        self.now = self.now.plus_s(1);
    }

    /// Paid = credited + given back + suspense + paid and not yet credited.
    fn check_money(&self) {
        let in_flight: i64 = self
            .payments
            .values()
            .filter(|payment| payment.state() == PaymentState::Paid)
            .map(|payment| payment.intent.amount.0)
            .sum();
        let credited = -self.books.of(LedgerAccount::CustomerCredit);
        let suspense = -self.books.of(LedgerAccount::Suspense);
        let accounted = credited + suspense + i128::from(self.given_back + in_flight);
        assert_eq!(i128::from(self.paid), accounted);
        assert_eq!(suspense, vending::suspense_total(&self.suspense));
        assert_eq!(self.books.excess(), 0);
    }
}

/// Where the money of a sale has to be by the rule, read from all that was told, in a way as plain as
/// can be: nothing was paid, it is credited, undone, or went to suspense.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Unpaid,
    Credited,
    Undone,
    Suspense,
}

fn fate(told: &[(Instant, Told)]) -> Fate {
    let place = |wanted: fn(&Told) -> bool| told.iter().position(|(_, one)| wanted(one));
    let Some(confirm) = place(|one| matches!(one, Told::Confirm { .. })) else {
        return Fate::Unpaid;
    };
    let vend = place(|one| matches!(one, Told::Vend { .. })).filter(|vend| *vend < confirm);
    let reverse = place(|one| matches!(one, Told::Reverse { .. }));
    let (confirmed_at, Told::Confirm { point, amount, promise, open, promised }) = &told[confirm]
    else {
        unreachable!()
    };
    if reverse.is_some_and(|reverse| reverse < confirm) {
        return Fate::Suspense;
    }
    let good = match vend.map(|vend| &told[vend].1) {
        Some(Told::Vend { point: bound, amount: reserved }) => {
            open[*bound] && point.is_none_or(|point| point == *bound) && amount == reserved
        }
        _ => {
            *promise
                && AMOUNTS[*amount] <= 20_000_000
                && point.is_some_and(|point| open[point] && !promised[point])
        }
    };
    if !good {
        return Fate::Suspense;
    }
    match reverse.map(|reverse| &told[reverse].1) {
        Some(Told::Reverse { spent, open, at }) => {
            let in_time = at.seconds_since(*confirmed_at) <= 600;
            if in_time && *open && *spent == 0 { Fate::Undone } else { Fate::Credited }
        }
        _ => Fate::Credited,
    }
}

fn fate_of(vend: &Vend) -> Fate {
    match vend.state() {
        vending::VendState::Reserved { .. } | vending::VendState::Reversed { .. } => Fate::Unpaid,
        vending::VendState::Credited { .. } => Fate::Credited,
        vending::VendState::Undone { .. } => Fate::Undone,
        vending::VendState::Suspended { .. } => Fate::Suspense,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The law of this crate.
    #[test]
    fn tp_05_tp_06_paid_is_credited_given_back_or_in_suspense_at_all_times(acts in proptest::collection::vec(act(), 1..80)) {
        let mut world = World::new();
        for act in acts {
            world.act(act);
            world.check_money();
        }
        for (sale, vend) in &world.sales {
            prop_assert_eq!(fate_of(vend), fate(&world.told[sale]), "sale {}", sale);
        }
    }

    /// One sale as it should be, its messages repeated and in any order: the money is credited or in
    /// suspense, once, and the last word of the platform is never a reservation.
    #[test]
    fn tp_06_messages_of_a_sale_in_any_order_and_number(order in proptest::collection::vec(0u8..2, 2..8)) {
        let mut world = World::new();
        let told: BTreeSet<u8> = order.iter().copied().collect();
        for message in order {
            world.act(match message {
                0 => Act::Vend { sale: 1, point: 0, amount: 1 },
                _ => Act::Confirm { sale: 1, point: Some(0), amount: 1, promise: false },
            });
            world.check_money();
        }
        let vend = &world.sales[&1];
        let expected: &[Fate] = if told.contains(&1) { &[Fate::Credited, Fate::Suspense] } else { &[Fate::Unpaid] };
        prop_assert!(expected.contains(&fate_of(vend)));
        let is_reserved = matches!(vend.state(), vending::VendState::Reserved { .. });
        prop_assert_eq!(is_reserved, !told.contains(&1));
    }

    /// Whatever the provider says in whatever order: no way outside the table, and one credit at most.
    #[test]
    fn tp_04_no_transition_outside_the_table(events in proptest::collection::vec(act(), 1..120)) {
        let table = [
            ("created", "pending"), ("created", "paid"), ("created", "expired"), ("created", "cancelled"),
            ("pending", "paid"), ("pending", "failed"), ("pending", "expired"),
            ("paid", "credited"), ("credited", "refunded"), ("credited", "charged_back"),
            ("failed", "paid"), ("expired", "paid"), ("cancelled", "paid"),
        ];
        let mut world = World::new();
        for act in events {
            let Act::Provider { payment, event } = act else { continue };
            let before = world.payments[&payment].state();
            world.act(Act::Provider { payment, event });
            let after = world.payments[&payment].state();
            prop_assert!(before == after || table.contains(&(before.name(), after.name())));
        }
    }
}

#[test]
fn tp_05_twenty_identical_requests_make_one_posting() {
    let mut world = World::new();
    world.act(Act::Vend { sale: 1, point: 0, amount: 1 });
    for _ in 0..20 {
        world.act(Act::Confirm { sale: 1, point: Some(0), amount: 1, promise: false });
    }
    assert_eq!(world.books.of(LedgerAccount::CustomerCredit), -20_000_000);
    assert_eq!(world.booked.len(), 1);
    let last = world.sales[&1].last_answer();
    assert!(matches!(last, Answer::Credited { .. }));
}
