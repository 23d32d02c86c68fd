//! What can be done before a meter.

/// What whoever stands before the meter can do now. Not on the display: for training and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Off for want of credit: nothing at the meter helps, a top-up does.
    TopUp,
    HoldGreen,
    /// Unplug something, then hold the green button.
    UnplugThenHoldGreen,
    /// Close every appliance, then hold the button under the arrow.
    CloseAppliancesThenHoldArrow,
    /// Wait, and leave every appliance closed.
    WaitForLeakTest,
    LiftMainBreaker,
    WaitForNetwork,
    /// Low: load the card, or arm emergency credit by the red button.
    LoadOrPressRed,
    PressRed,
    LiftLever,
    UnplugThenLiftLever,
    LoadCard,
    TurnOrCleanCard,
    WaitForDoubleBeep,
    /// Close every appliance, then hold the blue button.
    CloseAppliancesThenHoldBlue,
    CallTheOperator,
}

impl Hint {
    pub const ALL: [Self; 16] = [
        Self::TopUp,
        Self::HoldGreen,
        Self::UnplugThenHoldGreen,
        Self::CloseAppliancesThenHoldArrow,
        Self::WaitForLeakTest,
        Self::LiftMainBreaker,
        Self::WaitForNetwork,
        Self::LoadOrPressRed,
        Self::PressRed,
        Self::LiftLever,
        Self::UnplugThenLiftLever,
        Self::LoadCard,
        Self::TurnOrCleanCard,
        Self::WaitForDoubleBeep,
        Self::CloseAppliancesThenHoldBlue,
        Self::CallTheOperator,
    ];

    /// The key of its sentence in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::TopUp => "hint.top-up",
            Self::HoldGreen => "hint.hold-green",
            Self::UnplugThenHoldGreen => "hint.unplug-hold-green",
            Self::CloseAppliancesThenHoldArrow => "hint.close-hold-arrow",
            Self::WaitForLeakTest => "hint.wait-leak-test",
            Self::LiftMainBreaker => "hint.lift-main-breaker",
            Self::WaitForNetwork => "hint.wait-network",
            Self::LoadOrPressRed => "hint.load-or-red",
            Self::PressRed => "hint.press-red",
            Self::LiftLever => "hint.lift-lever",
            Self::UnplugThenLiftLever => "hint.unplug-lift-lever",
            Self::LoadCard => "hint.load-card",
            Self::TurnOrCleanCard => "hint.turn-or-clean",
            Self::WaitForDoubleBeep => "hint.wait-double-beep",
            Self::CloseAppliancesThenHoldBlue => "hint.close-hold-blue",
            Self::CallTheOperator => "hint.call",
        }
    }
}
