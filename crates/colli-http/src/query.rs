//! Query strings as the various clients write them: repeated keys, comma lists, `[]` and `[0]` (reference 20).

use colli_wire::field::parse_bool;

/// A query string, read once.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a raw query string. Broken escapes become replacement characters, as browsers do.
    pub(crate) fn parse(raw: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(key, value)| (base_name(&key).to_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The first non-empty value of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.values(name)
            .map(str::trim)
            .find(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// The first non-empty value under any of these names.
    pub(crate) fn text_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// All values of a list parameter, in any array syntax.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.values(name)
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// All values of a parameter, not split.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A boolean; an empty value is none. `Err` holds what cannot be read.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        match self.text(name) {
            None => Ok(None),
            Some(value) => parse_bool(&value).map(Some).ok_or(value),
        }
    }

    /// A value of another type; an empty value is none. `Err` holds what cannot be read.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        match self.text(name) {
            None => Ok(None),
            Some(value) => value.parse().map(Some).map_err(|_| value),
        }
    }
}

/// `option[]` and `option[0]` are `option`.
fn base_name(key: &str) -> &str {
    match key.split_once('[') {
        Some((name, rest)) if rest.ends_with(']') && !name.is_empty() => name,
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_array_syntax_is_read() {
        for raw in [
            "option=A&option=B",
            "option=A,B",
            "option[]=A&option[]=B",
            "option[0]=A&option%5B1%5D=B",
            "option=A%2C+B",
        ] {
            assert_eq!(Query::parse(Some(raw)).list("option"), ["A", "B"], "{raw}");
        }
        assert!(Query::parse(None).list("option").is_empty());
        assert!(Query::parse(Some("option=&option[]=")).list("option").is_empty());
    }

    #[test]
    fn booleans_are_words_or_digits_or_empty() {
        let query = Query::parse(Some("a=1&b=FALSE&c=&d=maybe"));
        assert_eq!((query.flag("a"), query.flag("b")), (Ok(Some(true)), Ok(Some(false))));
        assert_eq!((query.flag("c"), query.flag("e")), (Ok(None), Ok(None)));
        assert_eq!(query.flag("d"), Err("maybe".to_owned()));
    }
}
