//! Every route against the table of rights: who gets in is what the policy of the route says, for each role
//! and for nobody. Source: PD-04, UX 7.3.

use crate::fake::Fake;
use crate::html;
use crate::site::{Site, reporter};
use crate::staff::{Staff, gate};
use access::{Act, Needs, Role};
use calendar::SettlementDay;
use expect_test::expect;
use portal::cpas::{
    AccessWanted, AidFacts, AidPreview, AidRefused, AidWanted, Client, ClientLine, ClientMessages,
    ClientNotes, ClientTasks, CpasOffice, CpasOptions, CpasTeam, EarlyList, EarlyLists, LegalLine,
    LegalNotices, LegalWanted, MessageFacts, MessageShown, MessageWanted, Moved, NewLeave,
    NotAsked, NotAskedByLaw, NotFound, NotGiven, NotNoted, NotProposed, NotRecorded, NotSent,
    NotSet, PaperLine, PaperMandates, PaperRefused, PaperWanted, PlanFacts, PlanProposals,
    PlanShown, PlanWanted, ProofTask, Protection, Register, SittingLine, Team, TeamLook,
    TeamRefused, Wish,
};
use portal::my::{
    Accounts, Activation, AlertsWanted, AllowForm, AllowRefused, AllowWanted, Allowed, Allows,
    Appointments, Asked, Began, BothAsked, BothEnergies, BothSide, Change, ChangeRefused,
    ChangeWanted, ConsentShown, Device, Door, Entered, Explains, FailureLine, Family, HelpNow,
    HelpOffice, Helps, Household, LiveNow, MoveOut, MoveRefused, Movements, Moves, MyAlerts,
    MyAppointment, MyBoth, MyCard, MyDocuments, MyError, MyHelpers, MyHome, MyMeter, MyMovements,
    MyMoving, MyOptions, MyPlan, MyPoint, MyQuarters, MyReasons, MyReference, MyStatement, MyTopUp,
    MyUsage, MyUseDay, MyVisit, MyWays, MyYear, NewContract, NotMoved, NotTaken, Outside, Outsider,
    Papers, Part, PasswordEntry, Period, Places, Points, PriceLine, Prices, Promised, PublicFacts,
    PublicState, QuarterHours, Refused, SendRefused, SendsDigits, Sessions, SignedIn, Slot, Span,
    States, Stretch, Tariff, TestRefused, Tests, TopUpEffect, UseOfDays, VisitChange, Visitor,
    Wanted, WhenLow, YearRefused, YearlyBills,
};
use portal::pay::AmountEffect;
use portal::repaying::NotAgreed;
use std::sync::{Arc, Mutex};
use units::{AccountId, Dso, Energy, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// Knows nobody's household but one whose port says something; who is there is said by the token.
struct Empty(Staff, Option<LiveNow>);

fn meter() -> MyMeter {
    let reference = crate::fake::ean(3).reference();
    MyMeter { place: 1, energy: Energy::Electricity, reference, town: "Huy".to_owned() }
}

/// What staff are shown who have no app for codes yet.
fn app_to_add() -> Began {
    Began {
        change: Change::Second,
        challenge: "app".to_owned(),
        sent_to: None,
        secret: Some(("ABCDEFGHIJ".to_owned(), "<svg></svg>".to_owned())),
    }
}

fn nothing<T>() -> Result<T, MyError> {
    Err(MyError::failed("there is nothing here", std::io::Error::other("empty")))
}

impl Sessions for Empty {
    fn who(&self, token: &str) -> Result<Option<Visitor>, MyError> {
        self.0.who(token)
    }

    fn looked(&self, visitor: &Visitor, account: AccountId, saw: &[Act]) -> Result<(), MyError> {
        self.0.looked(visitor, account, saw)
    }
}

impl Helps for Empty {
    fn help(&self, _: &Visitor, _: usize) -> Result<Option<HelpNow>, MyError> {
        nothing()
    }

    fn ask(
        &self,
        _: &Visitor,
        place: usize,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Result<i64, NotTaken>>, MyError> {
        Ok((place == 1).then(|| crate::plan::asked(wanted)))
    }

    fn plan(&self, _: &Visitor, place: usize) -> Result<Option<MyPlan>, MyError> {
        Ok((place == 1).then(crate::plan::plan))
    }

    fn answer_proposal(
        &self,
        _: &Visitor,
        place: usize,
        (number, agrees): (i64, bool),
    ) -> Result<Option<Result<(), NotAgreed>>, MyError> {
        Ok((place == 1).then(|| crate::plan::answered(number, agrees)))
    }

    fn ask_from_outside(
        &self,
        _: &str,
        _: &Wanted<'_>,
        _: &Outsider<'_>,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        Ok(Err(NotTaken::NotAPhone))
    }

    fn promised(&self) -> Result<Promised, MyError> {
        let day = "2026-11-23".parse().unwrap_or(calendar::SettlementDay(0));
        Ok(Promised { call_by: day, answer_by: day, data_by: day })
    }
}

impl Movements for Empty {
    fn movements(
        &self,
        _: &Visitor,
        _: usize,
        _: Option<SettlementDay>,
    ) -> Result<Option<MyMovements>, MyError> {
        nothing()
    }
}

impl Explains for Empty {
    fn reasons(&self, _: &Visitor, place: usize) -> Result<Option<MyReasons>, MyError> {
        Ok((place == 1).then(crate::why::reasons))
    }
}

impl YearlyBills for Empty {
    fn year(&self, _: &Visitor, _: usize) -> Result<Option<MyYear>, MyError> {
        nothing()
    }

    fn set_contract(
        &self,
        _: &Visitor,
        _: usize,
        _: &NewContract,
    ) -> Result<Option<Result<(), YearRefused>>, MyError> {
        nothing()
    }
}

impl UseOfDays for Empty {
    fn usage(&self, _: &Visitor, _: usize, _: Stretch) -> Result<Option<MyUsage>, MyError> {
        let (days, before) = (Vec::new(), Vec::new());
        let (meters, live) = (vec![meter()], self.1);
        let off_days = days.len();
        let (meter, known) = (meter(), None);
        Ok(Some(MyUsage { meter, meters, days, before, off_days, known, live }))
    }

    fn use_of_day(
        &self,
        _: &Visitor,
        _: usize,
        _: SettlementDay,
    ) -> Result<Option<MyUseDay>, MyError> {
        nothing()
    }
}

impl QuarterHours for Empty {
    fn quarter_hours(
        &self,
        _: &Visitor,
        _: usize,
        _: Period,
    ) -> Result<Option<MyQuarters>, MyError> {
        nothing()
    }

    fn quarter_hours_csv(
        &self,
        _: &Visitor,
        _: usize,
        _: Period,
    ) -> Result<Option<String>, MyError> {
        Ok(None)
    }

    fn set_consent(&self, _: &Visitor, _: usize, _: bool) -> Result<Option<()>, MyError> {
        nothing()
    }

    fn consents(&self, _: &Visitor) -> Result<Vec<ConsentShown>, MyError> {
        Ok(Vec::new())
    }
}

impl Papers for Empty {
    fn documents(&self, _: &Visitor, _: usize) -> Result<Option<MyDocuments>, MyError> {
        nothing()
    }

    fn letter(&self, _: &Visitor, _: usize, _: i64) -> Result<Option<Vec<u8>>, MyError> {
        Ok(None)
    }

    fn statement(&self, _: &Visitor, _: usize, _: Span) -> Result<Option<MyStatement>, MyError> {
        Ok(None)
    }
}

impl Points for Empty {
    fn point(&self, _: &Visitor, _: usize) -> Result<Option<MyPoint>, MyError> {
        nothing()
    }

    fn set_port(&self, _: &Visitor, _: usize, _: bool) -> Result<Option<()>, MyError> {
        nothing()
    }
}

impl BothEnergies for Empty {
    /// Amounts as asked; 20 and 10 without.
    fn both(&self, _: &Visitor, asked: &BothAsked) -> Result<Option<MyBoth>, MyError> {
        let eur = |euro: i64| MicroEuro(euro * 1_000_000);
        let [first, second] = asked.amounts.unwrap_or([eur(20), eur(10)]);
        let side = |place: usize, energy: Energy, amount: MicroEuro| {
            let (least, most) = (eur(5), eur(250));
            let (parts, does) = (vec![(Part::Credit, amount)], AmountEffect::Nothing);
            let effect = TopUpEffect { parts, after: amount, days: Some(8), does };
            let effect = (least..=most).contains(&amount).then_some(effect);
            let meter = MyMeter { place, energy, ..meter() };
            BothSide { meter, amount, effect, least, most }
        };
        Ok(Some(MyBoth {
            sides: [side(1, Energy::Electricity, first), side(2, Energy::Gas, second)],
            divided: asked.amounts.is_none(),
            cannot_divide: asked.total.is_some_and(|total| total < eur(10)),
            totals: vec![(eur(30), Some(8)), (eur(40), Some(11))],
            online: true,
        }))
    }
}

impl Allows for Empty {
    fn allow_form(&self, _: &Visitor, _: usize) -> Result<Option<AllowForm>, MyError> {
        let latest = "2031-11-20".parse().unwrap();
        Ok(Some(AllowForm { meter: meter(), meters: vec![meter()], most: 10, latest }))
    }

    /// Nobody but one.
    fn allow(
        &self,
        _: &Visitor,
        _: usize,
        wanted: &AllowWanted<'_>,
    ) -> Result<Option<Result<Allowed, AllowRefused>>, MyError> {
        if wanted.name != "Jo" {
            return Ok(Some(Err(AllowRefused::Held)));
        }
        Ok(Some(Ok(Allowed {
            meter: meter(),
            name: wanted.name.to_owned(),
            role: wanted.role,
            last: wanted.last,
            key: "ABCDEFGH2345".to_owned(),
            host: "tirelire.example".to_owned(),
            qr: "<svg></svg>".to_owned(),
            sent: None,
        })))
    }

    fn new_key(&self, _: &Visitor, _: usize, _: i64) -> Result<Option<Allowed>, MyError> {
        Ok(None)
    }
}

impl Accounts for Empty {
    fn ways(&self, _: &Visitor) -> Result<MyWays, MyError> {
        Ok(MyWays {
            phone: None,
            email: Some("marie@example.org".to_owned()),
            password: true,
            second: false,
            may_add_second: true,
            deeds: Vec::new(),
        })
    }

    fn begin_change(
        &self,
        _: &Visitor,
        wanted: ChangeWanted<'_>,
    ) -> Result<Result<Began, ChangeRefused>, MyError> {
        let began = |change| Began {
            change,
            challenge: "c1".to_owned(),
            sent_to: Some("0470 12 34 56".to_owned()),
            secret: None,
        };
        Ok(match wanted {
            ChangeWanted::Address("0470 12 34 56") => Ok(began(Change::Phone)),
            ChangeWanted::Leave => Ok(began(Change::Leave)),
            ChangeWanted::Password(_) => Err(ChangeRefused::TooShort { least: 10 }),
            _ => Err(ChangeRefused::NotAnAddress),
        })
    }

    fn confirm_change(
        &self,
        _: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<Change, (ChangeRefused, Option<Began>)>, MyError> {
        Ok(match (challenge, code) {
            ("c1", "123456") => Ok(Change::Phone),
            ("c7", "123456") => Ok(Change::Leave),
            _ => Err((ChangeRefused::CodeOver, None)),
        })
    }
}

impl Tests for Empty {
    fn send_test(&self, _: &Visitor, _: usize) -> Result<Option<Result<(), TestRefused>>, MyError> {
        Ok(Some(Err(TestRefused::NoPhone)))
    }
}

impl SendsDigits for Empty {
    fn send_digits(
        &self,
        _: &Visitor,
        _: usize,
        to: &str,
        _: Language,
    ) -> Result<Option<Result<(), SendRefused>>, MyError> {
        Ok(Some(if to == "0470 12 34 56" { Ok(()) } else { Err(SendRefused::NotAnAddress) }))
    }
}

impl Moves for Empty {
    fn moving(&self, _: &Visitor, _: usize) -> Result<Option<MyMoving>, MyError> {
        nothing()
    }

    fn move_out(
        &self,
        _: &Visitor,
        _: usize,
        _: &MoveOut<'_>,
    ) -> Result<Option<Result<i64, MoveRefused>>, MyError> {
        Ok(Some(Err(MoveRefused::Day)))
    }
}

impl Appointments for Empty {
    fn appointment(
        &self,
        _: &Visitor,
        _: usize,
        number: i64,
    ) -> Result<Option<MyAppointment>, MyError> {
        let (day, at) = (SettlementDay(20_780), SettlementDay(20_780).at(8, 0));
        let span = (at, at.plus_h(4));
        let slot = procedures::Slot::Morning;
        let meter = meter();
        Ok((number == 7).then(|| MyAppointment {
            meters: vec![meter.clone()],
            meter,
            visit: MyVisit {
                number,
                day,
                slot,
                from: span.0,
                until: span.1,
                reason: procedures::VisitReason::NewMeter,
            },
            steps: 0,
            until: at.plus_h(-24),
            may: true,
            free: vec![(day, procedures::Slot::ALL.to_vec()), (day.next(), vec![slot])],
            slots: procedures::Slot::ALL.map(|slot| (slot, span)),
        }))
    }

    fn change_appointment(
        &self,
        _: &Visitor,
        _: usize,
        number: i64,
        (wanted, after): (&VisitChange, usize),
    ) -> Result<Option<Result<(), NotMoved>>, MyError> {
        Ok((number == 7).then_some(match wanted {
            VisitChange::Away { why } if why.is_empty() => Err(NotMoved::NoReason),
            _ if after > 0 => Err(NotMoved::Overtaken),
            _ => Ok(()),
        }))
    }
}

impl States for Empty {
    fn public_state(&self) -> Result<PublicState, MyError> {
        Ok(crate::state::everything())
    }

    fn failing(&self, visitor: Option<&Visitor>) -> Result<Vec<FailureLine>, MyError> {
        Ok(if visitor.is_some() { Vec::new() } else { crate::state::everywhere() })
    }
}

impl Outside for Empty {
    fn prices(&self) -> Result<Prices, MyError> {
        nothing()
    }

    fn help_office(&self, postcode: u16) -> Result<Option<HelpOffice>, MyError> {
        let (name, address) = ("CPAS de Huy".to_owned(), "Rue <b> 1, 4500 Huy".to_owned());
        let phone = "085 00 00 00".parse().unwrap();
        Ok((postcode == 4_500).then_some(HelpOffice { name, address, phone }))
    }

    fn prices_of_all(&self) -> Result<Vec<(Dso, Prices)>, MyError> {
        let line = |energy: Energy, tariff: Tariff, slot: Slot, nano: i64| PriceLine {
            energy,
            tariff,
            slot,
            price: NanoEuroPerKwh(nano),
            since: SettlementDay(0),
            next: None,
        };
        let lines = vec![
            line(Energy::Electricity, Tariff::Social, Slot::All, 231_500_000),
            line(Energy::Electricity, Tariff::Average, Slot::Peak, 342_150_000),
            line(Energy::Gas, Tariff::Average, Slot::All, 98_765_400),
        ];
        let day = "2026-11-20".parse().unwrap();
        Ok(vec![(Dso::Ores, Prices { dso: Dso::Ores, day, lines, fixed_a_year: Vec::new() })])
    }

    fn places(&self, _: Option<u16>, _: bool) -> Result<Places, MyError> {
        nothing()
    }
}

impl Household for Empty {
    fn ask_code(&self, _: &str, _: &str, _: Language) -> Result<Result<Asked, Refused>, MyError> {
        Ok(Err(Refused::NotAnAddress))
    }

    fn new_letter(&self, _: &str, asked: &Activation<'_>) -> Result<Result<(), Refused>, MyError> {
        Ok(if asked.code == "OVER2345" { Ok(()) } else { Err(Refused::NoPost) })
    }

    fn activate(&self, _: &str, asked: &Activation<'_>) -> Result<Result<Asked, Refused>, MyError> {
        if asked.code == "OVER2345" {
            return Ok(Err(Refused::LetterOver));
        }
        Ok(Err(Refused::WrongLetter))
    }

    fn enter_code(
        &self,
        _: &str,
        _: &str,
        _: &str,
        _: &str,
    ) -> Result<Result<SignedIn, Refused>, MyError> {
        Ok(Err(Refused::CodeOver))
    }

    fn enter_password(
        &self,
        _: &str,
        entry: &PasswordEntry<'_>,
    ) -> Result<Result<Entered, Refused>, MyError> {
        if entry.password == "right, but without an app" {
            return Ok(Ok(Entered::AddsApp(app_to_add())));
        }
        Ok(Err(Refused::WrongPassword))
    }

    fn enter_first_code(
        &self,
        _: &str,
        challenge: &str,
        code: &str,
        _: &str,
    ) -> Result<Result<SignedIn, (Refused, Option<Began>)>, MyError> {
        if challenge != "app" {
            return Ok(Err((Refused::CodeOver, None)));
        }
        if code != "123456" {
            return Ok(Err((Refused::WrongCode { left: 4 }, Some(app_to_add()))));
        }
        let token = "t".repeat(40);
        Ok(Ok(SignedIn { token, role: Role::AgentL1, keep_s: None, begins_at: None }))
    }

    fn leave(&self, _: &Visitor, _: i64) -> Result<(), MyError> {
        Ok(())
    }

    fn home(&self, _: &Visitor) -> Result<MyHome, MyError> {
        let card = |live| MyCard {
            meter: meter(),
            card: crate::fake::card(3),
            offered: None,
            estimate: None,
            last: Vec::new(),
            live: Some(live),
        };
        Ok(MyHome { cards: self.1.map(card).into_iter().collect(), both: None, visits: Vec::new() })
    }

    fn top_up(
        &self,
        _: &Visitor,
        _: usize,
        _: Option<MicroEuro>,
    ) -> Result<Option<MyTopUp>, MyError> {
        nothing()
    }

    fn alerts(&self, _: &Visitor, _: usize) -> Result<Option<MyAlerts>, MyError> {
        let wanted = AlertsWanted {
            low: WhenLow::Usual,
            sms: true,
            mail: false,
            letter: true,
            voice: false,
            recognised: false,
            easy: true,
            language: Language::En,
            declined: vec![Family::Survey],
            by_mail: vec![Family::Low],
            quiet: Some((20 * 60, 8 * 60)),
        };
        let (meters, reached_at) = (vec![meter()], Vec::new());
        let night = (21 * 60, 8 * 60);
        Ok(Some(MyAlerts { meter: meter(), meters, wanted, reached_at, night }))
    }

    fn set_alerts(
        &self,
        _: &Visitor,
        _: usize,
        _: &AlertsWanted,
    ) -> Result<Option<MyAlerts>, MyError> {
        nothing()
    }

    fn helpers(&self, _: &Visitor, _: usize) -> Result<Option<MyHelpers>, MyError> {
        nothing()
    }

    fn end_helper(&self, _: &Visitor, _: usize, _: i64) -> Result<(), MyError> {
        nothing()
    }

    fn references(&self, _: &Visitor) -> Result<Vec<MyReference>, MyError> {
        let svg = || "<svg></svg>".to_owned();
        Ok(vec![MyReference { meter: meter(), qr: svg(), barcode: svg(), transfer: None }])
    }

    fn devices(&self, _: &Visitor) -> Result<Vec<Device>, MyError> {
        nothing()
    }

    fn data(&self, _: &Visitor) -> Result<String, MyError> {
        nothing()
    }
}

/// A social service without clients.
struct NoClients;

impl PaperMandates for NoClients {
    fn record_paper(
        &self,
        _: &Visitor,
        _: &PaperWanted<'_>,
    ) -> Result<Result<(), NotRecorded>, MyError> {
        Ok(Err(NotRecorded::NotAReference))
    }

    fn papers(&self, _: &Visitor) -> Result<Vec<PaperLine>, MyError> {
        Ok(Vec::new())
    }

    fn decide_paper(
        &self,
        _: &Visitor,
        _: i64,
        _: bool,
    ) -> Result<Result<Option<AccountId>, PaperRefused>, MyError> {
        Ok(Err(PaperRefused::NoPaper))
    }
}

impl LegalNotices for NoClients {
    fn ask_by_law(
        &self,
        _: &Visitor,
        _: &LegalWanted<'_>,
    ) -> Result<Result<(), NotAskedByLaw>, MyError> {
        Ok(Err(NotAskedByLaw::NotAReference))
    }

    fn asked_by_law(&self, _: &Visitor) -> Result<Vec<LegalLine>, MyError> {
        Ok(Vec::new())
    }
}

impl CpasTeam for NoClients {
    fn team(&self, _: &Visitor) -> Result<Team, MyError> {
        nothing()
    }

    fn move_clients(&self, _: &Visitor, _: Moved) -> Result<Result<usize, TeamRefused>, MyError> {
        Ok(Err(TeamRefused::NoMember))
    }

    fn set_leave(&self, _: &Visitor, _: NewLeave) -> Result<Result<(), TeamRefused>, MyError> {
        Ok(Err(TeamRefused::NoMember))
    }

    fn end_leave(&self, _: &Visitor, _: i64) -> Result<Result<(), TeamRefused>, MyError> {
        Ok(Err(TeamRefused::NoLeave))
    }
}

impl EarlyLists for NoClients {
    fn early(&self, _: &Visitor) -> Result<EarlyList, MyError> {
        nothing()
    }
}

impl PlanProposals for NoClients {
    fn plan_form(&self, _: &Visitor, _: AccountId) -> Result<Option<PlanFacts>, MyError> {
        Ok(None)
    }

    fn plan_preview(
        &self,
        _: &Visitor,
        _: AccountId,
        _: &PlanWanted<'_>,
    ) -> Result<Result<PlanShown, NotProposed>, MyError> {
        Ok(Err(NotProposed::NoClient))
    }

    fn propose_plan(
        &self,
        _: &Visitor,
        _: AccountId,
        _: &PlanWanted<'_>,
        _: &str,
    ) -> Result<Result<(), NotProposed>, MyError> {
        Ok(Err(NotProposed::NoClient))
    }
}

impl ClientTasks for NoClients {
    fn set_proof(
        &self,
        _: &Visitor,
        _: AccountId,
        _: ProofTask,
    ) -> Result<Result<(), NotSet>, MyError> {
        Ok(Err(NotSet::NoClient))
    }

    fn decision_letter(
        &self,
        _: &Visitor,
        _: AccountId,
        _: i64,
    ) -> Result<Option<Vec<u8>>, MyError> {
        Ok(None)
    }

    fn sittings(&self, _: &Visitor) -> Result<Vec<SittingLine>, MyError> {
        Ok(Vec::new())
    }

    fn add_sitting(
        &self,
        _: &Visitor,
        _: calendar::Instant,
        _: &str,
    ) -> Result<Result<(), NotSet>, MyError> {
        Ok(Err(NotSet::NoClient))
    }

    fn cancel_sitting(&self, _: &Visitor, _: i64) -> Result<Result<(), NotSet>, MyError> {
        Ok(Err(NotSet::NoSitting))
    }
}

impl ClientNotes for NoClients {
    fn add_note(
        &self,
        _: &Visitor,
        _: AccountId,
        _: &str,
    ) -> Result<Result<(), NotNoted>, MyError> {
        Ok(Err(NotNoted::NoClient))
    }
}

impl ClientMessages for NoClients {
    fn message_form(&self, _: &Visitor, _: AccountId) -> Result<Option<MessageFacts>, MyError> {
        Ok(None)
    }

    fn message_preview(
        &self,
        _: &Visitor,
        _: AccountId,
        _: MessageWanted,
    ) -> Result<Result<MessageShown, NotSent>, MyError> {
        Ok(Err(NotSent::NoClient))
    }

    fn send_message(
        &self,
        _: &Visitor,
        _: AccountId,
        _: MessageWanted,
        _: &str,
    ) -> Result<Result<(), NotSent>, MyError> {
        Ok(Err(NotSent::NoClient))
    }
}

impl CpasOffice for NoClients {
    fn sells(&self, _: &Visitor) -> Result<bool, MyError> {
        Ok(false)
    }

    fn told(&self, _: &Visitor) -> Result<Vec<portal::ToldLine>, MyError> {
        Ok(Vec::new())
    }

    fn work(&self, _: &Visitor) -> Result<Vec<ClientLine>, MyError> {
        Ok(Vec::new())
    }

    fn ask_access(
        &self,
        _: &Visitor,
        _: &AccessWanted<'_>,
    ) -> Result<Result<String, NotAsked>, MyError> {
        nothing()
    }

    fn find(&self, _: &Visitor, _: &str) -> Result<Result<AccountId, NotFound>, MyError> {
        Ok(Err(NotFound::NoAccess))
    }

    fn enter_code(
        &self,
        _: &Visitor,
        _: &str,
        _: &str,
    ) -> Result<Result<AccountId, NotGiven>, MyError> {
        Ok(Err(NotGiven::Over))
    }

    fn most_months(&self) -> Result<i32, MyError> {
        Ok(6)
    }

    fn client(&self, _: &Visitor, _: AccountId) -> Result<Option<Client>, MyError> {
        Ok(None)
    }

    fn aid_form(
        &self,
        _: &Visitor,
        _: AccountId,
        _: Option<i64>,
    ) -> Result<Option<AidFacts>, MyError> {
        Ok(None)
    }

    fn aid_preview(
        &self,
        _: &Visitor,
        _: AccountId,
        _: &AidWanted,
    ) -> Result<Result<AidPreview, AidRefused>, MyError> {
        Ok(Err(AidRefused::NoClient))
    }

    fn give_aid(
        &self,
        _: &Visitor,
        _: AccountId,
        _: &AidWanted,
        _: &str,
    ) -> Result<Result<i64, AidRefused>, MyError> {
        Ok(Err(AidRefused::NoClient))
    }

    fn decide_aid(&self, _: &Visitor, _: i64, _: bool) -> Result<Result<(), AidRefused>, MyError> {
        Ok(Err(AidRefused::NoAid))
    }

    fn register(
        &self,
        _: &Visitor,
        _: Option<calendar::SettlementDay>,
    ) -> Result<Register, MyError> {
        nothing()
    }

    fn protection(&self, _: &Visitor, _: AccountId) -> Result<Option<Protection>, MyError> {
        Ok(None)
    }

    fn ask_for(
        &self,
        _: &Visitor,
        _: AccountId,
        _: Wish,
        _: &str,
    ) -> Result<Result<(), portal::cpas::NotTaken>, MyError> {
        Ok(Err(portal::cpas::NotTaken::NoClient))
    }

    fn looks(&self, _: &Visitor) -> Result<Vec<TeamLook>, MyError> {
        Ok(Vec::new())
    }
}

/// All routes with a gate, served; and their doors.
pub fn site() -> (Site, Vec<Door>) {
    site_of(None)
}

/// The same for a household whose meter says this.
/// A voice that speaks French alone.
#[derive(Debug)]
struct Voice;

impl portal::Sounds for Voice {
    fn of(&self, page: portal::Easy, language: Language) -> Option<Arc<[u8]>> {
        let french = language == Language::Fr && page == portal::Easy::TopUp;
        french.then(|| Arc::from(&b"RIFF0123456789"[..]))
    }
}

#[test]
fn p_13_an_easy_page_is_read_aloud_where_there_is_a_voice_and_fetches_nothing_by_itself() {
    let (site, _) = site();
    let page = site.request("GET", "/fr/facile/recharger", "");
    html::assert_sound(&page.text());
    let player = "<audio controls preload=\"none\" src=\"/fr/facile/recharger/sound.wav\" aria-labelledby=\"hear\">";
    assert!(page.text().contains(player), "{}", page.text());
    assert!(page.text().contains("<a class=\"link\" href=\"/fr/facile/recharger/sound.wav\">"));
    assert!(page.header("content-security-policy").unwrap().contains("media-src 'self';"));
    let sound = site.request("GET", "/fr/facile/recharger/sound.wav", "");
    assert_eq!((sound.status, sound.header("content-type")), (200, Some("audio/wav")));
    assert_eq!(sound.header("cache-control"), Some("public, max-age=86400"));
    assert_eq!(sound.text(), "RIFF0123456789");
    let part = site.request("GET", "/fr/facile/recharger/sound.wav", "range: bytes=4-6\r\n");
    assert_eq!((part.status, part.header("content-range")), (206, Some("bytes 4-6/14")));
    assert_eq!(part.text(), "012");
    // Without a voice there is no player, and who kept the address is led to the page.
    for path in ["/de/leicht/aufladen", "/fr/facile/votre-compteur"] {
        let page = site.request("GET", path, "").text();
        assert!(!page.contains("<audio") && !page.contains("sound.wav"), "{page}");
        let none = site.request("GET", &format!("{path}/sound.wav"), "");
        assert_eq!((none.status, none.header("location")), (303, Some(path)));
    }
}

fn site_of(live: Option<LiveNow>) -> (Site, Vec<Door>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = gate(Staff::default());
    let source = Arc::new(Fake { count: 3, days: 3 });
    let (router, mut doors) =
        portal::router(source, &gate, "0800 00 000".to_owned(), reporter(&reports));
    let options = MyOptions {
        secure: false,
        help_phone: "0800 00 000".to_owned(),
        gas_phone: "0800 87 087".to_owned(),
        checkout_origins: Vec::new(),
        behind_proxy: false,
        sounds: Arc::new(Voice),
        facts: PublicFacts {
            emergency: MicroEuro(15_000_000),
            start: MicroEuro(20_000_000),
            start_per_day: MicroEuro(1_000_000),
            back_on: MicroEuro(500_000),
            least: MicroEuro(5_000_000),
            most: MicroEuro(250_000_000),
            limit_ampere: 10,
            spared: calendar::Spared::default(),
            refuse_days: 30,
            answer_days: 10,
        },
    };
    let household = Arc::new(Empty(Staff::default(), live));
    let (own, own_doors) = portal::my::router(household, &gate, options, reporter(&reports));
    doors.extend(own_doors);
    let street = Arc::new(crate::sharing::Street::default());
    let options = portal::sharing::SharingOptions { help_phone: "0800 00 000".to_owned() };
    let (shared, shared_doors) =
        portal::sharing::router(street, &gate, options, reporter(&reports));
    doors.extend(shared_doors);
    let options = portal::production::ProductionOptions { help_phone: "0800 00 000".to_owned() };
    let panels = Arc::new(crate::production::Panels::default());
    let (production, production_doors) =
        portal::production::router(panels, &gate, options, reporter(&reports));
    doors.extend(production_doors);
    let options = CpasOptions { help_phone: "0800 00 000".to_owned() };
    let (cpas, cpas_doors) =
        portal::cpas::router(Arc::new(NoClients), &gate, options, reporter(&reports));
    doors.extend(cpas_doors);
    let options = portal::supplier::SupplierOptions { help_phone: "0800 00 000".to_owned() };
    let office = Arc::new(crate::supplier::Office::default());
    let (suppliers, supplier_doors) =
        portal::supplier::router(office, &gate, options, reporter(&reports));
    doors.extend(supplier_doors);
    let (developers, developer_doors) = crate::developers::all(None, None, &reports);
    doors.extend(developer_doors);
    let all = router.merge(own).merge(shared).merge(production).merge(cpas).merge(suppliers);
    let all = all.merge(developers);
    (Site::serving(all, reports), doors)
}

/// A path that the route matches.
fn path_of(door: &Door) -> String {
    let path = door.path.replace("{account}", &crate::fake::account(1).to_string());
    path.replace("{group}", "1000000001")
        .replace("{member}", "2")
        .replace("{file}", "2026-10-2.csv")
}

#[test]
fn pd_04_each_route_lets_in_whom_its_policy_says_and_nobody_else() {
    let (site, doors) = site();
    let mut checked = 0;
    for door in &doors {
        let everybody = Role::ALL.into_iter().map(Some).chain([None]);
        for role in everybody {
            let cookie = role.map(|role| format!("cookie: session={role}\r\n"));
            let head = format!("{}content-length: 0\r\n", cookie.unwrap_or_default());
            let answer = site.request(door.method.as_str(), &path_of(door), &head);
            let sent_away = answer.header("location").is_some_and(|to| {
                ["/connexion", "/aanmelden", "/anmelden", "/sign-in"]
                    .iter()
                    .any(|way| to.contains(way))
            });
            let ends_session = door.method == "POST" && door.path.ends_with("/account")
                || door.path.ends_with("/compte")
                || door.path.ends_with("/konto");
            if !(ends_session && door.needs.allows(role)) {
                assert_eq!(!sent_away, door.needs.allows(role), "{door:?} for {role:?}");
            }
            checked += 1;
        }
    }
    assert_eq!(checked, doors.len() * 12);
}

fn says(taken_w: i64, injected_w: i64) -> LiveNow {
    let registers = Some([MilliWattHours(123_456_000), MilliWattHours(234_567_000)]);
    let at = "2026-11-20T14:03:20+01:00".parse().unwrap();
    LiveNow { taken_w, injected_w, registers, at }
}

const BALANCE: [&str; 4] =
    ["/fr/mon/solde", "/nl/mijn/saldo", "/de/mein/guthaben", "/en/my/balance"];
const USAGE: [&str; 4] =
    ["/fr/mon/consommation", "/nl/mijn/verbruik", "/de/mein/verbrauch", "/en/my/use"];

#[test]
fn pd_06_no_route_names_a_household() {
    let (_, doors) = site();
    for door in &doors {
        for named in ["{ean}", "{reference}", "{phone}", "{email}", "{name}"] {
            assert!(!door.path.contains(named), "{}", door.path);
        }
    }
}

#[test]
fn mt_16_what_the_port_says_stands_on_the_households_pages_in_four_languages() {
    let (home, _) = site_of(Some(says(2_430, 0)));
    let page = |path: &str| {
        let answer = home.request("GET", path, "cookie: session=customer\r\n");
        crate::html::words(&answer.text()).replace('\u{a0}', " ")
    };
    let said = [
        "En ce moment, vous utilisez 2 430 watts, mesuré à 14 h 03. Le port de votre compteur le dit. \
         Cela ne change pas votre solde.",
        "Op dit moment gebruik je 2.430 watt, gemeten om 14.03 uur. Dat zegt de poort van je meter. Je \
         saldo verandert er niet door.",
        "Im Moment verbrauchen Sie 2.430 Watt, gemessen um 14:03 Uhr. Das meldet die Schnittstelle \
         Ihres Zählers. Ihr Guthaben ändert sich dadurch nicht.",
        "Right now you use 2,430 watts, measured at 2:03 pm. Your meter’s port says so. Your balance \
         does not change by it.",
    ];
    let shows = [
        "Votre compteur affiche 123,5 kWh de jour et 234,6 kWh de nuit.",
        "Je meter toont 123,5 kWh overdag en 234,6 kWh ’s nachts.",
        "Ihr Zähler zeigt 123,5 kWh am Tag und 234,6 kWh in der Nacht.",
        "Your meter shows 123.5 kWh by day and 234.6 kWh by night.",
    ];
    for (place, words) in said.iter().enumerate() {
        let (balance, usage) = (page(BALANCE[place]), page(USAGE[place]));
        assert!(balance.contains(words), "{words} in {balance}");
        assert!(usage.contains(words), "{words} in {usage}");
        assert!(usage.contains(shows[place]), "{} in {usage}", shows[place]);
    }
    let (silent, _) = site();
    for path in BALANCE.iter().chain(&USAGE) {
        let answer = silent.request("GET", path, "cookie: session=customer\r\n");
        assert!(!answer.text().to_lowercase().contains("watt"), "{path} with nothing to say");
    }
}

#[test]
fn mt_16_a_home_that_gives_is_told_so_and_nobody_else_is_told_anything() {
    let (site, _) = site_of(Some(says(30, 1_031)));
    let home =
        |role: &str| site.request("GET", "/en/my/balance", &format!("cookie: session={role}\r\n"));
    let own = crate::html::words(&home("customer").text()).replace('\u{a0}', " ");
    assert!(
        own.contains("Right now you send 1,001 watts to the grid, measured at 2:03 pm."),
        "{own}"
    );
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Customer) {
        assert!(!home(role.name()).text().contains("watt"), "{role}");
    }
}

#[test]
fn f_03_amounts_of_two_energies_are_told_at_their_fields_and_kept() {
    let (site, _) = site();
    let page = |query: &str| {
        let path = format!("/en/my/top-up/both?n=1{query}");
        site.request("GET", &path, "cookie: session=customer\r\n").text()
    };
    let pays = |page: &str| page.contains("name=\"reference2\"");
    let first = page("");
    assert!(pays(&first) && first.contains("We divide it so that both last about as long."));
    let own = page("&a=12.50&b=7");
    assert!(pays(&own) && own.contains("value=\"12.50\"") && !own.contains("We divide it"));
    for (query, field, kept) in [
        ("&a=12.50&b=many", "#b", "value=\"many\""),
        ("&a=12.50&b=", "#b", "value=\"12.50\""),
        ("&a=4&b=20", "#a", "value=\"4\""),
        ("&t=x", "#t", "value=\"x\""),
        ("&t=9", "#t", "value=\"9\""),
    ] {
        let page = page(query);
        assert!(page.contains(&format!("href=\"{field}\"")), "{query}: {page}");
        assert!(page.contains(kept) && page.contains("<title>Error"), "{query}");
        assert!(!pays(&page), "{query}: nothing is paid by mistake");
    }
}

/// What a form is answered with.
fn sent(site: &Site, path: &str, fields: &str) -> crate::site::Answer {
    let head = format!(
        "cookie: session=customer\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        fields.len()
    );
    site.send("POST", path, &head, fields.as_bytes())
}

#[test]
fn c_10_who_is_let_help_is_asked_at_each_field_and_the_key_is_told_once() {
    let (site, _) = site();
    let path = "/en/my/helpers/add?n=1";
    let wrong = sent(&site, path, "name=&until=soon&phone=0470");
    let page = wrong.text();
    assert_eq!(wrong.status, 422);
    for kept in
        ["href=\"#name\"", "href=\"#payer\"", "href=\"#until\"", "value=\"soon\"", "value=\"0470\""]
    {
        assert!(page.contains(kept), "{kept} in {page}");
    }
    assert!(page.contains("<title>Error"), "{page}");
    let held = sent(&site, path, "name=Al&role=payer").text();
    assert!(held.contains("Al may do this already"), "{held}");
    let told = sent(&site, path, "name=Jo&role=helper&until=31%2F12%2F2026");
    let page = crate::html::words(&told.text());
    assert_eq!(told.status, 200);
    for words in [
        "A key for Jo",
        "ABCD-EFGH-2345",
        "We show this key once",
        "31/12/2026",
        "“I help somebody”",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[test]
fn c_09_what_need_not_come_and_the_hours_are_shown_as_they_were_chosen() {
    let (site, _) = site();
    let page = site.request("GET", "/en/my/alerts", "cookie: session=customer\r\n").text();
    let chosen = |id: &str| {
        let options = page.split(&format!("name=\"{id}\">")).nth(1).unwrap();
        let before = options.split("\" selected").next().unwrap();
        before.rsplit("value=\"").next().unwrap().to_owned()
    };
    assert_eq!(
        (chosen("M03"), chosen("M04"), chosen("M24")),
        ("sms".into(), "mail".into(), String::new())
    );
    assert_eq!(chosen("M29"), "mail", "too long for a text message");
    assert!(page.contains("name=\"easy\" value=\"1\" checked"), "letters in easy words: {page}");
    assert!(page.contains("value=\"20\" selected") && page.contains("value=\"8\" selected"));
    let told = sent(&site, "/en/my/alerts/test?n=1", "");
    assert_eq!(told.status, 422);
    assert!(told.text().contains("href=\"#try\"") && told.text().contains("no mobile number"));
}

#[test]
fn p_14_a_letter_that_is_over_offers_another_one_and_a_wrong_one_does_not() {
    let (site, _) = site();
    let over =
        sent(&site, "/en/activate", "reference=1234567890123&code=OVER2345&address=0475123456");
    assert_eq!(over.status, 422);
    let page = over.text();
    html::assert_sound(&page);
    assert!(page.contains("This letter is too old or was used."), "{page}");
    assert!(page.contains("name=\"letter\" value=\"new\""), "{page}");
    let wrong = sent(&site, "/en/activate", "reference=1234567890123&code=ABCD2345&address=x");
    assert!(!wrong.text().contains("name=\"letter\""), "{}", wrong.text());
    let asked = "reference=1234567890123&code=OVER2345&letter=new";
    let done = sent(&site, "/en/activate", asked);
    assert_eq!(done.header("location"), Some("/en/activate?saved=letter"));
    let none = sent(&site, "/en/activate", "reference=1234567890123&code=x&letter=new");
    assert_eq!(none.status, 422);
    assert!(none.text().contains("We have no safe address"), "{}", none.text());
}

#[test]
fn c_14_what_of_a_sign_in_is_refused_is_told_at_its_field_and_no_password_is_shown_again() {
    let (site, _) = site();
    let path = "/en/my/account/ways";
    let wrong = sent(&site, path, "what=address&address=nobody");
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("href=\"#address\"") && wrong.text().contains("value=\"nobody\"")
    );
    let short = sent(&site, path, "what=password&password=secretive").text();
    assert!(short.contains("href=\"#password\"") && !short.contains("secretive"), "{short}");
    let asks = sent(&site, path, "what=address&address=0470+12+34+56").text();
    assert!(
        asks.contains("name=\"code\"") && asks.contains("sent a code to 0470 12 34 56"),
        "{asks}"
    );
    let done = sent(&site, "/en/my/account/ways/code", "challenge=c1&code=123+456");
    assert_eq!(done.header("location"), Some("/en/my/account/ways?saved=phone"));
    let over = sent(&site, "/en/my/account/ways/code", "challenge=c2&code=123456");
    assert_eq!(over.status, 422);
    let left = sent(&site, "/en/my/account/ways/code", "challenge=c7&code=123456");
    assert_eq!(left.header("location"), Some("/en/sign-in?gone=1"));
    assert!(left.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
}

#[test]
fn c_11_digits_are_sent_by_a_form_and_stand_in_no_address() {
    let (site, _) = site();
    let wrong = sent(&site, "/en/my/references", "meter=1&to=nobody");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    assert!(page.contains("href=\"#to\"") && page.contains("value=\"nobody\""), "{page}");
    let done = sent(&site, "/en/my/references", "meter=1&to=0470+12+34+56");
    assert_eq!(done.header("location"), Some("/en/my/references?saved=1"));
}

#[test]
fn pd_04_staff_without_an_app_for_codes_add_one_before_they_are_in() {
    let (site, _) = site();
    for language in Language::ALL {
        let path = portal::my::Page::SignIn.path(language);
        let form = "address=a%40b.be&password=right,+but+without+an+app";
        let page = sent(&site, &format!("{path}/password"), form);
        assert_eq!(page.status, 200);
        assert_eq!(page.header("set-cookie"), None, "nobody is in");
        let text = page.text();
        crate::html::assert_sound(&text);
        assert!(text.contains(&format!("action=\"{path}/app\"")), "{text}");
        assert!(text.contains("value=\"app\"") && text.contains("ABCD EFGH IJ"), "{text}");
    }
    let wrong = sent(&site, "/en/sign-in/app", "challenge=app&code=1");
    assert_eq!((wrong.status, wrong.header("set-cookie")), (422, None));
    let text = wrong.text();
    assert!(
        text.contains("href=\"#code\"") && text.contains("ABCD EFGH IJ"),
        "asked again: {text}"
    );
    let over = sent(&site, "/en/sign-in/app", "challenge=other&code=123456");
    assert_eq!((over.status, over.header("set-cookie")), (422, None));
    assert!(over.text().contains("type=\"password\""), "from the password on");
    let right = sent(&site, "/en/sign-in/app", "challenge=app&code=123+456");
    assert_eq!(right.status, 303);
    assert!(right.header("set-cookie").is_some());
}

#[test]
fn pd_04_what_writes_is_for_somebody_but_for_the_ways_in() {
    let (_, doors) = site();
    let open: Vec<&str> = doors
        .iter()
        .filter(|door| door.method == "POST" && door.needs == Needs::Nobody)
        .map(|door| door.path.as_str())
        .filter(|path| path.starts_with("/en") || path.starts_with("/developers"))
        .collect();
    assert_eq!(
        open,
        [
            "/en/sign-in",
            "/en/sign-in/code",
            "/en/sign-in/password",
            "/en/sign-in/app",
            "/en/activate",
            "/en/write-to-us",
            // Makes a database of its own and nothing else.
            "/developers/sandbox"
        ]
    );
    let english = doors
        .iter()
        .filter(|door| !["/fr/", "/nl/", "/de/"].iter().any(|other| door.path.starts_with(other)));
    // The name of a style sheet changes with it.
    let list: String = english
        .filter(|door| !door.path.ends_with(".css"))
        .map(|door| format!("{} {} {:?}\n", door.method, door.path, door.needs))
        .collect();
    expect![[r#"
        GET /accounts Anyones(StateAndAmount, View)
        GET /off Anyones(StateAndAmount, View)
        GET /quality Nobody
        GET /accounts/{account} Anyones(ThirtyDays, View)
        GET /accounts/{account}/explain Anyones(ThirtyDays, View)
        GET /en/accounts Anyones(StateAndAmount, View)
        GET /en/accounts/off Anyones(StateAndAmount, View)
        GET /en/accounts/estimates Nobody
        GET /en/accounts/{account} Anyones(ThirtyDays, View)
        GET /en/accounts/{account}/explain Anyones(ThirtyDays, View)
        GET / Nobody
        GET /status Nobody
        GET /livez Nobody
        GET /readyz Nobody
        GET /fr Nobody
        GET /nl Nobody
        GET /de Nobody
        GET /en/no-power Nobody
        GET /en/your-meter Nobody
        GET /en/how-it-works Nobody
        GET /en/help-to-pay Nobody
        GET /en/refuse Nobody
        GET /en/accessibility Nobody
        GET /en/privacy Nobody
        GET /en/easy/top-up Nobody
        GET /en/easy/top-up/sound.wav Nobody
        GET /en/easy/no-power Nobody
        GET /en/easy/no-power/sound.wav Nobody
        GET /en/easy/how-it-works Nobody
        GET /en/easy/how-it-works/sound.wav Nobody
        GET /en/easy/help-to-pay Nobody
        GET /en/easy/help-to-pay/sound.wav Nobody
        GET /en/easy/your-meter Nobody
        GET /en/easy/your-meter/sound.wav Nobody
        GET /en Nobody
        GET /en/sign-in Nobody
        POST /en/sign-in Nobody
        POST /en/sign-in/code Nobody
        POST /en/sign-in/password Nobody
        POST /en/sign-in/app Nobody
        GET /en/sign-in/staff Nobody
        GET /en/activate Nobody
        POST /en/activate Nobody
        GET /en/my/balance Own(StateAndAmount, View)
        GET /en/my/balance/why Own(ThirtyDays, View)
        GET /en/my/top-up Own(TopUp, Do)
        GET /en/my/top-up/both Own(TopUp, Do)
        GET /en/my/movements Own(ThirtyDays, View)
        GET /en/my/movements/csv Own(ThirtyDays, View)
        GET /en/my/use Own(ThirtyDays, View)
        GET /en/my/use/csv Own(ThirtyDays, View)
        GET /en/my/use/day Own(ThirtyDays, View)
        GET /en/my/quarter-hours Own(QuarterHours, View)
        GET /en/my/quarter-hours/csv Own(QuarterHours, View)
        POST /en/my/quarter-hours Own(Alerts, Do)
        GET /en/my/yearly-bill Own(ThirtyDays, View)
        POST /en/my/yearly-bill Own(Alerts, Do)
        GET /en/my/alerts Own(Alerts, View)
        POST /en/my/alerts Own(Alerts, Do)
        POST /en/my/alerts/test Own(Alerts, Do)
        GET /en/my/helpers Own(Audit, View)
        POST /en/my/helpers Own(Alerts, Do)
        GET /en/my/helpers/add Own(Alerts, Do)
        POST /en/my/helpers/add Own(Alerts, Do)
        GET /en/my/references Own(StateAndAmount, View)
        POST /en/my/references Own(Alerts, Do)
        GET /en/my/help Own(StateAndAmount, View)
        POST /en/my/help Own(Alerts, Do)
        GET /en/my/help/visit Own(Alerts, Do)
        POST /en/my/help/visit Own(Alerts, Do)
        GET /en/my/plan Own(DebtAndPlan, View)
        POST /en/my/plan Own(Alerts, Do)
        GET /en/write-to-us Nobody
        POST /en/write-to-us Nobody
        GET /en/my/documents Own(Messages, View)
        GET /en/my/documents/letter Own(Messages, View)
        GET /en/my/documents/statement Own(ThirtyDays, View)
        GET /en/my/meter Own(Messages, View)
        POST /en/my/meter Own(Alerts, Do)
        GET /en/my/meter/csv Own(ThirtyDays, View)
        GET /en/my/moving Own(StateAndAmount, View)
        POST /en/my/moving Own(Alerts, Do)
        GET /en/prices Nobody
        GET /en/where-to-top-up Nobody
        GET /en/what-works Nobody
        GET /en/my/account Signed
        POST /en/my/account Signed
        GET /en/my/account/ways Own(Alerts, Do)
        POST /en/my/account/ways Own(Alerts, Do)
        POST /en/my/account/ways/code Own(Alerts, Do)
        GET /en/my/account/leave Own(Alerts, Do)
        GET /en/my/account/data Own(QuarterHours, View)
        GET /sign-in/back Nobody
        GET /en/sharing/dossier/new OfGroup(Messages, Do)
        POST /en/sharing/dossier/new OfGroup(Messages, Do)
        GET /en/sharing/dossier/{group} OfGroup(QuarterHours, View)
        POST /en/sharing/dossier/{group} OfGroup(Messages, Do)
        GET /en/sharing/dossier/{group}/document/{seq} OfGroup(QuarterHours, View)
        GET /en/sharing/groups OfGroup(QuarterHours, View)
        GET /en/sharing/our-notices OfGroup(QuarterHours, View)
        GET /en/sharing/participants/{group} OfGroup(QuarterHours, View)
        POST /en/sharing/participants/{group} OfGroup(Messages, Do)
        GET /en/sharing/key/{group} OfGroup(QuarterHours, View)
        POST /en/sharing/key/{group} OfGroup(Messages, Do)
        GET /en/sharing/volumes/{group} OfGroup(QuarterHours, View)
        GET /en/sharing/volumes/{group}/{member} OfGroup(QuarterHours, View)
        GET /en/sharing/files/{group} OfGroup(QuarterHours, View)
        GET /en/sharing/files/{group}/{file} OfGroup(QuarterHours, View)
        GET /en/sharing/bills/{group} OfGroup(QuarterHours, View)
        POST /en/sharing/bills/{group} OfGroup(Messages, Do)
        GET /en/sharing/bills/{group}/{file} OfGroup(QuarterHours, View)
        GET /en/sharing/leave/{group}/{member} OfGroup(Messages, Do)
        POST /en/sharing/leave/{group}/{member} OfGroup(Messages, Do)
        GET /en/sharing/notices/{group} OfGroup(QuarterHours, View)
        GET /en/sharing/notices/{group}/{member} OfGroup(Messages, Do)
        POST /en/sharing/notices/{group}/{member} OfGroup(Messages, Do)
        GET /en/sharing/messages/{group} OfGroup(Messages, Do)
        POST /en/sharing/messages/{group} OfGroup(Messages, Do)
        GET /en/my/sharing Own(ThirtyDays, View)
        POST /en/my/sharing Own(Alerts, Do)
        POST /en/sharing/dossier/{group}/document OfGroup(Messages, Do)
        GET /en/my/production Own(ThirtyDays, View)
        POST /en/my/production Own(Alerts, Do)
        GET /en/cpas/work Clients(StateAndAmount, View)
        POST /en/cpas/work Clients(StateAndAmount, View)
        GET /en/cpas/access Clients(StateAndAmount, View)
        POST /en/cpas/access Clients(StateAndAmount, View)
        POST /en/cpas/access/code Clients(StateAndAmount, View)
        GET /en/cpas/paper-mandate Clients(StateAndAmount, View)
        POST /en/cpas/paper-mandate Clients(StateAndAmount, View)
        GET /en/cpas/legal-notice Clients(StateAndAmount, View)
        POST /en/cpas/legal-notice Clients(StateAndAmount, View)
        GET /en/cpas/client/{account} Clients(StateAndAmount, View)
        POST /en/cpas/client/{account} Clients(StateAndAmount, View)
        GET /en/cpas/sheet/{account} Clients(StateAndAmount, View)
        GET /en/cpas/message/{account} Clients(Messages, View)
        POST /en/cpas/message/{account} Clients(Messages, View)
        GET /en/cpas/aid/{account} Clients(TopUp, Do)
        POST /en/cpas/aid/{account} Clients(TopUp, Do)
        GET /en/cpas/plan/{account} Clients(DebtAndPlan, Request)
        POST /en/cpas/plan/{account} Clients(DebtAndPlan, Request)
        GET /en/cpas/register Clients(TopUp, Do)
        POST /en/cpas/register Clients(TopUp, Do)
        GET /en/cpas/register/csv Clients(TopUp, Do)
        GET /en/cpas/protection/{account} Clients(MeterCommands, Request)
        POST /en/cpas/protection/{account} Clients(MeterCommands, Request)
        POST /en/cpas/protection/{account}/proof Clients(MeterCommands, Request)
        GET /en/cpas/protection/{account}/letter Clients(MeterCommands, Request)
        GET /en/cpas/commission Clients(StateAndAmount, View)
        POST /en/cpas/commission Clients(StateAndAmount, View)
        GET /en/cpas/team Clients(StateAndAmount, View)
        POST /en/cpas/team Clients(StateAndAmount, View)
        GET /en/cpas/at-risk Clients(StateAndAmount, View)
        GET /en/cpas/at-risk/csv Clients(StateAndAmount, View)
        GET /en/cpas/access-log Clients(Audit, View)
        GET /en/cpas/notices Clients(Messages, View)
        GET /en/supplier/overview Supplied(DebtAndPlan, View)
        GET /en/supplier/requests Supplied(MeterCommands, Request)
        POST /en/supplier/requests Supplied(MeterCommands, Request)
        GET /en/supplier/ask Supplied(MeterCommands, Request)
        POST /en/supplier/ask Supplied(MeterCommands, Request)
        GET /en/supplier/settlement Supplied(DebtAndPlan, View)
        GET /en/supplier/settlement/{file} Supplied(DebtAndPlan, View)
        GET /en/supplier/data Supplied(DebtAndPlan, View)
        POST /en/supplier/data Supplied(DebtAndPlan, View)
        GET /en/supplier/data/{file} Supplied(DebtAndPlan, View)
        GET /en/supplier/tariff Supplied(DebtAndPlan, View)
        GET /en/supplier/consents Supplied(QuarterHours, View)
        GET /en/supplier/consents/{file} Supplied(QuarterHours, View)
        GET /en/supplier/sharing Supplied(QuarterHours, View)
        GET /en/supplier/sharing/{file} Supplied(QuarterHours, View)
        GET /en/supplier/disputes Supplied(DebtAndPlan, View)
        GET /en/supplier/disputes/{number} Supplied(DebtAndPlan, View)
        POST /en/supplier/disputes/{number} Supplied(DebtAndPlan, View)
        GET /en/supplier/notices Supplied(DebtAndPlan, View)
        GET /developers Nobody
        GET /developers/reference Nobody
        GET /developers/reference/{operation} Nobody
        GET /developers/webhooks Nobody
        GET /developers/errors Nobody
        GET /developers/errors/{code} Nobody
        GET /developers/versions Nobody
        GET /developers/sandbox Nobody
        POST /developers/sandbox Nobody
        GET /developers/terminal Nobody
        GET /developers/samples Nobody
        GET /developers/limits Nobody
        GET /developers/logs WithKeys(Audit, View)
        GET /developers/endpoints WithKeys(Audit, View)
        POST /developers/endpoints OwnEndpoints
        GET /developers/endpoints/{number} WithKeys(Audit, View)
        POST /developers/endpoints/{number} OwnEndpoints
        GET /developers/keys WithKeys(Audit, View)
        POST /developers/keys OwnEndpoints
    "#]]
    .assert_eq(&list);
}

#[test]
fn a_form_of_another_site_is_not_read() {
    let (site, _) = site();
    let head = "cookie: session=customer\r\nsec-fetch-site: cross-site\r\ncontent-length: 0\r\n";
    assert_eq!(site.request("POST", "/en/my/alerts", head).status, 403);
    assert_eq!(site.request("POST", "/en/sign-in", head).status, 403);
}
