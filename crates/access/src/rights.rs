//! The table of rights: eleven roles, eleven acts. Source: UX 7.3.

use std::fmt;
use std::str::FromStr;
use units::UnknownName;

/// In which somebody is here. Source: UX 2 and 7.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Customer,
    /// Pays for others and sees a state.
    Payer,
    /// A relative who may see a balance too.
    Aide,
    Cpas,
    Merchant,
    AgentL1,
    AgentL2,
    Supplier,
    Representative,
    Operator,
    Auditor,
}

impl Role {
    pub const ALL: [Self; 11] = [
        Self::Customer,
        Self::Payer,
        Self::Aide,
        Self::Cpas,
        Self::Merchant,
        Self::AgentL1,
        Self::AgentL2,
        Self::Supplier,
        Self::Representative,
        Self::Operator,
        Self::Auditor,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Payer => "payer",
            Self::Aide => "aide",
            Self::Cpas => "cpas",
            Self::Merchant => "merchant",
            Self::AgentL1 => "agent_l1",
            Self::AgentL2 => "agent_l2",
            Self::Supplier => "supplier",
            Self::Representative => "representative",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
        }
    }

    /// As it is kept; never changes.
    pub fn code(self) -> u8 {
        match self {
            Self::Customer => 1,
            Self::Payer => 2,
            Self::Aide => 3,
            Self::Cpas => 4,
            Self::Merchant => 5,
            Self::AgentL1 => 6,
            Self::AgentL2 => 7,
            Self::Supplier => 8,
            Self::Representative => 9,
            Self::Operator => 10,
            Self::Auditor => 11,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Takes money at a terminal of the till.
    pub fn sells(self) -> bool {
        matches!(self, Self::Merchant)
    }

    /// Whose organisation may have keys of the API, or runs it.
    pub fn has_keys(self) -> bool {
        self.has_endpoints() || matches!(self, Self::Operator | Self::Auditor)
    }

    /// Whose organisation hears of events at endpoints of its own.
    pub fn has_endpoints(self) -> bool {
        matches!(self, Self::Merchant | Self::Cpas | Self::Supplier | Self::Representative)
    }

    /// Works for the operator, and so with every household.
    pub fn is_of_operator(self) -> bool {
        matches!(self, Self::AgentL1 | Self::AgentL2 | Self::Operator | Self::Auditor)
    }

    /// Works for an operator or a partner, so needs a second factor.
    pub fn is_staff(self) -> bool {
        !matches!(self, Self::Customer | Self::Payer | Self::Aide)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "a role (customer, payer, aide, cpas, merchant, agent_l1, agent_l2, supplier, \
                       representative, operator, auditor)",
        })
    }
}

/// What there is to see and to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    StateAndAmount,
    ThirtyDays,
    QuarterHours,
    TopUp,
    DebtAndPlan,
    Alerts,
    MeterCommands,
    Messages,
    AdjustLedger,
    ParametersAndTexts,
    Audit,
}

impl Act {
    pub const ALL: [Self; 11] = [
        Self::StateAndAmount,
        Self::ThirtyDays,
        Self::QuarterHours,
        Self::TopUp,
        Self::DebtAndPlan,
        Self::Alerts,
        Self::MeterCommands,
        Self::Messages,
        Self::AdjustLedger,
        Self::ParametersAndTexts,
        Self::Audit,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::StateAndAmount => "state",
            Self::ThirtyDays => "thirty_days",
            Self::QuarterHours => "quarter_hours",
            Self::TopUp => "top_up",
            Self::DebtAndPlan => "plan",
            Self::Alerts => "alerts",
            Self::MeterCommands => "commands",
            Self::Messages => "messages",
            Self::AdjustLedger => "adjust",
            Self::ParametersAndTexts => "parameters",
            Self::Audit => "audit",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    View,
    Do,
    /// Somebody else decides.
    Request,
}

impl Verb {
    pub const ALL: [Self; 3] = [Self::View, Self::Do, Self::Request];
}

/// The part of an act that a right is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Only {
    All,
    /// The state as a word, without amounts.
    State,
    /// The least and the most that can be paid.
    Limits,
    /// Without what tells who it is.
    Masked,
    /// Volumes of a group that they represent.
    Shared,
    Aid,
    /// Up to a cap.
    Goodwill,
    /// What has to do with themselves, their terminal or their debt.
    Own,
    /// What has to do with their team.
    Team,
    /// Switching on again.
    Reconnect,
    /// Reduced power or switching on.
    Relief,
    Activation,
    /// Runs of cuts, as a whole.
    CutRuns,
    Group,
    Templates,
    Resend,
    Export,
    /// A sale of their own, within ten minutes.
    OwnSale,
}

/// What a right stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Under {
    Nothing,
    /// The customer agreed, and has not taken it back.
    Consent,
    /// The customer agreed, or the law says so, with a reason.
    ConsentOrLaw,
    Reason,
    /// The customer asked for it on the phone.
    Call,
    /// Another person than who asked; the second sees what the first saw.
    TwoPeople,
}

/// Something that a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Right {
    pub verb: Verb,
    pub only: Only,
    pub under: Under,
}

macro_rules! right {
    ($verb:expr, $only:expr, $under:expr) => {
        Right { verb: $verb, only: $only, under: $under }
    };
}

const VIEW: Right = right!(Verb::View, Only::All, Under::Nothing);
const DO: Right = right!(Verb::Do, Only::All, Under::Nothing);

/// What `role` may do of `act`; empty is nothing.
pub fn rights(role: Role, act: Act) -> &'static [Right] {
    use Only as O;
    use Role as R;
    use Under as U;
    use Verb::{Do, Request, View};
    const NOTHING: &[Right] = &[];
    match (act, role) {
        (Act::StateAndAmount, R::Customer | R::Aide | R::AgentL1 | R::AgentL2) => &[VIEW],
        (Act::StateAndAmount, R::Payer) => &[right!(View, O::State, U::Nothing)],
        (Act::StateAndAmount, R::Cpas) => &[right!(View, O::All, U::ConsentOrLaw)],
        (Act::StateAndAmount, R::Merchant) => &[right!(View, O::Limits, U::Nothing)],
        (Act::StateAndAmount, R::Operator | R::Auditor) => &[right!(View, O::Masked, U::Nothing)],
        (Act::StateAndAmount, R::Supplier | R::Representative) => NOTHING,

        (Act::ThirtyDays, R::Customer | R::AgentL1 | R::AgentL2) => &[VIEW],
        (Act::ThirtyDays, R::Aide | R::Cpas | R::Supplier) => &[right!(View, O::All, U::Consent)],
        (Act::ThirtyDays, R::Representative) => &[right!(View, O::Shared, U::Nothing)],
        (Act::ThirtyDays, R::Payer | R::Merchant | R::Operator | R::Auditor) => NOTHING,

        (Act::QuarterHours, R::Customer) => &[VIEW],
        (Act::QuarterHours, R::AgentL2) => &[right!(View, O::All, U::Reason)],
        (Act::QuarterHours, R::Supplier) => &[right!(View, O::All, U::Consent)],
        (Act::QuarterHours, R::Representative) => &[right!(View, O::Shared, U::Nothing)],
        (
            Act::QuarterHours,
            R::Payer | R::Aide | R::Cpas | R::Merchant | R::AgentL1 | R::Operator | R::Auditor,
        ) => NOTHING,

        (Act::TopUp, R::Customer | R::Payer | R::Aide | R::Merchant) => &[DO],
        (Act::TopUp, R::Cpas) => &[right!(Do, O::Aid, U::Nothing)],
        (Act::TopUp, R::AgentL1) => &[right!(Do, O::Goodwill, U::Nothing)],
        (Act::TopUp, R::AgentL2) => {
            &[right!(Do, O::Goodwill, U::Nothing), right!(Do, O::All, U::TwoPeople)]
        }
        (Act::TopUp, R::Supplier | R::Representative | R::Operator | R::Auditor) => NOTHING,

        (Act::DebtAndPlan, R::Customer | R::AgentL1 | R::Auditor) => &[VIEW],
        (Act::DebtAndPlan, R::Cpas) => {
            &[right!(View, O::All, U::Consent), right!(Request, O::All, U::Consent)]
        }
        (Act::DebtAndPlan, R::AgentL2) => &[VIEW, right!(Do, O::All, U::TwoPeople)],
        (Act::DebtAndPlan, R::Supplier) => &[right!(View, O::Own, U::Nothing)],
        (Act::DebtAndPlan, R::Payer | R::Aide | R::Merchant | R::Representative | R::Operator) => {
            NOTHING
        }

        (Act::Alerts, R::Customer) => &[VIEW, DO],
        (Act::Alerts, R::Cpas) => &[right!(Request, O::All, U::Nothing)],
        (Act::Alerts, R::AgentL1) => &[VIEW, right!(Do, O::All, U::Call)],
        (Act::Alerts, R::AgentL2) => &[VIEW, DO],
        (
            Act::Alerts,
            R::Payer
            | R::Aide
            | R::Merchant
            | R::Supplier
            | R::Representative
            | R::Operator
            | R::Auditor,
        ) => NOTHING,

        (Act::MeterCommands, R::Cpas) => &[right!(Request, O::Relief, U::Nothing)],
        (Act::MeterCommands, R::AgentL1) => &[VIEW, right!(Do, O::Reconnect, U::Nothing)],
        (Act::MeterCommands, R::AgentL2) => {
            &[VIEW, right!(Do, O::Reconnect, U::Nothing), right!(Do, O::All, U::TwoPeople)]
        }
        (Act::MeterCommands, R::Supplier) => &[right!(Request, O::Activation, U::Nothing)],
        (Act::MeterCommands, R::Operator) => &[VIEW, right!(Do, O::CutRuns, U::TwoPeople)],
        (Act::MeterCommands, R::Auditor) => &[VIEW],
        (
            Act::MeterCommands,
            R::Customer | R::Payer | R::Aide | R::Merchant | R::Representative,
        ) => NOTHING,

        (Act::Messages, R::Customer | R::Auditor) => &[VIEW],
        (Act::Messages, R::Cpas) => &[right!(View, O::Own, U::Consent)],
        (Act::Messages, R::AgentL1) => &[VIEW, right!(Do, O::Resend, U::Nothing)],
        (Act::Messages, R::AgentL2) => &[VIEW, DO, right!(Do, O::Resend, U::Nothing)],
        (Act::Messages, R::Representative) => &[right!(Do, O::Group, U::Nothing)],
        (Act::Messages, R::Operator) => &[right!(Do, O::Templates, U::Nothing)],
        (Act::Messages, R::Payer | R::Aide | R::Merchant | R::Supplier) => NOTHING,

        (Act::AdjustLedger, R::Merchant) => &[right!(Do, O::OwnSale, U::Nothing)],
        (Act::AdjustLedger, R::AgentL1) => &[right!(Request, O::All, U::Reason)],
        (Act::AdjustLedger, R::AgentL2) => &[VIEW, right!(Do, O::All, U::TwoPeople)],
        (Act::AdjustLedger, R::Auditor) => &[VIEW],
        (
            Act::AdjustLedger,
            R::Customer
            | R::Payer
            | R::Aide
            | R::Cpas
            | R::Supplier
            | R::Representative
            | R::Operator,
        ) => NOTHING,

        (Act::ParametersAndTexts, R::Operator) => &[VIEW, right!(Do, O::All, U::TwoPeople)],
        (Act::ParametersAndTexts, R::Auditor) => &[VIEW],
        (
            Act::ParametersAndTexts,
            R::Customer
            | R::Payer
            | R::Aide
            | R::Cpas
            | R::Merchant
            | R::AgentL1
            | R::AgentL2
            | R::Supplier
            | R::Representative,
        ) => NOTHING,

        (Act::Audit, R::Customer | R::Merchant | R::AgentL1 | R::Supplier | R::Representative) => {
            &[right!(View, O::Own, U::Nothing)]
        }
        (Act::Audit, R::Cpas | R::AgentL2) => &[right!(View, O::Team, U::Nothing)],
        (Act::Audit, R::Operator) => &[VIEW],
        (Act::Audit, R::Auditor) => &[VIEW, right!(Do, O::Export, U::Nothing)],
        (Act::Audit, R::Payer | R::Aide) => NOTHING,
    }
}

/// The widest right of a role to do this, if it has one: with the fewest conditions first.
pub fn may(role: Role, act: Act, verb: Verb) -> Option<Right> {
    rights(role, act).iter().copied().find(|right| right.verb == verb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// A cell as UX writes it.
    fn cell(role: Role, act: Act) -> String {
        let texts = rights(role, act).iter().map(|right| {
            let verb = match right.verb {
                Verb::View => "V",
                Verb::Do => "D",
                Verb::Request => "R",
            };
            let under = match right.under {
                Under::Nothing => "",
                Under::Consent => "(c)",
                Under::ConsentOrLaw => "(c/l)",
                Under::Reason => "(r)",
                Under::Call => "(call)",
                Under::TwoPeople => "(4)",
            };
            let only = match right.only {
                Only::All => String::new(),
                only => format!(" {only:?}"),
            };
            format!("{verb}{under}{only}")
        });
        let text = texts.collect::<Vec<_>>().join(", ");
        if text.is_empty() { "-".to_owned() } else { text }
    }

    #[test]
    fn pd_04_the_table_of_rights_has_121_cells_and_denies_by_default() {
        let mut table = String::new();
        let mut cells = 0;
        for act in Act::ALL {
            let row: Vec<String> = Role::ALL.into_iter().map(|role| cell(role, act)).collect();
            cells += row.len();
            table.push_str(&format!("{act:?}: {}\n", row.join(" | ")));
        }
        assert_eq!(cells, 121);
        expect![[r#"
            StateAndAmount: V | V State | V | V(c/l) | V Limits | V | V | - | - | V Masked | V Masked
            ThirtyDays: V | - | V(c) | V(c) | - | V | V | V(c) | V Shared | - | -
            QuarterHours: V | - | - | - | - | - | V(r) | V(c) | V Shared | - | -
            TopUp: D | D | D | D Aid | D | D Goodwill | D Goodwill, D(4) | - | - | - | -
            DebtAndPlan: V | - | - | V(c), R(c) | - | V | V, D(4) | V Own | - | - | V
            Alerts: V, D | - | - | R | - | V, D(call) | V, D | - | - | - | -
            MeterCommands: - | - | - | R Relief | - | V, D Reconnect | V, D Reconnect, D(4) | R Activation | - | V, D(4) CutRuns | V
            Messages: V | - | - | V(c) Own | - | V, D Resend | V, D, D Resend | - | D Group | D Templates | V
            AdjustLedger: - | - | - | - | D OwnSale | R(r) | V, D(4) | - | - | - | V
            ParametersAndTexts: - | - | - | - | - | - | - | - | - | V, D(4) | V
            Audit: V Own | - | - | V Team | V Own | V Own | V Team | V Own | V Own | V | V, D Export
        "#]].assert_eq(&table);
    }

    #[test]
    fn pd_04_no_cut_and_no_correction_is_one_persons_doing() {
        for role in Role::ALL {
            for act in [Act::MeterCommands, Act::AdjustLedger, Act::ParametersAndTexts] {
                for right in rights(role, act).iter().filter(|right| right.verb == Verb::Do) {
                    let harmless = matches!(right.only, Only::Reconnect | Only::OwnSale);
                    assert!(harmless || right.under == Under::TwoPeople, "{role} {act:?}");
                }
            }
        }
    }

    #[test]
    fn roles_are_kept_and_read_by_their_names_and_codes() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code(0), None);
        assert!("boss".parse::<Role>().is_err());
        let staff = Role::ALL.into_iter().filter(|role| role.is_staff()).count();
        assert_eq!(staff, 8);
    }
}
