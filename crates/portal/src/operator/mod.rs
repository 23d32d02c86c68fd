//! The pages of whoever runs the platform: parameters with their versions and a second person, and calendars.
//! Source: UX 8.8, DOMAIN 0.4, 13.

mod agreement;
mod api;
mod audit;
mod calendar;
mod changes;
mod dossiers;
mod figures;
mod flows;
mod incidents;
mod pages;
mod parameters;
mod parity;
mod paths;
mod rights;
mod room;
mod routes;
mod runbooks;
mod tariffs;
mod team;
mod tell;
mod texts;
mod training;
mod values;
mod words;
mod works;

pub use agreement::{
    Agreement, AgreementView, DaySums, DaysWanted, DifferenceView, PeriodView, Teller, WayView,
    Wrong,
};
pub use api::{
    AuditKind, AuditLine, AuditView, AuditWanted, CalendarLine, CalendarSet, CalendarView, Change,
    ChangeState, ChangeView, Decided, Effect, EffectOf, FigureLine, FiguresView, Health,
    INCIDENT_KINDS, IncidentLine, IncidentsView, Measure, NewIncident, OperatorRefused, Operators,
    ParameterLine, ParameterView, RoomView, StateMoves, Tile, TileView, Told, ValueKind,
    VersionLine, WaitView, Wish,
};
pub use dossiers::{
    CheckShown, DossierReviews, JoinedLine, KeyAsked, ReviewLine, ReviewRefused, ReviewView,
    VerdictShown,
};
pub use flows::{DeadLetter, Flow, FlowLine, FlowRefused, Flows, FlowsView};
pub(crate) use incidents::kind_name as failed_name;
pub(crate) use pages::links;
pub use parity::{PARITY, ParityChannel, ParityLine, ParityPlace};
pub use paths::Page;
pub use rights::{
    DataRequest, DataRights, KeptFor, LetGo, LetGoLine, RetentionRun, RightsRefused, RightsTold,
    RightsView, RunView,
};
pub use routes::{OperatorOptions, router};
pub use runbooks::command;
pub use tariffs::{
    TariffAlarm, TariffCheck, TariffDraft, TariffDraftView, TariffEffect, TariffFault, TariffLine,
    TariffRefused, TariffTold, TariffWish, Tariffs, TariffsView, Written,
};
pub use team::{
    Member, MemberView, RoleAct, RoleLine, RoleRequest, RoleWish, Team, TeamRefused, TeamTold,
    TeamView,
};
pub use tell::{AskedMessage, IncidentDraft, IncidentMessages, TellRefused, ToldWhom};
pub use texts::{
    Catalogue, TextChannel, TextLine, TextPart, TextView, TextsView, Wording, WordsOf,
};
pub(crate) use training::banner as training_banner;
pub use training::{
    ClockStep, Ground, GroundView, TrainingGround, TrainingHome, TrainingNow, TrainingRefused,
    TrainingTold,
};
pub(crate) use works::kind_name as rests_name;
pub use works::{NewWork, WORK_KINDS, WorkLine, Works};
