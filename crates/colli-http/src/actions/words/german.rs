//! German.

use super::{Ask, Asks, Parcel, Points, Words};
use colli_core::language::Language;

pub(super) const WORDS: Words = Words {
    language: Language::German,
    weekdays: [
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    date: "{weekday}, {day}. {month} {year}",
    decimal_mark: ',',
    colon: ": ",
    semicolon: "; ",
    unavailable: "Das kann ich gerade nicht nachsehen; bitte versuchen Sie es später noch einmal.",
    asks: Asks {
        tracking_number: Ask {
            question: "Wie lautet die Sendungsnummer Ihres Pakets?",
            wrong: "„{given}“ ist keine Sendungsnummer.",
        },
        recipient_postal_code: Ask {
            question: "Wie lautet die Postleitzahl des Empfängers?",
            wrong: "„{given}“ ist keine Postleitzahl.",
        },
        service: Ask {
            question: "Welcher Dienst befördert Ihr Paket, zum Beispiel parcel-nl?",
            wrong: "„{given}“ ist kein Dienst.",
        },
        country: Ask {
            question: "In welchem Land suchen Sie, zum Beispiel NL?",
            wrong: "„{given}“ ist kein Land, das ich kenne.",
        },
        postal_code: Ask {
            question: "In der Nähe welcher Postleitzahl suchen Sie?",
            wrong: "„{given}“ ist keine Postleitzahl.",
        },
        address: Ask {
            question: "In der Nähe welcher Adresse suchen Sie?",
            wrong: "Mit der Adresse „{given}“ kann ich nichts finden.",
        },
        position: Ask {
            question: "Wo sind Sie: welcher Breitengrad und welcher Längengrad?",
            wrong: "„{given}“ ist keine Position.",
        },
        radius: Ask {
            question: "Wie viele Meter darf es entfernt sein?",
            wrong: "„{given}“ ist keine Anzahl von Metern.",
        },
        limit: Ask {
            question: "Wie viele Standorte soll ich zeigen, höchstens 50?",
            wrong: "„{given}“ ist keine Anzahl von Standorten.",
        },
        location_type: Ask {
            question: "Welche Art von Standort suchen Sie: servicepoint, locker, postoffice, postbank, pobox oder postbox?",
            wrong: "„{given}“ ist keine Art von Standort.",
        },
        service_type: Ask {
            question: "Was möchten Sie dort tun, zum Beispiel parcel:pick-up oder parcel:drop-off?",
            wrong: "„{given}“ ist kein Dienst eines Standorts.",
        },
        open_now: Ask {
            question: "Muss jetzt geöffnet sein: true oder false?",
            wrong: "„{given}“ ist weder true noch false.",
        },
    },
    parcel: Parcel {
        nothing: "Ich habe kein Paket mit der Nummer {number} gefunden.",
        announced: "Paket {id} ist angekündigt",
        under_way: "Paket {id} ist unterwegs",
        delivered: "Paket {id} ist zugestellt",
        in_trouble: "Es gibt ein Problem mit der Zustellung von Paket {id}",
        unknown: "Das ist der letzte Stand von Paket {id}",
        delivered_at: "Paket {id} wurde am {date} um {time} Uhr zugestellt.",
        expected_between: "es wird am {date} zwischen {from} und {to} Uhr erwartet",
        expected_on: "es wird am {date} erwartet",
        several: "Ich habe {count} Pakete mit dieser Nummer gefunden; dies ist das erste.",
        wrong_postal_code: "Die Postleitzahl ist nicht die des Empfängers, daher kann ich nicht alles zeigen.",
    },
    points: Points {
        unknown_place: "Ich kenne {place} in {country} nicht.",
        wrong_postal_code: "„{given}“ ist keine Postleitzahl von {country}; so sieht eine aus: {example}.",
        none: "Im Umkreis von {distance} um {place} habe ich keinen passenden Standort gefunden.",
        one: "Es gibt einen Standort in der Nähe von {place}: {name}, {address}",
        many: "Ich habe {count} Standorte in der Nähe von {place} gefunden; der nächste ist {name}, {address}",
        away: "{distance} entfernt",
        open_today: "heute geöffnet {hours} Uhr",
        closed_today: "heute geschlossen",
        position: "Ihrer Position",
        hours: "von {from} bis {to}",
    },
};
