//! Serves homes of others in every state, as a payer, a helper and a mandate see them, to look at:
//! `cargo run -p portal --example homes`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "for a look")]

#[path = "../tests/it/payments.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod payments;

use calendar::Instant;
use ledger::EntryKind;
use portal::homes::{
    Answer, Home, HomePage, Homes, HomesError, HomesOptions, Money, MovementKind, MovementLine,
    PartyPage,
};
use portal::my::FailureLine;
use portal::pay::PayOptions;
use portal::{ShownState, Supply};
use std::sync::Arc;
use units::{AccountId, Ean, Energy};

struct Invented;

fn now() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().expect("an instant")
}

fn home(number: u64, state: ShownState) -> Home {
    let body = 54_144_900_000_000_000 + number * 7_919;
    let ean = (0..10).find_map(|digit| Ean::from_u64(body * 10 + digit).ok()).expect("an EAN");
    Home {
        account: AccountId(1_000_000_000 + i64::try_from(number).expect("a small number")),
        reference: ean.reference(),
        energy: if number % 7 == 3 { Energy::Gas } else { Energy::Electricity },
        town: "5000 Namur".to_owned(),
        label: format!("Lot {number}"),
        state,
        supply: match state {
            ShownState::Off => Supply::Disconnected,
            _ => Supply::Connected,
        },
        held_until: None,
        under_way: false,
        money: None,
        may_pay: true,
        has_movements: false,
        mandate_until: None,
    }
}

fn homes(visit: &str) -> Vec<Home> {
    let mut homes: Vec<Home> = (1..=33).map(|n| home(n, ShownState::InOrder)).collect();
    homes.extend((34..=35).map(|n| home(n, ShownState::Low)));
    homes.push(home(36, ShownState::Emergency));
    homes.extend((37..=38).map(|n| home(n, ShownState::HeldOn)));
    homes.extend((39..=41).map(|n| home(n, ShownState::Off)));
    for home in &mut homes {
        match home.label.as_str() {
            "Lot 37" => home.held_until = "2026-11-23T08:00:00+01:00".parse().ok(),
            "Lot 40" => home.supply = Supply::ReadyForReconnection,
            "Lot 41" => home.under_way = true,
            _ => {}
        }
    }
    if visit == "payer" {
        return homes;
    }
    let mut few: Vec<Home> = homes.into_iter().skip(32).step_by(2).collect();
    for home in &mut few {
        let (balance, stay, clear) = match home.state {
            ShownState::Off | ShownState::HeldOn => ("-16.40", "1.41", "16.90"),
            ShownState::Emergency => ("-6.20", "0", "0"),
            ShownState::Low => ("3.80", "0", "0"),
            ShownState::InOrder => ("27.40", "0", "0"),
        };
        home.money = Some(Money {
            balance: balance.parse().expect("an amount"),
            to_stay_on: stay.parse().expect("an amount"),
            to_clear: clear.parse().expect("an amount"),
            as_of: now(),
        });
        if visit == "mandate" {
            home.has_movements = true;
            home.mandate_until = "2027-04-09".parse().ok();
        }
    }
    few
}

impl Homes for Invented {
    fn enter(&self, _: &str, token: &str) -> Result<Answer<String>, HomesError> {
        Ok(match token {
            "payer" | "helper" | "mandate" => Answer::Here(token.to_owned()),
            _ => Answer::Gone,
        })
    }

    fn list(&self, source: &str, visit: &str) -> Result<Answer<PartyPage>, HomesError> {
        Ok(match self.enter(source, visit)? {
            Answer::Here(visit) => Answer::Here(PartyPage {
                homes: homes(&visit),
                failing: Vec::new(),
                visit,
                as_of: now(),
            }),
            _ => Answer::Gone,
        })
    }

    fn failing(&self) -> Result<Vec<FailureLine>, HomesError> {
        Ok(Vec::new())
    }

    fn home(
        &self,
        _: &str,
        visit: &str,
        account: AccountId,
    ) -> Result<Answer<HomePage>, HomesError> {
        let found =
            homes(visit).into_iter().find(|home| home.has_movements && home.account == account);
        let Some(home) = found else { return Ok(Answer::Gone) };
        let line = |days: i32, kind, amount: &str| MovementLine {
            day: now().day().plus(-days),
            kind,
            amount: amount.parse().expect("an amount"),
            of: None,
        };
        let mut movements: Vec<MovementLine> =
            (1..=30).map(|days| line(days, MovementKind::Energy, "-2.314159")).collect();
        movements.insert(3, line(3, MovementKind::Entry(EntryKind::TopUp), "20"));
        movements.insert(3, line(3, MovementKind::Entry(EntryKind::Chargeback), "-20"));
        movements.insert(9, line(8, MovementKind::Repaid, "-1"));
        let visit = visit.to_owned();
        Ok(Answer::Here(HomePage { home, failing: Vec::new(), movements, visit, as_of: now() }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    for link in ["payer", "helper", "mandate", "wrong"] {
        println!("{base_url}/fr/homes/{link}");
    }
    let (help_phone, gas_phone) = ("0800 00 000".to_owned(), "112".to_owned());
    let homes = HomesOptions {
        secure: false,
        help_phone: help_phone.clone(),
        gas_phone: gas_phone.clone(),
        behind_proxy: false,
        pays: true,
    };
    let pay = PayOptions {
        base_url,
        checkout_origins: Vec::new(),
        help_phone,
        gas_phone,
        behind_proxy: false,
    };
    let report: portal::Report = Arc::new(|line: &str| eprintln!("{line}"));
    let payments = Arc::new(payments::InMemory::new(None, None));
    let router = portal::pay::router(payments, None, pay, Arc::clone(&report))?;
    let router = router.merge(portal::homes::router(Arc::new(Invented), homes, report));
    portal::serve(listener, router, std::future::pending()).await?;
    Ok(())
}
