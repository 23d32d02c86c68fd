use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Geplante Arbeiten",
    lead: "Alle lesen davon auf der öffentlichen Seite, bis sie vorbei sind.",
    none: "Es sind keine Arbeiten geplant.",
    kind: "Was solange ruht",
    energies: "Für welche Energie",
    area: "Gemeinde der Arbeiten",
    area_hint: "Leer gelassen ist es überall.",
    day: "Tag der Arbeiten",
    day_hint: "Als Tag.Monat.Jahr, etwa 01.12.2026.",
    begin: "Von",
    end: "Bis",
    time_hint: "Als Stunde und Minuten, zum Beispiel 9:30.",
    announce: "Arbeiten ankündigen",
    call_off: "Absagen",
    times: "Von {from} bis {to}",
    supply: "Strom oder Gas",
    e_kind: "Wählen Sie, was solange ruht.",
    e_day: "Schreiben Sie den Tag als Tag.Monat.Jahr, etwa 01.12.2026.",
    e_time: "Schreiben Sie Stunde und Minuten, zum Beispiel 9:30.",
    e_over: "Das ist schon vorbei. Wählen Sie einen späteren Tag.",
};
