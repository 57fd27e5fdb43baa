//! French.

use super::{Ask, Asks, Parcel, Points, Words};
use colli_core::language::Language;

pub(super) const WORDS: Words = Words {
    language: Language::French,
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    date: "{weekday} {day} {month} {year}",
    decimal_mark: ',',
    colon: " : ",
    semicolon: " ; ",
    unavailable: "Je ne peux pas le vérifier pour le moment ; veuillez réessayer plus tard.",
    asks: Asks {
        tracking_number: Ask {
            question: "Quel est le numéro de suivi de votre colis ?",
            wrong: "« {given} » n'est pas un numéro de suivi.",
        },
        recipient_postal_code: Ask {
            question: "Quel est le code postal du destinataire ?",
            wrong: "« {given} » n'est pas un code postal.",
        },
        service: Ask {
            question: "Quel service transporte votre colis, par exemple parcel-nl ?",
            wrong: "« {given} » n'est pas un service.",
        },
        country: Ask {
            question: "Dans quel pays cherchez-vous, par exemple NL ?",
            wrong: "« {given} » n'est pas un pays que je connais.",
        },
        postal_code: Ask {
            question: "Près de quel code postal cherchez-vous ?",
            wrong: "« {given} » n'est pas un code postal.",
        },
        address: Ask {
            question: "Près de quelle adresse cherchez-vous ?",
            wrong: "« {given} » n'est pas une adresse utilisable.",
        },
        position: Ask {
            question: "Où êtes-vous : quelle latitude et quelle longitude ?",
            wrong: "« {given} » n'est pas une position.",
        },
        radius: Ask {
            question: "À combien de mètres au plus ?",
            wrong: "« {given} » n'est pas un nombre de mètres.",
        },
        limit: Ask {
            question: "Combien de points dois-je montrer, 50 au plus ?",
            wrong: "« {given} » n'est pas un nombre de points.",
        },
        location_type: Ask {
            question: "Quel type de point cherchez-vous : servicepoint, locker, postoffice, postbank, pobox ou postbox ?",
            wrong: "« {given} » n'est pas un type de point.",
        },
        service_type: Ask {
            question: "Que voulez-vous y faire, par exemple parcel:pick-up ou parcel:drop-off ?",
            wrong: "« {given} » n'est pas un service d'un point.",
        },
        open_now: Ask {
            question: "Doit-il être ouvert maintenant : true ou false ?",
            wrong: "« {given} » n'est ni true ni false.",
        },
    },
    parcel: Parcel {
        nothing: "Je n'ai pas trouvé de colis portant le numéro {number}.",
        announced: "Le colis {id} est annoncé",
        under_way: "Le colis {id} est en route",
        delivered: "Le colis {id} est livré",
        in_trouble: "La livraison du colis {id} pose un problème",
        unknown: "Voici les dernières nouvelles du colis {id}",
        delivered_at: "Le colis {id} a été livré le {date} à {time}.",
        expected_between: "il est attendu le {date} entre {from} et {to}",
        expected_on: "il est attendu le {date}",
        several: "J'ai trouvé {count} colis portant ce numéro ; voici le premier.",
        wrong_postal_code: "Le code postal n'est pas celui du destinataire, je ne peux donc pas tout montrer.",
    },
    points: Points {
        unknown_place: "Je ne connais pas {place} ({country}).",
        wrong_postal_code: "« {given} » n'est pas un code postal de {country} ; en voici un exemple : {example}.",
        none: "Je n'ai trouvé aucun point à moins de {distance} de {place} qui convienne.",
        one: "Il y a un point près de {place} : {name}, {address}",
        many: "J'ai trouvé {count} points près de {place} ; le plus proche est {name}, {address}",
        away: "à {distance}",
        open_today: "ouvert aujourd'hui {hours}",
        closed_today: "fermé aujourd'hui",
        position: "votre position",
        hours: "de {from} à {to}",
    },
};
