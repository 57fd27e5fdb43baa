//! French.

use super::{Labels, Wording, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Bonjour {name},",
    greeting_of_nobody: "Bonjour,",
    date: "%d/%m/%Y",
    labels: Labels {
        parcel: "Colis",
        pieces: "Nombre de colis",
        reference: "Commande",
        code: "Code",
        expected: "Prévu",
        delivered: "Livré",
        signed_by: "Signé par",
        service_point: "ServicePoint",
        open_today: "Ouvert aujourd’hui",
        closed: "fermé",
        note: "Un message de l’expéditeur",
        follow: "Suivre votre colis",
    },
    registered: Wording {
        subject: "{sender} vous envoie un colis",
        text: "{sender} a annoncé un colis pour vous. Nous vous prévenons quand il est en route vers votre porte.",
    },
    out_for_delivery: Wording {
        subject: "Votre colis de {sender} arrive aujourd’hui",
        text: "Le livreur est en route avec votre colis de {sender}.",
    },
    at_service_point: Wording {
        subject: "Votre colis de {sender} est prêt à être retiré",
        text: "Votre colis de {sender} vous attend dans un ServicePoint. Munissez-vous d’une pièce d’identité.",
    },
    delivered: Wording {
        subject: "Votre colis de {sender} a été livré",
        text: "Votre colis de {sender} a été livré.",
    },
    return_delivered: Wording {
        subject: "Votre retour à {sender} est arrivé",
        text: "{sender} a reçu votre retour.",
    },
    printless: Wording {
        subject: "Votre code pour le retour à {sender}",
        text: "Montrez le code ci-dessous dans un ServicePoint. Votre étiquette de retour y est imprimée ; vous n’avez pas besoin d’imprimante.",
    },
    footer: "Ce message a été envoyé automatiquement. Pour toute question sur votre commande, adressez-vous à l’expéditeur.",
};
