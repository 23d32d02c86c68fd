//! The browser terminal of a merchant. Source: UX 8.4, TP-05, TP-06, TP-20.

mod api;
mod office;
mod pages;
mod paths;
mod routes;
mod sheets;
mod staff;
mod words;

pub use api::{
    ClosedShift, CommissionSheet, Corrected, Counted, Counter, Earned, EnergySales, LimitNow,
    OpenShift, PersonShift, Point, SaleView, Selling, SheetBody, SheetLine, ShiftView, Shop,
    ShopOffice, ShopRefused, Standing, TerminalNow, Ticket, TicketState, Told, UndoReason, Undoing,
    Unfinished, WaitingSale, Week, WeekLine,
};
pub use paths::Page;
pub use routes::{ShopOptions, router};
pub(crate) use staff::rights_words;
pub use staff::{Hand, NotEntered, PersonRefused, PersonWanted, ShopStaff, TillPerson};
