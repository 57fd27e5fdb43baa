//! Folding: texts that a person takes for the same become the same.

/// Lower case without accents; ligatures and national letters as they are typed without them (`ß` is `ss`, `ø` is `o`).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| push_folded(c, &mut folded));
        }
    }
    folded
}

/// The words of a text, folded: runs of letters and digits.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words of a name joined by single spaces, so that spelling of hyphens and apostrophes does not matter.
pub(super) fn fold_name(text: &str) -> String {
    words(text).join(" ")
}

/// Letters and digits of a code, upper case: `1234 ab` is `1234AB`.
pub(super) fn bare_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn push_folded(c: char, folded: &mut String) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ĳ' => "ij",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ŀ' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        // A combining mark after its letter: the letter alone stays.
        '\u{300}'..='\u{36f}' => "",
        '’' | '‘' => "'",
        _ => return folded.push(c),
    };
    folded.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_fold() {
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("ÉPICERIE"), fold("epicerie"));
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("e\u{301}"), "e");
        assert_eq!(fold("Αθήνα"), "αθήνα");
        assert_eq!(fold_name("'s-Gravenhage"), "s gravenhage");
        assert_eq!(bare_code(" 1234 ab "), "1234AB");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent_and_ignores_case(text in "[A-Za-zÀ-ÖØ-öø-ž0-9 ]{0,30}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            prop_assert_eq!(fold(&text.to_lowercase()), folded);
        }

        #[test]
        fn any_text_folds(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
