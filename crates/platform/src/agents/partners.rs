//! Partners as the desk sees them. What is done goes the way of the command line: `terminal stop`, `terminal resume` and
//! `account unshare`. Source: UX A-11, TP-22, PD-03, PD-04.

mod asked;
mod mandates;
mod shops;

use super::{Desks, failed};
use crate::failure::Failure;
use calendar::Instant;
use portal::agent::{
    Behind, LegalView, MandateView, MandatesView, OfficeLine, PartnerDesk, PartnerRefused,
    Partnered, ShopView, ShopsView,
};
use portal::my::{MyError, Visitor};
use serde::{Deserialize, Serialize};
use store::NewStaffAct;
use units::{AccountId, Dso};

/// Shops and mandates of a page.
const A_PAGE: usize = 25;

type Done = Result<Result<(), PartnerRefused>, Failure>;

/// What is kept of an act, in the shape in which the audit reads one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptWish {
    wanted: Wanted,
    about: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    TerminalResume { terminal: String, note: String },
    MandateEnd { number: i64, note: String },
    LegalAnswer { number: i64, granted: bool, note: String },
}

impl Wanted {
    /// What was written to it.
    fn note(self) -> String {
        match self {
            Self::TerminalResume { note, .. }
            | Self::MandateEnd { note, .. }
            | Self::LegalAnswer { note, .. } => note,
        }
    }
}

fn new_act(
    visitor: &Visitor,
    dso: Dso,
    (kind, account): (&str, Option<AccountId>),
    kept: &KeptWish,
    now: Instant,
) -> Result<NewStaffAct, Failure> {
    let about = match (&kept.wanted, account) {
        (Wanted::TerminalResume { terminal, .. }, _) => terminal.clone(),
        (Wanted::MandateEnd { number, .. }, Some(account)) => format!("{account}.{number}"),
        (Wanted::MandateEnd { number, .. }, None) | (Wanted::LegalAnswer { number, .. }, _) => {
            number.to_string()
        }
    };
    Ok(NewStaffAct {
        dso,
        key: format!("{kind}/{about}/{}", now.0),
        kind: kind.to_owned(),
        account,
        at: now,
        by: visitor.person,
        name: visitor.name.clone(),
        body: serde_json::to_string(kept)?,
    })
}

impl PartnerDesk for Desks {
    fn shops(&self, visitor: &Visitor, stopped: bool, page: usize) -> Result<ShopsView, MyError> {
        self.shops_of(visitor, stopped, page).map_err(failed("could not read shops"))
    }

    fn shop(&self, visitor: &Visitor, terminal: &str) -> Result<Option<ShopView>, MyError> {
        self.shop_of(visitor, terminal).map_err(failed("could not read a shop"))
    }

    fn stop_shop(&self, visitor: &Visitor, terminal: &str, why: &str) -> Partnered {
        self.stop_of(visitor, terminal, why).map_err(failed("could not stop a terminal"))
    }

    fn ask_shop_again(&self, visitor: &Visitor, terminal: &str, why: &str) -> Partnered {
        self.ask_again_of(visitor, terminal, why)
            .map_err(failed("could not ask for a terminal to sell again"))
    }

    fn decide_shop_again(&self, visitor: &Visitor, terminal: &str, approve: bool) -> Partnered {
        self.decide_again_of(visitor, terminal, approve)
            .map_err(failed("could not decide on a terminal"))
    }

    fn offices(&self, visitor: &Visitor) -> Result<Vec<OfficeLine>, MyError> {
        self.offices_of(visitor).map_err(failed("could not read social services"))
    }

    fn mandates(
        &self,
        visitor: &Visitor,
        open: bool,
        behind: Option<Behind>,
    ) -> Result<MandatesView, MyError> {
        self.mandates_of(visitor, open, behind).map_err(failed("could not read mandates"))
    }

    fn mandate(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<MandateView>, MyError> {
        self.mandate_of(visitor, (account, number)).map_err(failed("could not read a mandate"))
    }

    fn end_mandate(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
        why: &str,
    ) -> Partnered {
        self.end_of(visitor, (account, number), why).map_err(failed("could not end a mandate"))
    }

    fn asked_by_law(&self, visitor: &Visitor, number: i64) -> Result<Option<LegalView>, MyError> {
        self.by_law_of(visitor, number).map_err(failed("could not read what is asked by law"))
    }

    fn answer_by_law(&self, visitor: &Visitor, number: i64, why: Option<&str>) -> Partnered {
        self.by_law_answered(visitor, number, why).map_err(failed("could not answer a request"))
    }
}
