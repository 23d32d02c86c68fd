//! What a page or a call needs before it answers.

use crate::rights::{Act, Only, Role, Verb, may, rights};

/// The policy of a route. There is no default: whoever adds a route says it. Source: PD-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Says nothing of any household.
    Nobody,
    /// Opens by a reference, a link or a receipt that its holder shows, and tells what such a holder
    /// may know; guesses are counted.
    Shown,
    /// Anybody who is signed in, for what is their own: their devices, their language.
    Signed,
    /// A customer, of their own household, as far as customers may do this.
    Own(Act, Verb),
    /// Somebody of the operator whose role may do this, of every household.
    Anyones(Act, Verb),
    /// Somebody of the operator who may do just this part of it, of every household.
    PartOf(Act, Only),
    /// Somebody of the operator who may do this, or ask somebody else to.
    AskOrDo(Act),
    /// A representative whose role may do this, of the groups they represent.
    OfGroup(Act, Verb),
    /// Somebody of a CPAS whose role may do this, of the households that gave it a mandate: which they are is
    /// for the route to keep.
    Clients(Act, Verb),
    /// Somebody of a supplier whose role may do this, of the customers that it supplies: which they are is for the
    /// route to keep.
    Supplied(Act, Verb),
    /// Somebody who sells at a terminal and whose role may do this, for whoever shows a reference.
    AtTerminal(Act, Verb),
    /// Somebody whose organisation may have keys of the API and whose role may do this, of what was done with them:
    /// which they are is for the route to keep.
    WithKeys(Act, Verb),
    /// Somebody whose organisation hears of events at endpoints of its own: which they are is for the route to keep.
    OwnEndpoints,
}

impl Needs {
    /// Whether it answers somebody of this role; `None` is nobody who is signed in. What the right is
    /// limited to is for the route to keep.
    pub fn allows(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Nobody | Self::Shown, _) => true,
            (Self::Signed, role) => role.is_some(),
            (Self::Own(act, verb), Some(role)) => {
                role == Role::Customer && may(role, act, verb).is_some()
            }
            (Self::Anyones(act, verb), Some(role)) => {
                role.is_of_operator() && may(role, act, verb).is_some()
            }
            (Self::PartOf(act, only), Some(role)) => {
                let part = |right: &crate::Right| right.verb == Verb::Do && right.only == only;
                role.is_of_operator() && rights(role, act).iter().any(part)
            }
            (Self::AskOrDo(act), Some(role)) => {
                let may = |verb: Verb| may(role, act, verb).is_some();
                role.is_of_operator() && (may(Verb::Request) || may(Verb::Do))
            }
            (Self::OfGroup(act, verb), Some(role)) => {
                role == Role::Representative && may(role, act, verb).is_some()
            }
            (Self::Clients(act, verb), Some(role)) => {
                role == Role::Cpas && may(role, act, verb).is_some()
            }
            (Self::Supplied(act, verb), Some(role)) => {
                role == Role::Supplier && may(role, act, verb).is_some()
            }
            (Self::AtTerminal(act, verb), Some(role)) => {
                role.sells() && may(role, act, verb).is_some()
            }
            (Self::WithKeys(act, verb), Some(role)) => {
                role.has_keys() && may(role, act, verb).is_some()
            }
            (Self::OwnEndpoints, Some(role)) => role.has_endpoints(),
            (
                Self::Own(..)
                | Self::Anyones(..)
                | Self::PartOf(..)
                | Self::AskOrDo(..)
                | Self::OfGroup(..)
                | Self::Clients(..)
                | Self::Supplied(..)
                | Self::AtTerminal(..)
                | Self::WithKeys(..)
                | Self::OwnEndpoints,
                None,
            ) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_nobody_gets_in_without_a_sign_in_where_one_is_needed() {
        assert!(Needs::Nobody.allows(None));
        assert!(Needs::Shown.allows(None));
        assert!(!Needs::Signed.allows(None));
        for act in Act::ALL {
            for verb in Verb::ALL {
                assert!(!Needs::Own(act, verb).allows(None), "{act:?} {verb:?}");
            }
        }
        let list = Needs::Anyones(Act::StateAndAmount, Verb::View);
        let seen: Vec<Role> =
            Role::ALL.into_iter().filter(|role| list.allows(Some(*role))).collect();
        assert_eq!(seen, [Role::AgentL1, Role::AgentL2, Role::Operator, Role::Auditor]);
        assert!(!list.allows(None));
        let own = Needs::Own(Act::StateAndAmount, Verb::View);
        let seen: Vec<Role> =
            Role::ALL.into_iter().filter(|role| own.allows(Some(*role))).collect();
        assert_eq!(seen, [Role::Customer], "a merchant sees limits, of nobody's household");
        let adjust = Needs::Anyones(Act::AdjustLedger, Verb::Do);
        assert!(adjust.allows(Some(Role::AgentL2)));
        assert!(!adjust.allows(Some(Role::AgentL1)));
        assert!(!adjust.allows(Some(Role::Customer)));
    }

    #[test]
    fn d_04_partners_change_endpoints_of_their_own_and_who_runs_the_platform_looks() {
        let of = |needs: Needs| -> Vec<Role> {
            assert!(!needs.allows(None));
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        let own = [Role::Cpas, Role::Merchant, Role::Supplier, Role::Representative];
        assert_eq!(of(Needs::OwnEndpoints), own);
        let all = [&own[..], &[Role::Operator, Role::Auditor]].concat();
        assert_eq!(of(Needs::WithKeys(Act::Audit, Verb::View)), all);
    }

    #[test]
    fn pd_04_only_a_representative_sees_what_a_group_shares() {
        let of = |act: Act, verb: Verb| -> Vec<Role> {
            let needs = Needs::OfGroup(act, verb);
            assert!(!needs.allows(None));
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        assert_eq!(of(Act::QuarterHours, Verb::View), [Role::Representative]);
        assert_eq!(of(Act::Messages, Verb::Do), [Role::Representative]);
        assert_eq!(of(Act::StateAndAmount, Verb::View), [], "nobody's balance");
    }

    #[test]
    fn pd_04_only_a_merchant_sells_at_a_terminal() {
        let at = |act: Act, verb: Verb| -> Vec<Role> {
            let needs = Needs::AtTerminal(act, verb);
            assert!(!needs.allows(None));
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        assert_eq!(at(Act::TopUp, Verb::Do), [Role::Merchant]);
        assert_eq!(at(Act::AdjustLedger, Verb::Do), [Role::Merchant]);
        assert_eq!(at(Act::MeterCommands, Verb::Do), []);
        assert_eq!(at(Act::ThirtyDays, Verb::View), []);
    }

    #[test]
    fn pd_04_the_log_of_the_api_is_seen_by_whoever_may_have_a_key_of_it() {
        let needs = Needs::WithKeys(Act::Audit, Verb::View);
        assert!(!needs.allows(None));
        let seen: Vec<Role> =
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect();
        let partners = [Role::Cpas, Role::Merchant, Role::Supplier, Role::Representative];
        assert_eq!(seen, [&partners[..], &[Role::Operator, Role::Auditor]].concat());
        let export = Needs::WithKeys(Act::Audit, Verb::Do);
        assert!(export.allows(Some(Role::Auditor)) && !export.allows(Some(Role::Merchant)));
    }

    #[test]
    fn pd_04_clients_are_the_cpas_and_nobody_elses() {
        let of = |act: Act, verb: Verb| -> Vec<Role> {
            let needs = Needs::Clients(act, verb);
            assert!(!needs.allows(None));
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        assert_eq!(of(Act::StateAndAmount, Verb::View), [Role::Cpas]);
        assert_eq!(of(Act::TopUp, Verb::Do), [Role::Cpas]);
        assert_eq!(of(Act::QuarterHours, Verb::View), []);
        assert_eq!(of(Act::AdjustLedger, Verb::Do), []);
    }

    #[test]
    fn pd_04_only_a_supplier_sees_what_it_supplies_and_nobodys_balance() {
        let of = |act: Act, verb: Verb| -> Vec<Role> {
            let needs = Needs::Supplied(act, verb);
            assert!(!needs.allows(None));
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        assert_eq!(of(Act::DebtAndPlan, Verb::View), [Role::Supplier]);
        assert_eq!(of(Act::MeterCommands, Verb::Request), [Role::Supplier]);
        assert_eq!(of(Act::QuarterHours, Verb::View), [Role::Supplier]);
        assert_eq!(of(Act::StateAndAmount, Verb::View), []);
        assert_eq!(of(Act::MeterCommands, Verb::Do), []);
    }

    #[test]
    fn pd_04_a_cut_run_is_the_operators_and_a_light_put_back_on_an_agents() {
        let of = |needs: Needs| -> Vec<Role> {
            assert!(!needs.allows(None), "{needs:?}");
            Role::ALL.into_iter().filter(|role| needs.allows(Some(*role))).collect()
        };
        let agents = [Role::AgentL1, Role::AgentL2];
        assert_eq!(of(Needs::PartOf(Act::MeterCommands, Only::CutRuns)), [Role::Operator]);
        assert_eq!(of(Needs::PartOf(Act::MeterCommands, Only::Reconnect)), agents);
        assert_eq!(of(Needs::PartOf(Act::Messages, Only::Group)), [], "not of the operator");
        assert_eq!(of(Needs::AskOrDo(Act::AdjustLedger)), agents);
        assert_eq!(of(Needs::AskOrDo(Act::TopUp)), agents, "a merchant has the till");
    }
}
