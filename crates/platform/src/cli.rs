//! The commands and their arguments. Source: DESIGN 6.

use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use units::{Dso, Ean, MicroEuro};

/// Smart prepayment of electricity and gas.
#[derive(Debug, Parser)]
#[command(name = "tirelire", version, about)]
pub struct Arguments {
    /// One JSON object per line on stdout.
    #[arg(long, global = true)]
    json: bool,
    /// Where everything is kept: a file, `sqlite:PATH` or `postgres://...`.
    #[arg(long, global = true, env = "TIRELIRE_DB", default_value = "tirelire.db")]
    db: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything in one: open accounts for real or generated homes, run their days, serve pages.
    Demo(Demo),
    /// An installation to practise on, in a database of its own: homes that nobody lives in, and a clock that is turned
    /// by hand on the page of the sandbox.
    Training {
        #[arg(long, default_value = "127.0.0.1:8081")]
        listen: SocketAddr,
    },
    /// Make the database, or bring it to this version.
    Migrate,
    /// Serve the pages.
    Serve {
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Where browsers and the provider find the pages; `http://LISTEN` without it.
        #[arg(long)]
        base_url: Option<String>,
        /// `X-Forwarded-For` is written by our own proxy.
        #[arg(long)]
        behind_proxy: bool,
        #[command(flatten)]
        psp: crate::pay::PspArguments,
        /// By which one-time codes are sent. Beside a worker on the same machine, Kannel's reports need a
        /// port of their own.
        #[command(flatten)]
        carriers: Box<crate::notices::CarrierArguments>,
        #[command(flatten)]
        provider: Box<crate::people::ProviderArguments>,
        /// Give developers keys of a sandbox, each with a database of its own in the folder for temporary files.
        #[arg(long)]
        sandbox: bool,
    },
    /// Do what the clock makes due and deliver what waits in the outbox: orders to the meters that are
    /// registered, the rest to the log.
    Work {
        /// Stop when nothing waits.
        #[arg(long)]
        once: bool,
        /// Kinds of meters beside those that are shipped.
        #[arg(long, env = "TIRELIRE_PROFILES")]
        profiles: Option<PathBuf>,
        /// Collect the registers of each midnight as well, and quarter-hours where they may be read. A meter is
        /// talked to by one at a time, orders first.
        #[arg(long, conflicts_with = "once")]
        collect: bool,
        #[command(flatten)]
        place: crate::intervals::Place,
        /// Hear what meters tell by themselves, such as that somebody has pressed: they are asked at once.
        #[arg(long, value_name = "ADDR", conflicts_with = "once")]
        listen_push: Option<SocketAddr>,
        #[command(flatten)]
        psp: crate::pay::PspArguments,
        #[command(flatten)]
        carriers: Box<crate::notices::CarrierArguments>,
    },
    /// What people are told.
    #[command(subcommand)]
    Notices(Box<crate::notices::Asked>),
    /// Settle a day of every operator, or what is left of it.
    Settle {
        #[arg(long)]
        day: SettlementDay,
        #[arg(long)]
        dso: Option<Dso>,
        /// Say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Check the hash chain, the trial balance, stored against derived, and every proof.
    Verify {
        /// Check an export of the audit instead: its signature, and which line was changed.
        #[arg(long)]
        audit: Option<PathBuf>,
        /// The public key (`whpk_...`) of the installation that exported it, if it was another one.
        #[arg(long, requires = "audit")]
        key: Option<String>,
    },
    /// Take in readings or quarter-hours from a file.
    Import(Import),
    /// Quarter-hours: what is kept, load curves, checks.
    #[command(subcommand)]
    Intervals(crate::intervals::Intervals),
    /// Shops and desks where people top up.
    #[command(subcommand)]
    Place(crate::places::PlaceCommand),
    /// Social services by postcode.
    #[command(subcommand)]
    Office(crate::offices::OfficeCommand),
    /// Meters.
    #[command(subcommand)]
    Meter(crate::meters::Meter),
    /// Accounts.
    #[command(subcommand)]
    Account(Account),
    /// Credit a payment.
    TopUp {
        ean: Ean,
        eur: MicroEuro,
        #[arg(long)]
        channel: String,
        /// The caller's key: the same one twice changes nothing.
        #[arg(long)]
        id: String,
        /// When it was paid; now without it.
        #[arg(long)]
        at: Option<Instant>,
    },
    /// Why a balance is what it is.
    Explain {
        ean: Ean,
        #[arg(long)]
        at: Instant,
        #[arg(long)]
        as_known_at: Option<Instant>,
    },
    /// By how much estimated balances missed the next reading, for both methods.
    EstimateErrors {
        #[arg(long)]
        dso: Option<Dso>,
        #[arg(long)]
        from: Option<SettlementDay>,
        #[arg(long)]
        to: Option<SettlementDay>,
    },
    /// What households ask and complain about, until it is answered.
    #[command(subcommand)]
    Cases(crate::cases::CaseCommand),
    /// The phone line: a call walked by typed keys, and the calls of late.
    #[command(subcommand)]
    Phone(crate::phone::PhoneCommand),
    /// What suppliers ask and dispute, and which households let them see more.
    #[command(subcommand)]
    Suppliers(crate::suppliers::SupplierCommand),
    /// Keys with which partners' systems read.
    #[command(subcommand)]
    Key(Box<crate::api_keys::Key>),
    /// Endpoints of partners: who hears of what, and what was sent.
    #[command(subcommand)]
    Webhook(Box<crate::webhooks::Webhook>),
    /// Who signs in: households and staff.
    #[command(subcommand)]
    Person(crate::people::PersonCommand),
    /// Online payments.
    #[command(subcommand)]
    Payment(crate::pay::PaymentCommand),
    /// Prices: entered by one person, approved by another.
    #[command(subcommand)]
    Price(Price),
    /// Parameters: entered by one person, approved by another.
    #[command(subcommand)]
    Parameter(Parameter),
    /// Stop switches: anyone sets one, two people release it.
    #[command(subcommand)]
    Stop(crate::fleet::Stop),
    /// Failures of what people need, during which cuts stop.
    #[command(subcommand)]
    Incident(crate::fleet::Incident),
    /// Candidates for a cut, approval of many orders, pause, undo.
    #[command(subcommand)]
    Cuts(crate::fleet::Cuts),
    /// Statements, money without an account, payouts, codes for transfers.
    #[command(subcommand)]
    Bank(crate::bank::Bank),
    Reconcile(crate::reconcile::Reconcile),
    /// Our own service figures: what waits, and how long people waited for their light.
    Service(crate::service::Service),
    /// The register of supplies that are or were off, with counts by operator, area and month.
    Off(crate::off::Off),
    /// Terminals that sell, and a sale at one.
    #[command(subcommand)]
    Terminal(crate::terminals::Command),
    /// Energy sharing.
    #[command(subcommand)]
    Share(crate::share::Share),
    /// Households that produce: contracts, registers, what is netted or sold, advice.
    #[command(subcommand)]
    Prosumer(Box<crate::producers::Prosumer>),
    /// Quality of supply: voltage, phases, load, circuits at risk.
    #[command(subcommand)]
    Grid(crate::grid::Grid),
    /// Run one scenario file in memory.
    Replay {
        scenario: PathBuf,
    },
    /// Compare random account-years in the core and in the second books.
    Sim {
        #[arg(long, default_value_t = 1000)]
        seeds: u64,
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// Days of each year; about 365 without it.
        #[arg(long)]
        days: Option<u32>,
        /// Print the scenario of the first seed instead.
        #[arg(long)]
        print: bool,
        /// Compare so many random groups of energy sharing instead.
        #[arg(long, value_name = "GROUPS", conflicts_with_all = ["seeds", "days", "print"])]
        sharing: Option<u64>,
    },
    /// Measure.
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Debug, Args)]
struct Demo {
    /// Real homes: a file of quarter-hours. Homes are generated without it.
    #[arg(long)]
    homes: Option<PathBuf>,
    #[arg(long, default_value_t = 60)]
    days: u32,
    /// Move the series in time, by whole weeks, to begin on or after this day.
    #[arg(long)]
    shift_to: Option<SettlementDay>,
    /// How many homes to generate.
    #[arg(long, default_value_t = 12)]
    count: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Print a summary and exit.
    #[arg(long)]
    once: bool,
}

#[derive(Debug, Args)]
struct Import {
    file: PathBuf,
    #[arg(long)]
    format: Option<String>,
    /// Book the good lines of a bad file; of a bank file the good statements.
    #[arg(long)]
    partial: bool,
    /// Move a series in time, by whole weeks, to begin on or after this day.
    #[arg(long)]
    shift_to: Option<SettlementDay>,
    /// Which supply point a home of the file is: `K2=541449012345678908`.
    #[arg(long = "home", value_name = "HOME=EAN")]
    homes: Vec<String>,
    /// When the readings were learnt; now without it.
    #[arg(long)]
    learnt_at: Option<Instant>,
    /// Take half-hours and hours of Green Button and CIM, spread evenly over their quarter-hours, as estimates.
    #[arg(long)]
    spread: bool,
    /// Keep the quarter-hours themselves, also of a format that otherwise gives midnight registers.
    #[arg(long)]
    quarter_hours: bool,
    /// Whose quarter-hours they are; that of the accounts without it.
    #[arg(long)]
    dso: Option<Dso>,
    /// Where quarter-hours lie.
    #[command(flatten)]
    place: crate::intervals::Place,
}

#[derive(Debug, Subcommand)]
enum Account {
    /// Open an account. The scenario-style fact that begins it comes as JSON.
    Open {
        ean: Ean,
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        energy: units::Energy,
        /// One price for both registers.
        #[arg(long)]
        single: bool,
        #[arg(long)]
        at: Option<Instant>,
        /// `{"activate":{"registers":{"1.8.1":"0","1.8.2":"0"}}}`, or `swap`, or `bridge`.
        #[arg(long)]
        start: String,
        /// Protected from this day on.
        #[arg(long)]
        protected_from: Option<SettlementDay>,
        /// Id of the request, or of the judgment, that prepayment rests on.
        #[arg(long)]
        request: String,
        /// Where the point lies, for what fails or is stopped by area.
        #[arg(long)]
        area: Option<String>,
    },
    /// How an account stands, and what its balance is expected to be now.
    Show {
        ean: Ean,
        /// As it stood then; now without it.
        #[arg(long)]
        at: Option<Instant>,
    },
    /// Record what happened at a point, as in scenario files.
    Record {
        ean: Ean,
        fact: String,
        #[arg(long)]
        at: Option<Instant>,
    },
    /// Issue a one-time code of grace ahead, to be honoured while the head-end is down. Needs
    /// TIRELIRE_GRACE_KEY.
    GraceCode {
        ean: Ean,
        /// A multiple of 0.50, up to `grace.max`.
        #[arg(long)]
        eur: MicroEuro,
        /// The last day on which it holds.
        #[arg(long)]
        until: SettlementDay,
        #[arg(long)]
        by: String,
        #[arg(long)]
        reason: String,
    },
    /// Record that a code of grace was honoured. Needs TIRELIRE_GRACE_KEY.
    Honour {
        ean: Ean,
        /// However it was written down: spaces, dashes and case do not count.
        #[arg(long)]
        code: String,
        #[arg(long)]
        by: String,
        /// When it was honoured; now without it.
        #[arg(long)]
        at: Option<Instant>,
    },
    /// How the people of an account are reached, and what they wish to hear; shown without a change.
    Contact(Box<crate::contacts::Asked>),
    /// Let somebody else pay for the account, or see how it stands: prints a link.
    Share(crate::parties::Share),
    /// Who may pay for the account or see it, and who could.
    Shares(crate::parties::Shares),
    /// Take that away, at once.
    Unshare(crate::parties::Unshare),
    /// A new link for somebody whose link is lost, or known to others.
    PartyLink(crate::parties::NewLink),
    /// A new code for the letter with which a household signs in for the first time.
    Code(crate::people::LetterCode),
    /// Who looked at the account through a link, newest first.
    Looks(crate::parties::Look),
    /// What the supplier gets once a year: reads, charged energy, advances.
    Year(crate::bank::Year),
    /// What the supplier's bill would be today, and at its day.
    TrueUp(crate::bank::TrueUp),
    /// Hand the point over; the next run closes the account.
    Close {
        ean: Ean,
        #[arg(long)]
        at: Option<Instant>,
        /// Registers at the handover, as JSON.
        #[arg(long)]
        registers: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Price {
    /// Enter a price version.
    Enter {
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        energy: units::Energy,
        #[arg(long)]
        basis: params::PriceBasis,
        /// Every register alike without it.
        #[arg(long)]
        register: Option<units::ObisCode>,
        #[arg(long)]
        from: SettlementDay,
        #[arg(long)]
        eur_per_kwh: units::NanoEuroPerKwh,
        #[arg(long)]
        source: String,
        #[arg(long)]
        by: String,
    },
    /// Bring an entered version into force.
    Approve {
        number: i64,
        #[arg(long)]
        by: String,
    },
    /// Turn an entered version down that nobody has approved.
    TurnDown {
        number: i64,
        #[arg(long)]
        by: String,
        #[arg(long)]
        why: String,
    },
    /// Enter all prices of a CSV file, or none: dso,energy,basis,register,from,eur_per_kwh. They wait for a
    /// second person.
    Import {
        file: PathBuf,
        #[arg(long)]
        source: String,
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Fail if a day from today on has no price, or has one that should have been renewed.
    Check {
        #[arg(long)]
        dso: Dso,
        /// Electricity and gas without it.
        #[arg(long)]
        energy: Option<units::Energy>,
        /// Days from today.
        #[arg(long, default_value_t = crate::changes::AHEAD_DAYS)]
        days: i32,
    },
    /// All versions.
    List,
}

#[derive(Debug, Subcommand)]
enum Parameter {
    /// Enter a value.
    Enter {
        name: String,
        value: String,
        #[arg(long)]
        dso: Option<Dso>,
        #[arg(long)]
        energy: Option<units::Energy>,
        /// First day; behind all that are settled.
        #[arg(long)]
        from: SettlementDay,
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Bring an entered value into force.
    Approve {
        number: i64,
        #[arg(long)]
        by: String,
    },
    /// Turn an entered value down that nobody has approved.
    TurnDown {
        number: i64,
        #[arg(long)]
        by: String,
        #[arg(long)]
        why: String,
    },
    /// All shipped and entered values.
    List,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// Settle one night of many accounts.
    Settle(crate::bench::SettleBench),
    /// Confirm sales of many terminals at once.
    Vend(crate::bench::vend::VendBench),
    /// Read large files of statements.
    Bank(crate::bench::bank::BankBench),
    /// Collect a day of many meters over DLMS.
    Poll(crate::bench::poll::PollBench),
    /// Time releases while reads wait, and a stop while cuts leave.
    Release(crate::bench::release::ReleaseBench),
    /// Give what is injected to those who take, by each key.
    Share(crate::bench::share::ShareBench),
    /// How soon a household's pages are there, for many at once.
    Web(crate::bench::web::WebBench),
    /// How soon a month of quarter-hours is on a household's page.
    Month(crate::bench::month::MonthBench),
    /// How soon a notice is with its carrier after the commit of its cause.
    Notices(crate::bench::notices::NoticesBench),
}

/// Does what was asked.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let done = run_command(arguments, &mut out);
    out.flush()?;
    done
}

fn run_command(arguments: Arguments, out: &mut dyn Write) -> Result<(), Failure> {
    let (json, url) = (arguments.json, arguments.db);
    match arguments.command {
        Command::Demo(demo) => crate::commands::demo(
            crate::commands::DemoRequest {
                url,
                homes: demo.homes,
                days: demo.days,
                shift_to: demo.shift_to,
                count: demo.count,
                seed: demo.seed,
                listen: (!demo.once).then_some(demo.listen),
            },
            json,
            out,
        ),
        Command::Training { listen } => crate::training::serve(&url, listen),
        Command::Migrate => {
            store::Store::open(&url)?;
            Ok(())
        }
        Command::Serve { listen, base_url, behind_proxy, psp, carriers, provider, sandbox } => {
            crate::training::refused(&url)?;
            let courier = crate::people::ByCarriers::new(carriers.open()?)?;
            let guests = crate::pages::Guests {
                psp: psp.open()?,
                base_url,
                behind_proxy,
                courier: std::sync::Arc::new(courier),
                provider: Some(*provider),
                sandbox,
                training: None,
            };
            crate::pages::serve(&url, listen, None, guests)
        }
        Command::Work { once, profiles, collect, place, listen_push, psp, carriers } => {
            crate::training::refused(&url)?;
            let profiles = crate::meters::register::profiles(profiles.as_deref())?;
            let (psp, carriers) = (psp.open()?, carriers.open()?);
            let webhooks = Some(crate::sealed::MasterKeys::from_environment()?);
            let quarters = || crate::intervals::folder(&url, &place);
            let collect = collect.then(|| crate::work::Collect { quarters: quarters() });
            let asked = crate::work::Asked {
                once,
                profiles,
                collect,
                quarters: quarters(),
                psp,
                listen_push,
                carriers,
                webhooks,
            };
            crate::work::run(&url, asked)
        }
        Command::Notices(asked) => crate::notices::run(&url, &asked, json, out),
        Command::Settle { day, dso, dry_run } => {
            crate::commands::settle(&url, day, dso, dry_run, json, out)
        }
        Command::Person(asked) => {
            let mut engine = crate::engine::Engine::open(&url)?;
            crate::people::run(&mut engine, &asked, json, out)
        }
        Command::Phone(asked) => {
            crate::phone::run(&url, asked, json, &mut std::io::stdin().lock(), out)
        }
        Command::Cases(asked) => {
            let mut engine = crate::engine::Engine::open(&url)?;
            crate::cases::run(&mut engine, &asked, json, out)
        }
        Command::Suppliers(asked) => {
            let mut engine = crate::engine::Engine::open(&url)?;
            crate::suppliers::run(&mut engine, &asked, json, out)
        }
        Command::Key(asked) => crate::api_keys::run(&url, &asked, json, out),
        Command::Webhook(asked) => crate::webhooks::run(&url, &asked, json, out),
        Command::Verify { audit: Some(file), key } => {
            crate::commands::verify_audit(&url, (&file, key.as_deref()), json, out)
        }
        Command::Verify { audit: None, .. } => crate::commands::verify(&url, json, out),
        Command::Import(import)
            if import.format.is_none() && crate::bank::looks_like_bank_file(&import.file) =>
        {
            let bank = crate::bank::Bank::Import {
                file: import.file,
                iban_of: None,
                out_of_sequence: false,
                partial: import.partial,
            };
            crate::bank::run(&url, bank, json, out)
        }
        Command::Import(import)
            if import.quarter_hours
                || crate::intervals::claims(&import.file, import.format.as_deref())? =>
        {
            let asked = crate::intervals::ImportAsked {
                file: import.file,
                format: import.format,
                partial: import.partial,
                spread: import.spread,
                shift_to: import.shift_to,
                homes: import.homes,
                learnt_at: import.learnt_at,
                dso: import.dso,
                place: import.place,
            };
            crate::intervals::import(&url, &asked, json, out)
        }
        Command::Import(import) => crate::import::run(
            &crate::import::Request {
                url,
                file: import.file,
                format: import.format,
                partial: import.partial,
                shift_to: import.shift_to,
                homes: import.homes,
                learnt_at: import.learnt_at,
            },
            json,
            out,
        ),
        Command::Place(asked) => crate::places::run(&url, asked, json, out),
        Command::Office(asked) => crate::offices::run(&url, asked, out),
        Command::Meter(meter) => crate::meters::run(&url, meter, json, out),
        Command::Account(account) => run_account(&url, account, json, out),
        Command::TopUp { ean, eur, channel, id, at } => {
            let fact = timeline::Fact::TopUp { eur, channel, id };
            crate::accounts::record(&url, ean, &fact, at, json, out)
        }
        Command::Explain { ean, at, as_known_at } => {
            crate::accounts::explain(&url, ean, at, as_known_at, json, out)
        }
        Command::EstimateErrors { dso, from, to } => {
            crate::estimates::print_errors(&url, dso, from, to, json, out)
        }
        Command::Payment(payment) => crate::pay::run_command(&url, payment, json, out),
        Command::Price(price) => run_price(&url, price, json, out),
        Command::Parameter(parameter) => run_parameter(&url, parameter, json, out),
        Command::Stop(stop) => crate::fleet::stop(&url, stop, json, out),
        Command::Incident(incident) => crate::fleet::incident(&url, incident, json, out),
        Command::Cuts(cuts) => crate::fleet::cuts(&url, cuts, json, out),
        Command::Bank(bank) => crate::bank::run(&url, bank, json, out),
        Command::Reconcile(asked) => crate::reconcile::run(&url, &asked, json, out),
        Command::Service(asked) => crate::service::run(&url, &asked, json, out),
        Command::Off(asked) => crate::off::run(&url, &asked, json, out),
        Command::Terminal(terminal) => crate::terminals::run(&url, terminal, json, out),
        Command::Share(share) => crate::share::run(&url, share, json, out),
        Command::Prosumer(asked) => crate::producers::run(&url, &asked, json, out),
        Command::Grid(grid) => crate::grid::run(&url, &grid, json, out),
        Command::Intervals(asked) => crate::intervals::run(&url, &asked, json, out),
        Command::Replay { scenario } => crate::replay::run(&scenario, json, out),
        Command::Sim { sharing: Some(groups), from, .. } => {
            crate::share::audit::run(groups, from, out)
        }
        Command::Sim { seeds, from, days, print, sharing: None } => {
            if print {
                let year = match days {
                    Some(days) => sim::years::account_year_of(from, days),
                    None => sim::years::account_year(from),
                };
                writeln!(out, "{year}")?;
                return Ok(());
            }
            crate::audit::run(seeds, from, days, out)
        }
        Command::Bench(Bench::Settle(settle)) => crate::bench::run(&settle, json, out),
        Command::Bench(Bench::Vend(vend)) => crate::bench::vend::run(&vend, json, out),
        Command::Bench(Bench::Share(share)) => crate::bench::share::run(&share, json, out),
        Command::Bench(Bench::Bank(bank)) => crate::bench::bank::run(&bank, json, out),
        Command::Bench(Bench::Release(release)) => crate::bench::release::run(&release, json, out),
        Command::Bench(Bench::Web(web)) => crate::bench::web::run(&web, json, out),
        Command::Bench(Bench::Month(month)) => crate::bench::month::run(&month, json, out),
        Command::Bench(Bench::Notices(notices)) => crate::bench::notices::run(&notices, json, out),
        Command::Bench(Bench::Poll(poll)) => crate::bench::poll::run(&poll, json, out),
    }
}

fn run_account(
    url: &str,
    account: Account,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match account {
        Account::Open { ean, dso, energy, single, at, start, protected_from, request, area } => {
            let rates = if single { prepay::Rates::Single } else { prepay::Rates::Two };
            let opening = crate::accounts::OpenRequest {
                ean,
                dso,
                group: prepay::TariffGroup { energy, rates },
                at,
                start: serde_json::from_str(&start)?,
                protected_from,
                request,
                area,
            };
            crate::accounts::open(url, opening, out)
        }
        Account::Show { ean, at } => crate::accounts::show(url, ean, at, json, out),
        Account::Record { ean, fact, at } => {
            let fact: timeline::Fact = serde_json::from_str(&fact)?;
            crate::accounts::record(url, ean, &fact, at, json, out)
        }
        Account::GraceCode { ean, eur, until, by, reason } => {
            let request =
                crate::grace::IssueRequest { ean, amount: eur, last_day: until, by, reason };
            crate::grace::issue(url, &request, json, out)
        }
        Account::Honour { ean, code, by, at } => {
            let request = crate::grace::HonourRequest { ean, code, by, at };
            crate::grace::honour(url, &request, json, out)
        }
        Account::Contact(asked) => crate::contacts::run(url, &asked, json, out),
        Account::Share(asked) => crate::parties::run_share(url, &asked, json, out),
        Account::Shares(asked) => crate::parties::shares(url, &asked, json, out),
        Account::Unshare(asked) => crate::parties::unshare(url, &asked, json, out),
        Account::PartyLink(asked) => crate::parties::link(url, &asked, json, out),
        Account::Code(asked) => {
            let mut engine = crate::engine::Engine::open(url)?;
            crate::people::letter_code(&mut engine, &asked, json, out)
        }
        Account::Looks(asked) => crate::parties::looks(url, &asked, json, out),
        Account::Year(year) => crate::bank::year_file(url, &year, json, out),
        Account::TrueUp(asked) => crate::bank::true_up(url, &asked, json, out),
        Account::Close { ean, at, registers } => {
            let registers = registers.as_deref().map(serde_json::from_str).transpose()?;
            let fact = timeline::Fact::MoveOut { registers };
            crate::accounts::record(url, ean, &fact, at, json, out)
        }
    }
}

fn run_price(url: &str, price: Price, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    use crate::books;
    use crate::changes::{self, Soonest};
    match price {
        Price::Enter { dso, energy, basis, register, from, eur_per_kwh, source, by } => {
            let (dso, energy, from) = (dso.to_string(), energy.to_string(), from.to_string());
            let register = register.map(|register| register.to_string()).unwrap_or_default();
            let price = eur_per_kwh.to_string();
            let fields = [&*dso, &*energy, basis.name(), &*register, &*from, &*price];
            let now = crate::clock::now();
            let known = changes::PriceFile { source: &source, by: &by, now };
            let price = changes::read_price(fields, known)?;
            let mut engine = crate::engine::Engine::open(url)?;
            let asking = changes::Asking { person: &by, reason: "", key: None };
            let line = [changes::FileLine { number: 1, price }];
            for number in changes::ask_prices(&mut engine, &line, asking, Soonest::Unsettled, now)?
            {
                writeln!(out, "price {number} waits for a second person")?;
            }
            Ok(())
        }
        Price::Approve { number, by } => {
            let (mut engine, now) = (crate::engine::Engine::open(url)?, crate::clock::now());
            changes::approve_prices(&mut engine, &[number], &by, Soonest::Unsettled, now)
        }
        Price::TurnDown { number, by, why } => {
            let (book, now) = (store::Book::Prices, crate::clock::now());
            Ok(store::Store::open(url)?.turn_down(book, number, (&by, &why), now)?)
        }
        Price::Import { file, source, by, reason } => {
            let (mut engine, now) = (crate::engine::Engine::open(url)?, crate::clock::now());
            let text = std::fs::read_to_string(&file)?;
            let known = changes::PriceFile { source: &source, by: &by, now };
            let prices = changes::read_prices(&text, known)?;
            let asking = changes::Asking { person: &by, reason: &reason, key: None };
            for number in
                changes::ask_prices(&mut engine, &prices, asking, Soonest::Unsettled, now)?
            {
                writeln!(out, "price {number} waits for a second person")?;
            }
            Ok(())
        }
        Price::Check { dso, energy, days } => {
            let engine = crate::engine::Engine::open(url)?;
            let today = crate::clock::now().day();
            let energies = changes::energies(params::Scope { dso: Some(dso), energy });
            let found = changes::gaps_of(&engine, dso, &energies, (today, today.plus(days)))?;
            for line in &found {
                if json {
                    writeln!(out, "{}", serde_json::json!({"kind": "gap", "text": line}))?;
                } else {
                    writeln!(out, "{line}")?;
                }
            }
            match found.len() {
                0 => Ok(()),
                count => crate::failure::refuse(format!("{count} prices are missing or old")),
            }
        }
        Price::List => books::list(url, store::Book::Prices, json, out),
    }
}

fn run_parameter(
    url: &str,
    parameter: Parameter,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    use crate::books;
    use crate::changes::{self, Soonest};
    match parameter {
        Parameter::Enter { name, value, dso, energy, from, by, reason } => {
            let now = crate::clock::now();
            let entry = books::EnteredParameter {
                name,
                value,
                scope: params::Scope { dso, energy },
                valid_from: from,
                recorded_at: now,
            };
            let mut engine = crate::engine::Engine::open(url)?;
            let asking = changes::Asking { person: &by, reason: &reason, key: None };
            let number = changes::ask(&mut engine, &entry, asking, Soonest::Unsettled, now)?;
            writeln!(out, "parameter {number} waits for a second person")?;
            Ok(())
        }
        Parameter::Approve { number, by } => {
            let mut engine = crate::engine::Engine::open(url)?;
            changes::approve(&mut engine, number, &by, Soonest::Unsettled, crate::clock::now())
        }
        Parameter::TurnDown { number, by, why } => {
            let (book, now) = (store::Book::Parameters, crate::clock::now());
            Ok(store::Store::open(url)?.turn_down(book, number, (&by, &why), now)?)
        }
        Parameter::List => books::list(url, store::Book::Parameters, json, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No argument of any command meets another of its name: what a release resolves in silence.
    #[test]
    fn every_command_has_arguments_of_different_names() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }
}
