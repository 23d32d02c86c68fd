use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Planned work",
    lead: "Everybody reads of it on the public page until it is over.",
    none: "No work is planned.",
    kind: "What rests meanwhile",
    energies: "For which energy",
    area: "Town of the work",
    area_hint: "Left empty, it is everywhere.",
    day: "Day of the work",
    day_hint: "As day/month/year, such as 01/12/2026.",
    begin: "From",
    end: "Until",
    time_hint: "As hour and minutes, such as 9:30.",
    announce: "Announce the work",
    call_off: "Call it off",
    times: "From {from} until {to}",
    supply: "Supply of power or gas",
    e_kind: "Choose what rests meanwhile.",
    e_day: "Write the day as day/month/year, such as 01/12/2026.",
    e_time: "Write the time as hour and minutes, such as 9:30.",
    e_over: "This is over already. Choose a later day.",
};
