//! An operator with a few accounts, a bank that writes statements, and a database that ends with the
//! test.

use crate::bank::import::{Booked, Request, import};
use crate::bank::{registry, suspense};
use crate::books::Books;
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, chain};
use crate::reconcile::{Banks, Terminals, Unasked, Way, compare};
use crate::verify::verify;
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::{PriceBasis, PriceVersion};
use prepay::{Rates, TariffGroup};
use readings::Registers;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Reading, Store, run_on_server};
use timeline::Fact;
use units::{Dso, Ean, Energy, MicroEuro, ObisCode};
use vending::PaidPeriod;

pub const DSO: Dso = Dso::Ores;
pub const IBAN: &str = "BE68539007547034";
pub const PAYER: &str = "BE71096123456769";

/// Runs a test on each database.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::$test(&mut crate::bank::tests::world::World::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $test() {
                if let Some(mut world) = crate::bank::tests::world::World::postgres() {
                    super::$test(&mut world);
                }
            })*
        }
    };
}
pub(super) use on_both;

pub struct World {
    pub engine: Engine,
    pub folder: tempfile::TempDir,
    pub accounts: Vec<store::Account>,
    schema: Option<(String, String)>,
    pub is_postgres: bool,
    written: u32,
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((server, schema)) = self.schema.take() {
            let _ = run_on_server(&server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

pub fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// When everything is imported, unless a test says otherwise.
pub fn noon() -> Instant {
    at("2026-11-12T12:00:00+01:00")
}

impl World {
    pub fn sqlite() -> Self {
        Self::on("sqlite::memory:", None)
    }

    pub fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("DATABASE_URL") else {
            eprintln!("skipped: no DATABASE_URL");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("bankdesk_{}_{count}", std::process::id());
        run_on_server(&server, &format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        Some(Self::on(&url, Some((server, schema))))
    }

    /// Another one of the same kind.
    pub fn like(&self) -> Self {
        if self.is_postgres { Self::postgres().unwrap() } else { Self::sqlite() }
    }

    fn on(url: &str, schema: Option<(String, String)>) -> Self {
        let mut store = Store::open(url).unwrap();
        let price = PriceVersion {
            version: 0,
            dso: DSO,
            energy: Energy::Electricity,
            basis: PriceBasis::Average,
            register: None,
            from: day("2020-01-01"),
            price: "0.342157".parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "first".into(),
            approved_by: None,
            source: "test".into(),
        };
        let number = crate::books::enter_price(&mut store, &price).unwrap();
        store.approve(store::Book::Prices, number, "second").unwrap();
        let books = Books::load(&mut store).unwrap();
        let mut engine = Engine::over(store, books);
        let mut accounts = Vec::new();
        for number in 1..=3 {
            let ean = Ean::with_check_digit(54_144_901_234_567_000 + number).unwrap();
            let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK];
            let opening = Opening {
                start: Fact::Activate {
                    registers: zero.map(|register| (register, "0".to_owned())).into(),
                },
                protected: Vec::new(),
                basis: LawfulBasis::Request { id: format!("R-{number}") },
                answers: None,
                area: None,
                notices_are_facts: false,
                closing: None,
            };
            let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
            let opened = at("2026-10-30T00:00:00+01:00");
            engine.open_account(ean, DSO, group, opened, &opening).unwrap();
            accounts.push(engine.account_of(ean).unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        let is_postgres = schema.is_some();
        Self { engine, folder, accounts, schema, is_postgres, written: 0 }
    }

    pub fn ogm(&self, account: usize) -> String {
        registry::ogm_of(self.accounts[account].id).unwrap().to_string()
    }

    pub fn write(&mut self, bytes: &[u8]) -> PathBuf {
        self.written += 1;
        let path = self.folder.path().join(format!("bank-{}", self.written));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Imports a file. `Err`: the chain of causes.
    pub fn import_at(&mut self, file: PathBuf, at: Instant) -> Result<Vec<Booked>, String> {
        let request = Request {
            file,
            iban_of: Some(DSO),
            out_of_sequence: false,
            partial: false,
            piece: 3,
            at,
        };
        import(&mut self.engine, &request).map_err(|failure| chain(failure.as_ref()))
    }

    pub fn import(&mut self, statements: &[Statement]) -> Result<Vec<Booked>, String> {
        let file = self.write(camt(statements).as_bytes());
        self.import_at(file, noon())
    }

    pub fn balance(&mut self, account: usize) -> MicroEuro {
        let account = self.accounts[account].clone();
        let known = self.engine.rebuild(&[account], at("2026-12-31T00:00:00+01:00")).unwrap();
        known[0].timeline.account.balance()
    }

    /// Kinds of facts of an account that carry a key.
    pub fn kinds(&mut self, account: usize) -> Vec<String> {
        let id = self.accounts[account].id;
        let facts = self.engine.store.facts(&[id]).unwrap();
        facts.into_iter().map(|fact| fact.kind).filter(|kind| kind != "clock").collect()
    }

    pub fn suspense(&mut self) -> suspense::Suspense {
        suspense::list(&mut self.engine, DSO, noon()).unwrap()
    }

    pub fn night(&mut self, of: &str, kwh: i64) {
        let of = day(of);
        let midnight = of.next();
        for account in self.accounts.clone() {
            let registers = Registers([kwh * 1_000_000, 0]);
            let learnt_at = midnight.start().plus_min(1);
            let reading = Reading { midnight, account: account.id, registers, learnt_at };
            self.engine.store.record_readings(&[reading]).unwrap();
        }
        self.engine.settle(DSO, of, &mut Vec::new(), &mut |_| {}).unwrap();
    }

    /// All checks of the store, and the three ways over everything: only open debits differ.
    pub fn sound(&mut self) {
        let report = verify(&mut self.engine).unwrap();
        assert!(report.first_fault().is_none(), "{:?}", report.first_fault());
        let days = PaidPeriod { from: day("2010-01-01"), to: day("2030-01-01") };
        let ways: [&dyn Way; 3] = [&Banks, &Unasked, &Terminals];
        let found = compare(&mut self.engine, &ways, DSO, days, true, noon()).unwrap();
        // Debits that nobody has explained, and nothing else.
        let open = self.engine.store.open_debits(DSO).unwrap();
        let open: BTreeSet<&str> = open.iter().map(|line| line.key.as_str()).collect();
        let differ = found.ways.iter().flat_map(|(_, way)| &way.three_way.differences);
        let differ: BTreeSet<&str> = differ.map(|one| one.key.as_str()).collect();
        assert_eq!(differ, open, "{found:?}");
        assert_eq!(found.differences(), open.len(), "{found:?}");
    }

    /// Every table that the bank side writes.
    pub fn contents(&mut self) -> Vec<String> {
        let tables = [
            ("bank_account", "iban"),
            ("bank_statement", "statement_id"),
            ("bank_line", "statement_id, line"),
            ("bank_payer", "iban, account_id"),
            ("money_key", "key"),
            ("suspense_item", "money_key"),
            ("suspense_act", "money_key, seq"),
            ("payout", "payout_id"),
            ("payout_event", "payout_id, seq"),
            ("bank_explained", "money_key"),
            ("bank_settled", "money_key"),
            ("fact", "account_id, seq"),
            ("journal_entry", "account_id, seq"),
            ("posting", "account_id, seq, leg"),
            ("outbox", "account_id, key"),
            ("wide_booking", "account_id, fact_seq"),
            ("batch", "dso, number"),
        ];
        let mut all = Vec::new();
        for (table, order) in tables {
            let sql = format!("SELECT * FROM {table} ORDER BY {order}");
            all.extend(self.engine.store.dump(&sql).unwrap());
        }
        all
    }
}

pub fn told<T>(done: Result<T, Failure>) -> Result<T, String> {
    done.map_err(|failure| chain(failure.as_ref()))
}

/// A statement to be written as camt.053.001.08.
#[derive(Debug, Clone)]
pub struct Statement {
    pub number: u32,
    pub day: &'static str,
    pub opening: i64,
    pub lines: Vec<Line>,
    /// Added to the new balance, in cents.
    pub wrong_by: i64,
    pub currency: &'static str,
}

/// Amounts are cents.
#[derive(Debug, Clone)]
pub struct Line {
    pub cents: i64,
    pub ogm: Option<String>,
    pub text: String,
    pub iban: &'static str,
    pub family: &'static str,
    pub end_to_end: String,
}

pub fn statement(number: u32, opening: i64, lines: Vec<Line>) -> Statement {
    Statement { number, day: "2026-11-11", opening, lines, wrong_by: 0, currency: "EUR" }
}

pub fn pays(cents: i64, text: &str) -> Line {
    Line {
        cents,
        ogm: None,
        text: text.to_owned(),
        iban: PAYER,
        family: "RCDT</Cd><SubFmlyCd>ESCT",
        end_to_end: "NOTPROVIDED".to_owned(),
    }
}

pub fn pays_ogm(cents: i64, ogm: &str) -> Line {
    Line { ogm: Some(ogm.to_owned()), ..pays(cents, "") }
}

impl Statement {
    pub fn closing(&self) -> i64 {
        self.opening + self.lines.iter().map(|line| line.cents).sum::<i64>()
    }
}

fn amount(cents: i64, currency: &str) -> String {
    let (sign, size) = (if cents < 0 { "DBIT" } else { "CRDT" }, cents.unsigned_abs());
    format!(
        "<Amt Ccy=\"{currency}\">{}.{:02}</Amt><CdtDbtInd>{sign}</CdtDbtInd>",
        size / 100,
        size % 100
    )
}

pub fn camt(statements: &[Statement]) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
        <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-12T06:00:00</CreDtTm></GrpHdr>\n"
        .to_owned();
    for one in statements {
        let Statement { number, day, opening, currency, .. } = one;
        writeln!(
            out,
            "<Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>\
             <CreDtTm>2026-11-12T06:00:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id>\
             <Ccy>{currency}</Ccy><Svcr><FinInstnId><BICFI>NICABEBB</BICFI></FinInstnId></Svcr></Acct>"
        )
        .unwrap();
        let closing = one.closing() + one.wrong_by;
        for (code, cents) in [("OPBD", *opening), ("CLBD", closing)] {
            let amount = amount(cents, currency);
            writeln!(
                out,
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>{day}</Dt></Dt></Bal>"
            )
            .unwrap();
        }
        for line in &one.lines {
            let amount = amount(line.cents, currency);
            let party = if line.cents < 0 { "Cdtr" } else { "Dbtr" };
            let said = match &line.ogm {
                Some(ogm) => {
                    let digits: String = ogm.chars().filter(char::is_ascii_digit).collect();
                    format!(
                        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr>\
                         </Tp><Ref>{digits}</Ref></CdtrRefInf></Strd>"
                    )
                }
                None => format!("<Ustrd>{}</Ustrd>", line.text),
            };
            let account = if line.iban.is_empty() {
                String::new()
            } else {
                format!("<{party}Acct><Id><IBAN>{}</IBAN></Id></{party}Acct>", line.iban)
            };
            writeln!(
                out,
                "<Ntry>{amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>\
                 <ValDt><Dt>{day}</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{}</SubFmlyCd>\
                 </Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>\
                 {amount}<RltdPties><{party}><Pty><Nm>A payer</Nm></Pty></{party}>{account}\
                 </RltdPties><RmtInf>{said}</RmtInf></TxDtls></NtryDtls></Ntry>",
                line.family, line.end_to_end
            )
            .unwrap();
        }
        out.push_str("</Stmt>\n");
    }
    out.push_str("</BkToCstmrStmt></Document>\n");
    out
}
