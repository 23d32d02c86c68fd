here = Je bent hier
step = Volgende stap
why = Waarom dit saldo?
supply = Levering
calculated = berekend, { $time }
estimated = geschat, { $time }
now = Schatting nu
between = tussen { $low } en { $high }
how = Hoe dit geschat is
method-flat = Methode: vlak. Het gemiddelde van de laatste dagen, elk uur gelijk.
method-hours = Methode: per uur. Wat de dagen kosten, uur per uur.
own-hours = De uren zijn die van de woning: { $days } { $days ->
        [one] dag
       *[other] dagen
    } tot { $day }.
hours-alike = De uren van de woning zijn niet bekend: elk uur telt gelijk.
range = De marge is die van 8 op 10 voorbije dagen.
last-reading = Laatste echte meterstand: { $time }, gemeten.
zero-at = Nul wordt verwacht rond { $time }.
emergency-to = Het noodkrediet duurt naar verwachting tot { $time }.
no-end = Het tegoed eindigt naar verwachting niet binnen 60 dagen.
never-cut = Het is een schatting. Daarvoor wordt nooit afgesloten.
none-off = Geen: er wordt niets verbruikt zolang alles af is.
none-held = Geen tot een persoon de meterstand bekeken heeft.
none-closed = Geen: de rekening is gesloten.
none-no-day = Nog geen: er is nog geen gemeten dag verrekend.
none-too-old = Geen: de laatste meterstand is te oud.
days = Dagen
last-days = Laatste { $days } { $days ->
        [one] dag
       *[other] dagen
    }
energy-title = Energie per dag
cost-title = Kosten per dag
mean = Gemiddeld { $mean } per dag.
no-figures = Nog geen cijfers voor deze dagen.
charge = Verbruik
collected = Terugbetaald
after = Saldo daarna
table-note = Centen zijn afgerond; totalen zijn van de juiste bedragen. Elk cijfer leidt naar zijn uitleg.
rule = Regel
last-moves = De laatste { $shown } van { $all }. Allemaal staan ze in de uitleg.
