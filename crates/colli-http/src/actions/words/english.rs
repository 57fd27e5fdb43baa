//! English.

use super::{Ask, Asks, Parcel, Points, Words};
use colli_core::language::Language;

pub(super) const WORDS: Words = Words {
    language: Language::English,
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    date: "{weekday} {day} {month} {year}",
    decimal_mark: '.',
    colon: ": ",
    semicolon: "; ",
    unavailable: "I cannot look that up right now; please try again later.",
    asks: Asks {
        tracking_number: Ask {
            question: "What is the tracking number of your parcel?",
            wrong: "“{given}” is not a tracking number.",
        },
        recipient_postal_code: Ask {
            question: "What is the postal code of the receiver?",
            wrong: "“{given}” is not a postal code.",
        },
        service: Ask {
            question: "Which service carries your parcel, for example parcel-nl?",
            wrong: "“{given}” is not a service.",
        },
        country: Ask {
            question: "In which country are you looking, for example NL?",
            wrong: "“{given}” is not a country I know.",
        },
        postal_code: Ask {
            question: "Near which postal code are you looking?",
            wrong: "“{given}” is not a postal code.",
        },
        address: Ask {
            question: "Near which address are you looking?",
            wrong: "“{given}” is not an address I can use.",
        },
        position: Ask {
            question: "Where are you: which latitude and which longitude?",
            wrong: "“{given}” is not a position.",
        },
        radius: Ask {
            question: "How many metres away may it be?",
            wrong: "“{given}” is not a number of metres.",
        },
        limit: Ask {
            question: "How many places shall I show, up to 50?",
            wrong: "“{given}” is not a number of places.",
        },
        location_type: Ask {
            question: "Which kind of place do you want: servicepoint, locker, postoffice, postbank, pobox or postbox?",
            wrong: "“{given}” is not a kind of place.",
        },
        service_type: Ask {
            question: "What do you want to do there, for example parcel:pick-up or parcel:drop-off?",
            wrong: "“{given}” is not a service of a place.",
        },
        open_now: Ask {
            question: "Must it be open now: true or false?",
            wrong: "“{given}” is neither true nor false.",
        },
    },
    parcel: Parcel {
        nothing: "I did not find a parcel with the number {number}.",
        announced: "Parcel {id} has been announced",
        under_way: "Parcel {id} is on its way",
        delivered: "Parcel {id} has been delivered",
        in_trouble: "There is a problem with the delivery of parcel {id}",
        unknown: "This is the latest on parcel {id}",
        delivered_at: "Parcel {id} was delivered on {date} at {time}.",
        expected_between: "it is expected on {date} between {from} and {to}",
        expected_on: "it is expected on {date}",
        several: "I found {count} parcels with this number; this is the first of them.",
        wrong_postal_code: "The postal code is not the receiver's, so I cannot show everything.",
    },
    points: Points {
        unknown_place: "I do not know {place} in {country}.",
        wrong_postal_code: "“{given}” is not a postal code of {country}; one looks like {example}.",
        none: "I found no place within {distance} of {place} that fits.",
        one: "There is one place near {place}: {name}, {address}",
        many: "I found {count} places near {place}; the nearest is {name}, {address}",
        away: "{distance} away",
        open_today: "open today {hours}",
        closed_today: "closed today",
        position: "your position",
        hours: "{from} to {to}",
    },
};
