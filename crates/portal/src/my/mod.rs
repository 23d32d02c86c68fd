//! A household's own pages, and the way in. Source: UX 8.1 P-14, 8.2.

mod account;
mod alerts;
mod api;
pub(crate) mod both;
mod deeds;
mod gate;
pub(crate) mod help;
mod helpers;
mod months;
mod movements;
mod moving;
pub(crate) mod outside;
mod pages;
mod papers;
pub(crate) mod paths;
mod point;
mod quarters;
mod references;
mod routes;
pub(crate) mod sheet;
mod state;
mod top_up;
mod usage;
mod visits;
mod why;
pub(crate) mod words;
mod yearly;

pub use account::{Accounts, Began, Change, ChangeRefused, ChangeWanted, MyWays};
pub use alerts::{AlertsWanted, Family, MyAlerts, TestRefused, Tests, WhenLow};
pub use api::{
    Activation, AmountChoice, Asked, Begins, Device, Entered, FromProvider, Household, LiveNow,
    MyCard, MyError, MyHome, MyMeter, MyTopUp, NowEstimate, Offered, Part, PasswordEntry, Refused,
    Sessions, SignedIn, ToProvider, TopUpEffect, Visitor,
};
pub use both::{BothAsked, BothEnergies, BothSide, MyBoth, partner};
pub use deeds::{Deed, DeedLine};
pub use gate::{Door, Gate};
pub(crate) use gate::{Doors, of_path, token};
pub use help::{
    CaseLine, HelpNow, Helps, MyPlan, MyVisit, NotTaken, Outsider, PlanLine, Promised, RepaidBy,
    RepaidFor, Wanted,
};
pub(crate) use help::{Repaid, repaid_by};
pub use helpers::{
    AllowForm, AllowRefused, AllowRole, AllowWanted, Allowed, Allows, GivenLine, HelperLine,
    HelperRole, LookLine, MyHelpers, MySupplier,
};
pub use movements::{AheadLine, MovedBy, Movements, MyMove, MyMovements, Why};
pub use moving::{Leftover, MoveOut, MoveRefused, Moves, MyMoving};
pub use outside::{HelpOffice, Outside, PlaceLine, Places, PriceLine, Prices, Slot, Tariff};
pub(crate) use outside::{tariff_name, unit_price};
pub(crate) use pages::{HomeCard, energy_name};
pub(crate) use papers::went_to;
pub use papers::{LetterLine, MyDocuments, MyStatement, PaidWith, Papers, ReceiptLine, Span};
pub use paths::Page;
pub use point::{
    Contract, MyPoint, PlacedMeter, Points, Port, RegisterLine, Supplier, SupplierAsked, Told,
};
pub use quarters::{ConsentLine, ConsentShown, MyQuarters, Period, QuarterDay, QuarterHours};
pub use references::{MyReference, MyTransfer, SendRefused, SendsDigits};
pub(crate) use state::{Banner, public_words, title as state_title};
pub use state::{
    FailureLine, NextWork, Pace, PublicState, ReadingsNow, Road, RoadNow, States, failure_says,
};
pub(crate) use top_up::about_days;
pub use usage::{MyDay, MyUsage, MyUseDay, Stretch, UseOfDays, UsedBy};
pub(crate) use usage::{quality_name, register_name};
pub use visits::{Appointments, MyAppointment, NotMoved, VisitChange};
pub use why::{Explains, MyReasons};
pub use yearly::{Bill, MyYear, NewContract, YearContract, YearRefused, YearlyBills};

pub use routes::{MyOptions, PROVIDER_BACK, PublicFacts, router};

/// What the page of doors is called.
pub(crate) fn doors_title(language: units::Language) -> &'static str {
    words::Words::of(language).doors_title
}

/// How a customer's card calls what moved last.
pub(crate) fn last_moves(language: units::Language) -> &'static str {
    words::Words::of(language).last_moves
}

/// The balance of whoever is signed in, and the words that lead there.
pub(crate) fn balance_path(language: units::Language) -> (String, &'static str) {
    let page = Page::Balance.path(language);
    (page.to_owned(), words::Words::of(language).back_to_balance)
}

/// The receipts of whoever is signed in, and the words that lead there.
pub(crate) fn receipts_path(language: units::Language) -> (String, &'static str) {
    let page = Page::Documents.path(language);
    (format!("{page}#receipts"), papers::receipts_title(language))
}

/// How the page of what is repaid is called.
fn help_links(language: units::Language) -> &'static str {
    help::links(language).1
}
