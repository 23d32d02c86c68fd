use super::Words;

pub(super) const WORDS: Words = Words {
    nothing_title: "Page introuvable",
    nothing_text: "Il n’y a rien à cette adresse.",
    nothing_advice: "Vérifiez l’adresse, ou commencez par la première page.",
    method_title: "Cette page peut seulement être lue",
    method_text: "Rien n’a été envoyé et rien n’a changé.",
    begin_again: "Ouvrez à nouveau la page et recommencez.",
    large_title: "C’était trop de texte",
    large_text: "Rien n’a été gardé et rien n’a changé.",
    large_advice: "Revenez en arrière et écrivez moins.",
    failed_title: "Cela n’a pas marché",
    failed_text: "L’erreur vient de nous. Rien n’a changé\u{a0}: ni argent, ni courant.",
    failed_advice: "Réessayez dans quelques minutes. Ne payez pas deux fois.",
    elsewhere_title: "Cela venait d’un autre site",
    elsewhere_text: "Pour votre sécurité, rien n’a été fait.",
};
