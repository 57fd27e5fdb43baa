//! Dutch.

use super::{Ask, Asks, Parcel, Points, Words};
use colli_core::language::Language;

pub(super) const WORDS: Words = Words {
    language: Language::Dutch,
    weekdays: [
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ],
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    date: "{weekday} {day} {month} {year}",
    decimal_mark: ',',
    colon: ": ",
    semicolon: "; ",
    unavailable: "Dat kan ik nu even niet nakijken; probeer het later nog eens.",
    asks: Asks {
        tracking_number: Ask {
            question: "Wat is het trackingnummer van uw pakket?",
            wrong: "“{given}” is geen trackingnummer.",
        },
        recipient_postal_code: Ask {
            question: "Wat is de postcode van de ontvanger?",
            wrong: "“{given}” is geen postcode.",
        },
        service: Ask {
            question: "Welke dienst bezorgt uw pakket, bijvoorbeeld parcel-nl?",
            wrong: "“{given}” is geen dienst.",
        },
        country: Ask {
            question: "In welk land zoekt u, bijvoorbeeld NL?",
            wrong: "“{given}” is geen land dat ik ken.",
        },
        postal_code: Ask {
            question: "In de buurt van welke postcode zoekt u?",
            wrong: "“{given}” is geen postcode.",
        },
        address: Ask {
            question: "In de buurt van welk adres zoekt u?",
            wrong: "Met het adres “{given}” kan ik niets vinden.",
        },
        position: Ask {
            question: "Waar bent u: welke breedtegraad en welke lengtegraad?",
            wrong: "“{given}” is geen positie.",
        },
        radius: Ask {
            question: "Hoeveel meter mag het ver zijn?",
            wrong: "“{given}” is geen aantal meters.",
        },
        limit: Ask {
            question: "Hoeveel punten zal ik tonen, hoogstens 50?",
            wrong: "“{given}” is geen aantal punten.",
        },
        location_type: Ask {
            question: "Wat voor punt zoekt u: servicepoint, locker, postoffice, postbank, pobox of postbox?",
            wrong: "“{given}” is geen soort punt.",
        },
        service_type: Ask {
            question: "Wat wilt u daar doen, bijvoorbeeld parcel:pick-up of parcel:drop-off?",
            wrong: "“{given}” is geen dienst van een punt.",
        },
        open_now: Ask {
            question: "Moet het nu open zijn: true of false?",
            wrong: "“{given}” is noch true noch false.",
        },
    },
    parcel: Parcel {
        nothing: "Ik heb geen pakket met het nummer {number} gevonden.",
        announced: "Pakket {id} is aangemeld",
        under_way: "Pakket {id} is onderweg",
        delivered: "Pakket {id} is bezorgd",
        in_trouble: "Er is een probleem met de bezorging van pakket {id}",
        unknown: "Dit is het laatste nieuws over pakket {id}",
        delivered_at: "Pakket {id} is op {date} om {time} uur bezorgd.",
        expected_between: "het wordt verwacht op {date} tussen {from} en {to} uur",
        expected_on: "het wordt verwacht op {date}",
        several: "Ik heb {count} pakketten met dit nummer gevonden; dit is het eerste.",
        wrong_postal_code: "De postcode is niet die van de ontvanger, dus kan ik niet alles tonen.",
    },
    points: Points {
        unknown_place: "Ik ken {place} in {country} niet.",
        wrong_postal_code: "“{given}” is geen postcode van {country}; zo ziet er een uit: {example}.",
        none: "Ik heb binnen {distance} van {place} geen punt gevonden dat past.",
        one: "Er is één punt in de buurt van {place}: {name}, {address}",
        many: "Ik heb {count} punten in de buurt van {place} gevonden; het dichtstbijzijnde is {name}, {address}",
        away: "op {distance}",
        open_today: "vandaag open {hours} uur",
        closed_today: "vandaag gesloten",
        position: "uw positie",
        hours: "van {from} tot {to}",
    },
};
