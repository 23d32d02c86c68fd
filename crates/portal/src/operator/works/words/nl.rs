use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Geplande werken",
    lead: "Iedereen leest ze op de openbare pagina tot ze voorbij zijn.",
    none: "Er zijn geen werken gepland.",
    kind: "Wat intussen stilligt",
    energies: "Voor welke energie",
    area: "Gemeente van de werken",
    area_hint: "Leeg gelaten is het overal.",
    day: "Dag van de werken",
    day_hint: "Als dag/maand/jaar, zoals 01/12/2026.",
    begin: "Van",
    end: "Tot",
    time_hint: "Als uur en minuten, bijvoorbeeld 9:30.",
    announce: "De werken aankondigen",
    call_off: "Gaat niet door",
    times: "Van {from} tot {to}",
    supply: "Stroom of gas",
    e_kind: "Kies wat intussen stilligt.",
    e_day: "Schrijf de dag als dag/maand/jaar, zoals 01/12/2026.",
    e_time: "Schrijf het uur en de minuten, bijvoorbeeld 9:30.",
    e_over: "Dat is al voorbij. Kies een latere dag.",
};
