//! Members that hold an object, or the id of one (`address_from`, entries of `parcels`).

use super::id;
use crate::reader::Reader;
use colli_core::address::excerpt;
use colli_core::error::Violation;
use colli_service::gateway::Given;
use colli_wire::shippo::id_or::IdOr;

/// Reads one; what is broken is noted, and `None`.
pub(super) fn read<W, T>(
    reader: &mut Reader,
    member: IdOr<W>,
    path: &str,
    read: impl FnOnce(&mut Reader, W) -> T,
) -> Option<Given<T>> {
    match member {
        IdOr::Object(object) => Some(Given::New(read(reader, *object))),
        IdOr::Id(text) => {
            let id = id::parse(&text);
            if id.is_none() {
                reader.push(
                    Violation::new(path, "format", format!("'{}' is no id of an object", excerpt(&text)))
                        .accepting(["an object", "the object_id of one: 32 hexadecimal digits"]),
                );
            }
            id.map(Given::Id)
        }
    }
}

/// The path of a member: `address_to` and `zip` make `address_to.zip`; of the resource itself, `zip`.
pub(super) fn member(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        [path, ".", name].concat()
    }
}
