title = In Not diese Woche
week = Woche ab { $day }
lead = Wer zu Wochenbeginn Notkredit nutzte oder aufgebraucht hatte.
basis = Gesetzliche Grundlage: { $basis }, bis { $day }.
no-basis = Kein Gesetz und keine Vereinbarung ist eingetragen: nur Ihre Klienten stehen hier.
summer = Die Liste gibt es nur im Winter.
none = Niemand ist diese Woche in Not.
late = Der Wochenbeginn ist noch nicht gezählt. Dies ist der Stand vom { $day }.
not-counted = Noch ist keine Nacht gezählt.
exhausted = Notkredit aufgebraucht
in-use = Nutzt Notkredit
nights = Seit { $count } { $count ->
        [one] Nacht
       *[other] Nächten
    }
by-mandate = Der Haushalt gab Ihnen eine Vollmacht.
by-law = Gesetzliche Grundlage: { $basis }
csv = Diese Liste als CSV-Datei
looks-kept = Jede Einsicht wird festgehalten. Der Haushalt sieht sie.
