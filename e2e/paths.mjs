// Where pages are, in the order of `languages`: one table for each kind of people. Whoever looks at pages goes through
// these tables, and paths.test.mjs compares them with the routes of the program.

export const languages = ['fr', 'nl', 'de', 'en'];

/** A page of a household in each language, by its id. */
export const pages = {
  'P-01': ['/fr', '/nl', '/de', '/en'],
  'P-02': ['/fr/recharger', '/nl/opladen', '/de/aufladen', '/en/top-up'],
  'P-14': ['/fr/connexion', '/nl/aanmelden', '/de/anmelden', '/en/sign-in'],
  'P-14-letter': ['/fr/activer', '/nl/activeren', '/de/aktivieren', '/en/activate'],
  'P-03': ['/fr/plus-de-courant', '/nl/geen-stroom', '/de/kein-strom', '/en/no-power'],
  'P-10': ['/fr/etat-du-service', '/nl/wat-werkt', '/de/was-funktioniert', '/en/what-works'],
  'P-04': ['/fr/points', '/nl/oplaadpunten', '/de/ladepunkte', '/en/where-to-top-up'],
  'P-09': ['/fr/prix', '/nl/prijzen', '/de/preise', '/en/prices'],
  'P-13-02': ['/fr/facile/recharger', '/nl/makkelijk/opladen', '/de/leicht/aufladen', '/en/easy/top-up'],
  'P-13-03': ['/fr/facile/plus-de-courant', '/nl/makkelijk/geen-stroom', '/de/leicht/kein-strom', '/en/easy/no-power'],
  'P-13-05': ['/fr/facile/comment-ca-marche', '/nl/makkelijk/hoe-werkt-het', '/de/leicht/wie-es-geht', '/en/easy/how-it-works'],
  'P-13-06': ['/fr/facile/aide-paiement', '/nl/makkelijk/hulp-bij-betalen', '/de/leicht/hilfe-beim-zahlen', '/en/easy/help-to-pay'],
  'P-13-08': ['/fr/facile/votre-compteur', '/nl/makkelijk/je-meter', '/de/leicht/ihr-zaehler', '/en/easy/your-meter'],
  'P-05': ['/fr/comment-ca-marche', '/nl/hoe-werkt-het', '/de/wie-es-geht', '/en/how-it-works'],
  'P-06': ['/fr/aide-paiement', '/nl/hulp-bij-betalen', '/de/hilfe-beim-zahlen', '/en/help-to-pay'],
  'P-07': ['/fr/refuser-le-prepaiement', '/nl/weigeren', '/de/ablehnen', '/en/refuse'],
  'P-08': ['/fr/votre-compteur', '/nl/je-meter', '/de/ihr-zaehler', '/en/your-meter'],
  'P-11': ['/fr/accessibilite', '/nl/toegankelijkheid', '/de/barrierefreiheit', '/en/accessibility'],
  'P-12': ['/fr/vie-privee', '/nl/privacy', '/de/datenschutz', '/en/privacy'],
  'P-15': ['/fr/nous-ecrire', '/nl/schrijf-ons', '/de/kontakt', '/en/write-to-us'],
  'C-01': ['/fr/mon/solde', '/nl/mijn/saldo', '/de/mein/guthaben', '/en/my/balance'],
  'C-01-why': ['/fr/mon/solde/pourquoi', '/nl/mijn/saldo/waarom', '/de/mein/guthaben/warum', '/en/my/balance/why'],
  'C-02': ['/fr/mon/recharger', '/nl/mijn/opladen', '/de/mein/aufladen', '/en/my/top-up'],
  'C-05': ['/fr/mon/mouvements', '/nl/mijn/bewegingen', '/de/mein/bewegungen', '/en/my/movements'],
  'C-05-year': ['/fr/mon/facture-annuelle', '/nl/mijn/jaarafrekening', '/de/mein/jahresrechnung', '/en/my/yearly-bill'],
  'C-06': ['/fr/mon/consommation', '/nl/mijn/verbruik', '/de/mein/verbrauch', '/en/my/use'],
  'C-07': ['/fr/mon/quarts-d-heure', '/nl/mijn/kwartieren', '/de/mein/viertelstunden', '/en/my/quarter-hours'],
  'C-08': ['/fr/mon/plan', '/nl/mijn/plan', '/de/mein/plan', '/en/my/plan'],
  'C-09': ['/fr/mon/alertes', '/nl/mijn/meldingen', '/de/mein/hinweise', '/en/my/alerts'],
  'C-10': ['/fr/mon/proches', '/nl/mijn/helpers', '/de/mein/helfer', '/en/my/helpers'],
  'C-10-add': ['/fr/mon/proches/add', '/nl/mijn/helpers/add', '/de/mein/helfer/add', '/en/my/helpers/add'],
  'P-01-key': ['/fr/homes/key', '/nl/homes/key', '/de/homes/key', '/en/homes/key'],
  'C-11': ['/fr/mon/references', '/nl/mijn/referenties', '/de/mein/referenzen', '/en/my/references'],
  'C-12': ['/fr/mon/aide', '/nl/mijn/hulp', '/de/mein/hilfe', '/en/my/help'],
  'C-13': ['/fr/mon/documents', '/nl/mijn/documenten', '/de/mein/dokumente', '/en/my/documents'],
  'C-15': ['/fr/mon/demenagement', '/nl/mijn/verhuis', '/de/mein/umzug', '/en/my/moving'],
  'C-17': ['/fr/mon/compteur', '/nl/mijn/meter', '/de/mein/zaehler', '/en/my/meter'],
  'C-14-ways': ['/fr/mon/compte/ways', '/nl/mijn/account/ways', '/de/mein/konto/ways', '/en/my/account/ways'],
  'C-14-leave': ['/fr/mon/compte/leave', '/nl/mijn/account/leave', '/de/mein/konto/leave', '/en/my/account/leave'],
  'C-14': ['/fr/mon/compte', '/nl/mijn/account', '/de/mein/konto', '/en/my/account'],
};

/** Of agents: each begins what is about one home, visit or question. */
export const cases = ['/fr/agent/dossier', '/nl/agent/dossier', '/de/agent/akte', '/en/agent/case'];
export const acts = ['/fr/agent/actes', '/nl/agent/handelingen', '/de/agent/vorgaenge', '/en/agent/acts'];
export const queues = ['/fr/agent/files', '/nl/agent/wachtrijen', '/de/agent/listen', '/en/agent/queues'];
export const payments = ['/fr/agent/paiements', '/nl/agent/betalingen', '/de/agent/zahlungen', '/en/agent/payments'];
export const suspenses = ['/fr/agent/attente', '/nl/agent/onbekend', '/de/agent/offen', '/en/agent/suspense'];
export const plans = ['/fr/agent/plans', '/nl/agent/plannen', '/de/agent/ratenplaene', '/en/agent/plans'];
export const messages = ['/fr/agent/messages', '/nl/agent/berichten', '/de/agent/nachrichten', '/en/agent/messages'];
export const calls = ['/fr/agent/appels', '/nl/agent/oproepen', '/de/agent/anrufe', '/en/agent/calls'];
export const lives = ['/fr/agent/prepaiement', '/nl/agent/voorafbetaling', '/de/agent/vorauszahlung', '/en/agent/prepayment'];
export const visits = ['/fr/agent/visites', '/nl/agent/bezoeken', '/de/agent/besuche', '/en/agent/visits'];
export const partners = ['/fr/agent/partenaires', '/nl/agent/partners', '/de/agent/partner', '/en/agent/partners'];
export const questions = ['/fr/agent/demande', '/nl/agent/vraag', '/de/agent/anfrage', '/en/agent/question'];

export const agent = {
  'A-01': ['/fr/agent/recherche', '/nl/agent/zoeken', '/de/agent/suche', '/en/agent/search'],
  'A-03-waiting': acts,
  'A-05': payments,
  'A-06': queues,
  'A-07': lives,
  'A-11': partners,
  'A-11-services': partners.map(base => `${base}/services`),
  'A-11-mandates': partners.map(base => `${base}/mandates`),
  'A-11-mandates-all': partners.map(base => `${base}/mandates?kind=all`),
  'A-12': visits,
  'A-13': ['/fr/agent/journee', '/nl/agent/dag', '/de/agent/tag', '/en/agent/day'],
  'A-10-calls': calls,
  'O-02': ['/fr/pilotage/coupures', '/nl/sturing/afsluitingen', '/de/betrieb/abschaltungen', '/en/operations/cuts'],
};

/** Queues of agents. */
export const queueNames = ['off', 'unreached', 'suspense', 'holds', 'silent', 'returned', 'calls', 'callbacks', 'questions', 'requests',
  'cpas', 'prices', 'no_answer', 'newcomers', 'under_use', 'held', 'alarms', 'sharing',
];

/** Of social services: each begins what is about one client. */
export const clients = ['/fr/cpas/client', '/nl/ocmw/client', '/de/oeshz/klient', '/en/cpas/client'];
export const aids = ['/fr/cpas/aide', '/nl/ocmw/steun', '/de/oeshz/hilfe', '/en/cpas/aid'];
export const protections = ['/fr/cpas/protection', '/nl/ocmw/bescherming', '/de/oeshz/schutz', '/en/cpas/protection'];
export const clientMessages = ['/fr/cpas/message', '/nl/ocmw/bericht', '/de/oeshz/nachricht', '/en/cpas/message'];
export const clientPlans = ['/fr/cpas/plan', '/nl/ocmw/plan', '/de/oeshz/plan', '/en/cpas/plan'];
export const sheets = ['/fr/cpas/fiche', '/nl/ocmw/fiche', '/de/oeshz/blatt', '/en/cpas/sheet'];

export const cpas = {
  'S-03-paper': ['/fr/cpas/mandat-papier', '/nl/ocmw/mandaat-op-papier', '/de/oeshz/vollmacht-auf-papier', '/en/cpas/paper-mandate'],
  'S-03-law': ['/fr/cpas/avis-legal', '/nl/ocmw/wettelijke-kennisgeving', '/de/oeshz/gesetzliche-mitteilung', '/en/cpas/legal-notice'],
  'S-09': ['/fr/cpas/equipe', '/nl/ocmw/team', '/de/oeshz/team', '/en/cpas/team'],
  'S-10': ['/fr/cpas/registre', '/nl/ocmw/register', '/de/oeshz/register', '/en/cpas/register'],
  'S-01': ['/fr/cpas/travail', '/nl/ocmw/werk', '/de/oeshz/arbeit', '/en/cpas/work'],
  'S-11': ['/fr/cpas/consultations', '/nl/ocmw/inzage', '/de/oeshz/einsicht', '/en/cpas/access-log'],
  'S-01-notices': ['/fr/cpas/avis-recus', '/nl/ocmw/onze-berichten', '/de/oeshz/mitteilungen', '/en/cpas/notices'],
  'S-01-at-risk': ['/fr/cpas/en-difficulte', '/nl/ocmw/in-moeilijkheden', '/de/oeshz/in-not', '/en/cpas/at-risk'],
  'S-06-commission': ['/fr/cpas/commission', '/nl/ocmw/commissie', '/de/oeshz/kommission', '/en/cpas/commission'],
  'S-03': ['/fr/cpas/acces', '/nl/ocmw/toegang', '/de/oeshz/zugang', '/en/cpas/access'],
};

/** Of merchants. */
export const shop = {
  'M-01': ['/fr/magasin/vendre', '/nl/winkel/verkopen', '/de/laden/verkaufen', '/en/shop/sell'],
  'M-01-last': ['/fr/magasin/derniere', '/nl/winkel/laatste', '/de/laden/letzter', '/en/shop/last'],
  'M-02': ['/fr/magasin/tickets', '/nl/winkel/bewijzen', '/de/laden/belege', '/en/shop/tickets'],
  'M-04': ['/fr/magasin/totaux', '/nl/winkel/totalen', '/de/laden/summen', '/en/shop/totals'],
  'M-05': ['/fr/magasin/decompte', '/nl/winkel/afrekening', '/de/laden/abrechnung', '/en/shop/settlement'],
  'M-08': ['/fr/magasin/limites', '/nl/winkel/limieten', '/de/laden/grenzen', '/en/shop/limits'],
  'M-06': ['/fr/magasin/terminal', '/nl/winkel/terminal', '/de/laden/terminal', '/en/shop/terminal'],
  'M-07': ['/fr/magasin/equipe', '/nl/winkel/ploeg', '/de/laden/team', '/en/shop/staff'],
  'M-07-pin': ['/fr/magasin/code', '/nl/winkel/pincode', '/de/laden/pin', '/en/shop/pin'],
  'M-09': ['/fr/magasin/aide', '/nl/winkel/hulp', '/de/laden/hilfe', '/en/shop/help'],
};
export const salePaths = ['/fr/magasin/vente', '/nl/winkel/verkoop', '/de/laden/verkauf', '/en/shop/sale'];

/** Of suppliers. */
export const supplier = {
  'F-S1': ['/fr/fournisseur/apercu', '/nl/leverancier/overzicht', '/de/versorger/ueberblick', '/en/supplier/overview'],
  'F-S2': ['/fr/fournisseur/demandes', '/nl/leverancier/aanvragen', '/de/versorger/antraege', '/en/supplier/requests'],
  'F-S2-ask': ['/fr/fournisseur/demander', '/nl/leverancier/vragen', '/de/versorger/beantragen', '/en/supplier/ask'],
  'F-S1-notices': ['/fr/fournisseur/avis', '/nl/leverancier/berichten', '/de/versorger/mitteilungen', '/en/supplier/notices'],
  'F-S3': ['/fr/fournisseur/reglements', '/nl/leverancier/afrekening', '/de/versorger/abrechnung', '/en/supplier/settlement'],
  'F-S4': ['/fr/fournisseur/donnees', '/nl/leverancier/gegevens', '/de/versorger/daten', '/en/supplier/data'],
  'F-S5': ['/fr/fournisseur/tarif', '/nl/leverancier/tarief', '/de/versorger/tarif', '/en/supplier/tariff'],
  'F-S6': ['/fr/fournisseur/accords', '/nl/leverancier/toestemmingen', '/de/versorger/zustimmungen', '/en/supplier/consents'],
  'F-S7': ['/fr/fournisseur/partage', '/nl/leverancier/delen', '/de/versorger/teilen', '/en/supplier/sharing'],
  'F-S8': ['/fr/fournisseur/litiges', '/nl/leverancier/geschillen', '/de/versorger/streitfaelle', '/en/supplier/disputes'],
};

/** Of operators. */
export const operator = {
  'O-10': ['/fr/pilotage/incidents', '/nl/sturing/incidenten', '/de/betrieb/stoerungen', '/en/operations/incidents'],
  'O-12': ['/fr/chiffres', '/nl/cijfers', '/de/zahlen', '/en/figures'],
  'O-01': ['/fr/pilotage/salle', '/nl/sturing/controlekamer', '/de/betrieb/leitstand', '/en/operations/room'],
  'O-07': ['/fr/pilotage/audit', '/nl/sturing/audit', '/de/betrieb/audit', '/en/operations/audit'],
  'O-06': ['/fr/pilotage/droits', '/nl/sturing/rechten', '/de/betrieb/rechte', '/en/operations/roles'],
  'O-05': ['/fr/pilotage/textes', '/nl/sturing/teksten', '/de/betrieb/texte', '/en/operations/texts'],
  'O-08': ['/fr/pilotage/flux', '/nl/sturing/stromen', '/de/betrieb/stroeme', '/en/operations/flows'],
  'O-09': ['/fr/pilotage/rapprochement', '/nl/sturing/afstemming', '/de/betrieb/abgleich', '/en/operations/reconciliation'],
  'O-11': ['/fr/pilotage/tarifs', '/nl/sturing/tarieven', '/de/betrieb/tarife', '/en/operations/tariffs'],
  'O-01-runbooks': ['/fr/pilotage/marche-a-suivre', '/nl/sturing/draaiboek', '/de/betrieb/anleitungen', '/en/operations/runbooks'],
  'O-13': ['/fr/pilotage/donnees', '/nl/sturing/gegevens', '/de/betrieb/daten', '/en/operations/data-rights'],
  'O-04': ['/fr/pilotage/parametres', '/nl/sturing/parameters', '/de/betrieb/parameter', '/en/operations/parameters'],
  'O-04-parity': ['/fr/pilotage/parite', '/nl/sturing/pariteit', '/de/betrieb/paritaet', '/en/operations/parity'],
  'O-04-changes': ['/fr/pilotage/changements', '/nl/sturing/wijzigingen', '/de/betrieb/aenderungen', '/en/operations/changes'],
  'O-14': ['/fr/pilotage/formation', '/nl/sturing/opleiding', '/de/betrieb/schulung', '/en/operations/training'],
  'O-03': ['/fr/pilotage/calendrier', '/nl/sturing/kalender', '/de/betrieb/kalender', '/en/operations/calendar'],
};

/** Of representatives, of households that share or produce, and of those who review groups. */
export const groups = {
  'R-01': ['/fr/partage/groupes', '/nl/delen/groepen', '/de/teilen/gruppen', '/en/sharing/groups'],
  'R-01-notices': ['/fr/partage/nos-avis', '/nl/delen/onze-berichten', '/de/teilen/unsere-mitteilungen', '/en/sharing/our-notices'],
};
export const ofGroup = {
  'R-02': ['/fr/partage/dossier', '/nl/delen/dossier', '/de/teilen/akte', '/en/sharing/dossier'],
  'R-03': ['/fr/partage/participants', '/nl/delen/deelnemers', '/de/teilen/teilnehmer', '/en/sharing/participants'],
  'R-04': ['/fr/partage/cle', '/nl/delen/sleutel', '/de/teilen/schluessel', '/en/sharing/key'],
  'R-05': ['/fr/partage/volumes', '/nl/delen/volumes', '/de/teilen/mengen', '/en/sharing/volumes'],
  'R-06': ['/fr/partage/fichiers', '/nl/delen/bestanden', '/de/teilen/dateien', '/en/sharing/files'],
  'R-08': ['/fr/partage/avis', '/nl/delen/kennisgevingen', '/de/teilen/mitteilungen', '/en/sharing/notices'],
  'R-09': ['/fr/partage/messages', '/nl/delen/berichten', '/de/teilen/nachrichten', '/en/sharing/messages'],
  'R-07': ['/fr/partage/factures', '/nl/delen/facturen', '/de/teilen/rechnungen', '/en/sharing/bills'],
};
export const leaves = ['/fr/partage/depart', '/nl/delen/vertrek', '/de/teilen/austritt', '/en/sharing/leave'];
export const production = ['/fr/mon/production', '/nl/mijn/productie', '/de/mein/erzeugung', '/en/my/production'];
export const reviews = ['/fr/pilotage/partage', '/nl/sturing/delen', '/de/betrieb/teilen', '/en/operations/sharing'];
export const mySharing = ['/fr/mon/partage', '/nl/mijn/delen', '/de/mein/teilen', '/en/my/sharing'];

/** Of developers, below `/developers`. */
export const developerNames = [
  '', '/reference', '/reference/vend', '/webhooks', '/errors', '/errors/key-refused', '/versions', '/sandbox', '/terminal', '/samples', '/limits',
];
/** In English and French. */
export const developers = developerNames.flatMap(name => [`/developers${name}`, `/fr/developers${name}`]);

/** The list of accounts, supplies that are off, and how far estimates missed; one account and its balance explained. */
export const accounts = {
  list: ['/fr/comptes', '/nl/rekeningen', '/de/konten', '/en/accounts'],
  off: ['/fr/comptes/coupes', '/nl/rekeningen/afgesloten', '/de/konten/ohne-versorgung', '/en/accounts/off'],
  estimates: ['/fr/comptes/estimations', '/nl/rekeningen/schattingen', '/de/konten/schaetzungen', '/en/accounts/estimates'],
};
export const explanations = ['explication', 'uitleg', 'erklaerung', 'explain'];
