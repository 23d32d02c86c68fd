//! What people and shops could do at the prepayment with cards, by channel, and where each of it is now. Tests hold each
//! place against the routes, commands, prompts and messages there are. Source: UX O-04.

use super::super::paths::Page;
use crate::language::Paths as _;
use crate::{agent, my, shop};
use units::Language;

/// How people reached the system that is migrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParityChannel {
    Card,
    Shop,
    Phone,
    Web,
    Letter,
}

impl ParityChannel {
    pub const ALL: [Self; 5] = [Self::Card, Self::Shop, Self::Phone, Self::Web, Self::Letter];
}

/// Where a function is now.
#[derive(Debug, Clone, Copy)]
pub enum ParityPlace {
    /// The address of a page in a language; what it is about may stand below it.
    Page(fn(Language) -> &'static str),
    /// At the server.
    Command(&'static str),
    /// At the phone line: the id of a prompt.
    Prompt(&'static str),
    /// The id of a message that goes by post.
    Message(&'static str),
    /// The state in which an account is shown.
    State(&'static str),
}

#[derive(Debug, Clone, Copy)]
pub struct ParityLine {
    pub channel: ParityChannel,
    /// Under which its words are kept.
    pub key: &'static str,
    pub place: ParityPlace,
}

/// All of them, by channel.
pub const PARITY: [ParityLine; 49] = [
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_load",
        place: ParityPlace::Page(|language| shop::Page::Sell.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_balance",
        place: ParityPlace::Page(|language| my::Page::Balance.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_emergency",
        place: ParityPlace::State("DS3"),
    },
    ParityLine { channel: ParityChannel::Card, key: "c_held", place: ParityPlace::State("DS4") },
    ParityLine { channel: ParityChannel::Card, key: "c_off", place: ParityPlace::State("DS5") },
    ParityLine { channel: ParityChannel::Card, key: "c_limit", place: ParityPlace::Message("M19") },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_debt",
        place: ParityPlace::Page(|language| my::Page::Plan.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_lost",
        place: ParityPlace::Page(|language| my::Page::References.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_prices",
        place: ParityPlace::Page(|language| Page::Tariffs.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_read",
        place: ParityPlace::Command("tirelire meter card read FILE"),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_audit",
        place: ParityPlace::Command("tirelire meter card audit FILE --of NUMBER --sales FILE"),
    },
    ParityLine {
        channel: ParityChannel::Card,
        key: "c_swap",
        place: ParityPlace::Page(|language| agent::Page::Visits.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_sell",
        place: ParityPlace::Page(|language| shop::Page::Sell.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_ticket",
        place: ParityPlace::Page(|language| shop::Page::Tickets.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_undo",
        place: ParityPlace::Page(|language| shop::Page::Sale.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_shift",
        place: ParityPlace::Page(|language| shop::Page::Shift.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_week",
        place: ParityPlace::Page(|language| shop::Page::Settlement.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_limit",
        place: ParityPlace::Page(|language| shop::Page::Limits.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_terminal",
        place: ParityPlace::Page(|language| shop::Page::Terminal.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_people",
        place: ParityPlace::Page(|language| shop::Page::Staff.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Shop,
        key: "s_stop",
        place: ParityPlace::Page(|language| agent::Page::Partners.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_balance",
        place: ParityPlace::Prompt("e_s1_days"),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_amount",
        place: ParityPlace::Prompt("e_s5_amount"),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_shops",
        place: ParityPlace::Prompt("p_open"),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_sms",
        place: ParityPlace::Prompt("sms_sent"),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_person",
        place: ParityPlace::Prompt("g_now"),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_back",
        place: ParityPlace::Page(|language| agent::Page::Calls.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Phone,
        key: "p_desk",
        place: ParityPlace::Page(|language| agent::Page::Search.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_activate",
        place: ParityPlace::Page(|language| my::Page::Activate.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_balance",
        place: ParityPlace::Page(|language| my::Page::Balance.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_top_up",
        place: ParityPlace::Page(|language| language.top_up_path()),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_moves",
        place: ParityPlace::Page(|language| my::Page::Movements.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_use",
        place: ParityPlace::Page(|language| my::Page::Usage.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_papers",
        place: ParityPlace::Page(|language| my::Page::Documents.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_alerts",
        place: ParityPlace::Page(|language| my::Page::Alerts.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_plan",
        place: ParityPlace::Page(|language| my::Page::Plan.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_move",
        place: ParityPlace::Page(|language| my::Page::Moving.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_prices",
        place: ParityPlace::Page(|language| my::Page::Prices.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_places",
        place: ParityPlace::Page(|language| my::Page::Places.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Web,
        key: "w_works",
        place: ParityPlace::Page(|language| my::Page::State.path(language)),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_refuse",
        place: ParityPlace::Message("M00"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_welcome",
        place: ParityPlace::Message("M01"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_code",
        place: ParityPlace::Message("M02"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_visit",
        place: ParityPlace::Message("M23"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_plan",
        place: ParityPlace::Message("M15-start"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_price",
        place: ParityPlace::Message("M22"),
    },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_year",
        place: ParityPlace::Message("M28"),
    },
    ParityLine { channel: ParityChannel::Letter, key: "l_end", place: ParityPlace::Message("M25") },
    ParityLine {
        channel: ParityChannel::Letter,
        key: "l_print",
        place: ParityPlace::Command("tirelire notices print"),
    },
];
