//! What names the bytes of an attachment.

use colli_core::ids::{Environment, OrganisationId, Tenant};
use object_store::path::Path;
use std::fmt::Write as _;
use uuid::Uuid;

/// Names the bytes of an attachment: `<organisation>/<test|live>/<id>-<hash>` below the place. The hash is in the name
/// so that different bytes sent under one id never replace each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Whose it is.
    pub tenant: Tenant,
    /// The id the client gave it.
    pub id: Uuid,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// Hexadecimal digits of a hash.
const HASH_DIGITS: usize = 64;

impl Key {
    /// The directory, below the place: organisation and environment.
    pub(crate) fn directory(&self) -> [String; 2] {
        let organisation = self.tenant.organisation.0.hyphenated().to_string();
        [organisation, word(self.tenant.environment).to_owned()]
    }

    /// The object below a prefix.
    pub(crate) fn path(&self, prefix: &Path) -> Path {
        let mut name = self.id.hyphenated().to_string();
        name.push('-');
        for byte in self.sha256 {
            // Writing to a String cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        let [organisation, environment] = self.directory();
        prefix.clone().join(organisation).join(environment).join(name)
    }

    /// Reads back [`Key::path`]; `None` for what is no attachment of ours.
    pub(crate) fn parse(path: &Path, prefix: &Path) -> Option<Self> {
        let mut parts = path.prefix_match(prefix)?;
        let (organisation, environment, name) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (id, hash) = name.as_ref().rsplit_once('-')?;
        let environment = [Environment::Test, Environment::Live]
            .into_iter()
            .find(|half| word(*half) == environment.as_ref())?;
        let key = Self {
            tenant: Tenant {
                organisation: OrganisationId(Uuid::try_parse(organisation.as_ref()).ok()?),
                environment,
            },
            id: Uuid::try_parse(id).ok()?,
            sha256: bytes(hash)?,
        };
        // One key has one name: other spellings of the same ids are not ours.
        (key.path(prefix) == *path).then_some(key)
    }
}

fn word(environment: Environment) -> &'static str {
    match environment {
        Environment::Test => "test",
        Environment::Live => "live",
    }
}

fn bytes(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != HASH_DIGITS || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(environment: Environment) -> Key {
        let mut sha256 = [0xab; 32];
        sha256[0] = 0x01;
        Key {
            tenant: Tenant {
                organisation: OrganisationId(Uuid::from_u128(0x11)),
                environment,
            },
            id: Uuid::from_u128(0x22),
            sha256,
        }
    }

    #[test]
    fn keys_are_written_as_documented_and_read_back() {
        let hash = format!("01{}", "ab".repeat(31));
        let text = |half: &str| {
            format!("00000000-0000-0000-0000-000000000011/{half}/00000000-0000-0000-0000-000000000022-{hash}")
        };
        for (environment, half) in [(Environment::Test, "test"), (Environment::Live, "live")] {
            let key = key(environment);
            assert_eq!(key.path(&Path::default()).as_ref(), text(half));
            for prefix in [Path::default(), Path::from("a"), Path::from("a/b")] {
                assert_eq!(Key::parse(&key.path(&prefix), &prefix), Some(key));
            }
            assert_eq!(key.path(&Path::from("a/b")).as_ref(), format!("a/b/{}", text(half)));
        }
    }

    #[test]
    fn other_names_are_no_keys() {
        let good = key(Environment::Test).path(&Path::default()).to_string();
        let hash = good.rsplit_once('-').unwrap().1;
        for other in [
            String::new(),
            "check".to_owned(),
            format!("{good}/x"),
            format!("x/{good}"),
            good.replace("/test/", "/acceptance/"),
            good.replace(hash, &hash[1..]),
            good.replace(hash, &hash.to_uppercase()),
            good.replace(hash, &hash.replace("ab", "zz")),
            good.replace(hash, &format!("{}é", &hash[..62])),
            good.replace("00000000-0000-0000-0000-000000000022", "22"),
            good.replace(
                "00000000-0000-0000-0000-000000000022",
                "00000000000000000000000000000022",
            ),
        ] {
            assert_eq!(
                Key::parse(&Path::from(other.as_str()), &Path::default()),
                None,
                "{other}"
            );
        }
        let prefix = Path::from("b");
        assert_eq!(Key::parse(&Path::from(good), &prefix), None, "outside of the prefix");
    }
}
