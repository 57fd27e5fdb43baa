//! A certification authority and a server certificate for 127.0.0.1 and localhost, valid for a day, made by `openssl`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::error::{Doing as _, Error};
use crate::programs::{Programs, output, plain};

const EXTENSIONS: &str = "\
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";
const CONFIGURATION: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
";

/// The files of a server that speaks TLS.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Makes all of them in `folder`. The key belongs to the server's user, or PostgreSQL refuses it.
pub(crate) fn make(programs: &Programs, folder: &Path) -> Result<Certificates, Error> {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).doing(|| format!("writing {name}"));
    write("openssl.cnf", CONFIGURATION)?;
    write("extensions.cnf", EXTENSIONS)?;
    for arguments in [
        "req -x509 -config openssl.cnf -extensions authority -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
         -keyout ca.key -out ca.crt -days 1 -subj /CN=colli-testkit",
        "req -new -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key \
         -out server.csr -subj /CN=localhost",
        "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -set_serial 1 -out server.crt -days 1 \
         -extfile extensions.cnf",
    ] {
        let mut command = plain(Path::new("openssl"));
        command.current_dir(folder).args(arguments.split(' '));
        output(&mut command)?;
    }
    let files = Certificates {
        authority: folder.join("ca.crt"),
        certificate: folder.join("server.crt"),
        key: folder.join("server.key"),
    };
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).doing(|| "closing server.key".to_owned())?;
    for file in [&files.certificate, &files.key] {
        programs.give(file)?;
    }
    Ok(files)
}
