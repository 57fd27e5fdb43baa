//! What can go wrong. Each message is one line fit for an operator; none holds a secret.

use std::time::Duration;

/// What is wrong with the settings.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettingsError {
    /// Neither a directory nor a place we know.
    #[error("attachments.location: {scheme}:// is unknown; give a directory or s3://bucket/prefix")]
    UnknownScheme {
        /// What stands before `://`.
        scheme: String,
    },
    /// `s3://` and nothing that names a bucket.
    #[error("attachments.location: the bucket is missing; write s3://bucket or s3://bucket/prefix")]
    MissingBucket,
    /// No bucket can have that name. The text is not repeated: credentials have been pasted there.
    #[error("attachments.location: a bucket's name is 3 to 63 lower-case letters, digits, dots and hyphens")]
    BadBucket,
    /// What follows the bucket cannot be part of a key.
    #[error(
        "attachments.location: the prefix after the bucket may not have empty parts, . or .. or control characters"
    )]
    BadPrefix,
    /// The endpoint is not the address of a server.
    #[error("attachments.endpoint must be the address of a server, like https://s3.example.org")]
    BadEndpoint,
    /// The endpoint is not encrypted.
    #[error("attachments.endpoint is plain http; set attachments.allow_http if nobody else is on that network")]
    PlainHttp,
    /// One half of a key pair.
    #[error("attachments.access_key_id and attachments.secret_access_key belong together; set both or none")]
    HalfKey,
    /// Settings of an object store, and attachments in a directory.
    #[error("attachments.{key} is for object stores; set attachments.location to s3://bucket/prefix as well")]
    NotForDirectories {
        /// The first of them.
        key: &'static str,
    },
    /// Built without the feature.
    #[error("attachments.location: this build of colli has no object stores (feature s3); give a directory")]
    WithoutS3,
    /// The client cannot be built.
    #[error("attachments: {reason}")]
    Client {
        /// What it said.
        reason: String,
    },
}

/// Why an operation failed. Nothing of a failed put can be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// More bytes than are allowed.
    #[error("{bytes} bytes are more than {bytes_max}")]
    TooLarge {
        /// How many there are.
        bytes: usize,
        /// How many may be.
        bytes_max: usize,
    },
    /// The directory cannot be made, read or written.
    #[error("the directory cannot be used: {reason}")]
    Directory {
        /// What the system said.
        reason: String,
    },
    /// The object store is away or overloaded; the same call may succeed later.
    #[error("the object store does not answer: {reason}")]
    Unavailable {
        /// What was seen.
        reason: String,
    },
    /// The object store answered no; the same call will fail again until somebody mends the settings or the rights.
    #[error("the object store refuses: {reason}")]
    Refused {
        /// What it said.
        reason: String,
    },
}

impl Error {
    /// Whether the same call may succeed later without anybody's doing.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    pub(crate) fn late(wait_max: Duration) -> Self {
        Self::Unavailable {
            reason: format!("no answer within {} ms", wait_max.as_millis()),
        }
    }
}

/// Most characters of a text from outside.
const REASON_CHARS_MAX: usize = 300;

/// Words of S3 for a server that cannot answer now.
const BUSY_CODES: [&str; 4] = ["InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown"];

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as Of;
        let text = error.to_string();
        let code = code(&text);
        let reason = match code {
            Some(code) => format!("it answered {code}"),
            None => transport(&error).unwrap_or_else(|| start(&text)),
        };
        let busy = code.is_some_and(|code| BUSY_CODES.contains(&code));
        let said_no = text.contains("status code: 4") || text.contains("redirect") || code.is_some();
        match error {
            Of::Generic { .. } | Of::JoinError { .. } if busy || !said_no => Self::Unavailable { reason },
            _ => Self::Refused { reason },
        }
    }
}

/// Whether the object is not there. A missing bucket is a fault, although it is also a 404.
pub(crate) fn is_no_such_object(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. }) && code(&error.to_string()) != Some("NoSuchBucket")
}

/// The word an S3 error body carries. The rest of the body repeats key ids and signatures, and stays out of messages.
fn code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (!code.is_empty() && code.len() < 60 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// The start of a text: one line, no body of an answer.
fn start(text: &str) -> String {
    let line = text.split(['<', '\n']).next().unwrap_or_default();
    line.chars()
        .take(REASON_CHARS_MAX)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What went wrong between us and the server.
#[cfg(feature = "s3")]
fn transport(error: &object_store::Error) -> Option<String> {
    use object_store::client::{HttpError, HttpErrorKind};
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if let Some(http) = error.downcast_ref::<HttpError>() {
            let what = match http.kind() {
                HttpErrorKind::Connect => "it cannot be reached",
                HttpErrorKind::Timeout => "no answer in time",
                HttpErrorKind::Interrupted => "the connection was lost",
                _ => "the request failed",
            };
            return Some(format!("{what}: {}", start(&innermost(http))));
        }
        cause = error.source();
    }
    None
}

#[cfg(not(feature = "s3"))]
fn transport(_: &object_store::Error) -> Option<String> {
    None
}

/// The last cause, which is what the system said.
#[cfg(feature = "s3")]
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(text: &str) -> Error {
        object_store::Error::Generic {
            store: "S3",
            source: text.to_owned().into(),
        }
        .into()
    }

    #[test]
    fn bodies_stay_out_of_messages() {
        let text = "Error performing PUT http://x/y - Server returned non-2xx status code: 403 Forbidden: <?xml?>\
                    <Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIA</AWSAccessKeyId></Error>";
        assert_eq!(
            generic(text).to_string(),
            "the object store refuses: it answered SignatureDoesNotMatch"
        );
        let broken = generic("status code: 400: <Error><Code>a\nb</Code><Secret>s3cret</Secret>");
        assert!(!broken.to_string().contains(['\n', '<']), "{broken}");
        assert!(!broken.to_string().contains("s3cret"), "{broken}");
    }

    #[test]
    fn what_may_pass_is_told_from_what_will_not() {
        for (text, temporary) in [
            (
                "status code: 503 Service Unavailable: <Error><Code>SlowDown</Code>",
                true,
            ),
            ("status code: 500 Internal Server Error: ", true),
            (
                "status code: 400 Bad Request: <Error><Code>InvalidBucketName</Code>",
                false,
            ),
            ("status code: 409 Conflict: ", false),
            ("Received redirect without LOCATION", false),
            ("connection reset", true),
        ] {
            assert_eq!(generic(text).is_temporary(), temporary, "{text}");
        }
    }

    #[test]
    fn a_missing_bucket_is_no_missing_object() {
        let not_found = |text: &str| object_store::Error::NotFound {
            path: "a".to_owned(),
            source: text.to_owned().into(),
        };
        assert!(is_no_such_object(&not_found("<Code>NoSuchKey</Code>")));
        assert!(is_no_such_object(&not_found("No such file or directory")));
        assert!(!is_no_such_object(&not_found("<Code>NoSuchBucket</Code>")));
    }
}
