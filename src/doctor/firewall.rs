//! What filters what comes in, and how it is told to let our port be.

use std::path::Path;

/// A firewall, as far as it can be known without its rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Firewall {
    /// Ubuntu's.
    Ufw,
    /// Fedora's.
    Firewalld,
    /// The one of Windows.
    Windows,
    /// There may be none, or one that does not show.
    Unknown,
}

impl Firewall {
    /// The one of this machine.
    pub fn here() -> Self {
        let ufw = std::fs::read_to_string("/etc/ufw/ufw.conf").unwrap_or_default();
        if cfg!(windows) {
            Self::Windows
        } else if ufw.lines().any(|line| line.trim() == "ENABLED=yes") {
            Self::Ufw
        } else if Path::new("/run/firewalld").exists() {
            Self::Firewalld
        } else {
            Self::Unknown
        }
    }

    /// Its name, and what lets others in at that port.
    pub(super) fn opened_by(self, port: u16) -> Option<String> {
        let (name, command) = match self {
            Self::Ufw => ("ufw", format!("sudo ufw allow {port}/tcp")),
            Self::Firewalld => ("firewalld", format!("sudo firewall-cmd --add-port={port}/tcp")),
            Self::Windows => (
                "Windows",
                format!(
                    "netsh advfirewall firewall add rule name=chinwag dir=in action=allow \
                     protocol=TCP localport={port}"
                ),
            ),
            Self::Unknown => return None,
        };
        Some(format!("{name} filters what comes in; unless it lets you be, run: {command}"))
    }
}
