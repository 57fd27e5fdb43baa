//! Where the server of a data directory listens: a file beside its database, for commands that want to reach that server.

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The file.
const FILE: &str = "server.address";
/// The file a server holds locked as long as it runs.
const LOCK: &str = "colli.lock";

/// The file of a server that runs; it goes when this does.
#[derive(Debug)]
pub struct Published(PathBuf);

impl Published {
    /// Writes down where the server of a directory listens.
    pub fn write(data: &Path, address: SocketAddr) -> io::Result<Self> {
        let path = data.join(FILE);
        fs::write(&path, format!("{}\n", reachable(address)))?;
        Ok(Self(path))
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        // One that stays behind is not believed: the lock is free then.
        drop(fs::remove_file(&self.0));
    }
}

/// Whether a process works on a directory.
pub fn is_in_use(data: &Path) -> bool {
    let lock = File::options().write(true).open(data.join(LOCK));
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Where the server of a directory listens, if it said so.
pub fn of_directory(data: &Path) -> Option<SocketAddr> {
    fs::read_to_string(data.join(FILE)).ok()?.trim().parse().ok()
}

/// An address to connect to: who listens everywhere is reached on this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_there_as_long_as_the_server_is() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(of_directory(directory.path()), None);
        let published = Published::write(directory.path(), "0.0.0.0:8080".parse().unwrap()).unwrap();
        assert_eq!(of_directory(directory.path()), "127.0.0.1:8080".parse().ok());
        drop(published);
        assert_eq!(of_directory(directory.path()), None);
        let published = Published::write(directory.path(), "[::]:81".parse().unwrap()).unwrap();
        assert_eq!(of_directory(directory.path()), "[::1]:81".parse().ok());
        drop(published);
    }

    #[test]
    fn a_directory_is_in_use_while_its_lock_is_held() {
        let directory = tempfile::tempdir().unwrap();
        assert!(!is_in_use(directory.path()));
        let lock = File::create(directory.path().join(LOCK)).unwrap();
        assert!(!is_in_use(directory.path()));
        lock.lock().unwrap();
        assert!(is_in_use(directory.path()));
    }
}
