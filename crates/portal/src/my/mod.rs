//! A household's own pages, and the way in. Source: UX 8.1 P-14, 8.2.

mod api;
pub(crate) mod both;
mod gate;
mod help;
mod moving;
mod outlook;
pub(crate) mod outside;
mod pages;
mod papers;
pub(crate) mod paths;
mod point;
mod quarters;
mod routes;
pub(crate) mod sheet;
mod top_up;
mod usage;
mod words;

pub use api::{
    Activation, AheadLine, AlertsWanted, AmountChoice, Asked, Begins, Device, FromProvider,
    HelperLine, HelperRole, Household, LiveNow, LookLine, MyAlerts, MyCard, MyDay, MyError,
    MyHelpers, MyHome, MyMeter, MyMovements, MyReference, MySupplier, MyTopUp, MyUsage, Offered,
    Part, PasswordEntry, Refused, Sessions, SignedIn, ToProvider, TopUpEffect, Visitor, WhenLow,
};
pub use both::{BothAsked, BothEnergies, BothSide, MyBoth, partner};
pub use gate::{Door, Gate};
pub(crate) use gate::{Doors, token};
pub(crate) use help::Repaid;
pub use help::{
    CaseLine, HelpNow, Helps, MyPlan, NotTaken, Outsider, PlanLine, Promised, RepaidBy, RepaidFor,
    Wanted,
};
pub use moving::{Leftover, MoveOut, MoveRefused, Moves, MyMoving};
pub use outside::{Outside, PlaceLine, Places, PriceLine, Prices, Slot, Tariff};
pub(crate) use pages::HomeCard;
pub use papers::{LetterLine, MyDocuments, MyStatement, PaidWith, Papers, ReceiptLine, Span};
pub use paths::Page;
pub use point::{Contract, MyPoint, PlacedMeter, Points, Port, RegisterLine, Supplier, Told};
pub use quarters::{ConsentLine, ConsentShown, MyQuarters, Period, QuarterDay, QuarterHours};

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
